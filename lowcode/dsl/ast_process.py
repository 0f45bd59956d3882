"""The part of the syntax tree that stands for flows, approvals, rules, messages and connections.

`lowcode.dsl.ast` has all of it. Words of a closed list (`enter`, `approved`, `monday`, `transfer`) are `Name`s whose
text is one of the list: the parser has refused any other. Durations are `LiteralExpr`s of `LiteralKind.DURATION`.
"""

from __future__ import annotations

from typing import TypeAlias

from lowcode.dsl.ast_actions import ActionDecl, AudienceRef
from lowcode.dsl.ast_expressions import Expr, LiteralExpr, LocalizedTextDecl, Name, TextDecl, TextExpr
from lowcode.dsl.ast_fields import ModifierDecl
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

# --- flows ---


@dataclass(frozen=True, slots=True)
class StateDecl:
    """`won "赢单" start end color green`."""

    name: Name
    label: LocalizedTextDecl | None
    is_start: bool
    is_end: bool
    color: Expr | TextDecl | None
    """A `NameExpr` or a text, as for options."""
    documentation: str
    span: Span
    modifiers: tuple[ModifierDecl, ...] = ()
    """`was name`."""


@dataclass(frozen=True, slots=True)
class TransitionDecl:
    """`a, b -> c "Label"` and its parts in any order, each at most once."""

    sources: tuple[Name, ...]
    """The states that were named, without `any`."""
    is_from_any: bool
    """`any` was among the sources; `any, lost -> contact` adds an end state to it."""
    target: Name
    label: LocalizedTextDecl | None
    by: tuple[AudienceRef, ...]
    when: Expr | None
    why_not: LocalizedTextDecl | None
    """The text after `when`."""
    needs: Name | None
    needs_when: Expr | None
    """The `when` straight after `needs X`."""
    asks: tuple[Name, ...]
    after: LiteralExpr | None
    on: Expr | None
    """`a -> b on e`: by itself, when `e` has become true."""
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class StateHookDecl:
    """`on enter a, b { … }`, `on leave a { … }`, `on stay a longer than 3d { … }`."""

    event: Name
    """`enter`, `leave`, `stay`."""
    states: tuple[Name, ...]
    longer_than: LiteralExpr | None
    """Only and always for `stay`."""
    actions: tuple[ActionDecl, ...]
    span: Span


FlowLine: TypeAlias = StateDecl | TransitionDecl | StateHookDecl


@dataclass(frozen=True, slots=True)
class FlowDecl:
    """`flow Name "Label" as identifier for Entity { lines }`."""

    name: Name
    label: LocalizedTextDecl | None
    modifiers: tuple[ModifierDecl, ...]
    """`as name`, `was name`."""
    entity: Name
    states: tuple[StateDecl, ...]
    transitions: tuple[TransitionDecl, ...]
    hooks: tuple[StateHookDecl, ...]
    documentation: str
    span: Span


# --- approvals ---


