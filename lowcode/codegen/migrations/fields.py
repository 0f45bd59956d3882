"""The fields of one entity that stays: new ones, those that are gone, and those that are something else now."""

from __future__ import annotations

from lowcode.codegen.migrations.columns import Columns
from lowcode.codegen.migrations.conversions import Impossible
from lowcode.codegen.migrations.counting import rows_with_value, rows_without_value
from lowcode.codegen.migrations.draft import Draft, RowName, StepDraft, label_facts, reason_of
from lowcode.codegen.migrations.fates import decide
from lowcode.codegen.migrations.filling import fill_from
from lowcode.codegen.migrations.link_fields import LinkFields
from lowcode.codegen.migrations.new_fields import add_field
from lowcode.codegen.migrations.operations import AllowEmpty, FillColumn, Guard, Operation, RequireValue
from lowcode.codegen.migrations.pairs import FieldPair
from lowcode.codegen.migrations.retyping import refuse, retype
from lowcode.codegen.migrations.steps import Loss, StepKind
from lowcode.codegen.schema import Column
from lowcode.codegen.storage import column_of
from lowcode.ir.application import AutonumberFieldType, Entity, Field
from lowcode.ir.changes import Drop, FillReason, Kind
from lowcode.ir.former import PLACE_COLUMN, FormerEntity, FormerField

_OF_SORT_KEYS = "_sort"
_SORT_KEY = (("kind", "sort_key"),)
"""What a step about a column that no field has is about: what lists are sorted by, or what stands for a record."""


