"""What all commands share: exit codes, the options that several of them take, and printing in the reader's language."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from lowcode.cli import words
from lowcode.diagnostics.differences import Differences
from lowcode.diagnostics.language import chosen_language
from lowcode.diagnostics.problem import Language, Severity, Wording
from lowcode.reporting import OutputFormat, Report, render

PROBLEMS = 1
WRONG_USAGE = 2
OUR_FAULT = 3

Paths = Annotated[
    list[Path], typer.Argument(exists=True, help="Folders with .lc files, or single files.", metavar="PATH...")
]
Specification = Annotated[Path, typer.Argument(exists=True, help="A folder with .lc files, or one file.")]
Lang = Annotated[str | None, typer.Option("--lang", help="Language of messages: en or zh.")]
Format = Annotated[OutputFormat, typer.Option("--format", help="How problems are shown.")]
Out = Annotated[Path | None, typer.Option("--out", help="The folder to write to; generated/<app> if not given.")]
Force = Annotated[bool, typer.Option("--force", help="Replace generated files that were edited by hand.")]


class Console:
    """What commands print, in the reader's language."""

    def __init__(self, language: str | None, output: OutputFormat = OutputFormat.TEXT) -> None:
        self.language: Language = chosen_language(language, os.environ)
        self.output = output

    def say(self, wording: Wording, **facts: object) -> None:
        """A line for people; programs that read the other formats do not want it."""
        if self.output is OutputFormat.TEXT:
            typer.echo(wording.text(self.language, facts))

    def complain(self, wording: Wording, **facts: object) -> None:
        """A line about the command itself."""
        typer.echo(wording.text(self.language, facts), err=True)

    def report(self, *reports: Report, differences: Differences | None = None) -> bool:
        """Shows problems, and what a build would change; whether there are errors among the problems."""
        is_colored = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        text = render(reports, self.output, self.language, is_colored=is_colored, differences=differences)
        typer.echo(text, nl=False)
        return any(problem.severity is Severity.ERROR for report in reports for problem in report.problems)

    def summarize(self, path: Path, report: Report) -> None:
        """How many problems there are."""
        problems = report.problems
        if not problems:
            self.say(words.CLEAN, path=path, files=len(report.sources))
            return
        errors = sum(problem.severity is Severity.ERROR for problem in problems)
        self.say(words.FOUND, path=path, errors=errors, warnings=len(problems) - errors)
