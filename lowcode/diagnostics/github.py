"""Diagnostics as annotations of a GitHub workflow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from lowcode.diagnostics.description import Diagnostic
from lowcode.quick_dataclass import dataclass
from lowcode.source import SourceFile


@dataclass(frozen=True, slots=True)
class GithubRenderer:
    """How diagnostics become workflow commands."""

    sources: Mapping[str, SourceFile]
    show_path: Callable[[str], str]

    def render(self, diagnostics: Iterable[Diagnostic]) -> str:
        """One `::error …::message` per diagnostic."""
        return "".join(f"{self.line(each)}\n" for each in diagnostics)

    def line(self, diagnostic: Diagnostic) -> str:
        """The command of one diagnostic."""
        properties = {"file": self.show_path(diagnostic.primary.span.path), **self.position(diagnostic)}
        properties["title"] = diagnostic.code
        text = "\n".join(part for part in (diagnostic.message, diagnostic.primary.label, *diagnostic.help) if part)
        return annotation(diagnostic.severity.value, properties, text)

    def position(self, diagnostic: Diagnostic) -> dict[str, str]:
        """Line and columns, if the file could be read."""
        span = diagnostic.primary.span
        source = self.sources.get(span.path)
        if source is None:
            return {}
        line, column = source.line_and_column(span.start)
        end_line, end_column = source.line_and_column(span.end)
        position = {"line": str(line), "endLine": str(end_line), "col": str(column)}
        if line == end_line:
            position["endColumn"] = str(end_column)
        return position


def annotation(kind: str, properties: Mapping[str, str], text: str) -> str:
    """A workflow command: `::error file=app.lc,line=3::message`."""
    shown = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{kind} {shown}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
