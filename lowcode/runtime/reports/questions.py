"""What one reader asks of one report: its dimensions, its numbers, and the times that they are about."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lowcode.runtime.context import Context
from lowcode.runtime.report_definitions import (
    Aggregated,
    ByMember,
    ByPeriod,
    ByValue,
    Dimension,
    Earlier,
    FilterDefinition,
    Measure,
    MeasureExpression,
    Previous,
    Reading,
    ReportDefinition,
    ValueForm,
    analysis_of,
)
from lowcode.runtime.reports.atoms import leaves, parts
from lowcode.runtime.reports.calendar_units import plus_days, plus_months
from lowcode.runtime.reports.comparing import THIS, Days, earlier_days, earlier_unit
from lowcode.runtime.reports.conditions import days_of
from lowcode.runtime.reports.cuts import Cut
from lowcode.runtime.reports.extents import extent_of
from lowcode.runtime.reports.grids import AtomList, Key
from lowcode.runtime.reports.rights import reads_of_flow
from lowcode.runtime.reports.scales import Scale, Timeline
from lowcode.runtime.reports.selection import (
    DayRange,
    NamedPeriod,
    Selection,
    opened_groups,
    shown_dimensions,
)
from lowcode.runtime.reports.values import raw_of_key


@dataclass(frozen=True, slots=True)
class InForce:
    """The days that a report is about, and the filter that says so; without one, each source's own date is meant."""

    days: DayRange
    filter: FilterDefinition | None

    def reading(self, report: ReportDefinition, source: int) -> Reading:
        """The date of a source that lies in these days."""
        own = report.sources[source]
        return own.date if self.filter is None else self.filter.readings[own.entity]


@dataclass(frozen=True, slots=True)
class Time:
    """The present, or an earlier time that it is compared with."""

    against: Earlier | None
    asking: Context
    """What conditions of the specification read: `today` is the day that was today then."""
    in_force: InForce | None
    cuts: tuple[tuple[Cut, ...], ...]
    """By dimension; nothing for those that are not along time."""
    groups: tuple[Mapping[int, tuple[int, ...]] | None, ...]
    """By dimension: the present groups that each stretch between two cuts counts for; None: themselves."""


@dataclass(slots=True)
class Question:
    """A report as it is asked."""

    report: ReportDefinition
    context: Context
    selection: Selection
    measures: tuple[Measure, ...]
    """Those that the reader may know."""
    target: MeasureExpression | None = None
    dimensions: tuple[Dimension, ...] = ()
    atoms: AtomList = field(default_factory=AtomList)
    scales: tuple[Scale | None, ...] = ()
    in_force: InForce | None = None
    times: Mapping[Earlier | None, Time] = field(default_factory=dict)
    kept: Mapping[int, tuple[Key, ...]] = field(default_factory=dict)
    """Groups of a dimension beside which all others are one."""
    stretches: Mapping[int, range] = field(default_factory=dict)
    """Of a dimension along time, the groups from the first to the last that there is something of."""

    @property
    def compared(self) -> Earlier | None:
        """What the whole report is compared with."""
        return self.report.chart.compare if self.selection.compares else None

    @property
    def overlapping(self) -> frozenset[int]:
        """The dimensions in which a record can be in several groups."""
        return frozenset(at for at, each in enumerate(self.dimensions) if isinstance(each.grouping, ByMember))

    @property
    def along_time(self) -> int | None:
        """The first dimension along time."""
        return next((at for at, each in enumerate(self.scales) if each is not None), None)

    def is_limited(self, at: int) -> bool:
        """Whether a chosen period says from when to when a dimension along time goes."""
        return next(_limits(self, at), None) is not None

    def is_past(self, start: Cut) -> bool:
        """Whether a group along time has begun."""
        if isinstance(start, datetime.datetime):
            return start <= self.context.now
        return start <= self.context.today

    def expressions(self) -> Iterator[MeasureExpression]:
        """Everything that is computed."""
        yield from (each.expression for each in self.measures)
        if self.target is not None:
            yield self.target


def question_of(
    report: ReportDefinition,
    context: Context,
    selection: Selection,
    measures: tuple[Measure, ...],
    *,
    shows_target: bool = True,
    anew: bool = False,
) -> Question:
    """The question, ready to be asked; `anew`: with a new look at when there are records."""
    target = report.chart.target if shows_target else None
    question = Question(report, context, selection, measures, target, shown_dimensions(report, selection))
    by_state = _flow_shown(question.dimensions)
    for expression in question.expressions():
        for leaf in leaves(expression):
            reads = () if isinstance(leaf, Aggregated) else reads_of_flow(context, leaf)
            question.atoms.add(leaf, by_state, reads)
    wanted = _earlier_times(question)
    question.in_force = _in_force(question, wanted)
    timelines = [_timeline(context, each) for each in question.dimensions]
    question.scales = tuple(
        None if timeline is None else timeline.scale(_days_along(question, at, anew=anew))
        for at, timeline in enumerate(timelines)
    )
    question.times = dict(_times(question, timelines, wanted))
    return question


def _flow_shown(dimensions: Sequence[Dimension]) -> str | None:
    """The choice whose options the first dimension shows, which may be the states of a flow."""
    if dimensions and isinstance(dimensions[0].grouping, ByValue) and dimensions[0].form.kind is ValueForm.CHOICE:
        return dimensions[0].form.name
    return None


def _earlier_times(question: Question) -> tuple[Earlier, ...]:
    """All earlier times that something is compared with."""
    found = [question.compared] if question.compared is not None else []
    for expression in question.expressions():
        found += [each.against for each in parts(expression) if isinstance(each, Previous)]
    return tuple(dict.fromkeys(found))


