"""Groups as people read them: names of options, records, periods and bands in the reader's language, in their order."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import Option
from lowcode.runtime.locale.formatting import Formats, formats_for
from lowcode.runtime.queries.lookups import titles_of
from lowcode.runtime.queries.plans import EntityPlan
from lowcode.runtime.report_definitions import (
    ByBand,
    ByLevel,
    ByMember,
    ByPart,
    ByPeriod,
    ByValue,
    DatePart,
    DateUnit,
    Dimension,
    ValueForm,
    analysis_of,
)
from lowcode.runtime.reports.answers import Group
from lowcode.runtime.reports.calendar_units import MONTHS_IN_YEAR, fiscal_year_of
from lowcode.runtime.reports.cuts import Cut
from lowcode.runtime.reports.grids import REST
from lowcode.runtime.reports.keys import EARLIER, EMPTY, LATER, OTHERS
from lowcode.runtime.reports.scales import Scale
from lowcode.runtime.reports.values import key_of_raw, raw_of_key
from lowcode.runtime.sort_key import sort_key

_QUARTER: Final = 3
_AT_ONCE: Final = 1_000
_ORDERED: Final = frozenset({ValueForm.CHOICE, ValueForm.BOOLEAN, ValueForm.INTEGER})
"""What has an order of its own."""


@dataclass(frozen=True)
class Labeller:
    """Names and orders the groups of one dimension. `raw` is what the database calls a group."""

    context: Context
    dimension: Dimension
    scale: Scale | None
    found: Sequence[Any]
    """The groups that there are."""

    @cached_property
    def _formats(self) -> Formats:
        application = self.context.application
        return formats_for(self.context.locale, self.context.timezone.key, application.currency)

    def _say(self, key: str, **values: object) -> str:
        return self._formats.wording.say(key, **values)

    @cached_property
    def _options(self) -> Mapping[str, tuple[int, Option]]:
        """By name, the place in the specification and the option."""
        if self.dimension.form.kind is not ValueForm.CHOICE:
            return {}
        choice = self.context.application.choice_by_name[self.dimension.form.name or ""]
        return {option.name: (place, option) for place, option in enumerate(_flat(choice.options))}

    @cached_property
    def _titles(self) -> Mapping[int, str | None]:
        """The titles of the records that the reader may be told of."""
        if self.dimension.form.kind is not ValueForm.RECORD:
            return {}
        application = self.context.application
        plan = EntityPlan(application.entity_by_name[self.dimension.form.name or ""], application)
        ids = [each for each in self.found if isinstance(each, int)]
        titles: dict[int, str | None] = {}
        for start in range(0, len(ids), _AT_ONCE):
            links = titles_of(plan, ids[start : start + _AT_ONCE], self.context)
            titles.update({number: link.title for number, link in links.items()})
        return titles

    @property
    def is_ordered(self) -> bool:
        """Whether the groups have an order of their own, so that charts keep it: time, options, bands, numbers."""
        grouping, kind = self.dimension.grouping, self.dimension.form.kind
        return isinstance(grouping, ByPeriod | ByPart | ByBand) or kind in _ORDERED

    def position(self, raw: Any) -> tuple[Any, ...]:
        """The place of a group in the dimension's own order; comparable within the dimension."""
        if isinstance(self.dimension.grouping, ByPeriod | ByPart | ByBand):
            return (raw,)
        match self.dimension.form.kind:
            case ValueForm.CHOICE:
                return (self._options[raw][0], "") if raw in self._options else (len(self._options), raw)
            case ValueForm.RECORD:
                title = self._titles.get(raw)
                return (title is None, sort_key(title) or "", raw)
            case ValueForm.BOOLEAN:
                return (not raw,)
            case ValueForm.TEXT:
                return (sort_key(raw) or "", raw)
            case _:
                return (raw,)

    def group(self, raw: Any) -> Group:
        """The group with its name."""
        if raw is None:
            return Group(key=EMPTY, label=self._say("answer.empty"), is_empty=True)
        if raw is REST:
            return Group(key=OTHERS, label=self._say("answer.others"), is_others=True)
        if self.scale is not None:
            return self._period_group(self.scale, raw)
        return Group(key=key_of_raw(raw), label=self._label(raw), color=self._color(raw), value=raw)

    def of_key(self, key: str) -> str:
        """What a group that an address names is called; `found` has its value."""
        words = {EMPTY: "answer.empty", OTHERS: "answer.others", EARLIER: "answer.earlier", LATER: "answer.later"}
        raw = raw_of_key(self.dimension, key)
        if key in words or raw is None:
            return self._say(words.get(key, "answer.empty"))
        if isinstance(self.dimension.grouping, ByPeriod) and isinstance(raw, datetime.date):
            return self._period_label(self.dimension.grouping.unit, raw)
        return self._label(raw)

    def _color(self, raw: Any) -> str | None:
        return self._options[raw][1].color if raw in self._options else None

    def _label(self, raw: Any) -> str:
        match self.dimension.grouping:
            case ByPart(part=part):
                return self._part_label(part, raw)
            case ByBand(bounds=bounds):
                return self._band_label(bounds, raw)
            case ByValue() | ByLevel() | ByMember() | ByPeriod():
                return self._value_label(raw)

    def _value_label(self, raw: Any) -> str:
        match self.dimension.form.kind:
            case ValueForm.CHOICE:
                return self.context.text(self._options[raw][1].label) if raw in self._options else str(raw)
            case ValueForm.RECORD:
                if raw not in self._titles:
                    return self._say("answer.not_visible")
                return self._titles[raw] or self._say("answer.untitled", number=raw)
            case ValueForm.BOOLEAN:
                return self._say("value.yes" if raw else "value.no")
            case ValueForm.INTEGER:
                return self._formats.integer(raw)
            case _:
                return str(raw)

    def _part_label(self, part: DatePart, number: int) -> str:
        match part:
            case DatePart.MONTH_OF_YEAR:
                return self._say("answer.months").split()[number - 1]
            case DatePart.WEEKDAY:
                return self._say("answer.weekdays").split()[number - 1]
            case DatePart.DAY_OF_MONTH:
                return self._say("answer.day_of_month", day=number)
            case DatePart.HOUR_OF_DAY:
                return f"{number:02}:00"

    def _band_label(self, bounds: Sequence[Decimal], number: int) -> str:
        texts = [self._bound(each) for each in bounds]
        if number == 0:
            return self._say("answer.band_below", bound=texts[0])
        if number == len(bounds):
            return self._say("answer.band_above", bound=texts[-1])
        return self._say("answer.band_between", first=texts[number - 1], end=texts[number])

    def _bound(self, bound: Decimal) -> str:
        if self.dimension.form.kind is ValueForm.PERCENT:
            return self._formats.percent(bound)
        whole = bound == bound.to_integral_value()
        return self._formats.integer(int(bound)) if whole else self._formats.decimal(bound)

    def _period_group(self, scale: Scale, number: int) -> Group:
        if number < 1:
            return Group(key=EARLIER, label=self._say("answer.earlier"))
        if number > len(scale.starts):
            return Group(key=LATER, label=self._say("answer.later"))
        start = self.first_of(scale, number)
        return Group(key=key_of_raw(start), label=self._period_label(scale.unit, start), value=start)

    def first_of(self, scale: Scale, number: int) -> Cut:
        """The first day of a group along time; of an hour, the instant."""
        start = scale.starts[number - 1]
        if isinstance(start, datetime.datetime) and scale.unit is not DateUnit.HOUR:
            return start.replace(tzinfo=datetime.UTC).astimezone(self.context.timezone).date()
        return start

    def _period_label(self, unit: DateUnit, start: Cut) -> str:
        fiscal_start = analysis_of(self.context.application).fiscal_year_start
        quarter = (start.month - 1) // _QUARTER + 1
        match unit:
            case DateUnit.HOUR:
                return self._formats.instant(start) if isinstance(start, datetime.datetime) else start.isoformat()
            case DateUnit.DAY:
                return self._formats.date(start)
            case DateUnit.WEEK:
                week = start.isocalendar()
                return self._say("answer.week", year=week.year, week=week.week)
            case DateUnit.MONTH:
                month = self._say("answer.months").split()[start.month - 1]
                return self._say("answer.month", year=start.year, month=month)
            case DateUnit.QUARTER:
                return self._say("answer.quarter", year=start.year, quarter=quarter)
            case DateUnit.YEAR:
                return self._say("answer.year", year=start.year)
            case DateUnit.FISCAL_QUARTER:
                within = (start.month - fiscal_start) % MONTHS_IN_YEAR // _QUARTER + 1
                return self._say("answer.fiscal_quarter", year=fiscal_year_of(start, fiscal_start), quarter=within)
            case DateUnit.FISCAL_YEAR:
                return self._say("answer.fiscal_year", year=fiscal_year_of(start, fiscal_start))


def _flat(options: Iterable[Option]) -> list[Option]:
    return [each for option in options for each in (option, *_flat(option.options))]
