"""Finding the things and lines of one list again in another."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

Item = TypeVar("Item")
Key = Callable[[Item], Hashable]


def matched(
    old: Sequence[Item], new: Sequence[Item], keys: Sequence[tuple[Key[Item], Key[Item]]]
) -> Iterator[tuple[Item | None, Item | None]]:
    """Pairs of what is the same thing, in the order of `new`; then what is only in `old`.

    `keys`: how to know an item of the old and of the new list, the surest way first. Each is found once.
    """
    partner: dict[int, int] = {}
    free = list(range(len(old)))
    for of_old, of_new in keys:
        waiting: dict[Hashable, list[int]] = {}
        for position in free:
            waiting.setdefault(of_old(old[position]), []).append(position)
        for position, item in enumerate(new):
            found = waiting.get(of_new(item)) if position not in partner else None
            if found:
                partner[position] = found.pop(0)
        free = [position for position in free if position not in partner.values()]
    for position, item in enumerate(new):
        yield (old[partner[position]] if position in partner else None), item
    for position in free:
        yield old[position], None


def is_reordered(old: Sequence[Hashable], new: Sequence[Hashable]) -> bool:
    """Whether what both lists have stands in another order."""
    return [each for each in old if each in new] != [each for each in new if each in old]


def aligned(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[int | None, int | None]]:
    """Positions of both lists side by side, as one reads a difference: gone lines before new ones."""
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(range(first, last), range(start, end), strict=True)
            continue
        yield from ((position, None) for position in range(first, last))
        yield from ((None, position) for position in range(start, end))
