"""In which language problems are worded."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.diagnostics.problem import Language

_VARIABLES = ("LOWCODE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def language_of(name: str) -> Language:
    """The language for a tag or locale such as `zh`, `zh-CN`, `zh_CN.UTF-8`; English for all others."""
    return Language.CHINESE if name.strip().lower().startswith("zh") else Language.ENGLISH


def chosen_language(option: str | None, environment: Mapping[str, str]) -> Language:
    """What `--lang` says, else `LOWCODE_LANG`, else the locale of the system, else English."""
    if option:
        return language_of(option)
    found = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    return language_of(found)
