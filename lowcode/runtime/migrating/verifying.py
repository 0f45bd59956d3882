"""Whether a database is what the models say, to the last condition: for each migration, and for `check`.

The database itself makes the tables anew, empty and for this connection alone, and both are read in the same way: then
nothing has to be known about how it words a type or a condition.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace

from sqlalchemy import Connection, MetaData, create_engine, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable, DDLElement
from sqlalchemy.schema import Table as DeclaredTable

from lowcode.runtime.migrating.structure import Structure, Table, structure_of
from lowcode.runtime.schema_version import VERSION_TABLE
from lowcode.runtime.values.sqlite_functions import register_functions

ARCHIVE_PREFIX = "archive_"
COPY_PREFIX = "_alembic_tmp_"
"""Tables that Alembic copies another one into; left behind only by a copy that failed."""

_OUR_PREFIXES = ("pk_", "fk_", "uq_", "ck_", "ix_")
_TRIGGER_PREFIX = "lowcode_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """`code` is that of the text `check.<code>`."""

    code: str
    facts: Mapping[str, str]


def differences(connection: Connection, metadata: MetaData, before: Collection[str] | None = None) -> list[Difference]:
    """What the database has otherwise than the models. Other tables count only if they were not there `before`.

    Needs a transaction on PostgreSQL.
    """
    found = structure_of(connection)
    if connection.dialect.name == "sqlite":
        return list(_compare(found, _on_sqlite(metadata), before))
    with connection.begin_nested() as savepoint:
        connection.execute(text("SET LOCAL search_path TO pg_temp"))
        connection.exec_driver_sql(_script(connection, metadata))
        wanted = structure_of(connection, temporary=True)
        if _make_again(connection, found, wanted):
            again = structure_of(connection, temporary=True)
            wanted = {name: _as_either(found.get(name), table, again[name]) for name, table in wanted.items()}
        savepoint.rollback()
    return list(_compare(found, wanted, before))


def _make_again(connection: Connection, found: Structure, wanted: Structure) -> bool:
    """PostgreSQL says a condition that it reads in its own words a little otherwise, as after `pg_restore`."""
    quote = connection.dialect.identifier_preparer.quote
    statements = []
    for name, table in wanted.items():
        if name not in found:
            continue
        for constraint in _otherwise(found[name].constraints, table.constraints, "CHECK"):
            change = f"ALTER TABLE {quote(name)}"
            statements += [
                f"{change} DROP CONSTRAINT {quote(constraint)}",
                f"{change} ADD CONSTRAINT {quote(constraint)} {table.constraints[constraint]}",
            ]
        for index in _otherwise(found[name].indexes, table.indexes, "CREATE"):
            statements += [f"DROP INDEX {quote(index)}", table.indexes[index]]
    for statement in statements:
        connection.exec_driver_sql(statement.replace("%", "%%"))
    return bool(statements)


def _otherwise(found: Mapping[str, str], wanted: Mapping[str, str], beginning: str) -> list[str]:
    return [
        name
        for name, source in wanted.items()
        if source.startswith(beginning) and name in found and found[name] != source
    ]


def _as_either(found: Table | None, wanted: Table, again: Table) -> Table:
    """What is wanted, in the second wording where that is what the database has."""
    if found is None:
        return wanted
    constraints = {
        name: again.constraints[name] if found.constraints.get(name) == again.constraints[name] else source
        for name, source in wanted.constraints.items()
    }
    indexes = {
        name: again.indexes[name] if found.indexes.get(name) == again.indexes[name] else source
        for name, source in wanted.indexes.items()
    }
    return replace(wanted, constraints=constraints, indexes=indexes)


def _on_sqlite(metadata: MetaData) -> Structure:
    with closing(sqlite3.connect(":memory:")) as driver:
        register_functions(driver)
        dialect = sqlite.dialect()
        for statement in _statements(metadata):
            driver.execute(str(statement.compile(dialect=dialect)))
        engine = create_engine("sqlite://", creator=lambda: driver, poolclass=StaticPool)
        with engine.connect() as connection:
            return structure_of(connection)


def _script(connection: Connection, metadata: MetaData) -> str:
    dialect = connection.dialect
    tables = list(metadata.tables.values())
    statements: list[DDLElement] = [CreateTable(table, include_foreign_key_constraints=[]) for table in tables]
    statements += [
        AddConstraint(key, isolate_from_table=False) for table in tables for key in table.foreign_key_constraints
    ]
    statements += [index for table in tables for index in _indexes(table)]
    return ";\n".join(str(each.compile(dialect=dialect)) for each in statements)


def _statements(metadata: MetaData) -> Iterator[DDLElement]:
    for table in metadata.tables.values():
        yield CreateTable(table)
        yield from _indexes(table)


def _indexes(table: DeclaredTable) -> list[CreateIndex]:
    return [CreateIndex(index) for index in sorted(table.indexes, key=lambda index: str(index.name))]


def _compare(found: Structure, wanted: Structure, before: Collection[str] | None) -> Iterator[Difference]:
    for name, table in wanted.items():
        if name in found:
            yield from _compare_tables(name, found[name], table)
        else:
            yield _difference("table_missing", table=name)
    for name in sorted(set(found) - set(wanted)):
        if name.startswith(COPY_PREFIX) or (before is not None and not _may_be_new(name) and name not in before):
            yield _difference("table_extra", table=name)


def _may_be_new(name: str) -> bool:
    return name == VERSION_TABLE or name.startswith(ARCHIVE_PREFIX)


def _compare_tables(name: str, found: Table, wanted: Table) -> Iterator[Difference]:
    yield from _compare_columns(name, found, wanted)
    if found.primary_key != wanted.primary_key:
        yield _difference("primary_key", table=name, found=found.primary_key, wanted=wanted.primary_key)
    if found.storage != wanted.storage:
        yield _difference("storage", table=name, found=found.storage or "-", wanted=wanted.storage or "-")
    yield from _compare_parts("constraint", name, found.constraints, wanted.constraints)
    yield from _compare_parts("index", name, found.indexes, wanted.indexes)
    for trigger in sorted(found.triggers):
        if trigger.startswith(_TRIGGER_PREFIX):
            yield _difference("trigger_extra", table=name, trigger=trigger)


def _compare_columns(name: str, found: Table, wanted: Table) -> Iterator[Difference]:
    for column, declared in wanted.columns.items():
        present = found.columns.get(column)
        if present is None:
            yield _difference("column_missing", table=name, column=column)
            continue
        if present.type != declared.type:
            yield _difference("column_type", table=name, column=column, found=present.type, wanted=declared.type)
        if present.is_nullable != declared.is_nullable:
            yield _difference("nullable", table=name, column=column)
        if present.default != declared.default:
            facts = {"found": present.default or "-", "wanted": declared.default or "-"}
            yield _difference("column_default", table=name, column=column, **facts)
    for column in found.columns:
        if column not in wanted.columns:
            yield _difference("column_extra", table=name, column=column)


def _compare_parts(kind: str, table: str, found: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[Difference]:
    """Constraints or indexes. What the owner has added under names of his own is his."""
    for name, source in wanted.items():
        if name not in found:
            yield _difference(f"{kind}_missing", table=table, name=name)
        elif found[name] != source:
            yield _difference(f"{kind}_differs", table=table, name=name, found=found[name], wanted=source)
    for name in found:
        if name not in wanted and name.startswith(_OUR_PREFIXES):
            yield _difference(f"{kind}_extra", table=table, name=name)


def _difference(code: str, **facts: str) -> Difference:
    return Difference(code=code, facts=facts)
