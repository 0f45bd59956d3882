"""Edits that call things otherwise: no value changes."""

from __future__ import annotations

from tests.migrations.random_edits import edit
from tests.migrations.random_model import Choice, Field, Flow, Form, Formula, Option, Reading
from tests.migrations.random_worlds import ENTITY_NAMES, FIELD_NAMES, OPTION_NAMES, Script, World, doubled


def rename(world: World, thing: Field | Option, names: tuple[str, ...] = FIELD_NAMES) -> None:
    """Another name; the old one is remembered in front of older ones."""
    thing.was.insert(0, thing.name)
    thing.name = world.name(names)


@edit("rename an entity")
def rename_entity(world: World) -> Script:
    entity = world.entity()
    yield
    _rename_entity(world, entity.name)


def _rename_entity(world: World, name: str) -> None:
    entity = next((each for each in world.spec.entities if each.name == name), None)
    if entity is not None and not entity.was:
        entity.was.insert(0, entity.name)
        entity.name = world.name(ENTITY_NAMES)


@edit("rename an entity twice")
def rename_entity_twice(world: World) -> Script:
    entity = world.new_entity()
    yield
    _rename_entity(world, entity.name)
    yield
    entity.was.insert(0, entity.name)
    entity.name = world.name(ENTITY_NAMES)


@edit("rename an entity and its field")
def rename_entity_and_field(world: World) -> Script:
    entity = world.new_entity()
    _, each = world.field("int", entity)
    yield
    _rename_entity(world, entity.name)
    rename(world, each)


@edit("rename a field")
def rename_field(world: World) -> Script:
    _, each = world.field(world.chance.choice(("text", "int", "money", "date", "bool", "datetime", "email")))
    yield
    rename(world, each)


@edit("rename a field twice")
def rename_field_twice(world: World) -> Script:
    _, each = world.field("int")
    yield
    rename(world, each)
    yield
    rename(world, each)


@edit("rename the title field")
def rename_title(world: World) -> Script:
    entity = world.new_entity()
    yield
    rename(world, entity.fields[0], ("name", "title", "caption"))


@edit("rename a field with keys, checks and a computed reader")
def rename_used_field(world: World) -> Script:
    host, each = world.field("int", None, index=True)
    each.unique = True
    world.add_field(host, Form("int"), formula=doubled(each))
    yield
    rename(world, each)


@edit("rename a reference")
def rename_reference(world: World) -> Script:
    host, target = world.entity(), world.entity()
    _, each = world.field(Form("reference", target=target), host)
    world.add_field(target, Form("reverse", target=host, back=each))
    yield
    rename(world, each)


@edit("rename many-to-many")
def rename_many(world: World) -> Script:
    _, each = world.field(Form("many", target=world.entity()), world.entity())
    yield
    rename(world, each)


@edit("rename many of")
def rename_many_of(world: World) -> Script:
    _, each = world.field(Form("many_of", choice=world.new_choice()), world.entity())
    yield
    rename(world, each)


@edit("rename a sub-table")
def rename_rows(world: World) -> Script:
    each = world.add_rows(world.entity())
    assert each.form.rows is not None
    world.claimed |= {each.key, each.form.rows.key}
    yield
    rename(world, each)


@edit("rename a field of a sub-table")
def rename_row_field(world: World) -> Script:
    each = world.add_rows(world.entity())
    assert each.form.rows is not None
    world.claimed |= {each.key, each.form.rows.key}
    yield
    rename(world, world.chance.choice(each.form.rows.fields))


@edit("rename a sub-table and its field")
def rename_rows_and_field(world: World) -> Script:
    each = world.add_rows(world.entity())
    assert each.form.rows is not None
    world.claimed |= {each.key, each.form.rows.key}
    yield
    rename(world, each)
    rename(world, each.form.rows.fields[1])


@edit("rename and retype a field")
def rename_and_retype(world: World) -> Script:
    host, each = world.field("int")
    yield
    rename(world, each)
    each.form = Form("text", length=60)
    world.picture.forget_notes(each)
    world.picture.change_all(host, each, str)


@edit("swap the names of two fields")
def swap_fields(world: World) -> Script:
    host = world.entity()
    _, first = world.field("int", host)
    _, second = world.field(world.chance.choice(("int", "text")), host)
    yield
    _swap(first, second)


