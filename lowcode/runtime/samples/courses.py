"""The way of a made-up record through its flow: which states it was in, from when to when, and how it ended.

Everything follows from the flow itself. The end that takes the longest way is what the flow is for; other ends are
where records drop out. Whatever is not declared later than the present state leads back, and happens rarely.
"""

from __future__ import annotations

import datetime
import random
import re
from dataclasses import dataclass, field
from typing import Any, Final

from lowcode.runtime.definitions import ApplicationDefinition, EntityDefinition
from lowcode.runtime.process.index import dead_ends, processes_about, start_state
from lowcode.runtime.process_definitions import FlowDefinition, Span, State, Transition, TransitionKind
from lowcode.runtime.samples.seasons import Seasons

_CONTESTED = re.compile(r"lead|opportunit|deal|prospect|inquir|线索|商机|询价|投标|意向")
"""What most of does not come to anything."""
_QUICK = re.compile(r"ticket|issue|incident|case|service|repair|工单|问题|故障|报修|维修|客诉|服务")
"""What is a matter of hours."""
_LONG_WAY: Final = 4
_HOUR, _DAY = 3600, 86_400
_MOST_STOPS = 24
_AGAIN = 0.04
"""Of those that dropped out, where the flow lets them back in."""
_BACK = 0.05
_SKIP = 0.3
_LONGER = 0.4
"""So much longer than in the first state, records stay in the second, and again in the third."""
_PROMPT = 0.15
"""What is a matter of hours is taken up much faster than it is done."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A stay in a state. `transition` None: how the record began."""

    state: str
    entered_at: datetime.datetime
    left_at: datetime.datetime | None = None
    previous: str | None = None
    transition: Transition | None = None


@dataclass(slots=True)
class Course:
    """All stays of a record, the first one first; the last goes on."""

    stops: list[Stop] = field(default_factory=list)
    ended_at: datetime.datetime | None = None
    """When it came to an end, if it has."""
    has_succeeded: bool = False

    @property
    def state(self) -> str:
        """Where the record is."""
        return self.stops[-1].state

    @property
    def changed_at(self) -> datetime.datetime:
        """When it came there."""
        return self.stops[-1].entered_at

    def entered(self, state: str) -> datetime.datetime | None:
        """When it last came into a state, if it ever did."""
        return next((each.entered_at for each in reversed(self.stops) if each.state == state), None)

    def went(self, transitions: frozenset[str]) -> datetime.datetime | None:
        """When it last took one of these transitions, if it ever did."""
        return next(
            (
                each.entered_at
                for each in reversed(self.stops)
                if each.transition is not None and each.transition.name in transitions
            ),
            None,
        )


