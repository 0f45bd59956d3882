"""The records of a source that a question is about: what one may read, what the source says, what was chosen."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_

from lowcode.runtime.reports.conditions import click_condition, filter_condition, group_condition, in_days, takes_hold
from lowcode.runtime.reports.frames import Frame
from lowcode.runtime.reports.questions import Question, Time, is_same
from lowcode.runtime.reports.selection import opened_groups


def frame_of(question: Question, source: int, time: Time, *, with_access: bool = True) -> Frame:
    """The records of a source that the question is about."""
    report, selection = question.report, question.selection
    frame = Frame(report.sources[source], question.context, time.asking)
    if with_access:
        frame.add_readable()
    frame.add_where()
    in_force = time.in_force
    if in_force is not None:
        frame.conditions.append(in_days(frame, frame.value(in_force.reading(report, source)), in_force.days))
    chosen = question.in_force.filter if question.in_force is not None else None
    for choice in selection.filters:
        if choice.filter is not chosen and frame.source.entity in choice.filter.readings:
            frame.conditions.append(filter_condition(frame, choice.filter, choice.value))
    frame.conditions += _in_groups(question, frame, source, time)
    for click in selection.clicks:
        if takes_hold(click, report):
            frame.conditions.append(click_condition(frame, click, report, source))
    return frame


def _in_groups(question: Question, frame: Frame, source: int, time: Time) -> Iterator[ColumnElement[bool]]:
    """Being in the groups that were chosen or opened; where time is what is compared, in the earlier stretches."""
    along = question.along_time if time.against is not None else None
    moved = question.dimensions[along].readings[source] if along is not None else None
    chosen = [(each.dimension, each.keys) for each in question.selection.groups]
    chosen += [(dimension, (key,)) for dimension, key in opened_groups(question.report, question.selection)]
    for dimension, keys in chosen:
        if moved is None or not is_same(dimension.readings[source], moved):
            yield group_condition(frame, dimension, source, keys)
    if along is not None and moved is not None and time.cuts[along]:
        value, cuts = frame.value(moved), time.cuts[along]
        yield and_(value >= cuts[0], value < cuts[-1])
