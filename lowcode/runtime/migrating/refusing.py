"""What a migration does about values that do not fit: it stops, except for records that nobody sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from lowcode.runtime.migrating.stopped import MOST_ROWS, MigrationStopped


class Unfit(NamedTuple):
    """Why a record cannot follow: the field and the kind, as of `MigrationStopped`."""

    subject: str
    kind: str


_COLLECTED: ContextVar[dict[int, Unfit] | None] = ContextVar("collected", default=None)


def is_collecting() -> bool:
    """Whether records that do not fit are put aside, and all others go on."""
    return _COLLECTED.get() is not None


@contextmanager
def collected() -> Iterator[dict[int, Unfit]]:
    """Nothing stops the migration: what does not fit is found here, by the key of its row."""
    found: dict[int, Unfit] = {}
    token = _COLLECTED.set(found)
    try:
        yield found
    finally:
        _COLLECTED.reset(token)


def refuse(subject: str, kind: str, keys: Sequence[int], total: int | None = None) -> None:
    """Stops the migration for these records, or puts them aside; `keys` may be the first of a `total`."""
    found = _COLLECTED.get()
    if found is None:
        raise MigrationStopped(subject, kind, keys[:MOST_ROWS], len(keys) if total is None else total)
    found.update(dict.fromkeys(keys, Unfit(subject, kind)))
