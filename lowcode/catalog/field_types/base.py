"""What a scalar field type answers for, from the spec's parameters to the input on the page.

A field type is one class in one module and one line of the registry. It carries no words for users:
`FieldError` names what is wrong, the wording lives with the locale texts of the runtime.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar, Generic, TypeVar

from lowcode.catalog.kinds import Alignment, StorageKind, ValueKind
from lowcode.quick_dataclass import dataclass

COMMON_MODIFIERS = frozenset({"required", "default", "help", "visible", "readonly", "hidden", "placeholder"})
"""Modifiers that make sense for every field with a value of its own, choices and references included."""

ERROR_CODES: Mapping[str, tuple[str, ...]] = {
    "invalid_characters": (),
    "too_long": ("maximum", "length"),
    "not_an_integer": (),
    "not_a_number": (),
    "too_many_digits": ("maximum",),
    "too_many_decimals": ("maximum",),
    "not_a_boolean": (),
    "not_a_date": (),
    "not_a_time": (),
    "not_a_datetime": (),
    "date_out_of_range": ("earliest", "latest"),
    "mobile_length": (),
    "not_a_phone_number": (),
    "not_an_email_address": (),
    "not_a_url": (),
    "url_scheme": (),
    "not_a_rating": ("maximum",),
    "not_a_location": (),
    "not_a_color": (),
    "file_not_found": (),
    "file_too_large": ("name", "size"),
}
"""Every code that `FieldError` may carry, with the names of its parameters. The locale texts must cover them all."""

MASK = "***"
"""What stands for the hidden part of a masked value, whatever its length."""

Value = TypeVar("Value")


class FieldError(ValueError):
    """What a person typed is not a value of the type. `code` is a key of `ERROR_CODES`."""

    def __init__(self, code: str, **parameters: object) -> None:
        """Name the problem; `parameters` fill the places of its wording."""
        super().__init__(code)
        self.code = code
        self.parameters: Mapping[str, object] = parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A whole number in parentheses after the type: `text(200)`, `decimal(12, 3)`."""

    name: str
    default: int
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The limits of one field, as `ScalarType` and `Scalar` hold them."""

    length: int | None = None
    precision: int | None = None
    scale: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueContext:
    """For whom and for which field a value is read or shown."""

    locale: str = "zh-CN"
    timezone: str = "UTC"
    currency: str = "CNY"
    length: int | None = None
    precision: int | None = None
    scale: int | None = None
    most: int | None = None
    """Stars of a rating, files of a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFacts:
    """What the page needs to draw the input. `tag` is `input` or `textarea`; `type` is that of the `input`."""

    tag: str = "input"
    type: str = "text"
    inputmode: str | None = None
    step: str | None = None
    autocomplete: str = "off"


class FieldType(ABC, Generic[Value]):
    """One scalar type. Instances have no state; the registry holds one of each."""

    name: ClassVar[str]
    value_kind: ClassVar[ValueKind]
    storage: ClassVar[StorageKind]
    input: ClassVar[InputFacts]
    parameters: ClassVar[tuple[Parameter, ...]] = ()
    modifiers: ClassVar[frozenset[str]] = COMMON_MODIFIERS
    alignment: ClassVar[Alignment] = Alignment.START
    is_long: ClassVar[bool] = False
    """Whether a value fills paragraphs: such fields are wide, cut short in lists, and nothing sorts by them."""
    is_masked_in_part: ClassVar[bool] = False
    """Whether the masked form shows a part of the value; otherwise it is the same for every value."""
    is_attachment: ClassVar[bool] = False
    """Whether the value names files that are kept beside the database."""

    def shape(self, arguments: Mapping[str, int], currency_scale: int) -> Shape:
        """The limits that follow from the arguments in the spec, already checked against `parameters`."""
        del arguments, currency_scale
        return Shape()

    def bounds(self, most: int | None) -> tuple[int, int] | None:
        """The smallest and the largest value that every field of the type has, None where the type sets none."""
        del most
        return None

    def parse(self, text: str, context: ValueContext) -> Value | None:
        """The value that a person wrote, None if nothing. Raises FieldError."""
        stripped = text.strip()
        if not stripped:
            return None
        value = self.read(stripped, context)
        self.check(value, context)
        return value

    @abstractmethod
    def read(self, text: str, context: ValueContext) -> Value:
        """The value of the stripped, non-empty `text`. Raises FieldError."""

    def check(self, value: Value, context: ValueContext) -> None:
        """Raise FieldError where `value`, wherever it comes from, does not fit the field's limits."""
        del value, context

    @abstractmethod
    def format(self, value: Value, context: ValueContext) -> str:
        """The value as people read it."""

    @abstractmethod
    def to_input(self, value: Value, context: ValueContext) -> str:
        """The value as the input holds it; `parse` gives the same value back."""

    def masked(self, value: Value) -> str:
        """What those see who may know that there is a value, but not which."""
        del value
        return MASK

    def step(self, context: ValueContext) -> str | None:
        """The `step` of the input for a field of this shape."""
        del context
        return self.input.step
