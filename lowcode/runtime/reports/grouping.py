"""Dimensions as SQL: the value that tells a record's group, and the condition of being in one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Integer,
    case,
    cast,
    extract,
    func,
    literal,
    literal_column,
    select,
    type_coerce,
)

from lowcode.runtime.database.aliases import shared_alias
from lowcode.runtime.database.types import Text, UnboundedDecimal, UtcDateTime, WholeNumber
from lowcode.runtime.definitions import ManyChoiceOf, ManyReference, Option
from lowcode.runtime.queries.plans import EntityPlan
from lowcode.runtime.report_definitions import (
    ByBand,
    ByLevel,
    ByMember,
    ByPart,
    ByPeriod,
    ByValue,
    DatePart,
    Dimension,
    Form,
    Reading,
)
from lowcode.runtime.reports.cuts import Cut, Passed
from lowcode.runtime.reports.frames import Frame
from lowcode.runtime.reports.offsets import offsets_of
from lowcode.runtime.reports.rights import entities_along, finding_of_reading
from lowcode.runtime.values.columns import less
from lowcode.runtime.values.columns.constants import scale_of
from lowcode.runtime.values.numbers import EXACT

_SQLITE_FORMATS = {
    DatePart.MONTH_OF_YEAR: "%m",
    DatePart.DAY_OF_MONTH: "%d",
    DatePart.WEEKDAY: "%w",
    DatePart.HOUR_OF_DAY: "%H",
}
_FIELDS = {
    DatePart.MONTH_OF_YEAR: "month",
    DatePart.DAY_OF_MONTH: "day",
    DatePart.WEEKDAY: "dow",
    DatePart.HOUR_OF_DAY: "hour",
}
_SUNDAY = 7


def key_of(frame: Frame, dimension: Dimension, source: int, cuts: Sequence[Cut]) -> ColumnElement[Any]:
    """What tells the group of each record; `cuts`: of a dimension along time."""
    reading = dimension.readings[source]
    match dimension.grouping:
        case ByMember():
            return _member(frame, reading)
        case ByLevel() as grouping:
            return _ancestor(frame, frame.value(reading), grouping, dimension.form)
        case ByPeriod():
            return Passed(frame.value(reading), cuts)
        case ByPart(part=part):
            return _part(frame, frame.value(reading), part)
        case ByBand(bounds=bounds):
            return _band(frame.value(reading), bounds)
        case ByValue():
            return frame.value(reading)


def _part(frame: Frame, value: ColumnElement[Any], part: DatePart) -> ColumnElement[Any]:
    """The part of a day, or of what clocks of the app show at an instant."""
    if frame.is_sqlite:
        arguments: list[ColumnElement[Any]] = [value]
        if isinstance(value.type, UtcDateTime):
            arguments.append(_offset(frame, value).concat(literal_column("' seconds'")))
        number: ColumnElement[Any] = cast(func.strftime(_SQLITE_FORMATS[part], *arguments), Integer)
    else:
        if isinstance(value.type, UtcDateTime):
            value = value + func.make_interval(0, 0, 0, 0, 0, 0, _offset(frame, value))
        number = cast(extract(_FIELDS[part], value), Integer)
    if part is not DatePart.WEEKDAY:
        return number
    return case((number == 0, _SUNDAY), else_=number)


def _offset(frame: Frame, value: ColumnElement[Any]) -> ColumnElement[int]:
    """Seconds between UTC and the app's clocks at the instant."""
    offsets = offsets_of(frame.context.timezone)
    return Passed(value, offsets.changes, offsets.seconds)


def _band(value: ColumnElement[Any], bounds: Sequence[Decimal]) -> ColumnElement[Any]:
    """The number of bounds that the value has reached."""
    arms: list[tuple[ColumnElement[Any], Any]] = [(value.is_(None), literal_column("NULL"))]
    arms += [(_is_below(value, bound), literal_column(str(number))) for number, bound in enumerate(bounds)]
    found = case(*arms, else_=literal_column(str(len(bounds))))
    return type_coerce(found, Integer())


