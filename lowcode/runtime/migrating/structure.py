"""What a database consists of, as texts that can be compared: columns, constraints, indexes, triggers of each table.

Both sides of a comparison are read in the same way, so that it does not matter how a database words a condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from lowcode.runtime.migrating.sqlite_source import parts_of_table, without_layout


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`type` with the collation, where the database has one."""

    type: str
    is_nullable: bool
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table; constraints and indexes by their names."""

    columns: Mapping[str, Column]
    constraints: Mapping[str, str] = field(default_factory=dict)
    indexes: Mapping[str, str] = field(default_factory=dict)
    triggers: frozenset[str] = frozenset()
    primary_key: str = ""
    """SQLite, where it may have no name; on PostgreSQL it is a constraint."""
    storage: str = ""
    """SQLite: `AUTOINCREMENT`, `WITHOUT ROWID`."""


Structure = Mapping[str, Table]


def structure_of(connection: Connection, *, temporary: bool = False) -> Structure:
    """The tables of the database, or (PostgreSQL) those that this connection has made for itself."""
    if connection.dialect.name == "sqlite":
        return dict(_sqlite_tables(connection))
    return _postgresql_tables(connection, temporary=temporary)


def _sqlite_tables(connection: Connection) -> Iterator[tuple[str, Table]]:
    found = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name").all()
    indexes: dict[str, dict[str, str]] = {}
    triggers: dict[str, set[str]] = {}
    for kind, name, table, source in found:
        if kind == "index" and source is not None:
            indexes.setdefault(table, {})[name] = without_layout(source)
        elif kind == "trigger":
            triggers.setdefault(table, set()).add(name)
    for kind, name, _, source in found:
        if kind != "table" or name.startswith("sqlite_"):
            continue
        parts = parts_of_table(source)
        yield (
            name,
            Table(
                columns={
                    each.name: Column(type=each.type, is_nullable=each.is_nullable, default=each.default)
                    for each in parts.columns
                },
                constraints=parts.constraints,
                indexes=indexes.get(name, {}),
                triggers=frozenset(triggers.get(name, ())),
                primary_key=parts.primary_key,
                storage=parts.storage,
            ),
        )


def _postgresql_tables(connection: Connection, *, temporary: bool) -> Structure:
    place = {"namespace": connection.execute(text(_NAMESPACE), {"temporary": temporary}).scalar_one()}
    tables = {name: _Facts() for (name,) in connection.execute(text(_TABLES), place)}
    for table, name, kind, is_nullable, default in connection.execute(text(_COLUMNS), place):
        is_serial = default is not None and default.startswith("nextval(")
        column = Column(type=kind, is_nullable=is_nullable, default="serial" if is_serial else default)
        tables[table].columns[name] = column
    for table, name, source in connection.execute(text(_CONSTRAINTS), place):
        tables[table].constraints[name] = source
    for table, name, source, is_valid in connection.execute(text(_INDEXES), place):
        plain = source.replace(f" ON {_schema_in(source)}", " ON ")
        tables[table].indexes[name] = plain if is_valid else f"{plain} INVALID"
    for table, name in connection.execute(text(_TRIGGERS), place):
        tables[table].triggers.add(name)
    return {name: each.table() for name, each in tables.items()}


@dataclass(slots=True)
class _Facts:
    columns: dict[str, Column] = field(default_factory=dict)
    constraints: dict[str, str] = field(default_factory=dict)
    indexes: dict[str, str] = field(default_factory=dict)
    triggers: set[str] = field(default_factory=set)

    def table(self) -> Table:
        return Table(
            columns=self.columns,
            constraints=self.constraints,
            indexes=self.indexes,
            triggers=frozenset(self.triggers),
        )


def _schema_in(definition: str) -> str:
    """PostgreSQL names the schema of an index's table always: `ON public.customer USING …`."""
    place = definition.index(" ON ") + len(" ON ")
    name, point, _ = definition[place:].partition(" USING ")[0].partition(".")
    return name + point if point else ""


_NAMESPACE = "SELECT CASE WHEN :temporary THEN pg_my_temp_schema() ELSE current_schema()::regnamespace::oid END"

_TABLES = "SELECT t.relname FROM pg_class t WHERE t.relkind = 'r' AND t.relnamespace = :namespace"

_COLUMNS = """
SELECT t.relname, a.attname,
  format_type(a.atttypid, a.atttypmod)
    || CASE WHEN c.collname IS NULL OR c.collname = 'default' THEN '' ELSE ' COLLATE ' || c.collname END,
  NOT a.attnotnull, pg_get_expr(d.adbin, d.adrelid)
FROM pg_class t
JOIN pg_attribute a ON a.attrelid = t.oid
LEFT JOIN pg_collation c ON c.oid = a.attcollation
LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
WHERE t.relkind = 'r' AND t.relnamespace = :namespace AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY t.relname, a.attnum
"""

_CONSTRAINTS = """
SELECT t.relname, k.conname, pg_get_constraintdef(k.oid)
FROM pg_class t JOIN pg_constraint k ON k.conrelid = t.oid
WHERE t.relkind = 'r' AND t.relnamespace = :namespace AND k.contype IN ('p', 'u', 'f', 'c', 'x')
"""
"""Without what PostgreSQL 18 keeps for each column that must not be empty, which the column says already."""

_INDEXES = """
SELECT t.relname, i.relname, pg_get_indexdef(i.oid), x.indisvalid
FROM pg_class t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid = x.indexrelid
WHERE t.relkind = 'r' AND t.relnamespace = :namespace
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))
"""

_TRIGGERS = """
SELECT t.relname, g.tgname
FROM pg_class t JOIN pg_trigger g ON g.tgrelid = t.oid
WHERE t.relkind = 'r' AND t.relnamespace = :namespace AND NOT g.tgisinternal
"""
