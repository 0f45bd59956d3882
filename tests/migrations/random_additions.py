"""Edits that add, and edits that change nothing that rows hold."""

from __future__ import annotations

from tests.migrations.random_edits import edit
from tests.migrations.random_model import Check, Entity, Field, Form, Formula, Key, Reading
from tests.migrations.random_picture import Picture
from tests.migrations.random_worlds import Script, World, doubled


@edit("add an entity")
def add_entity(world: World) -> Script:
    target = world.entity()
    yield
    made = world.new_entity()
    world.add_field(made, Form("reference", target=target), required=True)
    world.add_field(made, Form("money"), default="0")


@edit("add a field")
def add_field(world: World) -> Script:
    host = world.host()
    yield
    kind = world.chance.choice(("text", "int", "money", "bool", "date", "datetime", "longtext", "percent", "email"))
    made = world.add_field(host, Form(kind), index=kind != "longtext" and world.chance.random() < 0.3)
    world.picture.set_all(host, made, None)


@edit("add a required field with a default")
def add_required_field(world: World) -> Script:
    host = world.host()
    yield
    made = world.add_field(host, Form("int"), required=True, default="7")
    world.picture.set_all(host, made, 7)


@edit("add a required field from an expression")
def add_filled_field(world: World) -> Script:
    host, source = world.field("int")
    yield
    fill = Formula("coalesce({0}, 0) + 1", (Reading((source,)),), lambda value: (value or 0) + 1)
    made = world.add_field(host, Form("int"), required=True, fill=fill)
    _fill(world.picture, host, made)


@edit("add an optional field from a reference")
def add_field_along_reference(world: World) -> Script:
    target = world.entity()
    _, source = world.field("int", target)
    host, reference = world.field(Form("reference", target=target), world.host())
    yield
    fill = Formula("{0}", (Reading((reference, source)),), lambda value: value)
    _fill(world.picture, host, world.add_field(host, Form("int"), fill=fill))


def _fill(picture: Picture, host: Entity, each: Field) -> None:
    """The value of `from`, by Python, in every record; the field stays one that people fill in."""
    assert each.fill is not None
    values = {
        number: each.fill.compute(*(picture.read(host, number, reading) for reading in each.fill.readings))
        for number in picture.of(host)
    }
    for number, value in values.items():
        picture.of(host)[number][each.key] = value


@edit("add a choice field")
def add_choice(world: World) -> Script:
    host = world.host()
    choice = world.new_choice(tree=True)
    yield
    made = world.add_field(host, Form("choice", choice=choice), required=True, default=choice.options[1].name)
    world.picture.set_all(host, made, choice.options[1].key)


@edit("add an option")
def add_option(world: World) -> Script:
    choice = world.new_choice(tree=world.chance.random() < 0.5)
    world.field(Form(world.chance.choice(("choice", "many_of")), choice=choice))
    yield
    choice.options.insert(world.chance.randint(0, len(choice.options)), world.new_option())


@edit("add a state")
def add_state(world: World) -> Script:
    flow, _ = world.new_flow()
    yield
    flow.options.insert(2, world.new_option())


@edit("add a reference")
def add_reference(world: World) -> Script:
    host, target = world.host(), world.entity()
    yield
    made = world.add_field(host, Form("reference", target=target), on_delete="clear")
    world.picture.set_all(host, made, None)


@edit("add a sub-table")
def add_rows(world: World) -> Script:
    host = world.entity()
    yield
    world.add_rows(host)


@edit("add many-to-many")
def add_many(world: World) -> Script:
    host, target = world.entity(), world.entity()
    yield
    made = world.add_field(host, Form("many", target=target))
    world.picture.set_all(host, made, frozenset())


@edit("add many of")
def add_many_of(world: World) -> Script:
    host, choice = world.entity(), world.new_choice()
    yield
    made = world.add_field(host, Form("many_of", choice=choice))
    world.picture.set_all(host, made, frozenset())


@edit("add a computed field")
def add_computed(world: World) -> Script:
    host, source = world.field("int")
    yield
    world.add_field(host, Form("int"), formula=doubled(source))


@edit("change a formula")
def change_formula(world: World) -> Script:
    host, source = world.field("int")
    computed = world.add_field(host, Form("int"), formula=doubled(source))
    world.claimed.add(computed.key)
    yield
    world.in_place.add(computed.key)
    computed.formula = Formula(
        "coalesce({0}, 5) - 1", (Reading((source,)),), lambda value: (5 if value is None else value) - 1
    )


