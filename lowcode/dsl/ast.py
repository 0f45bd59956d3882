"""What the text of a specification says, before any name is looked up.

Every node has a `span`; names and texts carry their own. Nodes are frozen and hold tuples.

What this release does not support never gets here: the parser reports it (`lowcode.dsl.planned`) and leaves it out.
Two exceptions let later phases stay silent about what follows from it:

* a declaration that is not supported is an `UnsupportedDecl` (its names exist, with unknown meaning);
* a field type is a `TypeRef` by name, because only the resolver knows whether `rating` is a choice of the
  spec, a flow, a built-in type or a planned one (`lowcode.dsl.planned.FIELD_TYPES`).

Declarations are in `lowcode.dsl.ast_declarations`. The nodes inside flows, approvals, rules, messages and connections
are in `lowcode.dsl.ast_process` and `lowcode.dsl.ast_actions`, those of scenarios in `lowcode.dsl.ast_scenarios`, those
of reports and dashboards in `lowcode.dsl.ast_reports`, what a client says about its base in `lowcode.dsl.ast_clients`.
"""

from __future__ import annotations

from typing import TypeAlias

from lowcode.dsl.ast_clients import ClientDecl
from lowcode.dsl.ast_declarations import (
    AccessDecl,
    AppDecl,
    BoardDecl,
    ChoiceDecl,
    DataDecl,
    DropDecl,
    EntityDecl,
    ExtendEntityDecl,
    FieldAccessDecl,
    FieldGrantDecl,
    FormDecl,
    GrantDecl,
    ImportDecl,
    ListDecl,
    MenuDecl,
    MenuGroupDecl,
    OwnDecl,
    PageDecl,
    RoleDecl,
    SampleCountDecl,
    SampleDecl,
    SectionDecl,
    SeedRecordDecl,
    SettingDecl,
    SortDecl,
    UnsupportedDecl,
    ViewDecl,
    ViewLine,
)
from lowcode.dsl.ast_expressions import (
    AssignmentDecl,
    BinaryExpr,
    BinaryOperatorText,
    CallExpr,
    ConditionalExpr,
    ErrorExpr,
    Expr,
    FilteredExpr,
    IsEmptyExpr,
    ListExpr,
    LiteralContent,
    LiteralExpr,
    LiteralKind,
    LocalizedTextDecl,
    MemberExpr,
    Name,
    NameExpr,
    OwnRecordsExpr,
    PathRef,
    RecordExpr,
    TextDecl,
    TextExpr,
    UnaryExpr,
    UnaryOperatorText,
)
from lowcode.dsl.ast_fields import (
    CheckDecl,
    EntityMember,
    FieldDecl,
    FormerNameDecl,
    IndexDecl,
    ManyOfTypeDecl,
    ManyOfTypeRef,
    ManyTypeRef,
    MergeDecl,
    ModifierDecl,
    OneOfTypeDecl,
    OptionDecl,
    RangeTypeRef,
    RowsTypeDecl,
    TitleDecl,
    TypeDecl,
    TypeRef,
    UniqueDecl,
)
from lowcode.dsl.ast_functions import FunctionDecl
from lowcode.dsl.ast_process import ApprovalDecl, ConnectionDecl, FlowDecl, MessageDecl, RuleDecl
from lowcode.dsl.ast_reports import DashboardDecl, ReportDecl
from lowcode.dsl.ast_scenarios import ScenarioDecl
from lowcode.quick_dataclass import dataclass

__all__ = [
    "AccessDecl",
    "AppDecl",
    "ApprovalDecl",
    "AssignmentDecl",
    "BinaryExpr",
    "BinaryOperatorText",
    "BoardDecl",
    "CallExpr",
    "CheckDecl",
    "ChoiceDecl",
    "ClientDecl",
    "ConditionalExpr",
    "ConnectionDecl",
    "DashboardDecl",
    "DataDecl",
    "Declaration",
    "DropDecl",
    "EntityDecl",
    "EntityMember",
    "ErrorExpr",
    "Expr",
    "ExtendEntityDecl",
    "FieldAccessDecl",
    "FieldDecl",
    "FieldGrantDecl",
    "FileDecl",
    "FilteredExpr",
    "FlowDecl",
    "FormDecl",
    "FormerNameDecl",
    "FunctionDecl",
    "GrantDecl",
    "ImportDecl",
    "IndexDecl",
    "IsEmptyExpr",
    "ListDecl",
    "ListExpr",
    "LiteralContent",
    "LiteralExpr",
    "LiteralKind",
    "LocalizedTextDecl",
    "ManyOfTypeDecl",
    "ManyOfTypeRef",
    "ManyTypeRef",
    "MemberExpr",
    "MenuDecl",
    "MenuGroupDecl",
    "MergeDecl",
    "MessageDecl",
    "ModifierDecl",
    "Name",
    "NameExpr",
    "OneOfTypeDecl",
    "OptionDecl",
    "OwnDecl",
    "OwnRecordsExpr",
    "PageDecl",
    "PathRef",
    "RangeTypeRef",
    "RecordExpr",
    "ReportDecl",
    "RoleDecl",
    "RowsTypeDecl",
    "RuleDecl",
    "SampleCountDecl",
    "SampleDecl",
    "ScenarioDecl",
    "SectionDecl",
    "SeedRecordDecl",
    "SettingDecl",
    "SortDecl",
    "TextDecl",
    "TextExpr",
    "TitleDecl",
    "TypeDecl",
    "TypeRef",
    "UnaryExpr",
    "UnaryOperatorText",
    "UniqueDecl",
    "UnsupportedDecl",
    "ViewDecl",
    "ViewLine",
]

Declaration: TypeAlias = OwnDecl | ClientDecl


@dataclass(frozen=True, slots=True)
class FileDecl:
    """One file: what could be read of it, in order."""

    path: str
    declarations: tuple[Declaration, ...]
