"""Builds of random specifications and the databases they live in, in this process."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from sqlalchemy import Column, Connection, Integer, MetaData, Table, text
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable, DDLElement
from sqlalchemy.util import FacadeDict

from lowcode.codegen.generator import PreviousState, generate
from lowcode.codegen.migrations.planner import SNAPSHOT_PATH, VERSIONS_FOLDER
from lowcode.codegen.migrations.snapshot import former_of
from lowcode.compiler import check, sources_from
from lowcode.diagnostics.problems.online import NotWithoutDowntime
from lowcode.runtime.commands.check import run_check
from lowcode.runtime.commands.console import Console
from lowcode.runtime.commands.migrate import run_downgrade, run_migrate
from lowcode.runtime.commands.reindex import reindex, run_reindex
from lowcode.runtime.commands.words import Words
from lowcode.runtime.database import system_tables
from lowcode.runtime.database.engine import database_url, open_engine
from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.migrating import running
from lowcode.runtime.migrating.running import metadata_of
from lowcode.runtime.migrating.verifying import Difference, differences
from lowcode.runtime.migration_work import RECOMPUTE, entities_left, forget_work
from tests.harness.apps import GeneratedApp
from tests.harness.databases import Databases
from tests.harness.projects import write_files

PACKAGE = "shop"


class BuildRefusedError(Exception):
    """The compiler has problems with a specification that should be fine."""


@dataclass(frozen=True, slots=True)
class Build:
    """A project on disk, and loaded."""

    folder: Path
    snapshot: str
    definition: ApplicationDefinition
    revisions: tuple[str, ...]

    @property
    def tables(self) -> Mapping[str, Table]:
        """All of its tables by name."""
        return metadata_of(self.definition).tables


def generated(spec: Mapping[str, str], snapshot: str | None = None, *, is_online: bool = False) -> dict[str, str]:
    """The files of a specification, not formatted; `snapshot` is what the build before left behind."""
    sources = sources_from(spec)
    checked = check(sources, former=former_of(snapshot) if snapshot is not None else None)
    if checked.application is None:
        raise BuildRefusedError("\n".join(map(str, checked.problems)))
    generation = generate(checked.application, sources, PreviousState(snapshot, is_online))
    if any(isinstance(problem, NotWithoutDowntime) for problem in generation.problems):
        return generated(spec, snapshot)
    if not generation.files:
        raise BuildRefusedError("\n".join(map(str, generation.problems)))
    return {each.path: each.text for each in generation.files}


def build(spec: Mapping[str, str], folder: Path, former: Build | None = None, *, is_online: bool = False) -> Build:
    """The project of a specification, beside the revisions of the one before.

    `is_online`: in two revisions between which both builds can work, where the change allows it.
    """
    files = generated(spec, former.snapshot if former is not None else None, is_online=is_online)
    if former is not None:
        paths = (former.folder / VERSIONS_FOLDER).glob("*.py")
        files = {f"{VERSIONS_FOLDER}/{path.name}": path.read_text(encoding="utf-8") for path in paths} | files
    write_files(folder, {path: each for path, each in files.items() if _is_needed(path)})
    definition = GeneratedApp(folder, PACKAGE).definition()
    revisions = sorted(Path(path).stem for path in files if path.startswith(VERSIONS_FOLDER))
    snapshot = files.get(SNAPSHOT_PATH) or (former.snapshot if former is not None else "")
    return Build(folder, snapshot, definition, tuple(revisions))


def _is_needed(path: str) -> bool:
    """What the app and its migrations are made of: no pages, scripts or tests."""
    return path.endswith(".py") and path.startswith((PACKAGE, "migrations", "custom"))


@contextmanager
def open_database(url: str) -> Iterator[Database]:
    """The database at a URL of the harness."""
    database = Database(open_engine(database_url({"DATABASE_URL": url}, Path(), PACKAGE)))
    try:
        yield database
    finally:
        database.close()


class AnyConsole(Console):
    """Also works with the code of a build whose folder is no longer the one that is imported."""

    def require_current(self, *, finishing: bool = False) -> None:
        """Whoever calls knows that database and code fit."""


def console_of(built: Build, database: Database) -> Console:
    """The surroundings of the app's commands, on this database."""
    console = AnyConsole(application=built.definition, words=Words("en"))
    console.database = database
    console.url = database.engine.url
    return console


def fresh(databases: Databases) -> str:
    """A database with the tables that the runtime has in every app, which are made once and copied."""
    return databases.prepared("the runtime's tables", _make_runtime_tables)


def _make_runtime_tables(url: str) -> None:
    with (
        open_database(url) as database,
        database.exclusive() if database.is_sqlite else database.writing() as connection,
    ):
        _execute(connection, _tables(_runtime_tables(), connection))
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")


def _runtime_tables() -> list[Table]:
    metadata = MetaData()
    Table("user", metadata, Column("id", Integer, primary_key=True))
    return [table.to_metadata(metadata) for table in system_tables.ALL]


def begin(built: Build, database: Database) -> None:
    """A fresh database at the build's revision, made in one go: what the first revision does, others look at."""
    with database.exclusive() if database.is_sqlite else database.writing() as connection:
        own = [table for table in built.tables.values() if not is_of_the_runtime(table.name)]
        _execute(connection, _tables(own, connection) + _keys([*own, *_runtime_tables()], connection))
        connection.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": built.revisions[-1]})


