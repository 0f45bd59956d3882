"""The numbers that the database is asked for: measures taken apart into what can be computed over a group's records.

Numbers that merge (counts, sums, the least, the greatest) are asked once for the finest groups; totals follow from them
exactly. What does not merge (distinct values, medians) is asked for each total that is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, TypeAlias

from lowcode.runtime.definitions import ColumnFunction
from lowcode.runtime.report_definitions import (
    Aggregated,
    Combined,
    Conversion,
    Cumulative,
    Entered,
    Form,
    MeasureExpression,
    MeasureFunction,
    Number,
    Previous,
    Reading,
    Share,
    TimeInState,
    ValueForm,
)


class AtomKind(Enum):
    """What is computed, and how two groups become one."""

    COUNT = "count"
    SUM = "sum"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    DISTINCT = "distinct"
    RANKED = "ranked"
    """The value at a rank; see `Rank`."""
    PASSED = "passed"
    """Records that were ever in one of the states."""
    PASSED_BOTH = "passed both"
    """Records that were in the first state and later in the second."""
    SECONDS = "seconds"
    """Of all stays in a state, together."""
    STAYS = "stays"
    PASSED_GROUP = "passed group"
    """For each state, records that were ever in one of its states."""


@dataclass(frozen=True, slots=True)
class Rank:
    """Which of n ascending values: the one at `ceil(n * share)`; `above`: of the two middle ones the upper."""

    share: Fraction
    above: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """One number per group of one source."""

    kind: AtomKind
    source: int
    value: Reading | None = None
    where: ColumnFunction | None = None
    reads: tuple[tuple[str, str], ...] = ()
    form: Form | None = None
    rank: Rank | None = None
    flow: str = ""
    states: tuple[str, ...] = ()
    by_state: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def merges(self) -> bool:
        """Whether the number of two groups together follows from theirs, where no record is in both."""
        return self.kind not in {AtomKind.DISTINCT, AtomKind.RANKED}

    @property
    def nothing(self) -> int | None:
        """What it is over no records."""
        return None if self.kind in {AtomKind.MINIMUM, AtomKind.MAXIMUM, AtomKind.RANKED} else 0

    def merged(self, one: Any, other: Any) -> Any:
        """The number of two groups together; None where it does not follow from theirs."""
        if one is None or other is None:
            return other if one is None else one
        match self.kind:
            case AtomKind.MINIMUM:
                return min(one, other)
            case AtomKind.MAXIMUM:
                return max(one, other)
            case AtomKind.DISTINCT | AtomKind.RANKED:
                return None
            case _:
                return one + other


Leaf: TypeAlias = Aggregated | Entered | Conversion | TimeInState
_HALF = Fraction(1, 2)


def leaves(expression: MeasureExpression) -> Iterator[Leaf]:
    """What a measure asks of the database."""
    match expression:
        case Combined(left=left, right=right):
            yield from leaves(left)
            yield from leaves(right)
        case Share(of=of) | Cumulative(of=of) | Previous(of=of):
            yield from leaves(of)
        case Number():
            return
        case _:
            yield expression


def parts(expression: MeasureExpression) -> Iterator[MeasureExpression]:
    """The expression and everything within it."""
    yield expression
    match expression:
        case Combined(left=left, right=right):
            yield from parts(left)
            yield from parts(right)
        case Share(of=of) | Cumulative(of=of) | Previous(of=of):
            yield from parts(of)
        case _:
            return


def atoms_of(leaf: Leaf, by_state: str | None, reads: tuple[tuple[str, str], ...] = ()) -> tuple[Atom, ...]:
    """The numbers that a leaf is computed of, always in the same order.

    `by_state`: the flow whose states the first dimension shows; `reads`: the field of the leaf's flow.
    """
    if isinstance(leaf, Aggregated):
        return _atoms_of_aggregate(leaf)

    def atom(kind: AtomKind, *states: str) -> Atom:
        return Atom(kind=kind, source=leaf.source, flow=leaf.flow, states=states, reads=reads)

    match leaf:
        case Entered(states=None) if leaf.flow == by_state:
            return (replace(atom(AtomKind.PASSED_GROUP), by_state=tuple(leaf.by_state.items())),)
        case Entered(states=None):
            return (atom(AtomKind.PASSED, *dict.fromkeys(each for some in leaf.by_state.values() for each in some)),)
        case Entered(states=states):
            return (atom(AtomKind.PASSED, *(states or ())),)
        case Conversion(start=start, end=end):
            return (atom(AtomKind.PASSED_BOTH, start, end), atom(AtomKind.PASSED, start))
        case TimeInState(state=state):
            return (atom(AtomKind.SECONDS, state), atom(AtomKind.STAYS, state))


def _atoms_of_aggregate(leaf: Aggregated) -> tuple[Atom, ...]:
    def atom(kind: AtomKind, rank: Rank | None = None) -> Atom:
        form = leaf.form
        return Atom(
            kind=kind, source=leaf.source, value=leaf.value, where=leaf.where, reads=leaf.reads, form=form, rank=rank
        )

    match leaf.function:
        case MeasureFunction.COUNT:
            return (atom(AtomKind.COUNT),)
        case MeasureFunction.DISTINCT:
            return (atom(AtomKind.DISTINCT),)
        case MeasureFunction.SUM:
            return (atom(AtomKind.SUM),)
        case MeasureFunction.AVERAGE:
            return (atom(AtomKind.SUM), atom(AtomKind.COUNT))
        case MeasureFunction.MINIMUM:
            return (atom(AtomKind.MINIMUM),)
        case MeasureFunction.MAXIMUM:
            return (atom(AtomKind.MAXIMUM),)
        case MeasureFunction.MEDIAN:
            return (atom(AtomKind.RANKED, Rank(_HALF)), atom(AtomKind.RANKED, Rank(_HALF, above=True)))
        case MeasureFunction.PERCENTILE:
            return (atom(AtomKind.RANKED, Rank(Fraction(leaf.share or Decimal(0)))),)


NUMBERS = frozenset({ValueForm.INTEGER, ValueForm.DECIMAL, ValueForm.MONEY, ValueForm.PERCENT})
"""Forms of values that can be computed with."""
