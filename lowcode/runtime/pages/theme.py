"""The app's colours as a style sheet of its own, because a strict policy allows none inside the page.

Texts on the accent, and the accent as a text, are computed so that they can be read (WCAG: 4.5 to 1).
"""

from __future__ import annotations

import colorsys
import functools
import hashlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from markupsafe import escape
from starlette.responses import Response

from lowcode.catalog.colors import COLORS
from lowcode.runtime.definitions import ApplicationDefinition, Option

if TYPE_CHECKING:
    from lowcode.runtime.http.request import PageRequest

_HEX: Final = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_LIGHT_PAGE: Final = (255, 255, 255)
_DARK_PAGE: Final = (27, 30, 36)
_READABLE: Final = 4.5
_BEARS_WHITE: Final = 3.0
_ON_TINT: Final = 0.7
"""What the accent as a text needs beyond: it also stands on a tint of itself."""
_SATURATED: Final = 0.4
_LAST_RED: Final = 15 / 360
_FIRST_RED: Final = 345 / 360
_FOREVER: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
_DEFAULT_ACCENT: Final = (22, 119, 255)

Rgb = tuple[int, int, int]


def option_class(color: str | None) -> str:
    """The class of a tag in this colour: a named one, or `x1677ff` for `#1677ff`."""
    if color is None:
        return ""
    rgb = _parse(color)
    return f"x{_hex(rgb)}" if rgb else color


def theme_url(application: ApplicationDefinition) -> str:
    """The address of the style sheet; it changes with the content."""
    return f"/-/theme.css?v={_digest(_style_sheet(application))}"


def logo_url(application: ApplicationDefinition) -> str:
    """The address of the app's sign: its first character on the accent."""
    return f"/-/logo.svg?v={_digest(_logo(application))}"


def show_theme(request: PageRequest) -> Response:
    """`/-/theme.css`."""
    return Response(_style_sheet(request.context.application), media_type="text/css", headers=_FOREVER)


def show_logo(request: PageRequest) -> Response:
    """`/-/logo.svg`."""
    return Response(_logo(request.context.application), media_type="image/svg+xml", headers=_FOREVER)


def accent_of(application: ApplicationDefinition) -> str:
    """The app's colour: `#1677ff`."""
    return f"#{_hex(_accent(application.color))}"


def is_red(color: str) -> bool:
    """Whether a named or a hexadecimal colour is what people take for a warning."""
    red, green, blue = (each / 255 for each in _parse(COLORS.get(color, color)) or (0, 0, 0))
    hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
    return saturation >= _SATURATED and (hue <= _LAST_RED or hue >= _FIRST_RED)


def contrast(first: Rgb, second: Rgb) -> float:
    """The ratio of WCAG, from 1 (the same) to 21 (black on white)."""
    bright, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def fill_and_text(accent: Rgb) -> tuple[Rgb, Rgb]:
    """The accent as a surface, and the text on it that can be read.

    White is what people expect on a coloured button, so a colour that nearly bears it becomes a little darker;
    a light one gets dark text instead.
    """
    white, black = (255, 255, 255), (17, 24, 39)
    if contrast(white, accent) < _BEARS_WHITE:
        return accent, black
    fill = accent
    for step in range(21):
        fill = _mixed(accent, (0, 0, 0), step / 40)
        if contrast(white, fill) >= _READABLE:
            break
    return fill, white


def readable_as_text(color: Rgb, page: Rgb) -> Rgb:
    """The colour itself, or so much darker or lighter that it can be read on `page`."""
    toward = 0 if _luminance(page) > 0.5 else 255
    shade = color
    for step in range(21):
        shade = _mixed(color, (toward, toward, toward), step / 20)
        if contrast(shade, page) >= _READABLE + _ON_TINT:
            break
    return shade


@functools.cache
def _accent(color: str) -> Rgb:
    return _parse(color) or _DEFAULT_ACCENT


@functools.lru_cache(maxsize=8)
def _colors_of(application_name: str, color: str, options: tuple[str, ...]) -> str:
    accent = _accent(color)
    fill, on_fill = fill_and_text(accent)
    light, dark = readable_as_text(accent, _LIGHT_PAGE), readable_as_text(accent, _DARK_PAGE)
    tokens = (
        f"--accent:#{_hex(accent)};--accent-fill:#{_hex(fill)};--accent-on:#{_hex(on_fill)};"
        f"--accent-text:light-dark(#{_hex(light)},#{_hex(dark)})"
    )
    rules = [
        f"/* Colours of {application_name}. */",
        f":root,[data-bs-theme]{{{tokens}}}",
        *(f".x{each}{{--tone:#{each}}}" for each in options),
    ]
    return "\n".join(rules) + "\n"


def _style_sheet(application: ApplicationDefinition) -> str:
    own = {_hex(rgb) for choice in application.choices for color in _colors(choice.options) if (rgb := _parse(color))}
    return _colors_of(application.name, application.color, tuple(sorted(own)))


def _logo(application: ApplicationDefinition) -> str:
    accent = _accent(application.color)
    sign = escape(application.label.texts[0].strip()[:1].upper() or "L")
    fill, on_fill = fill_and_text(accent)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="8" fill="#{_hex(fill)}"/>'
        f'<text x="16" y="22.5" text-anchor="middle" fill="#{_hex(on_fill)}" font-size="18" font-weight="600"'
        ' font-family="system-ui, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif">'
        f"{sign}</text></svg>"
    )


def _colors(options: tuple[Option, ...]) -> Iterator[str]:
    for option in options:
        if option.color is not None:
            yield option.color
        yield from _colors(option.options)


def _parse(color: str) -> Rgb | None:
    match = _HEX.fullmatch(color)
    if match is None:
        return None
    digits = match[1] if len(match[1]) == 6 else "".join(each * 2 for each in match[1])
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _hex(color: Rgb) -> str:
    return "".join(f"{each:02x}" for each in color)


def _mixed(first: Rgb, second: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def _luminance(color: Rgb) -> float:
    red, green, blue = (
        value / 12.92 if (value := each / 255) <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for each in color
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@functools.lru_cache(maxsize=32)
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]
