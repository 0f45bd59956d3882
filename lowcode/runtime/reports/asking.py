"""One statement for a report: a part for each source, level of totals and time, all united.

The parts have the same columns: which part it is, a key per dimension, a number per atom. What a part has no use for is
empty there. A report about one source is one plain `SELECT … GROUP BY`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import combinations, product
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Integer,
    Select,
    Subquery,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.types import TypeEngine

from lowcode.runtime.database.types import WholeNumber
from lowcode.runtime.queries.hiding import unordered
from lowcode.runtime.report_definitions import Earlier
from lowcode.runtime.reports.atoms import Atom, AtomKind, Rank
from lowcode.runtime.reports.conditions import group_condition
from lowcode.runtime.reports.cuts import Passed
from lowcode.runtime.reports.frames import Frame
from lowcode.runtime.reports.framing import frame_of
from lowcode.runtime.reports.grids import ALL, REST, Grid, Level, levels_of
from lowcode.runtime.reports.grouping import key_of
from lowcode.runtime.reports.keys import OTHERS
from lowcode.runtime.reports.numbers import condition_of, number_of, states_beside, value_of
from lowcode.runtime.reports.questions import Question, Time
from lowcode.runtime.reports.stretches import stretched
from lowcode.runtime.reports.values import key_of_raw

MOST_ROWS = 10_000
"""Groups that are read; of more, the largest are asked for (`ranking`)."""


class Style(Enum):
    """How the numbers of a part are found."""

    PLAIN = "aggregates"
    RANKED = "by rank"
    PASSED = "by states that records went through"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the statement."""

    time: Earlier | None
    source: int
    level: Level
    rest: Level
    """Of the level's dimensions, those of which the groups that are not kept are asked for, as one."""
    style: Style
    atoms: tuple[int, ...]
    """Places of the numbers."""


def parts_of(question: Question) -> list[Part]:
    """Everything that has to be asked."""
    return [part for time in question.times for part in _parts_at(question, time)]


def _parts_at(question: Question, time: Earlier | None) -> Iterator[Part]:
    size = len(question.dimensions)
    grid = Grid(question.atoms, size)
    for level in (tuple(range(size)), *levels_of(size)):
        groups: dict[tuple[int, Style, Any], list[int]] = {}
        for place, atom in enumerate(question.atoms.atoms):
            if len(level) == size or not grid.follows(place, level, question.overlapping):
                groups.setdefault(_kind_of(atom, level), []).append(place)
        for rest in _rests(question, level):
            for (source, style, _), places in groups.items():
                yield Part(time, source, level, rest, style, tuple(places))


def _rests(question: Question, level: Level) -> Iterator[Level]:
    """Each choice of dimensions of which the others are meant."""
    limited = [each for each in level if each in question.kept]
    for size in range(len(limited) + 1):
        yield from combinations(limited, size)


def _kind_of(atom: Atom, level: Level) -> tuple[int, Style, Any]:
    """What numbers of one part have in common."""
    if atom.kind is AtomKind.RANKED:
        return atom.source, Style.RANKED, (atom.value, atom.where)
    if atom.kind is AtomKind.PASSED_GROUP and 0 in level:
        return atom.source, Style.PASSED, atom
    return atom.source, Style.PLAIN, None


@dataclass(slots=True)
class _Asked:
    """A part as columns: keys by dimension (None: one group of all), numbers by place, and where they come from."""

    keys: list[ColumnElement[Any] | None]
    numbers: dict[int, ColumnElement[Any]]
    origin: FromClause
    conditions: Sequence[ColumnElement[bool]]


def statement_of(question: Question, parts: Sequence[Part]) -> Select[Any] | CompoundSelect[Any]:
    """The one statement."""
    asked = [(number, each) for number, part in enumerate(parts) for each in _asked(question, part)]
    types = _types(question, [each for _, each in asked])
    selects = [_select(number, each, types) for number, each in asked]
    whole = selects[0] if len(selects) == 1 else union_all(*selects)
    return whole if question.kept else whole.limit(MOST_ROWS + 1)


