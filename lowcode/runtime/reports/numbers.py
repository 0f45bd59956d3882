"""The numbers of a group as SQL, exact on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    case,
    cast,
    distinct,
    extract,
    func,
    literal,
    select,
    union_all,
)

from lowcode.runtime.database.process_tables import state as stays
from lowcode.runtime.database.types import Text, UtcDateTime, WholeNumber
from lowcode.runtime.reports.atoms import Atom, AtomKind
from lowcode.runtime.reports.frames import Frame
from lowcode.runtime.reports.rights import finding_of
from lowcode.runtime.values.columns.records import extreme_of, sum_of

_SECONDS, _STAYS = "seconds", "stays"


def number_of(frame: Frame, atom: Atom) -> ColumnElement[Any]:
    """A number over the records of a group."""
    match atom.kind:
        case AtomKind.SECONDS | AtomKind.STAYS:
            return sum_of(_stays_beside(frame, atom).c[atom.kind.value])
        case AtomKind.SUM:
            return sum_of(value_of(frame, atom))
        case AtomKind.MINIMUM | AtomKind.MAXIMUM:
            return extreme_of(atom.kind.value, value_of(frame, atom))
        case AtomKind.DISTINCT:
            return func.count(distinct(value_of(frame, atom)), type_=WholeNumber())
        case _:
            return _counted(frame, atom)


def _counted(frame: Frame, atom: Atom) -> ColumnElement[Any]:
    """Records, or those with a value, that fulfil the atom's condition."""
    if atom.value is not None:
        return func.count(value_of(frame, atom), type_=WholeNumber())
    condition = condition_of(frame, atom)
    if condition is None:
        return func.count(type_=WholeNumber())
    return func.count(case((condition, 1)), type_=WholeNumber())


def value_of(frame: Frame, atom: Atom) -> ColumnElement[Any]:
    """What a number is computed of, empty where the record does not count."""
    if atom.value is None:
        raise TypeError(f"{atom.kind.value} is computed of a value")
    value = frame.value(atom.value)
    condition = condition_of(frame, atom)
    if condition is None:
        return value
    chosen = case((condition, value))
    chosen.type = value.type
    return chosen


def condition_of(frame: Frame, atom: Atom) -> ColumnElement[bool] | None:
    """Which records of a group an atom counts; None: all."""
    match atom.kind:
        case AtomKind.PASSED | AtomKind.SECONDS | AtomKind.STAYS:
            return _if_known(frame, atom, frame.record.id.in_(passed(atom.flow, atom.states)))
        case AtomKind.PASSED_GROUP:
            states = dict.fromkeys(state for _, some in atom.by_state for state in some)
            return _if_known(frame, atom, frame.record.id.in_(passed(atom.flow, tuple(states))))
        case AtomKind.PASSED_BOTH:
            return _if_known(frame, atom, frame.record.id.in_(_passed_both(atom)))
        case _:
            return None if atom.where is None else frame.condition(atom.where, atom.reads)


def _if_known(frame: Frame, atom: Atom, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition for records whose states the reader may know."""
    may_know = frame.knows(finding_of(frame.context, frame.entity, (), atom.reads), ())
    return condition if may_know is None else and_(may_know, condition)


def states_beside(frame: Frame, atom: Atom) -> ColumnElement[Any]:
    """Each record once for each state whose group it counts for."""
    by_state = [
        select(literal(group, Text()).label("state"), stays.c.record_id)
        .where(stays.c.flow == atom.flow, stays.c.state.in_(states))
        .distinct()
        for group, states in atom.by_state
    ]
    table = union_all(*by_state).subquery()
    condition = _if_known(frame, atom, table.c.record_id == frame.record.id)
    frame.join(table, condition, outer=False)
    return table.c.state


def passed(flow: str, states: tuple[str, ...]) -> Select[Any]:
    """The ids of the records that were ever in one of the states."""
    return select(stays.c.record_id).where(stays.c.flow == flow, stays.c.state.in_(states))


def _passed_both(atom: Atom) -> Select[Any]:
    """The ids of the records that were in the first state and later in the second."""
    start, end = atom.states
    before, after = stays.alias(), stays.alias()
    same = (before.c.record_id == after.c.record_id) & (before.c.entity == after.c.entity) & (before.c.id < after.c.id)
    return (
        select(after.c.record_id)
        .join(before, same)
        .where(before.c.flow == atom.flow, after.c.flow == atom.flow)
        .where(before.c.state == start, after.c.state == end)
    )


def _stays_beside(frame: Frame, atom: Atom) -> Any:
    """Seconds and number of each record's stays in a state, beside it once."""
    key = (atom.flow, *atom.states)
    if key not in frame.beside:
        now = literal(frame.context.now, UtcDateTime())
        seconds = _epoch(func.coalesce(stays.c.left_at, now, type_=UtcDateTime())) - _epoch(stays.c.entered_at)
        table = (
            select(
                stays.c.record_id,
                func.sum(case((seconds > 0, seconds), else_=0)).label(_SECONDS),
                func.count().label(_STAYS),
            )
            .where(stays.c.flow == atom.flow, stays.c.state.in_(atom.states))
            .group_by(stays.c.record_id)
            .subquery()
        )
        frame.join(table, _if_known(frame, atom, table.c.record_id == frame.record.id))
        frame.beside[key] = table
    return frame.beside[key]


def _epoch(moment: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(extract("epoch", moment), BigInteger)
