"""`dataclass` for the many small values of the compiler, made five times faster.

The standard decorator compiles six methods for each frozen class, half a millisecond in all; with the hundreds of
classes that `lowcode check` imports that was a third of its time. Here only `__init__` is compiled, and the fields are
read from annotations that are texts (`from __future__ import annotations`), so that nothing has to be looked up to know
them. Everything else is as usual: fields, `replace`, patterns, equality, hashing, pickling, and an error on assignment.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from types import CodeType, FunctionType, MemberDescriptorType
from typing import Any, NoReturn, TypeVar, dataclass_transform

_Class = TypeVar("_Class", bound=type)
_set = object.__setattr__
_MISSING = dataclasses.MISSING


@dataclasses.dataclass(frozen=True)
class _Standard:
    """What the standard library's tools look at is taken from a class that it has made itself."""

    field: int


_STANDARD: Any = _Standard
_FIELD_KIND = _STANDARD.__dataclass_fields__["field"]._field_type  # noqa: SLF001 - there is no public name for it


@dataclass_transform(field_specifiers=(dataclasses.field,))
def dataclass(*, frozen: bool, slots: bool = False, kw_only: bool = False) -> Callable[[_Class], _Class]:
    """The decorator for frozen dataclasses; for others take the standard one."""
    if not frozen:
        raise TypeError("only for frozen dataclasses")

    def make(plain: _Class) -> _Class:
        own = _own_fields(plain, kw_only=kw_only)
        inherited = _inherited_fields(plain)
        made: Any = _with_slots(plain, own, inherited) if slots else plain
        made.__dataclass_fields__ = {**inherited, **own}
        made.__dataclass_params__ = _STANDARD.__dataclass_params__
        fields = tuple(made.__dataclass_fields__.values())
        matched = tuple(field.name for field in fields if field.init and not field.kw_only)
        type.__setattr__(made, "__match_args__", matched)
        made.__init__ = _initializer(made, fields, has_post=hasattr(made, "__post_init__"))
        made.__setattr__ = _refuse_assignment
        made.__delattr__ = _refuse_deletion
        made.__repr__ = made.__dict__.get("__repr__", _representation)
        _add_equality(made, [field.name for field in fields if field.compare])
        return made  # type: ignore[no-any-return] # the decorated class, as mypy knows it

    return make


def _own_fields(plain: type, *, kw_only: bool) -> dict[str, Any]:
    """The fields that the class itself declares; a `field(…)` gives way to its default."""
    fields: dict[str, Any] = {}
    for name, annotation in plain.__annotations__.items():
        if not isinstance(annotation, str):
            raise TypeError(f"{plain.__qualname__}: needs `from __future__ import annotations`")
        if annotation.startswith(("ClassVar", "typing.ClassVar")):
            continue
        default: Any = getattr(plain, name, _MISSING)
        if isinstance(default, MemberDescriptorType):
            default = _MISSING
        field: Any = default if isinstance(default, dataclasses.Field) else dataclasses.field(default=default)
        field.name, field.type, field._field_type = name, annotation, _FIELD_KIND  # noqa: SLF001 - as the library does
        if field.kw_only is _MISSING:
            field.kw_only = kw_only
        if default is field and field.default is _MISSING:
            delattr(plain, name)
        elif default is field:
            setattr(plain, name, field.default)
        fields[name] = field
    return fields


def _inherited_fields(plain: type) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for base in plain.__mro__[-1:0:-1]:
        fields.update(base.__dict__.get("__dataclass_fields__", {}))
    return fields


def _with_slots(plain: type, own: dict[str, Any], inherited: dict[str, Any]) -> type:
    """The same class with a slot per own field: slots can only be given to a class that is being made."""
    left_out = {*own, "__dict__", "__weakref__"}
    namespace = {name: value for name, value in plain.__dict__.items() if name not in left_out}
    namespace["__slots__"] = tuple(name for name in own if name not in inherited)
    namespace["__getstate__"] = _state
    namespace["__setstate__"] = _restore
    made = type(plain)(plain.__name__, plain.__bases__, namespace)
    made.__qualname__ = plain.__qualname__
    return made


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _restore(self: Any, values: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), values, strict=True):
        _set(self, field.name, value)


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
