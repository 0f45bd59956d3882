"""Tables of SQLite are changed where SQLite keeps their statements: nothing is copied, and all or nothing is done."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from lowcode.runtime.database.engine import database_url, open_engine
from lowcode.runtime.database.session import Database
from lowcode.runtime.migrating import names
from lowcode.runtime.migrating.create_statement import CreateStatement, UnknownPartError, parse, renamed_index
from lowcode.runtime.migrating.sqlite_schema import LowcodeSQLite

ODD = """CREATE TABLE "order" (
\tid INTEGER NOT NULL CONSTRAINT pk_order PRIMARY KEY AUTOINCREMENT, -- the number, (really)
\t"first name" VARCHAR(80) NOT NULL, price NUMERIC(10, 2) /* net, ) */, [odd] TEXT DEFAULT 'NOT NULL, CHECK (' NOT NULL,
\tCONSTRAINT "ck_a, b" CHECK (price IN (1, 2) AND odd NOT IN ('a, CONSTRAINT ck_b', 'it''s)')),
\tCONSTRAINT fk_x FOREIGN KEY(price) REFERENCES other (id) ON DELETE CASCADE
)"""


def made(statement: object) -> dict[str, tuple[str, int]]:
    """Type and emptiness of the columns that SQLite reads from a statement."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(str(statement))
        return {row[1]: (row[2], row[3]) for row in connection.execute('PRAGMA table_info("order")')}


def test_a_statement_is_taken_apart_and_put_together() -> None:
    statement = parse(ODD)
    whole = made(ODD)
    assert made(statement) == whole
    assert len(statement.parts) == 6
    assert made(statement.with_nullable("first name", nullable=True))["first name"] == ("VARCHAR(80)", 0)
    assert made(statement.with_nullable("price", nullable=False))["price"] == ("NUMERIC(10, 2)", 1)
    assert made(statement.with_nullable("odd", nullable=True))["odd"] == ("TEXT", 0)
    assert statement.with_nullable("odd", nullable=False) == statement
    assert made(statement.with_type("odd", "VARCHAR(3)"))["odd"] == ("VARCHAR(3)", 1)
    assert "ck_b" in str(statement.without_constraint("fk_x"))
    assert "ck_a" not in str(statement.without_constraint("ck_a, b"))
    renamed = statement.with_constraint_renamed("pk_order", '"pk new"').with_constraint_renamed("ck_a, b", "ck_c")
    assert renamed.has_constraint("pk new")
    assert renamed.has_constraint("ck_c")
    assert not renamed.has_constraint("ck_b")
    assert made(renamed) == whole


@pytest.mark.parametrize(
    "change",
    [
        lambda each: each.without_constraint("ck_b"),
        lambda each: each.with_constraint_renamed("ck_b", "x"),
        lambda each: each.with_type("nothing", "TEXT"),
        lambda each: each.with_nullable("ck_a, b", nullable=True),
    ],
)
def test_what_is_not_there_is_an_error(change: Callable[[CreateStatement], object]) -> None:
    with pytest.raises(UnknownPartError):
        change(parse(ODD))


def test_an_index_is_renamed_by_its_name_alone() -> None:
    source = 'CREATE UNIQUE INDEX "uq_a" ON "uq_a_table" (a, "uq_a") WHERE b = \'uq_a\''
    assert renamed_index(source, "uq_a", "uq_b") == source.replace('INDEX "uq_a"', "INDEX uq_b")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "one.sqlite3"
    with closing(sqlite3.connect(found)) as connection:
        connection.execute(
            "CREATE TABLE thing (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name VARCHAR(9) NOT NULL, kind TEXT,"
            " CONSTRAINT ck_thing_kind CHECK (kind IN ('a', 'b')))"
        )
        connection.execute("CREATE TABLE part (id INTEGER PRIMARY KEY, thing_id INTEGER REFERENCES thing (id))")
        connection.execute("CREATE INDEX ix_thing_name ON thing (name)")
        connection.execute("CREATE TRIGGER own AFTER INSERT ON thing BEGIN UPDATE thing SET kind = 'a'; END")
        connection.execute("INSERT INTO thing (id, name) VALUES (1, 'x'), (8, 'y')")
        connection.execute("DELETE FROM thing WHERE id = 8")
        connection.commit()
    return found


def change(connection: sa.Connection) -> None:
    assert LowcodeSQLite.__dialect__ == "sqlite"
    with Operations.context(MigrationContext.configure(connection)) as operations:
        operations.drop_constraint("ck_thing_kind", "thing", type_="check")
        operations.create_check_constraint("ck_thing_kind", "thing", sa.column("kind", sa.String).in_(["a", "c"]))
        operations.alter_column("thing", "name", type_=sa.String(99), nullable=True)
        operations.add_column("thing", sa.Column("part_id", sa.Integer()))
        operations.create_foreign_key("fk_thing_part_id", "thing", "part", ["part_id"], ["id"], ondelete="SET NULL")
        operations.create_check_constraint("ck_part", "part", sa.column("id") > 0)
        operations.rename_table("part", "piece")
        names.rename_index(operations, "ix_thing_name", "ix_new")


def test_other_connections_see_it_and_the_file_is_whole(path: Path) -> None:
    database = Database(open_engine(database_url({"DATABASE_URL": f"sqlite:///{path}"}, Path(), "x")))
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT count(*) FROM thing").fetchone() == (1,)
        with database.exclusive() as connection:
            change(connection)
            connection.exec_driver_sql("INSERT INTO thing (name, kind) VALUES (NULL, 'c')")
        rows = other.execute("SELECT id, kind, part_id FROM thing ORDER BY id").fetchall()
        assert rows == [(1, "a", None), (9, "a", None)]
        with pytest.raises(sqlite3.IntegrityError):
            other.execute("UPDATE thing SET kind = 'b'")
        other.rollback()
        other.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError):
            other.execute("UPDATE thing SET part_id = 3")
        other.rollback()
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        plan = other.execute("EXPLAIN QUERY PLAN SELECT id FROM thing WHERE name = 'x'").fetchone()[3]
        assert "ix_new" in plan
    database.close()


def test_a_rollback_takes_everything_back(path: Path) -> None:
    database = Database(open_engine(database_url({"DATABASE_URL": f"sqlite:///{path}"}, Path(), "x")))
    with closing(sqlite3.connect(path)) as other:
        before = other.execute("SELECT * FROM sqlite_master ORDER BY name").fetchall()
        with suppress(ZeroDivisionError), database.exclusive() as connection:
            change(connection)
            raise ZeroDivisionError
        assert other.execute("SELECT * FROM sqlite_master ORDER BY name").fetchall() == before
        with database.writing() as connection:
            connection.exec_driver_sql("INSERT INTO thing (name, kind) VALUES ('z', 'b')")
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
