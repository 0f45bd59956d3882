"""What declarations are called: a kind, which is the keyword, and a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from lowcode.dsl import ast
from lowcode.dsl.ast_process import OutcomeHookDecl, StateDecl, StateHookDecl, StepDecl, TogetherDecl

Part: TypeAlias = ast.FieldDecl | ast.OptionDecl | StateDecl | StepDecl

KINDS: dict[type[object], str] = {
    ast.RoleDecl: "role",
    ast.ChoiceDecl: "choice",
    ast.EntityDecl: "entity",
    ast.FlowDecl: "flow",
    ast.ApprovalDecl: "approval",
    ast.RuleDecl: "rule",
    ast.MessageDecl: "message",
    ast.ConnectionDecl: "connection",
    ast.FunctionDecl: "function",
    ast.ReportDecl: "report",
    ast.DashboardDecl: "dashboard",
}
"""Declarations with a name of their own, which is their `name`."""


def kind_and_name(declaration: ast.Declaration) -> tuple[str, ast.Name] | None:
    """`("entity", Customer)`; None for what has no name: imports, data, samples, changes."""
    match declaration:
        case ast.AppDecl():
            return "app", ast.Name("", declaration.name.span)
        case ast.MenuDecl():
            return "menu", ast.Name("", declaration.span)
        case ast.ViewDecl():
            return "view", declaration.entity
        case ast.AccessDecl():
            return "access", declaration.entity
        case ast.ScenarioDecl(title=title):
            return "scenario", ast.Name(title.text, title.span)
        case (
            ast.RoleDecl()
            | ast.ChoiceDecl()
            | ast.EntityDecl()
            | ast.FlowDecl()
            | ast.ApprovalDecl()
            | ast.RuleDecl()
            | ast.MessageDecl()
            | ast.ConnectionDecl()
            | ast.FunctionDecl()
            | ast.ReportDecl()
            | ast.DashboardDecl()
        ):
            return KINDS[type(declaration)], declaration.name
        case _:
            return None


def former_names(node: object) -> Iterator[str]:
    """The names after `was`."""
    for modifier in getattr(node, "modifiers", ()):
        if modifier.name.text == "was":
            yield from (each.name.text for each in modifier.arguments if isinstance(each, ast.NameExpr))
    for member in getattr(node, "members", ()):
        if isinstance(member, ast.FormerNameDecl):
            yield member.name.text


def hook_name(flow: str, hook: StateHookDecl, state: ast.Name) -> str:
    """What a hook is called: `Pipeline.on enter demo`."""
    return f"{flow}.on {hook.event.text} {state.text}"


def outcome_name(approval: str, hook: OutcomeHookDecl) -> str:
    """What a hook of an approval is called: `Big.on approved`."""
    return f"{approval}.on {hook.outcome.text}"


def parts_in(parts: Sequence[object]) -> Iterator[Part]:
    """All that have a name: options below options and steps that are signed together as well."""
    for part in parts:
        if isinstance(part, TogetherDecl):
            yield from part.steps
        elif isinstance(part, ast.FieldDecl | ast.OptionDecl | StateDecl | StepDecl):
            yield part
            if isinstance(part, ast.OptionDecl):
                yield from parts_in(part.options)


def part_called(parts: Sequence[object], name: str) -> Part | None:
    """The part of this name."""
    return next((part for part in parts_in(parts) if part.name.text == name), None)
