"""Asks the database and makes the answer.

One statement is asked. A second one only where the first has shown that there are more groups than are read at once, or
records older than known, or that the others of a `top n` need numbers that do not follow from those of their groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from sqlalchemy import ClauseElement

from lowcode.runtime.context import Context
from lowcode.runtime.queries.readable import nameable
from lowcode.runtime.report_definitions import Earlier, MeasureExpression, ReportDefinition, ValueForm
from lowcode.runtime.reports.answers import (
    Answer,
    AnswerDimension,
    Compared,
    Group,
    Margin,
    Place,
    Table,
    Target,
    Value,
    Values,
)
from lowcode.runtime.reports.arranging import Arranged, Grids, add_stretches, arrange, can_merge, with_others
from lowcode.runtime.reports.asking import MOST_ROWS, grids_of, parts_of, statement_of
from lowcode.runtime.reports.calendar_units import instant_of
from lowcode.runtime.reports.evaluating import Evaluator, rounded
from lowcode.runtime.reports.grids import ALL, Key, Keys, levels_of
from lowcode.runtime.reports.labelling import Labeller
from lowcode.runtime.reports.questions import Question, question_of
from lowcode.runtime.reports.ranking import largest_groups
from lowcode.runtime.reports.reviewing import Review, review
from lowcode.runtime.reports.saying import compared_label, notes_of, period_label, withheld_note
from lowcode.runtime.reports.selection import WHOLE, Selection, opened_groups, shown_dimensions
from lowcode.runtime.reports.values import raw_of_key

MOST_CELLS = 20_000
"""Tables with more places leave out those without records."""


def answer_now(report: ReportDefinition, context: Context, selection: Selection = WHOLE) -> Answer:
    """What the report says to whoever asks, counted now over the context's connection."""
    reviewed = review(report, context, selection)
    if reviewed.is_withheld:
        return _withheld(report, context, selection, reviewed)
    question = question_of(report, context, selection, reviewed.measures, shows_target=reviewed.shows_target)
    grids = _asked(question)
    if _is_outside(question, grids):
        question = question_of(
            report, context, selection, reviewed.measures, shows_target=reviewed.shows_target, anew=True
        )
        grids = _asked(question)
    grids = add_stretches(question, grids)
    arranged = arrange(question, grids)
    grids, arranged = _with_others(question, grids, arranged)
    return _Composer(question, grids, arranged, reviewed).answer()


def signature_of(report: ReportDefinition, context: Context, selection: Selection) -> str:
    """All that an answer depends on beside the records and the moment: the statement with its rights, and who is named.

    Two readers with the same signature get the same answer within a day.
    """
    midnight = replace(context, now=instant_of(context.today, context.timezone), basis=context)
    reviewed = review(report, midnight, selection)
    question = question_of(report, midnight, selection, reviewed.measures, shows_target=reviewed.shows_target)
    named = [each.form.name or "" for each in question.dimensions if each.form.kind is ValueForm.RECORD]
    asked: list[ClauseElement] = [statement_of(question, parts_of(question))]
    asked += [nameable(midnight, each) for each in named]
    compiled = [each.compile(dialect=context.connection.dialect) for each in asked]
    return "\n".join(f"{each} {sorted(each.params.items())}" for each in compiled) + repr(reviewed.withheld)


def _asked(question: Question) -> Grids:
    """What the database answers; of too many groups, the largest and the others."""
    parts = parts_of(question)
    rows = question.context.connection.execute(statement_of(question, parts)).all()
    if len(rows) > MOST_ROWS:
        question.kept = largest_groups(question)
        parts = parts_of(question)
        rows = question.context.connection.execute(statement_of(question, parts)).all()
    return grids_of(question, parts, rows)


def _is_outside(question: Question, grids: Grids) -> bool:
    """Whether there are records before or after all groups that should have some of their own."""
    for at, scale in enumerate(question.scales):
        if scale is not None and not scale.is_cut and not question.is_limited(at):
            keys = [key for key in grids[None].keys_of(at) if isinstance(key, int)]
            if keys and (min(keys) < 1 or max(keys) > len(scale.starts)):
                return True
    return False


def _with_others(question: Question, grids: Grids, arranged: list[Arranged]) -> tuple[Grids, list[Arranged]]:
    """One group for all that are not shown by themselves, in each dimension that has some."""
    crowded = {at: each for at, each in enumerate(arranged) if each.others}
    if not crowded:
        return grids, arranged
    shown = {at: _shown(each) for at, each in crowded.items()}
    if all(can_merge(question, at) for at in crowded):
        for at, keys in shown.items():
            grids = with_others(question, grids, at, (*keys, None))
        return grids, arranged
    question.kept = {**question.kept, **shown}
    return _asked(question), arranged


def _shown(arranged: Arranged) -> tuple[Key, ...]:
    hidden = set(arranged.others)
    return tuple(each for each in arranged.keys if isinstance(each, int | str) and each not in hidden)


def _withheld(report: ReportDefinition, context: Context, selection: Selection, reviewed: Review) -> Answer:
    """Nothing but the reason."""
    dimensions = tuple(
        AnswerDimension(definition=each, label=context.text(each.label), groups=())
        for each in shown_dimensions(report, selection)
    )
    nothing: Values = (None,) * len(reviewed.measures)
    return Answer(
        report=report,
        label=context.text(report.label),
        dimensions=dimensions,
        measures=reviewed.measures,
        table=Table(cells={}, margins={(None,) * len(dimensions): nothing}),
        nothing=nothing,
        notes=(withheld_note(context, reviewed),),
        withheld=reviewed.withheld,
        is_withheld=True,
        asked_at=context.now,
    )


