"""Fields of many options or records, which have a table of their own."""

from __future__ import annotations

import json

from lowcode.codegen.migrations.columns import Columns
from lowcode.codegen.migrations.conversions import Impossible
from lowcode.codegen.migrations.counting import rows_with_value
from lowcode.codegen.migrations.draft import CreatedTable, Draft, TableMoves, label_facts, reason_of
from lowcode.codegen.migrations.filling import fill_from
from lowcode.codegen.migrations.operations import (
    AddCheck,
    ArchiveColumn,
    ArchiveTable,
    ChangeOptions,
    ColumnFromLink,
    DropTable,
    Guard,
    LinkFromColumn,
    Operation,
    RestoreTable,
)
from lowcode.codegen.migrations.pairs import FieldPair
from lowcode.codegen.migrations.places import Place
from lowcode.codegen.migrations.retyping import note_other_options, refuse
from lowcode.codegen.migrations.schema_json import table_from
from lowcode.codegen.migrations.steps import Loss, StepKind
from lowcode.codegen.python_source import literal
from lowcode.codegen.schema import Table
from lowcode.codegen.storage import link_table
from lowcode.ir.application import (
    ChoiceFieldType,
    Entity,
    Field,
    FieldType,
    ManyChoiceFieldType,
    ManyReferenceFieldType,
    ReferenceFieldType,
)
from lowcode.ir.changes import Drop, Kind
from lowcode.ir.former import FormerField
from lowcode.ir.matching import holds_the_same