def is_of_the_runtime(name: str) -> bool:
    """Whether a table is not the specification's."""
    return name.startswith(("system_", "alembic_version", "archive_"))


def _tables(tables: list[Table], connection: Connection) -> list[DDLElement]:
    is_sqlite = connection.dialect.name == "sqlite"
    made: list[DDLElement] = [
        CreateTable(table, include_foreign_key_constraints=None if is_sqlite else []) for table in tables
    ]
    indexes = [index for table in tables for index in table.indexes]
    return [*made, *(CreateIndex(index) for index in sorted(indexes, key=lambda index: str(index.name)))]


def _keys(tables: list[Table], connection: Connection) -> list[DDLElement]:
    """What SQLite has in the tables themselves."""
    if connection.dialect.name == "sqlite":
        return []
    keys = [key for table in tables for key in table.foreign_key_constraints]
    return [AddConstraint(key, isolate_from_table=False) for key in keys]


def _execute(connection: Connection, statements: list[DDLElement]) -> None:
    """On PostgreSQL in one text."""
    texts = [str(each.compile(dialect=connection.dialect)) for each in statements]
    for source in texts if connection.dialect.name == "sqlite" else [";\n".join(texts)]:
        connection.exec_driver_sql(source)


def upgrade(built: Build, database: Database, *, contracts: bool = True) -> None:
    """What `python -m shop migrate --contract` does, without making a backup.

    What the runtime's tables are like is left to `examine`: making them anew for each look takes most of the time.
    """
    with mock.patch.object(running, "differences", _own_differences):
        run_migrate(console_of(built, database), sql=False, is_backed_up=False, contracts=contracts)


def _own_differences(
    connection: Connection, metadata: MetaData, before: Collection[str] | None = None
) -> list[Difference]:
    own = MetaData()
    own.tables = FacadeDict({name: table for name, table in metadata.tables.items() if not is_of_the_runtime(name)})
    return differences(connection, own, before)


def downgrade(built: Build, former: Build, database: Database) -> None:
    """Back to where the former build left the database."""
    run_downgrade(console_of(built, database), to=former.revisions[-1], is_backed_up=False)


def examine(built: Build, database: Database) -> None:
    """What `python -m shop check` does: computed values, sort keys and tables are as the code says."""
    run_check(console_of(built, database))


def settle(built: Build, database: Database) -> None:
    """What `python -m shop migrate` computes anew because a migration, or the way back, has left it to be done."""
    console = console_of(built, database)
    with console.finishing() as context:
        reindex(console, context, entities_left(context.connection, [each.name for each in built.definition.entities]))
        forget_work(context.connection, RECOMPUTE)


def recompute(built: Build, database: Database) -> None:
    """What `python -m shop reindex` does."""
    run_reindex(console_of(built, database))


# --- what a database consists of ---


def structure(connection: Connection) -> dict[str, str]:
    """Every table, column, constraint and index, as the database itself describes it, by names."""
    if connection.dialect.name == "sqlite":
        return dict(_sqlite_structure(connection))
    return {f"{kind} {name}": described for kind, name, described in connection.execute(text(_POSTGRESQL))}


def fresh_structure(built: Build, database: Database) -> dict[str, str]:
    """The same of tables that are made as the models say, in a database that is empty before and after."""
    own = [table for table in built.tables.values() if not is_of_the_runtime(table.name)]
    with database.engine.connect() as connection:
        _execute(connection, _tables(own, connection) + _keys(own, connection))
        found = structure(connection)
        connection.rollback()
    return found


_POSTGRESQL = """
SELECT 'column', c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod)
  || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
  || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
  || coalesce(' collate ' || o.collname, '')
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
LEFT JOIN pg_collation o ON o.oid = a.attcollation
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'constraint', c.relname || '.' || k.conname, pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.connamespace = 'public'::regnamespace AND k.contype <> 'n'
UNION ALL
SELECT 'index', tablename || '.' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'sequence', sequencename, data_type::text FROM pg_sequences WHERE schemaname = 'public'
"""


def _sqlite_structure(connection: Connection) -> Iterator[tuple[str, str]]:
    found = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    for kind, name, table, source in found:
        if kind == "table":
            yield from _sqlite_parts(name, source)
        else:
            yield f"{kind} {table}.{name}", _plain(source)


def _sqlite_parts(table: str, source: str) -> Iterator[tuple[str, str]]:
    """Columns and constraints of a `CREATE TABLE`, cut at commas outside of parentheses and texts."""
    _, _, rest = source.partition("(")
    body, _, options = rest.rpartition(")")
    yield f"table {table}", _plain(options)
    for part in _cut(body):
        plain = _plain(part)
        words = plain.split(" ")
        name = words[1] if words[0] == "CONSTRAINT" else words[0]
        yield f"{'constraint' if words[0] == 'CONSTRAINT' else 'column'} {table}.{name}", plain


_PIECE = re.compile(r"'(?:[^']|'')*'|[(),]|[^'(),]+")


def _cut(body: str) -> Iterator[str]:
    depth, part = 0, ""
    for piece in _PIECE.findall(body):
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if piece == "," and depth == 0:
            yield part
            part = ""
        else:
            part += piece
    yield part


def _plain(source: str) -> str:
    """Without line breaks, repeated blanks, and quotes around names."""
    return " ".join(source.replace('"', "").split())
