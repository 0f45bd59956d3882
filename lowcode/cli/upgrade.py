"""`lowcode upgrade`: projects that an earlier version has made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lowcode.cli.app_folders import app_folder
from lowcode.cli.console import PROBLEMS, WRONG_USAGE, Console, Lang, Out

Projects = Annotated[
    list[Path] | None,
    typer.Argument(
        exists=True, help="Specifications; all clients of lowcode.yaml if none is given.", metavar="PATH..."
    ),
]


def upgrade(
    paths: Projects = None,
    out: Out = None,
    check_only: Annotated[bool, typer.Option("--check", help="Write nothing; only say what would be done.")] = False,
    file: Annotated[Path, typer.Option("--file", help="The file that lists the clients.")] = Path("lowcode.yaml"),
    lang: Lang = None,
) -> None:
    """Bring projects to this version of lowcode: what is new, renamed words, a build, what is left to do."""
    from lowcode.upgrading.project import told, upgrade_project

    console = Console(lang)
    if paths and out is not None and len(paths) > 1:
        raise typer.BadParameter("--out is for one project")
    projects = [(path, app_folder(path, out)) for path in paths] if paths else _clients(console, file)
    has_failed = False
    for spec, folder in projects:
        found = upgrade_project(spec, folder, write=not check_only)
        console.report(*found.reports)
        for wording, facts in told(found):
            console.say(wording, **facts)
        has_failed = has_failed or found.has_errors or found.is_from_later
    if has_failed:
        raise typer.Exit(PROBLEMS)


def _clients(console: Console, file: Path) -> list[tuple[Path, Path | None]]:
    """The clients of a fleet and where their apps are."""
    from lowcode.fleet import words
    from lowcode.fleet.reading import read_fleet
    from lowcode.reporting import Report

    if not file.is_file():
        console.complain(words.NO_FLEET, path=file)
        raise typer.Exit(WRONG_USAGE)
    found = read_fleet(file)
    if found.fleet is None:
        console.report(Report(file.parent, {found.source.path: found.source}, found.problems))
        raise typer.Exit(PROBLEMS)
    return [(each.spec, each.out) for each in found.fleet.clients]
