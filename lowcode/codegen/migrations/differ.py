"""Compares two states of an application: what has to happen to data that is there, step by step, or why it cannot.

Parts are matched by their names in the specification and its `was` (`lowcode.ir.matching`), never by guessing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lowcode.codegen.migrations.archived_options import archived_option_steps
from lowcode.codegen.migrations.archives import emptied, made
from lowcode.codegen.migrations.creation import created_tables, creation_steps, first_steps
from lowcode.codegen.migrations.draft import Draft, RowName, StepDraft, in_turn
from lowcode.codegen.migrations.entities import entity_steps
from lowcode.codegen.migrations.former_names import former_names
from lowcode.codegen.migrations.model import model_of
from lowcode.codegen.migrations.operations import (
    SYSTEM_TABLES,
    ArchiveTable,
    DropTable,
    FillFrom,
    LeaveOrphans,
    Operation,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameInRows,
    RenameTable,
    UpgradeSystemTables,
)
from lowcode.codegen.migrations.options import option_steps
from lowcode.codegen.migrations.phases import phase_of
from lowcode.codegen.migrations.processes import process_steps
from lowcode.codegen.migrations.revival import Revival, revived
from lowcode.codegen.migrations.row_places import places_of
from lowcode.codegen.migrations.snapshot import Snapshot
from lowcode.codegen.migrations.staleness import recompute_steps
from lowcode.codegen.migrations.steps import Step, StepKind
from lowcode.codegen.migrations.structure import structure_steps
from lowcode.codegen.migrations.suspects import unexplained_entities, unexplained_fields
from lowcode.codegen.project import Project
from lowcode.codegen.schema import Column
from lowcode.codegen.storage import column_of
from lowcode.diagnostics.problem import Problem
from lowcode.ir.application import Application
from lowcode.ir.former import Archive, FormerApplication, FormerName


@dataclass(frozen=True, slots=True)
class Difference:
    """What to do, or why it cannot be done."""

    steps: tuple[Step, ...] = ()
    operations: tuple[Operation, ...] = ()
    """All operations of the steps, in an order that works."""
    archives: tuple[Archive, ...] = ()
    """Those that the revision makes; its identifier is not known yet."""
    former_archives: tuple[Archive, ...] = ()
    """Those of earlier revisions, by present names."""
    problems: tuple[Problem, ...] = ()
    names: tuple[FormerName, ...] = ()
    """What things were called before, in this change and in earlier ones."""


def difference(old: Snapshot, model: FormerApplication, project: Project, number: int) -> Difference:
    """From `old`, whose model is `model`, to the application of `project`; as the revision `number`."""
    revival = revived(old, model, project.application)
    draft = Draft(project, revival.snapshot, revival.model, number)
    for entity, operation in revival.restored:
        draft.add(
            StepKind.RESTORE_TABLE, entity, operation.table.name, operation, facts=(("archive", operation.archive),)
        )
    differs = entity_steps(draft)
    draft.problems += unexplained_entities(draft)
    for differ in differs:
        draft.problems += unexplained_fields(differ)
    option_steps(draft)
    archived_option_steps(draft)
    process_steps(draft, model_of(project))
    if draft.problems:
        return Difference(problems=tuple(draft.problems))
    structure_steps(draft, {moves.old.name: moves.new.name for moves in draft.moves})
    _leave_orphans(draft, revival)
    _rename_tables(draft)
    _rename_columns(draft)
    _rename_in_rows(draft)
    recompute_steps(draft)
    if old.system < SYSTEM_TABLES:
        draft.add(StepKind.SYSTEM_TABLES, "", "", *map(UpgradeSystemTables, range(old.system + 1, SYSTEM_TABLES + 1)))
    said = [each.finished() for each in draft.steps if _says_something(each.kind, each.operations)]
    steps = (*creation_steps(draft), *said)
    return Difference(
        steps,
        _in_order(draft, steps),
        emptied(made(draft.matching, draft.archives), draft.emptied),
        emptied(draft.former_archives, draft.emptied),
        names=former_names(draft.matching),
    )


def beginning(project: Project) -> Difference:
    """The tables of an application that was never built before."""
    tables = project.schema.tables
    return Difference(tuple(first_steps(tables)), tuple(created_tables(tables)))


def _says_something(kind: StepKind, operations: list[Operation]) -> bool:
    """A step without operations is there only where people should read of it."""
    return bool(operations) or kind in {StepKind.ADD_OPTIONS, StepKind.KEEP_COMPUTED, StepKind.WIDEN_COLUMN}


def _in_order(draft: Draft, steps: Iterable[Step]) -> tuple[Operation, ...]:
    """By phase; within the renames by rank, names of indexes and constraints after those of tables and columns.

    Expressions come last of what fills columns, each after those whose fields it reads.
    """
    operations = [each for step in steps for each in step.operations]
    last = len(draft.ranks)
    ranks: dict[Operation, int] = dict(draft.ranks)
    ranks.update({each: last for each in operations if isinstance(each, RenameIndex | RenameConstraint)})
    turns = {place: number for number, place in enumerate(_filled(draft.project.application), 1)}
    ranks.update({each: turns[each.table, each.column.name] for each in operations if isinstance(each, FillFrom)})
    return tuple(sorted(operations, key=lambda each: (phase_of(each), ranks.get(each, 0))))


def _filled(application: Application) -> Iterator[tuple[str, str]]:
    """Table and column of each field with `from`, in the order in which they read each other."""
    for fill in application.changes.fills:
        entity = application.entity(fill.entity)
        yield entity.table, column_of(entity.field_by_name[fill.field]) or ""


def _leave_orphans(draft: Draft, revival: Revival) -> None:
    """Before tables that are back get their keys; records may be gone that they are about."""
    now = {moves.old.name: moves.new for moves in draft.moves}
    restored = tuple(
        replace(operation, table=now[operation.table.name])
        for _, operation in revival.restored
        if operation.table.name in now and now[operation.table.name].foreign_keys
    )
    if restored:
        step = next(each for each in draft.steps if each.kind is StepKind.RESTORE_TABLE)
        step.operations.append(LeaveOrphans(restored))


def _rename_tables(draft: Draft) -> None:
    """Tables one after another; those that go give way to those that come."""
    kept = {moves.old.name: moves.new.name for moves in draft.moves}
    gone = {name: draft.gone_name(name) for name in draft.old_tables if name not in kept}
    taken = set(draft.old_tables) | set(draft.new_tables)
    origins: dict[str, str] = {}
    for old, new in in_turn({**gone, **kept}, taken):
        origin = origins.get(old, old)
        origins[new] = origin
        operation = draft.rank(RenameTable(old, new))
        present = kept.get(origin)
        if present is not None:
            draft.rename_step(present, origin).operations.append(operation)
        else:
            _leaving_step(draft, origin).operations.append(operation)


def _leaving_step(draft: Draft, table: str) -> StepDraft:
    """The step that sets the table aside, or drops what can be had again."""
    name = draft.gone_name(table)
    for step in draft.steps:
        if any(isinstance(each, ArchiveTable | DropTable) and each.table.name == name for each in step.operations):
            return step
    raise LookupError(f"nothing is done with the table {table}")


def _rename_columns(draft: Draft) -> None:
    for moves in draft.moves:
        former = {column.name: column for column in moves.old.columns}
        taken = set(former) | {column.name for column in moves.new.columns}
        origins: dict[str, str] = {}
        for old, new in in_turn({**moves.gone, **moves.kept}, taken):
            origin = origins.get(old, old)
            origins[new] = origin
            column = Column(old, former[origin].type, former[origin].nullable)
            operation = draft.rank(RenameColumn(moves.new.name, column, new))
            _column_step(draft, moves.new.name, moves.kept.get(origin), origin, operation)


def _column_step(draft: Draft, table: str, present: str | None, origin: str, operation: Operation) -> None:
    """Puts the rename of a column into the step of its field."""
    subject = _subject_of(draft, table, present, origin)
    kinds = {StepKind.RENAME_COLUMN} if present is not None else set(StepKind) - {StepKind.RENAME_COLUMN}
    found = [each for each in draft.steps if each.subject == subject and each.kind in kinds]
    if found:
        found[0].operations.append(operation)
    else:
        draft.add(StepKind.RENAME_COLUMN, subject, table, operation, facts=(("old", origin),))


def _subject_of(draft: Draft, table: str, present: str | None, origin: str) -> str:
    """The field that a column belongs to; what it is sorted by belongs to it, too."""
    entity = next((each for each in draft.application.entities if each.table == table), None)
    if entity is None:
        return f"{table}.{origin}"
    plain = (origin, origin.removesuffix("_sort"))
    for pair, old in draft.matching.fields.items():
        if pair[0] == entity.name and old.column in plain:
            return f"{entity.name}.{pair[1]}"
    former = draft.matching.entities[entity.name]
    for old in former.fields:
        if old.column in plain:
            return f"{entity.name}.{old.name}"
    return f"{entity.name}.{present or origin}"


def _rename_in_rows(draft: Draft) -> None:
    """Names in rows of the runtime: owners before what they own, swaps by way of a third name."""
    groups: dict[tuple[str, str, object], list[RowName]] = {}
    for each in draft.row_names:
        groups.setdefault((each.kind, each.owner, each.fields), []).append(each)
    for (kind, owner, _), names in sorted(groups.items(), key=lambda group: bool(group[0][1])):
        for old, new, row_name in _turns(names):
            operation = draft.rank(RenameInRows(kind, owner, old, new, places_of(draft, row_name)))
            row_name.step.operations.append(operation)


def _turns(names: list[RowName]) -> Iterator[tuple[str, str, RowName]]:
    found = {each.old: each for each in names}
    renames = {each.old: each.new for each in names}
    for old, new in in_turn(renames, set(renames) | set(renames.values())):
        row_name = found[old]
        found[new] = row_name
        yield old, new, row_name
