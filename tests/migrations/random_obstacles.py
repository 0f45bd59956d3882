"""Edits that some rows do not go along with: the migration stops, names them, and changes nothing.

Like edits they are generators; what they give at last is what stands in the way: the kind of obstacle and the ids.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, TypeAlias

from tests.migrations.random_model import Check, Entity, Field, Form, Formula, Reading
from tests.migrations.random_worlds import World

Obstacle: TypeAlias = Generator[None, None, tuple[str, list[int]]]

OBSTACLES: dict[str, Callable[[World], Obstacle]] = {}


def _obstacle(name: str) -> Callable[[Callable[[World], Obstacle]], Callable[[World], Obstacle]]:
    def add(script: Callable[[World], Obstacle]) -> Callable[[World], Obstacle]:
        OBSTACLES[name] = script
        return script

    return add


def _ids(world: World, host: Entity, each: Field, is_in_the_way: Callable[[Any], bool]) -> list[int]:
    records = world.picture.of(host)
    return sorted(number for number, record in records.items() if is_in_the_way(record.get(each.key)))


def _retyped(name: str, before: Form, after: Form, flavour: str, is_in_the_way: Callable[[Any], bool]) -> None:
    """A field whose values do not all fit its new type."""

    def script(world: World) -> Obstacle:
        host, each = world.field(Form(before.kind, before.length, before.digits), world.entity(), flavour=flavour)
        yield
        each.form = Form(after.kind, after.length, after.digits)
        kind = "too_long" if after.length is not None and before.kind in {"text", "longtext"} else "unconvertible"
        return kind, _ids(world, host, each, lambda value: value is not None and is_in_the_way(value))

    _obstacle(name)(script)


_TEXT = Form("text", length=60)
_retyped("text that is no number", _TEXT, Form("int"), "half digits", lambda value: not value.isdigit())
_retyped("text that is no day", _TEXT, Form("date"), "half dates", lambda value: not value.startswith("20"))
_retyped("text that is too long", _TEXT, Form("text", length=5), "half short", lambda value: len(value) > 5)
_retyped("prose that is too long", Form("longtext"), Form("text", length=5), "half short", lambda value: len(value) > 5)
_retyped(
    "a decimal with digits that an int has not",
    Form("decimal", digits=(10, 2)), Form("int"), "half whole", lambda value: value != int(value),
)  # fmt: skip
_retyped(
    "a decimal with digits that another has not",
    Form("decimal", digits=(10, 2)), Form("decimal", digits=(9, 1)), "half whole",
    lambda value: value != round(value, 1),
)  # fmt: skip
_retyped(
    "a number that is neither yes nor no", Form("int"), Form("bool"), "half truths", lambda value: value not in {0, 1}
)


@_obstacle("an empty value")
def empty(world: World) -> Obstacle:
    host, each = world.field("date", world.entity(), flavour="half empty")
    yield
    each.required = True
    return "empty", _ids(world, host, each, lambda value: value is None)


@_obstacle("a value twice")
def duplicate(world: World) -> Obstacle:
    host, each = world.field("text", world.entity(), flavour="twice")
    yield
    each.unique = True
    return "duplicate", _ids(world, host, each, lambda value: value is not None)


@_obstacle("a record that breaks a check")
def broken_check(world: World) -> Obstacle:
    host, each = world.field("int", world.entity(), flavour="half truths")
    yield
    host.lines.append(Check(Formula("{0} is empty or {0} <= 1", (Reading((each,)),), bool)))
    return "breaks", _ids(world, host, each, lambda value: value is not None and value > 1)


@_obstacle("several where there may be one")
def several(world: World) -> Obstacle:
    target = world.entity()
    host, each = world.field(Form("many", target=target), world.entity(), flavour="several")
    yield
    each.form = Form("reference", target=target)
    return "several", _ids(world, host, each, lambda value: len(value) > 1)


@_obstacle("a text that is nobody's name")
def unknown_title(world: World) -> Obstacle:
    target = world.new_entity()
    target.fields[0].required = target.fields[0].unique = True
    host, each = world.field("text", world.entity(), flavour="digits")
    yield
    each.form = Form("reference", target=target)
    return "unconvertible", _ids(world, host, each, lambda value: value is not None)


@_obstacle("a text that is no option")
def unknown_option(world: World) -> Obstacle:
    choice = world.new_choice()
    host, each = world.field("text", world.entity(), flavour="digits")
    yield
    each.form = Form("choice", choice=choice)
    return "unconvertible", _ids(world, host, each, lambda value: value is not None)
