"""What the differ knows and what it has found so far: both states, how their parts match, steps, problems, archives."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from lowcode.codegen.migrations.archives import carried_on
from lowcode.codegen.migrations.checks import checks_on
from lowcode.codegen.migrations.counting import has_no_room_for
from lowcode.codegen.migrations.operations import (
    ArchiveColumn,
    ChangeOptions,
    ColumnFromLink,
    ConvertColumn,
    DropCheck,
    DropForeignKey,
    FillColumn,
    FillFrom,
    Guard,
    NumberRecords,
    Operation,
    RestoreColumn,
)
from lowcode.codegen.migrations.schema_json import table_entry
from lowcode.codegen.migrations.snapshot import Snapshot
from lowcode.codegen.migrations.steps import Loss, Step, StepKind
from lowcode.codegen.project import Project
from lowcode.codegen.schema import Column, Table
from lowcode.codegen.storage import LONGEST_NAME, link_table
from lowcode.diagnostics.problem import Problem
from lowcode.ir.application import (
    Application,
    AutonumberFieldType,
    ChoiceFieldType,
    Entity,
    Field,
    FieldType,
    ManyChoiceFieldType,
    ManyReferenceFieldType,
)
from lowcode.ir.changes import Drop, Fill, Kind
from lowcode.ir.former import Archive, FormerApplication, FormerEntity
from lowcode.ir.matching import Matching, match
from lowcode.ir.middle import Middle, middle
from lowcode.naming import shortened
from lowcode.source import Span


@dataclass(frozen=True, slots=True)
class TableMoves:
    """A table that stays: which of its columns goes on as which."""

    old: Table
    new: Table
    kept: dict[str, str]
    """Former column → present column."""
    gone: dict[str, str]
    """Former column → what it is called until it is dropped."""


@dataclass(frozen=True, slots=True)
class CreatedTable:
    """A table that is new, and what is done with it once it is there."""

    table: Table
    kind: StepKind
    subject: str
    span: Span | None
    operations: tuple[Operation, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    loss: Loss = Loss.NONE


@dataclass(eq=False)
class StepDraft:
    """A step that may get more operations."""

    kind: StepKind
    subject: str
    table: str
    operations: list[Operation]
    loss: Loss = Loss.NONE
    facts: tuple[tuple[str, str], ...] = ()
    span: Span | None = None
    rows: str = ""
    may_refuse: bool = False
    """Whether its conversion does not take every value."""

    def finished(self) -> Step:
        """The step; what may stop it follows from its guards and conversions."""
        notes = [each.kind for each in self.operations if isinstance(each, Guard)]
        if any(isinstance(each, ConvertColumn) for each in self.operations) and self.may_refuse:
            notes.append("unconvertible")
        notes += [kind for each in self.operations if (kind := has_no_room_for(each)) is not None]
        operations = tuple(self.operations)
        found = tuple(dict.fromkeys(notes))
        return Step(self.kind, self.subject, self.table, self.loss, operations, self.facts, self.span, self.rows, found)


@dataclass(frozen=True, slots=True)
class RowName:
    """What rows of the runtime have to call differently; `step` says so."""

    kind: str
    owner: str
    old: str
    new: str
    step: StepDraft
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(eq=False)
class Draft:
    """Everything about one change. The parts of the differ add to it, one after another."""

    project: Project
    snapshot: Snapshot
    former: FormerApplication
    number: int
    """Of the revision."""
    steps: list[StepDraft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    archives: list[Archive] = field(default_factory=list)
    moves: list[TableMoves] = field(default_factory=list)
    created: dict[str, CreatedTable] = field(default_factory=dict)
    row_names: list[RowName] = field(default_factory=list)
    ranks: dict[Operation, int] = field(default_factory=dict)
    """The order of renames, which only works as a whole."""
    changed: set[tuple[str, str]] = field(default_factory=set)
    """Entities and fields, by their present names, whose values are others now."""
    fitting: set[tuple[str, str]] = field(default_factory=set)
    """Tables and checks on them that all rows are known to keep."""
    emptied: set[tuple[str, str]] = field(default_factory=set)
    """Archives and columns of them that may be empty now."""

    @property
    def application(self) -> Application:
        """The application as it is now."""
        return self.project.application

    @cached_property
    def matching(self) -> Matching:
        """Which part was which."""
        return match(self.application, self.former)

    @cached_property
    def old_tables(self) -> dict[str, Table]:
        """The former tables by name."""
        return self.snapshot.schema.by_name()

    @property
    def new_tables(self) -> Mapping[str, Table]:
        """The present tables by name."""
        return self.project.tables

    @cached_property
    def _drops(self) -> dict[tuple[Kind, str, str], Drop]:
        return {(each.kind, each.owner, each.name): each for each in self.application.changes.drops}

    @cached_property
    def _fills(self) -> dict[tuple[str, str], Fill]:
        return {(each.entity, each.field): each for each in self.application.changes.fills}

    @cached_property
    def middle(self) -> Middle:
        """What `from` reads."""
        return middle(self.application, self.matching)

    def gone_name(self, table: str) -> str:
        """What a table that goes is called from the renames on: another one may have its name by then."""
        taken = set(self.new_tables) | set(self.old_tables)
        return middle_name(table, taken) if table in self.new_tables else table

    def apart(self, table: Table) -> tuple[Table, tuple[Operation, ...]]:
        """A table that goes, as it is called by then, and its keys and checks on options, which go before.

        On the way back they come last: whatever keys lead to is there again, and options have their former names.
        """
        found = checks_on(table, self.option_columns.get(table.name, ()))
        keys = (DropForeignKey(table.name, key) for key in table.foreign_keys)
        checks = tuple(each for each in table.checks if each not in found)
        left = replace(table, name=self.gone_name(table.name), foreign_keys=(), checks=checks)
        return left, (*keys, *(DropCheck(table.name, each) for each in found))

    @cached_property
    def option_columns(self) -> Mapping[str, Mapping[str, str]]:
        """By former table: the columns that hold options, each with the former name of the choice."""
        found: dict[str, dict[str, str]] = {}
        for entity in self.former.entities:
            for each in entity.fields:
                if each.link_table is not None and isinstance(each.type, ManyChoiceFieldType):
                    found[each.link_table] = {"option": each.type.choice}
                elif each.column is not None and isinstance(each.type, ChoiceFieldType):
                    found.setdefault(entity.table, {})[each.column] = each.type.choice
        return found

    def drop_of(self, kind: Kind, owner: str, name: str) -> Drop | None:
        """The `drop` that says it; `owner` by its present name, or its former one where it is gone itself."""
        return self._drops.get((kind, owner, name))

    def why_gone(self, former: FormerEntity) -> tuple[str, Span] | None:
        """Why an entity is no longer there, and where that is said: of itself, or of an owner of it."""
        if former.owner is None:
            drop = self.drop_of(Kind.ENTITY, "", former.name)
            return None if drop is None else (reason_of(drop), drop.span)
        owner, name = self.matching.entity_now.get(former.owner), former.owner_field or ""
        if owner is None:
            return self.why_gone(self.former.entity_by_name[former.owner])
        drop = self.drop_of(Kind.FIELD, owner, name)
        fill = self.fill_of(owner, self.matching.fields_now.get((owner, name), name))
        if drop is not None:
            return reason_of(drop), drop.span
        return None if fill is None else ("", fill.span)

    def fill_of(self, entity: str, name: str) -> Fill | None:
        """The `from` of a field, if it has something to do."""
        return self._fills.get((entity, name))

    def add(
        self,
        kind: StepKind,
        subject: str,
        table: str,
        *operations: Operation,
        loss: Loss = Loss.NONE,
        facts: tuple[tuple[str, str], ...] = (),
        span: Span | None = None,
        rows: str = "",
    ) -> StepDraft:
        """One more step."""
        step = StepDraft(kind, subject, table, list(operations), loss, facts, span, rows)
        self.steps.append(step)
        return step

    def rename_step(self, table: str, old: str) -> StepDraft:
        """The step that is about the new name of a table, or of one of its columns; a new one if there is none."""
        entity = self.owners.get(table, "")
        kinds = {StepKind.RENAME_TABLE, StepKind.RENAME_COLUMN}
        for name in (table, entity, entity.rpartition(".")[0]):
            for step in self.steps:
                if step.kind in kinds and name and name in {step.table, step.subject}:
                    return step
        return self.add(StepKind.RENAME_TABLE, entity or table, table, facts=(("old", old),))

    @cached_property
    def owners(self) -> dict[str, str]:
        """What each present table is for: an entity, or a field of one."""
        found = {}
        for entity in self.application.entities:
            found[entity.table] = found[f"{entity.table}_search"] = entity.name
            for each in entity.fields:
                if isinstance(each.type, ManyChoiceFieldType | ManyReferenceFieldType):
                    found[link_table(entity, each)] = f"{entity.name}.{each.name}"
        return found

    def numbering(self, entity: Entity, field: Field, column: Column) -> Iterator[NumberRecords]:
        """Numbers records that have none, if that is what the field does."""
        if isinstance(field.type, AutonumberFieldType):
            counter = f"{entity.identifier}.{field.identifier}"
            timezone = self.application.timezone
            yield NumberRecords(entity.table, column, counter, field.type.pattern, timezone)

    def is_filled(self, table: str, column: str) -> bool:
        """Whether a new column gets values in rows that are there."""
        return any((table, column) == filled_place(each) for step in self.steps for each in step.operations)

    def rank(self, operation: Operation) -> Operation:
        """Notes that the operation comes after all that have been ranked before."""
        self.ranks[operation] = len(self.ranks)
        return operation

    def archive(
        self,
        kind: Kind,
        subject: str,
        name: str,
        type_: FieldType | None = None,
        *,
        whole: Table | None = None,
        entity: FormerEntity | None = None,
    ) -> str:
        """The table for what leaves the model; `name` says what it is: a table, or a table and a column.

        `whole`: the table that becomes it; `entity`: whose table that was.
        """
        table = shortened(f"archive_{self.number:04d}_{name}", LONGEST_NAME)
        if all(each.table != table for each in self.archives):
            schema = kept_schema(whole) if whole is not None else ""
            self.archives.append(Archive(table, subject, kind.value, "", type_, entity, schema))
        return table

    def archived_column(
        self, table: str, column: Column, subject: str, type_: FieldType, reason: str = "", *, is_whole: bool = False
    ) -> ArchiveColumn:
        """Sets the values of a column aside, before it changes or goes; `is_whole`: it stays and is filled anew."""
        archive = self.archive(Kind.FIELD, subject, f"{table}_{column.name}", type_)
        return ArchiveColumn(table, column, archive, subject, reason, is_whole=is_whole)

    def moment_column(self, table: str, column: str) -> str:
        """What a former column of a present table is called while others are computed from it."""
        moves = next(each for each in self.moves if each.new.name == table)
        return moves.kept.get(column) or moves.gone[column]

    def archive_of(self, subject: str) -> Archive | None:
        """The newest archive of a field that was dropped before; its type is in present names."""
        found = [each for each in self.former_archives if each.subject == subject and each.kind == Kind.FIELD.value]
        return found[-1] if found else None

    @cached_property
    def former_archives(self) -> tuple[Archive, ...]:
        """What earlier revisions have set aside, by present names."""
        return carried_on(self.matching, self.former.archives)


def kept_schema(table: Table) -> str:
    """What is remembered of a table that is set aside; it has neither keys nor indexes then."""
    return json.dumps(table_entry(replace(table, foreign_keys=(), indexes=(), derived=())), ensure_ascii=False)


def written_place(operation: Operation) -> tuple[str, str] | None:
    """The table and the column whose values the operation changes, those that are there included."""
    if isinstance(operation, ChangeOptions):
        return operation.table, operation.column
    return filled_place(operation)


def filled_place(operation: Operation) -> tuple[str, str] | None:
    """The table and the column that the operation gives values to."""
    match operation:
        case ConvertColumn(table=table, target=column):
            return table, column.name
        case FillColumn() | FillFrom() | NumberRecords() | RestoreColumn() | ColumnFromLink():
            return operation.table, operation.column.name
        case _:
            return None


def label_facts(label: str, *others: str) -> tuple[tuple[str, str], ...]:
    """What something that is gone was called in the app's languages: `label` in the first, `label_1` in the second."""
    return (("label", label), *((f"label_{number}", text) for number, text in enumerate(others, 1)))


def reason_of(drop: Drop) -> str:
    """Why something was dropped, in the first language of the app."""
    return drop.reason.texts[0]


def in_turn(renames: dict[str, str], taken: set[str]) -> Iterator[tuple[str, str]]:
    """Renames one after another, so that each new name is free by then; a circle goes by way of a third name."""
    waiting = {old: new for old, new in renames.items() if old != new}
    while waiting:
        free = [old for old, new in waiting.items() if new not in waiting]
        for old in free:
            yield old, waiting.pop(old)
        if not free and waiting:
            old = next(iter(waiting))
            detour = middle_name(old, taken | set(renames) | set(renames.values()))
            yield old, detour
            waiting[detour] = waiting.pop(old)


def middle_name(name: str, taken: set[str]) -> str:
    """What a table or column is called while another one has its name already."""
    found = shortened(f"former_{name}", LONGEST_NAME)
    while found in taken:
        found = shortened(f"{found}_", LONGEST_NAME)
    return found
