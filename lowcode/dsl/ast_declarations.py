"""The declarations of a specification: the app, roles, choices, entities, rights, pages, records.

Those of processes, reports and scenarios are beside them in modules of their own; `OwnDecl` is any of them.
"""

from __future__ import annotations

from typing import TypeAlias

from lowcode.dsl.ast_expressions import (
    AssignmentDecl,
    Expr,
    LiteralExpr,
    LocalizedTextDecl,
    Name,
    PathRef,
    TextDecl,
)
from lowcode.dsl.ast_fields import (
    EntityMember,
    ModifierDecl,
    OptionDecl,
)
from lowcode.dsl.ast_functions import FunctionDecl
from lowcode.dsl.ast_process import ApprovalDecl, ConnectionDecl, FlowDecl, MessageDecl, RuleDecl
from lowcode.dsl.ast_reports import DashboardDecl, ReportDecl
from lowcode.dsl.ast_scenarios import ScenarioDecl
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, slots=True)
class SettingDecl:
    """One line of `app`: `locale zh-CN, en`, `timezone "UTC"`. Words arrive as `Name`, texts as `TextDecl`."""

    name: Name
    values: tuple[Name | TextDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class AppDecl:
    """`app name "Label" as package { settings }`."""

    name: Name
    label: LocalizedTextDecl | None
    settings: tuple[SettingDecl, ...]
    documentation: str
    span: Span
    modifiers: tuple[ModifierDecl, ...] = ()
    """`as package`."""


@dataclass(frozen=True, slots=True)
class RoleDecl:
    """`role name "Label" includes a, b`."""

    name: Name
    label: LocalizedTextDecl | None
    includes: tuple[Name, ...]
    modifiers: tuple[ModifierDecl, ...]
    """`as name`, `was name`."""
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class ChoiceDecl:
    """`choice Name "Label" { options }`, or `from "data/x.yaml"`: then `source` is set and `options` is empty."""

    name: Name
    label: LocalizedTextDecl | None
    modifiers: tuple[ModifierDecl, ...]
    """`as name`, `was name`."""
    options: tuple[OptionDecl, ...]
    source: TextDecl | None
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class EntityDecl:
    """`entity Name "Label" { members }`."""

    name: Name
    label: LocalizedTextDecl | None
    modifiers: tuple[ModifierDecl, ...]
    """`as name`, `was name`."""
    members: tuple[EntityMember, ...]
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class ExtendEntityDecl:
    """`extend entity User { members }`: of an entity that is built in or of a layer below."""

    name: Name
    """`Order.lines` for a sub-table."""
    members: tuple[EntityMember, ...]
    documentation: str
    span: Span
    label: LocalizedTextDecl | None = None


@dataclass(frozen=True, slots=True)
class GrantDecl:
    """`role verb, verb where e`, one per role where several are named.

    Verbs that this release does not support have been reported and left out.
    """

    role: Name
    verbs: tuple[Name, ...]
    """`read`, `create`, `update`, `delete`, `all` or a mistyped one; may be empty."""
    where: Expr | None
    span: Span


@dataclass(frozen=True, slots=True)
class FieldGrantDecl:
    """`read roles where e`, `update roles` or `masked for roles` inside a `field` block."""

    right: Name
    """`read`, `update`, `masked` or a mistyped one."""
    roles: tuple[Name, ...]
    where: Expr | None
    span: Span


@dataclass(frozen=True, slots=True)
class FieldAccessDecl:
    """`field name { grants }`."""

    field: Name
    grants: tuple[FieldGrantDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class AccessDecl:
    """`access Entity { grants, field blocks }`."""

    entity: Name
    grants: tuple[GrantDecl, ...]
    fields: tuple[FieldAccessDecl, ...]
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class SortDecl:
    """`field [asc|desc]`."""

    path: PathRef
    descending: bool
    span: Span


@dataclass(frozen=True, slots=True)
class ListDecl:
    """`list a, b sort c desc filter d, e`."""

    columns: tuple[PathRef, ...]
    sort: tuple[SortDecl, ...]
    filters: tuple[PathRef, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SectionDecl:
    """`section "Label" { a, b }`; fields outside any section are in one whose label is None."""

    label: LocalizedTextDecl | None
    fields: tuple[PathRef, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class FormDecl:
    """`form { sections }`."""

    sections: tuple[SectionDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class PageDecl:
    """`page { contacts, deals }`."""

    fields: tuple[PathRef, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class BoardDecl:
    """`board by stage card name, owner`: a column per option."""

    by: Name
    card: tuple[PathRef, ...]
    """Empty if nothing was said."""
    span: Span


ViewLine: TypeAlias = ListDecl | FormDecl | PageDecl | BoardDecl


@dataclass(frozen=True, slots=True)
class ViewDecl:
    """`view Entity { lines }`."""

    entity: Name
    lines: tuple[ViewLine, ...]
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class MenuGroupDecl:
    """`group "Label" [icon name] { Entity, Entity }`; entries outside any group are in one whose label is None."""

    label: LocalizedTextDecl | None
    modifiers: tuple[ModifierDecl, ...]
    """`icon`."""
    entries: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class MenuDecl:
    """`menu { groups }`."""

    groups: tuple[MenuGroupDecl, ...]
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class SeedRecordDecl:
    """`Customer huaxing { name = "…", owner = zhang }`; the handle may be missing."""

    entity: Name
    handle: Name | None
    values: tuple[AssignmentDecl, ...]
    span: Span
    title: LocalizedTextDecl | None = None
    """`Department east "华东区"`: the value of the field that is the title; `values` holds the others, if any."""


@dataclass(frozen=True, slots=True)
class DataDecl:
    """`data { records }`: ships with the app."""

    records: tuple[SeedRecordDecl, ...]
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class SampleDecl:
    """`sample { records }`: demonstration."""

    records: tuple[SeedRecordDecl, ...]
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class SampleCountDecl:
    """`sample Customer 200`."""

    entity: Name
    count: LiteralExpr
    span: Span


@dataclass(frozen=True, slots=True)
class ImportDecl:
    """`import "../base/crm.lc"`; the workspace has already followed it."""

    path: TextDecl
    span: Span


@dataclass(frozen=True, slots=True)
class DropDecl:
    """`drop field Customer.fax "reason"`, `drop option Source.expo to web "reason"`."""

    kind: Name
    """A word of the grammar: `entity`, `field`, `option`, …, also those that need no `drop`."""
    path: PathRef
    replacement: Name | None
    reason: LocalizedTextDecl | None
    """None if it was left out, which nobody has reported."""
    span: Span
    of_client: bool = False
    """From `remove` in a client's folder: the client's database may never have had it."""


@dataclass(frozen=True, slots=True)
class UnsupportedDecl:
    """A declaration of the language that this release cannot compile; reported already.

    `document Offer for Deal` declares the name `Offer`: a reference to it must stay silent.
    `extend choice Source { fair }` has `extends` Source and `members` fair: those members count as known.
    A declaration that could not be read arrives here, too: `flow LeadFlow for Lead { … }` declares a field type, and
    its `members` are among others its states.
    """

    kind: Name
    name: Name | None
    extends: Name | None
    members: tuple[Name, ...]
    span: Span


OwnDecl: TypeAlias = (
    AppDecl
    | RoleDecl
    | ChoiceDecl
    | EntityDecl
    | ExtendEntityDecl
    | FlowDecl
    | ApprovalDecl
    | RuleDecl
    | MessageDecl
    | ConnectionDecl
    | FunctionDecl
    | ScenarioDecl
    | ReportDecl
    | DashboardDecl
    | AccessDecl
    | ViewDecl
    | MenuDecl
    | DataDecl
    | SampleDecl
    | SampleCountDecl
    | ImportDecl
    | DropDecl
    | UnsupportedDecl
)
"""What a folder declares itself; what it says about folders that it imports is in `lowcode.dsl.ast_clients`."""