class Route:
    """What a flow lets records do, and how often they do it."""

    def __init__(self, application: ApplicationDefinition, entity: EntityDefinition, seasons: Seasons) -> None:
        about = processes_about(application, entity.name)
        self.flow: FlowDefinition | None = about.flow if about is not None else None
        self._seasons = seasons
        if self.flow is None:
            return
        self._states = {each.name: each for each in self.flow.states}
        self._place = {each.name: place for place, each in enumerate(self.flow.states)}
        self._exits = dead_ends(self.flow)
        self._steps = max(1, sum(1 for each in self.flow.states if not each.is_end))
        whole = " ".join((entity.name, *entity.label.texts, self.flow.name, *self.flow.label.texts))
        self._is_quick = _QUICK.search(whole) is not None and _CONTESTED.search(whole) is None
        self._whole = 9 * _HOUR if self._is_quick else (80 if self._steps >= _LONG_WAY else 26) * _DAY
        self._success = _share_of_success(self._steps, is_contested=_CONTESTED.search(whole) is not None)

    def travel(
        self, created_at: datetime.datetime, now: datetime.datetime, luck: float, source: random.Random
    ) -> Course:
        """A course from `created_at` until now. `luck` above 1 succeeds more often, and sooner."""
        if self.flow is None:
            return Course()
        state = start_state(self.flow)
        course = Course([Stop(state.name, created_at)])
        while len(course.stops) < _MOST_STOPS:
            transition = self._next(self._states[course.state], luck, source)
            if transition is None:
                break
            moment = self._leaves(course.changed_at, self._states[course.state], transition, luck, source)
            if moment > now:
                break
            _go(course, transition, moment)
        last = self._states[course.state]
        if last.is_end:
            course.ended_at = course.changed_at
        course.has_succeeded = last.is_end and last.name not in self._exits
        return course

    def _next(self, state: State, luck: float, source: random.Random) -> Transition | None:
        ways = [each for each in self._transitions() if state.name in each.sources]
        if state.is_end:
            ways = ways if source.random() < _AGAIN and state.name in self._exits else []
        leaving = [each for each in ways if each.target in self._exits]
        back = [each for each in ways if self._is_back(state, each)]
        forward = [each for each in ways if each not in leaving and each not in back]
        if leaving and source.random() > self._stays_in(state, luck):
            return source.choice(leaving)
        if back and (not forward or source.random() < _BACK):
            return source.choice(back)
        if not forward:
            return None
        here = self._place[state.name]
        weights = [_SKIP ** (self._place[each.target] - here - 1) for each in forward]
        return source.choices(forward, weights)[0]

    def _transitions(self) -> tuple[Transition, ...]:
        flow = self.flow
        return () if flow is None else tuple(each for each in flow.transitions if _is_walked(each))

    def _is_back(self, state: State, transition: Transition) -> bool:
        return self._place[transition.target] <= self._place[state.name] or transition.kind is TransitionKind.TIMED

    def _stays_in(self, state: State, luck: float) -> float:
        """The share that does not drop out of a state: early ones lose more than late ones."""
        odds = self._success / (1 - self._success) * luck
        weights = [self._steps - place + 1 for place in range(self._steps)]
        place = min(self._place[state.name], self._steps - 1)
        return float((odds / (1 + odds)) ** (weights[place] / sum(weights)))

    def _leaves(
        self, since: datetime.datetime, state: State, transition: Transition, luck: float, source: random.Random
    ) -> datetime.datetime:
        limit = self._limit(state)
        if transition.kind is TransitionKind.TIMED and transition.after is not None:
            return since + datetime.timedelta(seconds=_seconds(transition.after))
        place = self._place[state.name]
        usual = self._whole * (1 + _LONGER * place) / sum(1 + _LONGER * each for each in range(self._steps)) / luck**0.3
        if self._is_quick and not place:
            usual *= _PROMPT
        expected = self._expected(state)
        if expected is not None:
            usual = expected * 0.55
        seconds = usual * source.lognormvariate(-0.2, 1.0 if self._is_quick else 0.75)
        moment = since + datetime.timedelta(seconds=int(min(max(seconds, 600), limit * 0.9)))
        if self._is_quick or seconds < 2 * _DAY:
            return moment
        hurried = self._seasons.hurried if self._states[transition.target].is_end else self._seasons.working
        return max(hurried(moment, source), since + datetime.timedelta(minutes=10))

    def _limit(self, state: State) -> float:
        """A stay that the clock would have ended is shorter than that."""
        flow = self.flow
        spans = [
            _seconds(each.after)
            for each in (flow.transitions if flow is not None else ())
            if each.after is not None and state.name in each.sources
        ]
        return min(spans, default=400.0 * _DAY)

    def _expected(self, state: State) -> float | None:
        """A stay of which the flow says when it has become long."""
        flow = self.flow
        spans = [
            _seconds(each.longer_than)
            for each in (flow.hooks if flow is not None else ())
            if each.longer_than is not None and each.state == state.name
        ]
        return min(spans, default=None)


def _go(course: Course, transition: Transition, moment: datetime.datetime) -> None:
    last = course.stops[-1]
    course.stops[-1] = Stop(last.state, last.entered_at, moment, last.previous, last.transition)
    course.stops.append(Stop(transition.target, moment, None, last.state, transition))


def _is_walked(transition: Transition) -> bool:
    """Conditions that the app waits for are looked at once everything is there."""
    return transition.kind is not TransitionKind.AUTOMATIC


def is_settled(application: ApplicationDefinition, entity: EntityDefinition, record: Any) -> bool:
    """Whether a record has come to a good end, if it has a flow that ends."""
    about = processes_about(application, entity.name)
    flow = about.flow if about is not None else None
    if flow is None or not any(each.is_end for each in flow.states):
        return True
    exits = dead_ends(flow)
    state = getattr(record, flow.field)
    return any(each.name == state and each.is_end and state not in exits for each in flow.states)


def _share_of_success(steps: int, *, is_contested: bool) -> float:
    if is_contested:
        return 0.42 if steps < _LONG_WAY else 0.27
    return 0.4 if steps > _LONG_WAY else 0.93


def _seconds(span: Span) -> float:
    return float(span.months * 30 * _DAY + span.days * _DAY + span.seconds)
