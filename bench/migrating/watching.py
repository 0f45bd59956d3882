"""Somebody who reads and writes single records of a database that is migrated, and how long he waits for it."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import OperationalError

from bench.migrating.application import RECORDS, open_database
from lowcode.runtime.database.session import Database

_PAUSE = 0.005


@dataclass(slots=True)
class Waits:
    """The longest that a reader and a writer of one record had to wait."""

    reading: float = 0.0
    writing: float = 0.0


@contextmanager
def watched(url: str) -> Iterator[Waits]:
    """Somebody who reads one record, and another one who writes, again and again, as the app would.

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
