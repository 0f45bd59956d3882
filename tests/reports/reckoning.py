"""What a random report must answer, reckoned in plain Python, and what differs in what the app answers."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from lowcode.runtime.report_definitions import Measure
from lowcode.runtime.reports.answers import Answer, Value
from tests.reports.questions import Axis, Figure, Question, Records, Result
from tests.reports.world import NOW, Deal, Lead, World

OTHERS = "!others"


def reckon(question: Question, world: World, reader: int | None) -> dict[tuple[str, ...], Records]:
    """The records of each group that has any; `reader`: only what belongs to this user."""
    deals = [deal for deal in world.deals if reader is None or deal.owner == reader]
    if question.where is not None:
        deals = [deal for deal in deals if question.where.holds(deal)]
    leads = [lead for lead in world.leads if reader is None or lead.owner == reader] if question.joins else []
    groups: dict[tuple[str, ...], tuple[list[Deal], list[Lead]]] = {}
    for deal in deals:
        for place in _places([axis.keys(deal) for axis in question.axes]):
            groups.setdefault(place, ([], []))[0].append(deal)
    for lead in leads:
        for place in _places([_lead_keys(axis, lead) for axis in question.axes]):
            groups.setdefault(place, ([], []))[1].append(lead)
    return {place: Records(*found) for place, found in groups.items()}


def differences(question: Question, world: World, reader: int | None, answer: Answer) -> Iterator[str]:
    """Whatever in the answer is not as it was reckoned."""
    expected = reckon(question, world, reader)
    keys = [[group.key for group in dimension.groups] for dimension in answer.dimensions]
    if question.top is not None:
        yield from _not_on_top(question, expected, keys[0], answer)
        shown = {key for key in keys[0] if key != OTHERS}
        expected = _cut(expected, shown)
    for place, records in expected.items():
        is_told = any(figure.of(records) for figure in question.figures)
        if is_told and any(key not in keys[index] for index, key in enumerate(place)):
            yield f"no group for {place} with {len(records.deals)} deals and {len(records.leads)} leads"
    for number, figure in enumerate(question.figures):
        measure = answer.measures[number]
        for indices in _indices(keys):
            place = tuple(keys[level][index] for level, index in enumerate(indices))
            wanted = _wanted(figure, expected, keys, place)
            found = answer.at(*indices)[number]
            if not _agree(found, wanted, measure, is_exact=figure.exact):
                yield f"{figure.text} of {place}: {found!r} instead of {wanted!r}"
        if figure.shares is None and figure.runs is None and not answer.dimensions:
            continue
        if figure.shares is None and figure.runs is None:
            yield from _wrong_total(question, world, reader, figure, answer.totals[number], measure)


def _wrong_total(
    question: Question, world: World, reader: int | None, figure: Figure, found: Value, measure: Measure
) -> Iterator[str]:
    """A total is asked of all records, each counted once."""
    whole = Question(question.name, (), question.figures, question.where, None)
    wanted = figure.of(reckon(whole, world, reader).get((), Records((), ())))
    if not _agree(found, wanted, measure, is_exact=figure.exact):
        yield f"total of {figure.text}: {found!r} instead of {wanted!r}"


def _lead_keys(axis: Axis, lead: Lead) -> tuple[str, ...]:
    assert axis.lead_keys is not None
    return axis.lead_keys(lead)


def _places(keys: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    if not keys:
        yield ()
        return
    for first in keys[0]:
        for rest in _places(keys[1:]):
            yield (first, *rest)


def _indices(keys: Sequence[Sequence[str]]) -> Iterator[tuple[int, ...]]:
    if not keys:
        yield ()
        return
    for first in range(len(keys[0])):
        for rest in _indices(keys[1:]):
            yield (first, *rest)


def _wanted(
    figure: Figure, expected: dict[tuple[str, ...], Records], keys: Sequence[Sequence[str]], place: tuple[str, ...]
) -> Result:
    nothing = Records((), ())
    if figure.shares is not None:
        line = [figure.shares.of(expected.get((key, *place[1:]), nothing)) for key in keys[0]]
        part, whole = (
            figure.shares.of(expected.get(place, nothing)),
            sum(each for each in line if isinstance(each, Fraction)),
        )
        return part / whole if isinstance(part, Fraction) and whole else None
    if figure.runs is not None:
        until = keys[0][: keys[0].index(place[0]) + 1]
        line = [figure.runs.of(expected.get((key, *place[1:]), nothing)) for key in until]
        return sum((each for each in line if isinstance(each, Fraction)), Fraction(0))
    return figure.of(expected.get(place, nothing))


def _cut(expected: dict[tuple[str, ...], Records], shown: set[str]) -> dict[tuple[str, ...], Records]:
    """With everything that is not shown by itself in one group."""
    kept = {place: records for place, records in expected.items() if place[0] in shown}
    rest = [records for place, records in expected.items() if place[0] not in shown]
    if rest:
        deals = [deal for records in rest for deal in records.deals]
        kept[(OTHERS,)] = Records(deals, [lead for records in rest for lead in records.leads])
    return kept


def _not_on_top(
    question: Question, expected: dict[tuple[str, ...], Records], keys: Sequence[str], answer: Answer
) -> Iterator[str]:
    """No group that is among the others may be larger than one that is shown."""
    assert question.top is not None
    own = [key for key in keys if not key.startswith("!")]
    if len(own) > question.top:
        yield f"{len(own)} groups instead of {question.top}"
    sizes = {place[0]: _size(question.figures[0].of(records)) for place, records in expected.items()}
    hidden = max((size for key, size in sizes.items() if key not in own and not key.startswith("!")), default=_NOTHING)
    least = min((sizes.get(key, _NOTHING) for key in own), default=_NOTHING)
    if OTHERS in keys and hidden > least and not _is_time(answer):
        yield f"the largest of the others, {hidden}, is not shown, but {least}"


_NOTHING = Fraction(-(10**30))


def _size(result: Result) -> Fraction:
    """What groups are ordered by; those without a result come last."""
    match result:
        case Fraction():
            return result
        case datetime.datetime():
            return Fraction(round((result - NOW).total_seconds()))
        case datetime.date():
            return Fraction(result.toordinal() * 86_400)
        case None:
            return _NOTHING


def _is_time(answer: Answer) -> bool:
    return isinstance(answer.dimensions[0].groups[0].value, datetime.date)


def _agree(found: Value, wanted: Result, measure: Measure, *, is_exact: bool) -> bool:
    if found is None or wanted is None or not isinstance(wanted, Fraction):
        return found == wanted
    assert isinstance(found, int | Decimal), found
    last = Fraction(1, 10**measure.form.scale)
    return abs(Fraction(found) - wanted) <= (last / 2 if is_exact else last)
