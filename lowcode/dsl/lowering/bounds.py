"""Numbers and spans of time that have a least and a most."""

from __future__ import annotations

from lowcode.diagnostics.problems.process_details import DurationOutOfRange, NumberOutOfRange
from lowcode.dsl import ast
from lowcode.dsl.lowering.context import Lowering
from lowcode.ir import expressions as ir

_SECONDS_A_DAY = 86_400


def duration_within(
    lowering: Lowering, literal: ast.LiteralExpr, what: str, shortest: ir.Duration, longest: ir.Duration
) -> ir.Duration:
    """The span of time; reported if it is too short or too long."""
    value = literal.value
    assert isinstance(value, ir.Duration)
    if not seconds_of(shortest) <= seconds_of(value) <= seconds_of(longest):
        lowering.report(
            DurationOutOfRange(span=literal.span, what=what, minimum=shown(shortest), maximum=shown(longest))
        )
    return value


def number_within(lowering: Lowering, literal: ast.LiteralExpr, what: str, minimum: int, maximum: int) -> int:
    """The whole number; reported if it is too small or too large, and the least then."""
    value = literal.value
    if isinstance(value, int) and not isinstance(value, bool) and minimum <= value <= maximum:
        return value
    lowering.report(NumberOutOfRange(span=literal.span, what=what, minimum=str(minimum), maximum=str(maximum)))
    return minimum


def seconds_of(duration: ir.Duration) -> int:
    """How long it is, about: a month has 30 days here."""
    return (duration.months * 30 + duration.days) * _SECONDS_A_DAY + duration.seconds


def shown(duration: ir.Duration) -> str:
    """`3d`, `2h`, `10s`."""
    if duration.months:
        return f"{duration.months}mo"
    if duration.days:
        return f"{duration.days}d"
    for size, unit in ((3600, "h"), (60, "m")):
        if duration.seconds and duration.seconds % size == 0:
            return f"{duration.seconds // size}{unit}"
    return f"{duration.seconds}s"
