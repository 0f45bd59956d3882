"""Which part of a table an operation of a revision is about: all of it, or, under load, some records at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import ColumnElement

_TURN: ContextVar[tuple[int, int] | None] = ContextVar("turn", default=None)
_IS_LEFT: ContextVar[bool] = ContextVar("is_left", default=False)


@contextmanager
def turn(first: int, last: int) -> Iterator[None]:
    """Whatever fills, converts or looks at values does so for these ids only."""
    token = _TURN.set((first, last))
    try:
        yield
    finally:
        _TURN.reset(token)


@contextmanager
def all_at_once() -> Iterator[None]:
    """All records, even inside of a turn."""
    token = _TURN.set(None)
    try:
        yield
    finally:
        _TURN.reset(token)


def is_first_turn() -> bool:
    """Whether what is done once for a table is to be done now: there are no turns, or this is the first."""
    found = _TURN.get()
    return found is None or found[0] == 1


@contextmanager
def only_what_is_left() -> Iterator[None]:
    """Conversions look only at records that have nothing yet."""
    token = _IS_LEFT.set(True)
    try:
        yield
    finally:
        _IS_LEFT.reset(token)


def in_turn(key: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    """The condition on a table's key, if there is one."""
    found = _TURN.get()
    return [] if found is None else [key.between(*found)]


def still_empty(target: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    """The condition on the column that a conversion writes, if there is one."""
    return [target.is_(None)] if _IS_LEFT.get() else []
