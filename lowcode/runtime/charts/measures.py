"""What may be done with a measure's numbers once they are grouped."""

from __future__ import annotations

from lowcode.runtime.report_definitions import (
    Aggregated,
    Combined,
    MeasureExpression,
    MeasureFunction,
    MeasureOperator,
    Number,
    Share,
)

_ADDING = frozenset({MeasureFunction.COUNT, MeasureFunction.SUM})


def adds_up(expression: MeasureExpression) -> bool:
    """Whether the numbers of groups may be added to that of all of them: counts and sums, not means or rates."""
    match expression:
        case Aggregated(function=function):
            return function in _ADDING
        case Share(of=inner):
            return adds_up(inner)
        case Combined(operator=MeasureOperator.ADD | MeasureOperator.SUBTRACT, left=left, right=right):
            return adds_up(left) and adds_up(right)
        case Combined(operator=MeasureOperator.MULTIPLY, left=left, right=right):
            return (adds_up(left) and isinstance(right, Number)) or (isinstance(left, Number) and adds_up(right))
        case Combined(operator=MeasureOperator.DIVIDE, left=left, right=Number()):
            return adds_up(left)
        case _:
            return False
