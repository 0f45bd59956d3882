"""Expressions that SQLite's planner does not look into: it then takes another way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, case, literal_column
from sqlalchemy.sql.operators import custom_op

_ONE: ColumnElement[int] = literal_column("1")
_PLUS: custom_op[Any] = custom_op("+")


def hidden(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition, of no use for finding rows by an index; true, false and empty stay what they are to a WHERE."""
    return case((condition, _ONE)) == _ONE


def unordered(term: ColumnElement[Any]) -> ColumnElement[Any]:
    """The sort key, of no use for walking along an index."""
    return UnaryExpression(term, operator=_PLUS, type_=term.type)