class _Composer:
    """Makes the answer of what was asked."""

    def __init__(self, question: Question, grids: Grids, arranged: Sequence[Arranged], reviewed: Review) -> None:
        self._question = question
        self._context = question.context
        self._arranged = arranged
        self._reviewed = reviewed
        self._grids = grids
        self._evaluator = Evaluator(grids, arranged[0].keys if arranged else ())
        self._nowhere = Evaluator({time: _empty(grid) for time, grid in grids.items()})

    def answer(self) -> Answer:
        question, report = self._question, self._question.report
        places = dict(self._places())
        margins = dict(self._margins())
        in_force = question.in_force
        return Answer(
            report=report,
            label=self._context.text(report.label),
            dimensions=tuple(self._dimension(each) for each in self._arranged),
            measures=question.measures,
            table=self._table(places, margins, None),
            nothing=self._nothing(),
            compared=self._compared(places, margins),
            target=self._target(places, margins),
            period=None if in_force is None else in_force.days,
            period_label=period_label(question),
            notes=notes_of(question, self._arranged, self._reviewed),
            withheld=self._reviewed.withheld,
            asked_at=self._context.now,
            drilled=self._drilled(),
        )

    def _dimension(self, arranged: Arranged) -> AnswerDimension:
        definition = arranged.labeller.dimension
        groups: tuple[Group, ...] = tuple(arranged.labeller.group(key) for key in arranged.keys)
        return AnswerDimension(definition=definition, label=self._context.text(definition.label), groups=groups)

    def _places(self) -> Iterator[tuple[Place, Keys]]:
        """All places, or, of very many, those with records."""
        sizes = [range(len(each.keys)) for each in self._arranged]
        known = {keys for grid in self._grids.values() for keys in grid.cells if ALL not in keys}
        total = 1
        for size in sizes:
            total *= len(size)
        for place in product(*sizes) if total <= MOST_CELLS else ():
            yield place, tuple(each.keys[at] for each, at in zip(self._arranged, place, strict=True))
        if total > MOST_CELLS:
            index: list[Mapping[Key, int]] = [{key: at for at, key in enumerate(each.keys)} for each in self._arranged]
            for keys in known:
                if all(key in places for key, places in zip(keys, index, strict=True)):
                    yield tuple(places[key] for key, places in zip(keys, index, strict=True)), keys

    def _margins(self) -> Iterator[tuple[Margin, Keys]]:
        size = len(self._arranged)
        for level in levels_of(size):
            choices = [
                enumerate(each.keys) if at in level else ((None, ALL),) for at, each in enumerate(self._arranged)
            ]
            for chosen in product(*choices):
                yield tuple(place for place, _ in chosen), tuple(key for _, key in chosen)

    def _table(self, places: Mapping[Place, Keys], margins: Mapping[Margin, Keys], at: Earlier | None) -> Table:
        return Table(
            cells={place: self._values(keys, at) for place, keys in places.items()},
            margins={margin: self._values(keys, at) for margin, keys in margins.items()},
        )

    def _values(self, keys: Keys, at: Earlier | None) -> Values:
        return tuple(
            rounded(self._evaluator.value(measure.expression, keys, at), measure.form)
            for measure in self._question.measures
        )

    def _nothing(self) -> Values:
        keys: Keys = (object(),) * len(self._arranged)
        return tuple(
            rounded(self._nowhere.value(measure.expression, keys), measure.form) for measure in self._question.measures
        )

    def _compared(self, places: Mapping[Place, Keys], margins: Mapping[Margin, Keys]) -> Compared | None:
        against = self._question.compared
        if against is None or against not in self._grids:
            return None
        time = self._question.times[against]
        along = self._question.along_time is not None
        days = None if along or time.in_force is None else time.in_force.days
        label = compared_label(self._question, against)
        return Compared(table=self._table(places, margins, against), label=label, period=days)

    def _target(self, places: Mapping[Place, Keys], margins: Mapping[Margin, Keys]) -> Target | None:
        expression = self._question.target
        if expression is None:
            return None
        form = self._question.measures[0].form

        def value(target: MeasureExpression, keys: Keys) -> Value:
            return rounded(self._evaluator.value(target, keys), form)

        cells = {place: value(expression, keys) for place, keys in places.items()}
        totals = {margin: value(expression, keys) for margin, keys in margins.items()}
        whole = value(expression, (ALL,) * len(self._arranged))
        return Target(cells=cells, margins=totals, total=whole)

    def _drilled(self) -> tuple[tuple[str, str], ...]:
        """The way down in words."""
        found: list[tuple[str, str]] = []
        for dimension, key in opened_groups(self._question.report, self._question.selection):
            found.append((self._context.text(dimension.label), group_label(self._context, dimension, key)))
        return tuple(found)


def group_label(context: Context, dimension: Any, key: str) -> str:
    """What a group that an address names is called."""
    raw = raw_of_key(dimension, key)
    labeller = Labeller(context, dimension, None, [raw])
    return labeller.of_key(key)


def _empty(grid: Any) -> Any:
    return type(grid)(grid.atoms, grid.dimensions)
