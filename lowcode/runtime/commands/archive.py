"""`archive`: what was kept of fields and kinds of records that were dropped: list it, put it back, write it as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from lowcode.runtime.commands.console import Console
from lowcode.runtime.commands.reindex import reindex
from lowcode.runtime.database.migration_tables import archive
from lowcode.runtime.migrating.archived import (
    ArchiveError,
    archived_rows,
    put_back_records,
    put_back_values,
)


def list_archives(console: Console) -> None:
    """A line for each: its name, what it is of, how many rows, since when and why."""
    with console.reading() as context:
        found = context.connection.execute(select(archive).order_by(archive.c.at, archive.c.name)).all()
    if not found:
        console.print("archive.none")
    for row in found:
        facts = {"subject": row.subject, "rows": row.rows, "at": row.at, "reason": row.reason or "-"}
        console.print("archive.line", name=row.name, **facts)


def restore_archive(console: Console, name: str) -> None:
    """Into the field or the kind of record that it is of, where there is nothing by now."""
    with _explained(console, name), console.writing() as context:
        row = _row(console, context.connection, name)
        put_back = put_back_records if row.kind == "table" else put_back_values
        done = put_back(context.connection, console.application, row)
        reindex(console, context, [done.entity])
    console.print("archive.restored", count=done.count, left=done.left)


def export_archive(console: Console, name: str, file: Path) -> None:
    """All of it, as spreadsheets read it."""
    if file.exists():
        raise console.fail("archive.exists", path=file)
    is_sqlite = console.database.is_sqlite
    with console.reading() if is_sqlite else console.writing() as context:  # PostgreSQL streams in transactions only
        row = _row(console, context.connection, name)
        with file.open("w", encoding="utf-8-sig", newline="") as target:
            count = _write(csv.writer(target), context.connection, row)
    console.print("archive.exported", count=count, path=file)


def _write(target: Any, connection: Connection, row: Any) -> int:
    header, rows = archived_rows(connection, row)
    target.writerow(header)
    count = 0
    for each in rows:
        target.writerow(each)
        count += 1
    return count


def _row(console: Console, connection: Connection, name: str) -> Any:
    found = {row.name: row for row in connection.execute(select(archive).order_by(archive.c.name))}
    if name not in found:
        raise console.fail("archive.unknown", name=name, known=", ".join(found) or "-")
    return found[name]


@contextmanager
def _explained(console: Console, name: str) -> Iterator[None]:
    try:
        yield
    except ArchiveError as error:
        facts = {**error.facts, "name": name, "package": console.application.package}
        raise console.fail(f"archive.{error.code}", **facts) from error
    except DBAPIError as error:
        raise console.fail("archive.refused", reason=str(error.orig).strip()) from error
