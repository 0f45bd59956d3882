"""`lowcode plan`: what a build means for databases, before anything is written."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from lowcode.cli import words
from lowcode.cli.app_folders import app_folder
from lowcode.cli.console import PROBLEMS, WRONG_USAGE, Console, Lang, Out, Specification
from lowcode.plan_format import PlanFormat
from lowcode.reporting import Report

if TYPE_CHECKING:
    from lowcode.building.projects import BuildResult
    from lowcode.plans.found import Found
    from lowcode.workspace import Sources


class Tolerated(StrEnum):
    """From which loss on `--fail-on` ends with 1."""

    RECOVERABLE = "recoverable"
    DECLARED = "declared"


Database = Annotated[
    str | None,
    typer.Option("--database", help="Ask this database (as DATABASE_URL has it) for rows and time.", metavar="URL"),
]
ZeroDowntime = Annotated[
    bool, typer.Option("--zero-downtime", help="Show the two phases of `lowcode build --zero-downtime`.")
]
FailOn = Annotated[
    Tolerated | None,
    typer.Option("--fail-on", help="End with 1 if a step loses data: recoverable (or worse), declared."),
]


class _Wanted(NamedTuple):
    """The options of a plan of steps."""

    database: str | None
    zero_downtime: bool
    fail_on: Tolerated | None
    output: PlanFormat


def plan(  # noqa: PLR0913, PLR0917 - typer makes an option of each argument
    spec: Specification,
    indexes: Annotated[bool, typer.Option("--indexes", help="Why each index is there, and what it weighs.")] = False,
    database: Database = None,
    zero_downtime: ZeroDowntime = False,
    fail_on: FailOn = None,
    out: Out = None,
    output: Annotated[PlanFormat, typer.Option("--format", help="How the plan is shown.")] = PlanFormat.TEXT,
    lang: Lang = None,
) -> None:
    """Say what a build means for the database, without building anything."""
    from lowcode.workspace import read_sources

    console = Console(lang)
    sources = read_sources(spec)
    if indexes:
        _indexes(console, sources, output)
    else:
        _steps(console, sources, app_folder(spec, out), _Wanted(database, zero_downtime, fail_on, output))


def _indexes(console: Console, sources: Sources, output: PlanFormat) -> None:
    from lowcode.checking import check
    from lowcode.plans.indexes import planned_indexes_shown

    checked = check(sources.files, sources.data_files, sources.problems)
    if checked.application is None:
        console.report(Report(sources.folder, sources.files, checked.problems))
        raise typer.Exit(PROBLEMS)
    shown = planned_indexes_shown(checked.application, sources.files, output, console.language, sources.folder)
    typer.echo(shown, nl=False)


def _steps(console: Console, sources: Sources, out: Path | None, wanted: _Wanted) -> None:
    """The steps of the next revision, as a build would decide them."""
    from lowcode.building.projects import build_project
    from lowcode.plans.documents import PlanDocument
    from lowcode.plans.online import phases_of
    from lowcode.plans.telling import Teller

    result = build_project(sources, out, write=False, is_online=wanted.zero_downtime)
    if result.application is None or result.migration is None:
        console.report(*result.reports)
        raise typer.Exit(PROBLEMS)
    if wanted.output is PlanFormat.TEXT:
        console.report(*result.reports)
    former, plan = _former_revision(result), result.migration
    found = _asked(console, wanted.database, result, former) if wanted.database is not None else None
    phases = phases_of(plan.operations) if wanted.zero_downtime and former is not None else ()
    teller = Teller(result.application, sources.files, console.language, sources.folder)
    document = PlanDocument(teller, plan.steps, former is None, found, phases)
    shown = {PlanFormat.TEXT: document.text, PlanFormat.MARKDOWN: document.markdown, PlanFormat.JSON: document.json}
    typer.echo(shown[wanted.output](), nl=False)
    losses = {each.loss.value for each in plan.steps}
    if wanted.fail_on is not None and losses & {Tolerated.DECLARED.value, wanted.fail_on.value}:
        console.complain(words.LOSES)
        raise typer.Exit(PROBLEMS)


def _former_revision(result: BuildResult) -> str | None:
    """Where the plan begins: the last revision of the folder."""
    from lowcode.codegen.migrations.planner import SNAPSHOT_PATH
    from lowcode.codegen.migrations.snapshot import snapshot_from_json
    from lowcode.workspace import FolderContents

    text = FolderContents(result.folder).get(SNAPSHOT_PATH)
    revisions = snapshot_from_json(text).revisions if text is not None else ()
    return revisions[-1] if revisions else None


def _asked(console: Console, database: str, result: BuildResult, former: str | None) -> Found:
    """What the database says. The libraries of databases are loaded for this alone."""
    from lowcode.plan_rows import DatabaseError, look

    assert result.migration is not None
    try:
        return look(database, result.migration.steps, result.migration.operations, former)
    except DatabaseError as error:
        console.complain(words.DATABASE_TROUBLE, reason=error)
        raise typer.Exit(WRONG_USAGE) from error
