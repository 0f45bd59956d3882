"""Decides which revision a build adds, and says no where it cannot be certain that nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lowcode.codegen.files import GeneratedFile, Ownership
from lowcode.codegen.migrations.differ import Difference, beginning, difference
from lowcode.codegen.migrations.legacy import model_behind
from lowcode.codegen.migrations.model import model_of
from lowcode.codegen.migrations.online.losing import subjects_of
from lowcode.codegen.migrations.online.refusing import refusals
from lowcode.codegen.migrations.online.renderer import render_online
from lowcode.codegen.migrations.online.splitting import split
from lowcode.codegen.migrations.online.stages import NotOnline
from lowcode.codegen.migrations.operations import SYSTEM_TABLES, Operation, RestoreTable
from lowcode.codegen.migrations.renderer import Revision, render
from lowcode.codegen.migrations.snapshot import EMPTY, Snapshot, snapshot_from_json
from lowcode.codegen.migrations.steps import Step
from lowcode.codegen.project import Project
from lowcode.codegen.storage import column_of
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.migrations import SnapshotUnreadable
from lowcode.diagnostics.problems.online import NotWithoutDowntime
from lowcode.ir.former import FormerApplication, FormerName

SNAPSHOT_PATH = ".lowcode/schema.json"
VERSIONS_FOLDER = "migrations/versions"


@dataclass(frozen=True, slots=True)
class MigrationPlan:
    """What follows from the change of the specification, or the problems with it."""

    files: tuple[GeneratedFile, ...]
    problems: tuple[Problem, ...]
    steps: tuple[Step, ...] = ()
    operations: tuple[Operation, ...] = ()
    """All operations of the steps, in an order that works."""
    names: tuple[FormerName, ...] = ()
    """What things were called before: addresses and histories still say it."""
    revision: str | None = None
    """The newest one, which the code is made for."""


def plan_migration(project: Project, former: str | None, *, is_online: bool = False) -> MigrationPlan:
    """The revision and the snapshot of a build. `former` is the text of the snapshot that the last one left behind.

    `is_online`: two revisions instead, between which the code of before and the new one both work.
    """
    try:
        snapshot = EMPTY if former is None else snapshot_from_json(former)
    except ValueError as error:
        return MigrationPlan((), (SnapshotUnreadable(span=project.application.span, reason=str(error)),))
    change = planned(project, snapshot)
    if change.problems:
        return MigrationPlan((), change.problems)
    if is_online and snapshot.revisions and (refused := list(refusals(change.operations))):
        return MigrationPlan((), tuple(_not_online(project, each) for each in refused))
    made = _revisions(project, snapshot, change, is_online=is_online)
    files = [GeneratedFile(f"{VERSIONS_FOLDER}/{each.identifier}.py", each.text, Ownership.APPENDED) for each in made]
    revisions = (*snapshot.revisions, *(each.identifier for each in made))
    model = _following(project, change, made[-1] if made else None)
    following = Snapshot(project.schema, revisions, model, SYSTEM_TABLES)
    files.append(GeneratedFile(SNAPSHOT_PATH, following.to_json()))
    newest = revisions[-1] if revisions else None
    return MigrationPlan(tuple(files), (), change.steps, change.operations, change.names, newest)


def _revisions(project: Project, snapshot: Snapshot, change: Difference, *, is_online: bool) -> list[Revision]:
    if not change.operations:
        return []
    former, number = snapshot.revisions[-1] if snapshot.revisions else None, len(snapshot.revisions) + 1
    if former is None or not is_online:
        return [render(change.operations, former, number, _notes(project, change))]
    expansion, contraction = split(change.operations, subjects_of(project.application))
    first = render_online(expansion, change.operations, former, number)
    return [first, render_online(contraction, change.operations, first.identifier, number + 1)]


def _not_online(project: Project, refused: NotOnline) -> Problem:
    """At the field or entity that is meant, where there still is one."""
    places = {
        (entity.table, column_of(field) if field is not None else ""): (entity, field)
        for entity in project.application.entities
        for field in (None, *entity.fields)
    }
    entity, field = places.get((refused.table, refused.column)) or places.get((refused.table, "")) or (None, None)
    span = (field or entity or project.application).span
    name = field.name if field is not None else ""
    return NotWithoutDowntime(span=span, reason=refused.reason, table=refused.table, column=refused.column, name=name)


def planned(project: Project, snapshot: Snapshot) -> Difference:
    """What leads from the state that a snapshot describes to the application, without any file."""
    if not snapshot.schema.tables:
        return beginning(project)
    model = snapshot.model if snapshot.model is not None else model_behind(snapshot.schema, project)
    return difference(snapshot, model, project, len(snapshot.revisions) + 1)


def _following(project: Project, change: Difference, revision: Revision | None) -> FormerApplication:
    """What the next build is told: the model, all archives, and which words of the specification are answered."""
    restored = {each.archive for each in change.operations if isinstance(each, RestoreTable)}
    former = tuple(each for each in change.former_archives if each.table not in restored)
    made = tuple(replace(each, revision=revision.identifier) for each in change.archives) if revision else ()
    return replace(
        model_of(project),
        archives=(*former, *made),
        answered=project.application.changes.keys,
        layers=project.application.changes.layers,
        names=change.names,
    )


def _notes(project: Project, change: Difference) -> dict[Operation, str]:
    """For operations that follow from a line of the specification: the place, and what it means."""
    notes: dict[Operation, str] = {}
    for step in change.steps:
        if step.span is not None and step.span.path in project.sources:
            said = f"{project.origin(step.span, step.subject)}: {step.kind.value.replace('_', ' ')}"
            notes.update(dict.fromkeys(step.operations, said))
    return notes
