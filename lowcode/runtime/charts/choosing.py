"""Which kind an answer is drawn as: the report's own, or one that still fits after the reader has drilled down."""

from __future__ import annotations

from typing import Final

from lowcode.catalog.chart_types import CHART_TYPES, Along
from lowcode.runtime.charts.maps import placed_groups
from lowcode.runtime.charts.parts import decimal
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.charts.radars import LEAST_AXES
from lowcode.runtime.report_definitions import ByBand, ByLevel, ByPart, ByPeriod, DateUnit, Dimension, ValueForm

_ORDERED_FORMS: Final = frozenset({ValueForm.CHOICE, ValueForm.INTEGER, ValueForm.DATE})
_OF_PARTS: Final = frozenset({"pie", "donut", "rose", "treemap", "sunburst", "sankey", "funnel", "percent_bar"})
_WHOLE_ROWS: Final = {"scatter": 2, "bubble": 2, "boxplot": 5}
"""Kinds whose groups have no place unless so many of their numbers are known."""
_MOST_COLUMNS: Final = 8
"""Groups of a dimension without an order that may still stand as columns instead of bars."""


def kind_for(picture: Picture) -> str:
    """The report's kind, unless its dimensions are no longer what the kind draws."""
    kind = CHART_TYPES[picture.chart.kind]
    if not picture.measures:
        return kind.name
    if kind.name in _OF_PARTS and _is_all_loss(picture):
        return _substitute(picture) if picture.dimensions else "waterfall"
    if not picture.dimensions:
        return kind.name
    if not kind.accepts(len(picture.dimensions), len(picture.measures)) and not kind.spread:
        return _substitute(picture)
    if not _runs_along(kind.along, picture.dimensions[0].definition):
        return _substitute(picture)
    if kind.name == "radar" and len(picture.measures) < LEAST_AXES and len(picture.dimensions[0].groups) < LEAST_AXES:
        return _substitute(picture)
    if kind.along is Along.PLACES and not placed_groups(picture)[0]:
        return _substitute(picture)
    return kind.name


def has_something(picture: Picture, kind: str) -> bool:
    """Whether there is anything to be seen: a zero is something as a number or a point, but no part of a whole."""
    if not picture.dimensions:
        return kind not in _OF_PARTS or any(decimal(value) != 0 for value in picture.answer.at())
    if not all(dimension.groups for dimension in picture.dimensions):
        return False
    values = [each for row in picture.answer.cells.values() for each in row]
    if kind in _OF_PARTS:
        return any(decimal(value) != 0 for value in values)
    if kind in _WHOLE_ROWS:
        return any(None not in row[: _WHOLE_ROWS[kind]] for row in picture.answer.cells.values())
    return any(value is not None for value in values)


def _is_all_loss(picture: Picture) -> bool:
    """Whether no number is above zero, but some are below: no part of a whole."""
    values = [decimal(each) for row in picture.answer.cells.values() for each in row]
    return any(value < 0 for value in values) and not any(value > 0 for value in values)


def _substitute(picture: Picture) -> str:
    """What shows any groups: columns along an order or a few, bars else; tables where there are too many dimensions."""
    if len(picture.dimensions) > 2 or (len(picture.dimensions) == 2 and len(picture.measures) > 1):
        return "table"
    dimension = picture.dimensions[0]
    if isinstance(dimension.definition.grouping, ByPeriod | ByPart | ByBand):
        return "bar"
    return "bar" if len(dimension.groups) <= _MOST_COLUMNS else "hbar"


def _runs_along(along: Along, dimension: Dimension) -> bool:
    grouping = dimension.grouping
    match along:
        case Along.PERIODS:
            return isinstance(grouping, ByPeriod)
        case Along.DAYS:
            return isinstance(grouping, ByPeriod) and grouping.unit is DateUnit.DAY
        case Along.ORDERED:
            return isinstance(grouping, ByPeriod | ByPart | ByBand) or dimension.form.kind in _ORDERED_FORMS
        case Along.STAGES:
            return isinstance(grouping, ByBand | ByLevel) or dimension.form.kind is ValueForm.CHOICE
        case _:
            return True
