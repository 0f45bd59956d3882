"""`refresh every 10m`."""

from __future__ import annotations

from lowcode.dsl import ast
from lowcode.dsl.lowering.bounds import duration_within
from lowcode.dsl.lowering.context import Lowering
from lowcode.ir.expressions import Duration

_SHORTEST = Duration(seconds=30)
_LONGEST = Duration(days=31)


def lower_refresh(lowering: Lowering, every: ast.LiteralExpr | None) -> Duration | None:
    """How often; None where it is not said."""
    return None if every is None else duration_within(lowering, every, "refresh", _SHORTEST, _LONGEST)
