"""How `lowcode plan` answers; apart from the planning, so that the command line knows it without loading that."""

from __future__ import annotations

from enum import StrEnum


class PlanFormat(StrEnum):
    """Text for people, JSON for programs."""

    TEXT = "text"
    JSON = "json"
