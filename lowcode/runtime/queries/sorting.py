"""Orders that a B-tree can deliver on both databases, empties last in both directions.

An order is a list of *segments* that follow each other. Within a segment the first key is never empty, or always, so
that the walk is plain: `ORDER BY key, id` along the index `(key, id)`, forwards or backwards. A choice has one segment
for each of its options, because its order is that of the spec and not that of the names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, and_, bindparam, case, literal, or_, select, tuple_

from lowcode.runtime.definitions import ChoiceOf, FieldDefinition, Reference, SortKey
from lowcode.runtime.field_rights import is_restricted
from lowcode.runtime.queries.hiding import hidden, unordered
from lowcode.runtime.queries.plans import EntityPlan, Plans, option_names


@dataclass(frozen=True, slots=True)
class Term:
    """One expression of an ORDER BY: empty nowhere in its segment, or everywhere, or where the term before says so."""

    expression: ColumnElement[Any]
    descending: bool = False

    def ordered(self) -> ColumnElement[Any]:
        """The term in its direction."""
        return self.expression.desc() if self.descending else self.expression.asc()

    def unordered(self) -> ColumnElement[Any]:
        """The same, but no index is to be walked along for it."""
        plain = unordered(self.expression)
        return plain.desc() if self.descending else plain.asc()


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the order: the rows that belong to it (None: all), and how they follow each other."""

    plan: EntityPlan
    condition: ColumnElement[bool] | None
    terms: tuple[Term, ...]
    ids: Select[Any] = field(init=False)
    """The ids of the segment in its order: `size` of them from `start` on."""
    sorted_ids: Select[Any] = field(init=False)
    """The same on SQLite, where the rows are to be found by the conditions and then sorted."""
    values: Select[Any] = field(init=False)
    """The values of the terms for the record `record`; no row if it is not in the segment."""

    def __post_init__(self) -> None:
        identity = self.plan.table.c.id
        ids = select(identity).order_by(*(term.ordered() for term in self.terms))
        sorted_ids = select(identity).order_by(*(term.unordered() for term in self.terms))
        values = select(*(term.expression for term in self.terms)).where(identity == bindparam("record"))
        if self.condition is not None:
            ids, values = ids.where(self.condition), values.where(self.condition)
            sorted_ids = sorted_ids.where(hidden(self.condition))
        object.__setattr__(self, "ids", ids.limit(bindparam("size")).offset(bindparam("start")))
        object.__setattr__(self, "sorted_ids", sorted_ids.limit(bindparam("size")).offset(bindparam("start")))
        object.__setattr__(self, "values", values)

    def after(self, values: Sequence[Any]) -> ColumnElement[bool]:
        """The rows of this segment that come after the one with these values of the terms."""
        pairs = [(term, value) for term, value in zip(self.terms, values, strict=True) if value is not None]
        descending = {term.descending for term, _ in pairs}
        if len(descending) == 1:
            left = tuple_(*(term.expression for term, _ in pairs))
            right = tuple_(*(literal(value, term.expression.type) for term, value in pairs))
            return left < right if pairs[0][0].descending else left > right
        return _lexicographic(pairs)


def _lexicographic(pairs: Sequence[tuple[Term, Any]]) -> ColumnElement[bool]:
    """`a > x or (a = x and (b < y or …))`, for terms of both directions."""
    (term, value), *rest = pairs
    at = literal(value, term.expression.type)
    beyond: ColumnElement[bool] = term.expression < at if term.descending else term.expression > at
    return or_(beyond, and_(term.expression == at, _lexicographic(rest))) if rest else beyond


def segments_of(plan: EntityPlan, plans: Plans, sort: tuple[SortKey, ...]) -> tuple[Segment, ...]:
    """The order of a list: its keys, ties by id; newest first where there are no keys."""
    return plans.kept(("segments", plan.definition.name, sort), lambda: tuple(_segments(plan, sort)))


def collected_segments(plan: EntityPlan, plans: Plans, sort: tuple[SortKey, ...]) -> tuple[Segment, ...]:
    """The same order for few rows that are found first and then sorted: in one statement, along no index."""
    return plans.kept(("collected", plan.definition.name, sort), lambda: _merged(segments_of(plan, plans, sort)))


