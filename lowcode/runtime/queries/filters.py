"""The filters of a list as values: what they ask for, and how they are written in an address."""

from __future__ import annotations

import datetime
from collections.abc import Container
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

Pairs: TypeAlias = list[tuple[str, str]]
Bound: TypeAlias = int | Decimal | datetime.date


@dataclass(frozen=True, slots=True)
class IsOption:
    """A choice, or one of many choices, is one of `names` or below one of them."""

    field: str
    names: tuple[str, ...]

    def pairs(self, words: Container[str]) -> Pairs:
        """The filter as it stands in an address."""
        return [(_plain(self.field, words), name) for name in self.names]


@dataclass(frozen=True, slots=True)
class IsRecord:
    """A reference, or one of many references, is one of `ids`; `is_me`: the signed-in user, whoever that is."""

    field: str
    ids: tuple[int, ...]
    is_me: bool = False

    def pairs(self, words: Container[str]) -> Pairs:
        """The filter as it stands in an address."""
        texts = ["me"] if self.is_me else [str(number) for number in self.ids]
        return [(_plain(self.field, words), text) for text in texts]


@dataclass(frozen=True, slots=True)
class IsTrue:
    """A boolean is true, or is not: an empty one counts as false."""

    field: str
    value: bool

    def pairs(self, words: Container[str]) -> Pairs:
        """The filter as it stands in an address."""
        return [(_plain(self.field, words), "1" if self.value else "0")]


@dataclass(frozen=True, slots=True)
class InRange:
    """A number, a day, or the day of an instant lies between the bounds, both included; None: no bound there."""

    field: str
    first: Bound | None
    last: Bound | None
    is_percent: bool = False
    """An address says 5 where the value is 0.05, as people type it."""

    def pairs(self, words: Container[str]) -> Pairs:
        """The filter as it stands in an address."""
        del words
        ends = (("from", self.first), ("to", self.last))
        return [(f"{self.field}.{name}", self._written(end)) for name, end in ends if end is not None]

    def _written(self, bound: Bound) -> str:
        if isinstance(bound, datetime.date):
            return bound.isoformat()
        return f"{bound * 100 if self.is_percent else bound:f}"


@dataclass(frozen=True, slots=True)
class InPeriod:
    """A day, or the day of an instant, lies in a period around today, or is `today`."""

    field: str
    period: str

    def pairs(self, words: Container[str]) -> Pairs:
        """The filter as it stands in an address."""
        del words
        return [(f"{self.field}.in", self.period)]


@dataclass(frozen=True, slots=True)
class Contains:
    """A text has this part, capitals or not."""

    field: str
    text: str

    def pairs(self, words: Container[str]) -> Pairs:
        """The filter as it stands in an address."""
        del words
        return [(f"{self.field}.has", self.text)]


@dataclass(frozen=True, slots=True)
class IsEmpty:
    """There is no value, or there is one."""

    field: str
    empty: bool

    def pairs(self, words: Container[str]) -> Pairs:
        """The filter as it stands in an address."""
        del words
        return [(f"{self.field}.empty", "1" if self.empty else "0")]


Filter: TypeAlias = IsOption | IsRecord | IsTrue | InRange | InPeriod | Contains | IsEmpty


def _plain(field: str, words: Container[str]) -> str:
    return f"{field}.is" if field in words else field
