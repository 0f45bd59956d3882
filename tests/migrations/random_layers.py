"""A specification in two layers: what the base says, and what a client has otherwise. Together they say the same.

What stands in which layer is drawn by lot, and now and then anew for the next build: a base takes over what a client
had, or a client what the base gave up.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from tests.migrations.random_model import HEAD, Choice, Drop, Entity, Field, Flow, Form, Option, Spec

BASE, CLIENT = "../base/app.lc", "client.lc"
_CHANGES = 0.05
"""How often something is on the other side in one build."""
_UNCHANGEABLE = frozenset({"rows", "reverse", "state"})
"""Kinds of field that no client says anew here."""


@dataclass(frozen=True)
class _Lot:
    """Draws by lot: always the same for a thing in one build, and mostly the same in the next."""

    seed: str
    build: int
    first_key: int

    def draws(self, key: int, share: float, about: str) -> bool:
        """Whether the thing with this key is among this share of all."""
        name = f"{self.seed} {key - self.first_key} {about}"
        return (random.Random(name).random() < share) != (random.Random(f"{name} {self.build}").random() < _CHANGES)


def layered(spec: Spec, seed: str, build: int) -> dict[str, str]:
    """The files of a client and its base; `build` is the number of the build."""
    lot = _Lot(seed, build, spec.people.key)
    base, client = [HEAD, spec.people.text()], ['import "../base"']
    removed = [drop for drop in spec.drops if _can_be_removed(drop, spec)]
    for choice in spec.choices:
        gone = [drop for drop in removed if drop.owner is choice]
        if isinstance(choice, Flow):
            (client if lot.draws(choice.key, 0.3, "flow") else base).append(choice.text())
        else:
            _share_choice(choice, gone, lot, base, client)
    for entity in spec.entities:
        _share_entity(entity, [drop for drop in removed if drop.owner is entity], lot, base, client)
    for process in spec.processes:
        (client if lot.draws(process.key, 0.4, "process") else base).append(process.text())
    base += [drop.text() for drop in spec.drops if drop not in removed]
    client += [drop.removal() for drop in removed]
    return {BASE: _lines(base), CLIENT: _lines(client)}


def _lines(parts: list[str]) -> str:
    return "\n".join(parts) + "\n"


def _can_be_removed(drop: Drop, spec: Spec) -> bool:
    """Whether the base can still have it, under a name that nothing else has by now, so that the client removes it."""
    owner = drop.owner
    if isinstance(owner, Entity):
        names = {each.name for each in owner.fields}
        return isinstance(drop.thing, Field) and owner in spec.entities and drop.name not in names
    if isinstance(owner, Choice) and isinstance(drop.thing, Option):
        names = set(owner.names)
        is_plain = owner in spec.choices and not isinstance(owner, Flow) and drop.thing.parent is None
        return is_plain and drop.name not in names
    return False


def _gone(drops: Collection[Drop]) -> Iterator[Field | Option]:
    for drop in drops:
        assert drop.thing is not None
        yield replace(drop.thing, was=[])


def _share_choice(choice: Choice, drops: list[Drop], lot: _Lot, base: list[str], client: list[str]) -> None:
    """A tree stands in the base as a whole; of a list the client has some options."""
    is_tree = any(option.parent is not None for option in choice.options)
    own = [] if is_tree else [each for each in choice.options[1:] if lot.draws(each.key, 0.3, "option")]
    gone = [each for each in _gone(drops) if isinstance(each, Option)]
    base.append(replace(choice, options=[each for each in choice.options if each not in own] + gone).text())
    if own:
        texts = replace(choice, options=own).option_texts()
        client.append(f"extend choice {choice.name} {{ {'; '.join(texts)} }}")


def _share_entity(entity: Entity, drops: list[Drop], lot: _Lot, base: list[str], client: list[str]) -> None:
    """The title is the base's; of the rest the client has some, says some anew, and calls some otherwise."""
    if not drops and lot.draws(entity.key, 0.2, "entity"):
        client.append(entity.text())
        return
    own = [each for each in entity.fields[1:] if lot.draws(each.key, 0.35, "field")]
    below, above = [], []
    for each in entity.fields:
        if each not in own:
            text, changes = _said_anew(each, entity, lot)
            below.append(text)
            above += changes
    lines = [line for line in entity.lines if lot.draws(line.key, 0.5, "line")]
    gone = [each for each in _gone(drops) if isinstance(each, Field)]
    base.append(
        replace(entity, fields=[*below, *gone], lines=[each for each in entity.lines if each not in lines]).text()
    )
    if own or lines:
        client.append(f"extend entity {entity.name} {{\n{replace(entity, fields=own, lines=lines).members('  ')}\n}}")
    client += above


def _said_anew(each: Field, entity: Entity, lot: _Lot) -> tuple[Field, list[str]]:
    """A field of the base, and what the client says about it."""
    if each.form.kind in _UNCHANGEABLE:
        return each, []
    if each is not entity.fields[0] and lot.draws(each.key, 0.1, "replaced"):
        below = Field(each.name, Form("longtext"), "Something else")
        return below, [f"replace {entity.name}.{each.text()}"]
    if lot.draws(each.key, 0.15, "called"):
        name = f"{entity.name}.{each.name}"
        return replace(each, label="Something else"), [f'extend {name} {{ label "{each.label or each.name}" }}']
    return each, []
