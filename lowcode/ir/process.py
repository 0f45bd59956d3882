"""Flows, approvals, rules, messages and connections as the specification declares them, resolved and checked.

Expressions in here have `this` (the record that the flow, approval or rule is about), `me` (who triggered it; empty for
work by the clock), and, inside actions, `VariableKind.OLD` (the record before the change) and `VariableKind.LOCAL`
(records that `create … as x` or `for x in …` named).
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from lowcode.ir.expressions import Duration, Expression
from lowcode.ir.labels import Label
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

# --- people ---


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

# --- flows ---


@dataclass(frozen=True, slots=True)
class State:
    """A state of a flow; the same name is an option of the choice that has the flow's name."""

    name: str
    label: Label
    color: str | None
    is_start: bool
    is_end: bool
    documentation: str
    span: Span


class TransitionKind(Enum):
    """Who makes a transition."""

    MANUAL = "manual"
    """A person of `by`."""
    TIMED = "timed"
    """The clock, `after` a time in the state."""
    AUTOMATIC = "automatic"
    """The app, when `when` has become true."""


@dataclass(frozen=True, slots=True)
class Transition:
    """`a -> b "Label" by who when e "why not" needs Approval when e asks f, g`, from each of `sources`."""

    name: str
    """Identifier, unique in the flow and stable: `contact_to_analysis`, `any_to_lost`."""
    sources: tuple[str, ...]
    """`any` has become all states but the target and the ends."""
    is_from_any: bool
    target: str
    label: Label
    kind: TransitionKind
    by: tuple[Audience, ...]
    when: Expression | None
    why_not: Label | None
    asks: tuple[str, ...]
    """Fields of the entity that are filled in on the way; the transition is what allows to set them."""
    needs: str | None
    """The approval that must have been given; moving submits the record to it, and goes on by itself afterwards."""
    needs_when: Expression | None
    after: Duration | None
    documentation: str
    span: Span


class StateEvent(Enum):
    """When the actions of a state run."""

    ENTER = "enter"
    LEAVE = "leave"
    STAY = "stay"


