"""Who is meant: roles, paths from a record, leaders of departments, addresses of people without an account.

To address people (`members`, `addresses`) and to permit something (`includes`) are two questions: a director may do
what a sales person may, but is not told everything that sales people are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select, true

from lowcode.runtime.context import EVERYONE, Context
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.process_definitions import Address, Audience, Leaders, People, Role

_MOST_LEVELS = 50
"""Departments above one another; more are a circle that somebody has made by hand."""


def members(context: Context, audiences: Iterable[Any], this: Any) -> list[Any]:
    """The active users who are addressed, each once, in the order in which they are named.

    An item may be an `Audience`, asked about the record `this`, or what is known already: a user, a department (its
    leader), or lists of them.
    """
    found: dict[int, Any] = {}
    for each in _users(context, audiences, this):
        if each.active is True:
            found.setdefault(each.id, each)
    return list(found.values())


def addresses(context: Context, audiences: Iterable[Any], this: Any) -> list[str]:
    """The addresses of people without an account among the addressed, each once."""
    found: dict[str, None] = {}
    for each in audiences:
        value = each.of(this, context) if isinstance(each, Address) else each
        for text in _items(value):
            if isinstance(text, str) and text.strip():
                found[text.strip()] = None
    return list(found)


def includes(context: Context, audiences: Iterable[Audience], this: Any, user: Any) -> bool:
    """Whether a user is one of those who may; what a role includes counts."""
    if user is None or user.active is not True:
        return False
    return any(_includes(context, each, this, user) for each in audiences)


def roles_of(context: Context, user: Any) -> frozenset[str]:
    """All roles of a user, included ones and `everyone` among them."""
    if user.id == context.user_id:
        return context.identity.roles
    given = frozenset(user.roles)
    included = (each.includes for each in context.application.roles if each.name in given)
    return given.union({EVERYONE}, *included)


def users_in_role(context: Context, role: str) -> list[Any]:
    """The active users to whom the role was given; if nobody, those who have it by inclusion."""
    if role == EVERYONE:
        return _active(context, None)
    return _active(context, {role}) or _active(context, _roles_with(context.application, role) - {role})


def _includes(context: Context, audience: Any, this: Any, user: Any) -> bool:
    if isinstance(audience, Role):
        return audience.name in roles_of(context, user)
    return any(each.id == user.id for each in _users(context, (audience,), this))


def _users(context: Context, audiences: Iterable[Any], this: Any) -> Iterator[Any]:
    for each in audiences:
        match each:
            case Role(name=name):
                yield from users_in_role(context, name)
            case Leaders(of=of, levels=levels):
                for item in _items(of(this, context)):
                    yield from leaders_of(context, item, levels)
            case People(of=of):
                yield from _people(context, of(this, context))
            case Address():
                continue
            case _:
                yield from _people(context, each)


def _people(context: Context, value: Any) -> Iterator[Any]:
    """The users that a value names; a department stands for its leader, a text is an address and nobody here."""
    user_model, department_model = _model(context, "user"), _model(context, "department")
    for item in _items(value):
        if isinstance(item, user_model):
            yield item
        elif isinstance(item, department_model) and item.leader is not None:
            yield item.leader


def leaders_of(context: Context, value: Any, levels: int | None) -> Iterator[Any]:
    """The leader of a department (or of a user's) and of those above; who has none that works here is passed over."""
    department = value.department if isinstance(value, _model(context, "user")) else value
    left = levels if levels is not None else _MOST_LEVELS
    for _ in range(_MOST_LEVELS):
        if department is None or left <= 0:
            return
        if department.leader is not None and department.leader.active is True:
            left -= 1
            yield department.leader
        department = department.parent


def _items(value: Any) -> Iterator[Any]:
    if value is None:
        return
    if isinstance(value, str) or not isinstance(value, Iterable):
        yield value
        return
    for each in value:
        yield from _items(each)


def _model(context: Context, entity: str) -> Any:
    return context.application.entity_by_name[entity].model


def _roles_with(application: ApplicationDefinition, role: str) -> set[str]:
    return {each.name for each in application.roles if role in each.includes}


def _active(context: Context, roles: set[str] | None) -> list[Any]:
    model = _model(context, "user")
    statement = select(model).where(model.active.is_(true())).order_by(model.id)
    if roles is not None:
        options: Any = model.roles_options.property.mapper.class_
        statement = statement.where(model.id.in_(select(options.record_id).where(options.option.in_(roles))))
    return list(context.session.scalars(statement))
