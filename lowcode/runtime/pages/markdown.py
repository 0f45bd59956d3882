"""Text with headings, lists, tables and links as HTML. No HTML of the writer's passes, and no picture is fetched."""

from __future__ import annotations

import functools

from markupsafe import Markup

from lowcode.runtime.markdown_parsing import SharedParser

_HARMLESS = ("https://", "http://", "mailto:", "tel:", "/", "#")
"""What the address of a link may begin with."""
_HEADING_SHIFT = 2
"""The page has headings of its own above."""


def show_markdown(value: str) -> Markup:
    """The text as HTML: everything that is no known mark is escaped, links lead to the web, mail or telephone only."""
    return Markup(f'<div class="prose">{_renderer().render(value)}</div>')  # noqa: S704 - the renderer escapes its input


@functools.cache
def _renderer() -> SharedParser:
    renderer = SharedParser(_HARMLESS)
    renderer.enable(["table", "strikethrough"]).disable(["image", "html_block", "html_inline"])
    renderer.core.ruler.push("calm", _calm)
    return renderer.arrange()


def _calm(state: object) -> None:
    """Links open beside the app and tell nothing of it; headings stand below those of the page."""
    for token in getattr(state, "tokens", ()):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + _HEADING_SHIFT)}"
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("target", "_blank")
                child.attrSet("rel", "noopener noreferrer nofollow")
