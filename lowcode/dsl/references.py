"""Which other files a file mentions. The workspace needs to know before anything is parsed."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache

from lowcode.dsl.splitter import split
from lowcode.dsl.tokens import TEXT, WORD, Token
from lowcode.quick_dataclass import dataclass
from lowcode.source import SourceFile, Span

_LIKELY = re.compile(r"\b(?:import|from)\s*[\"'‘“”„＂「]")
"""Most files mention none, which is seen without making tokens of them."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A path as written, and as the project knows it: relative to the project folder, with `/`."""

    written: str
    path: str
    span: Span
    is_import: bool
    """Otherwise a data file."""


@lru_cache(maxsize=1000)
def references(source: SourceFile) -> tuple[Reference, ...]:
    """The files that the declarations of `source` mention; clients of one base ask for its files again and again."""
    if not _LIKELY.search(source.text):
        return ()
    pieces = split(source).pieces
    found = (_reference(source, piece.tokens) for piece in pieces)
    return tuple(each for each in found if each is not None)


def _reference(source: SourceFile, tokens: tuple[Token, ...]) -> Reference | None:
    words = [token.text for token in tokens if token.kind == WORD]
    if tokens[-1].kind != TEXT or not words:
        return None
    is_import = words == ["import"]
    kind = words[1] if words[0] == "replace" and len(words) > 1 else words[0]
    if not is_import and not (kind == "choice" and words[-1] == "from"):
        return None
    token = tokens[-1]
    written = token.text[1:-1]
    path = posixpath.normpath(posixpath.join(posixpath.dirname(source.path), written))
    return Reference(written, path, Span(source.path, token.start, token.end), is_import)
