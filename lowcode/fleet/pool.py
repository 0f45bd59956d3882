"""Spreads clients over processes. A client that makes lowcode fail is a line of the table; the others go on."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.context import BaseContext

from lowcode.fleet.definition import Client
from lowcode.fleet.outcomes import Outcome, Result
from lowcode.fleet.working import Order, look_again, work

MOST_JOBS = 8
"""Without `--jobs`; each process needs up to a hundred megabytes, and all together shall stay below a gigabyte."""


def usual_jobs() -> int:
    """One process for each processor that this program may use."""
    available = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return min(MOST_JOBS, available)


def work_on(order: Order, clients: Iterable[Client], jobs: int) -> Iterator[Outcome]:
    """The outcomes in the order of the clients, each as soon as it and those before it are there."""
    waiting = list(clients)
    look_again()
    if len(waiting) == 1:
        yield work(order, waiting[0])
        return
    with ProcessPoolExecutor(min(jobs, len(waiting)), mp_context=_context()) as executor:
        futures = [executor.submit(work, order, client) for client in waiting]
        for client, future in zip(waiting, futures, strict=True):
            yield _outcome(client, future)


def _outcome(client: Client, future: Future[Outcome]) -> Outcome:
    error = future.exception()
    if error is None:
        return future.result()
    return Outcome(client=client.name, result=Result.CRASHED, details=f"{type(error).__name__}: {error}\n")


def _context() -> BaseContext:
    """Forking is quick and shares what is loaded, but is safe only where no other thread runs."""
    can_fork = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if can_fork else "spawn")
