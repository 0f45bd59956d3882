"""Archives go by present names, as everything else does: what was dropped comes back where its place is by then."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import replace

from lowcode.codegen.migrations.model import former_choice
from lowcode.ir.application import ChoiceFieldType, FieldType, ManyChoiceFieldType
from lowcode.ir.changes import Kind
from lowcode.ir.former import Archive, FormerChoice, FormerEntity, FormerField
from lowcode.ir.matching import Matching, choice_of


def carried_on(matching: Matching, archives: Iterable[Archive]) -> tuple[Archive, ...]:
    """The archives of earlier revisions after a change."""
    return tuple(
        replace(_in_present_names(matching, each, each.choices), subject=_subject(matching, each)) for each in archives
    )


def subjects_now(matching: Matching, archives: Iterable[Archive]) -> tuple[str, ...]:
    """What each one is about, by its present name."""
    return tuple(_subject(matching, each) for each in archives)


def made(matching: Matching, archives: Iterable[Archive]) -> tuple[Archive, ...]:
    """Those of the change itself: the subject is in present names already, unless it is a table that is gone."""
    return tuple(
        replace(
            _in_present_names(matching, each, matching.former.choices),
            subject=_of_place(matching, each.subject) if each.kind == Kind.ENTITY.value else each.subject,
        )
        for each in archives
    )


def choices_in(archive: Archive) -> tuple[str, ...]:
    """The choices whose options it may hold."""
    types = [] if archive.type is None else [archive.type]
    types += [] if archive.entity is None else [each.type for each in archive.entity.fields]
    return tuple(dict.fromkeys(name for name in map(choice_of, types) if name))


def emptied(archives: Iterable[Archive], columns: Collection[tuple[str, str]]) -> tuple[Archive, ...]:
    """Archives after values have gone out of some columns: nobody insists on them when their table comes back."""
    return tuple(_emptied(each, {name for table, name in columns if table == each.table}) for each in archives)


def _emptied(archive: Archive, names: Collection[str]) -> Archive:
    if not names:
        return archive
    entry = json.loads(archive.schema)
    columns = [{**each, "nullable": each["nullable"] or each["name"] in names} for each in entry["columns"]]
    return replace(archive, schema=json.dumps({**entry, "columns": columns}, ensure_ascii=False))


def _in_present_names(matching: Matching, archive: Archive, known: Iterable[FormerChoice]) -> Archive:
    """`known`: the choices as they were; those that are declared have the options of by then."""
    type_ = None if archive.type is None else _type(matching, archive.type)
    entity = None if archive.entity is None else _entity(matching, archive.entity)
    following = replace(archive, type=type_, entity=entity)
    choices = {(name := choice_now(matching, each.name)): replace(each, name=name) for each in known}
    choices |= {each.name: former_choice(each) for each in matching.application.choices}
    return replace(following, choices=tuple(choices[name] for name in choices_in(following) if name in choices))


def _subject(matching: Matching, archive: Archive) -> str:
    match archive.kind:
        case Kind.ENTITY.value:
            return _of_place(matching, archive.subject)
        case Kind.OPTION.value:
            owner, _, name = archive.subject.rpartition(".")
            return f"{choice_now(matching, owner)}.{name}"
        case _:
            owner, _, name = archive.subject.rpartition(".")
            return f"{_name(matching, owner)}.{name}"


def _name(matching: Matching, name: str) -> str:
    """An entity that is still there, or a sub-table that is gone of one that is."""
    return matching.entity_now.get(name) or _of_place(matching, name)


def _of_place(matching: Matching, name: str) -> str:
    """What is gone keeps its own name; `Order.lines` follows the name of `Order`."""
    outer, dot, own = name.rpartition(".")
    return f"{_name(matching, outer)}.{own}" if dot else name


def choice_now(matching: Matching, name: str) -> str:
    """A choice that is still there, or one that was declared in a field that is gone."""
    return matching.choice_now.get(name) or _of_place(matching, name)


def _type(matching: Matching, type_: FieldType) -> FieldType:
    if isinstance(type_, ChoiceFieldType | ManyChoiceFieldType):
        return replace(type_, choice=choice_now(matching, type_.choice))
    return matching.current_type(type_)


def _entity(matching: Matching, entity: FormerEntity) -> FormerEntity:
    fields = tuple(_field(matching, each) for each in entity.fields)
    owner = None if entity.owner is None else _name(matching, entity.owner)
    return replace(entity, name=_of_place(matching, entity.name), owner=owner, fields=fields)


def _field(matching: Matching, field: FormerField) -> FormerField:
    return replace(field, type=_type(matching, field.type))
