"""A report that somebody makes of a list: grouped by a field of it, counted, drawn. Its definition is made at run time.

    /customer/chart?level=key&~by=created_at&~unit=month&~then=source&~show=sum:revenue&~kind=stacked_bar

What begins with `~` says how the list is drawn, the rest is the list's own address. What makes no sense is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, select, true
from starlette.datastructures import QueryParams

from lowcode.catalog.chart_types import CHART_TYPES, Along, ChartType, TargetUse
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import ColumnFunction, EntityDefinition, FieldDefinition, Label
from lowcode.runtime.pages.reports.explore_fields import (
    GROUPED,
    MOMENTS,
    NUMBERS,
    field_label,
    form_of,
    is_list,
    readable_fields,
    reading_of,
    worded,
)
from lowcode.runtime.queries.address import ListAddress
from lowcode.runtime.queries.conditions import Conditions
from lowcode.runtime.queries.plans import SYSTEM_FIELDS
from lowcode.runtime.queries.reading import Queries
from lowcode.runtime.queries.searching import NOTHING_FOUND, search_for
from lowcode.runtime.report_definitions import (
    Aggregated,
    ByMember,
    ByPeriod,
    ByValue,
    Chart,
    DateUnit,
    Dimension,
    Form,
    Grouping,
    Measure,
    MeasureFunction,
    ReportDefinition,
    Source,
    ValueForm,
)

UNITS: Final[Mapping[DateUnit, str]] = {
    DateUnit.DAY: "explore.by_day",
    DateUnit.WEEK: "explore.by_week",
    DateUnit.MONTH: "explore.by_month",
    DateUnit.QUARTER: "explore.by_quarter",
    DateUnit.YEAR: "explore.by_year",
}
"""The stretches of time that are offered, with the words for a field in them."""

FUNCTIONS: Final[Mapping[MeasureFunction, str]] = {
    MeasureFunction.SUM: "explore.sum",
    MeasureFunction.AVERAGE: "explore.avg",
    MeasureFunction.MEDIAN: "explore.median",
    MeasureFunction.MINIMUM: "explore.min",
    MeasureFunction.MAXIMUM: "explore.max",
}
"""What may be computed of a number, with the words for a field of which it is."""

COUNT: Final = "count"
NOTHING: Final = "-"
"""In the address: not grouped at all."""
MOST_GROUPS: Final = 20
"""Of what has no order of its own; the rest is one group."""

_UNBOUNDED: Final = frozenset({ValueForm.TEXT, ValueForm.RECORD, ValueForm.INTEGER})
_ORDERED: Final = frozenset({ValueForm.INTEGER, ValueForm.CHOICE, *MOMENTS})
_MEAN_SCALE: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ExploreChoice:
    """How a list is to be drawn; names of fields, or None."""

    by: FieldDefinition | None
    unit: DateUnit
    then: FieldDefinition | None
    then_unit: DateUnit
    function: MeasureFunction
    value: FieldDefinition | None
    kind: str


def read_choice(context: Context, entity: EntityDefinition, query: QueryParams) -> ExploreChoice:
    """What the address says, and a sensible beginning where it says nothing."""
    fields = {each.name: each for each in readable_fields(context, entity)}
    groups = {name: each for name, each in fields.items() if _kind_of(context, each) in GROUPED}
    by = groups.get(query.get("by", "")) if "by" in query else _first_group(context, list(groups.values()))
    then = groups.get(query.get("then", "")) if by is not None else None
    if then is not None and by is not None and then.name == by.name and _kind_of(context, by) not in MOMENTS:
        then = None
    function, value = _measure(context, fields.get(query.get("show", "").partition(":")[2]), query.get("show", ""))
    kinds = fitting_kinds(context, by, then)
    kind = query.get("kind", "")
    return ExploreChoice(
        by=by,
        unit=_unit(query.get("unit", ""), DateUnit.MONTH),
        then=then,
        then_unit=_unit(query.get("then_unit", ""), DateUnit.YEAR),
        function=function,
        value=value,
        kind=kind if any(each.name == kind for each in kinds) else _usual_kind(context, by, then),
    )


def choice_pairs(choice: ExploreChoice) -> Iterator[tuple[str, str]]:
    """How the choice stands in an address."""
    yield "by", choice.by.name if choice.by is not None else NOTHING
    yield "unit", choice.unit.value
    if choice.then is not None:
        yield "then", choice.then.name
        yield "then_unit", choice.then_unit.value
    yield "show", f"{choice.function.value}:{choice.value.name}" if choice.value is not None else COUNT
    yield "kind", choice.kind


def _kind_of(context: Context, field: FieldDefinition) -> ValueForm | None:
    form = form_of(context, field)
    return form.kind if form is not None else None


def _first_group(context: Context, fields: list[FieldDefinition]) -> FieldDefinition | None:
    """A choice before anything else: it has few groups, and people know them."""
    choices = [each for each in fields if _kind_of(context, each) is ValueForm.CHOICE]
    return next(iter((*choices, *fields)), None)


def _unit(text: str, usual: DateUnit) -> DateUnit:
    return next((each for each in UNITS if each.value == text), usual)


def _measure(
    context: Context, field: FieldDefinition | None, text: str
) -> tuple[MeasureFunction, FieldDefinition | None]:
    function = next((each for each in FUNCTIONS if each.value == text.partition(":")[0]), None)
    if function is None or field is None or is_list(field) or _kind_of(context, field) not in NUMBERS:
        return MeasureFunction.COUNT, None
    return function, field


# --- kinds ------------------------------------------------------------------------------------------------------------


def fitting_kinds(context: Context, by: FieldDefinition | None, then: FieldDefinition | None) -> tuple[ChartType, ...]:
    """The kinds of charts that draw one measure over these groups."""
    dimensions = sum(each is not None for each in (by, then))
    first = _kind_of(context, by) if by is not None else None
    return tuple(each for each in CHART_TYPES if each.accepts(dimensions, 1) and _can_be_drawn(each, first))


def _can_be_drawn(kind: ChartType, first: ValueForm | None) -> bool:
    if kind.target is TargetUse.NEEDED or kind.spread:
        return False
    match kind.along:
        case Along.ANYTHING:
            return True
        case Along.ORDERED:
            return first in _ORDERED
        case Along.PERIODS:
            return first is None or first in MOMENTS
        case Along.STAGES:
            return first is ValueForm.CHOICE
        case Along.DAYS | Along.PLACES:
            return False


def _usual_kind(context: Context, by: FieldDefinition | None, then: FieldDefinition | None) -> str:
    if by is None:
        return "number"
    if _kind_of(context, by) in MOMENTS:
        return "line"
    if then is not None:
        return "stacked_bar"
    return "bar" if _kind_of(context, by) is ValueForm.CHOICE else "hbar"


# --- the definition ---------------------------------------------------------------------------------------------------


def report_of_list(context: Context, queries: Queries, address: ListAddress, choice: ExploreChoice) -> ReportDefinition:
    """The report over the records that the list's address asks for."""
    entity = address.entity
    measure = _measure_of(context, entity, choice)
    dimensions = tuple(_dimensions(context, entity, choice))
    first = dimensions[0].form.kind if dimensions else None
    top = MOST_GROUPS if first in _UNBOUNDED and CHART_TYPES[choice.kind].tops else None
    chart = Chart(kind=choice.kind, dimensions=dimensions, measures=(measure,), top=top)
    created_at = SYSTEM_FIELDS["created_at"]
    source = Source(
        entity=entity.name,
        name=entity.name,
        date=reading_of(entity, created_at),
        date_form=Form(ValueForm.DATETIME),
        where=_condition_of(queries, address, context),
        reads=tuple((entity.name, each.field) for each in address.filters),
    )
    return ReportDefinition(name="chart", label=_title(context, dimensions, measure), sources=(source,), chart=chart)


