"""Problems in words: what renderers draw, in one language, without any knowledge of the classes of problems."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.diagnostics.problem import Fix, Language, Problem, Severity, Wording
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

_DID_YOU_MEAN = Wording(en="did you mean {names}?", zh="是否想写 {names}？")
_OR = {Language.ENGLISH: " or ", Language.CHINESE: " 或 "}


@dataclass(frozen=True, slots=True)
class Place:
    """A marked piece of a source file with a text beside it."""

    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A problem in words."""

    code: str
    severity: Severity
    message: str
    primary: Place
    related: tuple[Place, ...]
    help: tuple[str, ...]
    fix: Fix | None


def describe(problem: Problem, language: Language) -> Diagnostic:
    """The problem in `language`."""
    facts = problem.facts()
    return Diagnostic(
        code=problem.code,
        severity=problem.severity,
        message=problem.message_wording().text(language, facts),
        primary=Place(problem.span, _text(problem.label_wording(), language, facts)),
        related=tuple(
            Place(each.span, each.label.text(language, facts)) for each in (*problem.related(), *problem.causes)
        ),
        help=_help(problem, language, facts),
        fix=problem.fix(),
    )


def _text(wording: Wording | None, language: Language, facts: Mapping[str, object]) -> str:
    return wording.text(language, facts) if wording is not None else ""


def _help(problem: Problem, language: Language, facts: Mapping[str, object]) -> tuple[str, ...]:
    """The suggestions first; general advice is of use where there are none."""
    suggestions = problem.suggestions()
    if suggestions:
        names = _OR[language].join(f"`{name}`" for name in suggestions)
        return (_DID_YOU_MEAN.text(language, {"names": names}),)
    wording = problem.help_wording()
    return (wording.text(language, facts),) if wording is not None else ()