class FieldDiffer:
    """Compares the fields of one entity."""

    def __init__(self, draft: Draft, entity: Entity, former: FormerEntity, columns: Columns) -> None:
        self.draft = draft
        self.entity = entity
        self.former = former
        self.columns = columns
        self.links = LinkFields(draft, entity, columns)
        self.pairs = decide(draft, entity, columns)
        self.added: list[Field] = []
        """New fields that people fill in."""
        self.unexplained: list[FormerField] = []
        """Fields that are gone without a word."""

    def compare(self) -> None:
        """Adds the steps of all fields."""
        pairs = {pair.field.name: pair for pair in self.pairs}
        for field in self.entity.fields:
            pair = pairs.get(field.name)
            if pair is None:
                self._add(field)
            else:
                self._compare(pair)
        still = {pair.old.name for pair in self.pairs}
        for old in self.former.fields:
            if old.name not in still:
                self._take_away(old)
        self._derived_columns()

    def _add(self, field: Field) -> None:
        if field.computed is None:
            self.added.append(field)
        if not self.links.added(field):
            add_field(self.draft, self.entity, self.columns, field)

    # --- fields that were there ---

    def _compare(self, pair: FieldPair) -> None:
        self._renamed(pair)
        if pair.field.computed is not None:
            self._computed(pair)
        elif pair.old.is_computed:
            self._entered(pair)
        elif pair.old.link_table is not None or self.links.is_link(pair.field):
            self.links.compare(pair)
        elif (pair.old_column is None) != (pair.new_column is None):
            self._listed(pair)
        elif pair.old_column is not None:
            self._stored(pair)

    def _renamed(self, pair: FieldPair) -> None:
        old, field = pair.old, pair.field
        column, present = pair.old_column, pair.new_column
        moved = column is not None and present is not None and column.name != present.name
        if old.name == field.name and old.identifier == field.identifier and not moved:
            return
        facts = (("old", old.name), ("label", field.label.texts[0]))
        step = self.draft.add(StepKind.RENAME_COLUMN, pair.subject, self.entity.table, facts=facts, span=field.span)
        owner = self.entity.identifier
        self.draft.row_names.append(RowName(Kind.FIELD.value, owner, old.identifier, field.identifier, step))

    def _listed(self, pair: FieldPair) -> None:
        """A list of other records becomes a value, or the other way round: nothing of the one is in the other."""
        if pair.old_column is None and (pair.fill is not None or not self._had_rows(pair.old)):
            add_field(self.draft, self.entity, self.columns, pair.field)
        else:
            refuse(pair, Impossible())

    def _had_rows(self, old: FormerField) -> bool:
        return any(
            each.owner == self.former.name and each.owner_field == old.name for each in self.draft.former.entities
        )

    def _stored(self, pair: FieldPair) -> None:
        old = pair.old_column
        if old is None:
            return
        if pair.is_retyped or old.name in self.columns.moves.gone:
            retype(pair)
        elif pair.fill is not None and pair.fill.reason is FillReason.MERGED:
            self._merged(pair)
        if old.name in self.columns.moves.kept:
            self._requirement(pair)

    def _merged(self, pair: FieldPair) -> None:
        """The field takes in others: what it was is set aside before."""
        old, new, fill = pair.old_column, pair.new_column, pair.fill
        if old is None or new is None or fill is None:
            return
        archived = self.draft.archived_column(pair.old_table, old, pair.subject, pair.old.type, is_whole=True)
        filled = fill_from(self.draft, pair.new_table, new, fill)
        operations: list[Operation] = [archived, filled]
        if not old.nullable and not new.nullable:
            operations += [AllowEmpty(pair.old_table, old), self._insists(pair, new), RequireValue(pair.new_table, new)]
        facts = (*pair.facts, ("archive", archived.archive))
        self.draft.add(
            StepKind.FILL_COLUMN,
            pair.subject,
            pair.new_table,
            *operations,
            loss=Loss.RECOVERABLE,
            facts=facts,
            span=fill.span,
        )
        pair.note_change()

    def _requirement(self, pair: FieldPair) -> None:
        old, new = pair.old_column, pair.new_column
        if old is None or new is None or old.nullable == new.nullable:
            return
        if new.nullable:
            allowed = AllowEmpty(pair.old_table, old)
            self._step(StepKind.ALLOW_EMPTY, pair, allowed)
            return
        operations = [*self._filled_up(pair), RequireValue(pair.new_table, new)]
        step = self._step(StepKind.REQUIRE_VALUE, pair, *operations)
        step.rows = rows_without_value(pair.old_table, old.name)

    def _filled_up(self, pair: FieldPair) -> list[Operation]:
        """What rows without a value get, or what stops the migration if there are any."""
        old, new, fill = pair.old_column, pair.new_column, pair.fill
        if old is None or new is None:
            return []
        if isinstance(pair.field.type, AutonumberFieldType):
            return []
        late = self._insists(pair, new)
        if fill is not None:
            pair.note_change()
            is_done = fill.reason is FillReason.MERGED
            return [late] if is_done else [fill_from(self.draft, pair.new_table, new, fill), late]
        if new.default is not None:
            pair.note_change()
            return [FillColumn(pair.new_table, new, is_only_empty=True)]
        return [Guard("empty", pair.old_table, (old.name,), "", pair.subject)]

    @staticmethod
    def _insists(pair: FieldPair, new: Column) -> Guard:
        return Guard("empty", pair.new_table, (new.name,), "", pair.subject, is_late=True)

    def _step(self, kind: StepKind, pair: FieldPair, *operations: Operation) -> StepDraft:
        return self.draft.add(kind, pair.subject, pair.new_table, *operations, facts=pair.facts, span=pair.field.span)

    # --- computed fields ---

    def _computed(self, pair: FieldPair) -> None:
        """A field is computed: what people had typed is set aside; what had been computed is computed again."""
        old, new = pair.old_column, pair.new_column
        operations: list[Operation] = []
        loss = Loss.NONE
        facts = pair.facts
        if not pair.old.is_computed:
            if old is None:
                self.links.compare(pair)
                return
            archived = self.draft.archived_column(pair.old_table, old, pair.subject, pair.old.type, is_whole=True)
            operations.append(archived)
            loss, facts = Loss.RECOVERABLE, (*facts, ("archive", archived.archive))
            pair.note_change()
        stays = old is not None and old.name in self.columns.moves.kept
        if stays and old is not None and not old.nullable:
            operations.append(AllowEmpty(pair.old_table, old))
        if old is not None and not stays:
            operations += self.columns.leaving(old.name)[1]
        if new is not None and not stays:
            operations.append(self.columns.added(new.name))
            pair.note_change()
        if not operations:
            return
        kind = StepKind.FORGET_COMPUTED if new is None else StepKind.STORE_COMPUTED
        step = self._step(kind, pair, *operations)
        step.loss, step.facts = loss, facts

    def _entered(self, pair: FieldPair) -> None:
        """People fill in what was computed: the last values stay."""
        old = pair.old_column
        if old is None:
            self._add(pair.field)
            return
        self._step(StepKind.KEEP_COMPUTED, pair)
        if pair.new_column is None:
            self.links.compare(pair)
        else:
            self._stored(pair)

    # --- fields that are gone ---

    def _take_away(self, old: FormerField) -> None:
        drop = self.draft.drop_of(Kind.FIELD, self.entity.name, old.name)
        if old.is_computed:
            self._forget(old)
        elif old.link_table is None and old.column is None:
            return
        elif drop is None and old.column == PLACE_COLUMN:
            self._set_aside(old)
        elif drop is None:
            self.unexplained.append(old)
        elif old.link_table is not None:
            self.links.taken_away(old, drop)
        else:
            self._set_aside(old, drop)

    def _forget(self, old: FormerField) -> None:
        if old.column in self.columns.moves.gone:
            self.draft.add(
                StepKind.FORGET_COMPUTED,
                f"{self.entity.name}.{old.name}",
                self.entity.table,
                *self.columns.leaving(old.column)[1],
                facts=label_facts(old.label, *old.others),
            )

    def _set_aside(self, old: FormerField, drop: Drop | None = None) -> None:
        """The values of a field that is gone; the place of rows that are records of their own goes without a word."""
        column = self.columns.old[old.column or ""]
        subject, table = f"{self.entity.name}.{old.name}", self.columns.moves.old.name
        reason = "" if drop is None else reason_of(drop)
        archived = self.draft.archived_column(table, column, subject, old.type, reason)
        self.draft.add(
            StepKind.ARCHIVE_COLUMN,
            subject,
            self.entity.table,
            archived,
            *self.columns.leaving(column.name)[1],
            loss=Loss.RECOVERABLE,
            facts=(("reason", reason), ("archive", archived.archive), *label_facts(old.label, *old.others)),
            span=self.entity.span if drop is None else drop.span,
            rows=rows_with_value(table, column.name),
        )

    # --- columns that no field has ---

    def _derived_columns(self) -> None:
        """Sort keys and titles: they can be computed again, so they come and go as they are needed."""
        own = {each.column: label_facts(each.label, *each.others) for each in self.former.fields}
        for name in self.columns.moves.gone:
            if name not in own:
                operations = self.columns.leaving(name)[1]
                facts = (*_SORT_KEY, *own.get(name.removesuffix(_OF_SORT_KEYS), ()))
                self._derived(StepKind.FORGET_COMPUTED, name, *operations, facts=facts)
        there = set(self.columns.moves.kept.values()) | {
            pair.new_column.name for pair in self.pairs if pair.new_column is not None
        }
        fields = {column_of(each): label_facts(*each.label.texts) for each in self.entity.fields}
        for name in self.columns.new:
            if name not in there and name not in fields:
                facts = (*_SORT_KEY, *fields.get(name.removesuffix(_OF_SORT_KEYS), ()))
                self._derived(StepKind.STORE_COMPUTED, name, self.columns.added(name), facts=facts)

    def _derived(self, kind: StepKind, column: str, *operations: Operation, facts: tuple[tuple[str, str], ...]) -> None:
        self.draft.add(kind, f"{self.entity.name}.{column}", self.entity.table, *operations, facts=facts)