def _in_force(question: Question, wanted: Sequence[Earlier]) -> InForce | None:
    """The period that was chosen; else the present one of those that something is compared with."""
    selection, today = question.selection, question.context.today
    if selection.period is not None:
        return InForce(days_of(selection.period, today), None)
    entities = {each.entity for each in question.report.sources}
    for choice in selection.filters:
        if isinstance(choice.value, DayRange | NamedPeriod) and entities <= choice.filter.readings.keys():
            return InForce(days_of(choice.value, today), choice.filter)
    if wanted and not any(isinstance(each.grouping, ByPeriod) for each in question.dimensions):
        return InForce(days_of(NamedPeriod(THIS[wanted[0]]), today), None)
    return None


def _timeline(context: Context, dimension: Dimension) -> Timeline | None:
    if not isinstance(dimension.grouping, ByPeriod):
        return None
    return Timeline(
        dimension.grouping.unit,
        dimension.form.kind is ValueForm.DATETIME,
        context.timezone,
        analysis_of(context.application).fiscal_year_start,
        context.today,
    )


def _days_along(question: Question, at: int, *, anew: bool) -> Days:
    """The days that a dimension along time shows: what was chosen, else all that there are."""
    limits = list(_limits(question, at))
    firsts = [each.first for each in limits if each.first is not None]
    ends = [each.end for each in limits if each.end is not None]
    if firsts and ends:
        return _ordered(max(firsts), min(ends))
    readings = question.dimensions[at].readings
    extents = [
        extent_of(question.context, source, reading, anew=anew)
        for source, reading in zip(question.report.sources, readings, strict=False)
    ]
    today = question.context.today
    known = [each for each in extents if each is not None] or [(today, plus_days(today, 1))]
    firsts.append(min(each[0] for each in known))
    ends.append(max(each[1] for each in known))
    return _ordered(max(firsts), min(ends))


def _ordered(first: datetime.date, end: datetime.date) -> Days:
    return first, max(end, plus_days(first, 1))


def _limits(question: Question, at: int) -> Iterator[DayRange]:
    """The days that choices leave of a dimension along time."""
    dimension, report = question.dimensions[at], question.report
    if question.in_force is not None and _is_same_date(question, dimension):
        yield question.in_force.days
    chosen = [(each, key) for each, key in opened_groups(report, question.selection)]
    chosen += [(each.dimension, each.keys[0]) for each in question.selection.groups if len(each.keys) == 1]
    for other, key in chosen:
        start = raw_of_key(other, key)
        timeline = _timeline(question.context, other)
        if other.readings == dimension.readings and timeline is not None and isinstance(start, datetime.date):
            day = timeline.day_of(start)
            scale = timeline.scale((day, plus_days(day, 1)))
            yield DayRange(timeline.day_of(scale.starts[0]), timeline.day_of(scale.end))


def _is_same_date(question: Question, dimension: Dimension) -> bool:
    """Whether the period in force is about the date that the dimension shows."""
    in_force = question.in_force
    return in_force is not None and all(
        is_same(in_force.reading(question.report, source), reading) for source, reading in enumerate(dimension.readings)
    )


def is_same(one: Reading, other: Reading) -> bool:
    """Whether both read the same."""
    return one == other or (one.field is not None and one.field == other.field)


def _times(
    question: Question, timelines: Sequence[Timeline | None], wanted: Sequence[Earlier]
) -> Iterator[tuple[Earlier | None, Time]]:
    cuts = tuple(() if scale is None else scale.cuts for scale in question.scales)
    nothing = (None,) * len(cuts)
    yield None, Time(None, question.context, question.in_force, cuts, nothing)
    along = question.along_time
    for against in wanted:
        time = _earlier_whole(question, against, cuts) if along is None else None
        timeline = timelines[along] if along is not None else None
        if along is not None and timeline is not None:
            time = _earlier_along(question, against, along, timeline)
        if time is not None:
            yield against, time


def _earlier_whole(question: Question, against: Earlier, cuts: tuple[tuple[Cut, ...], ...]) -> Time | None:
    """The whole report for the earlier period."""
    in_force, today = question.in_force, question.context.today
    if in_force is None or in_force.days.first is None:
        return None
    moved = earlier_days(in_force.days, against, today)
    if moved is None:
        return None
    asking = _back(question.context, in_force.days.first, moved[0])
    return Time(against, asking, replace(in_force, days=DayRange(*moved)), cuts, (None,) * len(cuts))


def _earlier_along(question: Question, against: Earlier, along: int, timeline: Timeline) -> Time | None:
    """Each group along time with the earlier one of its own."""
    scale = question.scales[along]
    if scale is None:
        return None
    earlier = timeline.earlier(scale, against, question.context.now)
    cuts = [() if each is None else each.cuts for each in question.scales]
    groups: list[Mapping[int, tuple[int, ...]] | None] = [None] * len(cuts)
    cuts[along], groups[along] = earlier.cuts, earlier.groups
    today = question.context.today
    unit = timeline.scale((today, plus_days(today, 1)))
    present = timeline.day_of(unit.starts[0]), timeline.day_of(unit.end)
    moved = earlier_unit(timeline.unit, present, against, today)
    in_force = None if _is_same_date(question, question.dimensions[along]) else question.in_force
    asking = _back(question.context, present[0], moved[0])
    return Time(against, asking, in_force, tuple(cuts), tuple(groups))


def _back(context: Context, present: datetime.date, moved: datetime.date) -> Context:
    """The circumstances as they were then: as many months before, or days."""
    months = (present.year - moved.year) * 12 + present.month - moved.month
    today = context.today
    if plus_months(present, -months) == moved:
        days = (today - plus_months(today, -months)).days
    else:
        days = (present - moved).days
    return replace(context, now=context.now - datetime.timedelta(days=days), basis=context)
