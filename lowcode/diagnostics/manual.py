"""The manual of problems, for `lowcode explain` and the documentation.

In English it is what the docstrings of the classes say, in Chinese `lowcode.diagnostics.chinese_manual`.
"""

from __future__ import annotations

import inspect
import textwrap

from lowcode.diagnostics.chinese_manual import CHINESE_MANUAL
from lowcode.diagnostics.problem import Language, Problem, Wording
from lowcode.quick_dataclass import dataclass

_EXAMPLE = "Example:"
_FIX = "How to fix:"
_TITLE = Wording(en="Diagnostics", zh="诊断信息")
_PREFACE = Wording(
    en="Every problem that lowcode reports, by code.\n"
    "`lowcode explain LC203` prints one of them, `lowcode explain all` this page.\n",
    zh="lowcode 报告的全部问题，按编号排列。\n`lowcode explain LC203` 显示其中一条，`lowcode explain all` 显示本页。\n",
)
_HEADINGS = {
    _EXAMPLE: Wording(en="Example:", zh="示例："),
    _FIX: Wording(en="How to fix:", zh="如何修正："),
}


@dataclass(frozen=True, slots=True)
class ManualEntry:
    """The parts of a docstring."""

    meaning: str
    example: str
    fix: str


def parts_of(problem: type[Problem]) -> ManualEntry:
    """The docstring of a problem in its three parts; a part that is missing is empty."""
    text = inspect.cleandoc(problem.__doc__ or "")
    meaning, _, rest = text.partition(_EXAMPLE)
    example, _, fix = rest.partition(_FIX)
    lines = " ".join(fix.split())
    return ManualEntry(meaning.strip(), textwrap.dedent(example.strip("\n")).rstrip(), lines)


def entry_of(problem: type[Problem], language: Language) -> ManualEntry:
    """What the manual says in the reader's language; the example is the same in both."""
    parts = parts_of(problem)
    if language is not Language.CHINESE:
        return parts
    chinese = CHINESE_MANUAL[problem.code]
    return ManualEntry(chinese.meaning, parts.example, chinese.fix)


def title_of(problem: type[Problem]) -> str:
    """The name of the class as words: `UnknownField` → `Unknown field`."""
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in problem.__name__)
    return words.strip().capitalize()


def manual_entry(problem: type[Problem], language: Language) -> str:
    """What `lowcode explain` prints."""
    parts = entry_of(problem, language)
    example, fix = (_HEADINGS[name].text(language, {}) for name in (_EXAMPLE, _FIX))
    lines = [
        _heading(problem, language),
        "",
        parts.meaning,
        "",
        example,
        "",
        textwrap.indent(parts.example, "    "),
        "",
        f"{fix} {parts.fix}" if language is Language.ENGLISH else f"{fix}{parts.fix}",
    ]
    return "\n".join(lines) + "\n"


def _heading(problem: type[Problem], language: Language) -> str:
    return f"{problem.code}: {title_of(problem)}" if language is Language.ENGLISH else problem.code


def manual(problems: tuple[type[Problem], ...], language: Language = Language.ENGLISH) -> str:
    """Every problem, by code; in English this is `docs/diagnostics.md`."""
    entries = [f"# {_TITLE.text(language, {})}\n", _PREFACE.text(language, {})]
    for problem in sorted(problems, key=lambda each: each.code):
        parts = entry_of(problem, language)
        entries.append(f"## {_heading(problem, language)}\n")
        entries.append(f"{parts.meaning}\n")
        entries.append(f"```\n{parts.example}\n```\n")
        entries.append(f"{parts.fix}\n")
    return "\n".join(entries)
