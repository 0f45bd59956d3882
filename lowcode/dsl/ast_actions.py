"""The part of the syntax tree that stands for people and for what rules, states and approvals do.

`lowcode.dsl.ast` has all of it. A target is an `Expr` made of names only (`NameExpr`, `MemberExpr`): a local record, a
field of the record, `this`. Where a target may be left out it is None, which means `this`.
"""

from __future__ import annotations

from typing import TypeAlias

from lowcode.dsl.ast_expressions import AssignmentDecl, CallExpr, Expr, LiteralExpr, Name, TextDecl, TextExpr
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

# --- people ---


@dataclass(frozen=True, slots=True)
class PeopleRef:
    """`sales`, `owner`, `owner.manager`, `this.owner`, `c.owner`, `engineers`, `pick(User where …, first)`.

    `expression` is a `NameExpr`, a `MemberExpr` of names or a `CallExpr`. A bare name may be a role as well as a field.
    """

    expression: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class RoleRef:
    """`role sales`: the role, even where a field has that name."""

    role: Name
    span: Span


@dataclass(frozen=True, slots=True)
class LeadersRef:
    """`leader of owner.department`, `leaders of owner.department up to 2`.

    `levels` is None for all up to the top; `is_single` says that `leader` was written, which is one level.
    """

    target: Expr
    is_single: bool
    levels: LiteralExpr | None
    span: Span


@dataclass(frozen=True, slots=True)
class ChosenRef:
    """`chosen by submitter`, `chosen by submitter among sales` (also `among role sales`)."""

    among: Name | None
    span: Span


AudienceRef: TypeAlias = PeopleRef | RoleRef | LeadersRef | ChosenRef

# --- changes of records ---


@dataclass(frozen=True, slots=True)
class FieldValueDecl:
    """`f = e`, `x.f = e`, `x.owner.f = e` of `set`: `target` is `x` or `x.owner`; None where only a field was named.

    `this.f = e` has the target `this`. A value may be a `ListExpr` of values or of `RecordExpr`s.
    """

    target: Expr | None
    field: Name
    value: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class SetDecl:
    """`set f = e, x.g = e`; also a statement of scenarios."""

    values: tuple[FieldValueDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class CreateDecl:
    """`create E as x { f = e }`; in scenarios `let x = create E { … }` and `create E { … }`."""

    entity: Name
    variable: Name | None
    values: tuple[AssignmentDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class UpdateDecl:
    """`update E where e { f = e }`."""

    entity: Name
    where: Expr | None
    values: tuple[AssignmentDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class DeleteDecl:
    """`delete`, `delete x`; also a statement of scenarios, where it always has a target."""

    target: Expr | None
    span: Span


@dataclass(frozen=True, slots=True)
class MoveDecl:
    """`move -> state`, `move x -> state`."""

    target: Expr | None
    state: Name
    span: Span


@dataclass(frozen=True, slots=True)
class SubmitDecl:
    """`submit Approval`, `submit Approval for x`."""

    approval: Name
    target: Expr | None
    span: Span


# --- words to people ---


@dataclass(frozen=True, slots=True)
class NotifyDecl:
    """`notify who by app, email cc who "text"`. Channels are any words (`lowcode.catalog.channels` knows which)."""

    to: tuple[AudienceRef, ...]
    channels: tuple[Name, ...]
    copies: tuple[AudienceRef, ...]
    text: TextExpr
    span: Span


@dataclass(frozen=True, slots=True)
class SendDecl:
    """`send Message to who by email cc who on x`."""

    message: Name
    to: tuple[AudienceRef, ...]
    channels: tuple[Name, ...]
    copies: tuple[AudienceRef, ...]
    about: Expr | None
    """`on x`; None for `this`."""
    span: Span


@dataclass(frozen=True, slots=True)
class TaskDecl:
    """`task who "text" on x due 3d`. `due` is any expression; a duration (`LiteralKind.DURATION`) counts from now."""

    to: tuple[AudienceRef, ...]
    text: TextExpr
    about: Expr | None
    """`on x`; None for `this`."""
    due: Expr | None
    span: Span


@dataclass(frozen=True, slots=True)
class StopDecl:
    """`stop "message"`."""

    message: TextExpr
    span: Span


# --- hand-written functions ---


@dataclass(frozen=True, slots=True)
class CallDecl:
    """`call register(this, amount)`."""

    call: CallExpr
    span: Span


# --- calls out ---


@dataclass(frozen=True, slots=True)
class BodyObjectDecl:
    """`{ name = value, "other-name" = value }`."""

    entries: tuple[BodyEntryDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class BodyRowsDecl:
    """`lines { product = product.code }`: an object per record of the list, which may be a `FilteredExpr`."""

    list: Expr
    row: BodyObjectDecl
    span: Span


@dataclass(frozen=True, slots=True)
class BodyEntryDecl:
    """`name = value`; a name in quotation marks is a `TextDecl`. A list of plain values is a `ListExpr`."""

    name: Name | TextDecl
    value: Expr | BodyObjectDecl | BodyRowsDecl
    span: Span


@dataclass(frozen=True, slots=True)
class CallOutDecl:
    """`post Connection "/path/{e}" { … }`."""

    method: Name
    """`post`, `put`, `patch`, `get` or `delete`."""
    connection: Name
    path: TextExpr
    body: BodyObjectDecl | None
    span: Span


# --- control ---


@dataclass(frozen=True, slots=True)
class ForDecl:
    """`for x in e { … }`, `for x in Entity where e { … }`: with a `where` the list is a `FilteredExpr`."""

    variable: Name
    list: Expr
    actions: tuple[ActionDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class IfDecl:
    """`if e { … } else { … }`; `else if` is an `IfDecl` alone in `otherwise`."""

    condition: Expr
    then: tuple[ActionDecl, ...]
    otherwise: tuple[ActionDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class LaterDecl:
    """`after 3d unless e { … }`."""

    duration: LiteralExpr
    unless: Expr | None
    actions: tuple[ActionDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class RepeatDecl:
    """`repeat every 1d until e max 3 { … }`."""

    every: LiteralExpr
    until: Expr | None
    most: LiteralExpr | None
    actions: tuple[ActionDecl, ...]
    span: Span


ActionDecl: TypeAlias = (
    SetDecl
    | CreateDecl
    | UpdateDecl
    | DeleteDecl
    | NotifyDecl
    | SendDecl
    | TaskDecl
    | MoveDecl
    | SubmitDecl
    | CallOutDecl
    | ForDecl
    | IfDecl
    | LaterDecl
    | RepeatDecl
    | StopDecl
    | CallDecl
)
