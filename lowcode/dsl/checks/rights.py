"""What a role may do, as far as the specification tells: the compile-time side of `access`.

Other checks ask here, too: whether somebody who is to sign a record can read what he signs, whether a rule acts within
the rights of whom it acts for.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from enum import IntEnum
from functools import cached_property
from typing import Any

from lowcode.dsl.symbols import EVERYONE
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir.access import FieldAccess, FieldGrant, FieldRight, Grant, Verb
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


class Extent(IntEnum):
    """For how many records something is allowed. Larger is more."""

    NEVER = 0
    SOMETIMES = 1
    """Under a condition."""
    ALWAYS = 2


@dataclass(frozen=True)
class Rights:
    """The rights of the roles of an application. Who has a role has the roles that it includes, and `everyone`."""

    application: app.Application

    def on_records(self, role: str, entity: str, verb: Verb = Verb.READ) -> Extent:
        """Which records of an entity the role may do this to; rows of a sub-table follow the record that owns them."""
        owner = self.application.entity(entity).owner
        if owner is not None:
            is_read = verb in (Verb.READ, Verb.EXPORT)
            return self.on_records(role, owner, verb if is_read else Verb.UPDATE)
        access = self.application.access_to(entity)
        grants = access.grants if access is not None else ()
        return self._extent(role, (each for each in grants if verb in each.verbs))

    def roles(self, entity: str, verb: Verb = Verb.READ) -> dict[str, Extent]:
        """The roles that may do this to records of the entity, in the order of the specification."""
        extents = {each.name: self.on_records(each.name, entity, verb) for each in self.application.roles}
        return {name: extent for name, extent in extents.items() if extent is not Extent.NEVER}

    def on_field(self, role: str, entity: str, field: str, right: FieldRight = FieldRight.READ) -> Extent:
        """For which records the role may read or change this field: never more than the records themselves."""
        verb = Verb.UPDATE if right is FieldRight.UPDATE else Verb.READ
        return min(self.on_records(role, entity, verb), self.by_block(role, entity, field, right))

    def by_block(self, role: str, entity: str, field: str, right: FieldRight) -> Extent:
        """What the `field` block alone says; without one the field is as open as its record, and masked to nobody.

        The fields of a sub-table share the block of the sub-table.
        """
        block = self.block(entity, field)
        found = self.application.entity(entity)
        if found.owner is not None and found.owner_field is not None:
            return self.by_block(role, found.owner, found.owner_field, right)
        if block is None:
            return Extent.NEVER if right is FieldRight.MASKED else Extent.ALWAYS
        return self._extent(role, (each for each in block.grants if each.right is right))

    def lines(self, role: str, entity: str, field: str, right: FieldRight) -> tuple[FieldGrant, ...]:
        """The lines of the `field` block that give a right to whoever has the role."""
        block = self.block(entity, field)
        grants = block.grants if block is not None else ()
        return tuple(each for each in grants if each.right is right and each.role in self._held[role])

    def block(self, entity: str, field: str) -> FieldAccess | None:
        """The `field` block of a field."""
        return self._blocks.get((entity, field))

    @property
    def has_blocks(self) -> bool:
        """Whether any field is restricted."""
        return bool(self._blocks)

    @cached_property
    def _blocks(self) -> dict[tuple[str, str], FieldAccess]:
        return {(access.entity, each.field): each for access in self.application.access for each in access.fields}

    @cached_property
    def _held(self) -> dict[str, frozenset[str]]:
        return {each.name: frozenset((*each.includes, EVERYONE)) for each in self.application.roles}

    def _extent(self, role: str, grants: Iterable[Grant | FieldGrant]) -> Extent:
        found = Extent.NEVER
        for each in grants:
            if each.role in self._held[role]:
                found = max(found, Extent.ALWAYS if each.where is None else Extent.SOMETIMES)
        return found


def is_same_condition(one: ir.Expression | None, other: ir.Expression | None) -> bool:
    """Whether two expressions say the same, wherever they were written."""
    return bool(_without_places(one) == _without_places(other))


def _without_places(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_without_places(each) for each in value)
    if isinstance(value, Span) or not dataclasses.is_dataclass(value):
        return None if isinstance(value, Span) else value
    names = (each.name for each in dataclasses.fields(value))
    return (type(value).__name__, *(_without_places(getattr(value, name)) for name in names))