def _merged(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """One segment that begins with the number of the part, where all parts go on in the same way."""
    first, *others = segments
    if not others or any(each.terms is not first.terms for each in others):
        return segments
    conditions = [each.condition for each in segments if each.condition is not None]
    number = case(*((condition, place) for place, condition in enumerate(conditions)), else_=len(conditions))
    return (Segment(first.plan, None, (Term(number), *first.terms)),)


def _segments(plan: EntityPlan, sort: Sequence[SortKey]) -> list[Segment]:
    identity = plan.table.c.id
    if not sort:
        return [Segment(plan, None, (Term(identity, descending=True),))]
    first, *others = sort
    definition = plan.field(first.field)
    if definition is None:
        raise KeyError(first.field)
    if isinstance(definition.type, ChoiceOf):
        return _option_segments(plan, definition, definition.type, sort)
    rest = (*_later_terms(plan, others), Term(identity, first.descending))
    column = plan.sort_column(definition)
    if column is None or isinstance(definition.type, Reference):
        key = _title_of_reference(plan, definition)
        with_title = Segment(plan, key.is_not(None), (Term(key, first.descending), *rest))
        return [with_title, Segment(plan, key.is_(None), rest)]
    if column.name == identity.name:
        return [Segment(plan, None, (Term(column, first.descending),))]
    terms = (Term(column, first.descending), *rest)
    if not column.nullable:
        return [Segment(plan, None, terms)]
    return [Segment(plan, column.is_not(None), terms), Segment(plan, column.is_(None), terms)]


def _option_segments(
    plan: EntityPlan, definition: FieldDefinition, kind: ChoiceOf, sort: Sequence[SortKey]
) -> list[Segment]:
    """Option by option in the order of the spec; within one, the order that the index of the column goes on with."""
    key, *others = sort
    column = plan.table.c[definition.name]
    names = option_names(plan.application.choice_by_name[kind.choice])
    ordered = tuple(reversed(names)) if key.descending else names
    conditions: list[ColumnElement[bool]] = [column == name for name in ordered]
    if column.nullable:
        conditions.append(column.is_(None))
    within = _segments(plan, tuple(others) or _order_behind(plan, column))
    return [
        Segment(plan, condition if inner.condition is None else and_(condition, inner.condition), inner.terms)
        for condition in conditions
        for inner in within
    ]


def _order_behind(plan: EntityPlan, column: Column[Any]) -> tuple[SortKey, ...]:
    """The list's own order, where an index has it behind the column; by id otherwise."""
    listing = plan.definition.list
    default = listing.sort[:1] if listing is not None else ()
    for key in default:
        if is_restricted(plan.definition, key.field):
            continue  # within an option, this order would be everybody's
        definition = plan.field(key.field)
        behind = plan.sort_column(definition) if definition is not None else None
        if behind is not None and (column.name, behind.name) in plan.indexed_pairs:
            return default
    return ()


def _later_terms(plan: EntityPlan, keys: Sequence[SortKey]) -> list[Term]:
    """Keys behind the first: the database sorts the few rows that share a first key."""
    terms: list[Term] = []
    for key in keys:
        definition = plan.field(key.field)
        column = plan.sort_column(definition) if definition is not None else None
        if definition is None or column is None:
            continue
        expression: ColumnElement[Any] = column
        if isinstance(definition.type, Reference):
            expression = _title_of_reference(plan, definition)
        elif isinstance(definition.type, ChoiceOf):
            expression = _position(plan, column, definition.type)
        terms += [Term(expression.is_(None)), Term(expression, key.descending)]
    return terms


def _position(plan: EntityPlan, column: Column[Any], kind: ChoiceOf) -> ColumnElement[Any]:
    names = option_names(plan.application.choice_by_name[kind.choice])
    return case({name: position for position, name in enumerate(names)}, value=column, else_=None)


def _title_of_reference(plan: EntityPlan, definition: FieldDefinition) -> ColumnElement[Any]:
    """What a reference sorts by where a spec asks for it: no index helps here, so pages do not offer it."""
    if not isinstance(definition.type, Reference):
        raise TypeError(f"the field {definition.name} cannot be sorted by")
    target = plan.application.entity_by_name[definition.type.entity]
    table = target.model.__table__.alias()
    title = target.field_by_name.get(target.title)
    sort_name = title.sort_column if title is not None and title.sort_column else f"{target.title}_sort"
    column = table.c.get(sort_name)
    chosen = table.c[target.title] if column is None else column
    return select(chosen).where(table.c.id == plan.table.c[f"{definition.name}_id"]).scalar_subquery()
