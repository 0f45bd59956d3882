"""Did you mean …? Finds the names closest to a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

MOST_SUGGESTIONS = 3


class LabelledName(str):
    """A name that knows the texts people see for it: who types the label where the name belongs means the name."""

    __slots__ = ("labels",)
    labels: tuple[str, ...]

    def __new__(cls, name: str, labels: Iterable[str]) -> Self:
        """The name with its labels."""
        made = super().__new__(cls, name)
        made.labels = tuple(labels)
        return made


_UNITS = {
    "s": ("second", "sec", "秒", "秒钟"),
    "m": ("minute", "min", "分", "分钟"),
    "h": ("hour", "hr", "时", "小时", "个小时"),
    "d": ("day", "天", "日"),
    "w": ("week", "周", "星期", "个星期"),
    "mo": ("month", "月", "个月"),
    "y": ("year", "年"),
}
_UNIT_OF_WORD = {word: unit for unit, words in _UNITS.items() for word in words}


def units_meant(word: str) -> tuple[str, ...]:
    """The unit of time that a word stands for: `d` for `days` and 天; none if it stands for none."""
    folded = word.casefold()
    found = _UNIT_OF_WORD.get(folded) or _UNIT_OF_WORD.get(folded.removesuffix("s"))
    return () if found is None else (found,)


def units_begun(word: str) -> tuple[str, ...]:
    """The unit of time that a word begins with."""
    return tuple(unit for unit in sorted(_UNITS, key=len, reverse=True) if word.startswith(unit))[:1]


def did_you_mean(wrong: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """At most three of `candidates`, best first, or none.

    The same text in other case (or with other underscores), or the label of a `LabelledName`, wins alone; then come
    the names within a third of the length of edits (at least one; a Chinese character is one).
    """
    names = list(dict.fromkeys(candidates))
    folded = _fold(wrong)
    if not folded:
        return ()
    same = [name for name in names if _fold(name) == folded]
    same += [name for name in names if wrong in _labels(name) and name not in same]
    if same:
        return tuple(same[:MOST_SUGGESTIONS])
    near = [
        (distance, position, name)
        for position, name in enumerate(names)
        if (distance := _closest(folded, name)) is not None
    ]
    return tuple(name for _, _, name in sorted(near)[:MOST_SUGGESTIONS])


def _labels(name: str) -> tuple[str, ...]:
    return name.labels if isinstance(name, LabelledName) else ()


def _fold(text: str) -> str:
    return text.casefold().replace("_", "").replace("-", "").strip()


def _closest(folded: str, name: str) -> int | None:
    texts = [_fold(text) for text in (name, *_labels(name))]
    distances = [
        distance for text in texts if text and (distance := _distance(folded, text, _allowed(folded, text))) is not None
    ]
    return min(distances, default=None)


def _allowed(left: str, right: str) -> int:
    longest = max(len(left), len(right))
    return max(1, longest // 3) if longest > 1 else 0


def _distance(left: str, right: str, most: int) -> int | None:
    """The number of edits (insert, delete, replace, swap neighbours), or None if more than `most`."""
    if abs(len(left) - len(right)) > most:
        return None
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for row, character in enumerate(left, 1):
        current = [row]
        for column, other in enumerate(right, 1):
            cost = min(
                previous[column] + 1,
                current[column - 1] + 1,
                previous[column - 1] + (character != other),
            )
            if row > 1 and column > 1 and character == right[column - 2] and left[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return None
        before, previous = previous, current
    return previous[-1] if previous[-1] <= most else None
