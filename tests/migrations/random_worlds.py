"""A random specification with data, and the hands with which edits reach for what they change.

An edit is a generator. What it does before its first `yield` makes sure that the first specification has what it will
change; then data is made; then, step by step between further `yield`s, it changes the specification and, by plain
Python, the picture of the data. So each edit is its own oracle.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.migrations.random_chinese import IN_CHINESE
from tests.migrations.random_model import (
    Approval,
    Choice,
    Entity,
    Field,
    Flow,
    Form,
    Formula,
    Option,
    Reading,
    Rule,
    Spec,
)
from tests.migrations.random_picture import Picture

Script: TypeAlias = Iterator[None]
"""An edit at work: each step is a build."""

ENTITY_NAMES = (
    "Client",
    "Deal",
    "Visit",
    "Machine",
    "Place",
    "Ticket",
    "Batch",
    "Offer",
    "Crate",
    "订单",
    "产品",
    "Person",
)
FIELD_NAMES = (
    "size", "amount", "code", "memo", "day", "weight", "phase", "nick", "rate", "start", "note", "level", "mark",
    "seat", "stock", "area", "price", "color", "order", "type", "备注", "数量", "group", "value", "text", "user",
)  # fmt: skip
OPTION_NAMES = ("low", "mid", "high", "east", "west", "done", "open", "draft", "gold", "tin", "north", "south")


@dataclass
class World:
    """One specification and its data, and what has been claimed by edits already."""

    chance: random.Random
    spec: Spec = field(default_factory=Spec)
    picture: Picture = field(default_factory=Picture)
    claimed: set[int] = field(default_factory=set)
    filled_up: set[int] = field(default_factory=set)
    """Fields in which empty values were replaced because they are required now: nobody asks for the gaps again."""
    in_place: set[int] = field(default_factory=set)
    """Fields whose column stays and gets other values: halfway, the code of before sees the new ones."""
    of_skipped: set[int] = field(default_factory=set)
    """Fields with what a version computed that a database may have skipped: there they are empty."""
    flowing: set[int] = field(default_factory=set)
    """Entities with a flow, now or later."""
    is_chinese: bool = False
    """Whether nothing has an English name."""
    _names: dict[str, int] = field(default_factory=dict)

    # --- names ---

    def name(self, names: tuple[str, ...]) -> str:
        """A name that nothing has had in this world."""
        name = self.chance.choice(names)
        name = IN_CHINESE.get(name, name) if self.is_chinese else name
        self._names[name] = self._names.get(name, 0) + 1
        return name if self._names[name] == 1 else f"{name}{self._names[name]}"

    # --- what edits ask for before there is data ---

    def entity(self) -> Entity:
        """Some entity that stays one."""
        return self.chance.choice(self.free_entities())

    def free_entities(self) -> list[Entity]:
        """The entities that no edit takes away or makes another."""
        return [each for each in self.spec.entities if each.key not in self.claimed]

    def new_entity(self, *, claimed: bool = False) -> Entity:
        """An entity of its own, with a title."""
        made = Entity(self.name(ENTITY_NAMES), [Field(self.name(("name", "title", "称呼")), Form("text", length=60))])
        self.spec.entities.append(made)
        if claimed:
            self.claimed.add(made.key)
        return made

    def host(self, *, rows: bool = True) -> Entity:
        """An entity, or sometimes a sub-table, that a field can stand in."""
        if rows and self.chance.random() < 0.2:
            tables = [each for each in self.spec.tables() if each.owner is not None and each.key not in self.claimed]
            if tables:
                return self.chance.choice(tables)
        return self.entity()

    def field(self, form: Form | str, host: Entity | None = None, **values: object) -> tuple[Entity, Field]:
        """A field of this form that no other edit touches: one that is there, or a new one."""
        form = Form(form, length=60 if form == "text" else None) if isinstance(form, str) else form
        host = host or self.host()
        free = [each for each in host.stored(form.kind) if each.key not in self.claimed and each is not host.fields[0]]
        plain = form.kind not in {"choice", "many_of", "reference", "many", "rows", "text", "decimal"} and not values
        if plain and free and self.chance.random() < 0.5:
            found = self.chance.choice(free)
        else:
            found = self.add_field(host, form, **values)
        self.claimed.add(found.key)
        return host, found

    def add_field(self, host: Entity, form: Form, **values: object) -> Field:
        """A field at a random place behind the title."""
        made = Field(self.name(FIELD_NAMES), form)
        for name, value in values.items():
            setattr(made, name, value)
        host.fields.insert(self.chance.randint(1, len(host.fields)), made)
        return made

    def add_user_field(self, form: Form, **values: object) -> Field:
        """A field that the specification adds to users."""
        made = self.add_field(self.spec.people, form, **values)
        self.spec.people.fields.remove(made)
        self.spec.people.fields.append(made)
        self.claimed.add(made.key)
        return made

    def add_rows(self, host: Entity) -> Field:
        """A sub-table with two fields."""
        made = self.add_field(host, Form("rows"))
        columns = [Field(self.name(FIELD_NAMES), Form("text", length=40)), Field(self.name(FIELD_NAMES), Form("int"))]
        made.form.rows = Entity(made.name, columns, owner=host, owner_field=made)
        return made

    def new_choice(self, *, tree: bool = False, count: int = 4) -> Choice:
        """A choice of its own."""
        options = [self.new_option() for _ in range(count)]
        if tree:
            for option in options[1:]:
                option.parent = self.chance.choice([None, options[0]])
        made = Choice(self.name(("Grade", "Kind", "Region", "Sort", "等级")), _branches_first(options))
        self.spec.choices.append(made)
        return made

    def new_option(self) -> Option:
        """An option with a label that is not its name."""
        name = self.name(OPTION_NAMES)
        return Option(name, f"The {name} one")

    def new_flow(self, host: Entity | None = None) -> tuple[Flow, Field]:
        """The states of an entity that has none, with the field that has them."""
        host = host or self.entity()
        if host.key in self.flowing:
            host = self.new_entity()
        self.flowing.add(host.key)
        return self.put_flow(host)

    def put_flow(self, host: Entity) -> tuple[Flow, Field]:
        """The states of an entity that was kept free for them."""
        flow = Flow(self.name(("Course", "Way", "流程")), [self.new_option() for _ in range(4)], entity=host)
        self.spec.choices.append(flow)
        made = self.add_field(host, Form("state", choice=flow))
        self.claimed.add(made.key)
        return flow, made

    def new_rule(self, entity: Entity) -> Rule:
        """A rule whose timers wait."""
        rule = Rule(self.name(("Reminder", "Followup")), entity)
        self.spec.rules.append(rule)
        return rule

    def new_approval(self, entity: Entity) -> Approval:
        """An approval with two steps, and requests that run."""
        steps = Choice("steps", [self.new_option() for _ in range(2)])
        approval = Approval(self.name(("Consent", "Release")), entity, steps)
        self.spec.approvals.append(approval)
        return approval


def _branches_first(options: list[Option]) -> list[Option]:
    """In the order of the text: each branch with what is below it."""
    ordered: list[Option] = []
    for option in options:
        if option.parent is None:
            ordered += [option, *(each for each in options if each.parent is option)]
    return ordered


def make_world(chance: random.Random) -> World:
    """Two or three entities with fields of many kinds, who refer to each other; some things are under way."""
    world = World(chance, is_chinese=chance.random() < _CHINESE)
    for _ in range(chance.randint(2, 3)):
        world.new_entity()
    for entity in world.spec.entities:
        for make in chance.sample(_INGREDIENTS, chance.randint(2, 5)):
            make(world, entity)
    for make_process in (World.new_flow, World.new_rule, World.new_approval):
        if chance.random() < _UNDER_WAY:
            make_process(world, chance.choice(world.spec.entities))
    return world


_CHINESE, _UNDER_WAY = 0.25, 0.4
"""Shares of worlds: in Chinese throughout; with a flow, a rule or an approval that no edit is about."""


def _plain(world: World, entity: Entity) -> None:
    kinds = ("int", "money", "bool", "date", "datetime", "time", "percent", "longtext", "email", "color", "rating")
    kind = world.chance.choice(kinds)
    world.add_field(entity, Form(kind), index=kind != "longtext" and world.chance.random() < 0.2)


def _text(world: World, entity: Entity) -> None:
    made = world.add_field(entity, Form("text", length=60))
    setattr(made, world.chance.choice(("unique", "search", "required", "index")), True)


def _reference(world: World, entity: Entity) -> None:
    target = world.chance.choice(world.spec.entities)
    on_delete = world.chance.choice(("clear", "restrict", None))
    made = world.add_field(entity, Form("reference", target=target), on_delete=on_delete)
    if world.chance.random() < 0.3:
        world.add_field(target, Form("reverse", target=entity, back=made))


def _many(world: World, entity: Entity) -> None:
    world.add_field(entity, Form("many", target=world.chance.choice(world.spec.entities)))


def _choice(world: World, entity: Entity) -> None:
    kind = world.chance.choice(("choice", "many_of"))
    made = world.add_field(entity, Form(kind, choice=world.new_choice(tree=world.chance.random() < 0.4)))
    if kind == "choice":
        made.required = world.chance.random() < 0.3


def _rows(world: World, entity: Entity) -> None:
    world.add_rows(entity)


def _computed(world: World, entity: Entity) -> None:
    number = world.add_field(entity, Form("int"))
    world.claimed.add(number.key)
    world.add_field(entity, Form("int"), formula=doubled(number))


def doubled(number: Field) -> Formula:
    """Twice a whole number."""
    return Formula("{0} * 2", (Reading((number,)),), lambda value: None if value is None else value * 2)


_INGREDIENTS: tuple[Callable[[World, Entity], None], ...] = (
    _plain, _plain, _plain, _text, _reference, _reference, _many, _choice, _rows, _computed,
)  # fmt: skip
