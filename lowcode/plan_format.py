"""How `lowcode plan` and `lowcode diff` answer; apart from the work, so that the command line knows it without that."""

from __future__ import annotations

from enum import StrEnum


class PlanFormat(StrEnum):
    """Text for people, Markdown for documents and pull requests, JSON for programs."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
