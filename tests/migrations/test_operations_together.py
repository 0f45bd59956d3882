"""Values of one table that do not depend on each other are one statement, and say as exactly what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.migrations.together import Together, together
from lowcode.codegen.schema import Column
from lowcode.runtime.migrating.stopped import MigrationStopped
from tests.harness.databases import Databases
from tests.harness.revisions import Trial, open_trials, table

COUNT = Column("count", "sa.BigInteger()", nullable=True)
PRICE = Column("price", "ExactDecimal(18, 2)", nullable=True)
NAME = Column("name", "Text(40)", nullable=True)
DOUBLE = Column("double", "sa.BigInteger()", nullable=True)
SUM = Column("sum", "sa.BigInteger()", nullable=True)
WHOLE = Column("whole", "sa.BigInteger()", nullable=True)
SHORT = Column("short", "Text(3)", nullable=True)
RANK = Column("rank", "sa.BigInteger()", nullable=True, default="3")
USER = table("user", Column("name", "Text(80)", nullable=False))
THING = table("thing", COUNT, PRICE, NAME, Column("rank", "sa.BigInteger()", nullable=True))
OTHER = table("other", COUNT)
ID = ("id", Column("id", "sa.Integer()", nullable=False))
NEW = (DOUBLE, SUM, WHOLE, SHORT)


def fill(target: Column, expression: str) -> op.FillFrom:
    """`from`, as the differ says it."""
    columns = (ID, *((each.name, each) for each in (COUNT, PRICE, NAME, *NEW)))
    imports = (("lowcode.runtime.values", "columns"),)
    this = op.StandIn("Thing", "thing", columns)
    return op.FillFrom("thing", target, expression, imports, (this,), is_only_empty=False, timezone="UTC")


CONVERTED = op.ConvertColumn("thing", PRICE, WHOLE, "decimal_to_int", (), "int_to_decimal", (), "Thing.whole")
SHORTENED = op.ConvertColumn("thing", NAME, SHORT, "same", (), "same", (), "Thing.short")
DOUBLED = fill(DOUBLE, "columns.multiply(this.count, 2)")
RANKED = op.FillColumn("thing", RANK, is_only_empty=True)


def names(*steps: Any) -> list[list[str]]:
    """The columns that each statement writes."""
    return [
        [getattr(each, "column", None) or each.target for each in found.steps]
        if isinstance(found, Together)
        else [getattr(found, "column", None) or found.target]
        for found in together(steps)
    ]


def test_what_depends_on_nothing_goes_together() -> None:
    assert names(CONVERTED, DOUBLED, RANKED) == [[DOUBLE, WHOLE, RANK]]


def test_what_reads_a_new_value_comes_later() -> None:
    """So does what is read by another table's expression, and whatever writes a column again."""
    reading = fill(SUM, "columns.add(this.whole, this.double)")
    assert names(CONVERTED, DOUBLED, reading, RANKED) == [[DOUBLE, WHOLE], [SUM, RANK]]
    assert names(CONVERTED, fill(WHOLE, "this.count")) == [[WHOLE], [WHOLE]]
    elsewhere = op.FillFrom("other", SUM, "Thing.count", (), (op.StandIn("Other", "other", (ID,)), op.StandIn("Thing", "thing", (("count", COUNT),))), is_only_empty=False, timezone="UTC")  # fmt: skip  # noqa: E501 a table
    assert names(DOUBLED, elsewhere, fill(COUNT, "this.id")) == [[DOUBLE], [SUM], [COUNT]]
    assert names(DOUBLED, elsewhere, CONVERTED) == [[DOUBLE, WHOLE], [SUM]]


def test_what_people_have_typed_is_read_apart() -> None:
    typed = op.ConvertColumn("thing", NAME, SUM, "text_to_int")
    assert names(DOUBLED, typed, CONVERTED) == [[DOUBLE], [SUM], [WHOLE]]


@pytest.fixture(scope="module")
def trials(databases: Databases) -> Iterator[Any]:
    url = databases.fresh()
    made = (USER, THING, OTHER)
    with open_trials(url, *(op.CreateTable(each) for each in made), op.CreateSystemTables()) as opened:
        yield opened
    databases.discard(url)


@pytest.fixture
def trial(trials: Any) -> Iterator[Trial]:
    opened: AbstractContextManager[Trial] = trials()
    with opened as found:
        yield found


ADDED = [op.AddColumn("thing", each, None) for each in NEW]
GONE = [op.DropColumn("thing", PRICE), op.DropColumn("thing", NAME)]


@contextmanager
def updates_of(trial: Trial) -> Iterator[list[str]]:
    """The statements that write into the table."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE thing"):
            found.append(statement)

    sa.event.listen(trial.connection, "before_cursor_execute", note)
    yield found
    sa.event.remove(trial.connection, "before_cursor_execute", note)


def test_one_statement_there_and_back(trial: Trial) -> None:
    trial.insert(
        THING,
        {"id": 1, "count": 5, "price": Decimal("7.00"), "name": "abc", "rank": 9},
        {"id": 2, "count": None, "price": None, "name": None, "rank": None},
    )
    wanted = [(1, 10, 7, "abc", 9), (2, None, None, None, 3)]

    def after() -> None:
        assert trial.rows("SELECT id, double, whole, short, rank FROM thing ORDER BY id") == wanted

    with updates_of(trial) as found:
        revision = trial.apply(*ADDED, CONVERTED, SHORTENED, DOUBLED, RANKED, *GONE)
        after()
        assert len(found) == 1
        trial.run(revision.downgrade)
        assert len(found) == 2
    assert trial.rows("SELECT id, name, rank FROM thing ORDER BY id") == [(1, "abc", 9), (2, None, 3)]
    trial.run(revision.upgrade)
    after()


@pytest.mark.parametrize(
    ("bad", "stopped"),
    [
        ({"price": Decimal("7.50")}, ("Thing.whole", "unconvertible")),
        ({"name": "abcd"}, ("Thing.short", "too_long")),
        ({"count": 10**18 - 1}, ("Thing.double", "too_large")),
    ],
)
def test_the_records_in_the_way_are_named(trial: Trial, bad: dict[str, Any], stopped: tuple[str, str]) -> None:
    """By the field that they do not fit, though another one is written with it."""
    trial.insert(THING, {"id": 1, "count": 1, "name": "ab"}, {"id": 2, **bad}, {"id": 3, **bad})
    before = trial.contents()
    doubled = fill(DOUBLE, "columns.fitted_whole(columns.multiply(this.count, 2))")
    with pytest.raises(MigrationStopped) as found, trial.connection.begin_nested():
        trial.apply(*ADDED, CONVERTED, SHORTENED, doubled, *GONE)
    assert (found.value.subject, found.value.kind) == stopped
    assert (found.value.rows, found.value.total) == ((2, 3), 2)
    assert trial.contents() == before
