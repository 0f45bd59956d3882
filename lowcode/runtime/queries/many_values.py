"""The values of `many of` and many-to-many fields, for all records of a page in one query per field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, select

from lowcode.runtime.definitions import Choice, FieldDefinition, ManyChoiceOf, ManyReference
from lowcode.runtime.queries.plans import EntityPlan, Plans, option_names
from lowcode.runtime.queries.results import RecordLink


def read_many_values(
    plan: EntityPlan,
    plans: Plans,
    connection: Connection,
    definition: FieldDefinition,
    ids: Sequence[int],
) -> dict[int, tuple[Any, ...]]:
    """By record: the names of the options in the order of the spec, or the records by title."""
    key = ("many", plan.definition.name, definition.name)
    match definition.type:
        case ManyChoiceOf(choice=choice):
            statement = plans.kept(key, lambda: _options_of(plan.option_table(definition)))
            rows = connection.execute(statement, {"ids": list(ids)}).all()
            return _in_order(rows, plan.application.choice_by_name[choice])
        case ManyReference(entity=entity):
            target = plans(entity)
            statement = plans.kept(
                key, lambda: _links_of(plan.link_table(definition), target.table, target.definition.title)
            )
            found: dict[int, tuple[Any, ...]] = {}
            for record_id, target_id, title in connection.execute(statement, {"ids": list(ids)}):
                found[record_id] = (*found.get(record_id, ()), RecordLink(target_id, title))
            return found
        case _:
            raise TypeError(f"the field {definition.name} holds one value")


def _in_order(rows: Any, choice: Choice) -> dict[int, tuple[str, ...]]:
    position = {name: place for place, name in enumerate(option_names(choice))}
    found: dict[int, list[str]] = {}
    for record_id, name in rows:
        found.setdefault(record_id, []).append(name)
    return {
        record_id: tuple(sorted(names, key=lambda name: position.get(name, len(position))))
        for record_id, names in found.items()
    }


def _options_of(options: Table) -> Select[Any]:
    wanted = options.c.record_id.in_(bindparam("ids", expanding=True))
    return select(options.c.record_id, options.c.option).where(wanted)


def _links_of(links: Table, target: Table, title: str) -> Select[Any]:
    return (
        select(links.c.record_id, target.c.id, target.c[title])
        .join(target, target.c.id == links.c.target_id)
        .where(links.c.record_id.in_(bindparam("ids", expanding=True)))
        .order_by(links.c.record_id, target.c[title], target.c.id)
    )
