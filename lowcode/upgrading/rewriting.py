"""Words of the language that a version has renamed, and how specifications are rewritten.

A change of the syntax that can be made by a program is one entry of `REWRITINGS`: the version that made it, what it is,
and a function from a file to the edits in it. It must leave alone what has been rewritten already. Specifications of
earlier versions in `tests/corpus` prove that nothing was forgotten: they compile as they are, or after rewriting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from lowcode.diagnostics.problem import Edit, Wording
from lowcode.quick_dataclass import dataclass
from lowcode.source import SourceFile


@dataclass(frozen=True, slots=True)
class Rewriting:
    """One change of the syntax."""

    since: str
    """The version that reads the new form only."""
    about: Wording
    edits: Callable[[SourceFile], Iterable[Edit]]


REWRITINGS: tuple[Rewriting, ...] = ()
"""In the order of the versions. No version has renamed anything so far."""


def rewritten(
    sources: Mapping[str, SourceFile], rewritings: Sequence[Rewriting] = REWRITINGS
) -> tuple[dict[str, str], tuple[Wording, ...]]:
    """The new texts of the files that change, by path, and what was changed in them."""
    texts: dict[str, str] = {}
    said: list[Wording] = []
    for rewriting in rewritings:
        for path, source in sources.items():
            text = texts.get(path, source.text)
            changed = _edited(text, rewriting.edits(SourceFile(path, text)))
            if changed != text:
                texts[path] = changed
                said.append(rewriting.about)
    return texts, tuple(dict.fromkeys(said))


def _edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits, which do not overlap."""
    for edit in sorted(edits, key=lambda each: each.span, reverse=True):
        text = f"{text[: edit.span.start]}{edit.replacement}{text[edit.span.end :]}"
    return text