def _types(question: Question, asked: Sequence[_Asked]) -> list[TypeEngine[Any]]:
    """The types of the columns, from the parts that have them."""
    keys: list[TypeEngine[Any]] = []
    for dimension in range(len(question.dimensions)):
        found = [each.keys[dimension] for each in asked]
        keys.append(next((key.type for key in found if key is not None), Integer()))
    numbers = {place: number.type for each in asked for place, number in each.numbers.items()}
    return [*keys, *(numbers.get(place, Integer()) for place in range(len(question.atoms.atoms)))]


def _select(number: int, asked: _Asked, types: Sequence[TypeEngine[Any]]) -> Select[Any]:
    size = len(asked.keys)
    wanted = [*asked.keys, *(asked.numbers.get(place) for place in range(len(types) - size))]
    columns = [cast(null(), type_) if column is None else column for column, type_ in zip(wanted, types, strict=True)]
    statement = select(literal_column(str(number)), *columns).select_from(asked.origin).where(*asked.conditions)
    grouped: list[ColumnElement[int]] = [
        literal_column(str(at + 2)) for at, key in enumerate(asked.keys) if key is not None
    ]
    return statement.group_by(*grouped)


def _asked(question: Question, part: Part) -> list[_Asked]:
    frame = frame_of(question, part.source, question.times[part.time])
    keys = _keys(question, part, frame)
    if part.style is Style.RANKED:
        return [_ranked(question, part, frame, _unwalked(frame, keys))]
    if part.style is Style.PASSED:
        _add_states(question, part, frame, keys)
        passed: dict[int, ColumnElement[Any]] = {part.atoms[0]: func.count(type_=WholeNumber())}
        return [_Asked(_unwalked(frame, keys), passed, frame.origin, frame.conditions)]
    found = {place: number_of(frame, question.atoms.atoms[place]) for place in part.atoms}
    return _by_stretches(frame, keys, found) or [_Asked(_unwalked(frame, keys), found, frame.origin, frame.conditions)]


def _by_stretches(
    frame: Frame, keys: Sequence[ColumnElement[Any] | None], numbers: dict[int, ColumnElement[Any]]
) -> list[_Asked]:
    """Along time on SQLite, where an index has everything: stretch by stretch, then records without a date."""
    for at, key in enumerate(keys):
        others = [each for place, each in enumerate(keys) if each is not None and place != at]
        way = stretched(frame, key, [*others, *numbers.values()])
        if way is not None and isinstance(key, Passed):
            origin, number = way
            unwalked = _unwalked(frame, keys)
            asked = _Asked([*unwalked[:at], number, *unwalked[at + 1 :]], numbers, origin, frame.conditions)
            dateless = _Asked(unwalked, numbers, frame.origin, [*frame.conditions, key.value.is_(None)])
            return [asked, dateless] if getattr(key.value, "nullable", True) else [asked]
    return []


def _unwalked(frame: Frame, keys: Sequence[ColumnElement[Any] | None]) -> list[ColumnElement[Any] | None]:
    """The keys to group by. SQLite would walk along an index in their order and look into the table for each record."""
    return [unordered(key) if frame.is_sqlite and key is not None else key for key in keys]


def _keys(question: Question, part: Part, frame: Frame) -> list[ColumnElement[Any] | None]:
    """The key of each dimension that the part tells groups apart by."""
    time = question.times[part.time]
    found: list[ColumnElement[Any] | None] = []
    for at, dimension in enumerate(question.dimensions):
        by_state = part.style is Style.PASSED and at == 0
        if at not in part.level or by_state:
            found.append(None)
        elif at in part.rest:
            found.append(None)
            frame.conditions.append(_in_rest(question, part, frame, at))
        else:
            key = key_of(frame, dimension, part.source, time.cuts[at])
            found.append(key)
            if at in question.kept:
                frame.conditions.append(or_(key.is_(None), key.in_(_kept(question, time, at, inside=True))))
    return found


