"""Selections as JSON, so that what was asked for can be asked again later by somebody else."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from lowcode.runtime.report_definitions import Analysis, Dimension, FilterDefinition, ReportDefinition
from lowcode.runtime.reports.selection import (
    Click,
    DayRange,
    FilterChoice,
    FilterValue,
    GroupChoice,
    NamedPeriod,
    OfNumber,
    OfOptions,
    OfRecords,
    OfText,
    OfTruth,
    Period,
    Selection,
)


class UnknownPartError(LookupError):
    """Something in a selection that is declared nowhere: it cannot be named."""


def text_of_selection(analysis: Analysis, report: ReportDefinition, selection: Selection) -> str:
    """The selection as JSON; UnknownPartError if it says something that has no name."""
    period = None if selection.period is None else _value_text(selection.period)
    return json.dumps(
        {
            "period": period,
            "filters": [
                [*_place_of_filter(analysis, each.filter), _value_text(each.value)] for each in selection.filters
            ],
            "groups": [[*_place_of(analysis, each.dimension, report), each.keys] for each in selection.groups],
            "drill": selection.drill,
            "clicks": [
                [*_place_of(analysis, each.dimension, None), each.entities, each.keys] for each in selection.clicks
            ],
            "compares": selection.compares,
        },
        ensure_ascii=False,
    )


def selection_of_text(analysis: Analysis, text: str) -> Selection:
    """The selection that was written; UnknownPartError if what it names is not declared any more."""
    said = json.loads(text)
    period = None if said["period"] is None else _value(said["period"])
    return Selection(
        period=period if isinstance(period, DayRange | NamedPeriod) else None,
        filters=tuple(FilterChoice(_filter(analysis, *each[:2]), _value(each[2])) for each in said["filters"]),
        groups=tuple(GroupChoice(_dimension(analysis, *each[:2]), tuple(each[2])) for each in said["groups"]),
        drill=tuple(said["drill"]),
        clicks=tuple(Click(_dimension(analysis, *each[:2]), tuple(each[2]), tuple(each[3])) for each in said["clicks"]),
        compares=said["compares"],
    )


def _dimensions(report: ReportDefinition) -> tuple[Dimension, ...]:
    return (*report.chart.dimensions, *report.chart.drill)


def _place_of(analysis: Analysis, dimension: Dimension, own: ReportDefinition | None) -> tuple[str, int]:
    for report in (own,) if own is not None else analysis.reports:
        if dimension in _dimensions(report):
            return report.name, _dimensions(report).index(dimension)
    raise UnknownPartError(dimension.name)


def _dimension(analysis: Analysis, report: str, index: int) -> Dimension:
    declared = analysis.report_by_name.get(report)
    if declared is None or index >= len(_dimensions(declared)):
        raise UnknownPartError(report)
    return _dimensions(declared)[index]


def _place_of_filter(analysis: Analysis, wanted: FilterDefinition) -> tuple[str, str]:
    for dashboard in analysis.dashboards:
        if wanted in dashboard.filters:
            return dashboard.name, wanted.name
    raise UnknownPartError(wanted.name)


def _filter(analysis: Analysis, dashboard: str, name: str) -> FilterDefinition:
    declared = analysis.dashboard_by_name.get(dashboard)
    for each in () if declared is None else declared.filters:
        if each.name == name:
            return each
    raise UnknownPartError(f"{dashboard}.{name}")


def _value_text(value: FilterValue | Period) -> list[Any]:
    match value:
        case NamedPeriod(name=name):
            return ["period", name]
        case DayRange(first=first, end=end):
            return ["days", *(None if each is None else each.isoformat() for each in (first, end))]
        case OfOptions(names=names):
            return ["options", *names]
        case OfRecords(ids=ids):
            return ["records", *ids]
        case OfTruth(value=truth):
            return ["truth", truth]
        case OfText(text=text):
            return ["text", text]
        case OfNumber(number=number):
            return ["number", number]


def _day(text: str | None) -> datetime.date | None:
    return None if text is None else datetime.date.fromisoformat(text)


_VALUES: Final[Mapping[str, Callable[..., FilterValue]]] = {
    "period": NamedPeriod,
    "days": lambda first, end: DayRange(_day(first), _day(end)),
    "options": lambda *names: OfOptions(names),
    "records": lambda *ids: OfRecords(ids),
    "truth": OfTruth,
    "text": OfText,
    "number": OfNumber,
}


def _value(said: list[Any]) -> FilterValue:
    return _VALUES[said[0]](*said[1:])
