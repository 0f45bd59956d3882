"""Rights on single fields: who sees the value, who sees a masked form of it, who may change it.

A field without a `field` block in the specification is as open as its record, and costs nothing here. `sight_of` and
`update_of` are the one meaning of a block for one user; queries, saving and pages all ask them:

* queries (`queries.field_guards`) let a value out of the database only as far as the user may see it;
* saving (`saving.field_guards`) refuses what he may not change;
* forms and menus leave out what would be neither seen nor saved.

Whoever may not read a field may not change it either: he would not know what he overwrites.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, case, false, literal_column, or_, select, true

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.catalog.field_types.base import MASK
from lowcode.runtime.context import EVERYONE, Context
from lowcode.runtime.definitions import EntityDefinition, FieldDefinition, FieldGrant, FieldRight, Scalar


class Masked(str):
    """A value that is shown in its place: `138****8000`. Pages print it as it stands."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Permission:
    """For which records something is allowed: all, none, or those of the grants' conditions."""

    grants: tuple[FieldGrant, ...]

    @property
    def is_never(self) -> bool:
        """Whether it is allowed for no record."""
        return not self.grants

    @property
    def is_always(self) -> bool:
        """Whether it is allowed for every record that one may read."""
        return any(each.where is None for each in self.grants)

    @property
    def depends(self) -> bool:
        """Whether the record decides."""
        return bool(self.grants) and not self.is_always

    def condition(self, subject: Any, context: Context) -> ColumnElement[bool]:
        """The condition on rows: `subject` is the entity's model or an alias of it."""
        if self.is_always:
            return true()
        return or_(false(), *(each.where(subject, context) for each in self.grants if each.where is not None))

    def holds(self, record: Any, context: Context) -> bool:
        """Whether it is allowed for a loaded record, as it stands."""
        return any(each.record is None or each.record(record, context) is True for each in self.grants)


ALWAYS: Final = Permission((FieldGrant(role=EVERYONE, right=FieldRight.READ),))
NEVER: Final = Permission(())


