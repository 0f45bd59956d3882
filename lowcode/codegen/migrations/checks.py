"""What conditions of CHECK constraints are about."""

from __future__ import annotations

import re
from collections.abc import Collection

from lowcode.codegen.schema import Check, Table

COLUMN = re.compile(r'sa\.column\("([^"]+)"')
"""A column in a condition."""


def columns_in(check: Check) -> tuple[str, ...]:
    """The columns whose values it looks at."""
    return tuple(dict.fromkeys(COLUMN.findall(check.condition)))


def checks_on(table: Table, columns: Collection[str]) -> tuple[Check, ...]:
    """Those that look at one of the columns."""
    return tuple(each for each in table.checks if not set(columns).isdisjoint(columns_in(each)))
