"""The scalar field types. A new one is a class in a module here and one line in `FIELD_TYPES`."""

from __future__ import annotations

from typing import Any

from lowcode.catalog.field_types.attachments import (
    AttachedFile,
    File,
    Files,
    Image,
    Images,
    attached_files,
    attachments_value,
    refused_file,
)
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
from lowcode.catalog.field_types.color import Color
from lowcode.catalog.field_types.email import Email
from lowcode.catalog.field_types.location import Location, Place, place_of
from lowcode.catalog.field_types.moments import Date, DateTime, Time
from lowcode.catalog.field_types.numbers import DecimalNumber, Int, Money, Percent
from lowcode.catalog.field_types.phone import Phone
from lowcode.catalog.field_types.rating import Rating
from lowcode.catalog.field_types.texts import LongText, Markdown, Text
from lowcode.catalog.field_types.url import Url
from lowcode.catalog.registry import Registry

# Each type has its own type of value, which a registry cannot express: callers get it back by `value_kind`.
AnyFieldType = FieldType[Any]

FIELD_TYPES: Registry[AnyFieldType] = Registry(
    (
        Text(),
        LongText(),
        Markdown(),
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
        Color(),
        Location(),
        Rating(),
        File(),
        Files(),
        Image(),
        Images(),
    )
)

__all__ = [
    "COMMON_MODIFIERS",
    "ERROR_CODES",
    "FIELD_TYPES",
    "AnyFieldType",
    "AttachedFile",
    "FieldError",
    "FieldType",
    "InputFacts",
    "Parameter",
    "Place",
    "Shape",
    "ValueContext",
    "attached_files",
    "attachments_value",
    "place_of",
    "refused_file",
]