@edit("swap the names of three fields")
def rotate_fields(world: World) -> Script:
    host = world.entity()
    fields = [world.field("int", host)[1] for _ in range(3)]
    yield
    names = [each.name for each in fields]
    for each, name in zip(fields, [*names[1:], names[0]], strict=True):
        each.was.insert(0, each.name)
        each.name = name


def _swap(first: Field | Option, second: Field | Option) -> None:
    for each in (first, second):
        each.was.insert(0, each.name)
    first.name, second.name = second.name, first.name


@edit("swap the names of two entities")
def swap_entities(world: World) -> Script:
    first, second = world.new_entity(claimed=True), world.new_entity(claimed=True)
    yield
    for each in (first, second):
        each.was.insert(0, each.name)
    first.name, second.name = second.name, first.name


@edit("another name of the table")
def rename_table(world: World) -> Script:
    entity = world.new_entity(claimed=True)
    world.add_rows(entity)
    world.add_field(entity, Form("many", target=entity))
    yield
    entity.table = f"table_of_{entity.name.lower()}" if entity.name.isascii() else "another_table"


@edit("another name of the column")
def rename_column(world: World) -> Script:
    _, each = world.field(world.chance.choice(("int", "text", "date")))
    yield
    each.column = f"column_{each.key}"


@edit("rename an option")
def rename_option(world: World) -> Script:
    choice = _used_choice(world, tree=False)
    yield
    rename(world, world.chance.choice(choice.options), OPTION_NAMES)


@edit("rename an option of a tree")
def rename_tree_option(world: World) -> Script:
    choice = _used_choice(world, tree=True)
    yield
    for option in choice.options[:2]:
        rename(world, option, OPTION_NAMES)


@edit("rename an option of many of")
def rename_many_option(world: World) -> Script:
    choice = world.new_choice()
    world.field(Form("many_of", choice=choice), world.entity())
    yield
    rename(world, choice.options[1], OPTION_NAMES)


@edit("rename an option in place")
def rename_inline_option(world: World) -> Script:
    choice = Choice("inline", [world.new_option() for _ in range(3)], is_inline=True)
    world.field(Form(world.chance.choice(("choice", "many_of")), choice=choice), world.entity())
    yield
    rename(world, choice.options[0], OPTION_NAMES)


@edit("swap the names of two options")
def swap_options(world: World) -> Script:
    choice = _used_choice(world, tree=False)
    yield
    _swap(choice.options[0], choice.options[1])


@edit("move an option in its tree")
def move_option(world: World) -> Script:
    choice = _used_choice(world, tree=True)
    yield
    for option in choice.options:
        option.parent = None


@edit("rename a choice")
def rename_choice(world: World) -> Script:
    choice = _used_choice(world, tree=False)
    yield
    choice.was.insert(0, choice.name)
    choice.name = world.name(("Standing", "Rank"))


def _used_choice(world: World, *, tree: bool) -> Choice:
    """A choice that two fields have, one of which must be filled in."""
    choice = world.new_choice(tree=tree)
    world.field(Form("choice", choice=choice), required=True)
    world.field(Form(world.chance.choice(("choice", "many_of")), choice=choice), world.entity())
    return choice


@edit("rename a state")
def rename_state(world: World) -> Script:
    flow, _ = world.new_flow()
    yield
    rename(world, world.chance.choice(flow.options), OPTION_NAMES)


@edit("rename a flow")
def rename_flow(world: World) -> Script:
    flow, _ = world.new_flow()
    yield
    _rename_flow(world, flow)


@edit("rename a flow, a state and the field")
def rename_flow_and_state(world: World) -> Script:
    flow, each = world.new_flow()
    yield
    _rename_flow(world, flow)
    rename(world, flow.options[0], OPTION_NAMES)
    rename(world, each)


def _rename_flow(world: World, flow: Flow) -> None:
    flow.was.insert(0, flow.name)
    flow.name = world.name(("Passage", "Route"))


@edit("a formula reads what is renamed")
def rename_under_formula(world: World) -> Script:
    target = world.entity()
    _, number = world.field("int", target)
    host, reference = world.field(Form("reference", target=target), world.entity())
    formula = Formula("{0}", (Reading((reference, number)),), lambda value: value)
    world.add_field(host, Form("int"), formula=formula)
    yield
    rename(world, number)
    rename(world, reference)
