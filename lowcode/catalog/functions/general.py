"""Functions on values of any type."""

from __future__ import annotations

from lowcode.catalog.functions.base import SHOWN, Function, Signature, parameter, unified

COALESCE = Function(
    name="coalesce",
    signatures=(
        Signature(
            parameters=(parameter("value", SHOWN), parameter("otherwise", SHOWN)),
            result=unified,
            repeats=True,
            unified=True,
        ),
    ),
    zh="第一个不为空的值。",
    en="The first of the values that is not empty.",
    example="coalesce(nickname, name)",
)

FUNCTIONS = (COALESCE,)
