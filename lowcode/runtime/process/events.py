"""What happened to a record, as rules look at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lowcode.runtime.context import Context
from lowcode.runtime.process.acting import Old
from lowcode.runtime.saving.followed import Followed


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened to a record, for rules to look at."""

    context: Context
    """What rules act within."""
    kind: str
    """create, update or delete."""
    changed: frozenset[str]
    old: Old | None = None
    authors: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The origins that changed each field; a person has none."""
    others: Followed | None = None
    """Other records that changed with it."""
    transition: str | None = None
    """The transition that changed the state."""

    def changed_for(self, origin: str) -> frozenset[str]:
        """The changes that are not the origin's own."""
        return frozenset(each for each in self.changed if self.authors.get(each) != frozenset((origin,)))
