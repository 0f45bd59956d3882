"""Types of values, as the type checker gives them to every expression.

Units are types: money plus percent is an error, a date never meets a text.
"""

from __future__ import annotations

from typing import TypeAlias

from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class TextType:
    """A text; compared and ordered by code point."""


@dataclass(frozen=True, slots=True)
class IntegerType:
    """A whole number of at most 18 digits."""


@dataclass(frozen=True, slots=True)
class DecimalType:
    """An exact decimal number; `scale` is the number of digits after the point (static, at most 20)."""

    scale: int


@dataclass(frozen=True, slots=True)
class MoneyType:
    """An exact amount in the app's currency; `scale` grows with products, columns have the currency's."""

    scale: int


@dataclass(frozen=True, slots=True)
class PercentType:
    """An exact fraction: 30 % is 0.3. Columns have scale 4 (0.01 %)."""

    scale: int


@dataclass(frozen=True, slots=True)
class BooleanType:
    """True or false; a field may also be empty."""


@dataclass(frozen=True, slots=True)
class DateType:
    """A calendar day without a time zone."""


@dataclass(frozen=True, slots=True)
class TimeType:
    """A time of day, whole seconds."""


@dataclass(frozen=True, slots=True)
class DateTimeType:
    """An instant in UTC, whole seconds."""


@dataclass(frozen=True, slots=True)
class DurationType:
    """A span of time: calendar months and days plus seconds. Only literals have it."""


@dataclass(frozen=True, slots=True)
class PeriodType:
    """A half-open range of days such as `this_month`; only the right side of `in` takes it."""


@dataclass(frozen=True, slots=True)
class ChoiceType:
    """One option of the choice `choice`; the value is the option's name."""

    choice: str


@dataclass(frozen=True, slots=True)
class RecordType:
    """One record of `entity`, or empty; equality is identity of the record."""

    entity: str


@dataclass(frozen=True, slots=True)
class ListType:
    """Many options or records: `many of`, many-to-many, the other side of a reference, sub-table rows."""

    item: ChoiceType | RecordType


@dataclass(frozen=True, slots=True)
class FilesType:
    """The files of a field; only whether there are any can be asked."""


@dataclass(frozen=True, slots=True)
class EmptyType:
    """The type of the literal `empty`; it fits every other type."""


@dataclass(frozen=True, slots=True)
class ErrorType:
    """The type of what could not be resolved; silent from then on. Never in a checked model."""


ValueType: TypeAlias = (
    TextType
    | IntegerType
    | DecimalType
    | MoneyType
    | PercentType
    | BooleanType
    | DateType
    | TimeType
    | DateTimeType
    | DurationType
    | PeriodType
    | ChoiceType
    | RecordType
    | ListType
    | FilesType
    | EmptyType
    | ErrorType
)
NumericType: TypeAlias = IntegerType | DecimalType | MoneyType | PercentType
