"""Every function and period of the catalog has a meaning on each target, and helpers have one name everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lowcode.catalog.functions import FUNCTIONS, PERIODS
from lowcode.codegen.expressions.functions import DIRECT, ROUNDINGS, SHIFTS, SPECIAL
from lowcode.codegen.expressions.javascript import camel_case
from lowcode.runtime import values
from lowcode.runtime.values import columns
from lowcode.runtime.values.columns.postgresql import POSTGRESQL
from lowcode.runtime.values.columns.sqlite import SQLITE
from lowcode.runtime.values.periods import PERIOD_BOUNDS
from lowcode.runtime.values.sqlite_functions import _AGGREGATES
from lowcode.runtime.values.sqlite_functions import FUNCTIONS as SQLITE_FUNCTIONS

SCRIPT = Path(values.__file__).parents[1] / "static" / "js" / "expressions.js"
COMPARED_PLAINLY = {"less", "less_or_equal", "greater", "greater_or_equal", "equal", "differ"}
HELPERS = {
    *(direct.helper for direct in DIRECT.values()),
    *ROUNDINGS.values(),
    *(f"shift_{kind}" for kind in ("date", "instant")),
    "add",
    "subtract",
    "multiply",
    "divide",
    "remainder",
    "negate",
    "absolute",
    "smallest",
    "greatest",
    "first_given",
    "joined",
    "concatenate",
    "integer_text",
    "decimal_text",
    "percent_text",
    "boolean_text",
    "date_text",
    "time_text",
    "instant_text",
    "option_text",
    "cny_capitals",
    "local_date",
    "local_time",
    "make_date",
    "midnight",
    "instant",
    "substring",
    "substring_from",
    "count",
    "total",
    "minimum",
    "maximum",
    "average",
    "in_period",
    "read",
    *COMPARED_PLAINLY,
}


def test_every_function_of_the_catalog_is_compiled() -> None:
    assert {*DIRECT, *ROUNDINGS, *SHIFTS, *SPECIAL} == set(FUNCTIONS.names)


def test_every_period_of_the_catalog_has_bounds() -> None:
    assert set(PERIOD_BOUNDS) == set(PERIODS.names)


@pytest.mark.parametrize("helper", sorted(HELPERS))
def test_every_helper_is_there_for_each_target(helper: str) -> None:
    assert helper in values.__all__
    assert helper in columns.__all__
    assert re.search(rf"\b{camel_case(helper)}\b", SCRIPT.read_text(encoding="utf-8"))


def test_every_operation_of_postgresql_has_a_counterpart_on_sqlite() -> None:
    assert {*SQLITE, *SQLITE_FUNCTIONS, *_AGGREGATES} - set(POSTGRESQL) == {"compare"}
    assert set(POSTGRESQL) <= {*SQLITE, *SQLITE_FUNCTIONS, *_AGGREGATES}


def test_published_names_are_what_the_packages_define() -> None:
    for module in (values, columns):
        assert all(hasattr(module, name) for name in module.__all__)
        assert list(module.__all__) == sorted(module.__all__)
