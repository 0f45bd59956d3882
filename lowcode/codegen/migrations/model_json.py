"""Entities, choices, processes and archives of the former model as entries of the snapshot."""

from __future__ import annotations

from typing import Any, assert_never

from lowcode.ir.application import (
    AutonumberFieldType,
    ChoiceFieldType,
    FieldType,
    ManyChoiceFieldType,
    ManyReferenceFieldType,
    OnDelete,
    ReferenceFieldType,
    ReverseFieldType,
    RowsFieldType,
    ScalarType,
)
from lowcode.ir.former import (
    Archive,
    FormerChoice,
    FormerEntity,
    FormerField,
    FormerName,
    FormerOption,
    FormerProcess,
)


def entity_entry(entity: FormerEntity) -> dict[str, Any]:
    """The entity without its name."""
    entry: dict[str, Any] = {"identifier": entity.identifier, "table": entity.table, "label": entity.label}
    if entity.others:
        entry["others"] = list(entity.others)
    if entity.owner is not None:
        entry |= {"owner": entity.owner, "owner_field": entity.owner_field}
    return {**entry, "title": entity.title_column, "fields": [_field_entry(each) for each in entity.fields]}


def entity_from(name: str, entry: dict[str, Any]) -> FormerEntity:
    """The way back."""
    return FormerEntity(
        name=name,
        identifier=entry["identifier"],
        table=entry["table"],
        label=entry["label"],
        fields=tuple(_field_from(each) for each in entry["fields"]),
        owner=entry.get("owner"),
        owner_field=entry.get("owner_field"),
        title_column=entry["title"],
        others=tuple(entry.get("others", ())),
    )


def _field_entry(field: FormerField) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": field.name}
    if field.identifier != field.name:
        entry["identifier"] = field.identifier
    entry["label"] = field.label
    if field.others:
        entry["others"] = list(field.others)
    entry["type"] = type_entry(field.type)
    if field.column != field.identifier:
        entry["column"] = field.column
    if not field.is_nullable:
        entry["required"] = True
    if field.is_computed:
        entry["computed"] = True
    if field.link_table is not None:
        entry["links"] = field.link_table
    return entry


def _field_from(entry: dict[str, Any]) -> FormerField:
    identifier = entry.get("identifier", entry["name"])
    return FormerField(
        name=entry["name"],
        identifier=identifier,
        label=entry["label"],
        type=type_from(entry["type"]),
        column=entry.get("column", identifier),
        is_nullable="required" not in entry,
        is_computed="computed" in entry,
        link_table=entry.get("links"),
        others=tuple(entry.get("others", ())),
    )


def type_entry(type_: FieldType) -> dict[str, Any]:
    """A field's type: the first key says which one."""
    match type_:
        case ScalarType():
            sizes = {name: getattr(type_, name) for name in ("length", "precision", "scale", "most")}
            return {"kind": type_.kind, **{name: size for name, size in sizes.items() if size is not None}}
        case ChoiceFieldType(choice=choice):
            return {"choice": choice}
        case ManyChoiceFieldType(choice=choice):
            return {"choices": choice}
        case ReferenceFieldType(entity=entity, on_delete=on_delete):
            return {"reference": entity, "on_delete": on_delete.value}
        case ManyReferenceFieldType(entity=entity):
            return {"references": entity}
        case ReverseFieldType(entity=entity, by=by):
            return {"reverse": entity, "by": by}
        case RowsFieldType(entity=entity):
            return {"rows": entity}
        case AutonumberFieldType(pattern=pattern):
            return {"autonumber": pattern}
        case _:
            assert_never(type_)


def type_from(entry: dict[str, Any]) -> FieldType:
    """The way back. ValueError for what is none of ours."""
    match entry:
        case {"kind": _}:
            return ScalarType(**entry)
        case {"choice": choice}:
            return ChoiceFieldType(choice)
        case {"choices": choice}:
            return ManyChoiceFieldType(choice)
        case {"reference": entity, "on_delete": on_delete}:
            return ReferenceFieldType(entity, OnDelete(on_delete))
        case {"references": entity}:
            return ManyReferenceFieldType(entity)
        case {"reverse": entity, "by": by}:
            return ReverseFieldType(entity, by)
        case {"rows": entity}:
            return RowsFieldType(entity)
        case {"autonumber": pattern}:
            return AutonumberFieldType(pattern)
        case _:
            raise ValueError("a type that is not known")


def choice_entry(choice: FormerChoice) -> list[list[str]]:
    """The options, each with its labels."""
    return [[option.name, option.label, *option.others] for option in choice.options]


def choice_from(name: str, entry: list[list[str]]) -> FormerChoice:
    """The way back."""
    return FormerChoice(name, tuple(FormerOption(option, label, tuple(others)) for option, label, *others in entry))


def process_entry(process: FormerProcess) -> dict[str, Any]:
    """All of it, on a line."""
    entry: dict[str, Any] = {"kind": process.kind, "name": process.name, "identifier": process.identifier}
    if process.entity is not None:
        entry["entity"] = process.entity
    if process.parts:
        entry["parts"] = process.parts
    if process.labels:
        entry["labels"] = process.labels
    return entry


def process_from(entry: dict[str, Any]) -> FormerProcess:
    """The way back."""
    return FormerProcess(
        kind=entry["kind"],
        name=entry["name"],
        identifier=entry["identifier"],
        entity=entry.get("entity"),
        parts=tuple(entry.get("parts", ())),
        labels=tuple(entry.get("labels", ())),
    )


def archive_entry(archive: Archive) -> dict[str, Any]:
    """All of it, on a line."""
    entry: dict[str, Any] = {
        "table": archive.table,
        "subject": archive.subject,
        "kind": archive.kind,
        "revision": archive.revision,
    }
    if archive.type is not None:
        entry["type"] = type_entry(archive.type)
    if archive.entity is not None:
        entry["entity"] = {"name": archive.entity.name, **entity_entry(archive.entity)}
    if archive.schema:
        entry["schema"] = archive.schema
    if archive.choices:
        entry["choices"] = {each.name: choice_entry(each) for each in archive.choices}
    return entry


def archive_from(entry: dict[str, Any]) -> Archive:
    """The way back."""
    return Archive(
        table=entry["table"],
        subject=entry["subject"],
        kind=entry["kind"],
        revision=entry["revision"],
        type=type_from(entry["type"]) if "type" in entry else None,
        entity=entity_from(entry["entity"]["name"], entry["entity"]) if "entity" in entry else None,
        schema=entry.get("schema", ""),
        choices=tuple(choice_from(name, options) for name, options in entry.get("choices", {}).items()),
    )


def name_entry(name: FormerName) -> dict[str, Any]:
    """All of it, on a line."""
    entry: dict[str, Any] = {"kind": name.kind, "identifier": name.identifier}
    others = {"owner": name.owner, "label": name.label, "now": name.now, "others": list(name.others)}
    return entry | {key: said for key, said in others.items() if said}


def name_from(entry: dict[str, Any]) -> FormerName:
    """The way back."""
    return FormerName(
        kind=entry["kind"],
        owner=entry.get("owner", ""),
        identifier=entry["identifier"],
        label=entry.get("label", ""),
        now=entry.get("now", ""),
        others=tuple(entry.get("others", ())),
    )
