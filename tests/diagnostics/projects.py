"""Runs the compiler over the folder of a case and draws what it says, in both languages."""

from __future__ import annotations

import fnmatch
import re
from pathlib import Path

from lowcode.building.projects import known
from lowcode.checking import check
from lowcode.compiler import build
from lowcode.diagnostics.problem import Language, Problem
from lowcode.fleet.former_base import former_problems
from lowcode.fleet.reading import read_fleet
from lowcode.reporting import OutputFormat, Report, render
from lowcode.source import SourceFile
from lowcode.three_way import compared
from lowcode.workspace import FLEET_FILE, Sources, read_sources

_REVISION = re.compile(r"\b(\d{4})_[0-9a-f]{10}\b")
"""The names of migrations hold a hash that changes with the generator."""
CASES = Path(__file__).parent / "cases"


def problems_of(case: Path) -> tuple[Sources, list[Problem]]:
    """The problems of a case.

    With folders `before` and `after` the first is built and the second is built over it, with `--zero-downtime` where
    there is a file of that name; files in `output` replace
    those of the first build, as if somebody had edited them (`ANY` in a name stands for any text). With a
    `lowcode.yaml` it is the list of the clients that has problems. With a folder `was` the project imports what this
    folder held before.
    """
    if (case / FLEET_FILE).is_file():
        return _fleet(case)
    if (case / "was").is_dir():
        return _compared(case)
    if not (case / "after").is_dir():
        return _checked(case / "project" if (case / "project").is_dir() else case)
    disk = _built(case / "before", {}) if (case / "before").is_dir() else {}
    edited = case / "output"
    for path in sorted(edited.rglob("*")):
        if path.is_file():
            pattern = path.relative_to(edited).as_posix().replace("ANY", "*")
            names = fnmatch.filter(disk, pattern) or [pattern]
            disk.update(dict.fromkeys(names, path.read_text(encoding="utf-8")))
    sources = read_sources(case / "after")
    checked = check(sources.files, sources.data_files, sources.problems, known(disk))
    application, problems = checked.application, checked.problems
    if application is None:
        return sources, list(problems)
    found = build(application, sources.files, disk, is_online=(case / "zero-downtime").exists()).problems
    written = {each.span.path for each in found if each.span.end} - sources.files.keys()
    sources.files |= {path: SourceFile(path, disk[path]) for path in written}
    return sources, [*problems, *found]


def _fleet(case: Path) -> tuple[Sources, list[Problem]]:
    found = read_fleet(case / FLEET_FILE)
    problems = list(found.problems)
    if found.fleet is not None:
        problems += former_problems(found.fleet)
    return Sources(case, {FLEET_FILE: found.source}), problems


def _compared(case: Path) -> tuple[Sources, list[Problem]]:
    sources, problems = _checked(case / "project")
    found = compared(sources.files, read_sources(case / "was").files, problems)
    assert found is not None, "the project imports one folder"
    sources.files = dict(found.sources)
    return sources, list(found.problems)


def _checked(folder: Path) -> tuple[Sources, list[Problem]]:
    sources = read_sources(folder)
    return sources, list(check(sources.files, sources.data_files, sources.problems).problems)


def _built(folder: Path, disk: dict[str, str]) -> dict[str, str]:
    sources = read_sources(folder)
    application = check(sources.files, sources.data_files).application
    assert application is not None
    return {**disk, **build(application, sources.files, disk).plan.writes}


def drawing(sources: Sources, problems: list[Problem]) -> str:
    """The problems as text, English first."""
    report = Report(Path(), sources.files, problems)
    parts = [render([report], OutputFormat.TEXT, language, is_colored=False) for language in Language]
    return _REVISION.sub(r"\1_REVISION", ("-" * 80 + "\n").join(parts))