@dataclass(frozen=True, slots=True)
class Sight:
    """What one user sees of one field. Where neither applies, there is nothing to be seen."""

    full: Permission
    masked: Permission

    @property
    def is_full(self) -> bool:
        """Whether the value is seen in every record."""
        return self.full.is_always

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is seen in any record."""
        return self.full.is_never and self.masked.is_never

    @property
    def depends(self) -> bool:
        """Whether the record decides what is seen."""
        return not self.full.is_always and (self.full.depends or self.masked.depends)


OPEN: Final = Sight(ALWAYS, NEVER)
"""A field as open as its record."""


def sight_of(context: Context, entity: EntityDefinition, field: str) -> Sight:
    """What the user sees of a field of the records that he may read."""
    grants = entity.field_grants.get(field) if entity.field_grants else None
    if grants is None or context.identity.is_system:
        return OPEN
    return Sight(_given(context, grants, FieldRight.READ), _given(context, grants, FieldRight.MASKED))


def update_of(context: Context, entity: EntityDefinition, field: str) -> Permission:
    """For which of the records that he may change the user may change a field; reading it is asked beside."""
    grants = entity.field_grants.get(field) if entity.field_grants else None
    if grants is None or context.identity.is_system:
        return ALWAYS
    return _given(context, grants, FieldRight.UPDATE)


def _given(context: Context, grants: tuple[FieldGrant, ...], right: FieldRight) -> Permission:
    identity = context.identity
    if identity.user_id is None:
        return NEVER
    return Permission(
        tuple(each for each in grants if each.right is right and (each.role in identity.roles or each.role == EVERYONE))
    )


def may_read_field(context: Context, entity: EntityDefinition, field: str, record: Any = None) -> bool:
    """Whether the user reads the whole value of a field in a record that he may read.

    Without a record: whether there can be such a record.
    """
    full = sight_of(context, entity, field).full
    return not full.is_never if record is None else full.is_always or full.holds(record, context)


def may_see_field(context: Context, entity: EntityDefinition, field: str, record: Any = None) -> bool:
    """Whether the user sees anything of a field: the value, or its masked form."""
    sight = sight_of(context, entity, field)
    if record is None:
        return not sight.is_nothing
    return may_read_field(context, entity, field, record) or (
        sight.masked.is_always or sight.masked.holds(record, context)
    )


def may_update_field(context: Context, entity: EntityDefinition, field: str, record: Any = None) -> bool:
    """Whether the user may change a field of a record that he may change; without one: of any.

    An existing record is judged as it is before the change, a new one as it stands.
    """
    update = update_of(context, entity, field)
    if record is None:
        return not update.is_never and may_read_field(context, entity, field)
    is_allowed = update.is_always or update.holds(record, context)
    return is_allowed and may_read_field(context, entity, field, record)


@dataclass(frozen=True, slots=True)
class FieldState:
    """What the user may do with one field of one record: nothing depends any more."""

    reads: bool
    sees_mask: bool
    updates: bool
    """He may change the field, if he may change the record at all."""

    @property
    def is_seen(self) -> bool:
        """Whether the value or its masked form is seen."""
        return self.reads or self.sees_mask


OPEN_STATE: Final = FieldState(reads=True, sees_mask=False, updates=True)


def states_in_record(context: Context, entity: EntityDefinition, record_id: int) -> dict[str, FieldState]:
    """The states of the restricted fields of a record as it is in the database; a query only where conditions ask."""
    permissions = _permissions(context, entity)
    conditional = list(dict.fromkeys(each for three in permissions.values() for each in three if each.depends))
    answers: dict[Permission, bool] = {}
    if conditional:
        model: Any = entity.model
        asked = [as_number(each.condition(model, context)) for each in conditional]
        row = context.connection.execute(select(*asked).where(model.id == record_id)).first()
        answers = {each: row is not None and bool(row[at]) for at, each in enumerate(conditional)}
    return {name: _state(three, answers) for name, three in permissions.items()}


def states_of_new(context: Context, entity: EntityDefinition, record: Any) -> dict[str, FieldState]:
    """The states of the restricted fields of a record that does not exist yet, as it stands in its form."""
    permissions = _permissions(context, entity)
    conditional = dict.fromkeys(each for three in permissions.values() for each in three if each.depends)
    answers = {each: each.holds(record, context) for each in conditional}
    return {name: _state(three, answers) for name, three in permissions.items()}


def states_of(context: Context, entity: EntityDefinition, record: Any) -> dict[str, FieldState]:
    """The states of the restricted fields of a record in a form: saved ones are judged as they are in the database."""
    if not entity.field_grants:
        return {}
    if record.id is None:
        return states_of_new(context, entity, record)
    return states_in_record(context, entity, record.id)


def seen_content(
    context: Context, entity: EntityDefinition, record_id: int, content: Mapping[str, Any]
) -> dict[str, Any]:
    """Values that were kept of a record (what was signed, what a change was) as far as the user sees them, by field."""
    states = states_in_record(context, entity, record_id)
    seen: dict[str, Any] = {}
    for name, value in content.items():
        state = states.get(name, OPEN_STATE)
        if state.reads:
            seen[name] = value
        elif state.sees_mask:
            seen[name] = masked_value(entity.field_by_name[name], value)
    return seen


_Permissions: TypeAlias = tuple[Permission, Permission, Permission]


def _permissions(context: Context, entity: EntityDefinition) -> dict[str, _Permissions]:
    found: dict[str, _Permissions] = {}
    for name in entity.field_grants:
        sight = sight_of(context, entity, name)
        found[name] = (sight.full, sight.masked, update_of(context, entity, name))
    return found


def _state(permissions: _Permissions, answers: Mapping[Permission, bool]) -> FieldState:
    reads, masked, updates = (each.is_always or answers.get(each, False) for each in permissions)
    return FieldState(reads=reads, sees_mask=masked, updates=updates and reads)


def as_number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """The condition as something to select; what is empty does not hold."""
    return case((condition, literal_column("1")), else_=literal_column("0"))


def reads_every_value(context: Context, entity: EntityDefinition, field: str) -> bool:
    """Whether the user reads the field in every record that he may read.

    Only then may lists be sorted and records be found by it: an order and a hit tell about all records at once.
    """
    return sight_of(context, entity, field).is_full


def is_restricted(entity: EntityDefinition, field: str) -> bool:
    """Whether the field has rights of its own, for whomever."""
    return field in entity.field_grants


def masked_value(definition: FieldDefinition, value: Any) -> Masked | None:
    """The masked form of a value; empty stays empty."""
    if value is None or value == ():
        return None
    if isinstance(definition.type, Scalar):
        return Masked(FIELD_TYPES[definition.type.kind].masked(value))
    return Masked(MASK)
