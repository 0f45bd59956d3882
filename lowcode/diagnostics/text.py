"""Diagnostics for people in a terminal: message, source line, caret, help."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping

from lowcode.diagnostics.description import Diagnostic, Place
from lowcode.diagnostics.problem import Language, Severity
from lowcode.quick_dataclass import dataclass
from lowcode.source import SourceFile

_WIDEST = 110
"""Longer lines are cut around what is marked."""
_BEFORE = 40
_TAB = "  "

_WORDS = {
    Language.ENGLISH: {"error": "error", "warning": "warning", "help": "help", "place": "see"},
    Language.CHINESE: {"error": "错误", "warning": "警告", "help": "提示", "place": "另见"},
}
_COLORS = {"error": "1;31", "warning": "1;33", "help": "1;36", "mark": "1;31", "frame": "34", "bold": "1"}


@dataclass(frozen=True, slots=True)
class TextRenderer:
    """How diagnostics are drawn as text."""

    language: Language
    sources: Mapping[str, SourceFile]
    show_path: Callable[[str], str]
    """From the path in the project to the one that the reader can open."""
    is_colored: bool = False

    def render(self, diagnostics: Iterable[Diagnostic]) -> str:
        """All diagnostics, an empty line after each."""
        return "".join(f"{line}\n" for each in diagnostics for line in (*self.lines(each), ""))

    def lines(self, diagnostic: Diagnostic) -> Iterator[str]:
        """The lines of one diagnostic."""
        kind = diagnostic.severity.value
        head = self.paint(kind, f"{self.word(kind)}[{diagnostic.code}]")
        yield f"{head}: {self.paint('bold', visible(diagnostic.message))}"
        yield from self.excerpt(diagnostic.primary, diagnostic.severity, is_primary=True)
        for place in diagnostic.related:
            yield from self.excerpt(place, diagnostic.severity, is_primary=False)
        for text in diagnostic.help:
            first, *more = text.split("\n")
            yield f"  {self.paint('help', self.word('help'))}: {visible(first)}"
            yield from (f"    {visible(line)}".rstrip() for line in more)

    def excerpt(self, place: Place, severity: Severity, *, is_primary: bool) -> Iterator[str]:
        """The marked line of a file."""
        path = visible(self.show_path(place.span.path))
        source = self.sources.get(place.span.path)
        arrow = "-->" if is_primary else "..."
        if source is None:
            yield f"  {self.paint('frame', arrow)} {path}{f': {visible(place.label)}' if place.label else ''}"
            return
        number, column = source.line_and_column(place.span.start)
        margin = " " * len(str(number))
        bar = self.paint("frame", "|")
        before, marked, after = _cut(source, place, number, column)
        mark = ("^" if is_primary else "-") * max(1, width(marked))
        label = f" {visible(place.label)}" if place.label else ""
        yield f" {margin}{self.paint('frame', arrow)} {path}:{number}:{column}"
        yield f" {margin} {bar}"
        yield f" {self.paint('frame', str(number))} {bar} {before}{marked}{after}".rstrip()
        color = severity.value if is_primary else "help"
        yield f" {margin} {bar} {' ' * width(before)}{self.paint(color, f'{mark}{label}')}"

    def word(self, name: str) -> str:
        """A word of the frame."""
        return _WORDS[self.language][name]

    def paint(self, color: str, text: str) -> str:
        """The text in a colour, if there are colours."""
        return f"\x1b[{_COLORS[color]}m{text}\x1b[0m" if self.is_colored else text


def _cut(source: SourceFile, place: Place, number: int, column: int) -> tuple[str, str, str]:
    """The line as it is shown: before the mark, the mark, after it."""
    line = source.line_text(number)
    start = column - 1
    end = min(len(line), start + place.span.end - place.span.start)
    first = max(0, start - _BEFORE) if len(line) > _WIDEST else 0
    last = min(len(line), max(end, first + _WIDEST))
    if end - start > _WIDEST:
        end = last = start + _WIDEST
    head = "…" if first else ""
    tail = "…" if last < len(line) else ""
    before = head + visible(line[first:start])
    return before, visible(line[start:end]), visible(line[end:last]) + tail


def visible(text: str) -> str:
    """The text with nothing in it that a terminal would obey or hide."""
    if text.isprintable():
        return text
    return "".join(
        _TAB if character == "\t" else character if character.isprintable() else "\ufffd" for character in text
    )


def width(text: str) -> int:
    """How many columns a terminal gives the text: Chinese characters take two."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