def _in_rest(question: Question, part: Part, frame: Frame, at: int) -> ColumnElement[bool]:
    """Being in a group of a dimension that is not shown by itself; of a list, having such an item."""
    dimension, time = question.dimensions[at], question.times[part.time]
    if at in question.overlapping:
        shown = [key_of_raw(each) for each in question.kept[at]]
        return group_condition(frame, dimension, part.source, [OTHERS], shown=shown)
    key = key_of(frame, dimension, part.source, time.cuts[at])
    if time.groups[at] is not None:
        return key.in_(_kept(question, time, at, inside=False))
    return key.not_in(question.kept[at])


def _kept(question: Question, time: Time, at: int, *, inside: bool) -> Sequence[Any]:
    """What the database calls the groups that are shown by themselves; at an earlier time, or those that are not."""
    kept, groups = question.kept[at], time.groups[at]
    if groups is None:
        return kept
    wanted = set(kept) if inside else set(question.stretches[at]) - set(kept)
    return [raw for raw, numbers in groups.items() if wanted.intersection(numbers)]


def _add_states(question: Question, part: Part, frame: Frame, keys: list[ColumnElement[Any] | None]) -> None:
    """Beside each record the states whose groups it counts for; of the others, whether there is one."""
    atom = question.atoms.atoms[part.atoms[0]]
    kept = question.kept.get(0)
    by_state = [each for each in atom.by_state if kept is None or (each[0] in kept) is (0 not in part.rest)]
    wanted = replace(atom, by_state=tuple(by_state))
    if 0 not in part.rest:
        keys[0] = states_beside(frame, wanted)
    elif (condition := condition_of(frame, wanted)) is not None:
        frame.conditions.append(condition)


def _ranked(question: Question, part: Part, frame: Frame, keys: list[ColumnElement[Any] | None]) -> _Asked:
    """The values at ranks within each group, by numbering them."""
    atoms = {place: question.atoms.atoms[place] for place in part.atoms}
    value = value_of(frame, next(iter(atoms.values())))
    named = {at: key.label(f"key_{at}") for at, key in enumerate(keys) if key is not None}
    rows = select(*named.values(), value.label("number")).select_from(frame.origin).where(*frame.conditions).subquery()
    partition = [rows.c[each.name] for each in named.values()]
    numbered = (
        select(
            *rows.c,
            func.row_number().over(partition_by=partition, order_by=rows.c.number).label("place"),
            func.count().over(partition_by=partition).label("size"),
        )
        .where(rows.c.number.is_not(None))
        .subquery()
    )
    found = {place: _at_rank(numbered, atom.rank) for place, atom in atoms.items() if atom.rank is not None}
    inner: list[ColumnElement[Any] | None] = [
        numbered.c[named[at].name] if at in named else None for at in range(len(keys))
    ]
    return _Asked(inner, found, numbered, ())


def _at_rank(numbered: Subquery, rank: Rank) -> ColumnElement[Any]:
    above, below = rank.share.numerator, rank.share.denominator
    size = numbered.c.size
    place: Any = (size * above) // below + 1 if rank.above else (size * above + below - 1) // below
    wanted = numbered.c.place == (place if above else literal_column("1"))
    return func.max(case((wanted, numbered.c.number)), type_=numbered.c.number.type)


def grids_of(question: Question, parts: Sequence[Part], rows: Iterable[Sequence[Any]]) -> dict[Earlier | None, Grid]:
    """The rows of the statement by time, with all totals."""
    size = len(question.dimensions)
    grids = {time: Grid(question.atoms, size) for time in question.times}
    for row in rows:
        part = parts[row[0]]
        grid, time = grids[part.time], question.times[part.time]
        for keys in product(*(_present(part, time, at, row[1 + at]) for at in range(size))):
            for place in part.atoms:
                grid.put(keys, place, row[1 + size + place])
    for grid in grids.values():
        grid.add_totals(question.overlapping)
    return grids


def _present(part: Part, time: Time, at: int, raw: Any) -> Sequence[Any]:
    """The groups that a key of the answer counts for."""
    if at not in part.level:
        return (ALL,)
    if at in part.rest:
        return (REST,)
    groups = time.groups[at]
    return (raw,) if groups is None else groups.get(raw, ())
