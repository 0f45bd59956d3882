"""Which entities refer to which, and what the specification says about deleting: read off the definitions once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Table

from lowcode.runtime.definitions import (
    ApplicationDefinition,
    EntityDefinition,
    FieldDefinition,
    ManyChoiceOf,
    ManyReference,
    OnDelete,
    Reference,
)

OWNER = "owner_record"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A reference from `entity`. For rows to their owner `field` is None."""

    entity: EntityDefinition
    field: FieldDefinition | None
    column: Column[Any]
    on_delete: OnDelete


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTable:
    """A table beside an entity's own: the options of a `many of` or the links of a many-to-many field."""

    entity: EntityDefinition
    field: FieldDefinition
    table: Table
    record: Column[Any]
    value: Column[Any]
    target: str | None
    """The entity linked to; None for options."""


class Relations:
    """All references and lists of an app."""

    def __init__(self, application: ApplicationDefinition) -> None:
        self.incoming: dict[str, list[Incoming]] = {each.name: [] for each in application.entities}
        self.lists: dict[str, list[ListTable]] = {each.name: [] for each in application.entities}
        self.links_to: dict[str, list[ListTable]] = {each.name: [] for each in application.entities}
        for entity in application.entities:
            self._add_entity(entity)

    def _add_entity(self, entity: EntityDefinition) -> None:
        table = entity.model.__table__
        if entity.owner is not None:
            owner = Incoming(entity=entity, field=None, column=table.c[f"{OWNER}_id"], on_delete=OnDelete.CASCADE)
            self.incoming[entity.owner].append(owner)
        for field in entity.fields:
            match field.type:
                case Reference(entity=target, on_delete=on_delete):
                    column = table.c[f"{field.name}_id"]
                    self.incoming[target].append(
                        Incoming(entity=entity, field=field, column=column, on_delete=on_delete)
                    )
                case ManyChoiceOf():
                    self.lists[entity.name].append(_options_table(entity, field))
                case ManyReference(entity=target):
                    links = _link_table(entity, field, target)
                    self.lists[entity.name].append(links)
                    self.links_to[target].append(links)
                case _:
                    continue


def _options_table(entity: EntityDefinition, field: FieldDefinition) -> ListTable:
    model: Any = entity.model
    table: Table = getattr(model, f"{field.name}_options").property.mapper.local_table
    return ListTable(
        entity=entity, field=field, table=table, record=table.c.record_id, value=table.c.option, target=None
    )


def _link_table(entity: EntityDefinition, field: FieldDefinition, target: str) -> ListTable:
    model: Any = entity.model
    table: Table = getattr(model, field.name).property.secondary
    return ListTable(
        entity=entity, field=field, table=table, record=table.c.record_id, value=table.c.target_id, target=target
    )


_known: dict[int, tuple[ApplicationDefinition, Relations]] = {}


def relations_of(application: ApplicationDefinition) -> Relations:
    """The relations of an app; kept, because they never change."""
    found = _known.get(id(application))
    if found is None or found[0] is not application:
        found = _known[id(application)] = (application, Relations(application))
    return found[1]


def references_in(table: Table) -> list[tuple[Column[Any], Column[Any]]]:
    """(column, column it refers to) of each foreign key of one column."""
    return [
        (next(iter(constraint.columns)), constraint.elements[0].column)
        for constraint in table.constraints
        if isinstance(constraint, ForeignKeyConstraint) and len(constraint.elements) == 1
    ]
