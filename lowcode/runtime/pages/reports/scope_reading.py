"""Reads what an address asks of reports. Nothing in an address can be an error: what makes no sense is left out."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import QueryParams

from lowcode.catalog.functions.periods import PERIODS
from lowcode.runtime.context import Context
from lowcode.runtime.pages.reports.scope import (
    ANY,
    ANY_GROUP,
    COMPARE,
    PERIOD,
    WITHIN,
    Keys,
    Pairs,
    Scope,
    drill_name,
    group_name,
    pick_name,
)
from lowcode.runtime.queries.parsing import TODAY
from lowcode.runtime.queries.plans import option_names
from lowcode.runtime.queries.readable import all_readable
from lowcode.runtime.report_definitions import (
    DashboardDefinition,
    Dimension,
    FilterDefinition,
    ReportDefinition,
    ValueForm,
    analysis_of,
)
from lowcode.runtime.reports.opening import may_open, may_open_dashboard
from lowcode.runtime.reports.selection import (
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
    shown_dimensions,
)

ME: Final = "me"
YES: Final = "1"
NO: Final = "0"
MOMENTS: Final = frozenset({ValueForm.DATE, ValueForm.DATETIME})

_MOST_VALUES: Final = 50
_LONGEST: Final = 200
_LARGEST_ID: Final = 2**31 - 1
_DAY: Final = datetime.timedelta(days=1)


def read_dashboard(context: Context, dashboard: DashboardDefinition, query: QueryParams) -> Scope:
    """What the address of a dashboard asks of its reports."""
    known = analysis_of(context.application).report_by_name
    names = dict.fromkeys(tile.report for row in dashboard.rows for tile in row.tiles)
    return _Reader(context, query, dashboard, {name: known[name] for name in names}).read()


def read_report(context: Context, report: ReportDefinition, query: QueryParams) -> Scope:
    """What the address of a report asks, alone or within a dashboard."""
    dashboard = _dashboard_with(context, report, query.get(WITHIN, ""))
    if dashboard is not None:
        return read_dashboard(context, dashboard, query)
    return _Reader(context, query, None, {report.name: report}).read()


def _dashboard_with(context: Context, report: ReportDefinition, name: str) -> DashboardDefinition | None:
    found = analysis_of(context.application).dashboard_by_name.get(name)
    if found is None or not may_open_dashboard(found, context):
        return None
    return found if any(tile.report == report.name for row in found.rows for tile in row.tiles) else None


@dataclass(slots=True)
class _Reader:
    context: Context
    query: QueryParams
    dashboard: DashboardDefinition | None
    reports: Mapping[str, ReportDefinition]
    pairs: list[tuple[str, str]] = field(default_factory=list)

    def read(self) -> Scope:
        period = groups = None
        filters: tuple[FilterChoice, ...] = ()
        if self.dashboard is not None:
            filters = tuple(self._filters(self.dashboard))
        else:
            period, groups = self._period(PERIOD), tuple(self._groups())
        openable = {name: each for name, each in self.reports.items() if may_open(each, self.context)}
        drills = {name: found for name, each in openable.items() if (found := self._drill(each))}
        picks = {name: keys for name, each in openable.items() if (keys := self._pick(each, drills.get(name, ())))}
        compares = self.query.get(COMPARE) != NO
        if not compares:
            self.pairs.append((COMPARE, NO))
        return Scope(
            dashboard=self.dashboard,
            reports=self.reports,
            pairs=tuple(self.pairs),
            filters=filters,
            period=period,
            groups=groups or (),
            drills=drills,
            picks=picks if self.dashboard is not None else {},
            compares=compares,
        )

    def _filters(self, dashboard: DashboardDefinition) -> Iterator[FilterChoice]:
        for each in dashboard.filters:
            value = self._value(each)
            if value is not None:
                yield FilterChoice(each, value)

    def _value(self, definition: FilterDefinition) -> FilterValue | None:
        """What the address says; where it says nothing, the filter's default."""
        name = definition.name
        texts = [each.strip()[:_LONGEST] for each in self.query.getlist(name) if each.strip()][:_MOST_VALUES]
        if texts == [ANY]:
            self._keep((name, ANY))
            return None
        if definition.form.kind in MOMENTS:
            value: FilterValue | None = self._period(name)
        else:
            value = self._parsed(definition, texts)
            if value is not None:
                self._keep(*((name, text) for text in texts))
        return value if value is not None else self._default(definition)

    def _default(self, definition: FilterDefinition) -> FilterValue | None:
        match definition.default:
            case None:
                return None
            case bool() as truth:
                return OfTruth(truth)
            case text if definition.form.kind in MOMENTS:
                return NamedPeriod(text)
            case text:
                return self._parsed(definition, [text])

    def _parsed(self, definition: FilterDefinition, texts: list[str]) -> FilterValue | None:
        return _PARSERS[definition.form.kind](self.context, definition, texts) if texts else None

    def _period(self, name: str) -> Period | None:
        text = self.query.get(name, "")
        if text in PERIODS or text == TODAY:
            self._keep((name, text))
            return NamedPeriod(text)
        first, last = (_day(self.query.get(f"{name}.{end}", "")) for end in ("from", "to"))
        if first is None and last is None:
            return None
        ends = (("from", first), ("to", last))
        self._keep(*((f"{name}.{end}", day.isoformat()) for end, day in ends if day is not None))
        return DayRange(first, last + _DAY if last is not None and last < datetime.date.max else None)

    def _groups(self) -> Iterator[GroupChoice]:
        for report in self.reports.values():
            for dimension in filtering_dimensions(report):
                name = group_name(dimension.name)
                keys = tuple(dict.fromkeys(each[:_LONGEST] for each in self.query.getlist(name) if each))[:_MOST_VALUES]
                if keys:
                    self._keep(*((name, key) for key in keys))
                    yield GroupChoice(dimension, keys)

    def _drill(self, report: ReportDefinition) -> tuple[str, ...]:
        name = drill_name(report.name)
        keys = tuple(each[:_LONGEST] for each in self.query.getlist(name) if each)[: len(report.chart.drill)]
        self._keep(*((name, key) for key in keys))
        return keys

    def _pick(self, report: ReportDefinition, drilled: tuple[str, ...]) -> Keys:
        name = pick_name(report.name)
        texts = self.query.getlist(name)[: len(shown_dimensions(report, Selection(drill=drilled)))]
        keys = tuple(None if each == ANY_GROUP else each[:_LONGEST] for each in texts if each)
        if not any(key is not None for key in keys):
            return ()
        self._keep(*((name, text[:_LONGEST]) for text in texts if text))
        return keys

    def _keep(self, *pairs: tuple[str, str]) -> None:
        self.pairs += pairs


