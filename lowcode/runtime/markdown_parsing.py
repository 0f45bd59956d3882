"""Parsers of Markdown that threads share."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt


class SharedParser(MarkdownIt):
    """CommonMark without HTML of its writer's, whose links lead where they may lead.

    The library arranges its rules when it first needs them, and not safely for two threads: the second one would find
    some of them missing and leave texts out. Whoever has made a parser calls `arrange` before anyone else has it.
    """

    def __init__(self, link_beginnings: Sequence[str]) -> None:
        super().__init__("commonmark", {"html": False, "breaks": True})
        self._link_beginnings = tuple(link_beginnings)

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """Whether a link is made of the address."""
        return url.strip().lower().startswith(self._link_beginnings)

    def arrange(self) -> SharedParser:
        """The parser, with nothing left to be done at its first use."""
        for ruler in (self.core.ruler, self.block.ruler, self.inline.ruler, self.inline.ruler2):
            ruler.getRules()
        return self
