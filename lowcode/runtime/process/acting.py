"""What rules look at: the record as it was, and records in memory that still show what the database no longer holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm.attributes import instance_dict

from lowcode.runtime.context import Context, Identity
from lowcode.runtime.definitions import EntityDefinition, ManyReference, Reference
from lowcode.runtime.process.index import ProcessIndex
from lowcode.runtime.saving.facts import attribute_of


class Old:
    """A record before a change: its columns as they were; whatever else is asked for is as it is now."""

    __slots__ = ("_context", "_entity", "_record", "_values")

    def __init__(self, context: Context, entity: EntityDefinition, record: Any, values: Mapping[str, Any]) -> None:
        self._context = context
        self._entity = entity
        self._record = record
        self._values = values

    def __getattr__(self, name: str) -> Any:
        if name in self._values:
            return self._values[name]
        definition = self._entity.field_by_name.get(name)
        match definition.type if definition is not None else None:
            case Reference(entity=target) if f"{name}_id" in self._values:
                return self._target(target, self._values[f"{name}_id"])
            case ManyReference(entity=target) if f"{name}_ids" in self._values:
                found = [self._target(target, each) for each in self._values[f"{name}_ids"]]
                return [each for each in found if each is not None]
        return getattr(self._record, name)

    def _target(self, entity: str, record_id: int | None) -> Any:
        if record_id is None:
            return None
        return self._context.session.get(self._context.application.entity_by_name[entity].model, record_id)


def old_values(entity: EntityDefinition, before: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of `Old` from the values of fields: `owner` becomes `owner_id`."""
    found: dict[str, Any] = {}
    for name, value in before.items():
        definition = entity.field_by_name.get(name)
        if definition is None:
            found[name] = value
        elif isinstance(definition.type, ManyReference):
            found[f"{name}_ids"] = value
        else:
            found[attribute_of(definition)] = value
    return found


def refresh_lists(context: Context, index: ProcessIndex, entity: str) -> None:
    """Reverse lists in memory are read anew: a record of the entity has come, gone or changed sides."""
    lists = index.lists_of.get(entity, ())
    if not lists:
        return
    session = context.session
    for record in list(session.identity_map.values()):
        loaded = instance_dict(record)
        names = [name for model, name in lists if isinstance(record, model) and name in loaded]
        if names:
            session.expire(record, names)


def as_user(context: Context, user_id: int | None) -> Context:
    """The app at work for somebody whose doing it goes on with; nobody if he is gone."""
    if user_id is None or user_id == context.user_id:
        return context
    model: Any = context.application.entity_by_name["user"].model
    user = context.session.get(model, user_id)
    if user is None:
        return context
    given = frozenset(user.roles)
    included = (each.includes for each in context.application.roles if each.name in given)
    identity = Identity(
        user_id=user_id,
        name=user.name,
        roles=given.union({"everyone"}, *included),
        department_id=user.department_id,
        is_system=True,
    )
    return replace(context, identity=identity, basis=context, followed=None)


def as_reader(context: Context, user_id: int | None) -> Context | None:
    """The eyes of a user: with the rights of that person, not with those of the app. None: he is gone or has left."""
    model: Any = context.application.entity_by_name["user"].model
    user = None if user_id is None else context.session.get(model, user_id)
    if user is None or user.active is not True:
        return None
    acting = as_user(context, user_id)
    return replace(acting, identity=replace(acting.identity, is_system=False))
