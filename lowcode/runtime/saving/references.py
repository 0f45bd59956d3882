"""Loads the records that a submission refers to: one query per entity, however many rows there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from lowcode.runtime.access import is_unconditional, predicate
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import Verb
from lowcode.runtime.saving.fetching import fetch_all


class References:
    """The records referred to, by entity and id, and which of them the user may read."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._records: dict[tuple[str, int], Any] = {}
        self._unreadable: set[tuple[str, int]] = set()

    def load(self, wanted: Iterable[tuple[str, int]]) -> None:
        """Fetches what is not there yet."""
        missing: dict[str, set[int]] = {}
        for entity, record_id in wanted:
            if (entity, record_id) not in self._records:
                missing.setdefault(entity, set()).add(record_id)
        for entity, ids in missing.items():
            self._load(entity, ids)

    def _load(self, name: str, ids: set[int]) -> None:
        context = self._context
        if name == "user" and context.user_id in ids and context.user_id is not None:
            self._records[name, context.user_id] = context.me
            ids = ids - {context.user_id}
        if not ids:
            return
        entity = context.application.entity_by_name[name]
        readable = predicate(entity, Verb.READ, context)
        if is_unconditional(readable):
            for record in fetch_all(context, entity, ids):
                self._records[name, record.id] = record
            return
        model: Any = entity.model
        statement = select(model, readable).where(model.id.in_(ids))
        for record, is_readable in context.session.execute(statement):
            self._records[name, record.id] = record
            if not is_readable:
                self._unreadable.add((name, record.id))

    def get(self, entity: str, record_id: int | None) -> Any:
        """The record, or None; what was not asked for in `load` is fetched now."""
        if record_id is None:
            return None
        if (entity, record_id) not in self._records:
            self._load(entity, {record_id})
        return self._records.get((entity, record_id))

    def may_choose(self, entity: str, record_id: int) -> bool:
        """Whether the record exists and the user may read it: the rest is "not found" to him."""
        return self.get(entity, record_id) is not None and (entity, record_id) not in self._unreadable
