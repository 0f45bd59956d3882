"""Tells open pages that something has come: one question a second per process serves all of its readers.

Each process asks for itself, so it does not matter which of them wrote a message. Nothing is lost if it is not told
here: pages also ask now and then by themselves, and count anew whenever they are opened.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from types import FrameType
from typing import Final, TypeAlias

from sqlalchemy.exc import SQLAlchemyError

from lowcode.runtime.database.session import Database
from lowcode.runtime.process.notifications import highest_id, newest_by_user

LIFE: Final = 50.0
"""Seconds that a stream lasts; browsers come back at once. So who was signed out hears no more after that."""

HEARTBEAT: Final = 15.0
"""Seconds of silence after which a line is sent, so that nobody between cuts the connection."""

PAUSE: Final = 1.0
"""Seconds between two questions."""

MOST_STREAMS: Final = 2_000
"""Streams of one process; whoever comes after them asks now and then instead."""

_Handler: TypeAlias = Callable[[int, FrameType | None], object]
_OPENING = b"retry: 2000\n\n"
_NEWS = b"event: news\ndata: 1\n\n"
_STILL_HERE = b":\n\n"
_failures = logging.getLogger("lowcode.failures")


class Feed:
    """The readers of one process. Everything but the question runs on the event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._bells: dict[int, set[asyncio.Event]] = {}
        self._asking: asyncio.Task[None] | None = None
        self._is_over = False
        self._count = 0

    @property
    def is_full(self) -> bool:
        """Whether nobody more is taken."""
        return self._is_over or self._count >= MOST_STREAMS

    async def stream(self, user_id: int) -> AsyncIterator[bytes]:
        """The lines for one page of one user."""
        loop = asyncio.get_running_loop()
        with self._listening(user_id) as bell:
            yield _OPENING
            end = loop.time() + LIFE
            while (left := end - loop.time()) > 0 and not self._is_over:
                if await _rings(bell, min(left, HEARTBEAT)):
                    bell.clear()
                    if not self._is_over:
                        yield _NEWS
                else:
                    yield _STILL_HERE

    def close(self) -> None:
        """Ends all streams: the process is about to stop."""
        self._is_over = True
        for bells in self._bells.values():
            for bell in bells:
                bell.set()

    def end_with_process(self) -> None:
        """Lets the signals that stop the server end the streams first; it would wait for them in vain."""
        if threading.current_thread() is not threading.main_thread():
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            before = signal.getsignal(number)
            if callable(before):
                signal.signal(number, _first(loop, self.close, before))

    @contextlib.contextmanager
    def _listening(self, user_id: int) -> Iterator[asyncio.Event]:
        bell = asyncio.Event()
        self._bells.setdefault(user_id, set()).add(bell)
        self._count += 1
        if self._asking is None or self._asking.done():
            self._asking = asyncio.get_running_loop().create_task(self._ask())
        try:
            yield bell
        finally:
            self._count -= 1
            bells = self._bells[user_id]
            bells.discard(bell)
            if not bells:
                del self._bells[user_id]

    async def _ask(self) -> None:
        """Asks for as long as anybody listens."""
        newest: int | None = None
        while self._bells and not self._is_over:
            try:
                newest, users = await asyncio.to_thread(self._look, newest)
            except SQLAlchemyError:
                _failures.exception("messages could not be looked for")
                users = frozenset()
            for user in users:
                for bell in self._bells.get(user, ()):
                    bell.set()
            await asyncio.sleep(PAUSE)

    def _look(self, after: int | None) -> tuple[int, frozenset[int]]:
        with self._database.reading() as connection:
            if after is None:
                return highest_id(connection), frozenset()
            newest, users = newest_by_user(connection, after)
            return newest, frozenset(users)


async def _rings(bell: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(bell.wait(), seconds)
    except TimeoutError:
        return False
    return True


def _first(loop: asyncio.AbstractEventLoop, action: Callable[[], None], before: _Handler) -> _Handler:
    """A handler of a signal that does something on the loop before the one that was there."""

    def handle(number: int, frame: FrameType | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(action)
        before(number, frame)

    return handle
