"""Remembers how fields of forms were drawn."""

from __future__ import annotations

from markupsafe import Markup

_MOST_DRAWN = 2_000
"""Drawings kept; about a kilobyte each."""


class DrawnFields:
    """Fields that were drawn before: most of a form looks like most of the form before it.

    Everything that a drawing depends on is in its key. When there are too many, all are forgotten.
    """

    def __init__(self) -> None:
        self._drawings: dict[tuple[object, ...], Markup] = {}

    def get(self, key: tuple[object, ...]) -> Markup | None:
        """The drawing, if it is kept."""
        return self._drawings.get(key)

    def keep(self, key: tuple[object, ...], drawing: Markup) -> None:
        """Remembers a drawing."""
        if len(self._drawings) >= _MOST_DRAWN:
            self._drawings.clear()
        self._drawings[key] = drawing
