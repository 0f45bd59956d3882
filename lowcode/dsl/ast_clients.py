"""The part of the syntax tree with which a client changes what it imports: `extend`, `remove`, `replace`.

`lowcode.dsl.layers` carries these nodes out and takes them out of the tree: nothing after it knows them.
"""

from __future__ import annotations

from typing import TypeAlias

from lowcode.dsl.ast_actions import AudienceRef
from lowcode.dsl.ast_declarations import AccessDecl, MenuDecl, OwnDecl, SettingDecl, ViewDecl
from lowcode.dsl.ast_expressions import LiteralExpr, LocalizedTextDecl, Name, PathRef, TextDecl
from lowcode.dsl.ast_fields import FieldDecl, ModifierDecl, OptionDecl
from lowcode.dsl.ast_process import (
    OutcomeHookDecl,
    StageDecl,
    StateDecl,
    StateHookDecl,
    StepDecl,
    StepSettingsDecl,
    TransitionDecl,
)
from lowcode.dsl.ast_reports import FilterDecl, TileRowDecl
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, slots=True)
class PlacedOption:
    """`before other expo "展会"`."""

    before: Name
    option: OptionDecl
    span: Span


@dataclass(frozen=True, slots=True)
class PlacedState:
    """`before won demo "演示"`."""

    before: Name
    state: StateDecl
    span: Span


@dataclass(frozen=True, slots=True)
class PlacedStep:
    """`before boss step law "法务": role legal`."""

    before: Name
    step: StepDecl
    span: Span


@dataclass(frozen=True, slots=True)
class ReplacedTransition:
    """`replace contact -> won "成交" by director`: of the flow below, the one with the same states."""

    transition: TransitionDecl
    span: Span


@dataclass(frozen=True, slots=True)
class ReplacedStep:
    """`replace step law "法务": role legal`."""

    step: StepDecl
    span: Span


@dataclass(frozen=True, slots=True)
class ExtendPartDecl:
    """`extend Customer.name { label "…" required; not unique }`: a field, an option, or a state."""

    path: PathRef
    modifiers: tuple[ModifierDecl, ...]
    """`label` is one of them."""
    taken: tuple[Name, ...]
    """The modifiers after `not`."""
    span: Span


@dataclass(frozen=True, slots=True)
class ExtendChoiceDecl:
    """`extend choice Source { fair "展会"; before other web "官网"; east { suzhou "苏州" } }`."""

    name: Name
    """`Customer.level` for the choice of a field."""
    label: LocalizedTextDecl | None
    options: tuple[OptionDecl | PlacedOption, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ExtendFlowDecl:
    """`extend flow Pipeline { states, transitions, hooks }`."""

    name: Name
    label: LocalizedTextDecl | None
    states: tuple[StateDecl | PlacedState, ...]
    transitions: tuple[TransitionDecl | ReplacedTransition, ...]
    hooks: tuple[StateHookDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ExtendApprovalDecl:
    """`extend approval Big { steps, settings, hooks }`; settings that are not said stay as they are."""

    name: Name
    label: LocalizedTextDecl | None
    stages: tuple[StageDecl | PlacedStep | ReplacedStep, ...]
    settings: StepSettingsDecl
    rights: tuple[Name, ...]
    copies: tuple[AudienceRef, ...]
    skips_duplicate_signers: bool
    skips_submitter: bool
    hooks: tuple[OutcomeHookDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ExtendRoleDecl:
    """`extend role sales "Label" includes partner`."""

    name: Name
    label: LocalizedTextDecl | None
    includes: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ExtendDashboardDecl:
    """`extend dashboard Cockpit { filters, rows, refresh }`."""

    name: Name
    label: LocalizedTextDecl | None
    roles: tuple[Name, ...]
    filters: tuple[FilterDecl, ...]
    rows: tuple[TileRowDecl, ...]
    refresh: LiteralExpr | None
    span: Span


@dataclass(frozen=True, slots=True)
class RemoveDecl:
    """`remove Customer.fax "reason"`, `remove rule Nurture`, `remove Source.expo to web "…"`, `remove Flow.a -> b`."""

    kind: Name | None
    """The word of the declaration; None for a part of one (`Customer.fax`)."""
    path: PathRef | None
    """None for `remove menu`, `remove sample`, `remove scenarios` and `remove scenario`."""
    title: TextDecl | None
    """Of a scenario; of a check its message."""
    target: Name | None
    """The state after `->`: then a transition is removed."""
    replacement: Name | None
    """After `to`."""
    reason: LocalizedTextDecl | None
    span: Span
    fields: tuple[Name, ...] = ()
    """Of a `unique` or `index`; of `access` the verbs."""
    event: Name | None = None
    """Of a hook: `enter`, `leave`, `stay`, or the outcome of an approval; of a record `data` or `sample`."""


@dataclass(frozen=True, slots=True)
class ReplaceFieldDecl:
    """`replace Customer.size "规模": one of (…) required`."""

    path: PathRef
    field: FieldDecl
    """Its name is the last of the path."""
    span: Span


@dataclass(frozen=True, slots=True)
class ExtendViewDecl:
    """`extend view Customer { list …; also form { … } }`."""

    view: ViewDecl
    """The lines that stand for those below it."""
    also: ViewDecl
    """The lines after `also`, which add to those below it."""
    span: Span


@dataclass(frozen=True, slots=True)
class ExtendAccessDecl:
    """`extend access Customer { grants, field blocks }`."""

    access: AccessDecl
    span: Span


@dataclass(frozen=True, slots=True)
class ExtendMenuDecl:
    """`extend menu { group "客户" { Visit } }`."""

    menu: MenuDecl
    span: Span


@dataclass(frozen=True, slots=True)
class ExtendAppDecl:
    """`extend app acme "Acme CRM" { settings }`."""

    name: Name | None
    label: LocalizedTextDecl | None
    modifiers: tuple[ModifierDecl, ...]
    """`as name`."""
    settings: tuple[SettingDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ReplaceDecl:
    """`replace rule Nurture … { … }`: a whole declaration instead of the one below it."""

    declaration: OwnDecl
    span: Span


ClientDecl: TypeAlias = (
    ExtendPartDecl
    | ExtendChoiceDecl
    | ExtendFlowDecl
    | ExtendApprovalDecl
    | ExtendRoleDecl
    | ExtendDashboardDecl
    | ExtendViewDecl
    | ExtendAccessDecl
    | ExtendMenuDecl
    | ExtendAppDecl
    | RemoveDecl
    | ReplaceDecl
    | ReplaceFieldDecl
)
"""All but `extend entity`, which is in `lowcode.dsl.ast`: built-in entities can be extended without a base."""
