"""Edits that take away, with a word for it; and what comes back."""

from __future__ import annotations

import copy

from tests.migrations.random_edits import edit
from tests.migrations.random_model import Choice, Drop, Entity, Field, Form, Formula, Option, Reading
from tests.migrations.random_worlds import Script, World, doubled


def drop_field(world: World, host: Entity, each: Field) -> None:
    """The field is gone on purpose."""
    world.spec.drops.append(Drop("field", each.name, host, thing=copy.copy(each)))
    world.picture.forget(host, each)
    host.fields.remove(each)


@edit("drop a field")
def drop_plain_field(world: World) -> Script:
    kind = world.chance.choice(("text", "int", "money", "date", "bool", "datetime", "email", "longtext"))
    host, each = world.field(kind)
    yield
    drop_field(world, host, each)


@edit("drop a required field with keys and a check")
def drop_used_field(world: World) -> Script:
    host, each = world.field("int", None, required=True, index=True, unique=True)
    yield
    drop_field(world, host, each)


@edit("drop the title field")
def drop_title(world: World) -> Script:
    host = world.new_entity()
    world.field("int", host)
    yield
    drop_field(world, host, host.fields[0])


@edit("drop a choice field")
def drop_choice_field(world: World) -> Script:
    choice = world.new_choice()
    host, each = world.field(Form("choice", choice=choice))
    yield
    drop_field(world, host, each)
    world.spec.choices.remove(choice)


@edit("drop a reference")
def drop_reference(world: World) -> Script:
    host = world.entity()
    is_required = world.chance.random() < 0.5
    target = world.new_entity() if is_required else world.entity()
    _, each = world.field(Form("reference", target=target), host, required=is_required)
    back = world.add_field(target, Form("reverse", target=host, back=each))
    world.claimed.add(back.key)
    yield
    target.fields.remove(back)
    drop_field(world, host, each)


@edit("drop many-to-many")
def drop_many(world: World) -> Script:
    host, each = world.field(Form("many", target=world.entity()), world.entity())
    yield
    drop_field(world, host, each)


@edit("drop many of")
def drop_many_of(world: World) -> Script:
    host, each = world.field(Form("many_of", choice=world.new_choice()), world.entity())
    yield
    drop_field(world, host, each)


@edit("drop a sub-table")
def drop_rows(world: World) -> Script:
    host = world.entity()
    each = world.add_rows(host)
    assert each.form.rows is not None
    world.claimed |= {each.key, each.form.rows.key}
    yield
    drop_field(world, host, each)


@edit("drop a field of a sub-table")
def drop_row_field(world: World) -> Script:
    each = world.add_rows(world.entity())
    assert each.form.rows is not None
    world.claimed |= {each.key, each.form.rows.key}
    yield
    drop_field(world, each.form.rows, each.form.rows.fields[1])


@edit("drop an entity")
def drop_lonely_entity(world: World) -> Script:
    entity = _lonely_entity(world)
    yield
    drop_entity(world, entity)


@edit("drop an entity and the reference to it")
def drop_entity_with_reference(world: World) -> Script:
    entity = _lonely_entity(world)
    host, each = world.field(Form("reference", target=entity), world.entity())
    yield
    drop_field(world, host, each)
    drop_entity(world, entity)


def _lonely_entity(world: World) -> Entity:
    entity = world.new_entity(claimed=True)
    world.add_rows(entity)
    world.add_field(entity, Form("many", target=entity))
    world.add_field(entity, Form("reference", target=world.spec.entities[0]))
    world.add_field(entity, Form("money"), required=True, index=True)
    return entity


def drop_entity(world: World, entity: Entity) -> None:
    """The entity is gone on purpose."""
    world.spec.drops.append(Drop("entity", entity.name))
    world.spec.entities.remove(entity)
    world.picture.forget_entity(entity)


@edit("drop an option")
def drop_plain_option(world: World) -> Script:
    choice = world.new_choice()
    host, each = world.field(Form("choice", choice=choice))
    yield
    gone = choice.options[1]
    drop_option(world, choice, gone, None)
    _replace(world, host, each, gone, None)


