"""Records that are there get numbers where a field that numbers them is new; the app goes on counting after them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.schema import Column
from tests.harness.databases import Databases
from tests.harness.revisions import Trial, open_trials, table
from tests.migrations.test_operations_values import USER

CODE = Column("code", "Text(120)", nullable=True)
THING = table("thing", Column("created_at", "UtcDateTime()", nullable=False))
PATTERN = "T-{yyyy}-{seq:3}"
NUMBERED = op.NumberRecords("thing", CODE, "thing.code", PATTERN, "Asia/Shanghai")
NEW_YEAR = datetime.datetime(2025, 12, 31, 16, tzinfo=datetime.UTC)
"""In Shanghai the year has begun."""


@pytest.fixture(scope="module")
def trials(databases: Databases) -> Iterator[Any]:
    url = databases.fresh()
    made = (op.CreateTable(USER), op.CreateTable(THING), op.CreateSystemTables())
    with open_trials(url, *made) as opened:
        yield opened
    databases.discard(url)


@pytest.fixture
def trial(trials: Any) -> Iterator[Trial]:
    opened: AbstractContextManager[Trial] = trials()
    with opened as found:
        yield found


def numbers(trial: Trial) -> list[str]:
    return [row[0] for row in trial.rows("SELECT code FROM thing ORDER BY id")]


def counted(trial: Trial) -> list[tuple[Any, ...]]:
    return trial.rows("SELECT key, value FROM system_counter ORDER BY key")


def test_records_are_numbered_in_the_order_and_the_period_in_which_they_were_made(trial: Trial) -> None:
    before = NEW_YEAR - datetime.timedelta(seconds=1)
    made = (before, NEW_YEAR, before, NEW_YEAR)
    trial.insert(THING, *({"id": number, "created_at": at} for number, at in enumerate(made, 1)))

    def after() -> None:
        assert numbers(trial) == ["T-2025-001", "T-2026-001", "T-2025-002", "T-2026-002"]
        assert counted(trial) == [("thing.code:T-2025-", 2), ("thing.code:T-2026-", 2)]

    trial.there_and_back(op.AddColumn("thing", CODE, None), NUMBERED, op.RequireValue("thing", CODE), after=after)


def test_numbers_that_are_there_count(trial: Trial) -> None:
    trial.insert(THING, *({"id": number, "created_at": NEW_YEAR} for number in range(1, 5)))
    trial.apply(op.AddColumn("thing", CODE, None))
    trial.connection.exec_driver_sql("UPDATE thing SET code = 'T-2026-007' WHERE id = 3")
    trial.connection.exec_driver_sql("UPDATE thing SET code = 'something else' WHERE id = 1")
    trial.connection.exec_driver_sql("INSERT INTO system_counter VALUES ('thing.code:T-2024-', 5)")
    trial.connection.exec_driver_sql("INSERT INTO system_counter VALUES ('thing.code:T-2026-', 3)")
    trial.apply(NUMBERED)
    assert numbers(trial) == ["something else", "T-2026-008", "T-2026-007", "T-2026-009"]
    assert counted(trial) == [("thing.code:T-2024-", 5), ("thing.code:T-2026-", 9)]
