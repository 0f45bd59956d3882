"""Values that no table holds follow what a revision does to columns: those of deleted records, and what was signed.

There is one implementation of each operation. It runs over the table and then once more over what is kept as JSON: the
values are put into temporary tables that are called like the real ones, which databases prefer, and are read back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from msgspec import ValidationError
from sqlalchemy import (
    Column,
    ColumnClause,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Table,
    TableClause,
    insert,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.sql.visitors import iterate
from sqlalchemy.types import NullType, TypeEngine

from lowcode.runtime.database.types import Text
from lowcode.runtime.migrating.refusing import Unfit, collected
from lowcode.runtime.migrating.together import apart
from lowcode.runtime.migrating.turns import all_at_once
from lowcode.runtime.migrating.unfit import is_about_values
from lowcode.runtime.saving.archive import reader_for

_BESIDE = "lowcode_kept_"
"""Temporary tables of records that are shown together with those of a real table."""
_OF_LINKS = "record_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """What an operation is about: tables with the columns, and their types, that it reads and writes."""

    rows: Table
    """The records, by `id`."""
    written: tuple[str, ...] = ()
    links: tuple[Table, ...] = ()
    """Tables of links of these records: what is in them afterwards counts."""
    reads: tuple[Table, ...] = ()
    """Others, of which it sees the records that are there as well."""
    reads_itself: bool = False
    """Whether it looks at other records of its own table."""
    subject: str = ""


class Document(Protocol):
    """Records that are kept together as JSON."""

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """Its records of a table, by column, with their `id`."""
        ...

    def links(self, table: Table) -> list[tuple[int, Any]]:
        """Its rows of a table of links."""
        ...

    def write(self, table: Table, key: int, values: dict[str, Any]) -> None:
        """What a record has in some columns from now on."""
        ...

    def write_links(self, table: Table, key: int, values: list[Any]) -> None:
        """What a record has in a table of links."""
        ...

    def stop(self, reason: Unfit) -> None:
        """It cannot follow."""
        ...


def concern_of(value: ColumnElement[Any], table: Table, target: str, subject: str) -> Concern:
    """What an expression over `table` reads, whose value goes into the column `target`."""
    found: dict[str, TableClause] = {}
    names = {target}
    reads_itself = False
    for each in iterate(value.expression):  # of an attribute, too
        if isinstance(each, ColumnClause):
            names.add(each.name)
        source = each if isinstance(each, TableClause) else getattr(each, "table", getattr(each, "element", None))
        plain = getattr(source, "element", source)
        if not isinstance(plain, TableClause):
            continue
        if plain.name != table.name:
            found[plain.name] = plain
        elif plain is not source:
            reads_itself = True
    return Concern(
        rows=_typed(table, names),
        written=(target,),
        reads=tuple(_typed(each, names) for each in found.values()),
        reads_itself=reads_itself,
        subject=subject,
    )


def _typed(found: TableClause, names: Collection[str]) -> Table:
    """The key and these columns; tables of links are said without types."""
    key, *others = found.c
    wanted = [key, *(each for each in others if each.name in names)]
    return Table(found.name, MetaData(), *(Column(each.name, _type_of(each)) for each in wanted))


def _type_of(column: Any) -> TypeEngine[Any]:
    if not isinstance(column.type, NullType):
        return column.type  # type: ignore[no-any-return] # columns of any table
    return Text() if column.name == "option" else Integer()


def carry_out(
    connection: Connection, concern: Concern, documents: Sequence[Document], again: Callable[[], None]
) -> None:
    """Does it `again` for what the documents hold. Those that make the database refuse are found by halves."""
    if not documents:
        return
    savepoint = connection.begin_nested()
    try:
        _Stage(connection, concern, documents).run(again)
    except DBAPIError as error:
        savepoint.rollback()
        if not (is_about_values(error) or isinstance(error, IntegrityError | OperationalError)):
            raise
        if len(documents) == 1:
            documents[0].stop(Unfit(concern.subject, "unconvertible"))
            return
        middle = len(documents) // 2
        carry_out(connection, concern, documents[:middle], again)
        carry_out(connection, concern, documents[middle:], again)
    else:
        savepoint.commit()


class _Stage:
    """The temporary tables of one operation."""

    def __init__(self, connection: Connection, concern: Concern, documents: Sequence[Document]) -> None:
        self._connection = connection
        self._concern = concern
        self._documents = documents
        self._owners: dict[int, Document] = {}
        self._dropped: list[str] = []

    def run(self, again: Callable[[], None]) -> None:
        """Puts values in, does it again, takes values out; the database is as before."""
        concern = self._concern
        loaded = self._loaded()
        if not self._owners:
            return
        self._show(loaded)
        with apart(), all_at_once(), collected() as unfit:
            again()
        for key, reason in unfit.items():
            if key in self._owners:
                self._owners[key].stop(reason)
        columns = [concern.rows.c.id, *(concern.rows.c[name] for name in concern.written)]
        found = self._connection.execute(select(*columns)).all() if concern.written else []
        links = [(link, self._linked(link)) for link in concern.links]
        for statement in reversed(self._dropped):
            self._connection.execute(text(statement))
        for key, *values in found:
            if key in self._owners and key not in unfit:
                self._owners[key].write(concern.rows, key, dict(zip(concern.written, values, strict=True)))
        for link, of_records in links:
            for key, owner in self._owners.items():
                if key not in unfit:
                    owner.write_links(link, key, of_records.get(key, []))

    def _loaded(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of all tables, in values of Python; documents with others stop."""
        concern = self._concern
        found: dict[str, list[dict[str, Any]]] = {}
        for document in self._documents:
            try:
                parts = {
                    table.name: _converted(table, _rows_of(document, table))
                    for table in (concern.rows, *concern.links, *concern.reads)
                }
            except ValidationError:
                document.stop(Unfit(concern.subject, "unconvertible"))
                continue
            self._owners.update({row["id"]: document for row in parts[concern.rows.name]})
            for name, rows in parts.items():
                found.setdefault(name, []).extend(rows)
        return found

    def _show(self, loaded: dict[str, list[dict[str, Any]]]) -> None:
        concern = self._concern
        for table in (concern.rows, *concern.links):
            self._create(table, table.name, loaded[table.name])
        if concern.reads_itself:
            self._copy_living(concern.rows)
        for number, table in enumerate(concern.reads):
            if loaded[table.name]:
                beside = f"{_BESIDE}{number}"
                self._create(table, beside, loaded[table.name])
                self._unite(table, beside)

    def _create(self, table: Table, name: str, rows: list[dict[str, Any]]) -> None:
        columns = [Column(each.name, each.type, primary_key=each.name == "id") for each in table.c]
        columns[0].autoincrement = False
        made = Table(name, MetaData(), *columns, prefixes=["TEMPORARY"])
        made.create(self._connection, checkfirst=False)
        self._dropped.append(f"DROP TABLE {self._temporary}.{self._quoted(name)}")
        if rows:
            self._connection.execute(insert(made), rows)

    def _copy_living(self, table: Table) -> None:
        names = self._names(table)
        quoted = self._quoted(table.name)
        self._connection.execute(
            text(
                f"INSERT INTO {self._temporary}.{quoted} ({names}) "  # noqa: S608 - names of the model, quoted
                f"SELECT {names} FROM {self._real}.{quoted}"
            )
        )

    def _unite(self, table: Table, beside: str) -> None:
        """Both are seen under the table's name."""
        names, quoted = self._names(table), self._quoted(table.name)
        self._connection.execute(
            text(
                f"CREATE TEMPORARY VIEW {quoted} AS "  # noqa: S608 - names of the model, quoted
                f"SELECT {names} FROM {self._real}.{quoted} "
                f"UNION ALL SELECT {names} FROM {self._temporary}.{self._quoted(beside)}"
            )
        )
        self._dropped.append(f"DROP VIEW {self._temporary}.{quoted}")

    def _linked(self, link: Table) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = {}
        record, value = list(link.c)[:2]
        for key, each in self._connection.execute(select(record, value).order_by(record, value)):
            found.setdefault(key, []).append(each)
        return found

    @property
    def _is_sqlite(self) -> bool:
        return self._connection.dialect.name == "sqlite"

    @property
    def _temporary(self) -> str:
        return "temp" if self._is_sqlite else "pg_temp"

    @property
    def _real(self) -> str:
        if self._is_sqlite:
            return "main"
        return self._quoted(str(self._connection.execute(text("SELECT current_schema()")).scalar_one()))

    def _names(self, table: Table) -> str:
        return ", ".join(self._quoted(each.name) for each in table.c)

    def _quoted(self, name: str) -> str:
        return self._connection.dialect.identifier_preparer.quote(name)


def _rows_of(document: Document, table: Table) -> list[dict[str, Any]]:
    names = [each.name for each in table.c]
    if names[0] != _OF_LINKS:
        return document.rows(table)
    return [dict(zip(names, found, strict=True)) for found in document.links(table)]


def _converted(table: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    readers = [(each.name, reader_for(each)) for each in table.c]
    return [{name: read(row.get(name)) for name, read in readers} for row in rows]
