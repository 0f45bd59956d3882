"""Operations that change values: there, back and there again; what does not fit stops them and nothing is changed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.schema import Check, Column, Table, TableIndex
from lowcode.runtime.migrating.stopped import MigrationStopped
from tests.harness.databases import Databases
from tests.harness.revisions import Trial, column_type, key, open_trials, table

USER = table("user", Column("name", "Text(80)", nullable=False))
THING = table(
    "thing",
    Column("name", "Text(40)", nullable=True),
    Column("text", "Text()", nullable=True),
    Column("count", "sa.BigInteger()", nullable=True),
    Column("price", "ExactDecimal(18, 2)", nullable=True),
    Column("flag", "sa.Boolean()", nullable=True),
    Column("day", "sa.Date()", nullable=True),
    Column("clock", "WholeTime()", nullable=True),
    Column("at", "UtcDateTime()", nullable=True),
    Column("kind", "Text(120)", nullable=True),
    Column("parent_id", "sa.Integer()", nullable=True),
    foreign_keys=(key("thing", "parent_id", "thing"),),
    checks=(Check("ck_thing_kind_options", 'sa.column("kind", Text(120)).in_(["a", "b", "c", "d"])'),),
)
OPTIONS = Table(
    "thing_marks",
    (Column("record_id", "sa.Integer()", nullable=False), Column("option", "Text(120)", nullable=False)),
    ("record_id", "option"),
    (key("thing_marks", "record_id", "thing", "CASCADE"),),
    indexes=(TableIndex("ix_thing_marks_option_record_id", ("option", "record_id")),),
)
TABLES = (USER, THING, OPTIONS)
MADE: list[op.Operation] = [
    *(op.CreateTable(each) for each in TABLES),
    op.AddIndex("thing_marks", OPTIONS.indexes[0]),
    op.CreateSystemTables(),
]
SHANGHAI = (("timezone", '"Asia/Shanghai"'),)
LABELS = (("labels", '{"a": "甲", "b": "乙"}'),)
BY_LABEL = (("labels", '{"甲": "a", "乙": "b", "a": "a", "b": "b"}'),)
TITLES = (("table", '"thing"'), ("column", '"name"'))


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
        yield found


def column(name: str, made: Table = THING) -> Column:
    return next(each for each in made.columns if each.name == name)


def values(trial: Trial, name: str, kind: str, made: str = "thing") -> list[Any]:
    target = sa.table(made, sa.column("id"), sa.column(name, column_type(kind)))
    return list(trial.connection.execute(sa.select(target.c[name]).order_by(target.c.id)).scalars())


def said(found: list[Any], wanted: list[Any]) -> None:
    assert found == wanted


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def retyped(
    name: str, kind: str, conversion: str, arguments: tuple[tuple[str, str], ...] = (), **back: Any
) -> list[Any]:
    """What the differ makes of a field with another type."""
    old, former = column(name), Column(f"former_{name}", column(name).type, nullable=True)
    new = Column(name, kind, nullable=True)
    return [
        op.DropCheck("thing", THING.checks[0]),
        op.RenameColumn("thing", old, former.name),
        op.AddColumn("thing", new, None),
        op.ConvertColumn("thing", former, new, conversion, arguments, **back),
        op.DropColumn("thing", former),
    ]


DAY = datetime.date(2026, 3, 1)
CONVERSIONS: list[tuple[str, str, str, tuple[tuple[str, str], ...], list[Any], list[Any]]] = [
    ("count", "ExactDecimal(18, 2)", "int_to_decimal", (), [5, -7], [Decimal(5), Decimal(-7)]),
    ("price", "sa.BigInteger()", "decimal_to_int", (), [Decimal("5.00"), Decimal(-7)], [5, -7]),
    ("price", "ExactDecimal(10, 4)", "decimal_to_decimal", (), [Decimal("5.25")], [Decimal("5.25")]),
    ("price", "ExactDecimal(10, 1)", "decimal_to_decimal", (), [Decimal("5.20")], [Decimal("5.2")]),
    ("flag", "sa.BigInteger()", "bool_to_int", (), [True, False], [1, 0]),
    ("count", "sa.Boolean()", "int_to_bool", (), [1, 0], [True, False]),
    ("count", "Text(20)", "int_to_text", (), [1234567], ["1234567"]),
    ("price", "Text(20)", "decimal_to_text", (), [Decimal("1234.50"), Decimal(3)], ["1234.5", "3"]),
    ("price", "Text(20)", "money_to_text", (("digits", "2"),), [Decimal("1234.50")], ["1234.50"]),
    ("price", "Text(20)", "percent_to_text", (), [Decimal("0.30")], ["30%"]),
    ("flag", "Text(20)", "bool_to_text", (("yes", '"是"'), ("no", '"否"')), [True, False], ["是", "否"]),
    ("day", "Text(20)", "date_to_text", (), [DAY], ["2026-03-01"]),
    ("clock", "Text(20)", "time_to_text", (), [datetime.time(9, 30)], ["09:30"]),
    ("at", "Text(20)", "datetime_to_text", SHANGHAI, [at("2026-03-01 16:05")], ["2026-03-02 00:05"]),
    ("day", "UtcDateTime()", "date_to_datetime", SHANGHAI, [DAY], [at("2026-02-28 16:00")]),
    ("at", "sa.Date()", "datetime_to_date", SHANGHAI, [at("2026-02-28 16:00")], [DAY]),
    ("at", "WholeTime()", "datetime_to_time", SHANGHAI, [at("2026-02-28 16:01")], [datetime.time(0, 1)]),
    ("kind", "Text(80)", "option_to_text", LABELS, ["a", "b"], ["甲", "乙"]),
    ("text", "Text(120)", "text_to_option", BY_LABEL, [" 甲 ", "b"], ["a", "b"]),
    ("kind", "Text(120)", "option_to_option", (("names", '{"a": "x", "b": None}'),), ["a", "b"], ["x", None]),
    ("kind", "sa.Boolean()", "option_to_bool", (("names", '{"a": True, "b": False}'),), ["a", "b"], [True, False]),
    ("flag", "Text(120)", "bool_to_option", (("names", '{True: "a", False: "b"}'),), [True, False], ["a", "b"]),
    ("text", "sa.BigInteger()", "text_to_int", (), ["１２３", "1,234", " ", "１，０００"], [123, 1234, None, 1000]),
    ("text", "ExactDecimal(18, 2)", "text_to_decimal", (), ["３．５", "1,234.50"], [Decimal("3.5"), Decimal("1234.5")]),
    ("text", "ExactDecimal(18, 2)", "text_to_money", (("currency", '"CNY"'),), ["¥12,500"], [Decimal(12500)]),
    ("text", "ExactDecimal(18, 4)", "text_to_percent", (), ["30%", "12.5"], [Decimal("0.3"), Decimal("0.125")]),
    ("text", "sa.Boolean()", "text_to_bool", (), ["是", "否", "√", "no"], [True, False, True, False]),
    ("text", "sa.Date()", "text_to_date", (), ["2026-03-01", "2026年3月1日", "2026/3/1"], [DAY, DAY, DAY]),
    ("text", "WholeTime()", "text_to_time", (), ["9:30"], [datetime.time(9, 30)]),
    ("text", "UtcDateTime()", "text_to_datetime", SHANGHAI, ["2026-03-01 00:00"], [at("2026-02-28 16:00")]),
    ("text", "Text(32)", "text_to_phone", (), ["+86 138-0013-8000"], ["13800138000"]),
    ("text", "Text(254)", "text_to_email", (), ["Ada@Example.com"], ["Ada@example.com"]),
    ("text", "Text(20)", "text_to_text", (), ["a\nb"], ["a b"]),
    ("name", "Text()", "same", (), ["远景"], ["远景"]),
]


@pytest.mark.parametrize("case", CONVERSIONS, ids=lambda case: f"{case[2]}-{case[1]}")
def test_a_conversion(trial: Trial, case: Any) -> None:
    name, kind, conversion, arguments, given, wanted = case
    trial.insert(THING, *({"id": number, name: value} for number, value in enumerate(given, 1)), {"id": 90})
    trial.apply(*retyped(name, kind, conversion, arguments))
    assert values(trial, name, kind) == [*wanted, None]


REFUSED = [
    ("price", "sa.BigInteger()", "decimal_to_int", (), Decimal("5.01"), Decimal(5)),
    ("price", "ExactDecimal(18, 1)", "decimal_to_decimal", (), Decimal("5.25"), Decimal("5.2")),
    ("price", "ExactDecimal(4, 2)", "decimal_to_decimal", (), Decimal(100), Decimal("99.99")),
    ("count", "sa.Boolean()", "int_to_bool", (), 2, 1),
    ("count", "ExactDecimal(10, 2)", "int_to_decimal", (), 10**8, 10**8 - 1),
    ("at", "sa.Date()", "datetime_to_date", SHANGHAI, at("2026-03-01 00:00"), at("2026-03-01 16:00")),
    ("text", "Text(120)", "text_to_option", BY_LABEL, "丙", "甲"),
    ("text", "sa.BigInteger()", "text_to_int", (), "3.5", "3.0"),
    ("text", "sa.Boolean()", "text_to_bool", (), "maybe", "是"),
    ("text", "sa.Date()", "text_to_date", (), "2026-02-30", "2026-02-28"),
    ("text", "Text(3)", "same", (), "abcd", "abc"),
    ("text", "sa.Integer()", "text_to_reference", TITLES, "nobody", "root"),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: f"{case[2]}-{case[1]}")
def test_what_cannot_be_converted_is_named_and_nothing_is_done(trial: Trial, case: Any) -> None:
    name, kind, conversion, arguments, bad, good = case
    trial.insert(
        THING, {"id": 1, "name": "root"}, {"id": 2, name: good}, *({"id": 3 + n, name: bad} for n in range(12))
    )
    before = trial.contents()
    with pytest.raises(MigrationStopped) as stopped, trial.connection.begin_nested():
        trial.apply(*retyped(name, kind, conversion, arguments))
    assert stopped.value.rows == tuple(range(3, 13))
    assert stopped.value.total == 12
    assert trial.contents() == before


def test_references_and_texts(trial: Trial) -> None:
    trial.insert(
        THING,
        {"id": 1, "name": "root"},
        {"id": 2, "name": "甲"},
        {"id": 3, "parent_id": 1, "text": " 甲 ", "kind": "a"},
        {"id": 4, "parent_id": 2},
    )

    def convert(source: str, kind: str, conversion: str, arguments: tuple[tuple[str, str], ...]) -> list[Any]:
        new = Column("new", kind, nullable=True)
        with trial.connection.begin_nested() as savepoint:
            trial.apply(
                op.AddColumn("thing", new, None), op.ConvertColumn("thing", column(source), new, conversion, arguments)
            )
            found = values(trial, "new", kind)
            savepoint.rollback()
        return found

    assert convert("parent_id", "Text(80)", "reference_to_text", TITLES) == [None, None, "root", "甲"]
    assert convert("text", "sa.Integer()", "text_to_reference", TITLES) == [None, None, 2, None]
    assert convert("kind", "sa.Integer()", "option_to_reference", (*TITLES, *LABELS)) == [None, None, 2, None]
    both = (*TITLES, ("labels", '{"甲": "a", "root": "root"}'))
    assert convert("parent_id", "Text(120)", "reference_to_option", both) == [None, None, "root", "a"]
    trial.insert(THING, {"id": 5, "name": "甲"})
    with pytest.raises(MigrationStopped) as stopped:
        convert("text", "sa.Integer()", "text_to_reference", TITLES)
    assert stopped.value.rows == (3,)


def test_a_retyped_column_comes_back(trial: Trial) -> None:
    trial.insert(THING, {"id": 1, "count": 5}, {"id": 2}, {"id": 3, "price": Decimal("2.50")})
    trial.there_and_back(
        *retyped("count", "ExactDecimal(18, 2)", "int_to_decimal", backward="decimal_to_int"),
        after=lambda: None,
    )


def test_an_archived_column_comes_back(trial: Trial) -> None:
    """Without a conversion back, the archive has the values; a required column is required again."""
    name = column("name")
    trial.insert(THING, {"id": 1, "name": "远景", "price": Decimal("2.50")}, {"id": 2, "name": "b"})
    trial.apply(op.RequireValue("thing", name))

    def after() -> None:
        assert trial.rows("SELECT record_id, value FROM archive_0002_thing_name ORDER BY 1") == [(1, "远景"), (2, "b")]
        assert trial.rows(
            "SELECT name, kind, entity, field, subject, reason, rows, scales FROM system_archive ORDER BY 1"
        ) == [
            ("archive_0002_thing_name", "column", "thing", "name", "Thing.name", "nobody has one", 2, None),
            ("archive_0002_thing_price", "column", "thing", "price", "Thing.price", "gone", 1, '{"value": 2}'),
        ]
        assert "name" not in trial.structure()["thing"].columns

    trial.there_and_back(
        op.ArchiveColumn("thing", name, "archive_0002_thing_name", "Thing.name", "nobody has one"),
        op.ArchiveColumn("thing", column("price"), "archive_0002_thing_price", "Thing.price", "gone"),
        op.DropColumn("thing", Column("name", name.type, nullable=False)),
        op.DropColumn("thing", column("price")),
        after=after,
    )
    trial.apply(op.AddColumn("thing", name, None), op.RestoreColumn("thing", name, "archive_0002_thing_name"))
    assert values(trial, "name", "Text(40)") == ["远景", "b"]


def test_an_archived_table_comes_back(trial: Trial) -> None:
    trial.insert(THING, {"id": 1})
    trial.insert(OPTIONS, {"record_id": 1, "option": "x"})

    def after() -> None:
        assert trial.rows("SELECT record_id, option FROM archive_0002_thing_marks") == [(1, "x")]
        kept = trial.structure()["archive_0002_thing_marks"]
        assert not kept.indexes
        assert not any(name.startswith("fk_") for name in kept.constraints)

    archive = op.ArchiveTable(OPTIONS, "archive_0002_thing_marks", "Thing.marks", "no more")
    trial.there_and_back(archive, after=after)
    trial.apply(op.RestoreTable(OPTIONS, "archive_0002_thing_marks", "Thing.marks", "no more"))
    assert trial.rows("SELECT record_id, option FROM thing_marks") == [(1, "x")]
    assert "ix_thing_marks_option_record_id" in trial.structure()["thing_marks"].indexes


def test_names_of_archives_may_be_long(trial: Trial) -> None:
    """As long as PostgreSQL allows, so that nothing that is called after them has room."""
    long = "archive_0002_" + "x" * 50
    trial.insert(THING, {"id": 1, "name": "a"})
    thing = Table("part", (Column("id", "sa.Integer()", nullable=False),), ("id",))
    trial.apply(op.CreateTable(thing))
    trial.there_and_back(
        op.ArchiveColumn("thing", column("name"), f"{long[:-1]}y", "Thing.name", "why"),
        op.ArchiveTable(thing, long, "Part", "why"),
        after=lambda: said(trial.rows(f"SELECT value FROM {long[:-1]}y"), [("a",)]),
    )


def test_options_get_other_names(trial: Trial) -> None:
    """A swap, a merge and one that is emptied, where a record has one and where it has many."""
    trial.insert(THING, *({"id": number, "kind": kind} for number, kind in enumerate("abcd", 1)))
    trial.insert(OPTIONS, *({"record_id": 1, "option": option} for option in "abcd"), {"record_id": 2, "option": "c"})
    pairs = (("a", "b"), ("b", "a"))
    gone = (("c", "a"), ("d", None))

    def after() -> None:
        assert values(trial, "kind", "Text()") == ["b", "a", "a", None]
        assert trial.rows("SELECT record_id, option FROM thing_marks ORDER BY 1, 2") == [(1, "a"), (1, "b"), (2, "a")]

    trial.there_and_back(
        op.ArchiveColumn("thing", column("kind"), "archive_1", "Kind.c", "gone", ("c", "d")),
        op.ArchiveColumn("thing_marks", column("option", OPTIONS), "archive_2", "Kind.c", "gone", ("c", "d")),
        op.DropCheck("thing", THING.checks[0]),
        op.ChangeOptions("thing", "kind", pairs, is_link=False),
        op.ChangeOptions("thing_marks", "option", pairs, is_link=True),
        op.ChangeOptions("thing", "kind", gone, is_link=False, is_settling=True),
        op.ChangeOptions("thing_marks", "option", gone, is_link=True, is_settling=True),
        after=after,
    )


def test_one_becomes_many(trial: Trial) -> None:
    trial.insert(THING, {"id": 1, "kind": "a"}, {"id": 2})
    kinds = Table("thing_kinds", OPTIONS.columns, OPTIONS.primary_key)
    trial.there_and_back(
        op.DropCheck("thing", THING.checks[0]),
        op.CreateTable(kinds),
        op.LinkFromColumn("thing", column("kind"), kinds),
        op.DropColumn("thing", column("kind")),
        after=lambda: said(trial.rows("SELECT * FROM thing_kinds"), [(1, "a")]),
    )


def test_many_become_one(trial: Trial) -> None:
    trial.insert(THING, {"id": 1}, {"id": 2})
    trial.insert(OPTIONS, {"record_id": 1, "option": "a"})
    operations: list[op.Operation] = [
        op.AddColumn("thing", Column("mark", "Text(120)", nullable=True), None),
        op.ColumnFromLink(OPTIONS, "thing", Column("mark", "Text(120)", nullable=True)),
        op.DropTable(OPTIONS),
    ]
    trial.there_and_back(
        *operations,
        after=lambda: said(values(trial, "mark", "Text()"), ["a", None]),
    )


def test_many_that_are_several_stop(trial: Trial) -> None:
    trial.insert(THING, {"id": 1}, {"id": 2})
    trial.insert(OPTIONS, {"record_id": 2, "option": "a"}, {"record_id": 2, "option": "b"})
    with pytest.raises(MigrationStopped) as stopped:
        trial.apply(op.Guard("several", "thing_marks", (), subject="Thing.marks"))
    assert (stopped.value.subject, stopped.value.rows, stopped.value.total) == ("Thing.marks", (2,), 1)


def test_guards(trial: Trial) -> None:
    trial.insert(
        THING,
        {"id": 1, "name": "x", "text": "a", "count": 1},
        {"id": 2, "name": "x", "text": "a", "count": 2},
        {"id": 3, "name": "long", "text": "b"},
        {"id": 4, "name": None, "text": "b"},
    )
    guards: list[tuple[op.Guard, tuple[int, ...] | None]] = [
        (op.Guard("empty", "thing", ("name",), subject="Thing.name"), (4,)),
        (op.Guard("empty", "thing", ("text",)), None),
        (op.Guard("too_long", "thing", ("name",), 'sa.func.length(sa.column("name")) > 3'), (3,)),
        (op.Guard("duplicate", "thing", ("name",)), (1, 2)),
        (op.Guard("duplicate", "thing", ("name", "text")), (1, 2)),
        (op.Guard("duplicate", "thing", ("name", "count")), None),
        (op.Guard("duplicate", "thing", ("name",), 'sa.column("count", sa.BigInteger()) > 1'), None),
        (op.Guard("breaks", "thing", ("count",), 'sa.column("count", sa.BigInteger()) > 1'), (2,)),
    ]
    for guard, rows in guards:
        if rows is None:
            trial.apply(guard)
            continue
        with pytest.raises(MigrationStopped) as stopped:
            trial.apply(guard)
        assert (stopped.value.kind, stopped.value.rows) == (guard.kind, rows)
