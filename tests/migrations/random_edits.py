"""The kinds of edit, by name. Each is a generator, see `random_worlds`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from tests.migrations.random_worlds import Script, World

Edit: TypeAlias = Callable[[World], Script]

EDITS: dict[str, Edit] = {}
"""All kinds of edit, in the order in which they were declared."""


def edit(name: str) -> Callable[[Edit], Edit]:
    """Adds a kind of edit."""

    def add(script: Edit) -> Edit:
        if name in EDITS:
            raise ValueError(f"there are two edits {name!r}")
        EDITS[name] = script
        return script

    return add
