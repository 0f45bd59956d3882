"""Measures over groups: arithmetic on what the database has answered, exact until it is rounded once at the end."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from lowcode.runtime.report_definitions import (
    Aggregated,
    Combined,
    Conversion,
    Cumulative,
    Earlier,
    Entered,
    Form,
    MeasureExpression,
    MeasureFunction,
    MeasureOperator,
    Number,
    Previous,
    Share,
    TimeInState,
    ValueForm,
)
from lowcode.runtime.reports.answers import Value
from lowcode.runtime.reports.grids import ALL, Grid, Keys
from lowcode.runtime.values.numbers import divide_scaled, from_scaled

Exact: TypeAlias = Fraction | str | datetime.date | datetime.datetime | datetime.time | None
"""A number as it is, or the least or greatest of something else."""

_SECONDS_IN_DAY = 86_400
_HALF = Fraction(1, 2)


def rounded(value: Exact, form: Form) -> Value:
    """The value as its measure shows it: half away from zero at the digits of its form."""
    if not isinstance(value, Fraction):
        return value
    units = divide_scaled(value.numerator * 10**form.scale, value.denominator)
    return units if form.kind is ValueForm.INTEGER else from_scaled(units, form.scale)


@dataclass(slots=True)
class Evaluator:
    """Computes measures. `grids`: the answers by earlier period, None for the present one."""

    grids: Mapping[Earlier | None, Grid]
    order: Sequence[Any] = ()
    """The keys of the first dimension as they are shown, for running totals."""
    _totals: dict[tuple[int, Keys, Earlier | None], dict[Any, Exact]] = field(default_factory=dict)

    def value(self, expression: MeasureExpression, keys: Keys, at: Earlier | None = None) -> Exact:
        """What the measure is over a group, at present or for an earlier period."""
        match expression:
            case Aggregated() | Entered() | Conversion() | TimeInState():
                return self._leaf(expression, keys, at)
            case Number(value=value):
                return Fraction(value)
            case Combined(operator=operator, left=left, right=right):
                return _combined(operator, self.value(left, keys, at), self.value(right, keys, at))
            case Share(of=of):
                whole = self.value(of, (ALL, *keys[1:]) if keys else keys, at)
                return _combined(MeasureOperator.DIVIDE, self.value(of, keys, at), whole)
            case Cumulative(of=of):
                return self._running_total(of, keys, at)
            case Previous(of=of, against=against, as_growth=as_growth):
                if at is not None:
                    return None
                before = self.value(of, keys, against)
                return _growth(self.value(of, keys), before) if as_growth else before

    def _leaf(self, leaf: Aggregated | Entered | Conversion | TimeInState, keys: Keys, at: Earlier | None) -> Exact:
        grid = self.grids.get(at)
        if grid is None:
            return None
        found = [_exact(each) for each in grid.values(leaf, keys)]
        match leaf:
            case Aggregated(function=MeasureFunction.MEDIAN):
                return _combined(MeasureOperator.MULTIPLY, _sum(found[0], found[1]), _HALF)
            case Aggregated(function=MeasureFunction.AVERAGE) | Conversion():
                return _combined(MeasureOperator.DIVIDE, found[0], found[1])
            case TimeInState():
                mean = _combined(MeasureOperator.DIVIDE, found[0], found[1])
                return _combined(MeasureOperator.DIVIDE, mean, Fraction(_SECONDS_IN_DAY))
            case _:
                return found[0]

    def _running_total(self, of: MeasureExpression, keys: Keys, at: Earlier | None) -> Exact:
        if not keys or keys[0] is ALL:
            return self.value(of, keys, at)
        line = (id(of), keys[1:], at)
        if line not in self._totals:
            self._totals[line] = dict(self._line(of, keys[1:], at))
        return self._totals[line].get(keys[0])

    def _line(self, of: MeasureExpression, rest: Keys, at: Earlier | None) -> Iterator[tuple[Any, Exact]]:
        """The running totals along the first dimension."""
        total: Exact = None
        for key in self.order:
            step = self.value(of, (key, *rest), at)
            total = step if total is None else total if step is None else _sum(total, step)
            yield key, total


def _exact(value: Any) -> Exact:
    if isinstance(value, int | Decimal):
        return Fraction(value)
    found: Exact = value  # a date or a text as the database gives it
    return found


def _sum(one: Exact, other: Exact) -> Exact:
    return _combined(MeasureOperator.ADD, one, other)


def _combined(operator: MeasureOperator, left: Exact, right: Exact) -> Exact:
    if not isinstance(left, Fraction) or not isinstance(right, Fraction):
        return None
    match operator:
        case MeasureOperator.ADD:
            return left + right
        case MeasureOperator.SUBTRACT:
            return left - right
        case MeasureOperator.MULTIPLY:
            return left * right
        case MeasureOperator.DIVIDE:
            return left / right if right else None


def _growth(now: Exact, before: Exact) -> Exact:
    """The change since, as a part of what was; up is positive, whatever the sign of what was."""
    if not isinstance(now, Fraction) or not isinstance(before, Fraction) or not before:
        return None
    return (now - before) / abs(before)
