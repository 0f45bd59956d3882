"""The threads that do the work of a process: one looks at the clock and does what is due, some send."""

from __future__ import annotations

import datetime
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy.exc import DBAPIError

from lowcode.runtime.context import utc_now
from lowcode.runtime.database.aliases import complete_models
from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.jobs.alone import OnlyOne
from lowcode.runtime.jobs.housekeeping import keep_house
from lowcode.runtime.jobs.pass_of_time import do_what_is_due
from lowcode.runtime.jobs.workers import (
    SIGN_OF_LIFE_EVERY,
    forget_worker,
    new_worker_name,
    register_worker,
    sign_of_life,
)
from lowcode.runtime.process.channels import Channels
from lowcode.runtime.process.sending import has_something_to_send, send_next

EMBEDDED: Final = "embedded"
WORKER: Final = "worker"

_LOOK_EVERY = 0.5
"""Seconds between two looks at the clock."""

_WAIT_FOR_OTHERS = 2.0
"""Seconds between two looks whether the process that does the work has ended."""

_LONGEST_TROUBLE = 30.0
"""Seconds between two attempts while the database does not answer."""

_log = logging.getLogger("lowcode.jobs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a runner works on."""

    application: ApplicationDefinition
    database: Database
    environment: Mapping[str, str]
    options: Mapping[str, Any] = field(default_factory=dict)
    """For contexts: room for the layers above, such as the store of files."""
    clock: Callable[[], datetime.datetime] = utc_now


class Runner:
    """Works until it is stopped. Nothing that it holds in memory is needed by the next one."""

    def __init__(self, work: Work, kind: str, *, senders: int = 2) -> None:
        self._work = work
        self._kind = kind
        self._name = new_worker_name()
        self._only_one = OnlyOne(_file_of(work.database) if kind == EMBEDDED else None)
        self._stops = threading.Event()
        self._something_to_send = threading.Event()
        self._channels = Channels(work.application, work.environment)
        self._count = _Count()
        names = [("jobs", self._look_at_the_clock), *((f"sender-{number}", self._send) for number in range(senders))]
        self._threads = [threading.Thread(target=target, name=name, daemon=True) for name, target in names]

    @property
    def handled(self) -> int:
        """How much it has done."""
        return self._count.value

    def start(self) -> None:
        """Begins, in threads of its own."""
        complete_models(entity.model for entity in self._work.application.entities)
        for each in self._threads:
            each.start()

    def stop(self, seconds: float = 10.0) -> bool:
        """Finishes what is being done, so long at most, and begins nothing else; whether all was finished."""
        self._stops.set()
        self._something_to_send.set()
        until = time.monotonic() + seconds
        for each in self._threads:
            each.join(max(0.0, until - time.monotonic()))
        return not any(each.is_alive() for each in self._threads)

    # --- the thread that looks at the clock ---

    def _look_at_the_clock(self) -> None:
        while not self._only_one.acquire():
            if self._stops.wait(_WAIT_FOR_OTHERS):
                return
        try:
            self._patiently(self._register)
            while not self._stops.is_set():
                self._patiently(self._work_once)
            self._patiently(self._leave)
        finally:
            self._only_one.release()

    def _patiently(self, step: Callable[[], None]) -> None:
        """Does a step; while the database does not answer, again and again, ever more rarely."""
        pause = _LOOK_EVERY
        while True:
            try:
                step()
            except DBAPIError:
                _log.exception("the database does not answer; the next attempt follows in %.1f s", pause)
                if self._stops.wait(pause):
                    return
                pause = min(pause * 2, _LONGEST_TROUBLE)
            else:
                return

    def _register(self) -> None:
        with self._work.database.writing() as connection:
            register_worker(connection, self._name, self._kind, self._work.clock())
        self._told_at = self._work.clock()

    def _work_once(self) -> None:
        work, now = self._work, self._work.clock()
        if now - self._told_at >= SIGN_OF_LIFE_EVERY or now < self._told_at:
            with work.database.writing() as connection:
                sign_of_life(connection, self._name, now, self._count.value)
            self._told_at = now
        done = do_what_is_due(work.database, work.application, now, options=work.options)
        done += keep_house(work.database, work.application, now, work.options)
        self._count.add(done)
        with work.database.reading() as connection:
            if has_something_to_send(connection, now):
                self._something_to_send.set()
        if not done:
            self._stops.wait(_LOOK_EVERY)

    def _leave(self) -> None:
        with self._work.database.writing() as connection:
            forget_worker(connection, self._name)

    # --- the threads that send ---

    def _send(self) -> None:
        while not self._stops.is_set():
            if self._something_to_send.wait(_LOOK_EVERY):
                self._something_to_send.clear()
                self._patiently(self._send_all)

    def _send_all(self) -> None:
        work = self._work
        while not self._stops.is_set() and send_next(work.database, self._channels, work.clock()) is not None:
            self._count.add(1)


class _Count:
    """A number that several threads add to."""

    def __init__(self) -> None:
        self.value = 0
        self._lock = threading.Lock()

    def add(self, number: int) -> None:
        with self._lock:
            self.value += number


def _file_of(database: Database) -> Path | None:
    name = database.engine.url.database
    return Path(name) if database.is_sqlite and name and name != ":memory:" else None
