"""Makes up a text that matches a regular expression of the specification's dialect."""

from __future__ import annotations

import random
import re
import string

_MOST_REPEATS = 3
_TRIES = 100
_CLASSES = {"d": string.digits, "w": string.ascii_letters + string.digits, "s": " "}
_ANY = string.ascii_uppercase + string.digits


class _Reader:
    """Recursive descent over the common constructs; what it does not know (look-arounds, references) ends in None."""

    def __init__(self, pattern: str, source: random.Random, most: int) -> None:
        self._pattern = pattern
        self._most = most
        """How often something comes that may come any number of times, and more often than it must."""
        self._at = 0
        self._source = source

    def alternatives(self) -> str:
        """`a|b|c` up to the end or a closing parenthesis."""
        made = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            made.append(self._sequence())
        return self._source.choice(made)

    def _sequence(self) -> str:
        made: list[str] = []
        while (sign := self._peek()) not in ("", "|", ")"):
            start = self._at
            item = self._item(sign)
            after = self._at
            count = self._count()
            end = self._at
            made.append(item if count else "")
            for _ in range(count - 1):
                self._at = start
                made.append(self._item(sign))
            self._at = max(end, after)
        return "".join(made)

    def _item(self, sign: str) -> str:
        self._at += 1
        match sign:
            case "^" | "$":
                return ""
            case ".":
                return self._source.choice(_ANY)
            case "[":
                return self._source.choice(self._set())
            case "(":
                if self._pattern.startswith("?:", self._at):
                    self._at += 2
                made = self.alternatives()
                self._at += 1
                return made
            case "\\":
                self._at += 1
                escaped = self._pattern[self._at - 1]
                return self._source.choice(_CLASSES.get(escaped, escaped))
            case _:
                return sign

    def _set(self) -> str:
        is_negated = self._peek() == "^"
        self._at += is_negated
        members = ""
        while (sign := self._peek()) != "]" or not members:
            self._at += 1
            if sign == "\\":
                self._at += 1
                members += _CLASSES.get(self._pattern[self._at - 1], self._pattern[self._at - 1])
            elif self._peek() == "-" and self._pattern[self._at + 1 : self._at + 2] not in ("", "]"):
                last = self._pattern[self._at + 1]
                self._at += 2
                members += "".join(chr(code) for code in range(ord(sign), min(ord(last), ord(sign) + 500) + 1))
            else:
                members += sign
        self._at += 1
        return "".join(each for each in _ANY if each not in members) if is_negated else members

    def _count(self) -> int:
        low, high = 1, 1
        match self._peek():
            case "?":
                low, high = 0, 1
            case "*":
                low, high = 0, self._most
            case "+":
                low, high = 1, self._most
            case "{":
                end = self._pattern.index("}", self._at)
                first, comma, last = self._pattern[self._at + 1 : end].partition(",")
                low = int(first or 0)
                high = int(last) if last else low + (self._most if comma else 0)
                self._at = end
            case _:
                return 1
        self._at += 1
        if self._peek() == "?":
            self._at += 1
        return self._source.randint(low, high)

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]


def text_matching(pattern: str, source: random.Random, most: int = _MOST_REPEATS) -> str | None:
    """A text for the pattern, or None where it says more than this understands."""
    try:
        return _Reader(pattern, source, most).alternatives()
    except (ValueError, IndexError):
        return None


def fitting_text(pattern: str, source: random.Random, shortest: int | None, longest: int | None) -> str | None:
    """A text for the pattern that has as many characters as the field wants, or None if none turns up."""
    for _ in range(_TRIES):
        text = text_matching(pattern, source, max(_MOST_REPEATS, shortest or 0))
        if text is None or re.fullmatch(pattern, text) is None:
            return None
        if (shortest or 0) <= len(text) and (longest is None or len(text) <= longest):
            return text
    return None
