"""Which columns go on and which ones go: known of all tables before anything is made of it."""

from __future__ import annotations

from lowcode.codegen.migrations.columns import Columns
from lowcode.codegen.migrations.draft import Draft
from lowcode.codegen.migrations.pairs import FieldPair
from lowcode.codegen.migrations.retyping import stays
from lowcode.codegen.storage import SYSTEM_COLUMN_TYPES, TITLE_TEXT
from lowcode.ir.application import Entity
from lowcode.ir.changes import FillReason
from lowcode.ir.former import OWNER_COLUMN, PLACE_COLUMN

_OWN = (*SYSTEM_COLUMN_TYPES, OWNER_COLUMN, PLACE_COLUMN)


def decide(draft: Draft, entity: Entity, columns: Columns) -> list[FieldPair]:
    """Says of each former column whether it stays; gives the fields that were there."""
    for name in _OWN:
        if name in columns.old and name in columns.new:
            columns.keep(name, name)
    pairs = []
    for field in entity.fields:
        former = draft.matching.fields.get((entity.name, field.name))
        if former is not None:
            pairs.append(FieldPair(draft, entity, columns, former, field))
    for pair in pairs:
        old, new = pair.old_column, pair.new_column
        if old is not None and new is not None:
            if _goes_on(pair):
                columns.keep(old.name, new.name)
            _keep_key(columns, old.name, new.name)
    if TITLE_TEXT in columns.old and TITLE_TEXT in columns.new:
        columns.keep(TITLE_TEXT, TITLE_TEXT)
        _keep_key(columns, TITLE_TEXT, TITLE_TEXT)
    for name in columns.old:
        if name not in columns.moves.kept:
            columns.give_up(name)
    return pairs


def _keep_key(columns: Columns, old: str, new: str) -> None:
    """What a column is sorted by goes on whatever becomes of the column: it is computed anew if need be."""
    if f"{old}_sort" in columns.old and f"{new}_sort" in columns.new:
        columns.keep(f"{old}_sort", f"{new}_sort")


def _goes_on(pair: FieldPair) -> bool:
    old, new = pair.old_column, pair.new_column
    if old is None or new is None:
        return False
    if pair.field.computed is not None:
        return old.type == new.type
    fill = pair.fill
    if fill is not None and fill.reason is FillReason.RETYPED:
        return False
    return not pair.is_retyped or stays(pair)
