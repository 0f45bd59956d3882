"""Names that two layers want: a client has to be able to keep what is its own when its base changes beneath it."""

from __future__ import annotations

from collections.abc import Iterable

from lowcode.dsl.lowering.past.declared import Named, key_of, place
from lowcode.ir.changes import Rename
from lowcode.ir.former import FormerApplication
from lowcode.ir.layers import Layering
from lowcode.source import Span


class PastLayers:
    """What of a specification stands above what, and what the last build knew of it."""

    def __init__(self, layering: Layering, former: FormerApplication | None) -> None:
        self.layering = layering
        self.former = former

    def gives_way(self, rename: Rename, declared: Named) -> bool:
        """Whether an upper layer gives its own thing another name, because a layer below it has taken the old one.

        What the last build knew by the old name must have been that layer's: what was the base's stays the base's.
        """
        if not self.layering.is_above(rename.span, declared.span):
            return False
        if self.former is None or rename.key in self.former.answered:
            return True
        key = key_of(place(rename.kind, rename.owner, rename.old))
        return (key, self.layering.folder_of(rename.span)) in self.former.layers

    def keeps(self, thing: Named, drop: Span) -> bool:
        """Whether an upper layer declares itself what a layer below it has dropped: then it keeps its data."""
        return self.layering.is_above(thing.span, drop)

    def declared_above(self, things: Iterable[Named]) -> frozenset[tuple[str, str]]:
        """What all layers above the lowest declare, for the next build."""
        lowest = self.layering.folders[:1]
        named = ((each.key, self.layering.folder_of(each.span)) for each in things)
        return frozenset((key, folder) for key, folder in named if folder and folder not in lowest)
