"""Finds which unique key a draft breaks, and names the other record where the user may read it.

Asked only when something is wrong already: on the way to a good save the database's own unique index answers.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from lowcode.runtime.access import predicate
from lowcode.runtime.definitions import FieldDefinition, UniqueKeyDefinition, Verb
from lowcode.runtime.saving.draft import Draft, Part, UniqueValues
from lowcode.runtime.saving.facts import attribute_of
from lowcode.runtime.saving.outcome import Problem


def unique_values(draft: Draft) -> list[UniqueValues]:
    """What the draft would have to be alone with; empty values never clash."""
    found: list[UniqueValues] = []
    for part in (draft.main, *draft.rows):
        for key in _keys(part):
            values = {name: getattr(part.record, name) for name in _attributes(part, key)}
            is_complete = all(value is not None for value in values.values())
            if is_complete and (key.when is None or key.when(part.record, draft.context) is True):
                gone = [other.record.id for other in draft.removed if other.facts is part.facts]
                own_ids = tuple(gone if part.is_new else [*gone, part.record.id])
                found.append(UniqueValues(part=part, key=key, values=values, own_ids=own_ids))
    return found


def unique_problems(draft: Draft) -> list[Problem]:
    """A problem for each unique key that other records already have; those of rows count within the record.

    A draft that touches a sub-table holds all of its rows.
    """
    problems: list[Problem] = []
    for index, mine in enumerate(draft.unique_values):
        path = f"{mine.part.prefix}{mine.key.fields[-1]}"
        has_twin = any(
            other.key.name == mine.key.name and other.values == mine.values for other in draft.unique_values[:index]
        )
        if has_twin:
            problems.append(Problem(path=path, code="not_unique_row", message=mine.key.message))
        elif not mine.part.rows_field and (clash := _clash(draft, mine, path)) is not None:
            problems.append(clash)
    return problems


def _attributes(part: Part, key: UniqueKeyDefinition) -> list[str]:
    return [attribute_of(part.entity.field_by_name[name]) for name in key.fields]


def _keys(part: Part) -> list[UniqueKeyDefinition]:
    single = [
        UniqueKeyDefinition(name=f"uq_{part.entity.model.__table__.name}_{each.name}", fields=(each.name,))
        for each in part.facts.editable
        if each.unique
    ]
    return [*single, *part.entity.unique_keys]


def _clash(draft: Draft, mine: UniqueValues, path: str) -> Problem | None:
    entity, context = mine.part.entity, draft.context
    model: Any = entity.model
    conditions = [getattr(model, name) == value for name, value in mine.values.items()]
    if mine.key.when_column is not None:
        conditions.append(mine.key.when_column(model, context))
    if mine.own_ids:
        conditions.append(model.id.not_in(mine.own_ids))
    title = getattr(model, entity.title)
    readable = predicate(entity, Verb.READ, context)
    other = context.connection.execute(select(model.id, title, readable).where(*conditions).limit(1)).first()
    if other is None:
        return None
    if mine.key.message is None and other[2]:
        return Problem(path=path, code="not_unique_with", parameters={"title": other[1] or "", "id": other[0]})
    return Problem(path=path, code="not_unique", message=mine.key.message)


def single_field(part: Part, column: str) -> FieldDefinition | None:
    """The field that a column of the part's table belongs to."""
    for definition in part.entity.fields:
        if attribute_of(definition) == column:
            return definition
    return None
