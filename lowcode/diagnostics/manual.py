"""The manual of problems: what the docstrings of their classes say, for `lowcode explain` and the documentation."""

from __future__ import annotations

import inspect
import textwrap

from lowcode.diagnostics.problem import Language, Problem, Wording
from lowcode.quick_dataclass import dataclass

_EXAMPLE = "Example:"
_FIX = "How to fix:"
_PREFACE = """\
Every problem that lowcode reports, by code.
`lowcode explain LC203` prints one of them, `lowcode explain all` this page.
"""
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


def title_of(problem: type[Problem]) -> str:
    """The name of the class as words: `UnknownField` → `Unknown field`."""
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in problem.__name__)
    return words.strip().capitalize()


def manual_entry(problem: type[Problem], language: Language) -> str:
    """What `lowcode explain` prints. The headings are in the reader's language; the manual itself is English."""
    parts = parts_of(problem)
    example, fix = (_HEADINGS[name].text(language, {}) for name in (_EXAMPLE, _FIX))
    lines = [
        f"{problem.code}: {title_of(problem)}",
        "",
        parts.meaning,
        "",
        example,
        "",
        textwrap.indent(parts.example, "    "),
        "",
        f"{fix} {parts.fix}",
    ]
    return "\n".join(lines) + "\n"


def manual(problems: tuple[type[Problem], ...]) -> str:
    """`docs/diagnostics.md`: every problem, by code."""
    entries = [
        "# Diagnostics\n",
        _PREFACE,
    ]
    for problem in sorted(problems, key=lambda each: each.code):
        parts = parts_of(problem)
        entries.append(f"## {problem.code}: {title_of(problem)}\n")
        entries.append(f"{parts.meaning}\n")
        entries.append(f"```\n{parts.example}\n```\n")
        entries.append(f"{parts.fix}\n")
    return "\n".join(entries)
