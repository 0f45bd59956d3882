"""Which type can become which by itself, and at what price.

The names of conversions are those of `lowcode.runtime.migrating.conversions`. A conversion never invents and never
rounds: a value that it cannot take stops the migration with its rows. What the way back would not give again is said by
`is_exact`, and is archived before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.catalog.kinds import ValueKind
from lowcode.codegen.migrations.places import Place, option_names
from lowcode.codegen.python_source import literal
from lowcode.ir.application import (
    AutonumberFieldType,
    ChoiceFieldType,
    FieldType,
    ReferenceFieldType,
    ScalarType,
)

Arguments: TypeAlias = tuple[tuple[str, str], ...]

_DIGITS_OF_MONEY = 2
"""After the point, at least, where an amount is a text."""
PLAIN_TEXTS = frozenset({"text", "longtext", "markdown"})
"""Kinds that take any text that is short enough."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """A way from the values of one type to those of another."""

    name: str
    arguments: Arguments = ()
    backward: str | None = None
    backward_arguments: Arguments = ()
    is_exact: bool = True
    """The way back gives every value again."""
    may_refuse: bool = False
    """Some values cannot be converted and stop the migration."""


@dataclass(frozen=True, slots=True)
class Impossible:
    """No way; `loses` where there is one that would throw a part of each value away."""

    loses: bool = False
    proposal: str = ""
    """An expression to write after `from`."""


def kind_of(type_: FieldType) -> ValueKind | None:
    """What kind of value a column of the type holds; None for lists."""
    match type_:
        case ScalarType(kind=kind):
            return FIELD_TYPES[kind].value_kind
        case AutonumberFieldType():
            return ValueKind.TEXT
        case ChoiceFieldType():
            return ValueKind.CHOICE
        case ReferenceFieldType():
            return ValueKind.RECORD
        case _:
            return None


def is_plain_text(type_: FieldType) -> bool:
    """Whether the type takes any text that is short enough."""
    return isinstance(type_, AutonumberFieldType) or (isinstance(type_, ScalarType) and type_.kind in PLAIN_TEXTS)


def conversion(old: FieldType, new: FieldType, place: Place, field: str) -> Conversion | Impossible:
    """From `old`, said in new names, to `new`; both have columns and differ. `field` is for proposals."""
    before, after = kind_of(old), kind_of(new)
    if before is None or after is None:
        return Impossible()
    scalars = _SCALARS.get((before, after))
    if scalars is not None:
        return scalars(old, new, place)
    if (before, after) in _LOSING:
        return Impossible(loses=True, proposal=_LOSING[(before, after)].format(field=field))
    return Impossible()


_LOSING = {
    (ValueKind.DATETIME, ValueKind.DATE): "date({field})",
    (ValueKind.DATETIME, ValueKind.TIME): "",
}

_NUMBERS = {
    ValueKind.INTEGER: "int",
    ValueKind.DECIMAL: "decimal",
    ValueKind.MONEY: "decimal",
    ValueKind.PERCENT: "decimal",
}
_WORDS = {
    ValueKind.INTEGER: "int",
    ValueKind.DECIMAL: "decimal",
    ValueKind.MONEY: "money",
    ValueKind.PERCENT: "percent",
    ValueKind.BOOLEAN: "bool",
    ValueKind.DATE: "date",
    ValueKind.TIME: "time",
    ValueKind.DATETIME: "datetime",
}


def _source(old: FieldType) -> ValueKind:
    kind = kind_of(old)
    if kind is None:
        raise AssertionError("a list has no column")
    return kind


def _arguments(kind: ValueKind, place: Place) -> Arguments:
    match kind:
        case ValueKind.DATETIME:
            return (("timezone", literal(place.timezone)),)
        case ValueKind.MONEY:
            return (("currency", literal(place.currency)),)
        case _:
            return ()


def _text_to_text(_old: FieldType, new: FieldType, _place: Place) -> Conversion:
    if is_plain_text(new):
        return Conversion("same", (), "same", may_refuse=True)
    kind = new.kind if isinstance(new, ScalarType) else "text"
    return Conversion(f"text_to_{kind}", (), None, is_exact=False, may_refuse=True)


def _text_to_scalar(_old: FieldType, new: FieldType, place: Place) -> Conversion:
    kind = _source(new)
    return Conversion(f"text_to_{_WORDS[kind]}", _arguments(kind, place), None, is_exact=False, may_refuse=True)


def _scalar_to_text(old: FieldType, _new: FieldType, place: Place) -> Conversion:
    kind = _source(old)
    word = _WORDS[kind]
    if kind is ValueKind.BOOLEAN:
        yes, no = place.yes_and_no
        words = (("yes", literal(yes)), ("no", literal(no)))
        return Conversion("bool_to_text", words, "text_to_bool", words, may_refuse=True)
    there: Arguments = (("timezone", literal(place.timezone)),) if kind is ValueKind.DATETIME else ()
    if kind is ValueKind.MONEY:
        there = (("digits", str(_DIGITS_OF_MONEY)),)
    exact = kind in {ValueKind.INTEGER, ValueKind.DECIMAL, ValueKind.MONEY, ValueKind.PERCENT, ValueKind.DATE}
    back = f"text_to_{word}" if exact else None
    return Conversion(
        f"{word}_to_text", there, back, _arguments(kind, place) if exact else (), is_exact=exact, may_refuse=True
    )


def _number_to_number(old: FieldType, new: FieldType, _place: Place) -> Conversion:
    before, after = _NUMBERS[_source(old)], _NUMBERS[_source(new)]
    return Conversion(f"{before}_to_{after}", (), f"{after}_to_{before}", may_refuse=True)


def _bool_to_number(_old: FieldType, new: FieldType, _place: Place) -> Conversion:
    word = _NUMBERS[_source(new)]
    return Conversion(f"bool_to_{word}", (), f"{word}_to_bool")


def _number_to_bool(old: FieldType, _new: FieldType, _place: Place) -> Conversion:
    word = _NUMBERS[_source(old)]
    return Conversion(f"{word}_to_bool", (), f"bool_to_{word}", may_refuse=True)


def _date_to_datetime(_old: FieldType, _new: FieldType, place: Place) -> Conversion:
    timezone = (("timezone", literal(place.timezone)),)
    return Conversion("date_to_datetime", timezone, "datetime_to_date", timezone)


def _option_to_text(old: FieldType, _new: FieldType, place: Place) -> Conversion:
    labels = place.former_labels(_choice(old))
    back = {label: option for option, label in labels.items()}
    exact = len(back) == len(labels)
    return Conversion(
        "option_to_text",
        (("labels", mapping_source(labels)),),
        "text_to_option" if exact else None,
        (("labels", mapping_source(back)),) if exact else (),
        is_exact=exact,
        may_refuse=True,
    )


def _text_to_option(_old: FieldType, new: FieldType, place: Place) -> Conversion:
    options = option_names(place.present_labels(_choice(new)))
    return Conversion("text_to_option", (("labels", mapping_source(options)),), None, is_exact=False, may_refuse=True)


def _option_to_option(old: FieldType, new: FieldType, place: Place) -> Conversion | Impossible:
    options = place.options(_choice(old), _choice(new))
    if not options.names and not options.is_complete:
        return Impossible()
    back = {name: former for former, name in options.names.items() if name is not None}
    exact = len(back) == len(options.names)
    return Conversion(
        "option_to_option",
        (("names", mapping_source(options.names)),),
        "option_to_option" if exact else None,
        (("names", mapping_source(back)),) if exact else (),
        is_exact=exact,
        may_refuse=not options.is_complete,
    )


def _reference_to_text(old: FieldType, _new: FieldType, place: Place) -> Conversion:
    return Conversion("reference_to_text", _title(old, place), None, is_exact=False, may_refuse=True)


def _text_to_reference(_old: FieldType, new: FieldType, place: Place) -> Conversion:
    return Conversion("text_to_reference", _title(new, place), None, is_exact=False, may_refuse=True)


def _reference_to_option(old: FieldType, new: FieldType, place: Place) -> Conversion:
    labels = (("labels", mapping_source(option_names(place.present_labels(_choice(new))))),)
    return Conversion("reference_to_option", (*_title(old, place), *labels), None, is_exact=False, may_refuse=True)


def _option_to_reference(old: FieldType, new: FieldType, place: Place) -> Conversion:
    labels = (("labels", mapping_source(place.former_labels(_choice(old)))),)
    return Conversion("option_to_reference", (*_title(new, place), *labels), None, is_exact=False, may_refuse=True)


def _title(type_: FieldType, place: Place) -> Arguments:
    if not isinstance(type_, ReferenceFieldType):
        raise TypeError("only records have titles")
    table, column = place.title(type_.entity)
    return (("table", literal(table)), ("column", literal(column)))


def _choice(type_: FieldType) -> str:
    if not isinstance(type_, ChoiceFieldType):
        raise TypeError("only choices have options")
    return type_.choice


def mapping_source(mapping: Mapping[str, str | None]) -> str:
    """Source of a dictionary of texts; None for what becomes empty."""
    return "{" + ", ".join(f"{literal(key)}: {literal(value)}" for key, value in mapping.items()) + "}"


_SCALARS: dict[tuple[ValueKind, ValueKind], Callable[[FieldType, FieldType, Place], Conversion | Impossible]] = {
    (ValueKind.TEXT, ValueKind.TEXT): _text_to_text,
    **{(ValueKind.TEXT, kind): _text_to_scalar for kind in _WORDS},
    **{(kind, ValueKind.TEXT): _scalar_to_text for kind in _WORDS},
    **{(before, after): _number_to_number for before in _NUMBERS for after in _NUMBERS},
    **{(ValueKind.BOOLEAN, kind): _bool_to_number for kind in _NUMBERS},
    **{(kind, ValueKind.BOOLEAN): _number_to_bool for kind in _NUMBERS},
    (ValueKind.DATE, ValueKind.DATETIME): _date_to_datetime,
    (ValueKind.CHOICE, ValueKind.TEXT): _option_to_text,
    (ValueKind.TEXT, ValueKind.CHOICE): _text_to_option,
    (ValueKind.CHOICE, ValueKind.CHOICE): _option_to_option,
    (ValueKind.RECORD, ValueKind.TEXT): _reference_to_text,
    (ValueKind.TEXT, ValueKind.RECORD): _text_to_reference,
    (ValueKind.RECORD, ValueKind.CHOICE): _reference_to_option,
    (ValueKind.CHOICE, ValueKind.RECORD): _option_to_reference,
}
