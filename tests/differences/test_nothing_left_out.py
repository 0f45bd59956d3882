"""Whatever attribute of the model changes, `lowcode diff` has a line for it, or says why not."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.checking import check
from lowcode.diagnostics.field_types import SCALARS
from lowcode.diagnostics.problem import Language
from lowcode.differences.areas import compare_sides
from lowcode.differences.changes import Comparison
from lowcode.differences.essence import WRITTEN, WRITTEN_LEFT, WRITTEN_LEFT_OF
from lowcode.differences.side import Scope, Side, is_watching
from lowcode.differences.vocabulary import EVERYWHERE_LEFT, Kind
from lowcode.differences.words import KINDS
from lowcode.differences.words.keywords import MEMBERS
from lowcode.dsl.analysis import PRELUDE_PATH, prelude_source
from lowcode.ir import access
from lowcode.ir.application import Application
from lowcode.ir.labels import Label
from lowcode.source import SourceFile
from tests.differences.mutating import SAME, another, classes_in, hints, occurrences, replaced

EVERYTHING = Path(__file__).with_name("everything.lc")
RIGHTS = (access.Access, access.Grant, access.FieldAccess, access.FieldGrant)
"""Whose change must be seen in what a role may do in the end: some of their lines give what another gives already."""


def left_of(kind: type) -> frozenset[str]:
    """The attributes of a class that no line comes of."""
    if kind in WRITTEN:
        return frozenset((*WRITTEN_LEFT, *WRITTEN_LEFT_OF.get(kind, ())))
    return frozenset((*EVERYWHERE_LEFT, *KINDS[kind].left))


@cache
def reachable() -> tuple[tuple[type, ...], tuple[type[Enum], ...]]:
    """Every class and every enumeration of the model that a line can come of."""
    found: dict[type, None] = {}
    waiting: list[type] = [Application]
    while waiting:
        kind = waiting.pop()
        if kind in found:
            continue
        found[kind] = None
        if dataclasses.is_dataclass(kind):
            left = left_of(kind) if kind in WRITTEN or kind in KINDS else frozenset()
            waiting += [each for name, hint in hints(kind).items() if name not in left for each in classes_in(hint)]
    classes = tuple(each for each in found if dataclasses.is_dataclass(each))
    return classes, tuple(each for each in found if issubclass(each, Enum))


@cache
def everything() -> tuple[Application, dict[str, SourceFile]]:
    source = SourceFile(EVERYTHING.name, EVERYTHING.read_text(encoding="utf-8"))
    checked = check({source.path: source})
    assert checked.application is not None, checked.problems
    return checked.application, {source.path: source, PRELUDE_PATH: prelude_source()}


ALIVE: list[Application] = []
KNOWN: dict[tuple[int, Scope], Hashable] = {}
"""What is known of things of all models, which share most of them; they are kept, so that no other gets their id."""


def compared(changed: Application) -> Comparison:
    application, sources = everything()
    ALIVE.append(changed)
    sides = (Side(each, sources, Language.ENGLISH, each.locales, essences=KNOWN) for each in (application, changed))
    return compare_sides(*sides)


def test_every_class_has_words() -> None:
    classes, _ = reachable()
    assert not [each.__qualname__ for each in classes if each not in KINDS and each not in WRITTEN]
    assert not [each.__qualname__ for each in KINDS if each not in classes and KINDS[each].parts]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__qualname__)
def test_every_attribute_has_words_or_a_reason(kind: type) -> None:
    words: Kind = KINDS[kind]
    attributes = {each.name for each in dataclasses.fields(kind)}
    assert attributes - set(EVERYWHERE_LEFT) == set(words.parts) | set(words.left)
    assert not set(words.parts) & set(words.left)
    assert all(len(reason) > 10 for reason in words.left.values())
    assert {name for names in words.same for name in names} <= attributes | {"name", "label"}


def test_every_word_of_the_language_has_words() -> None:
    written = {each for kind in WRITTEN for hint in hints(kind).values() for each in classes_in(hint)}
    for kind in reachable()[1]:
        if kind not in written or any(member in MEMBERS for member in kind):
            assert all(member in MEMBERS for member in kind), kind
    assert set(SCALARS) == set(FIELD_TYPES.names)


def test_the_same_specification_has_no_differences() -> None:
    assert not compared(everything()[0]).areas


def test_every_class_occurs() -> None:
    """Else the test below would prove nothing about it."""
    found = {kind for kind, _ in occurrences(everything()[0])}
    wanted = {each for each in reachable()[0] if each in KINDS and dataclasses.fields(each) and each is not Label}
    assert not {each.__qualname__ for each in wanted - found}


def is_of_the_compiler(application: Application, path: tuple[str | int, ...]) -> bool:
    """Whether the compiler has made it of something else, which is told: choices of states and roles, conditions."""
    match path:
        case ("entities", int(number), "fields", int(position), *_):
            return is_watching(application.entities[number].fields[position])
        case ("choices", int(number), *_):
            name = application.choices[number].name
            return name == "Role" or any(each.name == name for each in application.flows)
        case _:
            return False


@cache
def mutations() -> dict[tuple[type, str], list[tuple[Any, Any]]]:
    application, _ = everything()
    found = occurrences(application)
    wanted: dict[tuple[type, str], list[tuple[Any, Any]]] = {}
    for (kind, name), places in found.items():
        if (kind in KINDS or kind in WRITTEN) and name not in left_of(kind):
            pool = [value for _, value in places]
            written = ((path, value) for path, value in places if not is_of_the_compiler(application, path))
            changed = ((path, another(value, hints(kind)[name], pool)) for path, value in written)
            wanted[kind, name] = [(path, value) for path, value in changed if value is not SAME]
    return wanted


@pytest.mark.parametrize("examples", [1, pytest.param(3, marks=pytest.mark.slow)])
def test_a_change_of_any_attribute_is_told(examples: int) -> None:
    """So many places of each attribute are changed, one at a time."""
    application, _ = everything()
    reached = set(reachable()[0])
    silent = []
    for (kind, name), changes in mutations().items():
        if kind in reached and changes:
            count = max(examples, 6) if kind in RIGHTS else examples
            some = changes[:: max(1, len(changes) // count)][:count]
            told = [bool(compared(replaced(application, path, value)).changes) for path, value in some]
            if not (any(told) if kind in RIGHTS else all(told)):
                silent.append(f"{kind.__qualname__}.{name}: {told}")
    assert silent == []
