"""Processes that are killed at random moments: everything is done exactly once, calls at least once, nothing stuck.

A handful of kills here; `make faults` makes fifty on each database and writes docs/faults.md.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.harness.apps import AppUnderTest, is_sqlite
from tests.harness.faults import SPEC, run_trial


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_is_done_twice(
    boot: Callable[..., AppUnderTest], compile_spec: Callable[[str], object]
) -> None:
    app = boot(compile_spec(SPEC))
    findings = run_trial(app, kills=5, seed=20261122, workers=1 if is_sqlite(app.url) else 3)
    assert findings.wrong == []
    assert findings.kills.total() == 5
    assert findings.orders > 0
    assert findings.calls == 2 * findings.orders
