"""Reads the values that pages show for records whose ids are known already: one statement, one join per reference.

Access to the records themselves has been decided when their ids were found. Titles of the records that they refer to
are shown with them; everything further along a path only if the record on the way may be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, FromClause, Row, Select, and_, bindparam, select
from sqlalchemy.orm import aliased

from lowcode.runtime.access import is_unconditional, predicate
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import Autonumber, ChoiceOf, FieldDefinition, Reference, Scalar, Verb
from lowcode.runtime.queries.many_values import read_many_values
from lowcode.runtime.queries.plans import EntityPlan, is_many
from lowcode.runtime.queries.results import RecordLink

Path: TypeAlias = tuple[str, ...]
Plans: TypeAlias = Callable[[str], EntityPlan]
Reader: TypeAlias = Callable[[Row[Any]], Any]


@dataclass(slots=True)
class CellQuery:
    """A statement under construction: what has been selected and joined so far."""

    plan: EntityPlan
    plans: Plans
    context: Context
    columns: list[ColumnElement[Any]] = field(default_factory=list)
    source: FromClause = field(init=False)
    depends_on_context: bool = False
    """Whether the statement is for this request alone."""
    _joined: dict[Path, tuple[EntityPlan, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.source = self.plan.table
        self._joined[()] = (self.plan, self.plan.model)

    def add(self, expression: ColumnElement[Any]) -> int:
        """Selects an expression; the answer is its place in the row."""
        self.columns.append(expression)
        return len(self.columns) - 1

    def reader(self, path: Path) -> Reader | None:
        """Selects what is at the end of the path; None for many values, which are read apart."""
        plan, entity = self._entity_at(path[:-1])
        definition = plan.field(path[-1])
        if definition is None:
            raise KeyError(path)
        if is_many(definition.type):
            return None
        if isinstance(definition.type, Reference):
            return self._link_reader(path, entity, definition)
        place = self.add(self._expression(plan, entity, definition))
        return lambda row: row[place]

    def _link_reader(self, path: Path, entity: Any, definition: FieldDefinition) -> Reader:
        target_plan, target = self._joined_at(path, entity, definition)
        identity = self.add(getattr(entity, f"{definition.name}_id"))
        title = self.add(getattr(target, target_plan.definition.title))
        return lambda row: None if row[identity] is None else RecordLink(row[identity], row[title])

    def _expression(self, plan: EntityPlan, entity: Any, definition: FieldDefinition) -> ColumnElement[Any]:
        computed = definition.computed
        if computed is not None and not computed.stored:
            self.depends_on_context = True
            return computed.column(entity, self.context)
        if not isinstance(definition.type, Scalar | ChoiceOf | Autonumber):
            raise TypeError(f"the field {plan.definition.name}.{definition.name} is not shown in lists")
        column: ColumnElement[Any] = getattr(entity, definition.name)
        return column

    def _entity_at(self, path: Path) -> tuple[EntityPlan, Any]:
        """The entity that a path of references leads to, joined as far as the user may read it."""
        if not path:
            return self._joined[()]
        plan, entity = self._entity_at(path[:-1])
        definition = plan.field(path[-1])
        if definition is None or not isinstance(definition.type, Reference):
            raise KeyError(path)
        return self._joined_at((*path, "…"), entity, definition, only_readable=True)

    def _joined_at(
        self, key: Path, entity: Any, definition: FieldDefinition, *, only_readable: bool = False
    ) -> tuple[EntityPlan, Any]:
        """The target of a reference: joined once for its title, once more if what it holds is shown."""
        if key in self._joined:
            return self._joined[key]
        if not isinstance(definition.type, Reference):
            raise TypeError(f"the field {definition.name} is no reference")
        plan = self.plans(definition.type.entity)
        target = aliased(plan.model)
        condition = target.id == getattr(entity, f"{definition.name}_id")
        if only_readable:
            readable = predicate(plan.definition, Verb.READ, self.context, target)
            self.depends_on_context = True
            condition = condition if is_unconditional(readable) else and_(condition, readable)
        self.source = self.source.outerjoin(target, condition)
        self._joined[key] = (plan, target)
        return plan, target

    def selected(self) -> Select[Any]:
        """Reads what has been added, of all records."""
        return select(*self.columns).select_from(self.source)

    def statement(self) -> Select[Any]:
        """Reads the rows with the ids of the parameter `ids`, in no particular order."""
        return self.selected().where(self.plan.table.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class CellPlan:
    """A finished statement with what reads its rows. `places`: which values are many and read apart."""

    statement: Select[Any]
    readers: tuple[Reader | None, ...]
    many: Mapping[int, FieldDefinition]
    is_reusable: bool


def plan_cells(plan: EntityPlan, plans: Plans, context: Context, paths: Sequence[Path]) -> CellPlan:
    """The statement that reads the values at `paths`; the row begins with id, version and title."""
    query = CellQuery(plan, plans, context)
    for column in (plan.table.c.id, plan.table.c.version, plan.title_column):
        query.add(column)
    readers = tuple(query.reader(path) for path in paths)
    many = {place: _many_field(plan, path) for place, path in enumerate(paths) if readers[place] is None}
    return CellPlan(query.statement(), readers, many, not query.depends_on_context)


def _many_field(plan: EntityPlan, path: Path) -> FieldDefinition:
    definition = plan.field(path[0])
    if len(path) > 1 or definition is None:
        raise TypeError(f"many values at the end of the path {'.'.join(path)} are not shown in lists")
    return definition


def read_cells(
    cells: CellPlan, plan: EntityPlan, plans: Plans, context: Context, ids: Sequence[int]
) -> dict[int, tuple[int, str | None, tuple[Any, ...]]]:
    """By id: version, title and the values at the paths."""
    if not ids:
        return {}
    many = {
        place: read_many_values(plan, plans, context.connection, definition, ids)
        for place, definition in cells.many.items()
    }
    found: dict[int, tuple[int, str | None, tuple[Any, ...]]] = {}
    for row in context.connection.execute(cells.statement, {"ids": list(ids)}):
        identity, version, title = row[:3]
        values = tuple(
            many[place].get(identity, ()) if reader is None else reader(row)
            for place, reader in enumerate(cells.readers)
        )
        found[identity] = (version, title, values)
    return found
