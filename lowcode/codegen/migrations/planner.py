"""Decides which revision a build adds, and says no where it cannot be certain that nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lowcode.codegen.files import GeneratedFile, Ownership
from lowcode.codegen.migrations.differ import difference
from lowcode.codegen.migrations.model import model_of
from lowcode.codegen.migrations.operations import Refusal
from lowcode.codegen.migrations.renderer import render
from lowcode.codegen.migrations.snapshot import EMPTY, Snapshot, snapshot_from_json
from lowcode.codegen.project import Project
from lowcode.codegen.storage import column_of
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.migrations import (
    ColumnMadeRequired,
    ColumnRemoved,
    ColumnTypeChanged,
    ReferenceChanged,
    RequiredColumnAdded,
    SnapshotUnreadable,
    TableRemoved,
)
from lowcode.source import Span

SNAPSHOT_PATH = ".lowcode/schema.json"
VERSIONS_FOLDER = "migrations/versions"

_PROBLEMS: Mapping[str, Callable[[Span, str, str], Problem]] = {
    "table_removed": lambda span, table, _: TableRemoved(span=span, table=table),
    "column_removed": lambda span, table, column: ColumnRemoved(span=span, table=table, column=column),
    "type_changed": lambda span, table, column: ColumnTypeChanged(span=span, table=table, column=column),
    "made_required": lambda span, table, column: ColumnMadeRequired(span=span, table=table, column=column),
    "required_added": lambda span, table, column: RequiredColumnAdded(span=span, table=table, column=column),
    "reference_changed": lambda span, table, column: ReferenceChanged(span=span, table=table, column=column),
    "key_changed": lambda span, table, _: TableRemoved(span=span, table=table),
}


@dataclass(frozen=True, slots=True)
class MigrationPlan:
    """The files that follow from the change of the schema, or the problems with it."""

    files: tuple[GeneratedFile, ...]
    problems: tuple[Problem, ...]


def plan_migration(project: Project, former: str | None) -> MigrationPlan:
    """`former` is the text of the snapshot that the last build left behind."""
    snapshot = EMPTY
    if former is not None:
        try:
            snapshot = snapshot_from_json(former)
        except ValueError as error:
            return MigrationPlan((), (SnapshotUnreadable(span=project.application.span, reason=str(error)),))
    change = difference(snapshot.schema, project.schema)
    if change.refusals:
        return MigrationPlan((), tuple(_problem(project, refusal) for refusal in change.refusals))
    files = []
    revisions = snapshot.revisions
    if change.operations:
        revision = render(change.operations, revisions[-1] if revisions else None, len(revisions) + 1)
        revisions = (*revisions, revision.identifier)
        path = f"{VERSIONS_FOLDER}/{revision.identifier}.py"
        files.append(GeneratedFile(path, revision.text, Ownership.APPENDED))
    files.append(GeneratedFile(SNAPSHOT_PATH, Snapshot(project.schema, revisions, model_of(project)).to_json()))
    return MigrationPlan(tuple(files), ())


def _problem(project: Project, refusal: Refusal) -> Problem:
    span = _place(project, refusal)
    return _PROBLEMS[refusal.kind](span, refusal.table, refusal.column or "")


def _place(project: Project, refusal: Refusal) -> Span:
    """The field or entity that is meant; what is gone has no place but the app's."""
    for entity in project.application.entities:
        if entity.table == refusal.table:
            for field in entity.fields:
                if column_of(field) == refusal.column:
                    return field.span
            return entity.span
    return project.application.span
