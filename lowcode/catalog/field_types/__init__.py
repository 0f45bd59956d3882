"""The scalar field types. A new one is a class in a module here and one line in `FIELD_TYPES`."""

from __future__ import annotations

from typing import Any

from lowcode.catalog.field_types.base import (
    COMMON_MODIFIERS,
    ERROR_CODES,
    FieldError,
    FieldType,
    InputFacts,
    Parameter,
    Shape,
    ValueContext,
)
from lowcode.catalog.field_types.boolean import Boolean
from lowcode.catalog.field_types.email import Email
from lowcode.catalog.field_types.moments import Date, DateTime, Time
from lowcode.catalog.field_types.numbers import DecimalNumber, Int, Money, Percent
from lowcode.catalog.field_types.phone import Phone
from lowcode.catalog.field_types.texts import LongText, Text
from lowcode.catalog.field_types.url import Url
from lowcode.catalog.registry import Registry

# Each type has its own type of value, which a registry cannot express: callers get it back by `value_kind`.
AnyFieldType = FieldType[Any]

FIELD_TYPES: Registry[AnyFieldType] = Registry(
    (
        Text(),
        LongText(),
        Int(),
        DecimalNumber(),
        Money(),
        Percent(),
        Boolean(),
        Date(),
        Time(),
        DateTime(),
        Phone(),
        Email(),
        Url(),
    )
)

__all__ = [
    "COMMON_MODIFIERS",
    "ERROR_CODES",
    "FIELD_TYPES",
    "AnyFieldType",
    "FieldError",
    "FieldType",
    "InputFacts",
    "Parameter",
    "Shape",
    "ValueContext",
]
