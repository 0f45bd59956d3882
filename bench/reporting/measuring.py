"""What reports cost: against the bare statement that they ask, against Django, and in memory."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psutil
from sqlalchemy import event

from bench.process.application import App
from bench.processes import MEBIBYTE
from bench.reporting.application import SELLERS
from bench.targets import Measurement
from lowcode.runtime.context import Context, Identity, make_context
from lowcode.runtime.report_definitions import ReportDefinition, analysis_of
from lowcode.runtime.reports.answering import answer

ROUNDS = 4
MOST_TIMES_BARE = 1.15
LONGEST = {"sqlite": 1.2, "postgresql": 0.45}
"""Seconds for the sum by owner and month over all records."""
MORE_ANSWERS = 30


def measure_reports(app: App, database: str) -> Iterator[Measurement]:
    """Each report, then Django, then memory."""
    reports = analysis_of(app.application).reports
    with app.database.reading() as connection:
        context = _boss(app, connection)
        for report in reports:
            bare, asked, groups = _side_by_side(report, context)
            yield Measurement(f"{database}: {report.name}, {groups} cells, bare SQL", bare, "s")
            limit = LONGEST[database] if report.name == "owner_month" else None
            yield Measurement(f"{database}: {report.name}", asked, "s", limit)
            yield Measurement(f"{database}: {report.name}, against bare SQL", asked / bare, "×", MOST_TIMES_BARE)
            if report.name == "owner_month":
                django = _django(app.url)
                yield Measurement(f"{database}: the same by Django's ORM", django, "s")
                yield Measurement(f"{database}: Django against {report.name}", django / asked, "×")
        yield _growth(database, reports, context)


def _boss(app: App, connection: Any) -> Context:
    identity = Identity(user_id=SELLERS + 1, name="boss", roles=frozenset({"everyone", "boss"}))
    return make_context(app.application, connection, identity)


def _side_by_side(report: ReportDefinition, context: Context) -> tuple[float, float, int]:
    """The best of some rounds in turn: the statements alone, the report; and the number of its cells."""
    with _statements(context) as asked:
        found = answer(report, context)
    statements = list(asked)
    bare = whole = float("inf")
    for _ in range(ROUNDS):
        bare = min(bare, _seconds(lambda: _run(statements, context)))
        whole = min(whole, _seconds(lambda: answer(report, context)))
    return bare, whole, len(found.cells)


@contextmanager
def _statements(context: Context) -> Iterator[list[tuple[str, Any]]]:
    """What is sent to the database meanwhile."""
    found: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        found.append((statement, parameters))

    event.listen(context.connection, "before_cursor_execute", note)
    yield found
    event.remove(context.connection, "before_cursor_execute", note)


def _run(statements: Sequence[tuple[str, Any]], context: Context) -> None:
    """The statements on the driver itself; rows are fetched and left alone."""
    driver = context.connection.connection.driver_connection
    assert driver is not None
    for statement, parameters in statements:
        cursor = driver.cursor()
        cursor.execute(statement, parameters)
        cursor.fetchall()
        cursor.close()


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _django(url: str) -> float:
    """Seconds of the same question in Django's ORM, in a process of its own."""
    command = [sys.executable, "-m", "bench.reporting.django_side", url, str(ROUNDS)]
    finished = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(finished.stdout.strip().splitlines()[-1])


def _growth(database: str, reports: Sequence[ReportDefinition], context: Context) -> Measurement:
    process = psutil.Process()
    before = process.memory_info().rss
    for number in range(MORE_ANSWERS):
        answer(reports[number % len(reports)], context)
    growth = (process.memory_info().rss - before) / MEBIBYTE
    return Measurement(f"{database}: memory after {MORE_ANSWERS} more reports", growth, "MiB", 10)
