"""Edits of several builds: what goes and comes back, and what a later build makes of what an earlier one made."""

from __future__ import annotations

import copy
from collections.abc import Callable

from tests.migrations.random_conversions import retype
from tests.migrations.random_edits import edit
from tests.migrations.random_model import Choice, Entity, Field, Form, Formula, Option, Reading
from tests.migrations.random_removals import drop_entity, drop_field, drop_option
from tests.migrations.random_renames import rename
from tests.migrations.random_worlds import ENTITY_NAMES, OPTION_NAMES, Script, World, doubled


def _taken_away(world: World, host: Entity, each: Field) -> Callable[[], None]:
    """Drops a field; what it gives brings everything back that was there."""
    values = {number: record.get(each.key) for number, record in world.picture.of(host).items()}
    rows = copy.deepcopy(world.picture.of(each.form.rows)) if each.form.rows is not None else {}
    notes = [note for note in world.picture.notes if note.field == each.key]
    drop_field(world, host, each)

    def bring_back() -> None:
        gone = each.name
        world.spec.drops = [drop for drop in world.spec.drops if drop.owner is not host or drop.name != gone]
        host.fields.append(each)
        each.was.clear()
        for number, value in values.items():
            if each.form.rows is None:
                world.picture.of(host)[number][each.key] = value
        if each.form.rows is not None:
            world.picture.records[each.form.rows.key] = rows
        world.picture.notes += notes

    return bring_back


@edit("drop a field, then bring it back")
def drop_and_return(world: World) -> Script:
    host, each = world.field(world.chance.choice(("int", "date", "money", "bool", "text", "datetime", "email")))
    yield
    bring_back = _taken_away(world, host, each)
    yield
    bring_back()


@edit("drop a choice field, then bring it back")
def drop_and_return_choice(world: World) -> Script:
    host, each = world.field(Form("choice", choice=world.new_choice()))
    yield
    bring_back = _taken_away(world, host, each)
    yield
    bring_back()


@edit("drop a list, then bring it back")
def drop_and_return_list(world: World) -> Script:
    host = world.entity()
    if world.chance.random() < 0.5:
        form = Form("many_of", choice=world.new_choice())
    else:
        form = Form("many", target=world.entity())
    _, each = world.field(form, host)
    yield
    bring_back = _taken_away(world, host, each)
    yield
    bring_back()


@edit("drop a sub-table, then bring it back")
def drop_and_return_rows(world: World) -> Script:
    host = world.entity()
    each = world.add_rows(host)
    assert each.form.rows is not None
    world.claimed |= {each.key, each.form.rows.key}
    yield
    bring_back = _taken_away(world, host, each)
    yield
    bring_back()


@edit("drop a reference, then bring it back")
def drop_and_return_reference(world: World) -> Script:
    host, each = world.field(Form("reference", target=world.entity()), world.entity())
    yield
    bring_back = _taken_away(world, host, each)
    yield
    bring_back()


@edit("drop an entity, then bring it back")
def drop_entity_and_return(world: World) -> Script:
    entity = world.new_entity(claimed=True)
    world.add_field(entity, Form("money"), required=True)
    yield
    records = copy.deepcopy(world.picture.of(entity))
    notes = [note for note in world.picture.notes if note.entity == entity.key]
    drop_entity(world, entity)
    yield
    world.spec.drops = [drop for drop in world.spec.drops if drop.name != entity.name]
    world.spec.entities.append(entity)
    world.picture.records[entity.key] = records
    world.picture.notes += notes


def _rename_around(world: World, *things: Entity | Choice | Option) -> None:
    """Some of them are called otherwise."""
    names = {Entity: ENTITY_NAMES, Option: OPTION_NAMES}
    for each in things:
        if world.chance.random() < 0.8:
            each.was.insert(0, each.name)
            each.name = world.name(names.get(type(each), ("Grade", "Kind", "Region", "Sort")))


def _many_fields(world: World, host: Entity, target: Entity, choice: Choice) -> list[Field]:
    """Fields whose values are of others."""
    forms = (
        Form("choice", choice=choice),
        Form("many_of", choice=choice),
        Form("reference", target=target),
        Form("many", target=target),
    )
    rows = world.add_rows(host)
    assert rows.form.rows is not None
    for form in forms[::2]:
        world.add_field(rows.form.rows, form)
    made = [rows, *(world.add_field(host, form) for form in forms)]
    world.claimed |= {rows.form.rows.key, *(each.key for each in made)}
    return made


@edit("drop fields, rename all around them, then bring them back")
def drop_rename_and_return(world: World) -> Script:
    host, target = world.new_entity(claimed=True), world.new_entity(claimed=True)
    choice = world.new_choice()
    fields = _many_fields(world, host, target, choice)
    around: tuple[Entity | Choice | Option, ...] = (target, choice, *choice.options[:2])
    if world.chance.random() < 0.5:  # the bin does not find lists that went from an entity of another name
        around = (host, target, choice)
    when = world.chance.randint(0, 2)
    yield
    if when == 0:
        _rename_around(world, *around)
    for each in fields:
        _forget_notes(world, each)
    back = [_taken_away(world, host, each) for each in fields]
    yield
    if when == 1:
        _rename_around(world, *around)
    yield
    if when == 2:
        _rename_around(world, *around)
    for bring_back in back:
        bring_back()


