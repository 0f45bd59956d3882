"""Migrates copies of a database with a million records, while somebody else wants to read and write in it."""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.exc import OperationalError

from bench.migrating.application import AFTER, ONLINE, RECORDS, Project, open_database, open_project
from bench.processes import Cost, measure
from bench.targets import Measurement
from lowcode.runtime.database.session import Database
from tests.harness.apps import GeneratedApp
from tests.harness.databases import Databases

_LONGEST_PAUSE = 2.0
"""Seconds that nobody may have to wait while a migration runs beside the app."""

_MOST_MEBIBYTES = 400
_PAUSE = 0.005


@dataclass(slots=True)
class Waits:
    """The longest that a reader and a writer of one record had to wait."""

    reading: float = 0.0
    writing: float = 0.0


def measure_migrating(databases: Databases, folder: Path, name: str) -> Iterator[Measurement]:
    """Each change with the app stopped, the same by hand where that is easy, and all of them beside the app."""
    project = open_project(folder / "stopped", databases, RECORDS)
    for change, text in AFTER.items():
        app = project.after(change, text)
        yield from _command(databases, project, app, f"{name}: {change}", ("migrate",))
        if change in _BY_HAND:
            yield from _by_hand(databases, project, f"{name}: {change}", _BY_HAND[change])
    yield from _beside(databases, project, name)


def _command(
    databases: Databases, project: Project, app: GeneratedApp, name: str, arguments: tuple[str, ...]
) -> Iterator[Measurement]:
    url = databases.copy(project.url)
    with _watched(url) as waits:
        cost = _run(app, url, *arguments)
    yield Measurement(name, cost.seconds, "s")
    yield Measurement(f"{name}: longest wait to write", waits.writing, "s")
    yield Measurement(f"{name}: memory", cost.peak_mebibytes, "MiB", _MOST_MEBIBYTES)
    databases.discard(url)


def _beside(databases: Databases, project: Project, name: str) -> Iterator[Measurement]:
    """All four changes at once, while the app is in use."""
    app = project.after("online", ONLINE, is_online=True)
    url = databases.copy(project.url)
    for phase, arguments in (("expand", ("migrate",)), ("contract", ("migrate", "--contract"))):
        with _watched(url) as waits:
            cost = _run(app, url, *arguments)
        told = f"{name}: all four without downtime, {phase}"
        yield Measurement(told, cost.seconds, "s")
        yield Measurement(f"{told}: longest wait to read", waits.reading, "s", _LONGEST_PAUSE)
        yield Measurement(f"{told}: longest wait to write", waits.writing, "s", _LONGEST_PAUSE)
        yield Measurement(f"{told}: memory", cost.peak_mebibytes, "MiB", _MOST_MEBIBYTES)
    databases.discard(url)


def _run(app: GeneratedApp, url: str, *arguments: str) -> Cost:
    with mock.patch.dict(os.environ, DATABASE_URL=url):
        return measure([sys.executable, "-m", app.package, *arguments, "--no-backup"], app.folder)


@contextmanager
def _watched(url: str) -> Iterator[Waits]:
    """Somebody who reads one record and another one who writes, again and again, as the app would.

    They do not wait for each other: a writer who reads first would wait there, and not where he writes.
    """
    waits, ends = Waits(), threading.Event()
    people = [threading.Thread(target=use, args=(url, waits, ends)) for use in (_keep_reading, _keep_writing)]
    for each in people:
        each.start()
    try:
        yield waits
    finally:
        ends.set()
        for each in people:
            each.join()


def _keep_reading(url: str, waits: Waits, ends: threading.Event) -> None:
    for seconds in _waits(url, _read, ends):
        waits.reading = max(waits.reading, seconds)


def _keep_writing(url: str, waits: Waits, ends: threading.Event) -> None:
    for seconds in _waits(url, _write, ends):
        waits.writing = max(waits.writing, seconds)


def _waits(url: str, do: Callable[[Database, int], None], ends: threading.Event) -> Iterator[float]:
    database, chance = open_database(url), random.Random(1)
    while not ends.is_set():
        began = time.perf_counter()
        do(database, chance.randint(1, RECORDS))
        yield time.perf_counter() - began
        time.sleep(_PAUSE)
    database.close()


def _read(database: Database, number: int) -> None:
    with database.reading() as connection:
        connection.exec_driver_sql(f"SELECT version FROM client WHERE id = {number}").all()


def _write(database: Database, number: int) -> None:
    try:
        with database.writing() as connection:
            connection.exec_driver_sql(f"UPDATE client SET version = version + 1 WHERE id = {number}")
    except OperationalError:
        return  # SQLite gives up after a quarter of a minute; that wait counts, too


# --- by hand ---


def _by_hand(
    databases: Databases, project: Project, name: str, change: Callable[[Operations], None]
) -> Iterator[Measurement]:
    """What somebody would write for Alembic."""
    url = databases.copy(project.url)
    database = open_database(url)
    began = time.perf_counter()
    with database.exclusive() if database.is_sqlite else database.writing() as connection:
        change(Operations(MigrationContext.configure(connection)))
    yield Measurement(f"{name}: by hand with Alembic", time.perf_counter() - began, "s")
    database.close()
    databases.discard(url)


def _required_by_hand(operations: Operations) -> None:
    operations.add_column("client", sa.Column("rank", sa.BigInteger()))
    operations.execute("UPDATE client SET rank = number * 2")
    with operations.batch_alter_table("client") as batch:
        batch.alter_column("rank", existing_type=sa.BigInteger(), nullable=False)
    operations.create_index("ix_client_rank_id", "client", ["rank", "id"])


def _split_by_hand(operations: Operations) -> None:
    with operations.batch_alter_table("client") as batch:
        batch.add_column(sa.Column("low", sa.BigInteger()))
        batch.add_column(sa.Column("high", sa.BigInteger()))
    operations.execute("UPDATE client SET low = span * 2, high = span + 7")
    for index in sa.inspect(operations.get_bind()).get_indexes("client"):
        if "span" in index["column_names"]:
            operations.drop_index(str(index["name"]), table_name="client")
    with operations.batch_alter_table("client") as batch:
        batch.drop_column("span")
    operations.create_index("ix_client_low_id", "client", ["low", "id"])
    operations.create_index("ix_client_high_id", "client", ["high", "id"])


_BY_HAND = {"required field": _required_by_hand, "split": _split_by_hand}
