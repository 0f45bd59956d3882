"""Users as pages of processes show them: by name, with their disc."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, true

from lowcode.runtime.context import Context
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.shell import initials, tone
from lowcode.runtime.process.audience import members
from lowcode.runtime.process_definitions import Role

MOST_OFFERED = 300
"""So many colleagues stand in one select; a firm with more searches for them."""


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody."""

    id: int
    name: str
    initials: str
    tone: int


def people_by_id(request: PageRequest, ids: Iterable[int | None]) -> Mapping[int, PersonView]:
    """The users with these ids; one query."""
    wanted = {each for each in ids if each is not None}
    if not wanted:
        return {}
    found = request.service.queries.titles("user", wanted, request.context)
    names = {each: (found[each].title if each in found else None) or f"#{each}" for each in wanted}
    return {each: PersonView(each, name, initials(name), tone(name)) for each, name in names.items()}


def choosable(context: Context, role: str | None = None) -> tuple[tuple[int, str], ...]:
    """The active colleagues that one may choose: of a role, or all; by name."""
    if role is not None:
        users = [(user.id, user.name) for user in members(context, (Role(role),), None)]
        return tuple(sorted(users, key=lambda each: each[1]))
    model: Any = context.application.entity_by_name["user"].model
    statement = select(model.id, model.name).where(model.active.is_(true())).order_by(model.name, model.id)
    return tuple((row[0], row[1]) for row in context.connection.execute(statement.limit(MOST_OFFERED)))
