"""Compiles specifications in memory, for tests that look at what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lowcode.building.projects import known
from lowcode.codegen.manifest import MANIFEST_PATH
from lowcode.compiler import build, check, sources_from
from lowcode.workspace import read_sources

GOLDEN_CASES = Path(__file__).parents[1] / "golden" / "cases"
"""A folder per golden case, with a specification and what it becomes."""


def golden_names() -> list[str]:
    """The golden cases."""
    return sorted(folder.name for folder in GOLDEN_CASES.iterdir())


def compile_folder(folder: Path) -> dict[str, str]:
    """All files of the project in a folder, by path; without the manifest, which knows the compiler's version."""
    read = read_sources(folder)
    assert not read.problems, read.problems
    checked = check(read.files, read.data_files)
    assert checked.application is not None, checked.problems
    built = build(checked.application, read.files, {})
    assert not built.problems, built.problems
    return {path: text for path, text in built.plan.writes.items() if path != MANIFEST_PATH}


def compile_text(text: str, disk: Mapping[str, str] | None = None, *, is_online: bool = False) -> dict[str, str]:
    """The files that a build of a specification of one file writes into a project that holds `disk`."""
    sources = sources_from({"app.lc": text})
    checked = check(sources, former=lambda _: known(disk or {}))
    assert checked.application is not None, checked.problems
    built = build(checked.application, sources, disk or {}, is_online=is_online)
    assert not built.problems, built.problems
    return dict(built.plan.writes)


def dumped(files: Mapping[str, str]) -> str:
    """A project as one text."""
    parts = [f"{'=' * 20} {path}\n{text}" for path, text in sorted(files.items())]
    return "\n".join(parts)


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """The files below `folder`."""
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
