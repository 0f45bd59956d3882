"""Reads JSON without losing anything: exact numbers, no name twice, nothing that no database takes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, NoReturn

from lowcode.runtime.api.errors import BrokenJsonError

DEEPEST: Final = 16
"""Objects and lists within each other."""
LONGEST_NUMBER: Final = 40
"""Characters of a number, and how far its point may be moved."""

_UNKEPT: Final = re.compile("[\0\ud800-\udfff]")


class _UnreadableError(ValueError):
    """What the decoder's hooks found."""


def read_json(body: bytes) -> Any:
    """The value; whole numbers are `int`, all others `Decimal`. Raises BrokenJsonError."""
    try:
        value = json.loads(
            body.decode(),
            parse_float=_number,
            parse_int=_whole_number,
            parse_constant=_no_number,
            object_pairs_hook=_object,
        )
        _look_at(value, DEEPEST)
    except UnicodeDecodeError as error:
        raise BrokenJsonError(reason="UTF-8") from error
    except RecursionError as error:
        raise BrokenJsonError(reason=_depth()) from error
    except json.JSONDecodeError as error:
        raise BrokenJsonError(reason=f"{error.msg}: line {error.lineno} column {error.colno}") from error
    except _UnreadableError as error:
        raise BrokenJsonError(reason=str(error)) from error
    return value


def _number(text: str) -> Decimal:
    value = Decimal(text) if len(text) <= LONGEST_NUMBER else None
    exponent = value.as_tuple().exponent if value is not None else None
    if value is None or not isinstance(exponent, int) or abs(exponent) > LONGEST_NUMBER:
        raise _UnreadableError(f"number {text[:LONGEST_NUMBER]}…")
    return value


def _whole_number(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise _UnreadableError(f"number {text[:LONGEST_NUMBER]}…")
    return int(text)


def _no_number(text: str) -> NoReturn:
    raise _UnreadableError(text)


def _object(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _UnreadableError(f'"{_UNKEPT.sub("?", name[:80])}" ×2')
        found[name] = value
    return found


def _look_at(value: Any, depth: int) -> None:
    if isinstance(value, str):
        if _UNKEPT.search(value):
            raise _UnreadableError("U+0000, U+D800…U+DFFF")
        return
    if not isinstance(value, dict | list):
        return
    if depth == 0:
        raise _UnreadableError(_depth())
    for each in value:
        _look_at(each, depth - 1)
    for each in value.values() if isinstance(value, dict) else ():
        _look_at(each, depth - 1)


def _depth() -> str:
    return f"> {DEEPEST} {{[{{[…"
