"""Values on their way into hand-written functions and out of them: of the declared type, or refused."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from lowcode.catalog.field_types import FIELD_TYPES, FieldError
from lowcode.catalog.kinds import ValueKind
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import ChoiceOf, FieldType, ManyChoiceOf, ManyReference, Reference, Scalar
from lowcode.runtime.forms import value_context
from lowcode.runtime.saving.validation import option_names
from lowcode.runtime.values import rounded


class UnfitError(Exception):
    """The value is not of the declared type."""


def fitting(context: Context, field_type: FieldType, value: Any) -> Any:
    """The value as one of the type: texts in the form in which fields keep them, numbers with their digits."""
    match field_type:
        case Reference(entity=entity):
            return None if value is None else _record(context, entity, value)
        case ManyReference(entity=entity):
            return [_record(context, entity, each) for each in _items(value)]
        case ChoiceOf(choice=choice):
            return None if value is None else _option(context, choice, value)
        case ManyChoiceOf(choice=choice):
            return [_option(context, choice, each) for each in _items(value)]
        case Scalar():
            return None if value is None else _scalar(context, field_type, value)
        case _:
            raise TypeError(f"{field_type!r} is no type of values")


def _items(value: Any) -> list[Any]:
    """A list of its own; a text is none, though Python could go through it."""
    if isinstance(value, str | bytes | Mapping) or not hasattr(value, "__iter__"):
        raise UnfitError
    return list(value)


def _record(context: Context, entity: str, value: Any) -> Any:
    if not isinstance(value, context.application.entity_by_name[entity].model):
        raise UnfitError
    return value


def _option(context: Context, choice: str, value: Any) -> str:
    if not isinstance(value, str) or value not in option_names(context.application.choice_by_name[choice]):
        raise UnfitError
    return value


def _scalar(context: Context, scalar: Scalar, value: Any) -> Any:
    field_type, limits = FIELD_TYPES[scalar.kind], value_context(scalar, context)
    try:
        if isinstance(value, str) and field_type.value_kind is ValueKind.TEXT:
            return field_type.parse(value, limits)
        found = _READERS[field_type.value_kind](value, scalar)
        field_type.check(found, limits)
    except FieldError as error:
        raise UnfitError from error
    return found


def _exactly(wanted: type) -> Callable[[Any, Scalar], Any]:
    """Of this very type: yes is no number, and a moment is no day."""

    def read(value: Any, _scalar_type: Scalar) -> Any:
        if type(value) is not wanted:
            raise UnfitError
        return value

    return read


def _exact_number(value: Any, scalar: Scalar) -> Decimal | None:
    """A decimal with the digits of its type. A `float` is none: nobody knows which decimal it was meant to be."""
    if type(value) is int:
        value = Decimal(value)
    if not isinstance(value, Decimal) or not value.is_finite():
        raise UnfitError
    return rounded(value, scalar.scale or 0)


def _moment(value: Any, _scalar_type: Scalar) -> datetime.datetime:
    """In UTC and whole seconds; without a time zone it is taken to be in UTC."""
    if not isinstance(value, datetime.datetime):
        raise UnfitError
    moment: datetime.datetime = value
    if moment.tzinfo is not None:
        moment = moment.astimezone(datetime.UTC).replace(tzinfo=None)
    return moment.replace(microsecond=0)


_READERS: Final[Mapping[ValueKind, Callable[[Any, Scalar], Any]]] = {
    ValueKind.TEXT: _exactly(str),
    ValueKind.INTEGER: _exactly(int),
    ValueKind.DECIMAL: _exact_number,
    ValueKind.MONEY: _exact_number,
    ValueKind.PERCENT: _exact_number,
    ValueKind.BOOLEAN: _exactly(bool),
    ValueKind.DATE: _exactly(datetime.date),
    ValueKind.TIME: _exactly(datetime.time),
    ValueKind.DATETIME: _moment,
}
