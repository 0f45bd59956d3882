"""What a chart becomes: a canvas for the browser to draw, or a piece of HTML that needs no script."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

Option: TypeAlias = dict[str, Any]
"""Part of an ECharts option: plain JSON. What must be a function or depends on the page's colours stands in it as a
token, an object with a key that begins with `$` (`tokens`); texts of data are never objects, so nothing is mistaken."""

Keys: TypeAlias = tuple[str | None, ...]
"""A group's key per dimension; None where a click says nothing about the dimension."""

CANVAS: Final = "charts/canvas.html"
ROW: Final = 40
"""Heights are told in rows of so many pixels."""
USUAL_HEIGHT: Final = 320
_LEAST_HEIGHT, _MOST_HEIGHT = 160, 960


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """What `static/js/charts.js` draws."""

    kind: str
    language: str
    option: Option
    formats: tuple[Mapping[str, Any], ...]
    """How numbers are written, per measure; tokens and series name them by index."""
    first_keys: tuple[str, ...] = ()
    """Keys of the groups along the axis, for series whose items have none of their own."""
    map_name: str | None = None
    """The geometry to be loaded before."""

    def to_json(self) -> str:
        """As it stands in `data-chart`."""
        content = {
            "kind": self.kind,
            "language": self.language,
            "formats": self.formats,
            "firstKeys": self.first_keys,
            "map": self.map_name,
            "option": self.option,
        }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart, ready for a page: `template` shows `content`."""

    template: str
    content: Any
    """A `Canvas`, or the dataclass that the template names in its head."""
    summary: str
    """What the chart shows, in a sentence, for those who do not see it."""
    notes: tuple[str, ...] = ()
    """Plain sentences to stand below it."""
    height: int = USUAL_HEIGHT
    """Pixels that it would like; only a canvas needs to be told."""

    @property
    def rows(self) -> int:
        """The height for the style sheet, which knows it in steps."""
        return round(min(max(self.height, _LEAST_HEIGHT), _MOST_HEIGHT) / ROW)


@dataclass(slots=True)
class Sketch:
    """A chart while it is being drawn: pieces of its option, and what has to be said about it."""

    option: Option = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    height: int = USUAL_HEIGHT
    first_keys: Sequence[str] = ()
    map_name: str | None = None
