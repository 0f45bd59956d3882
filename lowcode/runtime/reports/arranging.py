"""Which groups are shown, in what order, and what the others are together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lowcode.runtime.process_definitions import processes_of
from lowcode.runtime.report_definitions import (
    ByBand,
    ByPart,
    ByValue,
    Cumulative,
    DatePart,
    Earlier,
    MeasureExpression,
    Share,
    SortByDimension,
    SortByMeasure,
    ValueForm,
)
from lowcode.runtime.reports.atoms import AtomKind
from lowcode.runtime.reports.evaluating import Evaluator, Exact
from lowcode.runtime.reports.grids import ALL, REST, Grid, Key, merged_into_rest
from lowcode.runtime.reports.labelling import Labeller
from lowcode.runtime.reports.questions import Question

MOST_GROUPS = (2_000, 100, 50)
"""Of the first dimension, of the second, of each further one."""

_PARTS = {
    DatePart.MONTH_OF_YEAR: range(1, 13),
    DatePart.DAY_OF_MONTH: range(1, 32),
    DatePart.WEEKDAY: range(1, 8),
    DatePart.HOUR_OF_DAY: range(24),
}

Grids = dict[Earlier | None, Grid]


@dataclass(slots=True)
class Arranged:
    """The groups of a dimension in the order of the chart."""

    labeller: Labeller
    keys: list[Key]
    others: tuple[Key, ...] = ()
    """Groups that are not shown by themselves."""


def arrange(question: Question, grids: Grids) -> list[Arranged]:
    """The groups of each dimension. What is not shown by itself is in `others`; it has not been put together yet."""
    return [_arrange(question, grids, at) for at in range(len(question.dimensions))]


def _arrange(question: Question, grids: Grids, at: int) -> Arranged:
    found = list(dict.fromkeys(key for grid in grids.values() for key in grid.keys_of(at)))
    scale = question.scales[at]
    if scale is not None:
        present = [key for key in grids[None].keys_of(at) if key is not None]
        found = [*_stretch(question, at, present), *(key for key in found if key is None)]
    else:
        found = list(dict.fromkeys([*found, *_known(question, at)]))
    own = [key for key in found if key is not None and key is not REST]
    labeller = Labeller(question.context, question.dimensions[at], scale, own)
    ordered = _ordered(question, grids, at, labeller, own)
    most = _most(question, at)
    shown, others = ordered[:most], tuple(ordered[most:])
    last = [REST] if others or REST in found else []
    return Arranged(labeller, [*shown, *last, *([None] if None in found else [])], others)


def _most(question: Question, at: int) -> int:
    scale = question.scales[at]
    limit = MOST_GROUPS[min(at, len(MOST_GROUPS) - 1)] if scale is None else len(scale.cuts) + 1
    top = question.report.chart.top
    return min(limit, top) if at == 0 and top is not None else limit


def _stretch(question: Question, at: int, present: Sequence[Any]) -> Iterable[int]:
    """The groups along time without gaps: of a chosen period from its beginning until today, else where records are."""
    scale = question.scales[at]
    if scale is None:
        return ()
    first, last = min(present, default=None), max(present, default=None)
    if question.is_limited(at):
        passed = sum(1 for start in scale.starts if question.is_past(start))
        first = min(1, first or 1)
        last = max(passed, last or 0)
    return range(first, last + 1) if first is not None and last is not None else ()


def _known(question: Question, at: int) -> Iterable[Any]:
    """Groups that are shown even if there is nothing in them."""
    dimension = question.dimensions[at]
    match dimension.grouping:
        case ByPart(part=part):
            return _PARTS[part]
        case ByBand(bounds=bounds):
            return range(len(bounds) + 1)
        case ByValue() if dimension.form.kind is ValueForm.CHOICE:
            return _states(question, dimension.form.name or "")
        case _:
            return ()


def _states(question: Question, choice: str) -> Iterable[str]:
    """The states of a flow, through which records pass."""
    flows = processes_of(question.context.application).flows
    return [state.name for flow in flows if flow.name == choice for state in flow.states]


def _ordered(question: Question, grids: Grids, at: int, labeller: Labeller, keys: list[Any]) -> list[Any]:
    """As the report says, else as is natural: in the dimension's own order, or the largest first."""
    ordered = sorted(keys, key=labeller.position)
    sort = question.report.chart.sort if at == 0 else None
    if isinstance(sort, SortByDimension):
        return ordered[::-1] if sort.descending else ordered
    expression = _sort_expression(question, sort)
    if expression is None or (sort is None and labeller.is_ordered):
        return ordered
    evaluator = Evaluator(grids)
    size = len(question.dimensions)
    values = {key: evaluator.value(expression, _margin(size, at, key)) for key in keys}
    descending = sort.descending if isinstance(sort, SortByMeasure) else True
    return sorted(ordered, key=lambda key: _rank(values[key], descending=descending))


def _margin(size: int, at: int, key: Key) -> tuple[Key, ...]:
    return tuple(key if place == at else ALL for place in range(size))


def _sort_expression(question: Question, sort: SortByMeasure | None) -> MeasureExpression | None:
    """What groups are sorted by; a running total or a share like what it is made of."""
    wanted = sort.measure if isinstance(sort, SortByMeasure) else None
    for measure in question.measures:
        if wanted is None or measure.name == wanted:
            expression = measure.expression
            return expression.of if isinstance(expression, Cumulative | Share) else expression
    return None


def _rank(value: Exact, *, descending: bool) -> tuple[bool, Any]:
    """Empty last in both directions."""
    if not isinstance(value, Fraction):
        return (True, 0) if value is None else (False, _Reversed(value) if descending else value)
    return (False, -value if descending else value)


@dataclass(frozen=True, slots=True)
class _Reversed:
    """A date or a text that sorts the other way round."""

    value: Any

    def __lt__(self, other: _Reversed) -> bool:
        return bool(other.value < self.value)


def can_merge(question: Question, at: int) -> bool:
    """Whether the numbers of several groups together follow from theirs."""
    if at in question.overlapping:
        return False
    kinds = {atom.kind for atom in question.atoms.atoms}
    return all(atom.merges for atom in question.atoms.atoms) and not (at == 0 and AtomKind.PASSED_GROUP in kinds)


def with_others(question: Question, grids: Grids, at: int, shown: Sequence[Key]) -> Grids:
    """The grids with one group for all that are not shown by themselves."""
    merged: Grids = {}
    for time, grid in grids.items():
        merged[time] = merged_into_rest(grid, at, shown)
        merged[time].add_totals(question.overlapping)
    return merged
