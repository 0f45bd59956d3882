"""What a problem is: facts with a place. Checkers create problems and know nothing of words or colours.

A problem class is one code. See `lowcode.diagnostics.problems` for how to add one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import ClassVar

from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


class Severity(Enum):
    """Whether a problem stops the build."""

    ERROR = "error"
    WARNING = "warning"


class Language(Enum):
    """The languages in which problems are worded."""

    ENGLISH = "en"
    CHINESE = "zh"


@dataclass(frozen=True, slots=True)
class Wording:
    """One sentence in both languages; `{field}` is replaced by the problem's fact of that name."""

    en: str
    zh: str

    def text(self, language: Language, facts: Mapping[str, object]) -> str:
        """The sentence in `language`. Facts are put in as they are, braces in them mean nothing."""
        template = self.zh if language is Language.CHINESE else self.en
        joiner = "、" if language is Language.CHINESE else ", "
        return template.format_map({key: _show(fact, joiner) for key, fact in facts.items()})


def _show(fact: object, joiner: str) -> str:
    if isinstance(fact, tuple):
        return joiner.join(f"`{item}`" for item in fact)
    return str(fact)


class FixSafety(Enum):
    """Who may apply a fix."""

    SAFE = "safe"
    """Keeps what was meant; may be applied without asking."""
    UNSAFE = "unsafe"
    """A guess; a person has to agree."""
    DISPLAY = "display"
    """Shows the direction only."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text of `span` by `replacement`."""

    span: Span
    replacement: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A mechanical repair."""

    edits: tuple[Edit, ...]
    safety: FixSafety


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to the problem, such as the first of two definitions."""

    span: Span
    label: Wording


@dataclass(frozen=True, kw_only=True)
class Problem:
    """The base of all problems: a place, and in subclasses the facts about it.

    Subclasses are frozen, keyword-only dataclasses that set `code`, `message` and what else applies.
    """

    span: Span
    causes: tuple[Related, ...] = ()
    """What layers above have changed, where that is behind a problem of a lower one."""

    code: ClassVar[str]
    severity: ClassVar[Severity] = Severity.ERROR
    message: ClassVar[Wording]
    label: ClassVar[Wording | None] = None
    """Stands beside the caret."""
    help: ClassVar[Wording | None] = None

    def facts(self) -> dict[str, object]:
        """What the wordings may mention: by default every field of the dataclass."""
        return {each.name: getattr(self, each.name) for each in dataclasses.fields(self)}

    def message_wording(self) -> Wording:
        """The one-line message; override where it depends on the facts."""
        return self.message

    def label_wording(self) -> Wording | None:
        """The text beside the caret; override where it depends on the facts."""
        return self.label

    def help_wording(self) -> Wording | None:
        """How to go on; override where it depends on the facts."""
        return self.help

    def related(self) -> tuple[Related, ...]:
        """The other places that belong to the problem."""
        return ()

    def suggestions(self) -> tuple[str, ...]:
        """What was probably meant instead of the text at `span`, best first (see `did_you_mean`)."""
        return ()

    def fix(self) -> Fix | None:
        """A mechanical repair: by default the only suggestion, unsafe."""
        suggestions = self.suggestions()
        if len(suggestions) != 1:
            return None
        return Fix((Edit(self.span, suggestions[0]),), FixSafety.UNSAFE)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sorted by place and code, each once."""
    unique = {(each.span, each.code, repr(each)): each for each in problems}
    return [unique[key] for key in sorted(unique, key=lambda key: (key[0], key[1], key[2]))]


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of them stops the build."""
    return any(each.severity is Severity.ERROR for each in problems)
