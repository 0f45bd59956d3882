"""The conditions of the ways out of a state: whether two hold at once where one was meant, or none where one was.

Buttons that lead to different states may well be open together: a person chooses. So ways are compared if the app
chooses (automatic ones, timers that end together), if the buttons lead to the same state, or if the conditions were
written as alternatives: then they exclude each other, but for a single value. Only alternatives can leave a gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.flows import GapBetweenWays, OverlappingWays
from lowcode.dsl.checks.process.conditions import Conditions
from lowcode.dsl.checks.process.domains import is_ordered
from lowcode.dsl.checks.process.formulas import (
    Formula,
    Not,
    Operator,
    Test,
    both,
    conjuncts,
    either,
    signature,
    subjects_of,
)
from lowcode.dsl.checks.process.people import audience_key
from lowcode.dsl.checks.process.solving import Witness
from lowcode.dsl.checks.process.wording import in_words
from lowcode.ir import application as app
from lowcode.ir import process
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

_MOST_WAYS = 20
_Kind = process.TransitionKind


def check_ways(application: app.Application, flow: process.Flow) -> Iterator[Problem]:
    """Overlaps and gaps between the ways out of each state; what is the same in several states is said once."""
    reported: set[tuple[Span, Span | None]] = set()
    entity = application.entity(flow.entity)
    for state in flow.states:
        ways = [each for each in flow.transitions if state.name in each.sources][:_MOST_WAYS]
        conditions = Conditions(application, entity, {flow.field: state.name})
        for problem in _Ways(conditions, state.name, ways).problems():
            place = (problem.span, problem.first if isinstance(problem, OverlappingWays) else None)
            if place not in reported:
                reported.add(place)
                yield problem


def meeting_value(conditions: Conditions, one: Formula, other: Formula) -> Witness | None:
    """The single value at which two conditions meet that exclude each other otherwise: `>= 5` and `<= 5`."""
    found = conditions.witness(both(one, other))
    for subject, value in found or ():
        if value is None or not is_ordered(subject.type):
            continue
        elsewhere = Not(Test(subject, Operator.EQUAL, value))
        if conditions.is_possible(both(one, other, elsewhere)) is False:
            return found
    return None


def gap(conditions: Conditions, formulas: Sequence[Formula]) -> Witness | None:
    """A record that fulfils none of the conditions, though two of them were written as alternatives."""
    shared = _shared_parts(formulas)
    own = [both(*(part for part in conjuncts(each) if signature(part) not in shared)) for each in formulas]
    for one, other in combinations(own, 2):
        if subjects_of(one).keys() & subjects_of(other).keys() and _exclude(conditions, one, other):
            return conditions.witness(Not(either(*own)), both(*shared.values()))
    return None


def _exclude(conditions: Conditions, one: Formula, other: Formula) -> bool:
    if conditions.is_possible(both(one, other)) is False:
        return True
    return meeting_value(conditions, one, other) is not None


def _shared_parts(formulas: Sequence[Formula]) -> dict[str, Formula]:
    """What every condition demands beside what tells them apart."""
    first, *others = ({signature(part): part for part in conjuncts(each)} for each in formulas)
    return {key: part for key, part in first.items() if all(key in other for other in others)}


@dataclass(frozen=True, slots=True)
class _Ways:
    conditions: Conditions
    state: str
    ways: Sequence[process.Transition]

    def problems(self) -> Iterator[OverlappingWays | GapBetweenWays]:
        for one, other in combinations(self.ways, 2):
            yield from self._overlap(one, other)
        yield from self._gap()

    def _overlap(self, one: process.Transition, other: process.Transition) -> Iterator[OverlappingWays]:
        if one.kind is not other.kind or one.is_from_any or other.is_from_any:
            return
        first, second = self.conditions.formula(one.when), self.conditions.formula(other.when)
        if self._is_one_chosen(one, other):
            found = self.conditions.witness(both(first, second))
        else:
            found = meeting_value(self.conditions, first, second) if one.target != other.target else None
        if found:
            yield OverlappingWays(
                span=other.span,
                target=self._named(other),
                other=self._named(one),
                witness=in_words(found),
                first=one.span,
            )

    def _named(self, way: process.Transition) -> str:
        arrow = f"{self.state} -> {way.target}"
        return arrow if way.kind is not _Kind.MANUAL else f'{arrow} "{way.label.texts[0]}"'

    @staticmethod
    def _is_one_chosen(one: process.Transition, other: process.Transition) -> bool:
        """Whether only one of them is to be open at a time: for people, if the same ones see two ways to one state."""
        if one.kind is _Kind.MANUAL:
            people = {audience_key(each) for each in one.by} & {audience_key(each) for each in other.by}
            return bool(people) and one.target == other.target and None not in (one.when, other.when)
        return one.target != other.target and one.after == other.after

    def _gap(self) -> Iterator[GapBetweenWays]:
        onwards = [each for each in self.ways if not each.is_from_any and each.target != self.state]
        if len(onwards) < 2 or any(each.when is None for each in onwards):
            return
        found = gap(self.conditions, [self.conditions.formula(each.when) for each in onwards])
        if found:
            yield GapBetweenWays(
                span=onwards[-1].span,
                state=self.state,
                targets=tuple(dict.fromkeys(each.target for each in onwards)),
                witness=in_words(found),
                first=onwards[0].span,
            )
