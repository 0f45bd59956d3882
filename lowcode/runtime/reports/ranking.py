"""Which groups are shown by themselves, where there are too many to be read: the largest, found by the database."""

from __future__ import annotations

import math
from typing import Any

from sqlalchemy import Select, select

from lowcode.runtime.report_definitions import ByMember, ByValue, SortByMeasure, ValueForm
from lowcode.runtime.reports.asking import MOST_ROWS
from lowcode.runtime.reports.atoms import Atom, AtomKind, leaves
from lowcode.runtime.reports.framing import frame_of
from lowcode.runtime.reports.grids import Key
from lowcode.runtime.reports.grouping import key_of
from lowcode.runtime.reports.numbers import number_of
from lowcode.runtime.reports.questions import Question

_MOST = 2_000
_FEWEST = 10
_MOST_BESIDE = 20
"""Groups of a further dimension beside those of the first."""
_PARTS = 31


def largest_groups(question: Question) -> dict[int, tuple[Key, ...]]:
    """By dimension that can have any number of groups, the largest of them in the first source that is about it."""
    open_ones = [at for at, each in enumerate(question.dimensions) if _is_open(question, at)]
    rows = MOST_ROWS // math.prod(_size(question, at) for at in range(len(question.dimensions)) if at not in open_ones)
    first = max(_FEWEST, min(_MOST, rows // _MOST_BESIDE ** (len(open_ones) - 1))) if open_ones else 0
    found: dict[int, tuple[Key, ...]] = {}
    for place, at in enumerate(open_ones):
        most = min(first, _MOST_BESIDE) if place else first
        if at == 0 and question.report.chart.top is not None:
            most = min(most, question.report.chart.top)
        found[at] = tuple(question.context.connection.execute(_statement(question, at, most)).scalars())
    return found


def _is_open(question: Question, at: int) -> bool:
    dimension = question.dimensions[at]
    if question.scales[at] is not None:
        return False
    kinds = {ValueForm.TEXT, ValueForm.RECORD, ValueForm.INTEGER, ValueForm.CHOICE}
    return isinstance(dimension.grouping, ByValue | ByMember) and dimension.form.kind in kinds


def _size(question: Question, at: int) -> int:
    """About how many groups a dimension has that cannot have any number of them."""
    scale = question.scales[at]
    return _PARTS if scale is None else len(scale.starts)


def _statement(question: Question, at: int, most: int) -> Select[Any]:
    atom = _deciding(question)
    frame = frame_of(question, atom.source, question.times[None])
    key = key_of(frame, question.dimensions[at], atom.source, ()).label("key")
    number = number_of(frame, atom).label("number")
    ascending = isinstance(question.report.chart.sort, SortByMeasure) and not question.report.chart.sort.descending
    rows = select(key, number).select_from(frame.origin).where(*frame.conditions, key.is_not(None)).group_by(key)
    table = rows.subquery()
    order = table.c.number.asc() if ascending else table.c.number.desc()
    return select(table.c.key).order_by(order.nulls_last(), table.c.key).limit(most)


def _deciding(question: Question) -> Atom:
    """The number that a report's groups are sorted by, as near as one number comes to it."""
    sort = question.report.chart.sort
    wanted = sort.measure if isinstance(sort, SortByMeasure) else None
    measures = [each for each in question.measures if each.name == wanted] or list(question.measures)
    for measure in (*measures, *question.measures):
        for leaf in leaves(measure.expression):
            for place in question.atoms.places(leaf):
                atom = question.atoms.atoms[place]
                if atom.kind not in {AtomKind.RANKED, AtomKind.PASSED_GROUP}:
                    return atom
    return Atom(kind=AtomKind.COUNT, source=0)
