"""Time limits that count from the beginning, not from the last byte."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


class Deadline:
    """Whether the time is over. What reads from the socket then gets an error, or an end that is none."""

    def __init__(self) -> None:
        self._is_over = threading.Event()

    @property
    def is_over(self) -> bool:
        """Whether the time was over before all was done."""
        return self._is_over.is_set()

    def cut(self, current: Callable[[], socket.socket | None]) -> None:
        """Ends the conversation."""
        self._is_over.set()
        found = current()
        if found is not None:
            with suppress(OSError):  # it may have ended by itself just now
                found.shutdown(socket.SHUT_RDWR)


@contextmanager
def deadline(seconds: float, current: Callable[[], socket.socket | None]) -> Iterator[Deadline]:
    """Cuts the socket that `current` answers, if what is done inside takes longer."""
    limit = Deadline()
    watch = threading.Timer(seconds, limit.cut, (current,))
    watch.daemon = True
    watch.start()
    try:
        yield limit
    finally:
        watch.cancel()
