"""Changes one attribute of a model at a time, whatever it is."""

from __future__ import annotations

import dataclasses
import datetime
import typing
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any

from lowcode.ir import (
    access,
    actions,
    application,
    changes,
    expressions,
    functions,
    labels,
    messages,
    people,
    process,
    reports,
    scenarios,
    seeds,
    types,
)
from lowcode.ir.labels import Label

MODULES = (
    access, actions, application, changes, expressions, functions, labels, messages, people, process, reports,
    scenarios, seeds, types,
)  # fmt: skip
_NAMES: dict[str, Any] = {name: value for module in MODULES for name, value in vars(module).items()}
Path = tuple[str | int, ...]
SAME = object()
"""There is no other value: the attribute holds a thing, whose own attributes are changed one by one."""


def hints(kind: type) -> dict[str, Any]:
    """The types of the attributes of a class of the model."""
    return typing.get_type_hints(kind, localns=_NAMES)


def classes_in(hint: Any) -> Iterator[type]:
    """The dataclasses and enumerations that a type mentions."""
    if typing.get_args(hint):
        for each in typing.get_args(hint):
            yield from classes_in(each)
    elif isinstance(hint, type) and (dataclasses.is_dataclass(hint) or issubclass(hint, Enum)):
        yield hint
    elif isinstance(hint, str | typing.ForwardRef):
        name = hint if isinstance(hint, str) else hint.__forward_arg__
        yield from classes_in(eval(name, _NAMES))


def occurrences(root: Any) -> dict[tuple[type, str], list[tuple[Path, Any]]]:
    """(class, attribute) → where it occurs, and its value there."""
    found: dict[tuple[type, str], list[tuple[Path, Any]]] = defaultdict(list)

    def walk(value: Any, path: Path) -> None:
        if dataclasses.is_dataclass(value) and not isinstance(value, Label):
            for each in dataclasses.fields(value):
                inside = getattr(value, each.name)
                found[type(value), each.name].append(((*path, each.name), inside))
                walk(inside, (*path, each.name))
        elif isinstance(value, tuple):
            for number, each in enumerate(value):
                walk(each, (*path, number))

    walk(root, ())
    return found


def replaced(root: Any, path: Path, value: Any) -> Any:
    """`root` with another value at one place."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if isinstance(first, int):
        return (*root[:first], replaced(root[first], rest, value), *root[first + 1 :])
    return dataclasses.replace(root, **{first: replaced(getattr(root, first), rest, value)})


def another(value: Any, hint: Any, pool: list[Any]) -> Any:  # noqa: C901, PLR0911 - a case per type
    """A value that is not `value`, of the attribute's type."""
    match value:
        case bool():
            return not value
        case str():
            return f"{value}x"
        case Enum():
            return next(each for each in type(value) if each is not value)
        case int() | Decimal():
            return value + 1
        case datetime.datetime() | datetime.date():
            return value + datetime.timedelta(days=1)
        case datetime.time():
            return value.replace(hour=(value.hour + 1) % 24)
        case Label(texts=texts):
            return Label(tuple(f"{text}!" for text in texts))
        case (*first, str(last)):
            return (*first, f"{last}x")
        case tuple() | frozenset() if value:
            return type(value)(list(value)[1:])
        case expressions.Duration():
            return dataclasses.replace(value, days=value.days + 1)
        case None | () | frozenset():
            return next((each for each in pool if each not in (None, (), frozenset())), None) or _made(hint)
        case _ if isinstance(value, typing.get_args(reports.MeasureExpression)):
            return reports.Number(Decimal(7), types.IntegerType(), value.span)
        case _ if isinstance(value, typing.get_args(expressions.Expression)):
            return expressions.Literal("another", types.TextType(), value.span)
        case _:
            is_optional = NoneType in typing.get_args(hint)
            return next((each for each in pool if type(each) is not type(value)), None if is_optional else SAME)


def _made(hint: Any) -> Any:
    """A value of an attribute that the specification gives no example of."""
    options = [each for each in typing.get_args(hint) if each is not NoneType]
    is_union = typing.get_origin(hint) in {typing.Union, UnionType}
    kind = options[0] if is_union and options else hint
    if typing.get_origin(kind) is tuple:
        return ("x",)
    made = {str: "x", int: 7, bool: True, Decimal: Decimal(7), Label: Label(("新", "new"))}
    return made.get(kind)
