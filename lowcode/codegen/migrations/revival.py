"""Entities that are back after they had been dropped: their archives become their tables again.

From then on everything compares them as if they had never been gone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lowcode.codegen.migrations.model import former_field
from lowcode.codegen.migrations.operations import RestoreTable
from lowcode.codegen.migrations.schema_json import table_entry, table_from
from lowcode.codegen.migrations.snapshot import Snapshot
from lowcode.codegen.schema import Schema, Table
from lowcode.ir.application import (
    Application,
    ChoiceFieldType,
    Entity,
    FieldType,
    ManyChoiceFieldType,
    ManyReferenceFieldType,
    ReferenceFieldType,
)
from lowcode.ir.changes import Kind
from lowcode.ir.former import Archive, FormerApplication, FormerEntity
from lowcode.ir.matching import match


@dataclass(frozen=True, slots=True)
class Revival:
    """The former state with the entities that are back in it."""

    snapshot: Snapshot
    model: FormerApplication
    restored: tuple[tuple[str, RestoreTable], ...] = ()
    """Entities, by their names, and what brings their tables back."""


def kept_schema(table: Table) -> str:
    """What is remembered of a table that is set aside; it has neither keys nor indexes then."""
    return json.dumps(table_entry(replace(table, foreign_keys=(), indexes=(), derived=())), ensure_ascii=False)


def revived(snapshot: Snapshot, model: FormerApplication, application: Application) -> Revival:
    """Looks which new entities were there before, and are in an archive."""
    known = match(application, model).entities
    new = [each for each in application.entities if each.name not in known]
    archives = {each.subject: each for each in model.archives if each.kind == Kind.ENTITY.value and each.schema}
    found = [archives[each.name].entity for each in new if each.name in archives and _has_place(each, known)]
    entities = [each for each in found if each is not None and _is_whole(each, model, found)]
    tables = [table for each in entities for table in _tables(each, archives)]
    taken = {table.name for table in snapshot.schema.tables}
    if not entities or any(table.name in taken for _, table, _ in tables):
        return Revival(snapshot, model)
    schema = Schema((*snapshot.schema.tables, *(table for _, table, _ in tables)))
    restored = tuple(
        (entity, RestoreTable(table, archive.table, archive.subject, "")) for entity, table, archive in tables
    )
    there = tuple(_with_lists(each, entities, application) for each in model.entities)
    return Revival(replace(snapshot, schema=schema), replace(model, entities=(*there, *entities)), restored)


def _has_place(entity: Entity, known: Mapping[str, FormerEntity]) -> bool:
    """Whether what had a sub-table is still what has it, or is back with it."""
    return entity.owner is None or entity.owner not in known or known[entity.owner].name == entity.owner


def _with_lists(owner: FormerEntity, entities: list[FormerEntity], application: Application) -> FormerEntity:
    """With the fields of the sub-tables that are back in it."""
    lists = [each for each in entities if each.owner == owner.name and each.owner_field not in owner.field_by_name]
    if not lists:
        return owner
    now = application.entity(owner.name)
    fields = (former_field(now, now.field_by_name[each.owner_field or ""]) for each in lists)
    return replace(owner, fields=(*owner.fields, *fields))


def _tables(entity: FormerEntity, archives: dict[str, Archive]) -> Iterator[tuple[str, Table, Archive]]:
    """The table of an entity, and those of its lists."""
    names = {entity.name: entity.table}
    links = (field.link_table for field in entity.fields)
    names |= {f"{entity.name}:{link}": link for link in links if link is not None}
    for subject, name in names.items():
        archive = archives.get(subject)
        if archive is not None:
            yield entity.name, table_from(name, json.loads(archive.schema)), archive


def _is_whole(entity: FormerEntity, model: FormerApplication, others: list[FormerEntity | None]) -> bool:
    """Whether all that its fields are about is still known, so that they can be compared."""
    entities = {*model.entity_by_name, *(each.name for each in others if each is not None)}
    return all(_is_known(field.type, entities, set(model.choice_by_name)) for field in entity.fields)


def _is_known(type_: FieldType, entities: set[str], choices: set[str]) -> bool:
    match type_:
        case ChoiceFieldType(choice=choice) | ManyChoiceFieldType(choice=choice):
            return choice in choices
        case ReferenceFieldType(entity=target) | ManyReferenceFieldType(entity=target):
            return target in entities
        case _:
            return True
