"""What `lowcode explain` and docs/diagnostics.md say about each code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lowcode.diagnostics.chinese_manual import CHINESE_MANUAL
from lowcode.diagnostics.manual import manual, manual_entry, parts_of
from lowcode.diagnostics.problem import Language, Problem
from lowcode.diagnostics.problems import ALL_PROBLEMS, problem_by_code

_CHINESE = re.compile("[\u4e00-\u9fff]")
CHINESE_MODULES = tuple((Path(__file__).parents[2] / "lowcode" / "diagnostics" / "chinese_manual").glob("*.py"))
PAGE = Path(__file__).parents[2] / "docs" / "diagnostics.md"


@pytest.mark.parametrize("problem", ALL_PROBLEMS, ids=lambda problem: problem.code)
def test_docstring_is_a_manual(problem: type[Problem]) -> None:
    parts = parts_of(problem)
    assert parts.meaning.endswith(".")
    assert parts.example
    assert parts.fix.endswith(".")


@pytest.mark.parametrize("problem", ALL_PROBLEMS, ids=lambda problem: problem.code)
def test_tone(problem: type[Problem]) -> None:
    for wording in (problem.message, problem.label, problem.help):
        for text in (wording.en, wording.zh) if wording else ():
            assert "invalid" not in text.lower()
            assert not text.endswith((".", "!", "。", "！"))


def test_codes_are_unique_and_of_their_family() -> None:
    families = {code[2] for code in problem_by_code()}
    assert all(re.fullmatch(r"LC[1-9]\d\d", code) for code in problem_by_code())
    assert families <= set("123456789")


def test_page_is_up_to_date(request: pytest.FixtureRequest) -> None:
    page = manual(ALL_PROBLEMS)
    if request.config.getoption("--update-golden"):
        PAGE.write_text(page, encoding="utf-8")
    assert page == PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("problem", ALL_PROBLEMS, ids=lambda problem: problem.code)
def test_manual_is_complete_in_chinese(problem: type[Problem]) -> None:
    entry = CHINESE_MANUAL[problem.code]
    for text in (entry.meaning, entry.fix):
        assert text.endswith("。")
        assert _CHINESE.search(text)
        assert not re.search(r"[,;!?] |[！]", re.sub(r"`[^`]*`", "", text)), "signs are full-width in Chinese"
    english = parts_of(problem)
    for word in set(re.findall(r"`(--?\w+)`", english.fix)):
        assert word in entry.fix


def test_chinese_manual_has_nothing_else() -> None:
    assert CHINESE_MANUAL.keys() <= problem_by_code().keys()


def test_explain_in_chinese() -> None:
    entry = manual_entry(problem_by_code()["LC411"], Language.CHINESE)
    assert entry.splitlines()[0] == "LC411"
    assert "规格的任何文件中都没有声明应用。" in entry
    assert "如何修正：请在某个文件中加上" in entry
    assert "no file" not in entry.lower()
    assert "没有声明应用" in manual(ALL_PROBLEMS, Language.CHINESE)


def test_each_chinese_entry_stands_in_one_module() -> None:
    codes = [
        code
        for path in CHINESE_MODULES
        for code in re.findall(r'^    "(LC\d+)":', path.read_text("utf-8"), re.MULTILINE)
    ]
    assert len(codes) == len(set(codes)) == len(CHINESE_MANUAL)