@edit("drop an option in favour of another")
def merge_option(world: World) -> Script:
    choice = world.new_choice(tree=world.chance.random() < 0.5)
    host, each = world.field(Form("choice", choice=choice), required=True)
    yield
    gone, replacement = choice.options[-1], choice.options[0]
    drop_option(world, choice, gone, replacement)
    _replace(world, host, each, gone, replacement)


@edit("drop an option of many of")
def drop_many_option(world: World) -> Script:
    choice = world.new_choice()
    host, each = world.field(Form("many_of", choice=choice), world.entity())
    replacement = world.chance.choice((None, choice.options[0]))
    yield
    gone = choice.options[2].key
    drop_option(world, choice, choice.options[2], replacement)
    for record in world.picture.of(host).values():
        held = record[each.key]
        extra = {replacement.key} if replacement is not None and gone in held else set()
        record[each.key] = frozenset(held - {gone} | extra)


@edit("rename one option and drop another")
def rename_anddrop_option(world: World) -> Script:
    choice = world.new_choice()
    host, each = world.field(Form("choice", choice=choice))
    yield
    kept, gone = choice.options[0], choice.options[1]
    kept.was.insert(0, kept.name)
    kept.name = world.name(("kept", "stays"))
    drop_option(world, choice, gone, kept)
    _replace(world, host, each, gone, kept)


def drop_option(world: World, choice: Choice, option: Option, replacement: Option | None) -> None:
    """The option is gone on purpose."""
    world.spec.drops.append(Drop("option", option.name, choice, replacement, option))
    choice.options.remove(option)


def _replace(world: World, host: Entity, each: Field, gone: Option, replacement: Option | None) -> None:
    for record in world.picture.of(host).values():
        if record.get(each.key) == gone.key:
            record[each.key] = replacement.key if replacement is not None else None
    world.picture.forget_notes(each)


@edit("drop an option in place")
def drop_inline_option(world: World) -> Script:
    choice = Choice("inline", [world.new_option() for _ in range(3)], is_inline=True)
    host, each = world.field(Form("choice", choice=choice), world.entity())
    yield
    gone, replacement = choice.options[1], world.chance.choice((None, choice.options[0]))
    world.spec.drops.append(Drop("option", f"{each.name}.{gone.name}", host, replacement))
    choice.options.remove(gone)
    _replace(world, host, each, gone, replacement)


@edit("drop a state")
def drop_state(world: World) -> Script:
    flow, each = world.new_flow()
    yield
    gone, replacement = flow.options[2], flow.options[1]
    drop_option(world, flow, gone, replacement)
    assert flow.entity is not None
    _replace(world, flow.entity, each, gone, replacement)
    for stay in world.picture.stays:
        if stay.state == gone.key:
            stay.state = replacement.key


@edit("rename an entity and drop its field")
def rename_and_drop(world: World) -> Script:
    entity = world.new_entity(claimed=True)
    _, each = world.field("int", entity)
    yield
    entity.was.insert(0, entity.name)
    entity.name = world.name(("Renamed", "Moved"))
    drop_field(world, entity, each)


@edit("drop a field and add another of the same type")
def drop_beside_new(world: World) -> Script:
    host, each = world.field("int")
    yield
    drop_field(world, host, each)
    made = world.add_field(host, Form("int"))
    world.picture.set_all(host, made, None)


@edit("drop a field that a formula read")
def drop_under_formula(world: World) -> Script:
    host, each = world.field("int")
    _, other = world.field("int", host)
    computed = world.add_field(host, Form("int"), formula=doubled(each))
    world.claimed.add(computed.key)
    yield
    world.in_place.add(computed.key)
    computed.formula = Formula("{0} * 3", (Reading((other,)),), lambda value: None if value is None else value * 3)
    drop_field(world, host, each)


@edit("entered becomes computed")
def entered_to_computed(world: World) -> Script:
    host, source = world.field("int")
    _, each = world.field("int", host)
    yield
    world.in_place.add(each.key)
    each.formula = doubled(source)
    world.picture.forget_notes(each)
