"""Markdown of messages as HTML for mails: no HTML of its own, no scripts, links to the web and to mailboxes only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_WATCHED = ("http://", "https://")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")


def html_of(text: str, address: Callable[[int, str], str] | None = None) -> str:
    """The text as HTML. `address(number, link)` says where the link leads instead; they count from 1."""
    parser = _parser()
    tokens = parser.parse(text)
    for number, token in enumerate(_links(tokens), 1):
        if address is not None:
            token.attrSet("href", address(number, str(token.attrGet("href"))))
    found: str = parser.renderer.render(tokens, parser.options, {})
    return found


def links_of(text: str) -> list[str]:
    """The links of a text, in its order."""
    return [str(token.attrGet("href")) for token in _links(_parser().parse(text))]


def _links(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        for inner in token.children or ():
            if inner.type == "link_open" and str(inner.attrGet("href") or "").startswith(_WATCHED):
                yield inner
