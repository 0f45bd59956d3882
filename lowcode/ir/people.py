"""People whom flows, approvals and rules name, resolved and checked."""

from __future__ import annotations

from typing import TypeAlias

from lowcode.ir.expressions import Expression
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, slots=True)
class RoleMembers:
    """The active users to whom the role was given; if nobody, those who have it by inclusion.

    Where it is asked whether somebody may (`by`), inclusion counts as in `access`.
    """

    role: str
    span: Span


@dataclass(frozen=True, slots=True)
class People:
    """Whom an expression names: a user, a list of users, or a department (its leader)."""

    expression: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Leaders:
    """`leader of d`, `leaders of d up to n`: the leader of the department (or the user's) and those above.

    `levels` 1 is the leader alone, None all up to the top. Departments without a leader are passed over.
    """

    expression: Expression
    levels: int | None
    span: Span


@dataclass(frozen=True, slots=True)
class ChosenBySubmitter:
    """`chosen by submitter`, in approvals: whoever submits names one or more signers. `among` limits to a role."""

    among: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Address:
    """An e-mail address or phone number in a field: somebody without an account, in `notify` and `send`."""

    expression: Expression
    span: Span


Audience: TypeAlias = RoleMembers | People | Leaders | ChosenBySubmitter | Address
