"""What the comparison of two models finds, before it is laid out."""

from __future__ import annotations

from enum import Enum

from lowcode.quick_dataclass import dataclass


class Sign(Enum):
    """What has happened to something."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing that changes, or that what changes belongs to."""

    kind: str
    """What sort of thing it is, in the reader's language: `字段`."""
    label: str
    name: str
    """Its name in the specification; empty for what has none."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list of actions or of items, with the sign of what has happened to it."""

    sign: Sign
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One difference."""

    sign: Sign
    trail: tuple[Subject, ...]
    """From the thing that is told by itself (a field, a flow) to the innermost one."""
    what: str = ""
    """The attribute that differs; empty: the whole thing is new, or gone."""
    old: str | None = None
    new: str | None = None
    details: str = ""
    """What there is to say about a new thing; what went with one that is gone; the reason."""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """All differences of one part of the app: an entity with everything about it, the reports, …."""

    kind: str
    label: str
    name: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that changes."""

    application: str
    """What the app is called afterwards."""
    areas: tuple[Area, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """All of them."""
        return tuple(change for area in self.areas for change in area.changes)
