"""Reads the values that pages show for records whose ids are known already: one statement, one join per reference.

Access to the records themselves has been decided when their ids were found. Titles of the records that they refer to
are shown with them; everything further along a path only if the record on the way may be read. Fields with rights of
their own pass through a guard.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    ColumnElement,
    FromClause,
    Row,
    Select,
    and_,
    bindparam,
    func,
    select,
)
from sqlalchemy.orm import aliased

from lowcode.runtime.access import is_unconditional, predicate
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import Autonumber, ChoiceOf, FieldDefinition, Reference, Scalar, Verb
from lowcode.runtime.field_rights import Sight
from lowcode.runtime.queries.field_guards import (
    WITHHELD,
    Guard,
    Path,
    Reader,
    guard_of,
    sights_of,
    state_of,
)
from lowcode.runtime.queries.many_values import read_many_values
from lowcode.runtime.queries.plans import EntityPlan, Plans, is_many
from lowcode.runtime.queries.results import RecordLink


@dataclass(slots=True)
class CellQuery:
    """A statement under construction: what has been selected and joined so far."""

    plan: EntityPlan
    plans: Plans
    context: Context
    columns: list[ColumnElement[Any]] = field(default_factory=list)
    source: FromClause = field(init=False)
    _joined: dict[Path, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.source = self.plan.table

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
            return self._link_reader(self.plans(definition.type.entity), entity, definition)
        return itemgetter(self.add(self._expression(plan, entity, definition)))

    def _link_reader(self, target: EntityPlan, entity: Any, definition: FieldDefinition) -> Reader:
        key = _column_of(entity, f"{definition.name}_id")
        table = target.table.alias()
        self.source = self.source.outerjoin(table, table.c.id == key)
        identity, title = self.add(key), self.add(table.c[target.definition.title])
        return lambda row: None if row[identity] is None else RecordLink(row[identity], row[title])

    def _expression(self, plan: EntityPlan, entity: Any, definition: FieldDefinition) -> ColumnElement[Any]:
        computed = definition.computed
        if computed is not None and not computed.stored:
            return computed.column(plan.model if entity is plan.table else entity, self.context)
        if not isinstance(definition.type, Scalar | ChoiceOf | Autonumber):
            raise TypeError(f"the field {plan.definition.name}.{definition.name} is not shown in lists")
        return _column_of(entity, definition.name)

    def guard(self, path: Path, sight: Sight) -> Guard:
        """The guard for what is at the end of the path, where the user sees less than everything."""
        plan, entity = self._entity_at(path[:-1])
        definition = plan.field(path[-1])
        if definition is None:
            raise KeyError(path)
        subject = plan.model if entity is plan.table else entity
        return guard_of(definition, sight, subject, self.context, self.add)

    def _entity_at(self, path: Path) -> tuple[EntityPlan, Any]:
        """The entity that a path of references leads to, joined as far as the user may read it."""
        if not path:
            return self.plan, self.plan.table
        plan, entity = self._entity_at(path[:-1])
        definition = plan.field(path[-1])
        if definition is None or not isinstance(definition.type, Reference):
            raise KeyError(path)
        target_plan = self.plans(definition.type.entity)
        if path not in self._joined:
            self._joined[path] = self._join_readable(target_plan, _column_of(entity, f"{definition.name}_id"))
        return target_plan, self._joined[path]

    def _join_readable(self, plan: EntityPlan, key: ColumnElement[Any]) -> Any:
        target = aliased(plan.model)
        condition = target.id == key
        readable = predicate(plan.definition, Verb.READ, self.context, target)
        if not is_unconditional(readable):
            condition = and_(condition, readable)
        self.source = self.source.outerjoin(target, condition)
        return target

    def selected(self) -> Select[Any]:
        """Reads what has been added, of all records."""
        return select(*self.columns).select_from(self.source)

    def statement(self) -> Select[Any]:
        """Reads the rows with the ids of the parameter `ids`, in no particular order."""
        identity = self.plan.table.c.id
        if self.context.connection.dialect.name == "postgresql":
            # One parameter, and one statement to be prepared, however many ids there are.
            ids: BindParameter[Any] = BindParameter("ids", type_=ARRAY(BigInteger), required=True)
            return self.selected().where(identity == func.any(ids))
        return self.selected().where(identity.in_(bindparam("ids", expanding=True)))

    def first_statement(self) -> Select[Any]:
        """Reads the one row with the id of the parameter `record`."""
        return self.selected().where(self.plan.table.c.id == bindparam("record"))


def _column_of(entity: Any, name: str) -> ColumnElement[Any]:
    """A column of a table, or of an alias of a mapped class."""
    column: ColumnElement[Any] = entity.c[name] if isinstance(entity, FromClause) else getattr(entity, name)
    return column


@dataclass(frozen=True, slots=True)
class CellPlan:
    """A finished statement with what reads its rows. `many`: the values that are many and read apart, by place."""

    statement: Select[Any]
    first_statement: Select[Any]
    readers: tuple[Reader | None, ...]
    many: Mapping[int, FieldDefinition]
    computed: tuple[FieldDefinition, ...]
    """Fields that are computed in each query, because they depend on the moment or the reader: its last columns."""
    guards: tuple[tuple[int, Guard], ...] = ()
    """By place: what the user may not see in every record."""

    def for_request(self, plan: EntityPlan, context: Context) -> Select[Any]:
        """The statement for the records `ids`, with what this request adds to it."""
        return self._completed(self.statement, plan, context)

    def for_one(self, plan: EntityPlan, context: Context) -> Select[Any]:
        """The statement for the record `record`, with what this request adds to it."""
        return self._completed(self.first_statement, plan, context)

    def _completed(self, statement: Select[Any], plan: EntityPlan, context: Context) -> Select[Any]:
        late = [each.computed.column(plan.model, context) for each in self.computed if each.computed is not None]
        return statement.add_columns(*late) if late else statement

    def values(self, row: Row[Any], many: Mapping[int, Mapping[int, tuple[Any, ...]]]) -> tuple[Any, ...]:
        """The values at the paths; the row's first column is the id. `WITHHELD` is what the user may not see."""
        values = tuple(
            many[place].get(row[0], ()) if reader is None else reader(row) for place, reader in enumerate(self.readers)
        )
        if not self.guards:
            return values
        guarded = list(values)
        for place, guard in self.guards:
            guarded[place] = guard(row, values[place])
        return tuple(guarded)

    def shown_values(self, row: Row[Any], many: Mapping[int, Mapping[int, tuple[Any, ...]]]) -> tuple[Any, ...]:
        """The same for a list, where what one may not see looks empty."""
        values = self.values(row, many)
        if not self.guards:
            return values
        return tuple(_nothing(self, place) if value is WITHHELD else value for place, value in enumerate(values))


