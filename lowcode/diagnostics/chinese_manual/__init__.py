"""The manual of problems in Chinese, one module per family; the English one is the docstrings of the classes.

`lowcode explain --lang zh` prints it. Each code has an entry; tests/diagnostics/test_manual.py sees to it.
"""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.diagnostics.chinese_manual import (
    access,
    clients,
    fleet,
    flow_checks,
    flows,
    functions,
    migrations,
    names,
    online,
    output,
    past,
    processes,
    report_language,
    reports,
    structure,
    syntax,
    types,
)
from lowcode.diagnostics.chinese_manual.entry import ChineseEntry

CHINESE_MANUAL: Mapping[str, ChineseEntry] = {
    **syntax.ENTRIES,
    **names.ENTRIES,
    **types.ENTRIES,
    **structure.ENTRIES,
    **output.ENTRIES,
    **migrations.ENTRIES,
    **online.ENTRIES,
    **processes.ENTRIES,
    **functions.ENTRIES,
    **fleet.ENTRIES,
    **flows.ENTRIES,
    **flow_checks.ENTRIES,
    **report_language.ENTRIES,
    **reports.ENTRIES,
    **access.ENTRIES,
    **clients.ENTRIES,
    **past.ENTRIES,
}
