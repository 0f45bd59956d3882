"""Edits that change what a field holds, converted by itself or by an expression, and what becomes required."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.migrations.random_edits import edit
from tests.migrations.random_model import Choice, Entity, Field, Form, Formula, Reading
from tests.migrations.random_removals import drop_field
from tests.migrations.random_worlds import FIELD_NAMES, Script, World

SHANGHAI = datetime.timedelta(hours=8)


def retype(world: World, host: Entity, each: Field, form: Form, change: Callable[[Any], Any]) -> None:
    """The field gets another type, its values follow by `change`; what history says about it is of the old type."""
    each.form = form
    each.flavour = ""
    world.picture.change_all(host, each, change)
    world.picture.forget_notes(each)


def _declare(name: str, before: Form, after: Form, change: Callable[[Any], Any], **values: Any) -> None:
    """An edit that gives a field another type, whose values are converted without a word."""

    def script(world: World) -> Script:
        host, each = world.field(Form(before.kind, before.length, before.digits), **values or {"label": "Retyped"})
        yield
        retype(world, host, each, Form(after.kind, after.length, after.digits), change)

    edit(name)(script)


def _decimal_text(value: Decimal, least: int = 0) -> str:
    """Without zeros at the end, but with so many digits at least."""
    digits = f"{value:f}"
    whole, _, fraction = digits.partition(".")
    fraction = fraction.rstrip("0").ljust(least, "0")
    whole = "0" if whole == "-0" and not fraction.strip("0") else whole
    return f"{whole}.{fraction}" if fraction else whole


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time()) - SHANGHAI


_TEXT = Form("text", length=60)
_declare("text becomes int", _TEXT, Form("int"), int, flavour="digits")
_declare("text becomes decimal", _TEXT, Form("decimal", digits=(10, 3)), Decimal, flavour="decimals")
_declare("text becomes money", _TEXT, Form("money"), Decimal, flavour="decimals")
_declare("text becomes date", _TEXT, Form("date"), datetime.date.fromisoformat, flavour="dates")
_declare("text becomes bool", _TEXT, Form("bool"), lambda text: text == "yes", flavour="truths")
_declare("text becomes longtext", _TEXT, Form("longtext"), lambda text: text)
_declare("longtext becomes text", Form("longtext"), Form("text", length=10), lambda text: text, flavour="short")
_declare("a text shrinks", Form("text", length=80), Form("text", length=9), lambda text: text, flavour="short")
_declare("phone becomes text", Form("phone"), Form("text", length=40), lambda text: text)
_declare("email becomes text", Form("email"), Form("text", length=254), lambda text: text)
_declare("int becomes text", Form("int"), _TEXT, str)
_declare("int becomes decimal", Form("int"), Form("decimal", digits=(12, 2)), Decimal)
_declare("int becomes money", Form("int"), Form("money"), Decimal)
_declare("decimal becomes text", Form("decimal", digits=(10, 3)), _TEXT, _decimal_text)
_declare("decimal becomes int", Form("decimal", digits=(10, 2)), Form("int"), int, flavour="whole")
_declare("decimal becomes money", Form("decimal", digits=(10, 2)), Form("money"), lambda value: value)
_declare("money becomes text", Form("money"), _TEXT, lambda value: _decimal_text(value, 2))
_declare("bool becomes text", Form("bool"), _TEXT, lambda value: "yes" if value else "no")
_declare("bool becomes int", Form("bool"), Form("int"), int)
_declare("int becomes bool", Form("int"), Form("bool"), bool, flavour="truths")
_declare("date becomes text", Form("date"), _TEXT, lambda day: day.isoformat())
_declare("date becomes datetime", Form("date"), Form("datetime"), _midnight)
_declare(
    "datetime becomes text", Form("datetime"), _TEXT, lambda at: f"{at + SHANGHAI:%Y-%m-%d %H:%M}", flavour="midnights"
)


# --- with a word ---


@edit("a decimal loses digits by rounding")
def round_decimal(world: World) -> Script:
    host, each = world.field(Form("decimal", digits=(8, 2)))
    yield
    each.fill = Formula("round({0}, 1)", (Reading((each,)),), lambda value: value)
    retype(world, host, each, Form("decimal", digits=(8, 1)), lambda value: _rounded(value, "0.1"))


@edit("datetime becomes date by an expression")
def day_of_moment(world: World) -> Script:
    host, each = world.field("datetime")
    yield
    each.fill = Formula("date({0})", (Reading((each,)),), lambda value: value)
    retype(world, host, each, Form("date"), lambda at: (at + SHANGHAI).date())


@edit("int becomes text by an expression")
def text_by_expression(world: World) -> Script:
    host, each = world.field("int", None, required=True)
    yield
    each.fill = Formula('"No. " + text({0})', (Reading((each,)),), lambda value: value)
    retype(world, host, each, Form("text", length=40), lambda value: f"No. {value}")


def _rounded(value: Decimal, step: str) -> Decimal:
    return value.quantize(Decimal(step), "ROUND_HALF_UP")


# --- options and references ---


@edit("text becomes a choice")
def text_to_choice(world: World) -> Script:
    choice = world.new_choice(tree=True)
    flavour = world.chance.choice(("option names", "option labels"))
    host, each = world.field(Form("text", length=60, choice=choice), flavour=flavour)
    yield
    by_text = {text: option.key for option in choice.options for text in (option.name, option.label)}
    retype(world, host, each, Form("choice", choice=choice), by_text.__getitem__)


@edit("a choice becomes text")
def choice_to_text(world: World) -> Script:
    choice = world.new_choice()
    host, each = world.field(Form("choice", choice=choice))
    yield
    labels = {option.key: option.label for option in choice.options}
    retype(world, host, each, Form("text", length=60), labels.__getitem__)


@edit("a choice becomes another choice")
def choice_to_choice(world: World) -> Script:
    choice, other = world.new_choice(), world.new_choice()
    for option, twin in zip(choice.options, other.options, strict=True):
        twin.name, twin.label = option.name, option.label
    host, each = world.field(Form("choice", choice=choice))
    yield
    twins = {option.key: twin.key for option, twin in zip(choice.options, other.options, strict=True)}
    retype(world, host, each, Form("choice", choice=other), twins.__getitem__)


@edit("text becomes a reference")
def text_to_reference(world: World) -> Script:
    target = _titled(world)
    host, each = world.field(Form("text", length=80), world.entity(), flavour="titles", names_of=target)
    yield
    numbers = {record[target.fields[0].key]: number for number, record in world.picture.of(target).items()}
    retype(world, host, each, Form("reference", target=target), numbers.__getitem__)


@edit("a reference becomes text")
def reference_to_text(world: World) -> Script:
    target = _titled(world)
    host, each = world.field(Form("reference", target=target), world.entity())
    yield
    titles = {number: record[target.fields[0].key] for number, record in world.picture.of(target).items()}
    retype(world, host, each, Form("text", length=80), titles.__getitem__)


def _titled(world: World) -> Entity:
    """An entity whose records are all called something, and each something else."""
    target = world.new_entity(claimed=True)
    target.fields[0].required = target.fields[0].unique = True
    return target


@edit("a choice becomes many of")
def one_to_many_options(world: World) -> Script:
    choice = world.new_choice()
    host, each = world.field(Form("choice", choice=choice), world.entity())
    yield
    _one_to_many(world, host, each, Form("many_of", choice=choice))


@edit("many of becomes a choice")
def many_options_to_one(world: World) -> Script:
    choice = world.new_choice()
    host, each = world.field(Form("many_of", choice=choice), world.entity(), flavour="single")
    yield
    _many_to_one(world, host, each, Form("choice", choice=choice))


@edit("a reference becomes many")
def one_to_many_records(world: World) -> Script:
    target = world.entity()
    host, each = world.field(Form("reference", target=target), world.entity())
    yield
    _one_to_many(world, host, each, Form("many", target=target))


@edit("many become a reference")
def many_records_to_one(world: World) -> Script:
    target = world.entity()
    host, each = world.field(Form("many", target=target), world.entity(), flavour="single")
    yield
    _many_to_one(world, host, each, Form("reference", target=target))


@edit("rename a reference that becomes many")
def rename_one_to_many(world: World) -> Script:
    target = world.entity()
    host, each = world.field(Form("reference", target=target), world.entity())
    yield
    _one_to_many(world, host, each, Form("many", target=target))
    each.was.insert(0, each.name)
    each.name = world.name(FIELD_NAMES)


def _one_to_many(world: World, host: Entity, each: Field, form: Form) -> None:
    for record in world.picture.of(host).values():
        value = record.get(each.key)
        record[each.key] = frozenset() if value is None else frozenset((value,))
    each.form = form
    world.picture.forget_notes(each)


def _many_to_one(world: World, host: Entity, each: Field, form: Form) -> None:
    for record in world.picture.of(host).values():
        record[each.key] = next(iter(record[each.key]), None)
    each.form = form
    world.picture.forget_notes(each)


@edit("a reference leads elsewhere")
def retarget_reference(world: World) -> Script:
    middle = world.entity()
    end = world.chance.choice([each for each in world.free_entities() if each is not middle] or [middle])
    _, onward = world.field(Form("reference", target=end), middle)
    host, each = world.field(Form("reference", target=middle), world.entity())
    yield
    values = {number: world.picture.read(host, number, Reading((each, onward))) for number in world.picture.of(host)}
    each.fill = Formula("{0}", (Reading((each, onward)),), lambda value: value)
    each.form = Form("reference", target=end)
    world.picture.forget_notes(each)
    for number, value in values.items():
        world.picture.of(host)[number][each.key] = value


# --- splitting, merging, moving ---


@edit("split a field in two")
def split_field(world: World) -> Script:
    host, whole = world.field("text")
    yield
    values = {number: record.get(whole.key) for number, record in world.picture.of(host).items()}
    first = world.add_field(host, Form("text", length=60), fill=Formula(f"left({whole.name}, 3)", (), str))
    second = world.add_field(host, Form("text", length=60), fill=Formula(f"substring({whole.name}, 4)", (), str))
    drop_field(world, host, whole)
    for number, value in values.items():
        world.picture.of(host)[number][first.key] = value[:3] if value is not None else None
        world.picture.of(host)[number][second.key] = (value[3:] or None) if value is not None else None


@edit("merge two fields")
def merge_fields(world: World) -> Script:
    host, first = world.field("text")
    _, second = world.field("text", host)
    yield
    pairs = {number: (record[first.key], record[second.key]) for number, record in world.picture.of(host).items()}
    fill = Formula(f'{first.name} + "/" + {second.name}', (), str)
    made = world.add_field(host, Form("text", length=130), fill=fill)
    drop_field(world, host, first)
    drop_field(world, host, second)
    for number, pair in pairs.items():
        world.picture.of(host)[number][made.key] = None if None in pair else "/".join(pair)


@edit("move a field along a reference")
def move_field(world: World) -> Script:
    target = world.entity()
    _, source = world.field(world.chance.choice(("text", "int", "money")), target)
    host, reference = world.field(Form("reference", target=target), world.entity())
    yield
    values = {
        number: world.picture.read(host, number, Reading((reference, source))) for number in world.picture.of(host)
    }
    made = world.add_field(host, Form(source.form.kind, length=source.form.length))
    made.fill = Formula(f"{reference.name}.{source.name}", (), str)
    drop_field(world, target, source)
    for number, value in values.items():
        world.picture.of(host)[number][made.key] = value


@edit("move a field against a reference")
def gather_field(world: World) -> Script:
    target, host = world.entity(), world.entity()
    _, source = world.field("int", host)
    _, reference = world.field(Form("reference", target=target), host)
    back = world.add_field(target, Form("reverse", target=host, back=reference))
    world.claimed.add(back.key)
    yield
    readings = {
        number: world.picture.read(target, number, Reading((back, source))) for number in world.picture.of(target)
    }
    made = world.add_field(target, Form("int"), fill=Formula(f"max({back.name}.{source.name})", (), str))
    drop_field(world, host, source)
    for number, values in readings.items():
        world.picture.of(target)[number][made.key] = max((each for each in values if each is not None), default=None)


@edit("a field takes over another")
def take_over(world: World) -> Script:
    host, kept = world.field("int")
    _, gone = world.field("int", host)
    yield
    world.in_place.add(kept.key)
    for record in world.picture.of(host).values():
        record[kept.key] = record[gone.key] if record[kept.key] is None else record[kept.key]
    kept.fill = Formula(f"if {kept.name} is empty then {gone.name} else {kept.name}", (), int)
    drop_field(world, host, gone)


@edit("values are put right for a new limit")
def put_right(world: World) -> Script:
    host, each = world.field("int")
    yield
    world.in_place.add(each.key)
    each.fill = Formula(f"if {each.name} > 100 then 100 else {each.name}", (), int)
    each.default = "1 max 100"
    world.picture.change_all(host, each, lambda value: min(value, 100))


@edit("a count is taken from rows that go")
def count_rows(world: World) -> Script:
    host = world.entity()
    rows = world.add_rows(host)
    assert rows.form.rows is not None
    world.claimed |= {rows.key, rows.form.rows.key}
    yield
    counts = {number: len(world.picture.listed(host, number, rows)[1]) for number in world.picture.of(host)}
    made = world.add_field(host, Form("int"), fill=Formula(f"count({rows.name})", (), int))
    drop_field(world, host, rows)
    for number, count in counts.items():
        world.picture.of(host)[number][made.key] = count


@edit("options in place get a declaration of their own")
def name_choice(world: World) -> Script:
    choice = Choice("inline", [world.new_option() for _ in range(3)], is_inline=True)
    _, each = world.field(Form(world.chance.choice(("choice", "many_of")), choice=choice), world.entity())
    yield
    world.picture.forget_notes(each)
    choice.is_inline = False
    choice.name = world.name(("Grade", "Kind"))
    world.spec.choices.append(choice)
    choice.options[0].was.insert(0, choice.options[0].name)
    choice.options[0].name = world.name(("better", "newer"))


# --- required ---


@edit("optional becomes required by an expression")
def require_by_expression(world: World) -> Script:
    host, each = world.field("int", None, label="Required now")
    yield
    world.in_place.add(each.key)
    world.filled_up.add(each.key)
    each.required = True
    each.fill = Formula("-1", (), int)
    for record in world.picture.of(host).values():
        record[each.key] = -1 if record[each.key] is None else record[each.key]


@edit("optional becomes required by its default")
def require_by_default(world: World) -> Script:
    host, each = world.field("int", None, label="Required now")
    yield
    world.in_place.add(each.key)
    world.filled_up.add(each.key)
    each.required = True
    each.default = "9"
    for record in world.picture.of(host).values():
        record[each.key] = 9 if record[each.key] is None else record[each.key]


@edit("what nobody left empty becomes required")
def require_filled(world: World) -> Script:
    _, each = world.field("money", None, flavour="always")
    yield
    each.required = True
