"""The part of the syntax tree that stands for scenarios; `lowcode.dsl.ast` has all of it.

A target and a user are `Expr`s made of names only (`NameExpr`, `MemberExpr`): a handle of `sample` or `data`, what
`let` named, or a path from one.
"""

from __future__ import annotations

from typing import TypeAlias

from lowcode.dsl.ast_actions import CreateDecl, DeleteDecl, SetDecl
from lowcode.dsl.ast_expressions import AssignmentDecl, Expr, LiteralExpr, Name, TextDecl, TextExpr
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, slots=True)
class AsDecl:
    """`as zhang { … }`."""

    user: Expr
    statements: tuple[StatementDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class LetDecl:
    """`let x = e`, e.g. `first(Contract where deal == d)`; `let x = create …` is a `CreateDecl` with that variable."""

    variable: Name
    value: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class StepOnDecl:
    """`x -> state { asked = e }`: somebody makes a transition."""

    target: Expr
    state: Name
    values: tuple[AssignmentDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class PressDecl:
    """`press x "Label" { asked = e }`."""

    target: Expr
    button: TextDecl
    values: tuple[AssignmentDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SubmitForDecl:
    """`submit Approval for x to li, wang`."""

    approval: Name
    target: Expr
    chosen: tuple[Expr, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SignDecl:
    """`approve x "opinion" { edited = e }`, `reject x "…"`, `return x to step "…"`, `withdraw x`."""

    decision: Name
    """`approve`, `reject`, `return`, `withdraw`."""
    target: Expr
    step: Name | None
    """Only for `return`."""
    opinion: TextExpr | None
    """Never for `withdraw`."""
    values: tuple[AssignmentDecl, ...]
    """Only for `approve`."""
    span: Span


@dataclass(frozen=True, slots=True)
class TransferDecl:
    """`transfer x to u`."""

    target: Expr
    to: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class AddSignerDecl:
    """`add signer u before x`, `after`, `beside`."""

    signer: Expr
    place: Name
    """`before`, `after`, `beside`."""
    target: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class DelegateDecl:
    """`delegate to u for 3d`."""

    to: Expr
    duration: LiteralExpr | None
    span: Span


@dataclass(frozen=True, slots=True)
class AfterDecl:
    """`after 25h`."""

    duration: LiteralExpr
    span: Span


@dataclass(frozen=True, slots=True)
class AtDecl:
    """`at 2026-01-31 08:00`: a `LiteralExpr` of `LiteralKind.DATETIME`, or an `ErrorExpr` for a moment that is none."""

    moment: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectDecl:
    """`expect e`."""

    condition: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectRefusedDecl:
    """`expect refused "text" { … }`."""

    text: TextDecl | None
    statements: tuple[StatementDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectMessageDecl:
    """`expect [not] notified(u, "text")`, `mailed(e, "t")`, `tasked(u, "t")`, `called(Connection, "t")`."""

    kind: Name
    """`notified`, `mailed`, `tasked`, `called`."""
    arguments: tuple[Expr, ...]
    """As written, not counted; the text is a `TextExpr`, the connection a `NameExpr`."""
    is_negated: bool
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectSeesDecl:
    """`expect [not] sees(user, x)`, `sees(user, x.field)`."""

    word: Name
    arguments: tuple[Expr, ...]
    """As written, not counted."""
    is_negated: bool
    span: Span


@dataclass(frozen=True, slots=True)
class ReadMailDecl:
    """`open mail "text" of u`, `click mail "text" of u`. `reader` is a user or a text with an address."""

    event: Name
    """`open`, `click`."""
    text: TextDecl
    reader: Expr
    span: Span


StatementDecl: TypeAlias = (
    AsDecl
    | LetDecl
    | CreateDecl
    | SetDecl
    | DeleteDecl
    | StepOnDecl
    | PressDecl
    | SubmitForDecl
    | SignDecl
    | TransferDecl
    | AddSignerDecl
    | DelegateDecl
    | AfterDecl
    | AtDecl
    | ExpectDecl
    | ExpectRefusedDecl
    | ExpectMessageDecl
    | ExpectSeesDecl
    | ReadMailDecl
)
"""What this release does not support (`receive Inbound { … }`) has been reported and left out."""


@dataclass(frozen=True, slots=True)
class ScenarioDecl:
    """`scenario "title" { statements }`."""

    title: TextDecl
    statements: tuple[StatementDecl, ...]
    documentation: str
    span: Span