def _nothing(cells: CellPlan, place: int) -> Any:
    return () if place in cells.many else None


def plan_cells(plan: EntityPlan, plans: Plans, context: Context, paths: tuple[Path, ...]) -> CellPlan:
    """The statement that reads the values at `paths`; the row begins with id, version and title."""
    sights = sights_of(context, plan.definition, paths)
    if any(each.depends for each in sights.values()) or any(
        len(path) > 1 and _depends_on_reader(plan, plans, context, path) for path in paths
    ):
        return _made_cells(plan, plans, context, paths, sights)
    key = ("cells", plan.definition.name, paths, state_of(sights))
    return plans.kept(key, lambda: _made_cells(plan, plans, context, paths, sights))


def _depends_on_reader(plan: EntityPlan, plans: Plans, context: Context, path: Path) -> bool:
    """Whether what a path shows depends on who reads it, or when: by access on the way, or computed at its end."""
    for name in path[:-1]:
        definition = plan.field(name)
        if definition is None or not isinstance(definition.type, Reference):
            raise KeyError(path)
        plan = plans(definition.type.entity)
        if not is_unconditional(predicate(plan.definition, Verb.READ, context)):
            return True
    return path[-1] in plan.computed_on_read


def _made_cells(
    plan: EntityPlan, plans: Plans, context: Context, paths: tuple[Path, ...], sights: Mapping[Path, Sight]
) -> CellPlan:
    query = CellQuery(plan, plans, context)
    for column in (plan.table.c.id, plan.table.c.version, plan.title_column):
        query.add(column)
    late = {path: plan.definition.field_by_name[path[0]] for path in paths if _is_computed_late(plan, path)}
    read = {path: query.reader(path) for path in paths if path not in late}
    guards = tuple((place, query.guard(path, sights[path])) for place, path in enumerate(paths) if path in sights)
    first = len(query.columns)
    readers = read | {path: itemgetter(first + place) for place, path in enumerate(late)}
    many = {place: _many_field(plan, path) for place, path in enumerate(paths) if readers[path] is None}
    return CellPlan(
        query.statement(),
        query.first_statement(),
        tuple(readers[path] for path in paths),
        many,
        tuple(late.values()),
        guards,
    )


def _is_computed_late(plan: EntityPlan, path: Path) -> bool:
    return len(path) == 1 and path[0] in plan.computed_on_read


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
    rows = context.connection.execute(cells.for_request(plan, context), {"ids": list(ids)}).all()
    return {row[0]: (row[1], row[2], cells.shown_values(row, many)) for row in rows}
