"""`dataclass` for the many small values of the compiler, made five times faster.

The standard decorator compiles six methods for each frozen class, half a millisecond in all; with the hundreds of
classes that `lowcode check` imports that was a third of its time. Here only `__init__` is compiled. Everything else is
as usual: fields, `replace`, patterns, equality, hashing, and an error on assignment.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from types import CodeType, FunctionType
from typing import Any, NoReturn, TypeVar, dataclass_transform

_Class = TypeVar("_Class", bound=type)
_set = object.__setattr__
_MISSING = dataclasses.MISSING


@dataclass_transform(field_specifiers=(dataclasses.field,))
def dataclass(*, frozen: bool, slots: bool = False, kw_only: bool = False) -> Callable[[_Class], _Class]:
    """The decorator for frozen dataclasses; for others take the standard one."""
    if not frozen:
        raise TypeError("only for frozen dataclasses")

    def make(plain: _Class) -> _Class:
        decorate = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)
        made: Any = decorate(plain)
        fields = dataclasses.fields(made)
        made.__init__ = _initializer(made, fields, has_post=hasattr(made, "__post_init__"))
        made.__setattr__ = _refuse_assignment
        made.__delattr__ = _refuse_deletion
        made.__repr__ = made.__dict__.get("__repr__", _representation)
        _add_equality(made, [field.name for field in fields if field.compare])
        return made  # type: ignore[no-any-return] # the decorated class, as mypy knows it

    return make


def _initializer(made: type, fields: tuple[dataclasses.Field[Any], ...], *, has_post: bool) -> Callable[..., None]:
    """`def __init__(self, a, b=default, *, c): …`, which sets the fields past the refusal to assign."""
    if not has_post and all(field.init and field.default_factory is _MISSING for field in fields):
        return _plain_initializer(made, fields)
    values: dict[str, Any] = {"_set": _set, "_MISSING": _MISSING}
    usual = [_parameter(field, values) for field in fields if field.init and not field.kw_only]
    keywords = [_parameter(field, values) for field in fields if field.init and field.kw_only]
    parameters = ", ".join(["self", *usual, *(["*", *keywords] if keywords else [])])
    lines = [f" _set(self, {field.name!r}, {_value(field, values)})" for field in fields]
    if has_post:
        lines.append(" self.__post_init__()")
    code = f"def __init__({parameters}):\n" + "\n".join(lines or [" pass"])
    exec(code, values)  # noqa: S102 - names of our own fields, as the standard decorator does
    initializer: Callable[..., None] = values["__init__"]
    initializer.__qualname__ = f"{made.__qualname__}.__init__"
    return initializer


def _plain_initializer(made: type, fields: tuple[dataclasses.Field[Any], ...]) -> Callable[..., None]:
    """The initializer of a class that only takes its fields: compiled once for as many, then given their names."""
    usual = [field for field in fields if not field.kw_only]
    keywords = [field for field in fields if field.kw_only]
    names = [field.name for field in (*usual, *keywords)]
    code = _template(len(usual), len(keywords))
    constants = dict(zip(_places(len(names)), names, strict=True))
    code = code.replace(
        co_varnames=("self", *names),
        co_consts=tuple(constants.get(each, each) for each in code.co_consts),
        co_qualname=f"{made.__qualname__}.__init__",
    )
    defaults = tuple(field.default for field in usual if field.default is not _MISSING)
    if any(field.default is _MISSING for field in usual[len(usual) - len(defaults) :]):
        raise TypeError(f"{made.__qualname__}: a field without a default follows one that has a default")
    initializer = FunctionType(code, {"_set": _set}, "__init__", defaults)
    initializer.__kwdefaults__ = {field.name: field.default for field in keywords if field.default is not _MISSING}
    return initializer


@cache
def _template(usual: int, keywords: int) -> CodeType:
    places = _places(usual + keywords)
    parameters = ", ".join(["self", *places[:usual], *(["*", *places[usual:]] if keywords else [])])
    body = "\n".join(f" _set(self, {place!r}, {place})" for place in places)
    values: dict[str, Any] = {}
    exec(f"def __init__({parameters}):\n{body or ' pass'}", values)  # noqa: S102 - numbered names of our own
    code: CodeType = values["__init__"].__code__
    return code


def _places(count: int) -> list[str]:
    return [f"_{number}" for number in range(count)]


def _parameter(field: dataclasses.Field[Any], values: dict[str, Any]) -> str:
    if field.default is not _MISSING:
        values[f"_default_{field.name}"] = field.default
        return f"{field.name}=_default_{field.name}"
    return f"{field.name}=_MISSING" if field.default_factory is not _MISSING else field.name


def _value(field: dataclasses.Field[Any], values: dict[str, Any]) -> str:
    if field.default_factory is _MISSING:
        return field.name if field.init else f"_default_{field.name}"
    values[f"_make_{field.name}"] = field.default_factory
    made = f"_make_{field.name}()"
    return f"{made} if {field.name} is _MISSING else {field.name}" if field.init else made


def _add_equality(made: Any, names: list[str]) -> None:
    values: Callable[[Any], Any] = attrgetter(*names) if names else _nothing

    def __eq__(self: Any, other: object) -> bool:  # noqa: N807 - becomes the method
        if self.__class__ is not other.__class__:
            return NotImplemented
        return bool(values(self) == values(other))

    def __hash__(self: Any) -> int:  # noqa: N807 - becomes the method
        return hash(values(self))

    made.__eq__ = __eq__
    made.__hash__ = __hash__


def _nothing(_value: Any) -> tuple[()]:
    return ()


def _representation(self: Any) -> str:
    shown = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuse_assignment(_self: Any, name: str, _value: Any) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deletion(_self: Any, name: str) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
