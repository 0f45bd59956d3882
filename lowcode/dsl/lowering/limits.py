"""`min`, `max`, `length`, `matches`."""

from __future__ import annotations

import datetime
from decimal import Decimal

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.dsl import ast
from lowcode.dsl.lowering.constants import checked_constant, in_percent
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.modifiers import expression_of
from lowcode.dsl.regex import portable
from lowcode.dsl.symbols import FieldSymbol
from lowcode.dsl.type_checker import Checker
from lowcode.ir import application as app
from lowcode.ir import expressions as ir

_LONGEST = 1_000_000

Modifiers = dict[str, ast.ModifierDecl]


def limits(
    lowering: Lowering, symbol: FieldSymbol, modifiers: Modifiers, checker: Checker
) -> tuple[ir.Expression | None, ir.Expression | None]:
    """The smallest and the largest value: what the modifiers say, else what the type does."""
    least, most = _limits_of_type(symbol)
    lower = _limit(symbol, modifiers.get("min"), checker) or least
    upper = _limit(symbol, modifiers.get("max"), checker) or most
    if isinstance(lower, ir.Literal) and isinstance(upper, ir.Literal) and exceeds(lower.value, upper.value):
        lowering.report(
            structure_problems.BoundsCrossed(
                span=modifiers["max"].span, lower=_shown(lower.value), upper=_shown(upper.value)
            )
        )
    for limit in (lower, upper):
        if limit is not None:
            checked_constant(lowering, symbol.type, limit)
    return lower, upper


def _limits_of_type(symbol: FieldSymbol) -> tuple[ir.Expression | None, ir.Expression | None]:
    if not isinstance(symbol.type, app.ScalarType):
        return None, None
    bounds = FIELD_TYPES[symbol.type.kind].bounds(symbol.type.most)
    if bounds is None:
        return None, None
    lower, upper = (ir.Literal(each, symbol.value_type, symbol.span) for each in bounds)
    return lower, upper


def exceeds(low: ir.LiteralValue, high: ir.LiteralValue) -> bool:
    """Whether the first constant is larger than the second, which has the same type."""
    if isinstance(low, int | Decimal) and isinstance(high, int | Decimal):
        return low > high
    if isinstance(low, datetime.date) and isinstance(high, datetime.date):
        return low > high
    if isinstance(low, datetime.time) and isinstance(high, datetime.time):
        return low > high
    return False


def _shown(value: object) -> str:
    return f"`{value}`"


def _limit(symbol: FieldSymbol, modifier: ast.ModifierDecl | None, checker: Checker) -> ir.Expression | None:
    expression = None if modifier is None else expression_of(modifier)
    if expression is None:
        return None
    return checker.fitted(in_percent(expression, symbol.value_type), symbol.value_type)


def length_bounds(lowering: Lowering, field_type: app.FieldType, modifiers: Modifiers) -> tuple[int | None, int | None]:
    """The least and the greatest number of characters; one number is both."""
    modifier = modifiers.get("length")
    if modifier is None:
        return None, None
    limit = (field_type.length if isinstance(field_type, app.ScalarType) else None) or _LONGEST
    bounds = [_whole(argument) for argument in modifier.arguments]
    if len(bounds) not in (1, 2) or any(each is None or not 0 <= each <= limit for each in bounds):
        lowering.report(structure_problems.LengthOutOfBounds(span=modifier.span, limit=limit))
        return None, None
    lower, upper = bounds[0], bounds[-1]
    if lower is not None and upper is not None and lower > upper:
        lowering.report(structure_problems.BoundsCrossed(span=modifier.span, lower=_shown(lower), upper=_shown(upper)))
    return lower, upper


def _whole(argument: ast.Expr | ast.TextDecl) -> int | None:
    if isinstance(argument, ast.LiteralExpr) and argument.kind is ast.LiteralKind.INTEGER:
        return argument.value if isinstance(argument.value, int) else None
    return None


def pattern(lowering: Lowering, modifiers: Modifiers) -> app.Pattern | None:
    """What the whole text must look like."""
    modifier = modifiers.get("matches")
    if modifier is None:
        return None
    argument = modifier.arguments[0] if modifier.arguments else None
    if not isinstance(argument, ast.TextDecl) or modifier.message is None:
        lowering.report(
            structure_problems.ModifierIncomplete(
                span=modifier.name.span, modifier="matches", usage='matches "[A-Z]{3}" "message"'
            )
        )
    if not isinstance(argument, ast.TextDecl):
        return None
    regex = portable(argument.text, argument.span, lowering.problems)
    message = lowering.labels.message(modifier.message)
    if regex is None or message is None:
        return None
    return app.Pattern(regex, message, modifier.span)
