"""Problems of one or more projects, drawn in the format that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from lowcode.diagnostics.description import Diagnostic, describe
from lowcode.diagnostics.differences import Differences
from lowcode.diagnostics.github import GithubRenderer
from lowcode.diagnostics.json_format import JsonRenderer, document
from lowcode.diagnostics.problem import Language, Problem
from lowcode.diagnostics.text import TextRenderer
from lowcode.quick_dataclass import dataclass
from lowcode.source import SourceFile, shown_path


class OutputFormat(StrEnum):
    """How problems are shown."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


@dataclass(frozen=True, slots=True)
class Report:
    """The problems of one folder, whose paths are relative to it."""

    folder: Path
    sources: Mapping[str, SourceFile]
    problems: Sequence[Problem]

    def show_path(self, path: str) -> str:
        """The path as the reader can open it from where the command runs."""
        return shown_path(self.folder, path)

    def diagnostics(self, language: Language) -> list[Diagnostic]:
        """The problems in words."""
        return [describe(problem, language) for problem in self.problems]


def render(
    reports: Iterable[Report],
    output: OutputFormat,
    language: Language,
    *,
    is_colored: bool,
    differences: Differences | None = None,
) -> str:
    """All reports in one format, and what a build would change if that was asked for."""
    if output is OutputFormat.JSON:
        rows = [
            row
            for report in reports
            for row in JsonRenderer(report.sources, report.show_path).rows(report.diagnostics(language))
        ]
        return document(rows, differences.content() if differences is not None else None)
    text = "".join(_text(report, output, language, is_colored=is_colored) for report in reports)
    if differences is None:
        return text
    is_github = output is OutputFormat.GITHUB
    return text + (differences.annotations(language) if is_github else differences.lines(language))


def _text(report: Report, output: OutputFormat, language: Language, *, is_colored: bool) -> str:
    diagnostics = report.diagnostics(language)
    if output is OutputFormat.GITHUB:
        return GithubRenderer(report.sources, report.show_path).render(diagnostics)
    show: Callable[[str], str] = report.show_path
    return TextRenderer(language, report.sources, show, is_colored).render(diagnostics)
