"""`lowcode fleet …`: the same commands for all clients that `lowcode.yaml` lists.

Like `lowcode.cli.main`, it loads the compiler only when there is something to compile.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lowcode.cli.console import PROBLEMS, WRONG_USAGE, Console, Force, Format, Lang
from lowcode.cli.words import DID_YOU_MEAN
from lowcode.fleet.formats import StatusFormat
from lowcode.reporting import OutputFormat, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lowcode.fleet.choosing import Filter
    from lowcode.fleet.definition import Client
    from lowcode.fleet.outcomes import Outcome

fleet_app = typer.Typer(
    name="fleet",
    help="Commands for all clients that lowcode.yaml lists.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


File = Annotated[Path, typer.Option("--file", help="The file that lists the clients.")]
Jobs = Annotated[
    int | None, typer.Option("--jobs", min=1, max=64, help="Processes at a time; one for each processor if not given.")
]
Changed = Annotated[
    bool, typer.Option("--changed", help="Only clients whose specification is not that of their last build.")
]
Since = Annotated[
    str | None, typer.Option("--since", help="Only clients that what has changed since this revision of git concerns.")
]
Only = Annotated[list[str] | None, typer.Option("--only", help="Only the client of this name; may be repeated.")]
Summary = Annotated[Path | None, typer.Option("--summary", help="Append the table as Markdown to this file.")]
_FLEET = Path("lowcode.yaml")


@fleet_app.command()
def check(  # noqa: PLR0913, PLR0917 - typer makes an option of each argument
    file: File = _FLEET,
    jobs: Jobs = None,
    changed: Changed = False,
    since: Since = None,
    only: Only = None,
    output: Format = OutputFormat.TEXT,
    summary: Summary = None,
    lang: Lang = None,
) -> None:
    """Find every problem in the specifications of all clients."""
    _run("check", Console(lang, output), _Wanted(file, jobs, only, summary, since=since, changed=changed))


@fleet_app.command()
def build(  # noqa: PLR0913, PLR0917 - typer makes an option of each argument
    file: File = _FLEET,
    jobs: Jobs = None,
    changed: Changed = False,
    since: Since = None,
    only: Only = None,
    check_only: Annotated[
        bool, typer.Option("--check", help="Write nothing; end with 1 if a build would change files.")
    ] = False,
    force: Force = False,
    zero_downtime: Annotated[
        bool, typer.Option("--zero-downtime", help="Change databases beside running apps, in two steps.")
    ] = False,
    output: Format = OutputFormat.TEXT,
    summary: Summary = None,
    lang: Lang = None,
) -> None:
    """Generate the applications of all clients."""
    wanted = _Wanted(file, jobs, only, summary, since=since, changed=changed, force=force)
    wanted.is_strict = check_only
    wanted.is_online = zero_downtime
    _run("plan" if check_only else "build", Console(lang, output), wanted)


@fleet_app.command()
def plan(  # noqa: PLR0913, PLR0917 - typer makes an option of each argument
    file: File = _FLEET,
    jobs: Jobs = None,
    changed: Changed = False,
    since: Since = None,
    only: Only = None,
    output: Format = OutputFormat.TEXT,
    summary: Summary = None,
    lang: Lang = None,
) -> None:
    """Say what a build would change for each client, without building anything."""
    _run("plan", Console(lang, output), _Wanted(file, jobs, only, summary, since=since, changed=changed))


@fleet_app.command("test")
def prove(  # noqa: PLR0913, PLR0917 - typer makes an option of each argument
    file: File = _FLEET,
    jobs: Jobs = None,
    changed: Changed = False,
    since: Since = None,
    only: Only = None,
    output: Format = OutputFormat.TEXT,
    summary: Summary = None,
    lang: Lang = None,
) -> None:
    """Run the scenarios of all clients, each on the application that it becomes."""
    _run("test", Console(lang, output), _Wanted(file, jobs, only, summary, since=since, changed=changed))


@fleet_app.command()
def status(
    file: File = _FLEET,
    only: Only = None,
    changed: Changed = False,
    since: Since = None,
    output: Annotated[StatusFormat, typer.Option("--format", help="How the state is shown.")] = StatusFormat.TEXT,
    lang: Lang = None,
) -> None:
    """Say what each client's generated folder is behind of, without compiling anything."""
    from lowcode.fleet.choosing import states
    from lowcode.fleet.status_shown import states_shown

    console = Console(lang)
    wanted = _Wanted(file, None, only, None, since=since, changed=changed)
    found = states(_clients(console, file, only), _filter(console, wanted))
    typer.echo(states_shown(found, output, console.language), nl=False)


