"""How many connections each worker has open, in memory that all of them see."""

from __future__ import annotations

import mmap

ABSENT = 0x7FFF_FFFF
"""The load of a place without a worker that serves: nobody waits for it to take a connection."""

_BYTES = 4


class Loads:
    """One number per worker, kept in a file that supervisor and workers map.

    Each worker writes its own number alone, and numbers of four bytes are written whole, so there is no lock. A number
    that is a moment old makes a connection go to the second best worker and nothing worse.
    """

    def __init__(self, descriptor: int, workers: int) -> None:
        self._memory = mmap.mmap(descriptor, workers * _BYTES)
        self._numbers = memoryview(self._memory).cast("i")

    def __setitem__(self, place: int, load: int) -> None:
        self._numbers[place] = load

    def is_least(self, place: int) -> bool:
        """Whether no other worker has fewer connections."""
        return self._numbers[place] <= min(self._numbers)

    def as_list(self) -> list[int]:
        """The loads by place."""
        return self._numbers.tolist()

    @staticmethod
    def size(workers: int) -> int:
        """Bytes that the file needs."""
        return workers * _BYTES
