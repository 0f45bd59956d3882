"""`lowcode diff`: what changes for the people who use the app."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from lowcode.cli import words
from lowcode.cli.console import PROBLEMS, WRONG_USAGE, Console, Lang
from lowcode.plan_format import PlanFormat
from lowcode.reporting import Report

if TYPE_CHECKING:
    from lowcode.checking import Checked
    from lowcode.source import SourceFile

_UNTIL = ".."
"""Between two revisions, as git writes it."""

Versions = Annotated[
    list[Path],
    typer.Argument(help="Two folders or files; with --git one of them.", metavar="PATH [PATH]"),
]
Revision = Annotated[
    str | None,
    typer.Option("--git", help="Compare with this revision, or two of them: v1..v2.", metavar="REVISION"),
]


class _Place(NamedTuple):
    """Where a version is read, and what it is called."""

    path: Path
    name: str


class _Version(NamedTuple):
    """One version of a specification."""

    name: str
    folder: Path
    files: dict[str, SourceFile]
    checked: Checked

    @property
    def report(self) -> Report:
        """Its problems."""
        return Report(self.folder, self.files, self.checked.problems)


def diff(
    paths: Versions,
    git: Revision = None,
    output: Annotated[PlanFormat, typer.Option("--format", help="How the differences are shown.")] = PlanFormat.TEXT,
    lang: Lang = None,
) -> None:
    """Say in the client's words what changes between two versions of a specification."""
    console = Console(lang)
    if len(paths) != (2 if git is None else 1):
        console.complain(words.TWO_TO_COMPARE)
        raise typer.Exit(WRONG_USAGE)
    with _places(console, paths, git) as places:
        old, new = (_read(console, place) for place in places)
    if old.checked.application is None or new.checked.application is None:
        console.report(old.report, new.report)
        raise typer.Exit(PROBLEMS)
    from lowcode.differences.areas import compare
    from lowcode.differences.documents import Document

    models = old.checked.application, new.checked.application
    comparison = compare(models[0], old.files, models[1], new.files, console.language)
    document = Document(comparison, old.name, new.name, console.language)
    shown = {PlanFormat.TEXT: document.text, PlanFormat.MARKDOWN: document.markdown, PlanFormat.JSON: document.json}
    typer.echo(shown[output](), nl=False)


@contextmanager
def _places(console: Console, paths: list[Path], git: str | None) -> Iterator[list[_Place]]:
    """Where both versions are, the earlier one first."""
    if git is None:
        yield [_Place(path, path.as_posix()) for path in paths]
        return
    from lowcode.git_revisions import GitError, checked_out

    (path,) = paths
    revisions = [each for each in git.split(_UNTIL, 1) if each]
    with ExitStack() as stack:
        try:
            then = [
                _Place(stack.enter_context(checked_out(path, each)), f"{each}:{path.as_posix()}") for each in revisions
            ]
        except GitError as error:
            console.complain(words.NOT_IN_GIT, path=path, reason=error)
            raise typer.Exit(WRONG_USAGE) from error
        yield [*then, _Place(path, path.as_posix())][:2]


def _read(console: Console, place: _Place) -> _Version:
    """The version with its model, if it has one; the built-in entities count as a file of it."""
    from lowcode.checking import check
    from lowcode.dsl.analysis import PRELUDE_PATH, prelude_source
    from lowcode.workspace import read_sources

    if not place.path.exists():
        console.complain(words.NO_SUCH_PATH, path=place.name)
        raise typer.Exit(WRONG_USAGE)
    sources = read_sources(place.path)
    checked = check(sources.files, sources.data_files, sources.problems)
    folder = Path(place.name) if place.path.is_dir() else Path(place.name).parent
    return _Version(place.name, folder, {**sources.files, PRELUDE_PATH: prelude_source()}, checked)