@dataclass(frozen=True, slots=True)
class StateHook:
    """`on enter s { … }`, `on leave s { … }`, `on stay s longer than 3d { … }`."""

    name: str
    """Identifier, unique in the flow: `on_enter_won`."""
    event: StateEvent
    state: str
    longer_than: Duration | None
    actions: tuple[Action, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Flow:
    """The states of an entity. Its field has the type `ChoiceFieldType(name)`: a choice of the flow's name exists."""

    name: str
    identifier: str
    label: Label
    entity: str
    field: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    hooks: tuple[StateHook, ...]
    documentation: str
    span: Span


# --- approvals ---


class SignMode(Enum):
    """How many of a step's signers must agree."""

    ANY = "any"
    """或签: the first decision counts."""
    ALL = "all"
    """会签: everybody, at the same time."""
    EACH = "each"
    """依次: everybody, one after another."""
    COUNT = "count"
    """`2 of`: so many."""
    SHARE = "share"
    """`60% of`: at least this share."""


class TimeoutOutcome(Enum):
    """What happens to a step that nobody decided in time."""

    APPROVE = "approve"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Escalation:
    """`escalate after 24h to director`: these become signers beside those who have not decided."""

    after: Duration
    to: tuple[Audience, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """`after 3d approve|reject`."""

    after: Duration
    outcome: TimeoutOutcome
    span: Span


@dataclass(frozen=True, slots=True)
class Step:
    """One step. What the approval says about all steps (remind, escalate, …) has been copied into each."""

    name: str
    label: Label
    mode: SignMode
    quota: int | Decimal | None
    """The number for COUNT, the fraction (0.6) for SHARE."""
    signers: tuple[Audience, ...]
    when: Expression | None
    remind_every: Duration | None
    escalation: Escalation | None
    time_limit: TimeLimit | None
    edits: tuple[str, ...]
    """Fields of the record that a signer may change while deciding."""
    is_opinion_required: bool
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class Together:
    """Steps that run side by side; done when all are."""

    steps: tuple[Step, ...]
    span: Span


Stage: TypeAlias = Step | Together


class ApprovalRight(Enum):
    """`allow transfer, add_signer, return, withdraw, delegate`."""

    TRANSFER = "transfer"
    ADD_SIGNER = "add_signer"
    RETURN = "return"
    WITHDRAW = "withdraw"
    DELEGATE = "delegate"


class ApprovalOutcome(Enum):
    """What may become of a request."""

    APPROVED = "approved"
    REJECTED = "rejected"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class OutcomeHook:
    """`on rejected { … }`."""

    name: str
    """Identifier: `on_rejected`."""
    outcome: ApprovalOutcome
    actions: tuple[Action, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Approval:
    """Who must sign a record, in what order."""

    name: str
    identifier: str
    label: Label
    entity: str
    stages: tuple[Stage, ...]
    rights: frozenset[ApprovalRight]
    copies: tuple[Audience, ...]
    """`cc`."""
    skips_duplicate_signers: bool
    skips_submitter: bool
    hooks: tuple[OutcomeHook, ...]
    locked_fields: tuple[str, ...]
    """The record's own fields that its conditions, signers and `needs … when` read: nobody changes them meanwhile."""
    shown_fields: tuple[str, ...]
    """What signers decide on: the fields of the entity's form, in order; kept with the request as signed."""
    submitters: tuple[Audience, ...]
    """`by who`: may submit without a transition (a button on the record); empty: only transitions and rules submit."""
    documentation: str
    span: Span

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps, in order."""
        return tuple(
            step for stage in self.stages for step in (stage.steps if isinstance(stage, Together) else (stage,))
        )


# --- rules ---


@dataclass(frozen=True, slots=True)
class OnSave:
    """`on create`, `on update`, `on delete`; `fields` for `on change of f, g`."""

    event: SaveEvent
    fields: tuple[str, ...] = ()


class SaveEvent(Enum):
    """What was saved."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class OnState:
    """`on enter won`, `on leave won`: any of these states."""

    event: StateEvent
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OnCondition:
    """`on e`: the condition has become true. `watches`: the record's own fields that it reads.

    A condition over other records or reverse lists is a hidden stored computed field, so that it is kept true like any
    other; `watches` then names that field. One that reads the moment (`is_clocked`) is looked at every few minutes.
    """

    condition: Expression
    watches: tuple[str, ...]
    is_clocked: bool


class ScheduleUnit(Enum):
    """The days on which a schedule fires."""

    DAY = "day"
    WEEKDAY = "weekday"
    """Monday to Friday."""
    WEEK = "week"
    """On the day of the week `day` (1 Monday … 7 Sunday)."""
    MONTH = "month"
    """On the day of the month `day` (1 … 31; the last day in shorter months)."""


@dataclass(frozen=True, slots=True)
class OnCalendar:
    """`every day at 09:00`, `every monday`, `every month on 1 at 08:30`, in the app's time zone; 00:00 without `at`."""

    unit: ScheduleUnit
    day: int | None
    at: datetime.time


@dataclass(frozen=True, slots=True)
class OnInterval:
    """`every 2h`."""

    every: Duration


@dataclass(frozen=True, slots=True)
class OnApproval:
    """`on approved X`, `on rejected X` and so on."""

    approval: str
    outcome: ApprovalOutcome


class MessageEvent(Enum):
    """What a reader did with a mail."""

    OPENED = "opened"
    CLICKED = "clicked"


@dataclass(frozen=True, slots=True)
class OnMessage:
    """`on opened Message`, `on clicked Message`: by whom the record `this` was about."""

    event: MessageEvent
    message: str


@dataclass(frozen=True, slots=True)
class OnButton:
    """`on button "Label" by who asks f, g`: a button on the record page."""

    label: Label
    by: tuple[Audience, ...]
    asks: tuple[str, ...]


Trigger: TypeAlias = OnSave | OnState | OnCondition | OnCalendar | OnInterval | OnApproval | OnMessage | OnButton


@dataclass(frozen=True, slots=True)
class Rule:
    """When something happens, do something. A scheduled rule of an entity runs for each record that fits `when`."""

    name: str
    identifier: str
    label: Label
    entity: str | None
    """None only for schedules that are about no record."""
    trigger: Trigger
    when: Expression | None
    actions: tuple[Action, ...]
    documentation: str
    span: Span


# --- actions ---


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


Action: TypeAlias = (
    SetFields
    | CreateRecord
    | UpdateRecords
    | DeleteRecord
    | Notify
    | SendMessage
    | CreateTask
    | MoveState
    | SubmitApproval
    | CallOut
    | ForEach
    | If
    | Later
    | Repeat
    | Stop
)

# --- messages and connections ---


@dataclass(frozen=True, slots=True)
class MessageText:
    """What a message says about a record of `entity`."""

    entity: str
    subject: Expression | None
    body: Expression


@dataclass(frozen=True, slots=True)
class Message:
    """A reusable text, typed once for each entity that it is sent about. The body is Markdown."""

    name: str
    identifier: str
    label: Label
    channels: tuple[Channel, ...]
    """Where `send` says none: `email`, unless `by` in the message says otherwise."""
    texts: tuple[MessageText, ...]
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class Secret:
    """`env NAME`: read from the environment when it is used, never written anywhere."""

    variable: str
    span: Span


class Authentication(Enum):
    """How a connection proves who calls."""

    NONE = "none"
    BEARER = "bearer"
    BASIC = "basic"
    HEADER = "header"
    SIGNATURE = "signature"
    """HMAC-SHA256 of time and body in a header."""


class BodyFormat(Enum):
    """How bodies are written."""

    JSON = "json"
    XML = "xml"


@dataclass(frozen=True, slots=True)
class Connection:
    """Another system that rules call."""

    name: str
    identifier: str
    label: Label
    base: str | Secret
    format: BodyFormat
    authentication: Authentication
    credentials: tuple[Secret, ...]
    header: str | None
    """The header's name, for HEADER and SIGNATURE."""
    headers: tuple[tuple[str, str], ...]
    timeout: Duration
    attempts: int
    """Tries before the delivery counts as dead."""
    allows_private: bool
    """`network private`: may reach addresses of the own network, which is refused otherwise."""
    documentation: str
    span: Span
