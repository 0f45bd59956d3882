"""A specification as Python objects that edits change and that print themselves as text.

Things refer to each other by object, so that a rename changes one name and the text follows everywhere. Each has a key
that it keeps for life: data is kept by keys (`random_picture`), which is why a rename changes nothing there.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

_KEYS = itertools.count(1)


def new_key() -> int:
    """A number that nothing else has."""
    return next(_KEYS)


@dataclass(eq=False)
class Option:
    """An option of a choice, or a state of a flow."""

    name: str
    label: str
    parent: Option | None = None
    was: list[str] = field(default_factory=list)
    key: int = field(default_factory=new_key)


@dataclass(eq=False)
class Choice:
    """A list or tree of options; `is_inline`: written in the field that has it."""

    name: str
    options: list[Option]
    is_inline: bool = False
    was: list[str] = field(default_factory=list)
    key: int = field(default_factory=new_key)

    @property
    def names(self) -> list[str]:
        """What rows of the database may hold."""
        return [option.name for option in self.options]

    def option_texts(self, parent: Option | None = None) -> Iterator[str]:
        """The options below `parent` with theirs."""
        for option in self.options:
            if option.parent is parent:
                below = "; ".join(self.option_texts(option))
                words = [option.name, f'"{option.label}"', *(f"was {old}" for old in option.was)]
                yield " ".join(words) + (f" {{ {below} }}" if below else "")

    def text(self) -> str:
        """The declaration."""
        past = "".join(f" was {old}" for old in self.was)
        return f'choice {self.name} "{self.name}"{past} {{ {"; ".join(self.option_texts())} }}'


@dataclass(eq=False)
class Flow(Choice):
    """The states of an entity; every state may follow every other, except that the last one ends."""

    entity: Entity | None = None

    def text(self) -> str:
        """The declaration; people go forth, and back to the start."""
        assert self.entity is not None
        past = "".join(f" was {old}" for old in self.was)
        lines = [f'flow {self.name} "{self.name}"{past} for {self.entity.name} {{']
        for position, option in enumerate(self.options):
            kind = "start" if position == 0 else "end" if position == len(self.options) - 1 else ""
            lines.append(f'  {option.name} "{option.label}" {kind} {"".join(f" was {old}" for old in option.was)}')
        for before, after in itertools.pairwise(self.options):
            lines.append(f"  {before.name} -> {after.name} by staff")
        return "\n".join([*lines, "}"])


@dataclass(eq=False)
class Form:
    """The type of a field."""

    kind: str
    length: int | None = None
    digits: tuple[int, int] = (0, 0)
    choice: Choice | None = None
    target: Entity | None = None
    rows: Entity | None = None
    back: Field | None = None

    @property
    def is_list(self) -> bool:
        """Whether its values are in a table of their own, or in none."""
        return self.kind in {"many_of", "many", "rows", "reverse"}

    def text(self) -> str:
        """As it stands behind the colon."""
        match self.kind:
            case "text" if self.length is not None:
                return f"text({self.length})"
            case "decimal":
                return f"decimal({self.digits[0]}, {self.digits[1]})"
            case "choice" | "many_of" | "state":
                assert self.choice is not None
                many = self.kind == "many_of"
                if self.choice.is_inline:
                    return f"{'many' if many else 'one'} of ({', '.join(self.choice.option_texts())})"
                return f"many of {self.choice.name}" if many else self.choice.name
            case "reference" | "many":
                assert self.target is not None
                return f"many {self.target.name}" if self.kind == "many" else self.target.name
            case "reverse":
                assert self.target is not None
                assert self.back is not None
                return f"many {self.target.name} by {self.back.name}"
            case "rows":
                assert self.rows is not None
                return f"rows {{\n{self.rows.members('    ')}\n  }}"
            case _:
                return self.kind


@dataclass(eq=False)
class Reading:
    """A value that a formula reads, along references. `frozen`: a name that the specification no longer has."""

    path: tuple[Field, ...]
    frozen: str | None = None

    def text(self) -> str:
        """`owner.name`."""
        return self.frozen or ".".join(step.name for step in self.path)


@dataclass(eq=False)
class Formula:
    """An expression: as text with places `{0}`, and as a function of the values read there."""

    template: str
    readings: tuple[Reading, ...]
    compute: Callable[..., Any]

    def text(self) -> str:
        """As the specification has it."""
        return self.template.format(*(each.text() for each in self.readings))


@dataclass(eq=False)
class Field:
    """A field.

    `flavour` says what its values look like (digits, dates, titles of `names_of`), so that they can become something
    else. `is_noted`: what history says about it can be compared, because its type is still the same.
    """

    name: str
    form: Form
    label: str = ""
    required: bool = False
    unique: bool = False
    index: bool = False
    search: bool = False
    default: str | None = None
    on_delete: str | None = None
    column: str | None = None
    formula: Formula | None = None
    fill: Formula | None = None
    flavour: str = ""
    is_noted: bool = True
    names_of: Entity | None = None
    was: list[str] = field(default_factory=list)
    key: int = field(default_factory=new_key)

    @property
    def is_stored(self) -> bool:
        """Whether people fill it in."""
        return self.formula is None and self.form.kind != "reverse"

    def text(self) -> str:
        """The line of the field."""
        words = [f'{self.name} "{self.label or self.name.capitalize()}": {self.form.text()}']
        words += [word for word in ("required", "unique", "index", "search") if getattr(self, word)]
        if self.on_delete is not None:
            words.append(f"on delete {self.on_delete}")
        if self.default is not None:
            words.append(f"default {self.default}")
        if self.column is not None:
            words.append(f"as {self.column}")
        words += [f"was {old}" for old in self.was]
        if self.fill is not None:
            words.append(f"from {self.fill.text()}")
        if self.formula is not None:
            words.append(f"= {self.formula.text()}")
        return " ".join(words)


@dataclass(eq=False)
class Check:
    """A condition that every record keeps."""

    condition: Formula
    message: str = "No"
    key: int = field(default_factory=new_key)

    def text(self) -> str:
        """The line of the entity."""
        return f'check {self.condition.text()} "{self.message}"'


@dataclass(eq=False)
class Key:
    """`unique (a, b)` or `index (a, b)`."""

    word: str
    fields: tuple[Field, ...]
    key: int = field(default_factory=new_key)

    def text(self) -> str:
        """The line of the entity."""
        return f"{self.word} ({', '.join(each.name for each in self.fields)})"


@dataclass(eq=False)
class Entity:
    """An entity, or a sub-table, which has an owner and stands in the owner's field."""

    name: str
    fields: list[Field]
    table: str | None = None
    lines: list[Check | Key] = field(default_factory=list)
    was: list[str] = field(default_factory=list)
    owner: Entity | None = None
    owner_field: Field | None = None
    key: int = field(default_factory=new_key)

    def members(self, indent: str) -> str:
        """Fields, checks and keys, a line each."""
        return "\n".join(f"{indent}{each.text()}" for each in [*self.fields, *self.lines])

    def text(self) -> str:
        """The declaration, with rights for everybody."""
        other_name = f" as {self.table}" if self.table else ""
        past = "".join(f" was {old}" for old in self.was)
        head = f'entity {self.name} "{self.name}"{other_name}{past}'
        return f"{head} {{\n{self.members('  ')}\n}}\naccess {self.name} {{ staff all }}"

    def stored(self, *kinds: str) -> list[Field]:
        """Its fields of these kinds that people fill in."""
        return [each for each in self.fields if each.is_stored and (not kinds or each.form.kind in kinds)]


