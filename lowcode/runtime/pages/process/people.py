"""Users as pages of processes show them: by name, with their disc."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, true
from starlette.responses import JSONResponse, Response

from lowcode.runtime.context import Context
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.shell import initials, tone
from lowcode.runtime.process.audience import members
from lowcode.runtime.process_definitions import Role
from lowcode.runtime.queries.plans import SYSTEM_FIELDS

_LONGEST = 100
MOST_OFFERED = 300
"""So many colleagues stand in one select; in a firm with more, the others are searched for."""
LOOKUP = "/-/colleagues"
"""Where they are searched for."""


@dataclass(frozen=True, slots=True)
class Colleagues:
    """Who can be chosen: ids and names. `lookup`: where the others are found, empty if there are none."""

    options: tuple[tuple[int, str], ...] = ()
    lookup: str = ""


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


def choosable(
    context: Context, role: str | None = None, *, chosen: Iterable[int] = (), but: int | None = None
) -> Colleagues:
    """The active colleagues that one may choose: of a role, or all; by name, whoever is `chosen` among them."""
    if role is not None:
        users = [(user.id, user.name) for user in members(context, (Role(role),), None)]
        return Colleagues(tuple(sorted(users, key=lambda each: each[1])))
    model: Any = context.application.entity_by_name["user"].model
    active = select(model.id, model.name).where(model.active.is_(true())).order_by(model.name, model.id)
    rows = context.connection.execute(active.limit(MOST_OFFERED + 1)).all()
    found = {row[0]: row[1] for row in rows[:MOST_OFFERED]}
    missing = [each for each in chosen if each not in found]
    if missing:
        found |= {row[0]: row[1] for row in context.connection.execute(active.where(model.id.in_(missing)))}
    options = tuple(pair for pair in found.items() if pair[0] != but)
    return Colleagues(options, LOOKUP if len(rows) > MOST_OFFERED else "")


def show_colleagues(request: PageRequest) -> Response:
    """`GET /-/colleagues?q=…`: active users by what somebody types."""
    text = request.query.get("q", "")[:_LONGEST]
    links = request.service.queries.options(SYSTEM_FIELDS["created_by"], text, None, request.context)
    return JSONResponse({"options": [{"value": str(link.id), "text": link.title or f"#{link.id}"} for link in links]})
