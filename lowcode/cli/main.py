"""The command line: reads arguments, calls the compiler, prints, and ends with an exit code.

0: all is well. 1: the specification (or the output) has problems. 2: the command was used wrongly. 3: lowcode failed.

Commands import what is slow only when they need it: `lowcode check` loads neither the generator nor the libraries of
generated apps.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from lowcode import __version__
from lowcode.cli import words
from lowcode.cli.app_folders import app_folder
from lowcode.cli.console import (
    OUR_FAULT,
    PROBLEMS,
    WRONG_USAGE,
    Console,
    Force,
    Format,
    Lang,
    Out,
    Paths,
    Specification,
)
from lowcode.cli.diff import diff
from lowcode.cli.fleet import fleet_app
from lowcode.cli.plan import plan
from lowcode.cli.upgrade import upgrade
from lowcode.diagnostics.differences import Differences
from lowcode.diagnostics.problem import Language
from lowcode.diagram_format import DiagramFormat
from lowcode.reporting import OutputFormat, Report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lowcode.building.finished_builds import FinishedBuild

app = typer.Typer(
    name="lowcode",
    help="Turns a specification (.lc) into a web application that stands alone.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(fleet_app)
app.command()(upgrade)
app.command()(diff)
app.command()(plan)


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"lowcode {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Options of the program itself."""


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """What a check makes is needed to its end: looking for rubbish in it would take a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@app.command()
def check(
    paths: Paths,
    base_was: Annotated[
        Path | None,
        typer.Option("--base-was", exists=True, help="The imported base as it was: say what is new for the client."),
    ] = None,
    output: Format = OutputFormat.TEXT,
    lang: Lang = None,
) -> None:
    """Find every problem in specifications, without building anything."""
    with _nothing_collected():
        from lowcode.checking import check as check_sources
        from lowcode.workspace import read_sources

    console = Console(lang, output)
    reports = []
    with _nothing_collected():
        for path in paths:
            sources = read_sources(path)
            checked = check_sources(sources.files, sources.data_files, sources.problems)
            report = Report(sources.folder, sources.files, checked.problems)
            reports.append(report if base_was is None else _compared(console, report, base_was))
    has_errors = console.report(*reports)
    for path, report in zip(paths, reports, strict=True):
        console.summarize(path, report)
    if has_errors:
        raise typer.Exit(PROBLEMS)


def _compared(console: Console, report: Report, base_was: Path) -> Report:
    """The problems of a client, with what has changed for it in its base."""
    from lowcode.three_way import compared
    from lowcode.workspace import read_sources

    found = compared(report.sources, read_sources(base_was).files, report.problems)
    if found is None:
        console.complain(words.NO_BASE, path=report.folder)
        raise typer.Exit(WRONG_USAGE)
    return Report(report.folder, found.sources, found.problems)


@app.command()
def build(
    spec: Specification,
    out: Out = None,
    check_only: Annotated[
        bool, typer.Option("--check", help="Write nothing; end with 1 if a build would change files.")
    ] = False,
    force: Force = False,
    zero_downtime: Annotated[
        bool, typer.Option("--zero-downtime", help="Change the database beside the running app, in two steps.")
    ] = False,
    output: Format = OutputFormat.TEXT,
    lang: Lang = None,
) -> None:
    """Generate the application of a specification."""
    from lowcode.building.finished_builds import silent_build
    from lowcode.workspace import read_sources

    console = Console(lang, output)
    sources = read_sources(spec)
    out = app_folder(spec, out)
    finished = silent_build(sources, out)
    if finished is not None:
        console.report(differences=Differences() if check_only else None)
        console.say(words.UP_TO_DATE if check_only else words.UNCHANGED, out=finished.folder, path=spec)
        return
    from lowcode.building.projects import build_project

    result = build_project(sources, out, force=force, write=not check_only, is_online=zero_downtime)
    if console.report(*result.reports, differences=result.differences if check_only else None):
        raise typer.Exit(PROBLEMS)
    facts = {"out": result.folder, "path": spec}
    if result.plan.is_empty:
        console.say(words.UP_TO_DATE if check_only else words.UNCHANGED, **facts)
    elif check_only:
        console.complain(words.OUT_OF_DATE, **facts)
        raise typer.Exit(PROBLEMS)
    else:
        counts = {"written": len(result.plan.writes), "removed": len(result.plan.removals)}
        console.say(words.BUILT, **counts, **facts)
        for each in result.crowded:
            console.say(words.OVER_BUDGET, table=each.table, count=each.count, budget=each.budget, path=spec)


@app.command()
def run(  # noqa: PLR0913, PLR0917 - typer makes an option of each argument
    spec: Specification,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port to listen on.")] = 8000,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    sample: Annotated[bool, typer.Option("--sample", help="Load the sample records first.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Build and start again after each change.")] = False,
    out: Out = None,
    force: Force = False,
    lang: Lang = None,
) -> None:
    """Build an application, bring its database up to date and serve it."""
    from lowcode.running import Server, changes

    console = Console(lang)
    built, _ = _built_app(console, spec, out, force=force)
    if built is None:
        raise typer.Exit(PROBLEMS)
    server = Server(built.folder, built.package, host, port)
    if not server.prepare(sample=sample):
        raise typer.Exit(PROBLEMS)
    if not watch:
        raise typer.Exit(server.serve())
    with server:
        console.say(words.WATCHING, path=spec)
        for is_custom in changes(spec, built.folder / "custom"):
            again = _built_app(console, spec, out, force=force)
            if again.has_changed or (is_custom and again.build is not None):
                server.restart()


class _BuiltApp(NamedTuple):
    """What `run` serves: None where the specification has errors."""

    build: FinishedBuild | None
    has_changed: bool


def _built_app(console: Console, spec: Path, out: Path | None, *, force: bool) -> _BuiltApp:
    """The app as the specification has it now. The compiler is loaded only if something has changed."""
    from lowcode.building.finished_builds import FinishedBuild, silent_build
    from lowcode.workspace import read_sources

    sources = read_sources(spec)
    out = app_folder(spec, out)
    finished = silent_build(sources, out)
    if finished is not None:
        return _BuiltApp(finished, has_changed=False)
    from lowcode.building.projects import build_project

    result = build_project(sources, out, force=force)
    if console.report(*result.reports):
        return _BuiltApp(None, has_changed=False)
    return _BuiltApp(FinishedBuild(result.folder, result.package), has_changed=not result.plan.is_empty)


@app.command("test")
def prove_scenarios(
    spec: Specification,
    only: Annotated[str | None, typer.Option("--only", help="Run the scenarios whose title contains this.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The project whose custom/ is used; generated/<app> if not given.")
    ] = None,
    coverage: Annotated[
        float | None,
        typer.Option("--coverage", min=0, max=100, help="End with 1 if scenarios touch fewer percent of the spec."),
    ] = None,
    output: Format = OutputFormat.TEXT,
    lang: Lang = None,
) -> None:
    """Run the scenarios of a specification on the application that it becomes."""
    from lowcode.proving import TOO_LITTLE_TOUCHED, ScenarioRunError, prove, rendered
    from lowcode.workspace import read_sources

    console = Console(lang, output)
    try:
        built, proof = prove(read_sources(spec), only, console.language, app_folder(spec, out))
    except ScenarioRunError as error:
        console.complain(words.APP_FAILED, error=error)
        raise typer.Exit(OUR_FAULT) from error
    if proof is None:
        console.report(*built.reports)
        raise typer.Exit(PROBLEMS)
    typer.echo(rendered(proof, output, console.language), nl=False)
    if coverage is not None and proof.share < coverage:
        console.complain(TOO_LITTLE_TOUCHED, wanted=coverage, share=round(proof.share, 1))
        raise typer.Exit(PROBLEMS)
    if proof.failures:
        raise typer.Exit(PROBLEMS)


@app.command()
def diagram(
    spec: Specification,
    out: Annotated[Path, typer.Option("--out", help="The folder to write to.")] = Path("diagrams"),
    kind: Annotated[DiagramFormat, typer.Option("--format", help="How diagrams are written.")] = DiagramFormat.SVG,
    only: Annotated[str | None, typer.Option("--only", help="The flow or approval of this name.")] = None,
    lang: Lang = None,
) -> None:
    """Draw the flows, approvals and entities of a specification."""
    from lowcode.checking import check as check_sources
    from lowcode.drawing import drawn
    from lowcode.workspace import apply, read_sources

    console = Console(lang)
    sources = read_sources(spec)
    checked = check_sources(sources.files, sources.data_files, sources.problems)
    if console.report(Report(sources.folder, sources.files, checked.problems)) or checked.application is None:
        raise typer.Exit(PROBLEMS)
    files = drawn(checked.application, sources.files, kind, only, console.language)
    if not files:
        console.complain(words.NOTHING_TO_DRAW, name=only)
        raise typer.Exit(WRONG_USAGE)
    apply(out, files, ())
    console.say(words.DRAWN, out=out, count=len(files))


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="The name of the app or fleet, and of its folder.")],
    fleet: Annotated[bool, typer.Option("--fleet", help="A base with two clients, and pipelines for them.")] = False,
    lang: Lang = None,
) -> None:
    """Make a folder with a small specification to start from."""
    from lowcode.fleet.starter import fleet_files
    from lowcode.starter import NAME, starter_files
    from lowcode.workspace import apply

    console = Console(lang)
    folder = Path(name)
    if not NAME.fullmatch(folder.name):
        console.complain(words.BAD_NAME, name=folder.name)
        raise typer.Exit(WRONG_USAGE)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        console.complain(words.EXISTS, path=folder)
        raise typer.Exit(WRONG_USAGE)
    files = fleet_files if fleet else starter_files
    apply(folder, files(folder.name, chinese=console.language is Language.CHINESE), ())
    console.say(words.FLEET_CREATED if fleet else words.CREATED, path=folder)


@app.command()
def explain(
    name: Annotated[
        str,
        typer.Argument(help="The code of a problem (LC203; `all`), or with --spec a name of it (Customer.name)."),
    ],
    spec: Annotated[
        Path | None, typer.Option("--spec", exists=True, help="The specification whose name is explained.")
    ] = None,
    lang: Lang = None,
) -> None:
    """Say what a problem means and how to fix it; or where a name of a specification comes from and who uses it."""
    console = Console(lang)
    if spec is None:
        _explain_problem(console, name)
    else:
        _explain_name(console, name, spec)


def _explain_problem(console: Console, code: str) -> None:
    from lowcode.diagnostics.manual import manual, manual_entry
    from lowcode.diagnostics.problems import ALL_PROBLEMS, problem_by_code
    from lowcode.diagnostics.suggestions import did_you_mean

    if code == "all":
        typer.echo(manual(ALL_PROBLEMS, console.language), nl=False)
        return
    problems = problem_by_code()
    problem = problems.get(code.upper())
    if problem is not None:
        typer.echo(manual_entry(problem, console.language), nl=False)
        return
    console.complain(words.NO_CODE, code=code)
    if names := did_you_mean(code, problems):
        console.complain(words.DID_YOU_MEAN, names=", ".join(names))
    raise typer.Exit(WRONG_USAGE)


def _explain_name(console: Console, name: str, spec: Path) -> None:
    from lowcode.diagnostics.suggestions import did_you_mean
    from lowcode.explaining.answers import explained
    from lowcode.workspace import read_sources

    sources = read_sources(spec)
    found = explained(Report(sources.folder, sources.files, ()), sources.data_files, name, console.language)
    if not found.lines:
        console.complain(words.NO_NAME, name=name, path=spec)
        if names := did_you_mean(name, found.candidates):
            console.complain(words.DID_YOU_MEAN, names=", ".join(names))
        raise typer.Exit(WRONG_USAGE)
    typer.echo("\n".join(found.lines).rstrip())


def main() -> None:
    """The program `lowcode`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without Chinese still gets the message
    try:
        app()
    except OSError as error:
        path = error.filename or "?"
        Console(None).complain(words.FILE_TROUBLE, path=path, reason=error.strerror or str(error))
        sys.exit(PROBLEMS)
    except Exception as error:  # noqa: BLE001 - the border of the program: a traceback helps no consultant
        if os.environ.get("LOWCODE_DEBUG"):
            import traceback

            traceback.print_exc()
        Console(None).complain(words.OUR_FAULT, error=f"{type(error).__name__}: {error}")
        sys.exit(OUR_FAULT)
