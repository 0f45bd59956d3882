"""The records that made-up ones may refer to: who they are, since when they exist, and until when they were open."""

from __future__ import annotations

import datetime
import random
from bisect import bisect_right, insort
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lowcode.runtime.context import Context
from lowcode.runtime.samples.courses import Course
from lowcode.runtime.samples.planning import references_of
from lowcode.runtime.values.moments import FIRST_INSTANT

_ALWAYS = FIRST_INSTANT
_TRIES = 12
_LOOKED_AT = 100
_PROMPT = 0.4
_WAITING = 12
"""So many of the latest wait for their first contact, their first order."""
_RECENT = 1.6
"""Above 1, more refers to what is new than to what is old."""


@dataclass(slots=True)
class Life:
    """What is known about the past of a record. Records that were there before have always been there."""

    since: datetime.datetime = _ALWAYS
    ended_at: datetime.datetime | None = None
    has_succeeded: bool = False

    def is_done(self, at: datetime.datetime) -> bool:
        """Whether it had come to a good end by then."""
        if self.since == _ALWAYS:
            return True
        return self.has_succeeded and self.ended_at is not None and self.ended_at <= at


@dataclass(slots=True)
class _Crowd:
    """Records in the order of their beginnings."""

    records: list[Any] = field(default_factory=list)
    since: list[datetime.datetime] = field(default_factory=list)
    """Of each, or of one before it if that is later."""
    ended: list[tuple[datetime.datetime, int, Any]] = field(default_factory=list)
    """Those that have come to a good end, when, in this order."""


class Pools:
    """The records that references may point to, and who of them belongs to whom."""

    def __init__(self) -> None:
        self._crowds: dict[str, _Crowd] = {}
        self._by_parent: dict[tuple[str, str], dict[int, list[Any]]] = {}
        self._lives: dict[tuple[str, int], Life] = {}
        self._uses: dict[tuple[str, str], dict[int, int]] = {}

    def add(self, context: Context, name: str, record: Any, course: Course | None = None) -> None:
        """Makes a record available; one without a course was there before anything was made up."""
        crowd = self._crowds.setdefault(name, _Crowd())
        life = Life()
        if course is not None:
            life = Life(record.created_at, course.ended_at, course.has_succeeded)
        self._lives[name, record.id] = life
        crowd.records.append(record)
        if life.has_succeeded and life.ended_at is not None:
            insort(crowd.ended, (life.ended_at, record.id, record))
        crowd.since.append(max(life.since, crowd.since[-1]) if crowd.since else life.since)
        for definition, target in references_of(context.application.entity_by_name[name]):
            parent_id = getattr(record, f"{definition.name}_id")
            if parent_id is not None:
                self._by_parent.setdefault((name, target), {}).setdefault(parent_id, []).append(record)

    def forget(self, names: Iterable[str]) -> None:
        """Lets go of the records of these entities: they have been written."""
        gone = set(names)
        for name in gone:
            self._crowds.pop(name, None)
        for parents in [key for key in self._by_parent if key[0] in gone]:
            del self._by_parent[parents]
        self._lives = {key: life for key, life in self._lives.items() if key[0] not in gone}

    def all(self, name: str) -> list[Any]:
        """All records of an entity."""
        crowd = self._crowds.get(name)
        return crowd.records if crowd is not None else []

    def life(self, name: str, record: Any) -> Life:
        """What is known about the past of a record."""
        return self._lives.get((name, record.id)) or Life()

    def of_parent(self, name: str, parent: str, parent_id: int, at: datetime.datetime) -> list[Any]:
        """The records of one entity that refer to a certain one of another and exist at the moment."""
        found = self._by_parent.get((name, parent), {}).get(parent_id, [])
        return [each for each in found if self.life(name, each).since <= at]

    def outcomes(self, name: str, at: datetime.datetime) -> list[Any]:
        """The records of an entity that had come to a good end by then, in the order of their ends."""
        crowd = self._crowds.get(name)
        if crowd is None:
            return []
        return [record for _, _, record in crowd.ended[: bisect_right(crowd.ended, at, key=lambda each: each[0])]]

    def existing(self, name: str, at: datetime.datetime, least: int = 0) -> list[Any]:
        """The records of an entity that exist at the moment; the first ones where there are not so many yet."""
        crowd = self._crowds.get(name)
        if crowd is None:
            return []
        return crowd.records[: max(least, bisect_right(crowd.since, at))]

    def pick(self, name: str, user: str, candidates: list[Any], at: datetime.datetime, source: random.Random) -> Any:
        """One of the candidates, which stand in their order: rather a new one, rather one that is still open.

        Half of the time it is the next of the latest that no record of `user` refers to yet.
        """
        picked = candidates[-1]
        if source.random() < _PROMPT:
            for candidate in candidates[-_WAITING:]:
                if not self.uses(name, user, candidate):
                    return candidate
        for _ in range(_TRIES):
            picked = candidates[len(candidates) - 1 - int(len(candidates) * source.random() ** _RECENT)]
            ended_at = self.life(name, picked).ended_at
            if ended_at is None or ended_at >= at:
                break
        return picked

    def uses(self, name: str, user: str, record: Any) -> int:
        """How many records of `user` follow from this one."""
        return self._uses.get((user, name), {}).get(record.id, 0)

    def pick_outcome(self, name: str, user: str, candidates: list[Any], at: datetime.datetime) -> Any | None:
        """One that has come to a good end: the latest of those that the fewest records of `user` follow from."""
        uses = self._uses.setdefault((user, name), {})
        best: Any | None = None
        for candidate in reversed(candidates[-_LOOKED_AT:]):
            life = self.life(name, candidate)
            if life.is_done(at) and (best is None or uses.get(candidate.id, 0) < uses.get(best.id, 0)):
                best = candidate
            if best is not None and not uses.get(best.id, 0):
                break
        return best

    def use(self, name: str, user: str, record: Any) -> None:
        """Notes that a record of `user` follows from this one."""
        uses = self._uses.setdefault((user, name), {})
        uses[record.id] = uses.get(record.id, 0) + 1
