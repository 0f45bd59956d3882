r"""Regular expressions that mean the same on the server and in the browser.

The dialect is what Python and JavaScript (with the `u` flag) share, and the expression is put into a form that
both read alike: `\d` becomes `[0-9]` (Python would accept other digits), signs that need no backslash lose it,
signs that JavaScript wants escaped get it.
"""

from __future__ import annotations

import re
import warnings

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.type_arguments import FullWidthInPattern, RegexBroken, RegexNotPortable
from lowcode.source import Span

_SYNTAX = "^$\\.*+?()[]{}|/"
_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_", "s": r" \t\n\r\f\v"}
_CONTROL = "tnrfv"
_QUANTIFIER = re.compile(r"\{\d+(?:,\d*)?\}")
_WIDE = re.compile("[\uff01-\uff5e]")
_WIDE_IN_CLASS = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
"""In a class, a full-width sign is one of those that are allowed; a letter or digit is not likely to be meant."""
_CLASS = re.compile(r"\[\^?\]?(?:[^\]\\]|\\.)*+\]")
_GROUPS = ("(?:", "(?=", "(?!")
LONGEST = 1000


class _NotPortableError(Exception):
    """A construct that the two sides do not share; the message is the construct."""


def portable(regex: str, span: Span, problems: list[Problem]) -> str | None:
    """The expression in the common form, or None with a problem reported."""
    narrow = _narrowed(regex) if len(regex) <= LONGEST else regex
    if narrow != regex:
        found = next(each for each, other in zip(regex, narrow, strict=True) if each != other)
        problems.append(FullWidthInPattern(span=span, found=found, code_point=f"{ord(found):04x}", narrow=narrow))
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)
            re.compile(regex)
        translated = _Translator(regex).translated()
        re.compile(translated)
    except re.error as broken:
        problems.append(RegexBroken(span=span, regex=regex, position=(broken.pos or 0) + 1))
    except (FutureWarning, OverflowError, RecursionError):
        problems.append(RegexBroken(span=span, regex=regex, position=1))
    except _NotPortableError as construct:
        problems.append(RegexNotPortable(span=span, construct=str(construct)))
    else:
        return translated
    return None


def _narrowed(regex: str) -> str:
    """With ASCII signs instead of the full-width ones that an input method wrote."""
    parts: list[str] = []
    position = 0
    for found in _CLASS.finditer(regex):
        parts.append(_WIDE.sub(_narrow, regex[position : found.start()]))
        parts.append(_WIDE_IN_CLASS.sub(_narrow, found.group()))
        position = found.end()
    parts.append(_WIDE.sub(_narrow, regex[position:]))
    return "".join(parts)


def _narrow(found: re.Match[str]) -> str:
    return chr(ord(found.group()) - 0xFEE0)


class _Translator:
    def __init__(self, regex: str) -> None:
        if len(regex) > LONGEST:
            raise _NotPortableError(regex[:20] + "…")
        self.regex = regex
        self.position = 0

    def translated(self) -> str:
        parts: list[str] = []
        while self.position < len(self.regex):
            parts.append(self._next())
        return "".join(parts)

    def _next(self) -> str:
        character = self.regex[self.position]
        match character:
            case "\\":
                return self._escape()
            case "[":
                return self._class()
            case "(":
                return self._group()
            case "{":
                return self._brace()
            case "}" | "]" | "/":
                self.position += 1
                return f"\\{character}"
            case "*" | "+" | "?":
                return self._repetition(character)
            case _:
                self.position += 1
                return character

    def _repetition(self, text: str) -> str:
        self.position += len(text)
        following = self.regex[self.position : self.position + 1]
        if following == "+":
            raise _NotPortableError(text + following)
        if following == "?":
            self.position += 1
            return f"{text}?"
        return text

    def _brace(self) -> str:
        quantifier = _QUANTIFIER.match(self.regex, self.position)
        if quantifier is not None:
            return self._repetition(quantifier.group())
        if re.compile(r"\{,\d+\}").match(self.regex, self.position):
            raise _NotPortableError("{,n}")
        self.position += 1
        return r"\{"

    def _group(self) -> str:
        if self.regex.startswith("(?", self.position):
            opening = self.regex[self.position : self.position + 3]
            if opening not in _GROUPS:
                raise _NotPortableError(opening)
            self.position += 3
            return opening
        self.position += 1
        return "("

    def _escape(self) -> str:
        escaped = self.regex[self.position + 1]
        if escaped in _CLASSES:
            self.position += 2
            return f"[{_CLASSES[escaped]}]"
        if escaped.lower() in _CLASSES:
            self.position += 2
            return f"[^{_CLASSES[escaped.lower()]}]"
        return self._plain_escape()

    def _plain_escape(self) -> str:
        escaped = self.regex[self.position + 1]
        self.position += 2
        if escaped in _CONTROL:
            return f"\\{escaped}"
        if escaped == "u":
            code = self.regex[self.position : self.position + 4]
            self.position += 4
            return f"\\u{code}"
        if escaped.isalnum():
            raise _NotPortableError(f"\\{escaped}")
        return f"\\{escaped}" if escaped in _SYNTAX else escaped

    def _class(self) -> str:
        parts = ["["]
        self.position += 1
        if self.regex.startswith("^", self.position):
            parts.append("^")
            self.position += 1
        first = True
        while first or self.regex[self.position] != "]":
            parts.append(self._class_item(parts))
            first = False
        self.position += 1
        return "".join((*parts, "]"))

    def _class_item(self, before: list[str]) -> str:
        character = self.regex[self.position]
        if character == "\\":
            escaped = self.regex[self.position + 1]
            if escaped in _CLASSES:
                self.position += 2
                return _CLASSES[escaped]
            if escaped == "-":
                self.position += 2
                return r"\-"
            if escaped.lower() in _CLASSES:
                raise _NotPortableError(f"[\\{escaped}]")
            return self._plain_escape()
        self.position += 1
        if character == "-":
            is_edge = before[-1] in ("[", "^") or self.regex.startswith("]", self.position)
            return r"\-" if is_edge else "-"
        return f"\\{character}" if character in _SYNTAX else character