class LinkFields:
    """Those of one entity."""

    def __init__(self, draft: Draft, entity: Entity, columns: Columns) -> None:
        self.draft = draft
        self.entity = entity
        self.columns = columns

    @staticmethod
    def is_link(field: Field) -> bool:
        """Whether the field has a table of its own."""
        return isinstance(field.type, ManyChoiceFieldType | ManyReferenceFieldType)

    def added(self, field: Field) -> bool:
        """The table of a new field; False if the field needs none."""
        if not self.is_link(field):
            return False
        table = self._table(field)
        subject = f"{self.entity.name}.{field.name}"
        archive = self.draft.archive_of(subject)
        kept = archive.type if archive is not None and archive.schema else None
        if archive is not None and kept is not None and holds_the_same(kept, field.type):
            there = table_from(table.name, json.loads(archive.schema)).checks
            checks = (AddCheck(table.name, each) for each in table.checks if each not in there)
            restored = RestoreTable(table, archive.table, subject, "")
            self.draft.add(StepKind.RESTORE_TABLE, subject, table.name, restored, *checks, span=field.span)
            self.draft.changed.add((self.entity.name, field.name))
            return True
        facts = (("label", field.label.texts[0]),)
        self._create(table, StepKind.ADD_COLUMN, field, facts=facts)
        return True

    def compare(self, pair: FieldPair) -> None:
        """A field that had a table of its own, or has one now."""
        was = self.draft.old_tables.get(pair.old.link_table or "")
        if was is not None and self.is_link(pair.field):
            self._linked(pair, was)
        elif was is not None and pair.new_column is not None and pair.field.computed is None:
            self._many_to_one(pair, was)
        elif was is None and pair.old_column is not None and self.is_link(pair.field):
            self._one_to_many(pair)
        else:
            refuse(pair, Impossible())

    def taken_away(self, old: FormerField, drop: Drop) -> None:
        """The table is set aside."""
        was = self.draft.old_tables[old.link_table or ""]
        subject, reason = f"{self.entity.name}.{old.name}", reason_of(drop)
        archived = self._archived(was, subject, old.type, reason)
        about = (("reason", reason), ("archive", self.draft.archives[-1].table))
        facts = (*about, *label_facts(old.label, *old.others))
        self.draft.add(
            StepKind.ARCHIVE_COLUMN,
            subject,
            was.name,
            *archived,
            loss=Loss.RECOVERABLE,
            facts=facts,
            span=drop.span,
            rows=_all_rows(was.name),
        )

    def _archived(self, table: Table, subject: str, type_: FieldType, reason: str = "") -> tuple[Operation, ...]:
        apart, keys = self.draft.apart(table)
        archive = self.draft.archive(Kind.FIELD, subject, table.name, type_, whole=apart)
        return (*keys, ArchiveTable(apart, archive, subject, reason))

    def _table(self, field: Field) -> Table:
        return self.draft.new_tables[link_table(self.entity, field)]

    def _create(
        self,
        table: Table,
        kind: StepKind,
        field: Field,
        operations: tuple[Operation, ...] = (),
        facts: tuple[tuple[str, str], ...] = (),
        loss: Loss = Loss.NONE,
    ) -> None:
        subject = f"{self.entity.name}.{field.name}"
        self.draft.created[table.name] = CreatedTable(table, kind, subject, field.span, operations, facts, loss)

    def _linked(self, pair: FieldPair, was: Table) -> None:
        """Many stay many: of the same things, or options of another choice."""
        now = self._table(pair.field)
        if pair.is_retyped:
            if not isinstance(pair.field.type, ManyChoiceFieldType) or not isinstance(
                pair.old_type, ManyChoiceFieldType
            ):
                refuse(pair, Impossible())
                return
            self._other_choice(pair, was, now, pair.old_type.choice, pair.field.type.choice)
        self.draft.moves.append(TableMoves(was, now, {column.name: column.name for column in was.columns}, {}))

    def _other_choice(self, pair: FieldPair, was: Table, now: Table, old: str, new: str) -> None:
        options = Place(self.draft).options(old, new)
        if options.is_complete and all(name == other for name, other in options.names.items()):
            return
        operations: list[Operation] = []
        if not options.is_complete and not options.names:
            refuse(pair, Impossible())
            return
        if not options.is_complete:
            known = ", ".join(literal(name) for name in Place(self.draft).unrenamed(old, options.names))
            condition = f'sa.not_(sa.column("option", {was.columns[1].type}).in_([{known}]))'
            operations.append(Guard("breaks", was.name, ("option",), condition, pair.subject))
        changed = tuple((name, other) for name, other in options.names.items() if name != other)
        facts = pair.facts
        if changed:
            archive = self.draft.archive(Kind.FIELD, pair.subject, f"{was.name}_option", pair.old.type)
            operations.append(ArchiveColumn(was.name, was.columns[1], archive, pair.subject, ""))
            operations.append(ChangeOptions(now.name, "option", changed, is_link=True))
            facts = (*facts, ("archive", archive))
        step = self.draft.add(
            StepKind.CONVERT_COLUMN,
            pair.subject,
            now.name,
            *operations,
            loss=Loss.RECOVERABLE if changed else Loss.NONE,
            facts=facts,
            span=pair.field.span,
            rows=_all_rows(was.name),
        )
        note_other_options(pair, step, old, new)
        pair.note_change()

    def _one_to_many(self, pair: FieldPair) -> None:
        old = pair.old_column
        if old is None or not _same_things(pair.old_type, pair.field.type):
            refuse(pair, Impossible())
            return
        source, leaving = self.columns.leaving(old.name)
        now = self._table(pair.field)
        operations = (LinkFromColumn(pair.new_table, source, now), *leaving)
        self._create(now, StepKind.ONE_TO_MANY, pair.field, operations, pair.facts)
        pair.note_change()

    def _many_to_one(self, pair: FieldPair, was: Table) -> None:
        new, fill = pair.new_column, pair.fill
        if new is None or (fill is None and not _same_things(pair.field.type, pair.old_type)):
            refuse(pair, Impossible())
            return
        gone, keys = self.draft.apart(was)
        operations: list[Operation] = [self.columns.added(new.name)]
        if fill is not None:
            archived = self._archived(was, pair.subject, pair.old.type)
            operations += [fill_from(self.draft, pair.new_table, new, fill), *archived]
        else:
            operations += [*keys, ColumnFromLink(gone, pair.new_table, new, pair.subject), DropTable(gone)]
        if not new.nullable:
            operations.append(Guard("empty", pair.new_table, (new.name,), "", pair.subject, is_late=True))
        step = self.draft.add(
            StepKind.MANY_TO_ONE,
            pair.subject,
            pair.new_table,
            *operations,
            *self.columns.required(new.name),
            loss=Loss.NONE if fill is None else Loss.RECOVERABLE,
            facts=pair.facts,
            span=pair.field.span,
            rows=_all_rows(was.name),
        )
        step.may_refuse = fill is None
        pair.note_change()


def _same_things(one: FieldType, many: FieldType) -> bool:
    match one, many:
        case ChoiceFieldType(choice=single), ManyChoiceFieldType(choice=several):
            return single == several
        case ReferenceFieldType(entity=target), ManyReferenceFieldType(entity=others):
            return target == others
        case _:
            return False


def _all_rows(table: str) -> str:
    return rows_with_value(table, "record_id")
