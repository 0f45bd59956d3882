"""What is gone without a word, and what it may be called now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from lowcode.codegen.migrations.conversions import kind_of
from lowcode.codegen.migrations.draft import Draft
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.migrations import (
    EntityGone,
    EntityPerhapsRenamed,
    FieldGone,
    FieldPerhapsRenamed,
)
from lowcode.ir.application import Entity, Field, FieldType, ReverseFieldType
from lowcode.ir.former import FormerEntity, FormerField

if TYPE_CHECKING:
    from lowcode.codegen.migrations.fields import FieldDiffer

_ALIKE = 0.5
"""The share of fields that two entities must have in common to be taken for one."""


def closest(name: str, others: Sequence[str]) -> str:
    """The name that is most like `name`; the first of several."""
    return max(others, key=lambda other: SequenceMatcher(None, name, other).ratio())


def unexplained_entities(draft: Draft) -> Iterator[Problem]:
    """Entities and sub-tables that are gone while nothing says so, but those of owners that are gone themselves."""
    new = [each for each in draft.application.entities if each.name not in draft.matching.entities]
    for former in draft.former.entities:
        if former.name in draft.matching.entity_now:
            continue
        if former.owner is None:
            if draft.why_gone(former) is None:
                yield _entity_problem(draft, former, [each for each in new if each.owner is None])
        elif former.owner in draft.matching.entity_now:
            owner = draft.matching.entity_now[former.owner]
            is_retyped = _is_converted(draft, owner, former.owner_field or "")
            if draft.why_gone(former) is None and not is_retyped:
                yield _rows_problem(draft, former, owner, [each for each in new if each.owner in (owner, None)])


def _is_converted(draft: Draft, owner: str, name: str) -> bool:
    """Whether the field that held rows holds something else, which is told with the field; a list holds nothing."""
    now = draft.matching.fields_now.get((owner, name))
    if now is None:
        return False
    return not isinstance(draft.application.entity(owner).field_by_name[now].type, ReverseFieldType)


def unexplained_fields(differ: FieldDiffer) -> Iterator[Problem]:
    """Fields of one entity that are gone while nothing says so."""
    for old in differ.unexplained:
        candidates = {each.name: each for each in differ.added if _could_be(differ, old, each)}
        if candidates:
            new = candidates[closest(old.name, list(candidates))]
            yield FieldPerhapsRenamed(span=new.span, entity=differ.entity.name, old=old.name, new=new.name)
        else:
            yield FieldGone(span=differ.entity.span, entity=differ.entity.name, field=old.name)


def _could_be(differ: FieldDiffer, old: FormerField, new: Field) -> bool:
    """Whether the one may be the other: of a like type, and nothing says where its values come from."""
    draft = differ.draft
    if draft.fill_of(differ.entity.name, new.name) is not None:
        return False
    return _likeness(draft.matching.current_type(old.type)) == _likeness(new.type)


def _likeness(type_: FieldType) -> object:
    """What two types have in common that may be one field's."""
    kind = kind_of(type_)
    return (kind, getattr(type_, "entity", None)) if kind is not None else type_


def _entity_problem(draft: Draft, former: FormerEntity, new: list[Entity]) -> Problem:
    alike = [each for each in new if _shared(former, each) >= _ALIKE]
    if alike:
        found = max(alike, key=lambda each: _shared(former, each))
        return EntityPerhapsRenamed(span=found.span, old=former.name, new=found.name)
    return EntityGone(span=draft.application.span, entity=former.name, word=f"entity {former.name}")


def _rows_problem(draft: Draft, former: FormerEntity, owner: str, new: list[Entity]) -> Problem:
    name = former.owner_field or ""
    alike = [each for each in new if _shared(former, each) >= _ALIKE]
    if alike:
        found = max(alike, key=lambda each: _shared(former, each))
        if found.owner is None:
            return EntityPerhapsRenamed(span=found.span, old=f"{owner}.{name}", new=found.name, word="field")
        return FieldPerhapsRenamed(span=found.span, entity=owner, old=name, new=found.owner_field or "")
    span = draft.application.entity(owner).span
    return EntityGone(span=span, entity=f"{owner}.{name}", word=f"field {owner}.{name}")


def _shared(former: FormerEntity, entity: Entity) -> float:
    """The share of fields that both have."""
    names = set(former.field_by_name)
    there = set(entity.field_by_name)
    return len(names & there) / max(len(names | there), 1)
