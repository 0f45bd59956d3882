"""Puts a submission onto a record: defaults, readonly and invisible fields, rows added, changed, removed, reordered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lowcode.runtime.definitions import Condition, FieldDefinition, ManyReference, Reference, Rows
from lowcode.runtime.saving.attachments import known_files
from lowcode.runtime.saving.draft import Draft, Part
from lowcode.runtime.saving.facts import Facts, facts_of, is_one_column, new_record
from lowcode.runtime.saving.field_guards import judge_new, may_write_rows, writable
from lowcode.runtime.saving.states import without_state
from lowcode.runtime.saving.submission import Row
from lowcode.runtime.saving.values import is_empty, plain, set_value, value_of


def apply_submission(draft: Draft) -> None:
    """The record and its rows as the submission wants them, as far as the rules let it."""
    submission = draft.submission
    draft.references.load(_referenced(draft.main, submission.values))
    rows = {
        each.name: submission.values[each.name] for each, _ in draft.main.facts.rows if each.name in submission.values
    }
    _apply_values(draft, draft.main, submission.values)
    for definition, row_entity in draft.main.facts.rows:
        if definition.name in rows and _may_write(draft, draft.main, definition):
            _apply_rows(draft, definition, row_entity, rows[definition.name])


def _apply_values(draft: Draft, part: Part, values: Mapping[str, Any]) -> None:
    submitted = [
        each
        for each in part.facts.editable
        if each.name in values and not isinstance(each.type, Rows) and (draft.submission.is_trusted or not each.hidden)
    ]
    submitted = without_state(draft, part, writable(draft, part, submitted), values)
    for definition in submitted:
        value = _with_unseen(draft, part, definition, values[definition.name])
        if part.is_new or value != part.before.get(definition.name):
            if value and definition in part.facts.attachments:
                value = known_files(draft, part, definition, value)
            set_value(part.record, definition, value, draft.references)
    if part.is_new:
        _apply_defaults(draft, part, {each.name for each in submitted} | part.unreadable)
    judge_new(draft, part, submitted)
    if part.facts.has_conditions and not draft.submission.is_trusted:
        _undo_invisible(draft, part, [each for each in submitted if each.flow is None])
        if draft.submission.transition is None:
            _refuse_readonly(draft, part, submitted)


def _with_unseen(draft: Draft, part: Part, definition: FieldDefinition, value: Any) -> Any:
    """Links to records that the user may not read were not on his form, so their absence does not mean removal."""
    before = part.before.get(definition.name)
    if not isinstance(definition.type, ManyReference) or not before:
        return value
    chosen = tuple(value or ())
    target = definition.type.entity
    gone = [target_id for target_id in before if target_id not in chosen]
    draft.references.load((target, target_id) for target_id in gone)
    return (*chosen, *(target_id for target_id in gone if not draft.references.may_choose(target, target_id)))


def _apply_defaults(draft: Draft, part: Part, given: set[str]) -> None:
    for definition in part.facts.editable:
        if definition.default is not None and definition.name not in given and definition.flow is None:
            value = plain(definition, definition.default(part.record, draft.context))
            set_value(part.record, definition, value, draft.references)


def _undo_invisible(draft: Draft, part: Part, submitted: list[FieldDefinition]) -> None:
    """A field that the submission's own values make invisible was not on the page: what came for it is dropped.

    Taking one back may hide or show another, so this goes on until nothing changes.
    """
    undone: set[str] = set()
    for _ in submitted:
        found = [
            each
            for each in submitted
            if each.name not in undone and each.visible and not holds(each.visible, part, draft)
        ]
        if not found:
            return
        for definition in found:
            undone.add(definition.name)
            set_value(part.record, definition, part.before.get(definition.name), draft.references)


def _refuse_readonly(draft: Draft, part: Part, submitted: list[FieldDefinition]) -> None:
    for definition in submitted:
        if definition.readonly is None or not holds(definition.readonly, part, draft):
            continue
        old = part.before.get(definition.name)
        if part.is_new:
            old = plain(definition, definition.default(part.record, draft.context)) if definition.default else None
        new = value_of(part.record, definition)
        if new == old or (is_empty(new) and is_empty(old)):
            continue
        if part.is_new and is_empty(new):
            set_value(part.record, definition, old, draft.references)
        else:
            draft.refuse(part, definition, "read_only")


def _may_write(draft: Draft, part: Part, definition: FieldDefinition) -> bool:
    """Whether a sub-table may be touched; one that is invisible is left alone, one that is readonly, too."""
    if draft.submission.is_trusted:
        return True
    if not may_write_rows(draft, part, definition):
        return False
    if definition.visible and not holds(definition.visible, part, draft):
        return False
    is_readonly = definition.readonly is not None and holds(definition.readonly, part, draft)
    return draft.submission.transition is not None or not is_readonly


def _apply_rows(draft: Draft, definition: FieldDefinition, row_entity: str, rows: tuple[Row, ...]) -> None:
    facts = facts_of(draft.context.application.entity_by_name[row_entity])
    collection: list[Any] = getattr(draft.main.record, definition.name)
    existing = {row.id: row for row in collection}
    order: list[Any] = []
    parts: list[tuple[Part, Row]] = []
    for row in rows:
        part = _row_part(draft, definition, row, existing)
        if part is None:
            continue
        part.facts = facts
        if not part.is_new:
            part.remember(remembered(facts, row.values))
        order.append(part.record)
        parts.append((part, row))
    draft.references.load(found for part, row in parts for found in _referenced(part, row.values))
    for record in [each for each in collection if each not in order]:
        removed = Part(facts=facts, record=record, is_new=False, rows_field=definition.name)
        removed.prefix = f"{definition.name}[{record.position}]."
        removed.remember(remembered(facts, {}))
        draft.removed.append(removed)
        collection.remove(record)
    for position, record in enumerate(order):
        if record.position != position:
            draft.have_rows_moved = True
            record.position = position
        if record not in collection:
            collection.append(record)
    for part, row in parts:
        _apply_values(draft, part, row.values)
        draft.rows.append(part)


def _row_part(draft: Draft, definition: FieldDefinition, row: Row, existing: dict[int, Any]) -> Part | None:
    facts = facts_of(draft.context.application.entity_by_name[_row_entity(definition)])
    prefix = f"{definition.name}[{row.index}]."
    unreadable = frozenset(
        problem.path.removeprefix(prefix) for problem in draft.submission.problems if problem.path.startswith(prefix)
    )
    record = existing.get(row.id) if row.id is not None else new_record(facts)
    if record is None:
        draft.refuse(draft.main, definition, "record_not_found")
        return None
    return Part(
        facts=facts,
        record=record,
        is_new=row.id is None,
        prefix=prefix,
        rows_field=definition.name,
        unreadable=unreadable,
    )


def _row_entity(definition: FieldDefinition) -> str:
    if not isinstance(definition.type, Rows):
        raise TypeError(f"{definition.name} is no sub-table")
    return definition.type.entity


def _referenced(part: Part, values: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """The records that the values name and that the part does not refer to yet."""
    for definition in part.facts.editable:
        value = values.get(definition.name)
        if value is None or value == part.before.get(definition.name):
            continue
        if isinstance(definition.type, Reference):
            yield definition.type.entity, value
        elif isinstance(definition.type, ManyReference):
            for target_id in value:
                yield definition.type.entity, target_id


def remembered(facts: Facts, values: Mapping[str, Any]) -> tuple[FieldDefinition, ...]:
    """The fields whose old values matter: all columns, and the lists that the submission touches (each is a query)."""
    return tuple(each for each in facts.stored if is_one_column(each) or each.name in values)


def holds(condition: Condition, part: Part, draft: Draft) -> bool:
    """Whether a modifier's `when` applies to the part as it stands; without one it always does."""
    return condition.when is None or condition.when(part.record, draft.context) is True