@edit("drop an entity, rename all around it, then bring it back")
def drop_entity_rename_and_return(world: World) -> Script:
    entity, target = world.new_entity(claimed=True), world.new_entity(claimed=True)
    choice = world.new_choice()
    _many_fields(world, entity, target, choice)
    around: tuple[Entity | Choice | Option, ...] = (target, choice, *choice.options[:2])
    when = world.chance.randint(0, 2)
    yield
    if when == 0:
        _rename_around(world, *around)
    bring_back = _entity_taken_away(world, entity)
    yield
    if when == 1:
        _rename_around(world, *around)
    yield
    if when == 2:
        _rename_around(world, *around)
    bring_back()


@edit("drop a choice field, then an option of it, then bring it back")
def drop_option_and_return(world: World) -> Script:
    host = world.new_entity(claimed=True)
    choice = world.new_choice()
    each = world.add_field(host, Form("choice", choice=choice))
    world.claimed.add(each.key)
    gone, replacement = choice.options[1], world.chance.choice((None, choice.options[0]))
    when = world.chance.randint(0, 2)
    yield
    _forget_notes(world, each)
    bring_back = _taken_away(world, host, each)
    if when == 0:
        drop_option(world, choice, gone, replacement)
    yield
    if when == 1:
        drop_option(world, choice, gone, replacement)
    yield
    if when == 2:
        drop_option(world, choice, gone, replacement)
    bring_back()
    for record in world.picture.of(host).values():
        if record[each.key] == gone.key:
            record[each.key] = replacement.key if replacement is not None else None


def _forget_notes(world: World, each: Field) -> None:
    """History calls options as they were called when the field was dropped."""
    world.picture.forget_notes(each)
    for row in each.form.rows.fields if each.form.rows is not None else ():
        world.picture.forget_notes(row)


def _entity_taken_away(world: World, entity: Entity) -> Callable[[], None]:
    """The same for an entity with its sub-tables."""
    keys = [entity.key, *(each.form.rows.key for each in entity.fields if each.form.rows is not None)]
    records = {key: copy.deepcopy(world.picture.records.get(key, {})) for key in keys}
    for each in entity.fields:
        _forget_notes(world, each)
    drop_entity(world, entity)

    def bring_back() -> None:
        world.spec.drops = [drop for drop in world.spec.drops if drop.name != entity.name]
        world.spec.entities.append(entity)
        world.picture.records.update(records)

    return bring_back


@edit("add a computed field, then let people enter it")
def compute_then_enter(world: World) -> Script:
    host, source = world.field("int")
    yield
    made = world.add_field(host, Form("int"), formula=doubled(source))
    world.claimed.add(made.key)
    yield
    values = {number: world.picture.value(host, number, made) for number in world.picture.of(host)}
    made.formula = None
    world.of_skipped.add(made.key)
    for number, value in values.items():
        world.picture.of(host)[number][made.key] = value


@edit("add a computed field, then take it over into another")
def compute_then_fill(world: World) -> Script:
    host, source = world.field("int")
    yield
    computed = world.add_field(host, Form("int"), formula=doubled(source))
    world.claimed.add(computed.key)
    yield
    values = {number: world.picture.value(host, number, computed) for number in world.picture.of(host)}
    fill = Formula("{0} + 1", (Reading((computed,)),), lambda value: value)
    made = world.add_field(host, Form("int"), fill=fill)
    world.claimed.add(made.key)
    world.of_skipped.add(made.key)
    for number, value in values.items():
        world.picture.of(host)[number][made.key] = None if value is None else value + 1


@edit("rename a field, then another gets its name")
def reuse_name(world: World) -> Script:
    host, each = world.field("int")
    yield
    former = each.name
    rename(world, each)
    yield
    each.was.clear()
    made = world.add_field(host, Form("date"))
    made.name = former
    world.claimed.add(made.key)
    world.picture.set_all(host, made, None)


@edit("a number becomes text and a number again")
def there_and_back(world: World) -> Script:
    host, each = world.field("int")
    yield
    retype(world, host, each, Form("text", length=30), str)
    yield
    retype(world, host, each, Form("int"), int)


@edit("split a field, then merge the halves")
def split_then_merge(world: World) -> Script:
    host, whole = world.field("text")
    yield
    values = {number: record.get(whole.key) for number, record in world.picture.of(host).items()}
    halves = [
        world.add_field(host, Form("text", length=60), fill=Formula(template.format(whole.name), (), str))
        for template in ("left({}, 3)", "substring({}, 4)")
    ]
    drop_field(world, host, whole)
    for number, value in values.items():
        for half, part in zip(halves, (None, None) if value is None else (value[:3], value[3:]), strict=True):
            world.picture.of(host)[number][half.key] = part or None
    yield
    first, second = halves
    fill = Formula(f"if {second.name} is empty then {first.name} else {first.name} + {second.name}", (), str)
    made = world.add_field(host, Form("text", length=130), fill=fill)
    for half in halves:
        drop_field(world, host, half)
    for number, value in values.items():
        world.picture.of(host)[number][made.key] = value


@edit("rename an entity, then drop a field, then rename it again")
def rename_drop_rename(world: World) -> Script:
    entity = world.new_entity(claimed=True)
    _, each = world.field("text", entity)
    for step in range(3):
        yield
        if step == 1:
            drop_field(world, entity, each)
        else:
            entity.was.insert(0, entity.name)
            entity.name = world.name(ENTITY_NAMES)