@dataclass(frozen=True, slots=True)
class EscalationDecl:
    """`escalate after 24h to who`."""

    after: LiteralExpr
    to: tuple[AudienceRef, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class TimeLimitDecl:
    """`after 3d approve`, `after 3d reject`."""

    after: LiteralExpr
    outcome: Name
    """`approve` or `reject`."""
    span: Span


@dataclass(frozen=True, slots=True)
class StepSettingsDecl:
    """What a step's block says, or the approval says for all its steps; nothing is copied from one to the other."""

    remind_every: LiteralExpr | None
    escalation: EscalationDecl | None
    time_limit: TimeLimitDecl | None
    edits: tuple[Name, ...]
    is_opinion_required: bool


@dataclass(frozen=True, slots=True)
class QuantifierDecl:
    """`any of`, `all of`, `each of`, `2 of`, `60% of`."""

    word: Name | None
    """`any`, `all`, `each`; None for a number."""
    quota: LiteralExpr | None
    """`LiteralKind.INTEGER` or `PERCENT`; None for a word."""
    span: Span


@dataclass(frozen=True, slots=True)
class StepDecl:
    """`step name "Label": all of who when e { settings }`."""

    name: Name
    label: LocalizedTextDecl | None
    quantifier: QuantifierDecl | None
    """None means `any of`."""
    signers: tuple[AudienceRef, ...]
    when: Expr | None
    settings: StepSettingsDecl
    documentation: str
    span: Span
    modifiers: tuple[ModifierDecl, ...] = ()
    """`was name`."""


@dataclass(frozen=True, slots=True)
class TogetherDecl:
    """`together { steps }`."""

    steps: tuple[StepDecl, ...]
    span: Span


StageDecl: TypeAlias = StepDecl | TogetherDecl


@dataclass(frozen=True, slots=True)
class OutcomeHookDecl:
    """`on approved { … }`, `on rejected { … }`, `on returned { … }`, `on withdrawn { … }`."""

    outcome: Name
    actions: tuple[ActionDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ApprovalDecl:
    """`approval Name "Label" as identifier for Entity by who { lines }`."""

    name: Name
    label: LocalizedTextDecl | None
    modifiers: tuple[ModifierDecl, ...]
    """`as name`, `was name`."""
    entity: Name
    submitters: tuple[AudienceRef, ...]
    stages: tuple[StageDecl, ...]
    settings: StepSettingsDecl
    """For all steps."""
    rights: tuple[Name, ...]
    """`transfer`, `add_signer`, `return`, `withdraw`, `delegate`."""
    copies: tuple[AudienceRef, ...]
    skips_duplicate_signers: bool
    skips_submitter: bool
    hooks: tuple[OutcomeHookDecl, ...]
    documentation: str
    span: Span


# --- rules ---


@dataclass(frozen=True, slots=True)
class SaveTriggerDecl:
    """`on create`, `on update`, `on delete`, `on change of f, g`."""

    event: Name
    """`create`, `update`, `delete`, `change`."""
    fields: tuple[Name, ...]
    """Only and always for `change`."""
    span: Span


@dataclass(frozen=True, slots=True)
class StateTriggerDecl:
    """`on enter s, t`, `on leave s`."""

    event: Name
    states: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ConditionTriggerDecl:
    """`on e`. A mistyped `on creat` arrives here as the name `creat`: offer `create`, `update`, `delete` too."""

    condition: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class CalendarTriggerDecl:
    """`every day at 09:00`, `every monday`, `every month on 1 at 08:30`."""

    unit: Name
    """`day`, `weekday`, `month`, `monday` … `sunday`."""
    day: LiteralExpr | None
    """The day of the month, not checked; only and always for `month`."""
    at: Expr | None
    """A `LiteralExpr` of `LiteralKind.TIME`, or an `ErrorExpr` for `25:00`."""
    span: Span


@dataclass(frozen=True, slots=True)
class IntervalTriggerDecl:
    """`every 2h`."""

    every: LiteralExpr
    span: Span


@dataclass(frozen=True, slots=True)
class OutcomeTriggerDecl:
    """`on approved X`, `on rejected X`, `on returned X`, `on withdrawn X`."""

    outcome: Name
    approval: Name
    span: Span


@dataclass(frozen=True, slots=True)
class MessageTriggerDecl:
    """`on opened Message`, `on clicked Message`."""

    event: Name
    message: Name
    span: Span


@dataclass(frozen=True, slots=True)
class ButtonTriggerDecl:
    """`on button "Label" by who asks f, g`."""

    label: LocalizedTextDecl
    by: tuple[AudienceRef, ...]
    asks: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class UnsupportedTriggerDecl:
    """`on inbound X`: reported already; the rule is to be left out silently."""

    span: Span


TriggerDecl: TypeAlias = (
    SaveTriggerDecl
    | StateTriggerDecl
    | ConditionTriggerDecl
    | CalendarTriggerDecl
    | IntervalTriggerDecl
    | OutcomeTriggerDecl
    | MessageTriggerDecl
    | ButtonTriggerDecl
    | UnsupportedTriggerDecl
)


@dataclass(frozen=True, slots=True)
class RuleDecl:
    """`rule Name "Label" as identifier for Entity trigger { when e; actions }`."""

    name: Name
    label: LocalizedTextDecl | None
    modifiers: tuple[ModifierDecl, ...]
    """`as name`, `was name`."""
    entity: Name | None
    trigger: TriggerDecl
    when: Expr | None
    actions: tuple[ActionDecl, ...]
    documentation: str
    span: Span


# --- messages and connections ---


@dataclass(frozen=True, slots=True)
class MessageDecl:
    """`message Name "Label" as identifier for Entity by email, sms { subject "…"; body \"\"\"…\"\"\" }`.

    Both texts may hold `{expressions}`, also the body in three quotation marks.
    """

    name: Name
    label: LocalizedTextDecl | None
    modifiers: tuple[ModifierDecl, ...]
    """`as name`, `was name`."""
    entity: Name | None
    channels: tuple[Name, ...]
    subject: TextExpr | None
    body: TextExpr | None
    """None if it was left out, which nobody has reported."""
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class SecretRef:
    """`env NAME`."""

    variable: Name
    span: Span


@dataclass(frozen=True, slots=True)
class AuthenticationDecl:
    """`auth bearer env T`, `auth basic env U env P`, `auth header "X-Key" env K`, `auth signature "X-Sign" env K`."""

    kind: Name
    """`bearer`, `basic`, `header`, `signature`."""
    header: TextDecl | None
    """Only and always for `header` and `signature`."""
    secrets: tuple[SecretRef, ...]
    """Two for `basic`, otherwise one."""
    span: Span


@dataclass(frozen=True, slots=True)
class HeaderDecl:
    """`header "X-App" "crm"`."""

    name: TextDecl
    value: TextDecl
    span: Span


@dataclass(frozen=True, slots=True)
class ConnectionDecl:
    """`connection Name "Label" as identifier { lines }`; what was not said is None."""

    name: Name
    label: LocalizedTextDecl | None
    modifiers: tuple[ModifierDecl, ...]
    """`as name`, `was name`."""
    base: TextDecl | SecretRef | None
    """None if it was left out, which nobody has reported."""
    authentication: AuthenticationDecl | None
    format: Name | None
    """`json`, `xml`."""
    headers: tuple[HeaderDecl, ...]
    timeout: LiteralExpr | None
    attempts: LiteralExpr | None
    network: Name | None
    """`private`."""
    documentation: str
    span: Span