@dataclass(eq=False)
class Rule:
    """A rule that waits: each new record arms a timer."""

    name: str
    entity: Entity
    was: list[str] = field(default_factory=list)
    key: int = field(default_factory=new_key)

    def text(self) -> str:
        """The declaration."""
        past = "".join(f" was {old}" for old in self.was)
        action = 'after 30d { task created_by "Still there" }'
        return f'rule {self.name} "{self.name}"{past} for {self.entity.name} on create {{ {action} }}'


@dataclass(eq=False)
class Approval:
    """An approval with steps one after another; `steps` are options because they have names and labels."""

    name: str
    entity: Entity
    steps: Choice
    was: list[str] = field(default_factory=list)
    key: int = field(default_factory=new_key)

    def text(self) -> str:
        """The declaration."""
        past = "".join(f" was {old}" for old in self.was)
        lines = [f'approval {self.name} "{self.name}"{past} for {self.entity.name} by staff {{']
        for step in self.steps.options:
            past = "".join(f" was {old}" for old in step.was)
            lines.append(f'  step {step.name} "{step.label}"{past}: any of created_by')
        return "\n".join([*lines, "}"])


@dataclass(eq=False)
class Drop:
    """What is gone on purpose. `thing`: as it was, where a base may still have it, so that its client removes it."""

    kind: str
    name: str
    owner: Entity | Choice | None = None
    replacement: Option | None = None
    thing: Field | Option | None = None

    def text(self) -> str:
        """The declaration. A sub-table goes by its owner and field."""
        place = "" if self.owner is None else f"{qualified(self.owner)}."
        instead = "" if self.replacement is None else f" to {self.replacement.name}"
        return f'drop {self.kind} {place}{self.name}{instead} "No longer needed"'

    def removal(self) -> str:
        """The same by a client, of what its base has."""
        assert self.owner is not None
        instead = "" if self.replacement is None else f" to {self.replacement.name}"
        return f'remove {qualified(self.owner)}.{self.name}{instead} "No longer needed"'


