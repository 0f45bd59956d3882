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

from lowcode.ir.actions import (
    Action,
    BodyObject,
    BodyRows,
    BodyValue,
    CallFunction,
    CallOut,
    Channel,
    CreateRecord,
    CreateTask,
    DeleteRecord,
    FieldValue,
    ForEach,
    If,
    Later,
    ListValue,
    MoveState,
    Notify,
    Repeat,
    RowsValue,
    SendDashboard,
    SendMessage,
    SetFields,
    Stop,
    SubmitApproval,
    UpdateRecords,
)
from lowcode.ir.expressions import Duration, Expression
from lowcode.ir.labels import Label
from lowcode.ir.messages import (
    Authentication,
    BodyFormat,
    Connection,
    Message,
    MessageText,
    Secret,
)
from lowcode.ir.people import (
    Address,
    Audience,
    ChosenBySubmitter,
    Leaders,
    People,
    RoleMembers,
)
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

__all__ = [
    "Action",
    "Address",
    "Approval",
    "ApprovalOutcome",
    "ApprovalRight",
    "Audience",
    "Authentication",
    "BodyFormat",
    "BodyObject",
    "BodyRows",
    "BodyValue",
    "CallFunction",
    "CallOut",
    "Channel",
    "ChosenBySubmitter",
    "Connection",
    "CreateRecord",
    "CreateTask",
    "DeleteRecord",
    "Escalation",
    "FieldValue",
    "Flow",
    "ForEach",
    "If",
    "Later",
    "Leaders",
    "ListValue",
    "Message",
    "MessageEvent",
    "MessageText",
    "MoveState",
    "Notify",
    "OnApproval",
    "OnButton",
    "OnCalendar",
    "OnCondition",
    "OnInterval",
    "OnMessage",
    "OnSave",
    "OnState",
    "OutcomeHook",
    "People",
    "Repeat",
    "RoleMembers",
    "RowsValue",
    "Rule",
    "SaveEvent",
    "ScheduleUnit",
    "Secret",
    "SendDashboard",
    "SendMessage",
    "SetFields",
    "SignMode",
    "Stage",
    "State",
    "StateEvent",
    "StateHook",
    "Step",
    "Stop",
    "SubmitApproval",
    "TimeLimit",
    "TimeoutOutcome",
    "Together",
    "Transition",
    "TransitionKind",
    "Trigger",
    "UpdateRecords",
]

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
