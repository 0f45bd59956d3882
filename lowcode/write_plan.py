"""Decides what a build writes and removes. Pure: values in, values out; `lowcode.workspace` does it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from lowcode.codegen.files import GeneratedFile, Ownership, below
from lowcode.codegen.manifest import Manifest, text_hash
from lowcode.codegen.migrations.planner import SNAPSHOT_PATH, VERSIONS_FOLDER
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.files import (
    ForeignFileInTheWay,
    MigrationEdited,
    MigrationUnknown,
)
from lowcode.edited_files import edited_file
from lowcode.source import Span

_STATE_FOLDER = ".lowcode/"
"""What a build remembers is written last: after a crash the next build must not believe that all was done."""


@dataclass(slots=True)
class WritePlan:
    """What to do in the output folder."""

    writes: dict[str, str] = field(default_factory=dict)
    removals: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether the folder is as it should be."""
        return not self.writes and not self.removals


def plan_writes(
    files: Iterable[GeneratedFile],
    manifest: Manifest | None,
    disk: Mapping[str, str],
    *,
    force: bool = False,
) -> WritePlan:
    """What makes `disk` (path → text of the files that exist) hold `files`.

    A file that the last build did not leave as it is on disk is somebody's work: it is reported, and replaced only
    with `force`.
    """
    plan = WritePlan()
    known = {path: entry.written for path, entry in manifest.files.items()} if manifest else {}
    wanted = {file.path: file for file in files}
    given = manifest.created if manifest else frozenset()
    for file in sorted(wanted.values(), key=lambda each: each.path.startswith(_STATE_FOLDER)):
        if file.ownership is Ownership.CREATED:
            _plan_gift(plan, file, was_given=file.path in given or file.path in disk)
            continue
        _plan_file(plan, file, known.get(file.path), disk.get(file.path), force=force)
    for path, written in known.items():
        if is_migration(path):
            _check_migration(plan, path, written, disk.get(path), force=force)
        elif path not in wanted:
            _plan_removal(plan, path, written, disk.get(path), force=force)
    if SNAPSHOT_PATH in wanted:
        plan.problems += _unknown_migrations(wanted[SNAPSHOT_PATH].text, disk)
    return plan


def is_migration(path: str) -> bool:
    """Whether the file is a revision: those stay for ever, whatever a build makes."""
    return path.startswith(f"{VERSIONS_FOLDER}/")


def _unknown_migrations(snapshot: str, disk: Mapping[str, str]) -> Iterator[MigrationUnknown]:
    """Revisions that do not belong to the history, of another branch for instance: no database could follow both."""
    expected = {f"{VERSIONS_FOLDER}/{revision}.py" for revision in json.loads(snapshot)["revisions"]}
    for path in below(disk, f"{VERSIONS_FOLDER}/"):
        is_file_of_it = PurePosixPath(path).parent == PurePosixPath(VERSIONS_FOLDER)
        if is_file_of_it and path.endswith(".py") and path not in expected:
            yield MigrationUnknown(span=Span(path, 0, 0))


def _plan_gift(plan: WritePlan, file: GeneratedFile, *, was_given: bool) -> None:
    """A file for the owner: once, also if he deletes it."""
    if not was_given:
        plan.writes[file.path] = file.text


def _plan_file(plan: WritePlan, file: GeneratedFile, written: str | None, present: str | None, *, force: bool) -> None:
    if present is None:
        plan.writes[file.path] = file.text
        return
    if present == file.text:
        return
    span = Span(file.path, 0, 0)
    if file.ownership is Ownership.APPENDED:
        plan.problems.append(MigrationEdited(span=span))
    elif force or written == text_hash(present):
        plan.writes[file.path] = file.text
    elif written is None:
        plan.problems.append(ForeignFileInTheWay(span=span))
    else:
        plan.problems.append(edited_file(file.path, present, file.text))


def _check_migration(plan: WritePlan, path: str, written: str, present: str | None, *, force: bool) -> None:
    if not force and (present is None or written != text_hash(present)):
        plan.problems.append(MigrationEdited(span=Span(path, 0, 0)))


def _plan_removal(plan: WritePlan, path: str, written: str, present: str | None, *, force: bool) -> None:
    if present is None:
        return
    if force or written == text_hash(present):
        plan.removals.append(path)
    else:
        plan.problems.append(edited_file(path, present, None))
