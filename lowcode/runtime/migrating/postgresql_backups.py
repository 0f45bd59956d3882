"""Backups of PostgreSQL by its own programs, `pg_dump` and `pg_restore`.

How to reach the server is told to them in variables, so that no password stands on a command line.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from lowcode.runtime.migrating.backup_errors import BackupError
from lowcode.runtime.schema_version import VERSION_TABLE

PROGRAMS_VARIABLE = "LOWCODE_POSTGRESQL_BIN"
SET_ASIDE = "lowcode_before_restore"
"""The schema in which the tables wait that a restore replaces, until it has succeeded."""

_VARIABLES: Mapping[str, str] = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "options": "PGOPTIONS",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "channel_binding": "PGCHANNELBINDING",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
    "sslmode": "PGSSLMODE",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcrl": "PGSSLCRL",
    "gssencmode": "PGGSSENCMODE",
    "krbsrvname": "PGKRBSRVNAME",
}
"""Parts of an address and the variables by which libpq knows them (PostgreSQL's manual, 32.15)."""


def dump(url: URL, target: Path, environment: Mapping[str, str]) -> None:
    """Everything as it is at one moment, whoever writes meanwhile."""
    options = ["--format=custom", "--no-password", f"--exclude-schema={SET_ASIDE}", f"--file={target}"]
    _run("pg_dump", options, url, environment)


def restore(url: URL, source: Path, environment: Mapping[str, str]) -> None:
    """What is there goes into another schema first, and comes back if the file cannot be restored."""
    if f" {VERSION_TABLE} " not in _run("pg_restore", ["--list", str(source)], url, environment):
        raise BackupError("not_ours", path=source)
    with _connected(url) as connection:
        schema = str(connection.execute(text("SELECT current_schema()")).scalar_one())
        _set_aside(connection, schema)
        options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-password"]
        place = [f"--schema={schema}", f"--dbname={url.database}", str(source)]
        try:
            _run("pg_restore", [*options, *place], url, environment)
        except BackupError:
            _move_tables(connection, SET_ASIDE, schema)
            connection.exec_driver_sql(f"DROP SCHEMA {SET_ASIDE}")
            raise
        connection.exec_driver_sql(f"DROP SCHEMA {SET_ASIDE} CASCADE")


def is_open(url: URL) -> bool:
    """Whether somebody else is connected."""
    with _connected(url) as connection:
        others = connection.execute(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
        )
        return bool(others.scalar_one())


@contextmanager
def _connected(url: URL) -> Iterator[Connection]:
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection


def _set_aside(connection: Connection, schema: str) -> None:
    """What a killed restore had set aside goes only if something has taken its place since."""
    if _tables(connection, SET_ASIDE) and _tables(connection, schema):
        connection.exec_driver_sql(f"DROP SCHEMA {SET_ASIDE} CASCADE")
    connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SET_ASIDE}")
    _move_tables(connection, schema, SET_ASIDE)


def _move_tables(connection: Connection, source: str, target: str) -> None:
    quote = connection.dialect.identifier_preparer.quote_identifier
    moves = [
        f"ALTER TABLE {quote(source)}.{quote(name)} SET SCHEMA {quote(target)}" for name in _tables(connection, source)
    ]
    if moves:
        connection.exec_driver_sql(";".join(moves))  # sent as one, which PostgreSQL takes as one transaction


def _tables(connection: Connection, schema: str) -> Sequence[str]:
    names = text("SELECT tablename FROM pg_tables WHERE schemaname = :schema ORDER BY tablename")
    return connection.scalars(names, {"schema": schema}).all()


def _run(program: str, options: Sequence[str], url: URL, environment: Mapping[str, str]) -> str:
    """Runs one of PostgreSQL's programs; what it complains about is the message."""
    folder = environment.get(PROGRAMS_VARIABLE, "").strip()
    path = shutil.which(program, path=folder or environment.get("PATH"))
    if path is None:
        raise BackupError("no_program", program=program, variable=PROGRAMS_VARIABLE)
    finished = subprocess.run(  # noqa: S603 - PostgreSQL's own program, options of ours, no shell
        [path, *options],
        env={**environment, **_address(url)},
        capture_output=True,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if finished.returncode != 0:
        raise BackupError("program_failed", program=program, reason=finished.stderr.strip()[-1000:])
    return finished.stdout


def _address(url: URL) -> dict[str, str]:
    """The address of the database as libpq reads it from the environment."""
    parts: dict[str, object] = {name: each for name, each in url.query.items() if isinstance(each, str)}
    own = {"host": url.host, "port": url.port, "user": url.username, "password": url.password, "dbname": url.database}
    parts.update({name: each for name, each in own.items() if each is not None})
    return {_VARIABLES[name]: str(each) for name, each in parts.items() if name in _VARIABLES}
