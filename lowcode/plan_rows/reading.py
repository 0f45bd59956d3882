"""Opens a database so that nothing can be written to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from lowcode.runtime.database.engine import database_url, open_engine
from lowcode.runtime.values.sqlite_functions import register_functions


class DatabaseError(Exception):
    """The database does not answer; on one line."""


@contextmanager
def reading(address: str) -> Iterator[Connection]:
    """A connection that cannot write, whatever is asked of it; all that it reads is of one moment."""
    try:
        with _opened(address) as connection:
            yield connection
    except (ArgumentError, NoSuchModuleError) as error:
        raise DatabaseError(str(error)) from error
    except DBAPIError as error:
        raise DatabaseError(" ".join(str(error.orig).split())) from error
    except sqlite3.Error as error:
        raise DatabaseError(str(error)) from error


@contextmanager
def _opened(address: str) -> Iterator[Connection]:
    url = database_url({"DATABASE_URL": address}, Path(), "")
    engine = _sqlite(url) if url.get_backend_name() == "sqlite" else open_engine(url)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield connection
            connection.rollback()
    finally:
        engine.dispose()


def _sqlite(url: URL) -> Engine:
    """SQLite would make a file that is not there, and tidy one up that it may write to."""
    file = Path(url.database or "")
    if not file.is_file():
        raise DatabaseError(f"{file}: no such file")

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)

    with closing(connect()) as connection:
        connection.execute("PRAGMA schema_version")
    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _entry: object) -> None:
        register_functions(connection)
        connection.execute("PRAGMA query_only = ON")

    return engine
