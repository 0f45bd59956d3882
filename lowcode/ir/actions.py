"""What rules, states and approvals do, resolved and checked."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from lowcode.ir.expressions import Duration, Expression, FunctionCall
from lowcode.ir.people import Audience
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


class Channel(Enum):
    """Ways to reach people (`lowcode.catalog.channels`)."""

    APP = "app"
    EMAIL = "email"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class FieldValue:
    """`field = expression`; many-valued fields take a `ListValue`, sub-tables `RowsValue`."""

    field: str
    value: Expression | ListValue | RowsValue
    span: Span


@dataclass(frozen=True, slots=True)
class ListValue:
    """`[a, b]` for a field of many."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class RowsValue:
    """`[{ product = p, qty = 2 }]` for a sub-table."""

    rows: tuple[tuple[FieldValue, ...], ...]


@dataclass(frozen=True, slots=True)
class SetFields:
    """`set f = e`, `set x.f = e` (x a reference or a local record)."""

    target: Expression
    values: tuple[FieldValue, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class CreateRecord:
    """`create E as x { f = e }`."""

    entity: str
    variable: str | None
    values: tuple[FieldValue, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class UpdateRecords:
    """`update E where e { f = e }`; the records are `VariableKind.ITEM` of `depth` in `where` and in the values."""

    entity: str
    depth: int
    where: Expression | None
    values: tuple[FieldValue, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class DeleteRecord:
    """`delete` (this), `delete x`."""

    target: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Notify:
    """`notify who by app, email cc who "text"`."""

    to: tuple[Audience, ...]
    copies: tuple[Audience, ...]
    channels: tuple[Channel, ...]
    text: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class SendMessage:
    """`send Message to who by email cc who`; `this` of the message is the record that `about` names."""

    message: str
    about: Expression
    to: tuple[Audience, ...]
    copies: tuple[Audience, ...]
    channels: tuple[Channel, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SendDashboard:
    """`send Dashboard to who cc who`: a mail to each of them, with what they may see of it."""

    dashboard: str
    to: tuple[Audience, ...]
    copies: tuple[Audience, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class CreateTask:
    """`task who "text" on r due d`. `due` is a Duration from now, or an expression for a date or an instant."""

    to: tuple[Audience, ...]
    text: Expression
    about: Expression
    due: Duration | Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class MoveState:
    """`move -> state`, `move x -> state`: a transition that the app makes; its conditions and approvals hold."""

    target: Expression
    flow: str
    state: str
    span: Span


@dataclass(frozen=True, slots=True)
class SubmitApproval:
    """`submit Approval`, `submit Approval for x`."""

    approval: str
    target: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class BodyObject:
    """`{ name = value, … }` of a call out."""

    entries: tuple[tuple[str, BodyValue], ...]


@dataclass(frozen=True, slots=True)
class BodyRows:
    """`lines = lines { product = product.code }`: one object per record of the list, each `ITEM` of `depth`."""

    list: Expression
    depth: int
    row: BodyObject


BodyValue: TypeAlias = Expression | BodyObject | BodyRows


@dataclass(frozen=True, slots=True)
class CallOut:
    """`post connection "/path" { … }`, also `put`, `patch`, `delete … at`, `get`. The path may hold `{expressions}`."""

    connection: str
    method: str
    path: Expression
    body: BodyObject | None
    span: Span


@dataclass(frozen=True, slots=True)
class ForEach:
    """`for x in e { … }`: over a list of the record, or `Entity where e`."""

    variable: str
    list: Expression
    depth: int
    condition: Expression | None
    actions: tuple[Action, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class If:
    """`if e { … } else { … }`."""

    condition: Expression
    then: tuple[Action, ...]
    otherwise: tuple[Action, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Later:
    """`after d [unless e] { … }`: a timer. `unless` is asked when the time has come."""

    name: str
    """Identifier, unique in the rule or hook: `after_1`."""
    duration: Duration
    unless: Expression | None
    actions: tuple[Action, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Repeat:
    """`repeat every d until e max n { … }`: first after d."""

    name: str
    every: Duration
    until: Expression | None
    most: int | None
    actions: tuple[Action, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Stop:
    """`stop "message"`: refuses the change that triggered the rule."""

    message: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class CallFunction:
    """`call register(this, amount)`: what a hand-written function does; its result is dropped."""

    call: FunctionCall
    span: Span


Action: TypeAlias = (
    SetFields
    | CreateRecord
    | UpdateRecords
    | DeleteRecord
    | Notify
    | SendMessage
    | SendDashboard
    | CreateTask
    | MoveState
    | SubmitApproval
    | CallOut
    | ForEach
    | If
    | Later
    | Repeat
    | Stop
    | CallFunction
)
