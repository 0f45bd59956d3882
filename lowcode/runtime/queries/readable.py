"""Which other records may be named: what one may not read is not found, not even as the value of a filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select, true

from lowcode.runtime.access import is_unconditional, predicate
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import Verb

NAMED_TO_ALL: Final = frozenset({"user", "department"})
"""Everybody who is signed in sees the names of users and departments."""


def nameable(context: Context, entity: str, this: Any = None) -> ColumnElement[bool]:
    """The condition on records of `entity` that this user may see the title of when he looks for them."""
    if entity in NAMED_TO_ALL and context.user_id is not None:
        return true()
    return predicate(context.application.entity_by_name[entity], Verb.READ, context, this)


def all_readable(context: Context, entity: str, ids: Sequence[int]) -> bool:
    """Whether each of these records may be named to the user."""
    condition = nameable(context, entity)
    if is_unconditional(condition):
        return True
    model: Any = context.application.entity_by_name[entity].model
    found = select(func.count()).select_from(model).where(model.id.in_(ids), condition)
    return context.connection.execute(found).scalar_one() == len(ids)
