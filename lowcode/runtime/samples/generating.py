"""Makes up records in waves: a few thousand parents with all that belongs to them, written at once, then forgotten."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from lowcode.runtime.context import Context
from lowcode.runtime.database.system_tables import history
from lowcode.runtime.definitions import EntityDefinition, ManyChoiceOf, ManyReference
from lowcode.runtime.samples.automatic import take_automatic_steps
from lowcode.runtime.samples.composing import Composed, Composer
from lowcode.runtime.samples.files import attach_samples
from lowcode.runtime.samples.judging import unique_keys
from lowcode.runtime.samples.planning import BUILT_IN, plan, references_of
from lowcode.runtime.samples.stays import write_stays
from lowcode.runtime.samples.workshop import open_workshop
from lowcode.runtime.saving.bulk_insert import insert_pairs, insert_rows, reserve_ids
from lowcode.runtime.saving.computing import compute_part, set_sort_keys
from lowcode.runtime.saving.dependants import maintain, recompute
from lowcode.runtime.saving.draft import Part
from lowcode.runtime.saving.facts import facts_of
from lowcode.runtime.saving.numbering import format_number, reserve_numbers
from lowcode.runtime.saving.relations import relations_of
from lowcode.runtime.saving.searching import texts_of
from lowcode.runtime.search_index import terms_of_fields

_WAVE = 2_000
_POOL = 300
"""Records of one entity that were there before and may be referred to."""


def generate(context: Context, wanted: Sequence[tuple[EntityDefinition, int]], random_seed: int) -> dict[str, int]:
    """Makes up so many records of these entities, and of those that belong to them; how many were made of which."""
    return _Generation(context, wanted, random_seed).run()


class _Generation:
    def __init__(self, context: Context, wanted: Sequence[tuple[EntityDefinition, int]], random_seed: int) -> None:
        self.context = context
        self.counts = plan(context, wanted)
        self.offsets: dict[str, int] = {}
        self.workshop = open_workshop(context, random_seed)
        self.pools = self.workshop.pools
        entities = context.application.entity_by_name
        self.composers: dict[str, Composer] = {}
        self.made: dict[str, int] = dict.fromkeys(self.counts, 0)
        self.tried = dict(self.made)
        self._load_pools()
        for name in self.counts:
            source = random.Random(f"{random_seed}/{name}")  # noqa: S311 - made-up records are no secret
            self.composers[name] = Composer(self.workshop, entities[name], source)
            self.composers[name].judge.take(_taken_keys(context, entities[name]))

    def run(self) -> dict[str, int]:
        """All waves, then what only the database can compute."""
        waves = max(1, -(-max(self.counts.values(), default=0) // _WAVE))
        kept = {name for name, count in self.counts.items() if count <= _POOL}
        for wave in range(waves):
            for name, count in self.counts.items():
                size = count * (wave + 1) // waves - count * wave // waves
                if name in kept:
                    size = count if wave == 0 else 0
                if size:
                    self._make(name, size)
            self.pools.forget(name for name in self.counts if name not in kept)
        self._compute()
        if take_automatic_steps(self.context, self.made, self.workshop.random_seed):
            self._compute()
        return self.made

    def _load_pools(self) -> None:
        """Who was there before: people above all, and what is referred to but not made up."""
        entities = self.context.application.entity_by_name
        targets = {"user"}
        for name in self.counts:
            rows = [row_name for _, row_name in facts_of(entities[name]).rows]
            for each in (name, *rows):
                targets |= {target for _, target in references_of(entities[each])}
            targets |= {
                link.target for link in relations_of(self.context.application).lists[name] if link.target is not None
            }
            model: Any = entities[name].model
            self.offsets[name] = self.context.connection.execute(select(func.count()).select_from(model)).scalar_one()
        for target in sorted(targets):
            if target not in self.counts:
                self._load_pool(entities[target])

    def _load_pool(self, entity: EntityDefinition) -> None:
        model: Any = entity.model
        statement = select(model).order_by(model.id).limit(_POOL)
        if entity.name in BUILT_IN and hasattr(model, "active"):
            statement = statement.where(model.active.is_(True))
        people: Iterable[Any] = self.context.session.scalars(statement).all()
        if entity.name == "user":
            sellers = [each for each in people if set(each.roles) - {"admin"}]
            people = sellers or people
        for record in people:
            self.pools.add(self.context, entity.name, record)

    def _make(self, name: str, count: int) -> None:
        composer, context = self.composers[name], self.context
        composer.renew()
        composed: list[Composed] = []
        for number in range(self.tried[name], self.tried[name] + count):
            found = composer.compose(number, self.counts[name], self.offsets[name] + number)
            if found is not None:
                composed.append(found)
        self.tried[name] += count
        self.made[name] += len(composed)
        _write(context, composer.entity, composed)
        for each in composed:
            self.pools.add(context, name, each.record, each.course)

    def _compute(self) -> None:
        """What depends on other records; searched and sorted texts that it changes follow."""
        entities = self.context.application.entity_by_name
        self.context.forget_records()
        for _ in range(3):
            changes = []
            for entity in entities.values():
                late = _late(entity)
                changes += recompute(self.context, entity, late, None) if late else []
            if not changes:
                return
            maintain(self.context, [change for change in changes if len(change.ids) <= _WAVE])


def _late(entity: EntityDefinition) -> tuple[str, ...]:
    """What only the database can compute; where lists are tables of their own, whatever may read them."""
    has_lists = any(isinstance(each.type, ManyChoiceOf | ManyReference) for each in entity.fields)
    return entity.compute_order if has_lists else facts_of(entity).late


def _taken_keys(context: Context, entity: EntityDefinition) -> dict[tuple[str, ...], set[tuple[Any, ...]]]:
    model: Any = entity.model
    return {
        names: {tuple(row) for row in context.connection.execute(select(*(getattr(model, name) for name in names)))}
        for names in unique_keys(entity)
    }


def _write(context: Context, entity: EntityDefinition, composed: list[Composed]) -> None:
    """A wave of one entity: its rows, options, links, search terms, history."""
    if not composed:
        return
    facts = facts_of(entity)
    table = entity.model.__table__
    for each, record_id in zip(composed, reserve_ids(context, table, len(composed)), strict=True):
        each.record.__dict__["id"] = record_id
    if facts.autonumbers:
        _number(context, entity, composed)
    names = [column.name for column in table.columns]
    insert_rows(context, table, [{name: each.record.__dict__.get(name) for name in names} for each in composed])
    _write_lists(context, entity, composed)
    attach_samples(context, entity, [each.record for each in composed])
    for definition, row_name in facts.rows:
        rows: list[Composed] = []
        for each in composed:
            for row in each.rows.get(definition.name, ()):
                row.record.__dict__["owner_record_id"] = each.record.id
                rows.append(row)
        _write(context, context.application.entity_by_name[row_name], rows)
    if facts.search_table is not None:
        scopes = facts.search_scopes
        found = ((each.record.id, terms_of_fields(texts_of(facts, each.record), scopes)) for each in composed)
        insert_pairs(context, facts.search_table, sorted((term, number) for number, terms in found for term in terms))
    write_stays(context, entity, [(each.record.id, _person_id(entity, each.record), each.course) for each in composed])
    if entity.owner is None:
        insert_rows(context, history, [_history_row(entity, each.record) for each in composed])


def _person_id(entity: EntityDefinition, record: Any) -> int | None:
    ids = (getattr(record, f"{each.name}_id") for each, target in references_of(entity) if target == "user")
    return next((each for each in ids if each is not None), None)


def _number(context: Context, entity: EntityDefinition, composed: list[Composed]) -> None:
    """Numbers as they would have been given: by the period in which the record was made."""
    facts = facts_of(entity)
    for definition, kind in facts.autonumbers:
        periods: dict[str, list[Composed]] = {}
        for each in composed:
            then = replace(context, now=each.record.created_at, basis=context)
            periods.setdefault(format_number(then, kind.pattern, None), []).append(each)
        for some in periods.values():
            then = replace(context, now=some[0].record.created_at, basis=context)
            first = reserve_numbers(then, entity, definition.name, kind.pattern, len(some))
            for number, each in enumerate(some, first):
                each.record.__dict__[definition.name] = format_number(then, kind.pattern, number)
    for each in composed:
        compute_part(Part(facts=facts, record=each.record, is_new=True), context)
        set_sort_keys(each.record, facts.sort_columns)


def _write_lists(context: Context, entity: EntityDefinition, composed: list[Composed]) -> None:
    for each in relations_of(context.application).lists[entity.name]:
        rows = [
            {each.record.name: one.record.id, each.value.name: value}
            for one in composed
            for value in (one.options if each.target is None else one.links).get(each.field.name, ())
        ]
        insert_rows(context, each.table, rows)


def _history_row(entity: EntityDefinition, record: Any) -> dict[str, Any]:
    return {
        "at": record.created_at,
        "user_id": None,
        "entity": entity.name,
        "record_id": record.id,
        "version": 1,
        "action": "create",
        "changes": "[]",
    }