def filtering_dimensions(report: ReportDefinition) -> tuple[Dimension, ...]:
    """The dimensions by which a report can be narrowed: those of its chart and of where its drill leads."""
    found = {each.name: each for each in (*report.chart.dimensions, *report.chart.drill)}
    return tuple(found.values())


def within(dashboard: DashboardDefinition | None) -> Pairs:
    """The part of an address that says which dashboard a report is looked at in."""
    return ((WITHIN, dashboard.name),) if dashboard is not None else ()


def _options(context: Context, definition: FilterDefinition, texts: list[str]) -> FilterValue | None:
    known = option_names(context.application.choice_by_name[definition.form.name or ""])
    names = tuple(each for each in dict.fromkeys(texts) if each in known)
    return OfOptions(names) if names else None


def _records(context: Context, definition: FilterDefinition, texts: list[str]) -> FilterValue | None:
    entity = definition.form.name or ""
    if ME in texts and entity == "user":
        return OfRecords((context.user_id,)) if context.user_id is not None else None
    ids = tuple(dict.fromkeys(number for each in texts if (number := _number(each)) is not None))
    return OfRecords(ids) if ids and all_readable(context, entity, ids) else None


def _truth(_: Context, __: FilterDefinition, texts: list[str]) -> FilterValue | None:
    return OfTruth(texts[0] == YES) if texts[0] in {YES, NO} else None


def _text(_: Context, __: FilterDefinition, texts: list[str]) -> FilterValue | None:
    return OfText(texts[0])


def _whole_number(_: Context, __: FilterDefinition, texts: list[str]) -> FilterValue | None:
    digits = texts[0].removeprefix("-")
    return OfNumber(int(texts[0])) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None


def _nothing(_: Context, __: FilterDefinition, ___: list[str]) -> FilterValue | None:
    return None


_PARSERS: Final[Mapping[ValueForm, Callable[[Context, FilterDefinition, list[str]], FilterValue | None]]] = {
    **dict.fromkeys(ValueForm, _nothing),
    ValueForm.CHOICE: _options,
    ValueForm.RECORD: _records,
    ValueForm.BOOLEAN: _truth,
    ValueForm.TEXT: _text,
    ValueForm.INTEGER: _whole_number,
}


def _number(text: str) -> int | None:
    if not text.isascii() or not text.isdigit() or len(text) > 10:
        return None
    return number if 0 < (number := int(text)) <= _LARGEST_ID else None


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