def _dimensions(context: Context, entity: EntityDefinition, choice: ExploreChoice) -> Iterator[Dimension]:
    for field, unit in ((choice.by, choice.unit), (choice.then, choice.then_unit)):
        if field is None:
            continue
        form = form_of(context, field)
        if form is None:
            raise TypeError(f"{entity.name}.{field.name} is nothing to group by")
        label, name = field_label(context, field), field.name
        grouping: Grouping = ByMember() if is_list(field) else ByValue()
        if form.kind in MOMENTS:
            grouping, name = ByPeriod(unit), f"{field.name}_{unit.value}"
            label = worded(context, UNITS[unit], label=label)
        yield Dimension(name=name, label=label, grouping=grouping, form=form, readings=(reading_of(entity, field),))


def _measure_of(context: Context, entity: EntityDefinition, choice: ExploreChoice) -> Measure:
    field = choice.value
    form = form_of(context, field) if field is not None else None
    if field is None or form is None:
        counted = Form(ValueForm.INTEGER)
        expression = Aggregated(function=MeasureFunction.COUNT, form=counted)
        return Measure(name=COUNT, label=worded(context, "explore.count"), expression=expression, form=counted)
    result = form
    if form.kind is ValueForm.INTEGER and choice.function in {MeasureFunction.AVERAGE, MeasureFunction.MEDIAN}:
        result = Form(ValueForm.DECIMAL, scale=_MEAN_SCALE)
    expression = Aggregated(function=choice.function, form=result, value=reading_of(entity, field))
    label = worded(context, FUNCTIONS[choice.function], label=field_label(context, field))
    name = f"{choice.function.value}_{field.name}"
    return Measure(name=name, label=label, expression=expression, form=result, unit=field.unit)


def _title(context: Context, dimensions: tuple[Dimension, ...], measure: Measure) -> Label:
    if not dimensions:
        return measure.label
    if len(dimensions) == 1:
        return worded(context, "explore.named", measure=measure.label, label=dimensions[0].label)
    first, second = dimensions
    return worded(context, "explore.named_two", measure=measure.label, label=first.label, second=second.label)


def _condition_of(queries: Queries, address: ListAddress, context: Context) -> ColumnFunction | None:
    """The filters and the search of the list. Their conditions are about its table, so that an alias asks by id."""
    if not address.filters and not address.search:
        return None
    plan = queries.plan(address.entity.name)
    conditions: list[ColumnElement[bool]] = [Conditions(plan, context).of(each) for each in address.filters]
    search = search_for(plan, address.search, context) if address.search else None
    if search is not None:
        conditions.append(plan.table.c.id.in_(search.ids()))
    elif address.search:
        conditions.append(NOTHING_FOUND)
    found = select(plan.table.c.id).where(and_(true(), *conditions)).correlate(None)

    def condition(this: Any, _: Context) -> ColumnElement[bool]:
        meets: ColumnElement[bool] = this.id.in_(found)
        return meets

    return condition
