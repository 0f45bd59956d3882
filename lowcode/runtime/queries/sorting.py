"""Orders that a B-tree can deliver on both databases, empties last in both directions.

An order is a list of *segments* that follow each other. Within a segment the first key is never empty, or always, so
that the walk is plain: `ORDER BY key, id` along the index `(key, id)`, forwards or backwards. A choice has one segment
for each of its options, because its order is that of the spec and not that of the names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, and_, case, or_, select, tuple_

from lowcode.runtime.definitions import ChoiceOf, FieldDefinition, Reference, SortKey
from lowcode.runtime.queries.plans import EntityPlan, option_names


@dataclass(frozen=True, slots=True)
class Term:
    """One expression of an ORDER BY; never empty unless `after_flag`, where a term before it has said so already."""

    expression: ColumnElement[Any]
    descending: bool = False

    def ordered(self) -> ColumnElement[Any]:
        """The term in its direction."""
        return self.expression.desc() if self.descending else self.expression.asc()


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the order: the rows that belong to it (None: all), and how they follow each other."""

    condition: ColumnElement[bool] | None
    terms: tuple[Term, ...]

    def order(self) -> tuple[ColumnElement[Any], ...]:
        """For ORDER BY."""
        return tuple(term.ordered() for term in self.terms)

    def after(self, values: Sequence[Any]) -> ColumnElement[bool]:
        """The rows of this segment that come after the one with these values of the terms."""
        pairs = [(term, value) for term, value in zip(self.terms, values, strict=True) if value is not None]
        descending = {term.descending for term, _ in pairs}
        if len(descending) == 1:
            left = tuple_(*(term.expression for term, _ in pairs))
            right = tuple_(*(value for _, value in pairs), types=[term.expression.type for term, _ in pairs])
            return left < right if pairs[0][0].descending else left > right
        return _lexicographic(pairs)


def _lexicographic(pairs: Sequence[tuple[Term, Any]]) -> ColumnElement[bool]:
    """`a > x or (a = x and (b < y or …))`, for terms of both directions."""
    (term, value), *rest = pairs
    beyond: ColumnElement[bool] = term.expression < value if term.descending else term.expression > value
    return or_(beyond, and_(term.expression == value, _lexicographic(rest))) if rest else beyond


def segments_of(plan: EntityPlan, sort: Sequence[SortKey]) -> list[Segment]:
    """The order of a list: its keys, ties by id; newest first where there are no keys."""
    identity = plan.table.c.id
    if not sort:
        return [Segment(None, (Term(identity, descending=True),))]
    first, *others = sort
    field = plan.field(first.field)
    if field is None:
        raise KeyError(first.field)
    rest = (*_later_terms(plan, others), Term(identity, first.descending))
    if isinstance(field.type, ChoiceOf):
        return _option_segments(plan, field, field.type, first, rest)
    column = plan.sort_column(field)
    if column is None or isinstance(field.type, Reference):
        key = _title_of_reference(plan, field)
        return [Segment(key.is_not(None), (Term(key, first.descending), *rest)), Segment(key.is_(None), rest)]
    if column.name == identity.name:
        return [Segment(None, (Term(column, first.descending),))]
    leading = (Term(column, first.descending), *rest)
    if not column.nullable:
        return [Segment(None, leading)]
    return [Segment(column.is_not(None), leading), Segment(column.is_(None), (Term(column, first.descending), *rest))]


def _option_segments(
    plan: EntityPlan, field: FieldDefinition, kind: ChoiceOf, key: SortKey, rest: tuple[Term, ...]
) -> list[Segment]:
    column = plan.table.c[field.name]
    names: Iterable[str] = option_names(plan.application.choice_by_name[kind.choice])
    ordered = reversed(tuple(names)) if key.descending else names
    found = [Segment(column == name, rest) for name in ordered]
    return [*found, Segment(column.is_(None), rest)] if column.nullable else found


def _later_terms(plan: EntityPlan, keys: Sequence[SortKey]) -> list[Term]:
    """Keys behind the first: the database sorts the few rows that share a first key."""
    terms: list[Term] = []
    for key in keys:
        field = plan.field(key.field)
        column = plan.sort_column(field) if field is not None else None
        if field is None or column is None:
            continue
        expression: ColumnElement[Any] = column
        if isinstance(field.type, Reference):
            expression = _title_of_reference(plan, field)
        elif isinstance(field.type, ChoiceOf):
            expression = _position(plan, column, field.type)
        terms += [Term(expression.is_(None)), Term(expression, key.descending)]
    return terms


def _position(plan: EntityPlan, column: Column[Any], kind: ChoiceOf) -> ColumnElement[Any]:
    names = option_names(plan.application.choice_by_name[kind.choice])
    return case({name: position for position, name in enumerate(names)}, value=column, else_=None)


def _title_of_reference(plan: EntityPlan, field: FieldDefinition) -> ColumnElement[Any]:
    """What a reference sorts by where a spec asks for it: no index helps here, so pages do not offer it."""
    if not isinstance(field.type, Reference):
        raise TypeError(f"the field {field.name} cannot be sorted by")
    target = plan.application.entity_by_name[field.type.entity]
    table = target.model.__table__.alias()
    title = target.field_by_name.get(target.title)
    sort_name = title.sort_column if title is not None and title.sort_column else f"{target.title}_sort"
    column = table.c.get(sort_name)
    chosen = table.c[target.title] if column is None else column
    return select(chosen).where(table.c.id == plan.table.c[f"{field.name}_id"]).scalar_subquery()


def values_at(plan: EntityPlan, segment: Segment, record_id: int) -> Select[Any]:
    """Reads the values of the segment's terms for one record of it; no row if it is not in the segment."""
    statement = select(*(term.expression for term in segment.terms)).where(plan.table.c.id == record_id)
    return statement if segment.condition is None else statement.where(segment.condition)
