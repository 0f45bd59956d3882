"""Days and moments of made-up records: in the order in which things happen, from what the flow and the names say."""

from __future__ import annotations

import datetime
import random
import re
from typing import Any

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import FieldDefinition, Scalar
from lowcode.runtime.process_definitions import FlowDefinition
from lowcode.runtime.samples.courses import Course
from lowcode.runtime.samples.seasons import Seasons

_BIRTHDAY = re.compile(r"birth|born|生日|出生")
_FIRST = re.compile(r"first|met_on|首次|初次|成立|founded")
_NEXT = re.compile(r"next|下次|下一次|回访")
_EXPECTED = re.compile(r"close|expect|due|wanted|promis|deadline|预计|要求|承诺|交期|交付|计划")
_END = re.compile(r"end|expir|valid|until|到期|截止|结束|终止")
_START = re.compile(r"start|begin|held|生效|开始|举办")
_SUFFIX = re.compile(r"(日期|时间|时刻|日)$")
_STEM = re.compile(r"_(at|on|date|time)$")
_DONE = re.compile(r"^(已|待)|(中)$")


class Moments:
    """Draws the days and moments of the records of one entity."""

    def __init__(self, context: Context, seasons: Seasons, flow: FlowDefinition | None, source: random.Random) -> None:
        self._context = context
        self._seasons = seasons
        self._flow = flow
        self._source = source
        self._known: dict[str, tuple[str | None, frozenset[str]]] = {}

    def is_asked_for(self, definition: FieldDefinition) -> bool:
        """Whether people are asked for the field on the way."""
        return bool(self._facts(definition)[1])

    def is_date_of_state(self, definition: FieldDefinition) -> bool:
        """Whether the field says when the record came into a state."""
        return self._facts(definition)[0] is not None

    def is_passed(self, definition: FieldDefinition, course: Course) -> bool:
        """Whether people have been asked for the field, or nobody ever asks for it on the way."""
        _, asking = self._facts(definition)
        return not asking or course.went(asking) is not None

    def draw(self, definition: FieldDefinition, record: Any, course: Course) -> Any:
        """A day or a moment; None where it has not come yet."""
        anchor, is_reached = self._anchor(definition, record, course)
        if not is_reached and definition.required is None:
            return None
        kind = definition.type.kind if isinstance(definition.type, Scalar) else ""
        moment = self._shifted(definition, anchor, course)
        value = self._seasons.day_of(moment) if kind == "date" else moment.replace(microsecond=0)
        return self._within(definition, record, value)

    def _anchor(self, definition: FieldDefinition, record: Any, course: Course) -> tuple[datetime.datetime, bool]:
        """The moment that the field is about, and whether it has come."""
        state, asking = self._facts(definition)
        if state is not None:
            entered = course.entered(state)
            return entered or record.created_at, entered is not None
        if asking:
            went = course.went(asking)
            return went or record.created_at, went is not None
        return record.created_at, True

    def _facts(self, definition: FieldDefinition) -> tuple[str | None, frozenset[str]]:
        """The state that the field is the date of, and the transitions that ask for it."""
        found = self._known.get(definition.name)
        if found is None:
            transitions = self._flow.transitions if self._flow is not None else ()
            asking = frozenset(each.name for each in transitions if definition.name in each.asks)
            is_moment = isinstance(definition.type, Scalar) and definition.type.kind in ("date", "datetime")
            state = _state_of(self._flow, definition) if is_moment and self._flow is not None else None
            found = self._known[definition.name] = (state, asking)
        return found

    def _shifted(self, definition: FieldDefinition, anchor: datetime.datetime, course: Course) -> datetime.datetime:
        """The moment that the field's name says, seen from when it was written down."""
        name = f"{definition.name} {definition.label.texts[0]}"
        state, _ = self._facts(definition)
        if state is not None:
            return anchor
        for pattern, earliest, latest in _SHIFTS:
            if pattern.search(name):
                return self._days_later(anchor, earliest, latest)
        if _EXPECTED.search(name):
            if course.ended_at is not None and course.has_succeeded:
                return self._days_later(course.ended_at, -8, 16)
            return self._days_later(anchor, 20, 90)
        return anchor

    def _days_later(self, anchor: datetime.datetime, earliest: int, latest: int) -> datetime.datetime:
        days = self._source.uniform(earliest, latest)
        moment = anchor + datetime.timedelta(days=days)
        return moment.replace(minute=self._source.choice((0, 15, 30, 45)), second=0)

    def _within(self, definition: FieldDefinition, record: Any, value: Any) -> Any:
        low = definition.minimum(record, self._context) if definition.minimum is not None else None
        high = definition.maximum(record, self._context) if definition.maximum is not None else None
        is_end = low is not None and _END.search(definition.name) is not None
        if low is not None and (is_end or value < low):
            value = low + datetime.timedelta(days=self._source.choice((0, 0, 1, 2, 3, 5, 8, 13)))
        return high if high is not None and value > high else value


_SHIFTS = (
    (_BIRTHDAY, -58 * 365, -22 * 365),
    (_NEXT, 2, 21),
    (_FIRST, -40, 0),
    (_END, 300, 400),
    (_START, 0, 20),
)
"""Words of a name and how many days they are away, at least and at most."""


def _state_of(flow: FlowDefinition, definition: FieldDefinition) -> str | None:
    """`signed_on` is about `signed`, 签订日期 about 已签订, 接单时间 about where 接单 leads."""
    stem = _STEM.sub("", definition.name)
    words = _SUFFIX.sub("", definition.label.texts[0])
    for state in flow.states:
        if stem == state.name or (len(words) > 1 and words == _DONE.sub("", state.label.texts[0])):
            return state.name
    for transition in flow.transitions:
        if len(words) > 1 and words == transition.label.texts[0]:
            return transition.target
    return None
