"""One client after the other, as one process does them: checks, builds, plans and tests.

What clients share is read and parsed once per process. Nothing of one client's model outlives its turn.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from lowcode.building.finished_builds import remember_drawn
from lowcode.building.projects import BuildResult, build_project
from lowcode.codegen.manifest import MANIFEST_PATH
from lowcode.codegen.migrations.planner import SNAPSHOT_PATH
from lowcode.diagnostics.problem import Language, Severity
from lowcode.dsl.parser import ParsedFile, parse
from lowcode.fleet.definition import Client, FormerBase
from lowcode.fleet.former_base import base_path, former_files, in_base
from lowcode.fleet.outcomes import Finding, Outcome, Result, Task, way_of_drawing
from lowcode.plans.documents import PlanDocument
from lowcode.plans.telling import Teller
from lowcode.proving import TOO_LITTLE_TOUCHED, ScenarioRunError, prove, rendered
from lowcode.quick_dataclass import dataclass
from lowcode.reporting import OutputFormat, Report, render
from lowcode.source import SourceFile
from lowcode.three_way import as_imported, three_way
from lowcode.workspace import FileTexts, Sources, read_sources

_MOST_TREES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a command asks for; the same for all clients."""

    task: Task
    output: OutputFormat
    language: Language
    is_colored: bool = False
    force: bool = False
    is_online: bool = False
    """Databases change beside running apps, in two steps."""

    @property
    def way(self) -> str:
        """How findings are drawn: warnings of two runs of the same way are the same texts."""
        return way_of_drawing(self.output, self.language, is_colored=self.is_colored)


@lru_cache(maxsize=1)
def _texts() -> FileTexts:
    """The files that this process has read."""
    return FileTexts()


def look_again() -> None:
    """Whatever was read before may have changed: a command begins."""
    _texts.cache_clear()


@lru_cache(maxsize=_MOST_TREES)
def _parsed(source: SourceFile) -> ParsedFile:
    """The tree of a file; that of the base is the same for all clients that know it by one path."""
    return parse(source)


def work(order: Order, client: Client) -> Outcome:
    """Does what is asked for with one client."""
    started = time.perf_counter()
    gc.disable()  # what a client needs is needed to its end
    try:
        outcome = _done(order, client, read_sources(client.spec, _texts()))
    finally:
        gc.enable()
    gc.collect()
    return replace(outcome, seconds=time.perf_counter() - started)


def _done(order: Order, client: Client, sources: Sources) -> Outcome:
    match order.task:
        case Task.CHECK:
            return _checked(order, client, sources)
        case Task.BUILD | Task.PLAN:
            return _built(order, client, sources)
        case Task.TEST:
            return _tested(order, client, sources)


def _checked(order: Order, client: Client, sources: Sources) -> Outcome:
    """All that a build would find, and what is new for the client in its base."""
    built = build_project(sources, client.out, write=False, parsing=_parsed)
    findings = _findings(order, built.reports)
    _remember(order, client, sources, findings)
    if client.former_base is not None:
        report, *others = built.reports
        findings = _findings(order, [_compared(client, client.former_base, sources, report), *others])
    return Outcome(client=client.name, result=_result(findings, Result.CLEAN), findings=findings)


def _remember(order: Order, client: Client, sources: Sources, findings: tuple[Finding, ...]) -> None:
    """The warnings of a client whose files are as they should be: they are told again without building it again."""
    if findings and not any(each.is_error for each in findings):
        remember_drawn(sources, client.out, order.way, [(each.code, each.shown) for each in findings])


def _compared(client: Client, former: FormerBase, sources: Sources, report: Report) -> Report:
    """The problems of a client, with what has changed for it in its base."""
    old = as_imported(former_files(former) or {}, base_path(client, former))
    new = in_base(client, former, sources)
    own = {path: source for path, source in sources.files.items() if path not in new}
    found = three_way(old, new, own, report.problems, parsing=_parsed)
    return Report(report.folder, found.sources, found.problems)


def _built(order: Order, client: Client, sources: Sources) -> Outcome:
    is_plan = order.task is Task.PLAN
    built = build_project(
        sources, client.out, force=order.force, write=not is_plan, is_online=order.is_online, parsing=_parsed
    )
    findings = _findings(order, built.reports)
    _remember(order, client, sources, findings)
    changes = [path for path in (*built.plan.writes, *built.plan.removals) if path != MANIFEST_PATH]
    usual = (Result.PENDING if is_plan else Result.BUILT) if changes else Result.UNCHANGED
    outcome = Outcome(
        client=client.name,
        result=_result(findings, usual),
        findings=findings,
        written=len(built.plan.writes),
        removed=len(built.plan.removals),
    )
    document = _document(order, built, sources) if is_plan and changes else None
    if document is None:
        return outcome
    details = document.json() if order.output is OutputFormat.JSON else document.text()
    return replace(outcome, details=details, summary=document.markdown())


def _document(order: Order, built: BuildResult, sources: Sources) -> PlanDocument | None:
    """What the build means for the client's databases."""
    if built.application is None or built.migration is None:
        return None
    is_first = not (built.folder / SNAPSHOT_PATH).is_file()
    teller = Teller(built.application, sources.files, order.language, sources.folder)
    return PlanDocument(teller, built.migration.steps, is_first)


def _tested(order: Order, client: Client, sources: Sources) -> Outcome:
    try:
        built, proof = prove(sources, None, order.language, client.out)
    except ScenarioRunError as error:
        return Outcome(client=client.name, result=Result.CRASHED, details=f"{error}\n")
    findings = _findings(order, built.reports)
    if proof is None:
        return Outcome(client=client.name, result=Result.FAILED, findings=findings)
    is_enough = client.coverage is None or proof.share >= client.coverage
    has_failed = bool(proof.failures) or not is_enough
    details = rendered(proof, OutputFormat.TEXT, order.language) if has_failed else ""
    if not is_enough:
        facts = {"wanted": client.coverage, "share": round(proof.share, 1)}
        details += f"{TOO_LITTLE_TOUCHED.text(order.language, facts)}\n"
    return Outcome(
        client=client.name,
        result=Result.FAILED if has_failed else _result(findings, Result.CLEAN),
        findings=findings,
        details=details,
        scenarios=len(proof.scenarios),
        scenarios_passed=len(proof.scenarios) - len(proof.failures),
        touched=proof.share,
    )


def _result(findings: Iterable[Finding], otherwise: Result) -> Result:
    return Result.FAILED if any(each.is_error for each in findings) else otherwise


def _findings(order: Order, reports: Iterable[Report]) -> tuple[Finding, ...]:
    return tuple(finding for report in reports for finding in findings_of(order, report))


def findings_of(order: Order, report: Report) -> Iterable[Finding]:
    """The problems of a report, each drawn by itself."""
    for problem in report.problems:
        single = Report(report.folder, report.sources, [problem])
        shown = render([single], order.output, order.language, is_colored=order.is_colored)
        if order.output is OutputFormat.JSON:
            shown = json.dumps(json.loads(shown)["diagnostics"][0], ensure_ascii=False)
        yield Finding(problem.severity is Severity.ERROR, problem.code, shown)
