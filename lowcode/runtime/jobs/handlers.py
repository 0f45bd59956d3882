"""Everything that a timer can do. Importing this module registers the handlers of the runtime."""

from __future__ import annotations

from typing import Final

from lowcode.runtime.process import tasks

KINDS: Final = (tasks.DUE,)
"""Kinds of timers, for those who look whether all are there."""
