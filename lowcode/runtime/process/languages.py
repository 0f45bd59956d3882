"""In which language the app speaks to people whom it writes to by itself: what they chose, else the app's first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from lowcode.runtime.context import Context
from lowcode.runtime.http.preferences import appearances


def languages_of(context: Context, user_ids: Iterable[int]) -> Mapping[int, str]:
    """The language of each user; one query, and none in an app of one language."""
    wanted, locales = list(dict.fromkeys(user_ids)), context.application.locales
    chosen = appearances(context.connection, wanted) if len(locales) > 1 and wanted else {}
    spoken = {each: chosen[each].locale if each in chosen else None for each in wanted}
    return {each: locale if locale in locales else locales[0] for each, locale in spoken.items()}


def by_language(context: Context, user_ids: Iterable[int]) -> Mapping[str, list[int]]:
    """The users who read each language."""
    found: dict[str, list[int]] = {}
    for user_id, language in languages_of(context, user_ids).items():
        found.setdefault(language, []).append(user_id)
    return found


def language_of(context: Context, user_id: int) -> str:
    """The language of one user."""
    return languages_of(context, (user_id,))[user_id]


def in_language(context: Context, language: str) -> Context:
    """The same circumstances with texts in another language."""
    return context if language == context.locale else replace(context, locale=language, basis=context)
