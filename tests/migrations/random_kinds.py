"""All kinds of edit: importing the modules declares them."""

from __future__ import annotations

from tests.migrations import (
    random_additions,
    random_apart,
    random_conversions,
    random_processes,
    random_removals,
    random_renames,
    random_returns,
)
from tests.migrations.random_edits import EDITS

MODULES = (
    random_additions,
    random_apart,
    random_conversions,
    random_processes,
    random_removals,
    random_renames,
    random_returns,
)

__all__ = ["EDITS", "MODULES"]