def _is_below(value: ColumnElement[Any], bound: Decimal) -> ColumnElement[bool]:
    """Below the bound. Columns are compared in their own digits, in plain SQL."""
    if isinstance(value.type, UnboundedDecimal | WholeNumber):
        return less(value, bound)
    scale = scale_of(value)
    reached = bound.quantize(Decimal(1).scaleb(-scale), ROUND_CEILING, EXACT)
    return value < literal(int(reached) if scale == 0 else reached, value.type)


def _ancestor(frame: Frame, value: ColumnElement[Any], grouping: ByLevel, form: Form) -> ColumnElement[Any]:
    """The option or record at the level that the value lies below; what is above it stays what it is."""
    if grouping.parent is None:
        choice = frame.context.application.choice_by_name[form.name or ""]
        known = _text_table(frame, ancestors(choice.options, grouping.level))
        frame.join(known, known.c.key == value)
        return type_coerce(func.coalesce(known.c.value, value), Text())
    tree = record_tree(frame, form.name or "", grouping.parent, grouping.level)
    frame.join(tree, tree.c.id == value)
    return type_coerce(func.coalesce(tree.c.ancestor, value), Integer())


def ancestors(options: Iterable[Option], level: int) -> Mapping[str, str]:
    """For each option below the level, the one at the level that it lies below."""
    found: dict[str, str] = {}

    def walk(some: Iterable[Option], depth: int, ancestor: str) -> None:
        for option in some:
            own = option.name if depth <= level else ancestor
            if own != option.name:
                found[option.name] = own
            walk(option.options, depth + 1, own)

    walk(options, 1, "")
    return found


def _text_table(frame: Frame, pairs: Mapping[str, str]) -> Any:
    """The pairs as a table `key`, `value`, in one parameter."""
    text = json.dumps(pairs, ensure_ascii=False)
    if frame.is_sqlite:
        rows = func.json_each(text).table_valued("key", "value")
        return select(rows.c.key, rows.c.value).cte().prefix_with("MATERIALIZED")
    rows = func.json_each_text(cast(literal(text, Text()), JSON())).table_valued("key", "value")
    return rows.render_derived()


def record_tree(frame: Frame, entity: str, parent: str, level: int) -> Any:
    """The records of a tree as a table `id`, `ancestor`: the one at the level that each lies below, or itself."""
    definition = frame.context.application.entity_by_name[entity]
    root, child = shared_alias(definition.model, "root of", parent), shared_alias(definition.model, "child of", parent)
    depth_of_root: ColumnElement[int] = literal_column("1").label("depth")
    start = select(root.id.label("id"), depth_of_root, root.id.label("ancestor"))
    tree = start.where(getattr(root, f"{parent}_id").is_(None)).cte(recursive=True)
    depth = tree.c.depth + 1
    ancestor = case((depth <= level, child.id), else_=tree.c.ancestor)
    below = select(child.id, depth, ancestor).join(tree, getattr(child, f"{parent}_id") == tree.c.id)
    return tree.union_all(below)


def _member(frame: Frame, reading: Reading) -> ColumnElement[Any]:
    """Each record once for each item of its list, and once with nothing if the list is empty."""
    members, item = member_table(frame, reading)
    owner = frame.at(reading.path)
    condition: ColumnElement[bool] = members.c.record_id == owner.id
    may_know = frame.knows(finding_of_reading(frame.context, frame.entity, reading), reading.path)
    frame.join(members, condition if may_know is None else condition & may_know)
    return item


def member_table(frame: Frame, reading: Reading) -> tuple[Any, ColumnElement[Any]]:
    """The table of a list's items, and its column that names them."""
    if reading.field is None:
        raise TypeError("a list is read along a path of fields")
    *_, entity = entities_along(frame.context, frame.entity, reading.path)
    plan = EntityPlan(entity, frame.context.application)
    definition = entity.field_by_name[reading.field[-1]]
    match definition.type:
        case ManyChoiceOf():
            options = plan.option_table(definition).alias()
            return options, options.c.option
        case ManyReference():
            links = plan.link_table(definition).alias()
            return links, links.c.target_id
        case _:
            raise TypeError(f"the field {definition.name} is no list")
