"""What the parser calls to make the nodes of scenarios: one method per production of the grammar."""

from __future__ import annotations

from typing import Any

from lowcode.dsl.ast_actions import CreateDecl, DeleteDecl
from lowcode.dsl.ast_expressions import (
    AssignmentDecl,
    CallExpr,
    Expr,
    Name,
    TextExpr,
    UnaryExpr,
)
from lowcode.dsl.ast_scenarios import (
    AddSignerDecl,
    AfterDecl,
    AsDecl,
    AtDecl,
    DelegateDecl,
    ExpectDecl,
    ExpectMessageDecl,
    ExpectRefusedDecl,
    ExpectSeesDecl,
    LetDecl,
    PressDecl,
    ReadMailDecl,
    ScenarioDecl,
    SignDecl,
    StatementDecl,
    StepOnDecl,
    SubmitForDecl,
    TransferDecl,
)
from lowcode.dsl.rule_builder import RuleBuilder
from lowcode.dsl.tokens import Token
from lowcode.source import Span

MESSAGE_EXPECTATIONS = ("notified", "mailed", "tasked", "called")
SIGHT = "sees"


class ScenarioBuilder(RuleBuilder):
    """Builds scenarios."""

    def scenario(self, span: Span, title: Token, statements: tuple[StatementDecl, ...]) -> ScenarioDecl:
        """`scenario "title" { statements }`."""
        return ScenarioDecl(self.plain_text(title), statements, self.doc(span), span)

    def statements(self, _span: Span, *statements: StatementDecl | None) -> tuple[StatementDecl, ...]:
        """`{ statements }`, those that are supported."""
        return tuple(statement for statement in statements if statement is not None)

    def as_statement(self, span: Span, user: Expr, statements: tuple[StatementDecl, ...]) -> AsDecl:
        """`as zhang { … }`."""
        return AsDecl(user, statements, span)

    # --- records ---

    def let_statement(self, span: Span, variable: Token, value: Expr) -> LetDecl:
        """`let x = e`."""
        return LetDecl(self.name_of(variable), value, span)

    def let_create(self, span: Span, variable: Token, entity: Token, values: tuple[AssignmentDecl, ...]) -> CreateDecl:
        """`let x = create E { … }`."""
        return CreateDecl(self.name_of(entity), self.name_of(variable), values, span)

    def create_statement(self, span: Span, entity: Token, values: tuple[AssignmentDecl, ...]) -> CreateDecl:
        """`create E { … }`."""
        return CreateDecl(self.name_of(entity), None, values, span)

    def delete_statement(self, span: Span, target: Expr) -> DeleteDecl:
        """`delete x`."""
        return DeleteDecl(target, span)

    def values(self, _span: Span, *assignments: tuple[AssignmentDecl, ...]) -> tuple[AssignmentDecl, ...]:
        """`{ f = e }` or nothing."""
        return assignments[0] if assignments else ()

    # --- what people do ---

    def step_on(self, span: Span, target: Expr, state: Token, values: tuple[AssignmentDecl, ...]) -> StepOnDecl:
        """`x -> state { asked = e }`."""
        return StepOnDecl(target, self.name_of(state), values, span)

    def press_statement(self, span: Span, target: Expr, button: Token, values: tuple[AssignmentDecl, ...]) -> PressDecl:
        """`press x "Label" { asked = e }`."""
        return PressDecl(target, self.plain_text(button), values, span)

    def submit_statement(self, span: Span, approval: Token, target: Expr, *chosen: Expr) -> SubmitForDecl:
        """`submit Approval for x to li, wang`."""
        return SubmitForDecl(self.name_of(approval), target, chosen, span)

    def sign_statement(self, span: Span, decision: Name, target: Expr, *rest: Any) -> SignDecl:
        """`approve x "opinion" { edited = e }`, `return x to step "opinion"`."""
        opinions = [each for each in rest if isinstance(each, TextExpr)]
        steps = [self.name_of(each) for each in rest if isinstance(each, Token)]
        values = [each for each in rest if isinstance(each, tuple)]
        return SignDecl(
            decision=decision,
            target=target,
            step=steps[0] if steps else None,
            opinion=opinions[0] if opinions else None,
            values=values[0] if values else (),
            span=span,
        )

    def opinion(self, _span: Span, *texts: TextExpr) -> TextExpr | None:
        """`"opinion"` or nothing."""
        return texts[0] if texts else None

    def transfer_statement(self, span: Span, target: Expr, to: Expr) -> TransferDecl:
        """`transfer x to u`."""
        return TransferDecl(target, to, span)

    def add_signer_statement(self, span: Span, signer: Expr, place: Name, target: Expr) -> AddSignerDecl:
        """`add signer u before x`."""
        return AddSignerDecl(signer, place, target, span)

    def delegate_statement(self, span: Span, to: Expr, *duration: Token) -> DelegateDecl:
        """`delegate to u for 3d`."""
        return DelegateDecl(to, self.duration_of(duration[0]) if duration else None, span)

    # --- the clock ---

    def after_statement(self, span: Span, duration: Token) -> AfterDecl:
        """`after 25h`."""
        return AfterDecl(self.duration_of(duration), span)

    def at_statement(self, span: Span, day: Token, time: Token) -> AtDecl:
        """`at 2026-01-31 08:00`."""
        return AtDecl(self.datetime(Span(span.path, day.start, time.end), day, time), span)

    # --- what must be so ---

    def expect_statement(self, span: Span, condition: Expr) -> StatementDecl:
        """`expect e`, `expect not notified(u, "text")`, `expect sees(u, x)`."""
        is_negated = isinstance(condition, UnaryExpr) and condition.operator == "not"
        inner = condition.operand if isinstance(condition, UnaryExpr) and is_negated else condition
        if isinstance(inner, CallExpr) and inner.function.text in MESSAGE_EXPECTATIONS:
            return ExpectMessageDecl(inner.function, inner.arguments, is_negated, span)
        if isinstance(inner, CallExpr) and inner.function.text == SIGHT:
            return ExpectSeesDecl(inner.function, inner.arguments, is_negated, span)
        return ExpectDecl(condition, span)

    def expect_refused(self, span: Span, *rest: Any) -> ExpectRefusedDecl:
        """`expect refused "text" { … }`."""
        text = self.plain_text(rest[0]) if len(rest) > 1 else None
        return ExpectRefusedDecl(text, rest[-1], span)

    def read_mail(self, span: Span, event: Name, text: Token, reader: Expr) -> ReadMailDecl:
        """`open mail "text" of u`."""
        return ReadMailDecl(event, self.plain_text(text), reader, span)

    def planned_statement(self, span: Span, *_parts: object) -> None:
        """`receive Inbound { … }`."""
        self.not_supported(self.first_word(span))
