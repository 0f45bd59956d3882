"""Puts together what a database says about a plan: rows concerned, records in the way, an estimate of time."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import ColumnClause, Connection, column, func, inspect, select, table, text

from lowcode.codegen.migrations.operations import Operation
from lowcode.codegen.migrations.steps import Step
from lowcode.plan_rows.reading import reading
from lowcode.plan_rows.rehearsal import Rehearsal
from lowcode.plans.effects import Database, former_names, table_of
from lowcode.plans.found import Found, FoundStep, InTheWay
from lowcode.plans.rates import Amounts, seconds_of
from lowcode.runtime.schema_version import VERSION_TABLE

HISTORY = "system_history"
"""The longest of the runtime's own tables by far."""


def look(address: str, steps: tuple[Step, ...], operations: tuple[Operation, ...], expected: str | None) -> Found:
    """What the database at `address` (as `DATABASE_URL` has it) says about the steps of a plan."""
    with reading(address) as connection:
        return _Look(connection, operations, expected).all(steps)


class _Look:
    def __init__(self, connection: Connection, operations: tuple[Operation, ...], expected: str | None) -> None:
        self.connection = connection
        self.operations = operations
        self.former = former_names(operations)
        self.expected = expected
        """Where the plan begins. Of a database that stands elsewhere only whole tables can be asked for."""
        self.tables = frozenset(inspect(connection).get_table_names())
        self.counted: dict[str, int] = {}
        self.looked_at = 0
        """Rows; one that several looks are about counts for each."""

    def all(self, steps: tuple[Step, ...]) -> Found:
        """Every step, in its order."""
        is_sqlite = self.connection.dialect.name == "sqlite"
        database = Database.SQLITE if is_sqlite else Database.POSTGRESQL
        in_the_way = self.in_the_way() if self.revision == self.expected else {}
        found = tuple(self.step(each, database, in_the_way) for each in steps)
        return Found(database, self.revision, self.expected, found, dict(self.counted), self.looked_at)

    @cached_property
    def revision(self) -> str | None:
        """Where the database stands."""
        if VERSION_TABLE not in self.tables:
            return None
        number: ColumnClause[str] = column("version_num")
        return self.connection.execute(select(number).select_from(table(VERSION_TABLE))).scalars().first()

    def in_the_way(self) -> dict[Operation, tuple[InTheWay, ...]]:
        """What each operation of the revision would stop at."""
        found = {}
        for operation, stops in Rehearsal(self.connection, self.operations).found():
            found[operation] = stops
            name = self.present(table_of(operation) or "")
            self.looked_at += self.count(name) if name in self.tables else 0
        return found

    def present(self, name: str) -> str:
        """What a table of the plan is called in the database now."""
        return self.former.get(name, name)

    def step(self, step: Step, database: Database, in_the_way: dict[Operation, tuple[InTheWay, ...]]) -> FoundStep:
        """Rows concerned, records in the way, time."""
        names = (step.table, *(table_of(each) or "" for each in step.operations))
        present = [name for name in dict.fromkeys(map(self.present, names)) if name in self.tables]
        whole = max((self.count(name) for name in present), default=0)
        concerned = whole
        if step.rows and present and self.revision == self.expected:
            concerned = self.connection.execute(text(step.rows.replace(":", r"\:"))).scalar_one()
        stops = tuple(found for each in step.operations for found in in_the_way.get(each, ()))
        history = self.count(HISTORY) if HISTORY in self.tables else 0
        seconds = seconds_of(step, database, Amounts(concerned, whole, history))
        return FoundStep(concerned if present else None, stops, seconds)

    def count(self, name: str) -> int:
        """The rows of a table, counted once."""
        if name not in self.counted:
            counting = select(func.count()).select_from(table(name))
            self.counted[name] = self.connection.execute(counting).scalar_one()
        return self.counted[name]
