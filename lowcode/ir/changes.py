"""What a specification says about its own past: `was`, `drop`, `from`."""

from __future__ import annotations

from enum import Enum

from lowcode.ir.expressions import Expression
from lowcode.ir.labels import Label
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


class Kind(Enum):
    """What can be renamed or dropped."""

    ENTITY = "entity"
    FIELD = "field"
    OPTION = "option"
    """An option of a choice or a state of a flow."""
    CHOICE = "choice"
    FLOW = "flow"
    APPROVAL = "approval"
    STEP = "step"
    """A step of an approval."""
    RULE = "rule"
    ROLE = "role"
    MESSAGE = "message"
    CONNECTION = "connection"
    REPORT = "report"
    DASHBOARD = "dashboard"


@dataclass(frozen=True, slots=True)
class Rename:
    """`was old`: the data of `old` belongs to `new` from now on."""

    kind: Kind
    owner: str
    """The entity of a field, the choice or flow of an option, the approval of a step, by its new name; else empty."""
    new: str
    old: str
    span: Span

    @property
    def key(self) -> str:
        """What the snapshot remembers it by."""
        return f"{self.kind.value} {self.owner}.{self.new} was {self.old}"


@dataclass(frozen=True, slots=True)
class Drop:
    """`drop field Customer.fax "reason"`, `drop option Source.expo to web "reason"`: it is gone on purpose."""

    kind: Kind
    owner: str
    """As in `Rename`; the owner may itself be dropped or renamed (then by its new name)."""
    name: str
    replacement: str | None
    """What records get instead: an option, a state, a role, a step; None: nothing."""
    reason: Label
    span: Span

    @property
    def key(self) -> str:
        """What the snapshot remembers it by."""
        return f"drop {self.kind.value} {self.owner}.{self.name}"


class FillReason(Enum):
    """Why records that are there get a value, which says which of them."""

    NEW = "new"
    """The field was not there: every record."""
    RETYPED = "retyped"
    """Its values cannot stay as they are: every record."""
    MERGED = "merged"
    """It takes in a field that is dropped, or its own values are put right, once: every record."""
    REQUIRED = "required"
    """It may no longer be empty: the records in which it is."""


@dataclass(frozen=True, slots=True)
class Fill:
    """`from expression`: what records that are there get in a field that is new, of another type, or required now.

    `this` is the record in the middle of the migration (`lowcode.ir.middle`): fields that stay have their new names,
    fields that are dropped or change their type have their old names and types.
    """

    entity: str
    field: str
    expression: Expression
    reason: FillReason
    span: Span

    @property
    def key(self) -> str:
        """What the snapshot remembers it by."""
        return fill_key(self.entity, self.field)


def fill_key(entity: str, field: str) -> str:
    """What the snapshot remembers the `from` of a field by."""
    return f"from {entity}.{field}"


@dataclass(frozen=True, slots=True)
class Changes:
    """All of it, in the order of the specification."""

    renames: tuple[Rename, ...] = ()
    drops: tuple[Drop, ...] = ()
    fills: tuple[Fill, ...] = ()
    """Those that have something to do, compared with what the last build knew; without it, none."""
    keys: frozenset[str] = frozenset()
    """Of everything that the specification says, for the snapshot: from the next build on it has been answered."""
    layers: frozenset[tuple[str, str]] = frozenset()
    """What layers above the lowest declare (`field Customer.region`), each with its folder, for the snapshot."""
