"""`lowcode fleet …`: the same commands for all clients that `lowcode.yaml` lists.

Like `lowcode.cli`, it loads the compiler only when there is something to compile.
"""

from __future__ import annotations

import os
import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lowcode import cli_words
from lowcode.console import PROBLEMS, WRONG_USAGE, Console, Force, Format, Lang
from lowcode.reporting import OutputFormat, Report

if TYPE_CHECKING:
    from lowcode.fleet.definition import Client

fleet_app = typer.Typer(
    name="fleet",
    help="Commands for all clients that lowcode.yaml lists.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class StatusFormat(StrEnum):
    """How the state of a fleet is shown."""

    TEXT = "text"
    JSON = "json"
    MATRIX = "matrix"


File = Annotated[Path, typer.Option("--file", help="The file that lists the clients.")]
Jobs = Annotated[
    int | None, typer.Option("--jobs", min=1, max=64, help="Processes at a time; one for each processor if not given.")
]
Changed = Annotated[
    bool, typer.Option("--changed", help="Only clients whose specification is not that of their last build.")
]
Only = Annotated[list[str] | None, typer.Option("--only", help="Only the client of this name; may be repeated.")]
Summary = Annotated[Path | None, typer.Option("--summary", help="Append the table as Markdown to this file.")]
_FLEET = Path("lowcode.yaml")


@fleet_app.command()
def check(
    file: File = _FLEET,
    jobs: Jobs = None,
    changed: Changed = False,
    only: Only = None,
    output: Format = OutputFormat.TEXT,
    summary: Summary = None,
    lang: Lang = None,
) -> None:
    """Find every problem in the specifications of all clients."""
    _run("check", Console(lang, output), _Wanted(file, jobs, only, summary, changed=changed))


@fleet_app.command()
def build(  # noqa: PLR0913, PLR0917 - typer makes an option of each argument
    file: File = _FLEET,
    jobs: Jobs = None,
    changed: Changed = False,
    only: Only = None,
    force: Force = False,
    output: Format = OutputFormat.TEXT,
    summary: Summary = None,
    lang: Lang = None,
) -> None:
    """Generate the applications of all clients."""
    _run("build", Console(lang, output), _Wanted(file, jobs, only, summary, changed=changed, force=force))


@fleet_app.command()
def plan(
    file: File = _FLEET,
    jobs: Jobs = None,
    changed: Changed = False,
    only: Only = None,
    output: Format = OutputFormat.TEXT,
    summary: Summary = None,
    lang: Lang = None,
) -> None:
    """Say what a build would change for each client, without building anything."""
    _run("plan", Console(lang, output), _Wanted(file, jobs, only, summary, changed=changed))


@fleet_app.command("test")
def prove(
    file: File = _FLEET,
    jobs: Jobs = None,
    changed: Changed = False,
    only: Only = None,
    output: Format = OutputFormat.TEXT,
    summary: Summary = None,
    lang: Lang = None,
) -> None:
    """Run the scenarios of all clients, each on the application that it becomes."""
    _run("test", Console(lang, output), _Wanted(file, jobs, only, summary, changed=changed))


@fleet_app.command()
def status(
    file: File = _FLEET,
    only: Only = None,
    changed: Changed = False,
    output: Annotated[StatusFormat, typer.Option("--format", help="How the state is shown.")] = StatusFormat.TEXT,
    lang: Lang = None,
) -> None:
    """Say what each client's generated folder is behind of, without compiling anything."""
    from lowcode.fleet.choosing import states
    from lowcode.fleet.telling import matrix, states_shown

    console = Console(lang)
    found = states(_clients(console, file, only))
    if output is StatusFormat.MATRIX:
        typer.echo(matrix(found, only_changed=changed), nl=False)
        return
    wanted = [each for each in found if not changed or not each.is_current]
    typer.echo(states_shown(wanted, OutputFormat(output.value), console.language), nl=False)


class _Wanted:
    """What the options of a command say."""

    def __init__(
        self,
        file: Path,
        jobs: int | None,
        only: list[str] | None,
        summary: Path | None,
        *,
        changed: bool,
        force: bool = False,
    ) -> None:
        self.file = file
        self.jobs = jobs
        self.only = only
        self.summary = summary
        self.changed = changed
        self.force = force


def _run(name: str, console: Console, wanted: _Wanted) -> None:
    """Does one task for all clients that it concerns, and tells."""
    from lowcode.fleet.choosing import chosen
    from lowcode.fleet.outcomes import Task
    from lowcode.fleet.telling import Told

    started = time.perf_counter()
    task = Task(name)
    clients = _clients(console, wanted.file, wanted.only)
    choice = chosen(task, clients, only_changed=wanted.changed, force=wanted.force)
    outcomes = list(choice.unchanged)
    if choice.waiting:
        from lowcode.fleet.pool import usual_jobs, work_on
        from lowcode.fleet.working import Order

        is_colored = console.output is OutputFormat.TEXT and sys.stdout.isatty() and "NO_COLOR" not in os.environ
        order = Order(
            task=task, output=console.output, language=console.language, is_colored=is_colored, force=wanted.force
        )
        outcomes += work_on(order, choice.waiting, wanted.jobs or usual_jobs())
    outcomes.sort(key=lambda each: each.client)
    told = Told(task=task, outcomes=tuple(outcomes), seconds=time.perf_counter() - started, language=console.language)
    typer.echo(told.shown(console.output), nl=False)
    _summarize(told.markdown(), wanted.summary)
    if told.failed:
        raise typer.Exit(PROBLEMS)


def _summarize(markdown: str, summary: Path | None) -> None:
    """The table where pipelines look for it."""
    files = [summary] if summary is not None else []
    if given := os.environ.get("GITHUB_STEP_SUMMARY"):
        files.append(Path(given))
    for file in files:
        with file.open("a", encoding="utf-8") as stream:
            stream.write(markdown)


def _clients(console: Console, file: Path, names: list[str] | None) -> tuple[Client, ...]:
    """The clients that are meant; ends the program if the file or a name is wrong."""
    from lowcode.diagnostics.suggestions import did_you_mean
    from lowcode.fleet import words
    from lowcode.fleet.reading import read_fleet

    if not file.is_file():
        console.complain(words.NO_FLEET, path=file)
        raise typer.Exit(WRONG_USAGE)
    found = read_fleet(file)
    if found.fleet is None:
        console.report(Report(file.parent, {found.source.path: found.source}, found.problems))
        raise typer.Exit(PROBLEMS)
    known = [each.name for each in found.fleet.clients]
    for name in names or ():
        if name not in known:
            console.complain(words.NO_CLIENT, name=name)
            if similar := did_you_mean(name, known):
                console.complain(cli_words.DID_YOU_MEAN, names=", ".join(similar))
            raise typer.Exit(WRONG_USAGE)
    return found.fleet.only(frozenset(names or ()))
