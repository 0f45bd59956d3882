"""Builds a project on disk: the compiler decides, the workspace writes. Used by `lowcode build` and `lowcode run`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lowcode.building.finished_builds import FinishedBuild, remember
from lowcode.checking import Parsing
from lowcode.codegen.index_overview import Crowded, crowded_tables
from lowcode.codegen.migrations.planner import SNAPSHOT_PATH, MigrationPlan
from lowcode.codegen.migrations.snapshot import former_of, snapshot_from_json
from lowcode.compiler import build, check
from lowcode.diagnostics.differences import Differences
from lowcode.diagnostics.problem import Problem, has_errors
from lowcode.dsl.parser import parse
from lowcode.ir.application import Application
from lowcode.ir.former import FormerApplication
from lowcode.reporting import Report
from lowcode.source import SourceFile
from lowcode.workspace import FolderContents, Sources, apply
from lowcode.write_plan import WritePlan

OUTPUT = Path("generated")
_OWNERS_FOLDER = "custom/"


@dataclass(slots=True)
class BuildResult:
    """What a build came to."""

    folder: Path
    """Where the application is."""
    package: str
    """Its Python package."""
    reports: list[Report]
    plan: WritePlan = field(default_factory=WritePlan)
    application: Application | None = None
    migration: MigrationPlan | None = None
    """What it means for databases; None where there are errors."""

    @property
    def differences(self) -> Differences:
        """What the build changes in the folder."""
        return Differences(self._shown(self.plan.writes), self._shown(self.plan.removals))

    @property
    def crowded(self) -> tuple[Crowded, ...]:
        """Tables with more indexes than the budget allows, if the build changes the schema."""
        text = self.plan.writes.get(SNAPSHOT_PATH)
        return crowded_tables(snapshot_from_json(text).schema) if text is not None else ()

    def _shown(self, paths: Iterable[str]) -> tuple[str, ...]:
        return tuple((self.folder / path).as_posix() for path in paths)


def build_project(
    sources: Sources,
    out: Path | None,
    *,
    force: bool = False,
    write: bool = True,
    is_online: bool = False,
    parsing: Parsing = parse,
) -> BuildResult:
    """Builds what has been read into `out` or `generated/<app>`. Nothing is written if there is any error.

    `is_online`: the database changes while the app is in use.
    """
    checked = check(
        sources.files,
        sources.data_files,
        sources.problems,
        lambda package: known(FolderContents(out or OUTPUT / package)),
        parsing=parsing,
    )
    report = Report(sources.folder, sources.files, checked.problems)
    if checked.application is None:
        return BuildResult(out or OUTPUT, "", [report])
    package = checked.application.identifier
    folder = out or OUTPUT / package
    disk = FolderContents(folder)
    built = build(
        checked.application, sources.files, disk, data_files=sources.data_files, force=force, is_online=is_online
    )
    reports = [report] if not built.problems else _by_place(report, sources, disk, folder, built.problems)
    if has_errors(built.problems):
        return BuildResult(folder, package, reports)
    if write:
        apply(folder, built.plan.writes, built.plan.removals)
    if write or built.plan.is_empty:
        finished = FinishedBuild(folder, package, has_warnings=bool(checked.problems or built.problems))
        remember(sources, out, finished, built.paths)
    return BuildResult(folder, package, reports, built.plan, checked.application, built.migration)


def known(disk: Mapping[str, str]) -> FormerApplication | None:
    """What the last build into a folder knew; None where there was none, or what it left behind cannot be read."""
    text = disk.get(SNAPSHOT_PATH)
    if text is None:
        return None
    try:
        return former_of(text)
    except ValueError:
        return None


def _by_place(
    report: Report, sources: Sources, disk: Mapping[str, str], folder: Path, problems: tuple[Problem, ...]
) -> list[Report]:
    """Problems of the specification and problems of files in the output belong to different folders."""
    ours = [each for each in problems if each.span.path in sources.files]
    others = [each for each in problems if each.span.path not in sources.files]
    return [
        Report(report.folder, report.sources, [*report.problems, *ours]),
        Report(folder, _read(disk, others), others),
    ]


def _read(disk: Mapping[str, str], problems: Iterable[Problem]) -> dict[str, SourceFile]:
    """What somebody has written, whose lines say more than their names."""
    paths = {each.span.path for each in problems if each.span.end or each.span.path.startswith(_OWNERS_FOLDER)}
    return {path: SourceFile(path, disk[path]) for path in paths if path in disk}
