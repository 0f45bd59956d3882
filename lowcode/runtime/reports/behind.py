"""The records behind a number: a condition for lists and exports.

It says nothing about access: whoever uses it adds the right to read, as lists do by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, false, select

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.report_definitions import Earlier, ReportDefinition
from lowcode.runtime.reports.atoms import Atom, AtomKind, leaves
from lowcode.runtime.reports.composing import answer_now
from lowcode.runtime.reports.conditions import group_condition
from lowcode.runtime.reports.frames import Frame
from lowcode.runtime.reports.framing import frame_of
from lowcode.runtime.reports.keys import OTHERS
from lowcode.runtime.reports.numbers import condition_of
from lowcode.runtime.reports.questions import Question, question_of
from lowcode.runtime.reports.reviewing import review
from lowcode.runtime.reports.selection import WHOLE, Selection


def entity_behind(report: ReportDefinition, source: int, context: Context) -> EntityDefinition:
    """The entity whose list shows the records of a source: of rows of a sub-table, the one that they belong to."""
    entity = context.application.entity_by_name[report.sources[source].entity]
    return entity if entity.owner is None else context.application.entity_by_name[entity.owner]


def records_behind(
    report: ReportDefinition,
    source: int,
    cell: Sequence[str | None],
    context: Context,
    selection: Selection = WHOLE,
    *,
    measure: str | None = None,
    time: Earlier | None = None,
) -> ColumnElement[bool]:
    """The condition on the model of `entity_behind` for the records that a cell counts.

    `cell`: for each shown dimension the key of a group, or None for all of them. With `measure`, only the records that
    this measure counts, where one condition says so. `time`: those of the earlier period that it is compared with.
    """
    model: Any = entity_behind(report, source, context).model
    reviewed = review(report, context, selection)
    question = question_of(report, context, selection, reviewed.measures, shows_target=reviewed.shows_target)
    if reviewed.is_withheld or time not in question.times:
        return false()
    frame = frame_of(question, source, question.times[time], with_access=False)
    states = _add_measure(question, frame, source, measure)
    for at, key in enumerate(cell[: len(question.dimensions)]):
        if key is not None and not (at == 0 and states is not None and _add_state(frame, states, key)):
            frame.conditions.append(_in_cell(question, frame, source, at, key))
    column = frame.record.id if frame.entity.owner is None else frame.record.owner_record_id
    found: ColumnElement[bool] = model.id.in_(select(column).select_from(frame.origin).where(*frame.conditions))
    return found


def _in_cell(question: Question, frame: Frame, source: int, at: int, key: str) -> ColumnElement[bool]:
    shown: tuple[str, ...] = ()
    if key == OTHERS:
        groups = answer_now(question.report, question.context, question.selection).dimensions[at].groups
        shown = tuple(group.key for group in groups if not group.is_others)
    dimension = question.dimensions[at]
    return group_condition(frame, dimension, source, [key], scale=question.scales[at], shown=shown)


def _add_measure(question: Question, frame: Frame, source: int, name: str | None) -> Atom | None:
    """Only what the measure counts. The answer is what counts records in states that they have left."""
    wanted = [each for each in question.measures if each.name == name]
    atoms = [
        question.atoms.atoms[question.atoms.places(leaf)[0]]
        for each in wanted
        for leaf in leaves(each.expression)
        if leaf.source == source
    ]
    if len(atoms) != 1:
        return None
    condition = condition_of(frame, atoms[0])
    if condition is not None:
        frame.conditions.append(condition)
    return atoms[0] if atoms[0].kind is AtomKind.PASSED_GROUP else None


def _add_state(frame: Frame, atom: Atom, state: str) -> bool:
    """Records that were ever in the states that the group counts; False if the group is none of them."""
    states = dict(atom.by_state).get(state)
    if states is None:
        return False
    passed = Atom(kind=AtomKind.PASSED, source=atom.source, flow=atom.flow, states=states, reads=atom.reads)
    condition = condition_of(frame, passed)
    if condition is not None:
        frame.conditions.append(condition)
    return True