def qualified(owner: Entity | Choice) -> str:
    """The name that a `drop` calls the owner by."""
    if isinstance(owner, Entity) and owner.owner is not None and owner.owner_field is not None:
        return f"{qualified(owner.owner)}.{owner.owner_field.name}"
    return owner.name


HEAD = 'app shop "Shop" { locale en; timezone "Asia/Shanghai"; currency EUR }'
ROLES = ("staff", "boss", "helper", "guest")


@dataclass(eq=False)
class People(Entity):
    """The users, whom every app has: what is added to them stands in an `extend`."""

    def text(self) -> str:
        """The roles, and what is added."""
        roles = self.fields[BUILT_IN - 1].form.choice
        assert roles is not None
        lines = [f"role {text}" for text in roles.option_texts()]
        added = "\n".join(f"  {each.text()}" for each in self.fields[BUILT_IN:])
        return "\n".join([*lines, f"extend entity User {{\n{added}\n}}" if added else ""])


BUILT_IN = 4
"""How many fields of users are not the specification's own."""


def built_in_people() -> People:
    """Users with the fields that are of interest here."""
    roles = Choice("Role", [Option(name, name.capitalize()) for name in ROLES])
    fields = [
        Field("name", Form("text", length=80), required=True),
        Field("email", Form("email"), required=True, unique=True),
        Field("active", Form("bool"), required=True),
        Field("roles", Form("many_of", choice=roles)),
    ]
    return People("User", fields)


@dataclass(eq=False)
class Spec:
    """A whole specification."""

    people: People = field(default_factory=built_in_people)
    entities: list[Entity] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    approvals: list[Approval] = field(default_factory=list)
    drops: list[Drop] = field(default_factory=list)

    def text(self) -> str:
        """The text of it."""
        parts: list[Choice | Entity | Approval | Rule | Drop] = [self.people, *self.choices, *self.entities]
        parts += [*self.processes, *self.drops]
        return "\n".join([HEAD, *(each.text() for each in parts)]) + "\n"

    @property
    def processes(self) -> list[Approval | Rule]:
        """What takes time."""
        return [*self.approvals, *self.rules]

    def tables(self) -> Iterator[Entity]:
        """All entities with their sub-tables behind them, and users."""
        yield self.people
        for entity in self.entities:
            yield entity
            yield from (each.form.rows for each in entity.fields if each.form.rows is not None)

    def forget_the_past(self) -> None:
        """Without `was`, `from`, `drop`: for a specification whose databases are all up to date."""
        self.drops.clear()
        for entity in self.tables():
            entity.was.clear()
            for each in entity.fields:
                each.was.clear()
                each.fill = None
                if each.form.choice is not None:
                    _forget_names(each.form.choice)
        for choice in [*self.choices, *(each.steps for each in self.approvals)]:
            _forget_names(choice)
        for process in self.processes:
            process.was.clear()


def _forget_names(choice: Choice) -> None:
    choice.was.clear()
    for option in choice.options:
        option.was.clear()
