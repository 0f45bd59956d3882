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
    Earlier,
    MeasureExpression,
    Share,
    SortByDimension,
    SortByMeasure,
    ValueForm,
)
from lowcode.runtime.reports.atoms import AtomKind
from lowcode.runtime.reports.evaluating import Evaluator, Exact
from lowcode.runtime.reports.grids import ALL, REST, Grid, Key, limited_to, merged_into_rest
from lowcode.runtime.reports.labelling import Labeller
from lowcode.runtime.reports.questions import Question
from lowcode.runtime.reports.scales import Scale
from lowcode.runtime.reports.values import NUMBERS_OF, key_of_raw

MOST_GROUPS = (2_000, 100, 50)
"""Of the first dimension, of the second, of each further one."""

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
    scale = question.scales[at]
    found = list(dict.fromkeys(key for grid in grids.values() for key in grid.keys_of(at)))
    own = [key for key in found if key is not None and key is not REST]
    top = question.report.chart.top if at == 0 else None
    if top is None:
        own = _without_gaps(question, at, own)
    labeller = Labeller(question.context, question.dimensions[at], scale, own)
    limit = MOST_GROUPS[min(at, len(MOST_GROUPS) - 1)] if scale is None else len(scale.cuts) + 1
    ranked = _ordered(question, grids, at, labeller, own, keeps_order=top is None)
    most = limit if top is None else min(limit, top)
    shown, others = ranked[:most], tuple(ranked[most:])
    if top is not None and question.report.chart.sort is None and labeller.is_ordered:
        shown.sort(key=labeller.position)
    last = [REST] if others or REST in found else []
    return Arranged(labeller, [*shown, *last, *([None] if None in found else [])], others)


def _without_gaps(question: Question, at: int, own: Sequence[Any]) -> list[Any]:
    """The groups with those between and around them in which there is nothing."""
    if question.scales[at] is None:
        return list(dict.fromkeys([*own, *_wanted(question, at)]))
    return list(question.stretches[at])


def add_stretches(question: Question, grids: Grids) -> Grids:
    """Finds out which groups along time are shown; the grids without earlier counterparts of all others."""
    question.stretches = {
        at: _stretch(question, at, scale, [key for key in grids[None].keys_of(at) if isinstance(key, int)])
        for at, scale in enumerate(question.scales)
        if scale is not None
    }
    along = question.along_time
    if along is None:
        return grids
    shown = question.stretches[along]
    return {
        time: grid if time is None else limited_to(grid, along, shown, question.overlapping)
        for time, grid in grids.items()
    }


def _stretch(question: Question, at: int, scale: Scale, present: Sequence[int]) -> range:
    """The groups along time without gaps: of a chosen period from its beginning until today, else where records are."""
    first, last = min(present, default=None), max(present, default=None)
    if question.is_limited(at):
        passed = sum(1 for start in scale.starts if question.is_past(start))
        first = min(1, first or 1)
        last = max(passed, last or 0)
    return range(first, last + 1) if first is not None and last is not None else range(0)


def _wanted(question: Question, at: int) -> Iterable[Any]:
    """Of the groups that are shown anyhow, those that the reader has not filtered out."""
    dimension = question.dimensions[at]
    chosen = [set(each.keys) for each in question.selection.groups if each.dimension == dimension]
    return (each for each in _known(question, at) if all(key_of_raw(each) in keys for keys in chosen))


def _known(question: Question, at: int) -> Iterable[Any]:
    """Groups that are shown even if there is nothing in them."""
    dimension = question.dimensions[at]
    match dimension.grouping:
        case ByPart(part=part):
            return NUMBERS_OF[part]
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


def _ordered(
    question: Question, grids: Grids, at: int, labeller: Labeller, keys: list[Any], *, keeps_order: bool
) -> list[Any]:
    """As the report says, else the largest first; `keeps_order`: else in the dimension's own order if it has one."""
    ordered = sorted(keys, key=labeller.position)
    sort = question.report.chart.sort if at == 0 else None
    if isinstance(sort, SortByDimension):
        return ordered[::-1] if sort.descending else ordered
    expression = _sort_expression(question, sort)
    if expression is None or (keeps_order and sort is None and labeller.is_ordered):
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