class _Wanted:
    """What the options of a command say."""

    def __init__(
        self,
        file: Path,
        jobs: int | None,
        only: list[str] | None,
        summary: Path | None,
        *,
        since: str | None,
        changed: bool,
        force: bool = False,
    ) -> None:
        self.file = file
        self.jobs = jobs
        self.only = only
        self.summary = summary
        self.since = since
        self.changed = changed
        self.force = force
        self.is_online = False
        self.is_strict = False
        """Whether a client that would have to be built has failed."""


def _run(name: str, console: Console, wanted: _Wanted) -> None:
    """Does one task for all clients that it concerns, and tells."""
    from lowcode.fleet.choosing import chosen
    from lowcode.fleet.outcomes import Task, way_of_drawing
    from lowcode.fleet.telling import Told

    started = time.perf_counter()
    task = Task(name)
    clients = _clients(console, wanted.file, wanted.only, with_former=task is Task.CHECK)
    is_colored = console.output is OutputFormat.TEXT and sys.stdout.isatty() and "NO_COLOR" not in os.environ
    way = way_of_drawing(console.output, console.language, is_colored=is_colored)
    choice = chosen(task, clients, _filter(console, wanted), way, force=wanted.force)
    outcomes = list(choice.unchanged)
    if choice.waiting:
        from lowcode.fleet.pool import usual_jobs, work_on
        from lowcode.fleet.working import Order

        order = Order(
            task=task,
            output=console.output,
            language=console.language,
            is_colored=is_colored,
            force=wanted.force,
            is_online=wanted.is_online,
        )
        outcomes += _with_progress(work_on(order, choice.waiting, wanted.jobs or usual_jobs()), len(choice.waiting))
    outcomes.sort(key=lambda each: each.client)
    told = Told(
        task=task,
        outcomes=tuple(outcomes),
        seconds=time.perf_counter() - started,
        language=console.language,
        is_strict=wanted.is_strict,
    )
    typer.echo(told.shown(console.output), nl=False)
    _summarize(told.markdown(), wanted.summary)
    if told.failed:
        raise typer.Exit(PROBLEMS)


def _with_progress(outcomes: Iterable[Outcome], count: int) -> Iterator[Outcome]:
    """Somebody who waits at a terminal sees how far it is; the line is gone at the end."""
    is_shown = sys.stderr.isatty()
    for number, outcome in enumerate(outcomes, 1):
        if is_shown:
            typer.echo(
                f"\r\x1b[K{number}/{count} {outcome.client}" if number < count else "\r\x1b[K", err=True, nl=False
            )
        yield outcome


def _filter(console: Console, wanted: _Wanted) -> Filter:
    """Which clients the options leave; ends the program if git does not know the revision."""
    from lowcode.fleet import words
    from lowcode.fleet.choosing import Filter
    from lowcode.fleet.revisions import RevisionUnknownError, changed_since, says_nothing

    if wanted.since is None or says_nothing(wanted.since):
        return Filter(only_changed=wanted.changed)
    try:
        files = changed_since(wanted.file.parent, wanted.since)
    except RevisionUnknownError as error:
        console.complain(words.NO_REVISION, revision=wanted.since)
        raise typer.Exit(WRONG_USAGE) from error
    is_of_all = Path(os.path.normpath(wanted.file)) in files
    return Filter(only_changed=wanted.changed, changed_files=None if is_of_all else files)


def _summarize(markdown: str, summary: Path | None) -> None:
    """The table where pipelines look for it."""
    files = [summary] if summary is not None else []
    if given := os.environ.get("GITHUB_STEP_SUMMARY"):
        files.append(Path(given))
    for file in files:
        with file.open("a", encoding="utf-8") as stream:
            stream.write(markdown)


def _clients(console: Console, file: Path, names: list[str] | None, *, with_former: bool = False) -> tuple[Client, ...]:
    """The clients that are meant; ends the program if the file or a name is wrong.

    With `with_former` also if the base as it was cannot be found.
    """
    from lowcode.diagnostics.suggestions import did_you_mean
    from lowcode.fleet import words
    from lowcode.fleet.former_base import former_problems
    from lowcode.fleet.reading import read_fleet

    if not file.is_file():
        console.complain(words.NO_FLEET, path=file)
        raise typer.Exit(WRONG_USAGE)
    found = read_fleet(file)
    problems = found.problems
    if found.fleet is not None and with_former:
        problems = tuple(former_problems(found.fleet))
    if found.fleet is None or problems:
        console.report(Report(file.parent, {found.source.path: found.source}, problems))
        raise typer.Exit(PROBLEMS)
    known = [each.name for each in found.fleet.clients]
    for name in names or ():
        if name not in known:
            console.complain(words.NO_CLIENT, name=name)
            if similar := did_you_mean(name, known):
                console.complain(DID_YOU_MEAN, names=", ".join(similar))
            raise typer.Exit(WRONG_USAGE)
    return found.fleet.only(frozenset(names or ()))
