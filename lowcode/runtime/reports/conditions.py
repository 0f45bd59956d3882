"""What the reader has chosen, as conditions on the records of one source."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, not_, or_, select, true

from lowcode.runtime.database.types import UtcDateTime
from lowcode.runtime.definitions import EntityDefinition, Reference
from lowcode.runtime.queries.parsing import TODAY
from lowcode.runtime.queries.plans import EntityPlan
from lowcode.runtime.report_definitions import (
    ByMember,
    ByPeriod,
    Dimension,
    FilterDefinition,
    Reading,
    ReportDefinition,
)
from lowcode.runtime.reports.calendar_units import hours_of, instant_of, plus_days, unit_start, unit_starts
from lowcode.runtime.reports.frames import Frame
from lowcode.runtime.reports.grouping import key_of, member_table
from lowcode.runtime.reports.keys import EARLIER, EMPTY, LATER, OTHERS
from lowcode.runtime.reports.rights import finding_of_reading
from lowcode.runtime.reports.scales import Scale
from lowcode.runtime.reports.selection import (
    Click,
    DayRange,
    FilterValue,
    NamedPeriod,
    OfNumber,
    OfOptions,
    OfRecords,
    OfText,
    OfTruth,
    Period,
)
from lowcode.runtime.reports.values import raw_of_key
from lowcode.runtime.values.columns import is_within
from lowcode.runtime.values.periods import period

_PARENT = "parent"


def days_of(chosen: Period, today: datetime.date) -> DayRange:
    """The days of a period around today."""
    if isinstance(chosen, DayRange):
        return chosen
    if chosen.name == TODAY:
        return DayRange(today, plus_days(today, 1))
    return DayRange(*period(chosen.name, today))


def in_days(frame: Frame, value: ColumnElement[Any], days: DayRange) -> ColumnElement[bool]:
    """Whether a day, or the day of an instant, is one of these: a range, so that indexes work."""
    bounds: list[datetime.date | None] = [days.first, days.end]
    if isinstance(value.type, UtcDateTime):
        bounds = [None if each is None else instant_of(each, frame.context.timezone) for each in bounds]
    conditions = [] if bounds[0] is None else [value >= bounds[0]]
    if bounds[1] is not None:
        conditions.append(value < bounds[1])
    return and_(true(), *conditions)


def filter_condition(frame: Frame, chosen: FilterDefinition, value: FilterValue) -> ColumnElement[bool]:
    """The condition of a dashboard's filter on a source that it is about."""
    reading = chosen.readings[frame.source.entity]
    match value:
        case DayRange() | NamedPeriod():
            return in_days(frame, frame.value(reading), days_of(value, frame.context.today))
        case OfTruth(value=True):
            return frame.value(reading).is_(True)
        case OfTruth():
            return frame.value(reading).is_not(True)
        case OfText(text=text):
            return frame.value(reading).icontains(text, autoescape=True)
        case OfNumber(number=number):
            return frame.value(reading) == number
        case OfOptions(names=names):
            plan = EntityPlan(frame.entity, frame.context.application)
            return frame.value(reading).in_(_with_branches(plan, chosen.form.name or "", names))
        case OfRecords(ids=ids):
            return _of_records(frame, frame.value(reading), chosen.form.name or "", ids)


def _with_branches(plan: EntityPlan, choice: str, names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(below for name in names for below in plan.branch(choice, name)))


def _of_records(frame: Frame, value: ColumnElement[Any], entity: str, ids: Sequence[int]) -> ColumnElement[bool]:
    """One of the records, or below one of them where they form a tree."""
    definition = frame.context.application.entity_by_name[entity]
    if not is_tree(definition):
        return value.in_(ids)
    return or_(false(), *(is_within(value, definition.model, _parent_id, each) for each in ids))


def _parent_id(record: Any) -> ColumnElement[Any]:
    column: ColumnElement[Any] = getattr(record, f"{_PARENT}_id")
    return column


def is_tree(entity: EntityDefinition) -> bool:
    """Whether records of the entity lie below each other."""
    parent = entity.field_by_name.get(_PARENT)
    return parent is not None and isinstance(parent.type, Reference) and parent.type.entity == entity.name


