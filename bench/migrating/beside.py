"""All four changes at once while people work in the app: how long it takes, how long they wait, what is lost."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from unittest import mock

from bench.migrating.application import ONLINE, Project, open_database
from bench.migrating.watching import watched
from bench.processes import Cost, measure
from bench.targets import Measurement
from tests.harness.apps import GeneratedApp, add_user
from tests.harness.databases import Databases
from tests.harness.load import Load, served, working

MOST_MEBIBYTES = 400
_LONGEST_PAUSE = 2.0
"""Seconds that nobody may have to wait while a migration runs beside the app."""


def measure_beside(databases: Databases, project: Project, name: str) -> Iterator[Measurement]:
    """The app of before serves during the expansion, then both do, and the new one does during the contraction."""
    after = project.after("online", ONLINE, is_online=True)
    url = databases.copy(project.url)
    database = open_database(url)
    add_user(project.before.definition(), database, "clerk", ["staff"])
    database.close()
    told = f"{name}: all four without downtime"
    old = Load("1", ("number", "size", "span"), made=("1", "2"), changed=("3", "4"))
    new, later = (
        Load(prefix, ("number", "amount", "low"), {"rank": "9"}, made=("1", "2"), changed=("3", "4"))
        for prefix in ("2", "3")
    )
    with ExitStack() as both:
        _work(both, project.before, url, old)
        yield from _measured(url, after, f"{told}, expand", old, "migrate")
        _work(both, after, url, new)
    with ExitStack() as alone:
        _work(alone, after, url, later)
        yield from _measured(url, after, f"{told}, contract", later, "migrate", "--contract")
    loads = (old, new, later)
    yield Measurement(f"{told}: requests of people", sum(each.requests for each in loads), "")
    yield Measurement(f"{told}: requests lost", _lost(loads), "", 0)
    databases.discard(url)


def _work(stack: ExitStack, app: GeneratedApp, url: str, load: Load) -> None:
    address = stack.enter_context(served(app, url, app.folder / "served.log"))
    stack.enter_context(working(load, address))


def _measured(url: str, app: GeneratedApp, told: str, load: Load, *arguments: str) -> Iterator[Measurement]:
    with watched(url) as waits:
        cost = run_command(app, url, *arguments)
    yield Measurement(told, cost.seconds, "s")
    yield Measurement(f"{told}: longest wait to read", waits.reading, "s", _LONGEST_PAUSE)
    yield Measurement(f"{told}: longest wait to write", waits.writing, "s", _LONGEST_PAUSE)
    yield Measurement(f"{told}: longest request", load.longest, "s", _LONGEST_PAUSE)
    yield Measurement(f"{told}: memory", cost.peak_mebibytes, "MiB", MOST_MEBIBYTES)


def _lost(loads: Sequence[Load]) -> int:
    refused = [each for load in loads for each in load.refused]
    for each in refused[:3]:
        sys.stderr.write(f"{each}\n")
    return len(refused)


def run_command(app: GeneratedApp, url: str, *arguments: str) -> Cost:
    """One of the app's commands, in a process of its own, without the backup."""
    with mock.patch.dict(os.environ, DATABASE_URL=url):
        return measure([sys.executable, "-m", app.package, *arguments, "--no-backup"], app.folder)
