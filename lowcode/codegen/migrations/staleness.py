"""Which computed values are no longer true: their rule is another one, or what they read has changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lowcode.codegen.migrations.draft import Draft, TableMoves
from lowcode.codegen.migrations.operations import Recompute
from lowcode.codegen.migrations.steps import StepKind
from lowcode.codegen.reads import MEMBERSHIP, TITLE, Read
from lowcode.codegen.schema_builder import derived_rules, rule_hash
from lowcode.codegen.storage import TITLE_TEXT, column_of, title_field
from lowcode.ir.application import Entity, ReverseFieldType
from lowcode.naming import class_name

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def recompute_steps(draft: Draft) -> None:
    """Adds a step for each entity whose computed values have to be computed anew."""
    stale = _follow(draft)
    for entity in draft.application.entities:
        if entity.name in draft.matching.entities and (entity.name in stale or _has_another_rule(draft, entity)):
            draft.add(StepKind.RECOMPUTE, entity.name, entity.table, Recompute(entity.identifier))


def _follow(draft: Draft) -> set[str]:
    """The entities with computed values that read what has changed, and so on."""
    changed = set(draft.changed)
    stale = {entity for entity, name in changed if _is_searched(draft, entity, name)}
    grew = bool(changed)
    while grew:
        grew = False
        for (entity, name), reads in draft.project.dependencies.reads_of.items():
            if (entity, name) not in changed and any(not changed.isdisjoint(_read(draft, each)) for each in reads):
                changed.add((entity, name))
                grew = True
        stale |= {entity for entity, name in changed if (entity, name) in draft.project.dependencies.reads_of}
    return stale


def _is_searched(draft: Draft, entity: str, name: str) -> bool:
    """Whether search terms or a sort key are made of the field."""
    found = draft.application.entity(entity)
    field = found.field_by_name.get(name)
    if field is None:
        return False
    words = {each.name for each in draft.new_tables[found.table].derived}
    searched = {word for each in draft.new_tables[found.table].derived for word in each.formula.split()}
    return f"{field.identifier}_sort" in words or field.identifier in searched or field.identifier in words


def _read(draft: Draft, read: Read) -> Iterator[tuple[str, str]]:
    """The fields that a read goes through, and the one it ends at."""
    application = draft.application
    for step in read.path:
        if step.field:
            yield step.source, step.field
            field = application.entity(step.source).field_by_name[step.field]
            if isinstance(field.type, ReverseFieldType):
                yield field.type.entity, field.type.by
    if read.field == TITLE:
        title = title_field(application.entity(read.entity))
        yield read.entity, TITLE_TEXT if title is None else title.name
    elif read.field != MEMBERSHIP:
        yield read.entity, read.field


def _has_another_rule(draft: Draft, entity: Entity) -> bool:
    """Whether something is derived by a rule that the former schema did not have, whatever its columns were called."""
    moves = next(each for each in draft.moves if each.new.name == entity.table)
    former = {each.name: each.formula for each in moves.old.derived}
    names = _former_names(draft, entity, moves)
    empty = _empty_columns(draft, entity, moves)
    for name, rule, is_hashed in derived_rules(draft.application, entity):
        if name.removesuffix("_sort") in empty:
            continue
        old = former.get(_put_back(name, names))
        if old is None:
            return True
        words = (word for word in rule.split() if word.removesuffix(":") not in empty)
        source = _put_back(rule if is_hashed else " ".join(words), names)
        if old != (rule_hash(source) if is_hashed else source):
            return True
    return False


def _empty_columns(draft: Draft, entity: Entity, moves: TableMoves) -> set[str]:
    """New columns that people fill in and nobody has filled in yet: nothing is derived from them."""
    kept = set(moves.kept.values())
    entered = (column_of(field) for field in entity.fields if field.computed is None)
    return {name for name in entered if name and name not in kept and not draft.is_filled(entity.table, name)}


def _former_names(draft: Draft, entity: Entity, moves: TableMoves) -> Mapping[str, str]:
    """Present names that rules are made of → former ones: columns, attributes, classes of all entities that stay."""
    names: dict[str, str] = {new: old for old, new in moves.kept.items()}
    for (owner, name), old in draft.matching.fields.items():
        present = draft.application.entity(owner).field_by_name[name]
        if owner == entity.name or present.identifier not in names:
            names[present.identifier] = old.identifier
    for name, former in draft.matching.entities.items():
        present_entity = draft.application.entity(name)
        names[present_entity.identifier] = former.identifier
        names[present_entity.class_name] = class_name(former.identifier)
    return {new: old for new, old in names.items() if new != old}


def _put_back(source: str, names: Mapping[str, str]) -> str:
    return _WORD.sub(lambda found: names.get(found[0], found[0]), source)
