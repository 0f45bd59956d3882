"""Markdown of messages as HTML for mails: no HTML of its own, no scripts, links to the web and to mailboxes only.

Pictures are none either: who fetches one tells its server that he reads the mail, and texts hold what others typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from markdown_it.token import Token

from lowcode.runtime.markdown_parsing import SharedParser

_WATCHED = ("http://", "https://")
_HARMLESS = (*_WATCHED, "mailto:", "tel:")


@cache
def _parser() -> SharedParser:
    parser = SharedParser(_HARMLESS)
    parser.enable("table").disable("image")
    return parser.arrange()


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
            if inner.type == "link_open" and str(inner.attrGet("href") or "").lower().startswith(_WATCHED):
                yield inner
