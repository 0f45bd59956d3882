"""Writes a draft that has passed every check: numbers, stamps, flush, late fields, dependants, search terms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import ManyReference, Reference
from lowcode.runtime.saving.attempt import insert_alone
from lowcode.runtime.saving.computing import compute_draft
from lowcode.runtime.saving.dependants import Change, affected_before, maintain, recompute
from lowcode.runtime.saving.draft import Draft, Part
from lowcode.runtime.saving.facts import TITLE_TEXT
from lowcode.runtime.saving.making_way import make_way
from lowcode.runtime.saving.numbering import next_number
from lowcode.runtime.saving.searching import index_record, texts_of


class CreateNotAllowedError(Exception):
    """The new record is none that the user may create."""


def write(draft: Draft) -> None:
    """Brings the database to the draft's state, with everything that follows from it."""
    context = draft.context
    changed = {id(part): changed_names(part) for part in draft.parts}
    _stamp(draft, changed)
    before = affected_before(context, _lost_connections(draft, changed))
    make_way(draft)
    if draft.stands_alone:
        insert_alone(context, draft.main.facts, draft.main.record)
    else:
        context.session.add(draft.main.record)
        context.session.flush()
    following = _changes(draft, changed)
    for part in draft.parts:
        if part.facts.late and not part.is_new and changed[id(part)]:
            following += _compute_late(context, part)
    maintain(context, following, before)
    for part in draft.parts:
        if part.is_new or not changed[id(part)].isdisjoint(part.facts.search_attributes):
            texts = texts_of(part.facts, part.record)
            index_record(context, part.facts, part.record.id, texts, is_new=part.is_new)


def number(draft: Draft) -> None:
    """Numbers new parts, late: a refused save should not use a number up. What is computed from it follows."""
    has_numbers = False
    for part in draft.parts:
        for definition, kind in part.facts.autonumbers if part.is_new else ():
            if getattr(part.record, definition.name) is None:
                number = next_number(draft.context, part.entity, definition.name, kind.pattern)
                setattr(part.record, definition.name, number)
                has_numbers = True
    if has_numbers and any(part.entity.compute_order for part in draft.parts):
        compute_draft(draft)


def _stamp(draft: Draft, changed: dict[int, frozenset[str]]) -> None:
    now, user_id = draft.context.now, draft.context.user_id
    for part in draft.parts:
        record = part.record
        if part.is_new:
            record.created_at = now
            record.created_by_id = user_id
            record.version = 1
        elif part is draft.main or changed[id(part)]:
            record.version += 1
        else:
            continue
        record.updated_at = now
        record.updated_by_id = user_id


def changed_names(part: Part) -> frozenset[str]:
    """The fields that differ from before, the title text included; everything for a new part."""
    if part.is_new:
        return frozenset((*part.entity.field_by_name, TITLE_TEXT))
    names = frozenset(part.changed_fields())
    if part.entity.title_function is not None and part.record.title_text != part.title_before:
        return names | {TITLE_TEXT}
    return names


def _lost_connections(draft: Draft, changed: dict[int, frozenset[str]]) -> list[Change]:
    """The changes after which records that depended on the old state could not be found any more."""
    lost = [Change(entity=part.entity, ids=frozenset((part.record.id,))) for part in draft.removed]
    for part in draft.parts:
        names = changed[id(part)]
        by_name = part.entity.field_by_name
        is_moved = any(name in by_name and isinstance(by_name[name].type, Reference | ManyReference) for name in names)
        if is_moved and not part.is_new:
            lost.append(Change(entity=part.entity, ids=frozenset((part.record.id,)), fields=names))
    return lost


def _changes(draft: Draft, changed: dict[int, frozenset[str]]) -> list[Change]:
    """What happened to which records, those of one kind together; deleted rows were asked about before."""
    owner = draft.main.entity.name
    grouped: dict[tuple[str, frozenset[str] | None], set[int]] = {}
    entities = {part.entity.name: part.entity for part in draft.parts}
    for part in draft.parts:
        names = changed[id(part)]
        if names:
            fields = None if part.is_new else names
            grouped.setdefault((part.entity.name, fields), set()).add(part.record.id)
    return [
        Change(entity=entities[name], ids=frozenset(ids), fields=fields, settled="" if name == owner else owner)
        for (name, fields), ids in grouped.items()
    ]


def _compute_late(context: Context, part: Part) -> Iterable[Change]:
    model: Any = part.entity.model
    changes = recompute(context, part.entity, part.facts.late, model.id == part.record.id)
    if changes:
        context.session.expire(part.record, sorted(name for change in changes for name in change.fields or ()))
    return changes
