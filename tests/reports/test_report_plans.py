"""Reports read their numbers from the indexes that were derived for them, and never look into the table for it."""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, event, insert, text

from lowcode.runtime.context import Identity, make_context
from lowcode.runtime.database.engine import database_url, open_engine
from lowcode.runtime.database.session import Database
from lowcode.runtime.report_definitions import ReportDefinition, analysis_of
from lowcode.runtime.reports.answering import answer
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest, GeneratedApp, add_user
from tests.harness.projects import GOLDEN_CASES
from tests.harness.specs import SpecCompiler

SPEC = (GOLDEN_CASES / "reports" / "app.lc").read_text(encoding="utf-8")
NOW = datetime.datetime(2026, 11, 21, 10, 30)  # noqa: DTZ001 naive UTC, as the app keeps it
DEALS = 4_000
CUSTOMERS = 60
ROLES = frozenset({"everyone", "director", "seller"})
OF_STATES = ("funnel", "entries")
"""They ask the history of states, which has indexes of its own."""
REPORTS = [name.lower() for name in re.findall(r"^report (\w+)", SPEC, re.MULTILINE) if name.lower() not in OF_STATES]


def fill(app: GeneratedApp) -> Callable[[str], None]:
    """So many records that a planner thinks about it."""

    def prepare(url: str) -> None:
        definition = app.definition()
        database = Database(open_engine(database_url({"DATABASE_URL": url}, Path(), app.package)))
        for name in ("eve", "ann"):
            add_user(definition, database, name, ["director", "seller"])
        with database.writing() as connection:
            for name, rows in _rows(random.Random(7)):
                table: Table = definition.entity_by_name[name].model.metadata.tables[name]
                connection.execute(insert(table), rows)
        database.close()

    return prepare


def _rows(chance: random.Random) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    def system() -> dict[str, Any]:
        moment = NOW - datetime.timedelta(seconds=chance.randrange(60_000_000))
        return {"created_at": moment, "updated_at": NOW, "version": 1, "keeper_id": chance.choice((1, 2))}

    def named(number: int) -> dict[str, Any]:
        return {**system(), "id": number, "name": f"N {number}", "name_sort": f"n {number}"}

    lines = [{**named(each), "parent_id": each // 2 or None} for each in range(1, 9)]
    for line in lines:
        del line["keeper_id"]
    regions = ("shanghai", "jiangsu", "west")
    day = datetime.date(2026, 11, 21)
    yield "line", lines
    yield (
        "customer",
        [
            {**named(each), "region": chance.choice(regions), "channel": "web", "value": each}
            for each in range(1, CUSTOMERS)
        ],
    )
    yield (
        "deal",
        [
            {
                **named(each),
                "customer_id": chance.randrange(1, CUSTOMERS),
                "state": chance.choice(("contact", "won")),
                "line_id": chance.randrange(1, 9),
                "amount": each,
                "margin": each,
                "signed_on": day - datetime.timedelta(days=chance.randrange(700)),
                "urgent": each % 2 == 0,
            }
            for each in range(1, DEALS)
        ],
    )
    yield (
        "lead",
        [{**system(), "company": f"L {each}", "channel": "web", "phone": "1", "cost": 2} for each in range(900)],
    )
    yield "goal", [{**named(each), "month": day, "amount": each} for each in range(1, 900)]
    yield (
        "deal_items",
        [
            {**system(), "owner_record_id": each, "position": 0, "line_id": 1, "quantity": 2, "price": 3, "total": 6}
            for each in range(1, DEALS)
        ],
    )


@dataclass
class Explained:
    """Asks reports and collects how the database carries them out."""

    app: AppUnderTest
    connection: Connection
    is_sqlite: bool

    def plans(self, report: ReportDefinition) -> str:
        """The plan of all statements of a report, on one line per step."""
        statements: list[tuple[str, Any]] = []

        def collect(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
            statements.append((statement, parameters))

        identity = Identity(user_id=1, name="eve", roles=ROLES)
        context = make_context(self.app.definition, self.connection, identity, now=NOW, locale="en")
        event.listen(self.connection, "before_cursor_execute", collect)
        try:
            answer(report, context)
        finally:
            event.remove(self.connection, "before_cursor_execute", collect)
        explain = "EXPLAIN QUERY PLAN " if self.is_sqlite else "EXPLAIN "
        return "\n".join(
            str(row[-1])
            for statement, parameters in statements
            for row in self.connection.exec_driver_sql(explain + statement, parameters)
        )


@pytest.fixture
def explained(compile_spec: SpecCompiler, boot: Boot) -> Iterator[Explained]:
    project = compile_spec(SPEC)
    app = boot(project, fill(project), key="figures in bulk")
    database = app.database()
    if not database.is_sqlite:
        with database.writing() as connection:  # of a table this small, any index and a look at the rows is as cheap
            for entity in app.definition.entities:
                for index in entity.model.__table__.indexes:
                    if not index.unique and "covering" not in index.info:
                        index.drop(connection)
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    with database.writing() as connection:
        if database.is_sqlite:
            connection.execute(text("ANALYZE"))
    with database.reading() as connection:
        if not database.is_sqlite:  # whatever can be done with an index alone, shall be
            for setting in ("enable_seqscan", "enable_bitmapscan"):
                connection.execute(text(f"SET {setting} = off"))
        yield Explained(app, connection, database.is_sqlite)


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_reads_its_index_alone(explained: Explained, name: str) -> None:
    report = analysis_of(explained.app.definition).report_by_name[name]
    plan = explained.plans(report)
    for source in report.sources:
        table = explained.app.definition.entity_by_name[source.entity].model.__table__.name
        steps = _steps(plan, table, is_sqlite=explained.is_sqlite)
        assert steps, f"{table} is not read\n{plan}"
        assert all(steps), plan


def _steps(plan: str, table: str, *, is_sqlite: bool) -> list[bool]:
    """For each step that reads the table, whether it reads an index only."""
    if is_sqlite:
        found = re.findall(rf"^(?:SCAN|SEARCH) {table}(?:_\d+|_anon\w*)?\b.*", plan, re.MULTILINE)
        return ["COVERING INDEX" in step for step in found]
    found = re.findall(rf"^.*Scan.* on {table}\b.*", plan, re.MULTILINE)
    return ["Index Only Scan" in step for step in found]
