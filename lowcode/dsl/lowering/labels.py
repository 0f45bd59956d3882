"""Texts for people: one per locale of the app."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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

    def __init__(
        self, locales: tuple[str, ...], written: Mapping[str, tuple[str, ...]], problems: list[Problem]
    ) -> None:
        """`written`: the languages of texts by file, where those are not the app's."""
        self.locales = locales
        self._written = written
        self._problems = problems
        self._too_many: list[TooManyTexts] = []

    def label(self, text: ast.LocalizedTextDecl | None, name: str) -> Label:
        """What to call the thing called `name` in the spec."""
        if text is None:
            return Label((naming.humanise(name),) * len(self.locales))
        given = self._given(text)
        first = text.parts[0].text if text.parts else name
        return self._filled(given, naming.humanise(name) if name.isascii() else first, name)

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
        first = text.parts[0].text if text.parts else ""
        return self._filled(self._given(text), first, first) if text.parts else None

    def superfluous(self) -> Sequence[Problem]:
        """The texts in too many languages; where that is the rule, the cause is one and the first stands for all."""
        return self._too_many if len(self._too_many) <= MOST_SUPERFLUOUS else self._too_many[:1]

    def _filled(self, given: Mapping[str, str], fallback: str, empty: str) -> Label:
        return Label(tuple(given.get(locale, fallback) or empty for locale in self.locales))

    def _given(self, text: ast.LocalizedTextDecl) -> dict[str, str]:
        """The texts by their languages."""
        for part in text.parts:
            if not part.text.strip():
                self._problems.append(EmptyLabel(span=part.span))
        languages = self._written.get(text.span.path, self.locales)
        if len(text.parts) > len(languages):
            self._too_many.append(TooManyTexts(span=text.span, found=len(text.parts), locales=languages))
        return {language: part.text for language, part in zip(languages, text.parts, strict=False)}
