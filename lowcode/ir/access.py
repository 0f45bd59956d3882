"""Who may do what to which records and fields, resolved and checked."""

from __future__ import annotations

from enum import Enum

from lowcode.ir.expressions import Expression
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


class Verb(Enum):
    """What access is granted to."""

    READ = "read"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Grant:
    """`role verb, verb where e`. `all` has become all verbs."""

    role: str
    verbs: tuple[Verb, ...]
    where: Expression | None
    span: Span


class FieldRight(Enum):
    """What a line of a `field` block gives."""

    READ = "read"
    UPDATE = "update"
    MASKED = "masked"
    """To see that there is a value, and a part of it that does not give it away."""


@dataclass(frozen=True, slots=True)
class FieldGrant:
    """`read role where e` in a `field` block, one per role."""

    role: str
    right: FieldRight
    where: Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class FieldAccess:
    """The `field` block of one field: nobody else reads or changes it, whatever the entity's grants say."""

    field: str
    grants: tuple[FieldGrant, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Access:
    """The grants on one entity, in the order of the spec. An entity without is closed to everybody."""

    entity: str
    grants: tuple[Grant, ...]
    span: Span
    fields: tuple[FieldAccess, ...] = ()
    """At most one per field; fields without follow the grants."""

    def to_field(self, name: str) -> FieldAccess | None:
        """The `field` block of a field, if it has one."""
        return next((each for each in self.fields if each.field == name), None)
