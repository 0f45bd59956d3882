"""How diagnostics are drawn in a terminal."""

from __future__ import annotations

import pytest

from lowcode.diagnostics.description import Diagnostic, Place
from lowcode.diagnostics.problem import Language, Severity
from lowcode.diagnostics.text import TextRenderer, visible, width
from lowcode.source import SourceFile, Span


def drawn(text: str, start: int, end: int, *, is_colored: bool = False) -> list[str]:
    renderer = TextRenderer(
        Language.ENGLISH, {"a.lc": SourceFile("a.lc", text)}, lambda path: f"spec/{path}", is_colored
    )
    place = Place(Span("a.lc", start, end), "label")
    diagnostic = Diagnostic("LC999", Severity.ERROR, "message", place, (), ("advice",), None)
    return renderer.render([diagnostic]).splitlines()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("plain word here", "word"),
        ("名称 word 名称", "word"),
        ("名称 客户名称 text", "客户名称"),
        ("\tword", "word"),
        ("a\x00\x1bword", "word"),
    ],
)
def test_the_caret_stands_under_the_word(text: str, word: str) -> None:
    start = text.index(word)
    lines = drawn(text, start, start + len(word))
    line, mark = lines[3], lines[4]
    assert width(mark[: mark.index("^")]) == width(line[: line.index(word)])
    assert mark.count("^") == width(word)
    assert mark.endswith(" label")


def test_long_lines_are_cut_around_the_mark() -> None:
    text = "a" * 1_000_000 + "WORD" + "b" * 1_000_000
    line, mark = drawn(text, 1_000_000, 1_000_004)[3:5]
    assert len(line) < 130
    assert line.index("WORD") == mark.index("^")
    assert line.count("…") == 2


def test_a_mark_of_many_lines_ends_with_the_first() -> None:
    assert drawn("first line\nsecond", 6, 17)[4].strip(" |") == "^^^^ label"


def test_a_mark_of_nothing_is_one_caret() -> None:
    assert drawn("abc", 3, 3)[4] == "   |    ^ label"


def test_a_file_that_is_not_there_has_only_a_name() -> None:
    renderer = TextRenderer(Language.CHINESE, {}, str)
    diagnostic = Diagnostic("LC999", Severity.WARNING, "m", Place(Span("x.lc", 5, 6), ""), (), (), None)
    assert renderer.render([diagnostic]).splitlines() == ["警告[LC999]: m", "  --> x.lc", ""]


def test_colors() -> None:
    assert "\x1b[1;31m" in "".join(drawn("abc", 0, 1, is_colored=True))
    assert "\x1b" not in "".join(drawn("abc", 0, 1))


def test_nothing_that_a_terminal_obeys() -> None:
    assert visible("a\x1b[31m\u202e\tb") == "a\ufffd[31m\ufffd  b"
