"""Values at their limits: long decimals, month ends, moved clocks, astral characters, quotes."""

from __future__ import annotations

import datetime
from decimal import Decimal

from hypothesis import strategies as st

moment = datetime.datetime.fromisoformat
"""Naive, as the app keeps instants."""

_DAYS = [
    datetime.date(2024, 2, 29),
    datetime.date(2023, 2, 28),
    datetime.date(2026, 1, 31),
    datetime.date(2026, 11, 21),
    datetime.date(2026, 12, 31),
    datetime.date(2020, 12, 28),
    datetime.date(2021, 1, 3),
    datetime.date(1, 1, 1),
    datetime.date(9999, 12, 31),
    datetime.date(1000, 1, 1),
    datetime.date(1999, 12, 31),
]
_CLOCK_CHANGES = [
    moment("2026-03-29 00:59:59"),
    moment("2026-03-29 01:00:00"),
    moment("2026-10-25 00:30:00"),
    moment("2026-10-25 01:30:00"),
    moment("2026-11-21 16:00:00"),
    moment("2026-11-20 15:59:59"),
    moment("2024-02-29 12:00:00"),
]
_WORDS = [
    "企业",
    "有限公司",
    "a",
    "B",
    "abc",
    "ABC",
    "é",
    "ß",
    "𠮷野",
    "😀",
    "\uffff",
    "'",
    '"',
    "\\",
    "%",
    "_",
    "--",
    "{x}",
    " 　x\t",
    "\n",
    "</script>",
    "$1",
    "0",
]


def texts() -> st.SearchStrategy[str]:
    """Texts that are not empty."""
    alphabet = st.characters(min_codepoint=1, exclude_categories=("Cs", "Cc"))
    return st.one_of(
        st.sampled_from(_WORDS),
        st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3).map("".join),
        st.text(alphabet, min_size=1, max_size=5),
    )


def integers() -> st.SearchStrategy[int]:
    """Whole numbers of at most 18 digits."""
    most = 10**18 - 1
    return st.one_of(st.integers(-5, 50), st.integers(-most, most), st.sampled_from([0, 1, -1, most, -most]))


def decimals(precision: int, scale: int) -> st.SearchStrategy[Decimal]:
    """Decimals with so many digits, so many of them after the point."""
    most = 10**precision - 1
    units = st.one_of(
        st.integers(-500, 500),
        st.integers(-(10**9), 10**9),
        st.integers(-most, most),
        st.sampled_from([0, most, -most]),
    )
    return units.map(lambda value: Decimal(value).scaleb(-scale))


def dates() -> st.SearchStrategy[datetime.date]:
    """Days around month ends, leap days and the ends of the calendar."""
    return st.one_of(
        st.sampled_from(_DAYS),
        st.dates(datetime.date(2023, 12, 1), datetime.date(2028, 3, 31)),
        st.dates(),
    )


def times() -> st.SearchStrategy[datetime.time]:
    """Times of day in whole seconds."""
    return st.times().map(lambda time: time.replace(microsecond=0))


def instants() -> st.SearchStrategy[datetime.datetime]:
    """Instants since 1970, in whole seconds: earlier ones depend on the age of the time zone data."""
    early, late = moment("1992-01-01 00:00:00"), moment("2036-12-31 00:00:00")
    return st.one_of(
        st.sampled_from(_CLOCK_CHANGES),
        st.datetimes(moment("2026-10-01 00:00:00"), moment("2026-12-31 00:00:00")),
        st.datetimes(early, late),
    ).map(lambda value: value.replace(microsecond=0))
