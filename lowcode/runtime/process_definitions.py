"""The vocabulary of generated processes: flows, approvals, rules, messages, connections, as values.

Declares only; behaviour lives in `lowcode.runtime.process`. Conditions and actions arrive as plain functions:

* a condition is a `RecordFunction`: `def when(this: Opportunity, context: Context) -> bool | None`;
* the condition of a rule on a save also gets the record as it was:
  `def when(this: Lead, old: Old, context: Context) -> bool | None` (`old.owner_id`, `old.stage`: columns only);
* actions are one function per block: `def on_enter_won(this: Opportunity, run: Run) -> None`, whose body calls the
  methods of `lowcode.runtime.process.run.Run`. A block that is run later gets the records that the spec named before
  it, read anew, as further parameters: `def assign_east_after_1(this: Lead, run: Run, c: Contract) -> None`.

Entities, flows, approvals and roles name each other by identifier.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias

from lowcode.runtime.definitions import ApplicationDefinition, ColumnFunction, FieldType, Label, RecordFunction

if TYPE_CHECKING:
    from lowcode.runtime.context import Context

ActionFunction: TypeAlias = Callable[..., None]
"""`(this, run, **records that were named before)`; `this` is None for rules about no record."""

RuleCondition: TypeAlias = Callable[[Any, Any, "Context"], Any]
"""`(this, old, context)`; `old` is None where there is no record before."""


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time as the spec writes it: calendar months and days in the app's time zone, plus seconds."""

    months: int = 0
    days: int = 0
    seconds: int = 0


# --- people ---


@dataclass(frozen=True, slots=True)
class Role:
    """Active users to whom the role was given (addressing), or who have it, included or not (permission)."""

    name: str


@dataclass(frozen=True, slots=True)
class People:
    """What the function answers: a user, a list of users, a department (its leader), or None."""

    of: RecordFunction


@dataclass(frozen=True, slots=True)
class Leaders:
    """The leader of the department (or of the user's department) that `of` answers, and up to `levels` - 1 above."""

    of: RecordFunction
    levels: int | None = 1


@dataclass(frozen=True, slots=True)
class ChosenBySubmitter:
    """Named by whoever submits; `among` limits to a role."""

    among: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """An e-mail address or phone number."""

    of: RecordFunction


Audience: TypeAlias = Role | People | Leaders | ChosenBySubmitter | Address

# --- flows ---


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state; its label and colour are those of the choice's option of the same name."""

    name: str
    label: Label
    color: str | None = None
    is_start: bool = False
    is_end: bool = False


