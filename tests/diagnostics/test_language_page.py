"""docs/language.md: its pieces of `lc` are one application without problems, its lists are those of the catalog."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lowcode.catalog.chart_types import CHART_TYPES
from lowcode.catalog.colors import COLORS
from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.catalog.functions import FUNCTIONS
from lowcode.catalog.functions.periods import PERIODS
from lowcode.checking import check
from lowcode.dsl import planned
from lowcode.dsl.modifiers import FIELD_MODIFIERS
from lowcode.dsl.type_checker.measures import MEASURE_FUNCTIONS
from lowcode.ir.reports import DatePart, DateUnit, Earlier
from lowcode.source import SourceFile

PAGE = Path(__file__).parents[2] / "docs" / "language.md"
_AGGREGATES = ("sum", "count", "min", "max", "avg", "exists", "first")


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_pieces_are_one_application(page: str) -> None:
    pieces = re.findall(r"^```lc\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert len(pieces) > 8
    found = check({"page.lc": SourceFile("page.lc", "\n".join(pieces))})
    assert found.problems == ()
    assert found.application is not None


@pytest.mark.parametrize("section", ["FUNCTIONS", "PERIODS", "CHARTS", "DIMENSIONS", "MEASURES", "PLANNED"])
def test_lists_are_complete(page: str, section: str) -> None:
    words = {
        "FUNCTIONS": [*FUNCTIONS.names, *_AGGREGATES],
        "PERIODS": list(PERIODS.names),
        "CHARTS": list(CHART_TYPES.names),
        "DIMENSIONS": [*(each.value for each in DateUnit), *(each.value for each in DatePart), "band", "level"],
        "MEASURES": [*MEASURE_FUNCTIONS, *(each.value for each in Earlier)],
        "PLANNED": [
            *planned.DECLARATIONS,
            *(planned.FIELD_TYPES - set(FIELD_TYPES.names)),
            *planned.FIELD_MODIFIERS,
            *planned.ENTITY_LINES,
            *planned.VIEW_LINES,
            *planned.VERBS,
        ],
    }[section]
    spoken = set(re.findall(r"[a-z_0-9]+", page))
    assert set(words) <= spoken


def test_every_type_modifier_and_color_is_there(page: str) -> None:
    words = {word for name in (*FIELD_TYPES.names, *FIELD_MODIFIERS, *COLORS) for word in name.split()}
    assert words <= set(re.findall(r"[a-z_0-9]+", page))
