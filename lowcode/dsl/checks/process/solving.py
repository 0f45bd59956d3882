"""Whether a formula can be true, and a witness for it.

`is_satisfiable` asks whether any values make it true at all: No is certain. `witness` asks for values of the fields
that make it true *whatever the opaque atoms are*: what it finds is certain, too. Both say nothing (None) where looking
at everything would take too long.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from lowcode.dsl.checks.process.domains import Value, holds, values_of
from lowcode.dsl.checks.process.formulas import (
    TRUE,
    And,
    Constant,
    Formula,
    Not,
    Opaque,
    Or,
    Subject,
    Test,
    atoms,
    both,
)
from lowcode.quick_dataclass import dataclass

Assignment: TypeAlias = dict[str, Value]
"""The values by the keys of subjects and opaque atoms."""
Witness: TypeAlias = tuple[tuple[Subject, Value], ...]
"""The values that make it true."""
_MOST_STEPS = 20_000
_MOST_UNKNOWN = 512


class _Budget:
    """How many steps a search may still take."""

    def __init__(self) -> None:
        self.left = _MOST_STEPS


def _no_options(_: Subject) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be decided: a formula, under circumstances that are known to hold."""

    formula: Formula
    circumstances: Formula = TRUE
    options: Callable[[Subject], Sequence[str]] = _no_options
    """The options of a choice."""
    is_limited: bool = True
    """Whether the limits of the fields hold, and required ones are filled in."""
    bound: frozenset[str] = frozenset()
    """Keys of subjects that may not be chosen, because they depend on others that the formula tests."""


def is_satisfiable(question: Question) -> bool | None:
    """Whether there are values, of opaque atoms too, that make the formula true."""
    whole = both(question.formula, question.circumstances)
    domains = _domains(question, whole)
    for each in atoms(whole):
        if isinstance(each, Opaque):
            domains.setdefault(each.key, [True, False])
    found = _search(whole, list(domains.items()), {}, _Budget(), lambda assignment: _evaluate(whole, assignment))
    return found if found is None else found is not False


def witness(question: Question) -> Witness | None:
    """Values of free subjects for which the formula is true in every case that the circumstances leave open."""
    whole = both(question.formula, question.circumstances)
    domains = _domains(question, whole)
    subjects = {each.subject.key: each.subject for each in atoms(whole) if isinstance(each, Test)}
    chosen = {key: values for key, values in domains.items() if _is_chosen(subjects[key], question)}
    others = {key: values for key, values in domains.items() if key not in chosen}
    others |= {each.key: [True, False] for each in atoms(whole) if isinstance(each, Opaque)}
    cases = 1
    for values in others.values():
        cases *= max(1, len(values))
    if cases > _MOST_UNKNOWN:
        return None

    def is_certain(assignment: Assignment) -> bool:
        any_case = False
        for combination in itertools.product(*others.values()):
            full = assignment | dict(zip(others, combination, strict=True))
            if _evaluate(question.circumstances, full) is True:
                any_case = True
                if _evaluate(question.formula, full) is not True:
                    return False
        return any_case

    found = _search(whole, list(chosen.items()), {}, _Budget(), is_certain)
    if not isinstance(found, dict):
        return None
    named = {each.subject.key for each in atoms(question.formula) if isinstance(each, Test)}
    return tuple((subjects[key], value) for key, value in found.items() if key in named)


def _is_chosen(subject: Subject, question: Question) -> bool:
    return subject.is_free and subject.key not in question.bound


def _domains(question: Question, formula: Formula) -> dict[str, list[Value]]:
    tests: dict[str, list[Test]] = {}
    for each in atoms(formula):
        if isinstance(each, Test):
            tests.setdefault(each.subject.key, []).append(each)
    return {
        key: values_of(found[0].subject, found, question.options(found[0].subject), is_limited=question.is_limited)
        for key, found in tests.items()
    }


def _search(
    formula: Formula,
    domains: Sequence[tuple[str, list[Value]]],
    assignment: Assignment,
    budget: _Budget,
    accepts: Callable[[Assignment], bool | None],
) -> Assignment | bool | None:
    """The first complete assignment that is accepted; False if there is none, None if it took too long."""
    budget.left -= 1
    if budget.left < 0:
        return None
    if _evaluate(formula, assignment) is False:
        return False
    if not domains:
        return dict(assignment) if accepts(assignment) is True else False
    (key, values), *rest = domains
    for value in values:
        found = _search(formula, rest, {**assignment, key: value}, budget, accepts)
        if found is not False:
            return found
    return False


def _evaluate(formula: Formula, assignment: Mapping[str, Value]) -> bool | None:
    """The outcome as far as it is known; None if it depends on what is not assigned yet."""
    match formula:
        case Constant(value=value):
            return value
        case Opaque(key=key):
            return bool(assignment[key]) if key in assignment else None
        case Test(subject=subject):
            return holds(formula, assignment[subject.key]) if subject.key in assignment else None
        case Not(part=part):
            outcome = _evaluate(part, assignment)
            return None if outcome is None else not outcome
        case And(parts=parts):
            return _joined(parts, assignment, decisive=False)
        case Or(parts=parts):
            return _joined(parts, assignment, decisive=True)


def _joined(parts: Sequence[Formula], assignment: Mapping[str, Value], *, decisive: bool) -> bool | None:
    is_open = False
    for part in parts:
        outcome = _evaluate(part, assignment)
        if outcome is decisive:
            return decisive
        is_open = is_open or outcome is None
    return None if is_open else not decisive
