"""Which folders a specification was put together from, and what the upper ones have changed in the lower ones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

_PARTS = {
    "entity": ("field", "option"),
    "field": ("field", "option"),
    "choice": ("option",),
    "flow": ("state", "transition", "hook"),
    "approval": ("step", "hook"),
    "dashboard": ("filter",),
}
"""What belongs to a declaration and may be changed by itself; a field may be a sub-table, or have options in place."""


@dataclass(frozen=True, slots=True)
class LayerChange:
    """One change that a layer has made of what is below it."""

    kind: str
    """The keyword of the declaration (`rule`), or `field`, `option`, `state`, `step`, `transition`."""
    name: str
    """`Customer`, `Customer.name`, `Pipeline.contact -> won`; empty for `app`, `menu`."""
    what: str
    """`label`, `required`, `list`, …: the part that is other now; `+` added, `*` replaced, `-` removed;
    `also` where something was added to it that has no name of its own."""
    span: Span
    """Where it is said."""
    former: Span | None = None
    """What it stands for; None for what is new."""

    @property
    def subject(self) -> tuple[str, str]:
        """What has been changed."""
        return self.kind, self.name


@dataclass(frozen=True)
class Layering:
    """The folders, the lowest first, and the changes in the order in which they were made."""

    folders: tuple[str, ...] = ()
    by_path: tuple[tuple[str, str], ...] = ()
    """The folder of each file."""
    changes: tuple[LayerChange, ...] = ()

    def folder_of(self, span: Span) -> str:
        """The layer that a place belongs to; empty for what is built in."""
        return self._folders.get(span.path, "")

    def is_above(self, upper: Span, lower: Span) -> bool:
        """Whether one place belongs to a layer that comes after that of the other."""
        return self._heights.get(self.folder_of(upper), -1) > self._heights.get(self.folder_of(lower), -1)

    def changes_within(self, kind: str, name: str) -> tuple[LayerChange, ...]:
        """What has been changed of its parts: of an entity's fields and their options, of a flow's states."""
        parts = _PARTS.get(kind, ())
        return tuple(each for each in self._by_owner.get(name, ()) if each.kind in parts)

    @cached_property
    def _folders(self) -> Mapping[str, str]:
        return dict(self.by_path)

    @cached_property
    def _heights(self) -> Mapping[str, int]:
        return {folder: height for height, folder in enumerate(self.folders)}

    @cached_property
    def _by_owner(self) -> Mapping[str, list[LayerChange]]:
        found: dict[str, list[LayerChange]] = {}
        for change in self.changes:
            names = change.name.split(".")
            for length in range(1, len(names)):
                found.setdefault(".".join(names[:length]), []).append(change)
        return found

    @cached_property
    def _by_subject(self) -> Mapping[tuple[str, str], tuple[LayerChange, ...]]:
        found: dict[tuple[str, str], tuple[LayerChange, ...]] = {}
        for change in self.changes:
            found[change.subject] = (*found.get(change.subject, ()), change)
        return found

    def changes_of(self, kind: str, name: str) -> tuple[LayerChange, ...]:
        """What has been changed of a thing, the lowest layer first."""
        return self._by_subject.get((kind, name), ())
