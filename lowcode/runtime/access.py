"""Who may do what to which records. Nothing is allowed until a grant says so.

`predicate` is the one meaning: a SQL condition on the rows that the context's user may read, create, update or delete.
Lists, searches, counts and lookups put it into their query; saving and deleting ask it about one row. Creating is
judged on the new row (inside the transaction), updating and deleting on the row as it was before.

Rights on single fields are in `lowcode.runtime.field_rights`; the questions that others ask about them are here, too.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from lowcode.runtime.context import EVERYONE, Context
from lowcode.runtime.definitions import EntityDefinition, Grant, Verb
from lowcode.runtime.field_rights import may_read_field, may_update_field

__all__ = [
    "both",
    "can",
    "can_present",
    "granted",
    "is_denied",
    "is_unconditional",
    "may",
    "may_read_field",
    "may_update_field",
    "predicate",
]

_VERB_ON_OWNER = {
    Verb.READ: Verb.READ,
    Verb.CREATE: Verb.UPDATE,
    Verb.UPDATE: Verb.UPDATE,
    Verb.DELETE: Verb.UPDATE,
    Verb.EXPORT: Verb.EXPORT,
}
"""Rows of a sub-table are part of their owner: whoever may change it may change them."""


def predicate(entity: EntityDefinition, verb: Verb, context: Context, this: Any = None) -> ColumnElement[bool]:
    """The condition on `this` (the entity's model or an alias of it) under which the user may do `verb`."""
    subject = entity.model if this is None else this
    if context.identity.is_system:
        return true()
    if entity.owner is not None:
        return _predicate_on_owner(entity.owner, verb, context, subject)
    grants = granted(entity, verb, context)
    if any(grant.where is None for grant in grants):
        return true()
    conditions = [grant.where(subject, context) for grant in grants if grant.where is not None]
    return or_(*conditions) if conditions else false()


def _predicate_on_owner(owner_name: str, verb: Verb, context: Context, subject: Any) -> ColumnElement[bool]:
    owner = context.application.entity_by_name[owner_name]
    condition = predicate(owner, _VERB_ON_OWNER[verb], context)
    if is_unconditional(condition) or is_denied(condition):
        return condition
    model: Any = owner.model
    allowed: ColumnElement[bool] = subject.owner_record_id.in_(select(model.id).where(condition))
    return allowed


def granted(entity: EntityDefinition, verb: Verb, context: Context) -> tuple[Grant, ...]:
    """The grants of `verb` that the user's roles give him; `everyone` is a role of each signed-in user."""
    if context.identity.user_id is None:
        return ()
    roles = context.identity.roles
    return tuple(
        grant for grant in entity.grants if verb in grant.verbs and (grant.role in roles or grant.role == EVERYONE)
    )


def may(entity: EntityDefinition, verb: Verb, context: Context) -> bool:
    """Whether there can be a record that the user may do `verb` to: for menus and buttons, without a query."""
    if context.identity.is_system:
        return True
    if entity.owner is not None:
        return may(context.application.entity_by_name[entity.owner], _VERB_ON_OWNER[verb], context)
    return bool(granted(entity, verb, context))


def can(entity: EntityDefinition, verb: Verb, record_id: int, context: Context) -> bool:
    """Whether the user may do `verb` to this record, as it is in the database now."""
    condition = predicate(entity, verb, context)
    if is_denied(condition):
        return False
    model: Any = entity.model
    found = context.connection.execute(select(model.id).where(and_(model.id == record_id, condition))).first()
    return found is not None


def can_present(entity: EntityDefinition, verb: Verb, record_id: int, context: Context) -> bool:
    """The same for a record that the caller has just read: a grant without a condition needs no query then."""
    return is_unconditional(predicate(entity, verb, context)) or can(entity, verb, record_id, context)


def both(one: ColumnElement[bool], other: ColumnElement[bool]) -> ColumnElement[bool]:
    """Two of these conditions at once; what is plain stays plain."""
    if is_denied(one) or is_unconditional(other):
        return one
    return other if is_denied(other) or is_unconditional(one) else and_(one, other)


def is_unconditional(condition: ColumnElement[bool]) -> bool:
    """Whether the condition is plainly true, so that asking the database is not worth it."""
    return condition is _TRUE


def is_denied(condition: ColumnElement[bool]) -> bool:
    """Whether the condition is plainly false."""
    return condition is _FALSE


_TRUE = true()
_FALSE = false()
