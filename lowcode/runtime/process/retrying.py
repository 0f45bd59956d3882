"""When to try again, and what is kept of a failure."""

from __future__ import annotations

import datetime
import hashlib

from sqlalchemy.exc import DBAPIError

from lowcode.runtime.hooks import owners_place

LONGEST_TEXT = 2_000
"""Characters of an error or an answer that a row keeps."""


def pause(key: str, attempt: int, *, first: float, most: float) -> datetime.timedelta:
    """How long to wait after the `attempt`-th failure: twice as long each time, up to `most` seconds.

    Up to half of it is taken off again, so that what failed together does not come back together; how much depends on
    key and attempt alone, so that it can be foretold.
    """
    whole = min(first * 2 ** min(attempt - 1, 40), most)
    digest = hashlib.sha256(f"{key}:{attempt}".encode()).digest()
    share = int.from_bytes(digest[:4], "big") / 2**32
    return datetime.timedelta(seconds=max(1, round(whole * (1 - share / 2))))


def describe(error: BaseException) -> str:
    """An error in one line for those who run the app, with its place if it comes from the owner's files.

    Values of records, which statements carry, stay out of it.
    """
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    text = " ".join(str(cause).split())
    said = f"{type(cause).__name__}: {text}" if text else type(cause).__name__
    place = owners_place(error)
    return shortened(said if place is None else f"{place}: {said}")


def shortened(text: str) -> str:
    """What a row keeps of a long text; NUL, which PostgreSQL cannot keep, is left out."""
    return text.replace("\0", "")[:LONGEST_TEXT]
