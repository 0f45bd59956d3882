"""What an option cannot hold as JSON: colours of the page and functions. `charts.js` puts them in.

{"$color": "accent", "mix": 0.2}     a colour of the page, mixed into its surface
{"$color": "series", "at": 3}        the fourth of the set for categories
{"$color": "#1677ff"}                a colour of the specification, shifted where it could not be seen
{"$on": {"$color": "accent"}}        what can be read on a colour
{"$axis": {"format": 0, "divisor": 10000, "sign": ""}}   labels of an axis
{"$label": 0}                        the value of an item, short
{"$text": "text"}                    a text that the item brings along
"""

from __future__ import annotations

from typing import Any, Final

from lowcode.catalog.colors import COLORS

Token = dict[str, Any]

SERIES_COLORS: Final = 10
"""How many colours the set for categories has (`--chart-1` … in the style sheet)."""


def page_color(name: str, *, mix: float | None = None, alpha: float | None = None) -> Token:
    """`accent`, `surface`, `ink`, `ink-2`, `ink-3`, `line`, `line-strong`, `good`, `bad`, `grey`."""
    token: Token = {"$color": name}
    if mix is not None:
        token["mix"] = mix
    if alpha is not None:
        token["alpha"] = alpha
    return token


def series_color(place: int, *, alpha: float | None = None) -> Token:
    """The colour of a category; after the last the set begins again."""
    token: Token = {"$color": "series", "at": place % SERIES_COLORS}
    if alpha is not None:
        token["alpha"] = alpha
    return token


def option_color(color: str) -> Token:
    """The colour that the specification gives an option: a name or six hexadecimal digits."""
    return {"$color": COLORS.get(color, color)}


def text_on(color: Token) -> Token:
    """Black or white, whichever can be read on the colour."""
    return {"$on": color}


def axis_label(measure: int, divisor: int = 1, sign: str = "") -> Token:
    """Labels of a value axis: the number over `divisor`, with `sign` behind it."""
    return {"$axis": {"format": measure, "divisor": divisor, "sign": sign}}


def value_label(measure: int) -> Token:
    """The item's own value, short."""
    return {"$label": measure}


def own_text(name: str = "text") -> Token:
    """A text that the item has under this name."""
    return {"$text": name}
