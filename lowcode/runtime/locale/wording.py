"""Looks up the words of the interface in a language: `Wording("zh-CN").say("list.selected", count=3)`."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Final

from lowcode.runtime.locale.words import WORDS

LANGUAGES: Final = ("zh-CN", "en")
"""The languages that the interface speaks, in the order in which `lowcode.runtime.locale.words` gives them."""

LANGUAGE_NAMES: Final[Mapping[str, str]] = {"zh-CN": "简体中文", "en": "English"}
"""Each language by its own name."""


class Wording:
    """The words of one language. Keys are `area.name`; an unknown key is our mistake and raises KeyError."""

    __slots__ = ("_plurals", "_singulars", "language")

    def __init__(self, language: str) -> None:
        self.language = language
        index = LANGUAGES.index(language)
        self._plurals = {key: texts[index] for key, texts in WORDS.items()}
        self._singulars = {key: texts[2] for key, texts in WORDS.items() if index == 1 and len(texts) == 3}

    def say(self, key: str, **values: object) -> str:
        """The text for `key` with its `{places}` filled; `count` decides between singular and plural."""
        text = self._plurals[key]
        if not values:
            return text
        if values.get("count") == 1 and key in self._singulars:
            text = self._singulars[key]
        return text.format_map(values)

    def knows(self, key: str) -> bool:
        """Whether there are words for `key`."""
        return key in self._plurals


@functools.cache
def wording_for(locale: str) -> Wording:
    """The wording that fits `locale`: the language itself, another region's, else English."""
    if locale in LANGUAGES:
        return Wording(locale)
    language = locale.split("-", 1)[0]
    for each in LANGUAGES:
        if each.split("-", 1)[0] == language:
            return Wording(each)
    return Wording("en")
