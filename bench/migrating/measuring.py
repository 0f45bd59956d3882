"""Migrates copies of a database with a million records, while somebody else wants to read and write in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from bench.migrating.application import AFTER, RECORDS, Project, open_database, open_project
from bench.migrating.beside import MOST_MEBIBYTES, measure_beside, run_command
from bench.migrating.watching import watched
from bench.targets import Measurement
from tests.harness.apps import GeneratedApp
from tests.harness.databases import Databases


def measure_migrating(databases: Databases, folder: Path, name: str) -> Iterator[Measurement]:
    """Each change with the app stopped, the same by hand where that is easy, and all of them beside the app."""
    project = open_project(folder / "stopped", databases, RECORDS)
    for change, text in AFTER.items():
        app = project.after(change, text)
        yield from _command(databases, project, app, f"{name}: {change}", ("migrate", "--no-backup"))
        if change in _BY_HAND:
            yield from _by_hand(databases, project, f"{name}: {change}", _BY_HAND[change])
    yield from measure_beside(databases, project, name)


def _command(
    databases: Databases, project: Project, app: GeneratedApp, name: str, arguments: tuple[str, ...]
) -> Iterator[Measurement]:
    url = databases.copy(project.url)
    with watched(url) as waits:
        cost = run_command(app, url, *arguments)
    yield Measurement(name, cost.seconds, "s")
    yield Measurement(f"{name}: longest wait to write", waits.writing, "s")
    yield Measurement(f"{name}: memory", cost.peak_mebibytes, "MiB", MOST_MEBIBYTES)
    databases.discard(url)


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
