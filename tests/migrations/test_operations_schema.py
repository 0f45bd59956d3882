"""Operations that change tables, columns, keys, checks and indexes: there, back and there again, with records."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DataError, IntegrityError

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.schema import Check, Column, ForeignKey, Table, TableIndex
from lowcode.runtime.migrating.stopped import MigrationStopped
from tests.harness.databases import Databases
from tests.harness.revisions import Trial, key, open_trials, revision_of, table

USER = table("user", Column("name", "Text(80)", nullable=False))
LENGTH = Check("ck_customer_name_length", 'sa.func.length(sa.column("name")) <= 40')
ODD = Check("ck_customer_odd", 'sa.column("level", Text(120)).in_(["a, CONSTRAINT ck_customer_name_length", "it\'s)"])')
INDEX = TableIndex("ix_customer_city_id", ("city", "id"))
UNIQUE = TableIndex("uq_customer_code", ("code",), unique=True, where='sa.column("city", Text(40)).is_not(None)')
OWNER = key("customer", "owner_id", "user")
CUSTOMER = table(
    "customer",
    Column("name", "Text(40)", nullable=False),
    Column("code", "Text(20)", nullable=True),
    Column("city", "Text(40)", nullable=True),
    Column("level", "Text(120)", nullable=True),
    Column("owner_id", "sa.Integer()", nullable=True),
    Column("price", "ExactDecimal(10, 2)", nullable=True),
    foreign_keys=(OWNER,),
    checks=(LENGTH, ODD),
    indexes=(INDEX, UNIQUE),
)
NOTE = table(
    "note",
    Column("customer_id", "sa.Integer()", nullable=False),
    foreign_keys=(key("note", "customer_id", "customer", "CASCADE"),),
)
TAGS = Table(
    "customer_tags",
    (Column("record_id", "sa.Integer()", nullable=False), Column("option", "Text(120)", nullable=False)),
    ("record_id", "option"),
    (key("customer_tags", "record_id", "customer", "CASCADE"),),
    with_rowid=False,
)
TABLES = (USER, CUSTOMER, NOTE, TAGS)
MADE = [
    *(op.CreateTable(each) for each in TABLES),
    *(op.AddIndex(each.name, index) for each in TABLES for index in each.indexes),
    op.CreateSystemTables(),
]


@pytest.fixture(scope="module")
def trials(databases: Databases) -> Iterator[Any]:
    url = databases.fresh()
    with open_trials(url, *MADE) as opened:
        yield opened
    databases.discard(url)


@pytest.fixture
def trial(trials: Any) -> Iterator[Trial]:
    opened: AbstractContextManager[Trial] = trials()
    with opened as found:
        found.insert(USER, {"id": 1, "name": "Ada"})
        found.insert(
            CUSTOMER,
            {"id": 1, "name": "远景", "code": "A", "city": "上海", "owner_id": 1, "price": 3},
            {"id": 7, "name": "Bolt", "level": "it's)"},
        )
        found.insert(NOTE, {"id": 1, "customer_id": 1})
        found.insert(TAGS, {"record_id": 1, "option": "vip"})
        yield found


def column(made: Table, name: str) -> Column:
    return next(each for each in made.columns if each.name == name)


def refused(trial: Trial, statement: str) -> bool:
    try:
        with trial.connection.begin_nested():
            trial.connection.execute(sa.text(statement))
    except (IntegrityError, DataError):
        return True
    return False


def test_a_table_and_its_circle(trial: Trial) -> None:
    back = key("order", "first_id", "line")
    order = table("order", Column("first_id", "sa.Integer()", nullable=True), foreign_keys=(back,))
    line = table(
        "line",
        Column("order_id", "sa.Integer()", nullable=False),
        foreign_keys=(key("line", "order_id", "order"),),
        indexes=(TableIndex("ix_line_order_id", ("order_id",)),),
    )
    trial.there_and_back(
        op.CreateTable(order, (back.name,)),
        op.CreateTable(line),
        op.AddIndex("line", line.indexes[0]),
        op.AddForeignKey("order", back),
        after=lambda: trial.insert(order) or trial.connection.execute(sa.text('DELETE FROM "order"')),
    )


def test_a_required_column_with_a_default(trial: Trial) -> None:
    rank = Column("rank", "sa.BigInteger()", nullable=False, default="3")
    guide = Column("guide_id", "sa.Integer()", nullable=True)

    def after() -> None:
        assert trial.rows("SELECT rank FROM customer") == [(3,), (3,)]
        assert refused(trial, "UPDATE customer SET rank = NULL")

    trial.there_and_back(
        op.AddColumn("customer", Column("rank", rank.type, nullable=True), None),
        op.AddColumn("customer", guide, key("customer", "guide_id", "customer")),
        op.FillColumn("customer", rank),
        op.RequireValue("customer", rank),
        op.AddCheck("customer", Check("ck_customer_rank_minimum", 'sa.column("rank", sa.BigInteger()) >= 0')),
        op.AddIndex("customer", TableIndex("uq_customer_guide_id", ("guide_id",), unique=True)),
        after=after,
    )


def test_checks_keys_and_emptiness(trial: Trial) -> None:
    trial.there_and_back(
        op.DropIndex("customer", INDEX),
        op.DropCheck("customer", LENGTH),
        op.DropForeignKey("customer", OWNER),
        op.AllowEmpty("customer", column(CUSTOMER, "name")),
        op.AddForeignKey("customer", ForeignKey(OWNER.name, "owner_id", "customer", "RESTRICT")),
        op.AddCheck("customer", Check("ck_customer_name_length", 'sa.func.length(sa.column("name")) <= 50')),
        after=lambda: None,
    )
    assert not refused(trial, "UPDATE customer SET name = NULL")
    assert refused(trial, f"UPDATE customer SET name = '{'x' * 51}'")


def test_a_column_goes(trial: Trial) -> None:
    trial.apply(
        op.DropIndex("customer", UNIQUE),
        op.DropColumn("customer", column(CUSTOMER, "owner_id"), OWNER),
        op.DropColumn("customer", column(CUSTOMER, "code")),
    )
    assert {"owner_id", "code"}.isdisjoint(trial.structure()["customer"].columns)
    assert trial.rows("SELECT name, city FROM customer ORDER BY id") == [("远景", "上海"), ("Bolt", None)]


def test_other_names(trial: Trial) -> None:
    """A table with its keys, checks and indexes, a column among them: nothing is copied, ids go on where they were."""
    renamed = Check("ck_client_title_length", 'sa.func.length(sa.column("title")) <= 40')

    def after() -> None:
        client = trial.structure()["client"]
        assert "uq_client_number" in client.indexes
        assert {"ck_client_title_length", "fk_client_owner_id"} <= set(client.constraints)
        assert trial.rows("SELECT title, number FROM client ORDER BY id") == [("远景", "A"), ("Bolt", None)]
        assert refused(trial, f"UPDATE client SET title = '{'x' * 41}'")

    trial.connection.execute(sa.text("DELETE FROM customer WHERE id = 7"))
    trial.insert(CUSTOMER, {"id": 7, "name": "Bolt"})
    trial.there_and_back(
        op.RenameTable("customer", "client"),
        op.RenameColumn("client", column(CUSTOMER, "name"), "title"),
        op.RenameColumn("client", column(CUSTOMER, "code"), "number"),
        op.RenameIndex("client", UNIQUE, TableIndex("uq_client_number", ("number",), unique=True)),
        op.RenameIndex("client", INDEX, TableIndex("ix_client_city_id", ("city", "id"))),
        op.RenameConstraint("client", LENGTH, renamed),
        op.RenameConstraint("client", ODD, Check("ck_client_odd", ODD.condition)),
        op.RenameConstraint("client", OWNER, ForeignKey("fk_client_owner_id", "owner_id", "user", "SET NULL")),
        after=after,
    )
    if trial.is_sqlite:
        assert trial.structure()["client"].storage == "autoincrement"
        assert trial.rows("SELECT seq FROM sqlite_sequence WHERE name = 'client'") == [(7,)]
        assert trial.structure()["customer_tags"].storage == "without rowid"


def test_a_new_table_takes_the_old_name(trial: Trial) -> None:
    trial.apply(
        op.RenameTable("note", "remark"),
        op.RenameConstraint("remark", NOTE.foreign_keys[0], key("remark", "customer_id", "customer", "CASCADE")),
        op.CreateTable(NOTE),
    )
    trial.insert(NOTE, {"customer_id": 7})
    assert trial.rows("SELECT id, customer_id FROM note") == [(1, 7)]
    assert trial.rows("SELECT id, customer_id FROM remark") == [(1, 1)]


def test_two_columns_exchange_their_names(trial: Trial) -> None:
    code, city = column(CUSTOMER, "code"), column(CUSTOMER, "city")
    trial.there_and_back(
        op.DropIndex("customer", UNIQUE),
        op.DropIndex("customer", INDEX),
        op.RenameColumn("customer", code, "former_code"),
        op.RenameColumn("customer", city, "code"),
        op.RenameColumn("customer", Column("former_code", code.type, nullable=True), "city"),
        after=lambda: None,
    )
    assert trial.rows("SELECT code, city FROM customer WHERE id = 1") == [("上海", "A")]


def test_types_that_grow(trial: Trial) -> None:
    price, name = column(CUSTOMER, "price"), column(CUSTOMER, "name")

    def after() -> None:
        assert trial.rows("SELECT price FROM customer WHERE id = 1") == [(30_000 if trial.is_sqlite else 3,)]
        trial.connection.execute(sa.text(f"UPDATE customer SET name = '{'x' * 60}' WHERE id = 7"))
        trial.connection.execute(sa.text("UPDATE customer SET name = 'Bolt' WHERE id = 7"))

    trial.there_and_back(
        op.DropCheck("customer", LENGTH),
        op.ChangeType("customer", price, Column("price", "ExactDecimal(14, 4)", nullable=True)),
        op.ChangeType("customer", name, Column("name", "Text(60)", nullable=False)),
        op.AddCheck("customer", Check(LENGTH.name, 'sa.func.length(sa.column("name")) <= 60')),
        after=after,
    )


def test_what_rows_break_stops_and_changes_nothing(trial: Trial) -> None:
    if not trial.is_sqlite:
        pytest.skip("PostgreSQL looks at the rows itself")
    before = trial.structure()
    with pytest.raises(MigrationStopped) as stopped:
        trial.apply(op.RequireValue("customer", column(CUSTOMER, "city")))
    assert (stopped.value.kind, stopped.value.rows, stopped.value.total) == ("empty", (7,), 1)
    with pytest.raises(MigrationStopped) as stopped:
        trial.apply(op.AddCheck("customer", Check("ck_x", 'sa.func.length(sa.column("name")) <= 3')))
    assert (stopped.value.kind, stopped.value.rows) == ("breaks", (7,))
    assert trial.structure() == before


def test_tables_of_the_runtime_have_versions(trial: Trial) -> None:
    """A database of an earlier lowcode gets the tables of this one, and gives them back."""
    upgrade = revision_of([op.UpgradeSystemTables(2)])
    before = trial.structure()
    trial.run(upgrade.downgrade)
    assert set(before) - set(trial.structure()) == {"system_archive", "system_migration_work"}
    trial.run(upgrade.upgrade)
    assert trial.structure() == before
