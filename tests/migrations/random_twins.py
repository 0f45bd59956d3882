"""Deleted twins: for some records one lies in the recycle bin that is the same, and must stay the same.

What deleting the living one would write into the bin is what the bin must say, after each migration, forth and back.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from lowcode.runtime.context import Context, make_context
from lowcode.runtime.database.session import Database
from lowcode.runtime.database.system_tables import recycle_bin
from lowcode.runtime.definitions import ApplicationDefinition, Autonumber, EntityDefinition
from lowcode.runtime.saving.archive import archive, value_for
from lowcode.runtime.saving.relations import relations_of

APART = 100_000
"""Between the ids of twins."""
OF_EACH = 2
"""Records of each entity that have one."""
OF_OTHERS = {
    "move a field against a reference",
    "add a computed field, then let people enter it",
    "add a computed field, then take it over into another",
}
"""Edits that give a field what others say of the record, or what is computed: of a deleted record nobody knows that."""
_DELETED = datetime.datetime(2026, 1, 1)  # noqa: DTZ001 - UTC by convention
_OF_ITS_OWN = {"id", "owner_record_id", "created_at", "updated_at", "created_by_id", "updated_by_id", "version"}


def bury_twins(application: ApplicationDefinition, database: Database) -> None:
    """Puts twins of the first records of each entity into the bin."""
    with database.writing() as connection:
        context = make_context(application, connection)
        for entity in application.entities:
            if entity.owner is not None or entity.name in ("user", "department"):
                continue
            table = entity.model.__table__
            for key in connection.scalars(sa.select(table.c.id).order_by(table.c.id).limit(OF_EACH)).all():
                entry = {"entity": entity.name, "record_id": key + APART, "title": "", "deleted_at": _DELETED}
                said = msgspec.json.encode(_moved(_content(context, entity, key), APART)).decode()
                connection.execute(sa.insert(recycle_bin).values(**entry, content=said))


def problems_of_twins(application: ApplicationDefinition, database: Database, edits: Collection[str]) -> list[str]:
    """Where the bin says something else than the living twins, after these edits."""
    may_lack = not OF_OTHERS.isdisjoint(edits)
    with database.reading() as connection:
        context = make_context(application, connection)
        entries = connection.execute(sa.select(recycle_bin).order_by(recycle_bin.c.id)).all()
        return [each for entry in entries for each in _problems(context, entry, may_lack=may_lack)]


def _problems(context: Context, entry: Any, *, may_lack: bool) -> Iterator[str]:
    entity = context.application.entity_by_name.get(entry.entity)
    if entity is None:
        return
    found = msgspec.json.decode(entry.content)
    if "stopped" in found:
        yield f"in the bin, {entry.entity}#{entry.record_id} stays behind: {found['stopped']}"
        return
    wanted = _seen(context, _content(context, entity, entry.record_id - APART))
    seen = _seen(context, _moved(found, -APART))
    for name in sorted(wanted):
        if wanted[name] != seen.get(name) and not (may_lack and seen.get(name) is None):
            yield f"in the bin, {entry.entity}#{entry.record_id} {name}: {seen.get(name)!r}, not {wanted[name]!r}"


def _content(context: Context, entity: EntityDefinition, key: int) -> dict[str, Any]:
    doomed = {entity.name: {key: None}}
    for each in relations_of(context.application).incoming[entity.name]:
        if each.field is None:
            ids = context.connection.scalars(sa.select(each.column.table.c.id).where(each.column == key))
            doomed[each.entity.name] = dict.fromkeys(ids)
    decoded: dict[str, Any] = msgspec.json.decode(archive(context, doomed, ()))
    own = {(name, record) for name, ids in doomed.items() for record in ids}
    items = [each for each in decoded["items"] if (each["entity"], each["record_id"]) in own]
    return {**decoded, "items": items}


def _moved(content: dict[str, Any], by: int) -> dict[str, Any]:
    """The same with other ids."""

    def record(each: dict[str, Any]) -> dict[str, Any]:
        ids = {name: each["columns"][name] + by for name in ("id", "owner_record_id") if name in each["columns"]}
        return {**each, "columns": {**each["columns"], **ids}}

    items = [{**each, "record_id": each["record_id"] + by} for each in content["items"]]
    return {**content, "records": [record(each) for each in content["records"]], "items": items}


def _seen(context: Context, content: dict[str, Any]) -> dict[str, Any]:
    """What no rule works out anew: values by where they are."""
    found: dict[str, Any] = {}
    for each in content["records"]:
        entity = context.application.entity_by_name.get(each["entity"])
        if entity is None:
            continue
        for name in _plain_columns(entity):
            column = entity.model.__table__.c[name]
            found[f"{each['entity']}#{each['columns']['id']}.{name}"] = value_for(column, each["columns"].get(name))
    for each in content["items"]:
        found.setdefault(f"{each['entity']}#{each['record_id']}.{each['field']}", set()).add(each["value"])
    return found


def _plain_columns(entity: EntityDefinition) -> Iterator[str]:
    derived = {each.name for each in entity.fields if each.computed is not None or isinstance(each.type, Autonumber)}
    for column in entity.model.__table__.c:
        name = column.name
        if name not in _OF_ITS_OWN | derived and not name.endswith("_sort") and name != "title_text":
            yield name
