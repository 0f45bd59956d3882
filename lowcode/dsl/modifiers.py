"""The modifiers of fields, options and declarations: which there are and how to get at what they say."""

from __future__ import annotations

from collections.abc import Sequence

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.dsl import ast

FIELD_MODIFIERS = (
    "required",
    "unique",
    "default",
    "min",
    "max",
    "length",
    "matches",
    "help",
    "placeholder",
    "unit",
    "visible",
    "readonly",
    "options",
    "on delete",
    "accept",
    "max_size",
    "search",
    "index",
    "hidden",
    "as",
    "from",
)
OPTION_MODIFIERS = ("color", "value")
WAS = "was"
"""A former name; the only modifier that may come several times, see `former_names`."""
FROM = "from"
"""What records that are there get."""


def by_name(
    modifiers: Sequence[ast.ModifierDecl], known: tuple[str, ...], problems: list[Problem]
) -> dict[str, ast.ModifierDecl]:
    """The modifiers by name, but for `was`; unknown ones and doubles are reported and left out."""
    found: dict[str, ast.ModifierDecl] = {}
    for modifier in modifiers:
        name = modifier.name
        if name.text == WAS:
            continue
        if name.text not in known:
            problems.append(name_problems.UnknownModifier(span=name.span, name=name.text, candidates=known))
        elif name.text in found:
            problems.append(
                structure_problems.ModifierTwice(span=name.span, modifier=name.text, first=found[name.text].name.span)
            )
        else:
            found[name.text] = modifier
    return found


def alias_of(modifiers: Sequence[ast.ModifierDecl], problems: list[Problem]) -> ast.Name | None:
    """The name after `as`, where nothing else but `as` is possible."""
    modifier = by_name(modifiers, ("as",), problems).get("as")
    return None if modifier is None else word_of(modifier)


def former_names(modifiers: Sequence[ast.ModifierDecl]) -> tuple[ast.Name, ...]:
    """The names after `was`, in the order of the text."""
    found = (word_of(modifier) for modifier in modifiers if modifier.name.text == WAS)
    return tuple(name for name in found if name is not None)


def word_of(modifier: ast.ModifierDecl) -> ast.Name | None:
    """The bare word that a modifier has as its only argument."""
    if len(modifier.arguments) != 1:
        return None
    argument = modifier.arguments[0]
    if isinstance(argument, ast.NameExpr):
        return argument.name
    if isinstance(argument, ast.TextDecl):
        return ast.Name(argument.text, argument.span)
    if isinstance(argument, ast.TextExpr) and all(isinstance(each, ast.TextDecl) for each in argument.parts):
        text = "".join(each.text for each in argument.parts if isinstance(each, ast.TextDecl))
        return ast.Name(text, argument.span)
    return None


def expression_of(modifier: ast.ModifierDecl) -> ast.Expr | None:
    """The expression that a modifier has as its only argument."""
    if len(modifier.arguments) != 1:
        return None
    argument = modifier.arguments[0]
    if isinstance(argument, ast.TextDecl):
        return ast.TextExpr((argument,), argument.span)
    return argument
