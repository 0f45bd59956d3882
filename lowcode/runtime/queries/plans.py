"""What the queries have to know about an entity: tables, columns, what can be sorted. Made once per entity."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeVar

from sqlalchemy import Column, Index, Select, Table, UniqueConstraint, bindparam, select

from lowcode.runtime.definitions import (
    ApplicationDefinition,
    Autonumber,
    Choice,
    ChoiceOf,
    EntityDefinition,
    FieldDefinition,
    FieldType,
    Label,
    ManyChoiceOf,
    ManyReference,
    Option,
    Reference,
    Reverse,
    Rows,
    Scalar,
)

Made = TypeVar("Made")

_CAPPED_FOR = datetime.timedelta(seconds=30)
_MOST_STATEMENTS = 2_000
"""Columns and sort are the users' choice, so the number of shapes has no other limit."""

SYSTEM_FIELDS: Final[Mapping[str, FieldDefinition]] = {
    definition.name: definition
    for definition in (
        FieldDefinition(name="id", label=Label("编号", "ID"), type=Scalar("int")),
        FieldDefinition(name="created_at", label=Label("创建时间", "Created"), type=Scalar("datetime")),
        FieldDefinition(name="created_by", label=Label("创建人", "Created by"), type=Reference("user")),
        FieldDefinition(name="updated_at", label=Label("修改时间", "Changed"), type=Scalar("datetime")),
        FieldDefinition(name="updated_by", label=Label("修改人", "Changed by"), type=Reference("user")),
    )
}
"""What every record has beside its own fields; their words on pages are the interface's."""


@dataclass(frozen=True)
class EntityPlan:
    """One entity, as tables and columns."""

    definition: EntityDefinition
    application: ApplicationDefinition

    @cached_property
    def model(self) -> Any:
        """The mapped class; conditions of the spec are made for it or for an alias of it."""
        return self.definition.model

    @cached_property
    def table(self) -> Table:
        """The table of the records."""
        table: Table = self.definition.model.__table__
        return table

    @cached_property
    def search_table(self) -> Table | None:
        """The table of search terms, if the entity can be searched."""
        return self.table.metadata.tables.get(f"{self.table.name}_search")

    def field(self, name: str) -> FieldDefinition | None:
        """The field of this name, system fields included."""
        return self.definition.field_by_name.get(name) or SYSTEM_FIELDS.get(name)

    def column(self, field: FieldDefinition) -> Column[Any] | None:
        """The column that holds the field, if there is one in this table."""
        if isinstance(field.type, Reference):
            return self.table.c[f"{field.name}_id"]
        if isinstance(field.type, Scalar | ChoiceOf | Autonumber):
            return self.table.c.get(field.name)
        return None

    def sort_column(self, field: FieldDefinition) -> Column[Any] | None:
        """The column that lists sort by for the field."""
        return self.table.c[field.sort_column] if field.sort_column else self.column(field)

    @cached_property
    def sortable(self) -> frozenset[str]:
        """The fields that can be sorted by without sorting: an index begins with their column."""
        beginnings = set(_first_columns(self.table))
        return frozenset(
            field.name
            for field in (*self.definition.fields, *SYSTEM_FIELDS.values())
            if not field.hidden
            and isinstance(field.type, Scalar | ChoiceOf | Autonumber)
            and (column := self.sort_column(field)) is not None
            and (column.name in beginnings or column.name == "id")
        )

    @cached_property
    def indexed_pairs(self) -> frozenset[tuple[str, str]]:
        """The first two columns of each index: within one value of the first, the second is in order."""
        names = ([column.name for column in index.columns] for index in _walked(self.table))
        return frozenset((first, second) for first, second, *_ in (each for each in names if len(each) > 1))

    @cached_property
    def value_fields(self) -> tuple[str, ...]:
        """The fields with values of their own: all but reverse lists and sub-tables."""
        return tuple(each.name for each in self.definition.fields if not isinstance(each.type, Reverse | Rows))

    @cached_property
    def computed_on_read(self) -> frozenset[str]:
        """The computed fields that are part of each query, because they depend on the moment or the reader."""
        return frozenset(
            each.name for each in self.definition.fields if each.computed is not None and not each.computed.stored
        )

    @cached_property
    def title_column(self) -> Column[Any]:
        """The column that stands for a record."""
        return self.table.c[self.definition.title]

    @cached_property
    def select_titles(self) -> Select[int, str | None]:
        """Ids and titles of the records with the `ids`."""
        return select(self.table.c.id, self.title_column).where(self.table.c.id.in_(bindparam("ids", expanding=True)))

    def option_table(self, field: FieldDefinition) -> Table:
        """The table of a `many of`: `record_id`, `option`."""
        table: Table = getattr(self.model, f"{field.name}_options").property.mapper.local_table
        return table

    def link_table(self, field: FieldDefinition) -> Table:
        """The table of a many-to-many: `record_id`, `target_id`."""
        table: Table = getattr(self.model, field.name).property.secondary
        return table

    def branch(self, choice: str, name: str) -> tuple[str, ...]:
        """The option with all below it; empty if there is none of that name."""
        return _branch(self.application.choice_by_name[choice].options, name)


class Plans:
    """The plans of an app's entities, and the statements that were made for them once and serve again."""

    def __init__(self, application: ApplicationDefinition) -> None:
        self._plans = {entity.name: EntityPlan(entity, application) for entity in application.entities}
        self._statements: dict[Hashable, Any] = {}
        self._capped_until: dict[Hashable, datetime.datetime] = {}

    def __call__(self, entity: str) -> EntityPlan:
        """The plan of an entity."""
        return self._plans[entity]

    def kept(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` made for the key the first time. Threads may make it twice, which harms nobody."""
        found: Made | None = self._statements.get(key)
        if found is None:
            if len(self._statements) >= _MOST_STATEMENTS:
                self._statements.clear()
            found = self._statements[key] = make()
        return found

    def is_known_to_be_capped(self, key: Hashable, now: datetime.datetime) -> bool:
        """Whether this was counted a moment ago, and was more than is counted."""
        until = self._capped_until.get(key)
        return until is not None and now <= until

    def remember_capped(self, key: Hashable, now: datetime.datetime) -> None:
        """So many records do not vanish within seconds: they need not be counted again for the next page."""
        if len(self._capped_until) >= _MOST_STATEMENTS:
            self._capped_until.clear()
        self._capped_until[key] = now + _CAPPED_FOR


def option_names(choice: Choice) -> tuple[str, ...]:
    """All options, parents before their children, in the order of the spec."""
    return tuple(_all_names(choice.options))


def is_many(kind: FieldType) -> bool:
    """Whether a field of this type holds many values in a table of its own."""
    return isinstance(kind, ManyChoiceOf | ManyReference)


def _all_names(options: Iterable[Option]) -> list[str]:
    return [name for option in options for name in (option.name, *_all_names(option.options))]


def _branch(options: Iterable[Option], name: str) -> tuple[str, ...]:
    for option in options:
        if option.name == name:
            return (name, *_all_names(option.options))
        if found := _branch(option.options, name):
            return found
    return ()


def _walked(table: Table) -> Iterable[Index]:
    """The indexes that lists walk along; those that cover what reports read do not end in the id."""
    return (index for index in table.indexes if not index.info.get("covering"))


def _first_columns(table: Table) -> Iterable[str]:
    for index in _walked(table):
        first = next(iter(index.columns), None)
        if first is not None:
            yield first.name
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield next(iter(constraint.columns)).name
