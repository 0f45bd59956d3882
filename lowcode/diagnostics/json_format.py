"""Diagnostics for programs: one JSON object. Its layout is stable; fields may be added."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from lowcode.diagnostics.description import Diagnostic, Place
from lowcode.diagnostics.problem import Fix
from lowcode.quick_dataclass import dataclass
from lowcode.source import SourceFile, Span

VERSION = 1


def document(rows: list[dict[str, object]], differences: Mapping[str, list[str]] | None = None) -> str:
    """`{"version": 1, "diagnostics": […]}`; `build --check` adds `"differences": {"write": […], "remove": […]}`."""
    content: dict[str, object] = {"version": VERSION, "diagnostics": rows}
    if differences is not None:
        content["differences"] = differences
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class JsonRenderer:
    """How diagnostics become JSON."""

    sources: Mapping[str, SourceFile]
    show_path: Callable[[str], str]

    def rows(self, diagnostics: Iterable[Diagnostic]) -> list[dict[str, object]]:
        """One object for each diagnostic."""
        return [self.diagnostic(each) for each in diagnostics]

    def diagnostic(self, diagnostic: Diagnostic) -> dict[str, object]:
        """One diagnostic."""
        return {
            "code": diagnostic.code,
            "severity": diagnostic.severity.value,
            "message": diagnostic.message,
            **self.place(diagnostic.primary),
            "related": [self.place(each) for each in diagnostic.related],
            "help": list(diagnostic.help),
            "fix": self.fix(diagnostic.fix) if diagnostic.fix else None,
        }

    def place(self, place: Place) -> dict[str, object]:
        """A place with its label."""
        return {**self.span(place.span), "label": place.label or None}

    def fix(self, fix: Fix) -> dict[str, object]:
        """A repair."""
        edits = [{**self.span(edit.span), "replacement": edit.replacement} for edit in fix.edits]
        return {"safety": fix.safety.value, "edits": edits}

    def span(self, span: Span) -> dict[str, object]:
        """Path, lines and columns; both start at 1, columns count characters, the end is exclusive."""
        return {
            "path": self.show_path(span.path),
            "start": self.position(span, span.start),
            "end": self.position(span, span.end),
        }

    def position(self, span: Span, offset: int) -> dict[str, int] | None:
        """Line and column, or nothing where the file could not be read."""
        source = self.sources.get(span.path)
        if source is None:
            return None
        line, column = source.line_and_column(offset)
        return {"line": line, "column": column}
