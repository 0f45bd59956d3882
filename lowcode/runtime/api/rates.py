"""How often a token may ask: a bucket for each, in this process, that fills as time passes.

With several processes each counts for itself, so that the whole installation takes that many times as much.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final

from lowcode.runtime.http.errors import ThrottledError

_MOST_BUCKETS: Final = 10_000
_BURST: Final = 5
"""A full bucket holds a fifth of a minute's requests, so that short bursts pass."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Rates:
    """The buckets of a process; `per_minute` 0: everybody may ask as often as he likes."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = max(1.0, per_minute / _BURST)
        self._per_second = per_minute / 60
        self._is_on = per_minute > 0
        self._clock = clock
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: Hashable) -> None:
        """Counts one request; raises ThrottledError if there were too many."""
        if not self._is_on:
            return
        with self._lock:
            bucket = self._filled(key)
            if bucket.left < 1:
                raise ThrottledError(max(1, round((1 - bucket.left) / self._per_second)))
            bucket.left -= 1

    def _filled(self, key: Hashable) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(self._size, now)
            while len(self._buckets) > _MOST_BUCKETS:
                self._buckets.popitem(last=False)
        bucket.left = min(self._size, bucket.left + (now - bucket.at) * self._per_second)
        bucket.at = now
        self._buckets.move_to_end(key)
        return bucket
