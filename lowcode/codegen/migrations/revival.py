"""Entities that are back after they had been dropped: their archives become their tables again.

From then on everything compares them as if they had never been gone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from lowcode.codegen.migrations.archives import subjects_now
from lowcode.codegen.migrations.model import former_field
from lowcode.codegen.migrations.operations import RestoreTable
from lowcode.codegen.migrations.schema_json import table_from
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
    RowsFieldType,
)
from lowcode.ir.changes import Kind
from lowcode.ir.former import Archive, FormerApplication, FormerChoice, FormerEntity
from lowcode.ir.matching import Matching, choice_of, match


@dataclass(frozen=True, slots=True)
class Revival:
    """The former state with the entities that are back in it."""

    snapshot: Snapshot
    model: FormerApplication
    restored: tuple[tuple[str, RestoreTable], ...] = ()
    """Entities, by their names, and what brings their tables back."""


def revived(snapshot: Snapshot, model: FormerApplication, application: Application) -> Revival:
    """Looks which new entities were there before, and are in an archive."""
    matching = match(application, model)
    known = matching.entities
    whole = [each for each in model.archives if each.kind == Kind.ENTITY.value and each.schema]
    archives = {each.subject: each for each in whole}
    now = dict(zip(subjects_now(matching, whole), whole, strict=True))
    kept = [(each, now[each.name]) for each in application.entities if each.name not in known and each.name in now]
    found = [each.entity for entity, each in kept if _has_place(entity, each, known)]
    choices = _choices_again(model, [each for _, each in kept])
    known_choices = {*model.choice_by_name, *(each.name for each in choices)}
    entities = [each for each in found if each is not None and _is_whole(each, model, found, known_choices)]
    tables = [table for each in entities for table in _tables(each, archives)]
    taken = {table.name for table in snapshot.schema.tables}
    if not entities or any(table.name in taken for _, table, _ in tables):
        return Revival(snapshot, model)
    schema = Schema((*snapshot.schema.tables, *(table for _, table, _ in tables)))
    restored = tuple((entity, RestoreTable(table, archive.table, entity, "")) for entity, table, archive in tables)
    there = tuple(_with_lists(each, entities, matching) for each in model.entities)
    return Revival(replace(snapshot, schema=schema), _with(model, (*there, *entities), choices), restored)


def _choices_again(model: FormerApplication, archives: Iterable[Archive]) -> tuple[FormerChoice, ...]:
    """Choices that went with the entities, or after them."""
    found = {each.name: each for archive in archives for each in archive.choices}
    return tuple(each for name, each in found.items() if name not in model.choice_by_name)


def _with(
    model: FormerApplication, entities: tuple[FormerEntity, ...], choices: Iterable[FormerChoice]
) -> FormerApplication:
    used = {choice_of(field.type) for each in entities for field in each.fields}
    again = (each for each in choices if each.name in used)
    return replace(model, entities=entities, choices=(*model.choices, *again))


def _has_place(entity: Entity, archive: Archive, known: Mapping[str, FormerEntity]) -> bool:
    """Whether what had a sub-table is still what has it, or is back with it."""
    if archive.entity is None or (archive.entity.owner is None) != (entity.owner is None):
        return False
    owner = known.get(entity.owner or "")
    return owner is None or owner.name == archive.entity.owner


def _with_lists(owner: FormerEntity, entities: list[FormerEntity], matching: Matching) -> FormerEntity:
    """With the fields of the sub-tables that are back in it."""
    lists = [each for each in entities if each.owner == owner.name and each.owner_field not in owner.field_by_name]
    if not lists:
        return owner
    now = matching.application.entity(matching.entity_now[owner.name])
    fields = ((former_field(now, now.field_by_name[each.owner_field or ""]), each.name) for each in lists)
    return replace(owner, fields=(*owner.fields, *(replace(each, type=RowsFieldType(name)) for each, name in fields)))


def _tables(entity: FormerEntity, archives: dict[str, Archive]) -> Iterator[tuple[str, Table, Archive]]:
    """The table of an entity, and those of its lists."""
    names = {entity.name: entity.table}
    links = (field.link_table for field in entity.fields)
    names |= {f"{entity.name}:{link}": link for link in links if link is not None}
    for subject, name in names.items():
        archive = archives.get(subject)
        if archive is not None:
            yield entity.name, table_from(name, json.loads(archive.schema)), archive


def _is_whole(
    entity: FormerEntity, model: FormerApplication, others: list[FormerEntity | None], choices: set[str]
) -> bool:
    """Whether all that its fields are about is still known, so that they can be compared."""
    entities = {*model.entity_by_name, *(each.name for each in others if each is not None)}
    return all(_is_known(field.type, entities, choices) for field in entity.fields)


def _is_known(type_: FieldType, entities: set[str], choices: set[str]) -> bool:
    match type_:
        case ChoiceFieldType(choice=choice) | ManyChoiceFieldType(choice=choice):
            return choice in choices
        case ReferenceFieldType(entity=target) | ManyReferenceFieldType(entity=target):
            return target in entities
        case _:
            return True