class TransitionKind(Enum):
    """Who makes a transition."""

    MANUAL = "manual"
    TIMED = "timed"
    AUTOMATIC = "automatic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A way from each of `sources` to `target`."""

    name: str
    sources: frozenset[str]
    target: str
    label: Label
    kind: TransitionKind = TransitionKind.MANUAL
    by: tuple[Audience, ...] = ()
    when: RecordFunction | None = None
    why_not: Label | None = None
    asks: tuple[str, ...] = ()
    needs: str | None = None
    needs_when: RecordFunction | None = None
    after: Span | None = None
    watches: tuple[str, ...] = ()
    """AUTOMATIC: the record's own fields that `when` reads."""
    is_clocked: bool = False
    """AUTOMATIC: `when` reads the moment; `when_column` finds the records."""
    when_column: ColumnFunction | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateHook:
    """Actions of a state: `event` is enter, leave or stay."""

    name: str
    event: str
    state: str
    actions: ActionFunction
    longer_than: Span | None = None
    blocks: tuple[Block, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Actions that run later, by `run.later` or `run.repeat`. Its key is `<owner>.<name>`."""

    name: str
    actions: ActionFunction
    unless: Callable[..., bool] | None = None
    """`(this, run, **records) -> bool`: the timer is dropped when this is true (`unless`, `until`)."""
    records: Mapping[str, str] | None = None
    """The records that it needs by parameter name: entity of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowDefinition:
    """The states of an entity's field."""

    name: str
    label: Label
    entity: str
    field: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    hooks: tuple[StateHook, ...] = ()
    source: str = ""


# --- approvals ---


class SignMode(Enum):
    """How many signers of a step must agree."""

    ANY = "any"
    ALL = "all"
    EACH = "each"
    COUNT = "count"
    SHARE = "share"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of an approval."""

    name: str
    label: Label
    mode: SignMode
    quota: int | Decimal | None = None
    signers: tuple[Audience, ...]
    when: RecordFunction | None = None
    remind_every: Span | None = None
    escalate_after: Span | None = None
    escalate_to: tuple[Audience, ...] = ()
    limit_after: Span | None = None
    limit_outcome: str | None = None
    """`approve` or `reject`."""
    edits: tuple[str, ...] = ()
    is_opinion_required: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeHook:
    """Actions on `approved`, `rejected`, `returned` or `withdrawn`."""

    name: str
    outcome: str
    actions: ActionFunction
    blocks: tuple[Block, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalDefinition:
    """Who must sign. `stages`: each is a tuple of the steps that run side by side."""

    name: str
    label: Label
    entity: str
    stages: tuple[tuple[Step, ...], ...]
    rights: frozenset[str] = frozenset()
    """Of transfer, add_signer, return, withdraw, delegate."""
    copies: tuple[Audience, ...] = ()
    skips_duplicate_signers: bool = False
    skips_submitter: bool = False
    hooks: tuple[OutcomeHook, ...] = ()
    locked_fields: tuple[str, ...] = ()
    shown_fields: tuple[str, ...] = ()
    submitters: tuple[Audience, ...] = ()
    source: str = ""

    @property
    def fingerprint(self) -> str:
        """Which version of the approval a request was started under: its stages and steps, in order."""
        return ";".join(",".join(f"{step.name}:{step.mode.value}" for step in stage) for stage in self.stages)


# --- rules ---


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSave:
    """`event`: create, update, delete; `fields`: only if one of these changed."""

    event: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnState:
    """`event`: enter or leave one of `states` of the entity's flow."""

    event: str
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCondition:
    """`condition` has become true: it is now, and was not before (or there was no record)."""

    condition: RuleCondition
    watches: tuple[str, ...]
    is_clocked: bool = False
    column: ColumnFunction | None = None
    """For the clocked: the condition as part of a query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCalendar:
    """`unit`: day, weekday, week (on weekday `day`), month (on `day`), at a time in the app's time zone."""

    unit: str
    at: datetime.time
    day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnInterval:
    """Every so often."""

    every: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class OnApproval:
    """`outcome`: approved, rejected, returned, withdrawn."""

    approval: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnMessage:
    """`event`: opened or clicked."""

    message: str
    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnButton:
    """A button on the record page."""

    label: Label
    by: tuple[Audience, ...]
    asks: tuple[str, ...] = ()


Trigger: TypeAlias = OnSave | OnState | OnCondition | OnCalendar | OnInterval | OnApproval | OnMessage | OnButton


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDefinition:
    """When something happens, do something."""

    name: str
    label: Label
    entity: str | None
    trigger: Trigger
    actions: ActionFunction
    when: RuleCondition | None = None
    when_column: ColumnFunction | None = None
    """For schedules over an entity: which records."""
    blocks: tuple[Block, ...] = ()
    source: str = ""


# --- messages and connections ---


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageText:
    """The texts about a record of one entity; the body is Markdown."""

    body: Callable[[Any, Context], str | None]
    subject: Callable[[Any, Context], str | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDefinition:
    """A reusable text; `texts` by entity."""

    name: str
    label: Label
    channels: tuple[str, ...]
    texts: Mapping[str, MessageText]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Secret:
    """The name of an environment variable."""

    variable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionDefinition:
    """Another system. `authentication`: none, bearer, basic, header, signature; `format`: json or xml."""

    name: str
    label: Label
    base: str | Secret
    format: str = "json"
    authentication: str = "none"
    credentials: tuple[Secret, ...] = ()
    header: str | None = None
    headers: Mapping[str, str] | None = None
    timeout: Span = Span(seconds=10)
    attempts: int = 10
    allows_private: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterDefinition:
    """What a hand-written function takes; `is_required`: it is never given an empty one."""

    name: str
    type: FieldType
    is_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionDefinition:
    """A function that the app's owner writes in `custom/functions.py` under the same name."""

    name: str
    function: Callable[..., Any]
    """What actions call: `(run, *arguments)`, with the types that the owner's must have."""
    parameters: tuple[ParameterDefinition, ...] = ()
    result: FieldType | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Processes:
    """All that happens by itself or step by step in an app: `ApplicationDefinition.processes`."""

    flows: tuple[FlowDefinition, ...] = ()
    approvals: tuple[ApprovalDefinition, ...] = ()
    rules: tuple[RuleDefinition, ...] = ()
    messages: tuple[MessageDefinition, ...] = ()
    connections: tuple[ConnectionDefinition, ...] = ()
    functions: tuple[FunctionDefinition, ...] = ()


_NONE = Processes()


def processes_of(application: ApplicationDefinition) -> Processes:
    """The processes of an app; one without any has none."""
    return application.processes or _NONE