@edit("compute over a sub-table")
def add_sum(world: World) -> Script:
    host = world.entity()
    rows = world.add_rows(host)
    assert rows.form.rows is not None
    number = rows.form.rows.fields[1]
    world.claimed |= {rows.key, number.key}
    yield
    reading = Reading((rows, number))
    world.add_field(
        host, Form("int"), formula=Formula("sum({0})", (reading,), lambda values: sum(filter(None, values)))
    )


@edit("remove a computed field")
def remove_computed(world: World) -> Script:
    host, source = world.field("int")
    computed = world.add_field(host, Form("int"), formula=doubled(source))
    world.claimed.add(computed.key)
    yield
    host.fields.remove(computed)


@edit("computed becomes entered")
def computed_to_entered(world: World) -> Script:
    host, source = world.field("int")
    computed = world.add_field(host, Form("int"), formula=doubled(source))
    world.claimed.add(computed.key)
    yield
    values = {number: world.picture.value(host, number, computed) for number in world.picture.of(host)}
    computed.formula = None
    for number, value in values.items():
        world.picture.of(host)[number][computed.key] = value


@edit("add a check")
def add_check(world: World) -> Script:
    host, number = world.field("int")
    yield
    least = min(
        (record[number.key] for record in world.picture.of(host).values() if record.get(number.key) is not None),
        default=0,
    )
    host.lines.append(_bound(number, least))


def _bound(number: Field, least: int) -> Check:
    return Check(Formula(f"{{0}} is empty or {{0}} >= {least}", (Reading((number,)),), lambda _: True))


@edit("remove a check")
def remove_check(world: World) -> Script:
    host, number = world.field("int")
    check = _bound(number, -1000)
    host.lines.append(check)
    yield
    host.lines.remove(check)


@edit("change a check")
def change_check(world: World) -> Script:
    host, number = world.field("int")
    check = _bound(number, -1000)
    host.lines.append(check)
    yield
    check.condition = _bound(number, -2000).condition


@edit("add a limit")
def add_limit(world: World) -> Script:
    _, number = world.field("int")
    yield
    world.claimed.add(number.key)
    number.default = "3 min -9_999 max 99_999"


@edit("add unique")
def add_unique(world: World) -> Script:
    _, each = world.field("text", flavour="unique")
    yield
    each.unique = True


@edit("remove unique")
def remove_unique(world: World) -> Script:
    _, each = world.field("text", unique=True)
    yield
    each.unique = False


@edit("add a unique key of two fields")
def add_unique_key(world: World) -> Script:
    host, each = world.field("text", flavour="unique")
    _, number = world.field("int", host)
    yield
    host.lines.append(Key("unique", (number, each)))


@edit("remove a unique key of two fields")
def remove_unique_key(world: World) -> Script:
    host, each = world.field("text", flavour="unique")
    _, number = world.field("int", host)
    key = Key("unique", (number, each))
    host.lines.append(key)
    yield
    host.lines.remove(key)


@edit("add an index")
def add_index(world: World) -> Script:
    host, number = world.field("int")
    yield
    if world.chance.random() < 0.5:
        number.index = True
    else:
        host.lines.append(Key("index", (number, host.fields[0])))


@edit("remove an index")
def remove_index(world: World) -> Script:
    host, number = world.field("int")
    number.index = True
    key = Key("index", (number, host.fields[0]))
    host.lines.append(key)
    yield
    number.index = False
    host.lines.remove(key)


@edit("add search")
def add_search(world: World) -> Script:
    _, each = world.field("text")
    yield
    each.search = True


@edit("required becomes optional")
def required_to_optional(world: World) -> Script:
    _, each = world.field("text", required=True)
    yield
    each.required = False


@edit("change labels only")
def change_labels(world: World) -> Script:
    _, each = world.field("int")
    yield
    each.label = "Another label"
    each.default = "5"


@edit("another order of fields")
def reorder(world: World) -> Script:
    host = world.entity()
    yield
    rest = host.fields[1:]
    world.chance.shuffle(rest)
    host.fields[1:] = rest


@edit("change on delete")
def change_on_delete(world: World) -> Script:
    _, reference = world.field(Form("reference", target=world.entity()), on_delete="restrict")
    yield
    reference.on_delete = world.chance.choice(("clear", "cascade"))


@edit("a text grows")
def grow_text(world: World) -> Script:
    _, each = world.field(Form("text", length=30))
    yield
    each.form.length = world.chance.choice((120, 31, None))


@edit("a decimal gets more digits")
def grow_decimal(world: World) -> Script:
    _, each = world.field(Form("decimal", digits=(8, 2)))
    yield
    each.form.digits = world.chance.choice(((12, 2), (12, 4), (9, 3)))
