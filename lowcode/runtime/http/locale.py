"""Which language a request is answered in."""

from __future__ import annotations

from lowcode.runtime.http.preferences import Appearance


def choose_locale(
    locales: tuple[str, ...], appearance: Appearance | None, cookie: str | None, accept_language: str
) -> str:
    """What the user chose, else what this browser was set to, else what the browser likes, else the app's first."""
    chosen = appearance.locale if appearance is not None else None
    for candidate in (chosen, cookie):
        if candidate in locales:
            return candidate
    return _liked(locales, accept_language) or locales[0]


def _liked(locales: tuple[str, ...], accept_language: str) -> str | None:
    """The best match of `Accept-Language`: the tag itself, else the same language of another region."""
    for tag in _by_preference(accept_language[:200]):
        for locale in locales:
            if locale.lower() == tag:
                return locale
        for locale in locales:
            if locale.lower().split("-", 1)[0] == tag.split("-", 1)[0]:
                return locale
    return None


def _by_preference(accept_language: str) -> list[str]:
    weighted: list[tuple[float, str]] = []
    for part in accept_language.split(","):
        tag, _, parameter = part.strip().lower().partition(";")
        weight = _weight(parameter.strip())
        if tag and weight > 0:
            weighted.append((weight, tag.strip()))
    return [tag for _, tag in sorted(weighted, key=lambda pair: -pair[0])]


def _weight(parameter: str) -> float:
    if not parameter.startswith("q="):
        return 1.0
    digits = parameter[2:]
    return float(digits) if digits.replace(".", "", 1).isdigit() and digits.isascii() else 0.0
