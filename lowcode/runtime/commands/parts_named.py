"""What a constraint or an index is about: fields as the specification calls them, and the message of a check."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import CheckConstraint, Table

from lowcode.runtime.commands.console import Console
from lowcode.runtime.definitions import EntityDefinition, FieldDefinition
from lowcode.runtime.migrating.verifying import Difference


def named_part(console: Console, name: str) -> str:
    """`Client.surname (ck_client_surname_length)`, with the message of a check; the name alone if it is nobody's."""
    for entity in console.application.entities:
        columns = _columns_of(entity.model.__table__, name)
        if columns:
            fields = ", ".join(dict.fromkeys(_called(field) for field in _fields_of(entity, columns)))
            message = next((console.text(each.message) for each in entity.checks if each.name == name), None)
            told = f"{fields} ({name})" if fields else name
            return told if message is None else console.words.say("part.message", part=told, message=message)
    return name


def told_difference(console: Console, found: Difference) -> str:
    """What the database has otherwise than the models."""
    facts = dict(found.facts)
    if "name" in facts:
        facts["name"] = named_part(console, facts["name"])
    return console.words.say(f"check.{found.code}", **facts)


def _columns_of(table: Table, name: str) -> tuple[str, ...]:
    for constraint in table.constraints:
        if constraint.name == name and isinstance(constraint, CheckConstraint):
            words = set(re.findall(r"\w+", str(constraint.sqltext)))
            return tuple(column.name for column in table.columns if column.name in words)
        if constraint.name == name:
            return tuple(column.name for column in getattr(constraint, "columns", ()))
    for index in table.indexes:
        if index.name == name:
            return tuple(column.name for column in index.columns)
    return ()


def _fields_of(entity: EntityDefinition, columns: tuple[str, ...]) -> Iterator[FieldDefinition]:
    for field in entity.fields:
        if field.name in columns or f"{field.name}_id" in columns:
            yield field


def _called(field: FieldDefinition) -> str:
    """`sales.lc: Contract.amount` says where, too."""
    return field.source.rpartition(": ")[2] or field.name
