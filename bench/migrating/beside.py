"""All four changes at once while people work in the app: how long it takes, how long they wait, what is lost."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from bench.migrating.application import ONLINE, Project, open_database
from bench.migrating.watching import Waits, watched
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
    told = f"{name}: all four without downtime"
    yield from _measure_workers(databases, project, after, told)
    url = _copy(databases, project)
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


def _copy(databases: Databases, project: Project) -> str:
    url = databases.copy(project.url)
    database = open_database(url)
    add_user(project.before.definition(), database, "clerk", ["staff"])
    database.close()
    return url


def _measure_workers(databases: Databases, project: Project, after: GeneratedApp, told: str) -> Iterator[Measurement]:
    """The expansion, its batches left to two workers of the new code."""
    url, told = _copy(databases, project), f"{told}, expand by two workers"
    load = Load("1", ("number", "size", "span"), made=("1", "2"), changed=("3", "4"))
    with ExitStack() as stack:
        _work(stack, project.before, url, load)
        with watched(url) as waits, ThreadPoolExecutor() as pool:
            began = time.perf_counter()
            run_command(after, url, "migrate", "--by-workers", "--no-backup")
            left = [pool.submit(run_command, after, url, "worker", "--once") for _ in range(2)]
            memory = max(each.result().peak_mebibytes for each in left)
            seconds = time.perf_counter() - began
    yield from _told(told, Cost(seconds, memory), load, waits)
    yield Measurement(f"{told}: requests lost", _lost([load]), "", 0)
    databases.discard(url)


def _work(stack: ExitStack, app: GeneratedApp, url: str, load: Load) -> None:
    address = stack.enter_context(served(app, url, app.folder / "served.log"))
    stack.enter_context(working(load, address))


def _measured(url: str, app: GeneratedApp, told: str, load: Load, *arguments: str) -> Iterator[Measurement]:
    with watched(url) as waits:
        cost = run_command(app, url, *arguments, "--no-backup")
    yield from _told(told, cost, load, waits)


def _told(told: str, cost: Cost, load: Load, waits: Waits) -> Iterator[Measurement]:
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
    """One of the app's commands, in a process of its own."""
    command = [sys.executable, "-m", app.package, *arguments]
    return measure(command, app.folder, {"DATABASE_URL": url})