def group_condition(
    frame: Frame,
    dimension: Dimension,
    source: int,
    keys: Sequence[str],
    *,
    scale: Scale | None = None,
    shown: Sequence[str] = (),
) -> ColumnElement[bool]:
    """Whether a record is in one of the groups. `shown`: the groups beside which the others are the others."""
    if isinstance(dimension.grouping, ByMember):
        return _is_member(frame, dimension.readings[source], dimension, keys, shown)
    if isinstance(dimension.grouping, ByPeriod):
        value = frame.value(dimension.readings[source])
        periods = [_in_period(frame, value, dimension, key, scale) for key in keys]
        if OTHERS in keys:
            elsewhere = (not_(_in_period(frame, value, dimension, key, scale)) for key in shown)
            periods.append(and_(value.is_not(None), *elsewhere))
        return or_(false(), *periods)
    found = key_of(frame, dimension, source, ())
    raw = [raw_of_key(dimension, key) for key in keys if key not in {EMPTY, OTHERS}]
    conditions = [found.in_([each for each in raw if each is not None])]
    if EMPTY in keys:
        conditions.append(found.is_(None))
    if OTHERS in keys:
        named = [raw_of_key(dimension, key) for key in shown]
        conditions.append(found.not_in([each for each in named if each is not None]))
    return or_(*conditions)


def _in_period(
    frame: Frame, value: ColumnElement[Any], dimension: Dimension, key: str, scale: Scale | None
) -> ColumnElement[bool]:
    """Whether a date lies in the group that begins at the key."""
    if key == EMPTY:
        return value.is_(None)
    if scale is not None and key in {EARLIER, LATER}:
        return value < scale.starts[0] if key == EARLIER else value >= scale.end
    start = raw_of_key(dimension, key)
    if isinstance(start, datetime.datetime):
        return and_(value >= start, value < _end_of_hour(frame, start))
    if isinstance(start, datetime.date) and isinstance(dimension.grouping, ByPeriod):
        unit, fiscal_start = dimension.grouping.unit, frame.fiscal_start
        first = unit_start(unit, start, fiscal_start)
        return in_days(frame, value, DayRange(*unit_starts(unit, first, plus_days(first, 1), fiscal_start)[:2]))
    return false()


def _end_of_hour(frame: Frame, start: datetime.datetime) -> datetime.datetime:
    zone = frame.context.timezone
    day = start.replace(tzinfo=datetime.UTC).astimezone(zone).date()
    later = [each for each in hours_of(day, zone) if each > start]
    return later[0] if later else instant_of(plus_days(day, 1), zone)


def _is_member(
    frame: Frame, reading: Reading, dimension: Dimension, keys: Sequence[str], shown: Sequence[str]
) -> ColumnElement[bool]:
    """Whether a list has one of the items; others: one that is not shown by itself."""
    members, item = member_table(frame, reading)
    owner = frame.at(reading.path)
    own = select(members.c.record_id).where(members.c.record_id == owner.id).correlate_except(members)
    raw = [raw_of_key(dimension, key) for key in keys if key not in {EMPTY, OTHERS}]
    conditions: list[ColumnElement[bool]] = [own.where(item.in_([each for each in raw if each is not None])).exists()]
    if EMPTY in keys:
        conditions.append(not_(own.exists()))
    if OTHERS in keys:
        named = [raw_of_key(dimension, key) for key in shown]
        conditions.append(own.where(item.not_in([each for each in named if each is not None])).exists())
    may_know = frame.knows(finding_of_reading(frame.context, frame.entity, reading), reading.path)
    return or_(*conditions) if may_know is None else and_(may_know, or_(*conditions))


def takes_hold(click: Click, report: ReportDefinition) -> bool:
    """Whether a click in another report limits this one: in all of its sources, or not at all."""
    return all(_hold(click, report, index) is not None for index in range(len(report.sources)))


def click_condition(frame: Frame, click: Click, report: ReportDefinition, source: int) -> ColumnElement[bool]:
    """The condition of a click on one source of a report that it takes hold of."""
    hold = _hold(click, report, source)
    return true() if hold is None else group_condition(frame, hold[0], hold[1], click.keys)


def _hold(click: Click, report: ReportDefinition, source: int) -> tuple[Dimension, int] | None:
    """The dimension, and which of its readings, that a click takes hold of a source by."""
    entity = report.sources[source].entity
    if entity in click.entities:
        return click.dimension, click.entities.index(entity)
    for own in (*report.chart.dimensions, *report.chart.drill):
        if own.form == click.dimension.form and own.grouping == click.dimension.grouping:
            return own, source
    return None
