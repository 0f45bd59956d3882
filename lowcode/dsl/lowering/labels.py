"""Texts for people: one per locale of the app."""

from __future__ import annotations

from collections.abc import Sequence

from lowcode import naming
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.structure import EmptyLabel, TooManyTexts
from lowcode.dsl import ast
from lowcode.ir.labels import Label
from lowcode.source import Span

PRELUDE_LOCALES = ("zh-CN", "en")
"""The languages in which the built-in entities and roles are labelled, in the order of their texts."""


MOST_SUPERFLUOUS = 5
"""With more texts in too many languages than this, it is the list of languages that is wrong."""


class Labels:
    """Makes labels and messages in the app's locales."""

    def __init__(self, locales: tuple[str, ...], prelude_path: str, problems: list[Problem]) -> None:
        """`prelude_path`: texts in that file are in `PRELUDE_LOCALES`, whatever the app's locales are."""
        self.locales = locales
        self._prelude_path = prelude_path
        self._problems = problems
        self._too_many: list[TooManyTexts] = []

    def label(self, text: ast.LocalizedTextDecl | None, name: str) -> Label:
        """What to call the thing called `name` in the spec."""
        if text is None:
            return Label((naming.humanise(name),) * len(self.locales))
        given = self._given(text)
        fallback = naming.humanise(name) if name.isascii() else (given[0] if given else name)
        return self._filled(given, fallback, name)

    def built_in(self, chinese: str, english: str) -> Label:
        """A label that lowcode itself gives."""
        return Label(tuple(chinese if locale.startswith("zh") else english for locale in self.locales))

    def option(self, texts: tuple[str, ...], name: str, span: Span) -> Label:
        """The label of an option."""
        if not texts:
            return self.label(None, name)
        return self.label(ast.LocalizedTextDecl(tuple(ast.TextDecl(text, span) for text in texts), span), name)

    def message(self, text: ast.LocalizedTextDecl | None) -> Label | None:
        """A text that has no name to fall back to."""
        if text is None:
            return None
        given = self._given(text)
        return self._filled(given, given[0], given[0]) if given else None

    def superfluous(self) -> Sequence[Problem]:
        """The texts in too many languages; where that is the rule, the cause is one and the first stands for all."""
        return self._too_many if len(self._too_many) <= MOST_SUPERFLUOUS else self._too_many[:1]

    def _filled(self, given: tuple[str, ...], fallback: str, empty: str) -> Label:
        missing = len(self.locales) - len(given)
        return Label(tuple(each or empty for each in (*given, *(fallback,) * missing)))

    def _given(self, text: ast.LocalizedTextDecl) -> tuple[str, ...]:
        texts = tuple(part.text for part in text.parts)
        if text.span.path == self._prelude_path and len(texts) == len(PRELUDE_LOCALES):
            return tuple(texts[0 if locale.startswith("zh") else 1] for locale in self.locales)
        for part in text.parts:
            if not part.text.strip():
                self._problems.append(EmptyLabel(span=part.span))
        if len(texts) > len(self.locales):
            self._too_many.append(TooManyTexts(span=text.span, found=len(texts), locales=self.locales))
            return texts[: len(self.locales)]
        return texts
