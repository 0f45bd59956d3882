"""`pick(User where e, round_robin)`: choosing one of the active users."""

from __future__ import annotations

from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems import types as problems
from lowcode.diagnostics.problems.process_types import LoadOfNothing, OnlyInRules
from lowcode.dsl import ast
from lowcode.dsl.symbols import USER
from lowcode.dsl.type_checker.context import PickPlace, Typing, error, is_error
from lowcode.ir import expressions as ir
from lowcode.ir import types as t

PICK = "pick"
_SIGNATURE = "pick(User where condition, round_robin)"
_STRATEGIES = {each.value: each for each in ir.PickStrategy}


def pick(typing: Typing, expression: ast.CallExpr) -> ir.Expression:
    """The typed call; asking twice answers twice, so it stands only where an action gives a value."""
    place = typing.scope.pick
    if place is None:
        typing.report(OnlyInRules(span=expression.function.span, name=PICK))
        return error(expression.span)
    if len(expression.arguments) not in (1, 2):
        typing.report(
            problems.WrongArgumentCount(
                span=expression.span, name=PICK, signature=_SIGNATURE, found=len(expression.arguments)
            )
        )
        return error(expression.span)
    candidates = expression.arguments[0]
    filtered = candidates if isinstance(candidates, ast.FilteredExpr) else None
    condition, is_known = _condition(typing, filtered.source if filtered else candidates, filtered)
    strategy = _strategy(typing, expression.arguments[1]) if len(expression.arguments) == 2 else ir.PickStrategy.FIRST
    if not is_known or strategy is None or not _has_load(typing, expression, strategy, place):
        return error(expression.span)
    return ir.Pick(
        entity=USER,
        depth=len(typing.scope.items),
        condition=condition,
        strategy=strategy,
        load_entity=place.entity,
        load_field=place.field,
        name=place.name,
        type=t.RecordType(USER),
        span=expression.span,
    )


def _condition(
    typing: Typing, source: ast.Expr, filtered: ast.FilteredExpr | None
) -> tuple[ir.Expression | None, bool]:
    """The condition, and whether the first argument makes sense."""
    if not isinstance(source, ast.NameExpr) or source.name.text != USER:
        typing.report(
            problems.WrongArgument(
                span=source.span, name=PICK, signature=_SIGNATURE, expected=f"{USER} where …", found=_shown(source)
            )
        )
        return None, False
    if filtered is None:
        return None, True
    condition = typing.within_query(typing.symbols.entities[USER]).condition(filtered.condition)
    return condition, not is_error(condition)


def _shown(source: ast.Expr) -> str:
    return source.name.text if isinstance(source, ast.NameExpr) else "?"


def _strategy(typing: Typing, argument: ast.Expr) -> ir.PickStrategy | None:
    text = argument.name.text if isinstance(argument, ast.NameExpr) else "?"
    found = _STRATEGIES.get(text)
    if found is None:
        typing.report(
            name_problems.UnknownValue(span=argument.span, what=PICK, value=text, candidates=tuple(_STRATEGIES))
        )
    return found


def _has_load(typing: Typing, expression: ast.CallExpr, strategy: ir.PickStrategy, place: PickPlace) -> bool:
    if strategy is not ir.PickStrategy.LEAST_LOADED or place.field is not None:
        return True
    typing.report(LoadOfNothing(span=expression.arguments[1].span))
    return False
