"""Exact numbers: `int`, `decimal(p, s)`, `money`, `percent`."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from decimal import Context, Decimal

from lowcode.catalog.field_types.base import (
    COMMON_MODIFIERS,
    FieldError,
    FieldType,
    InputFacts,
    Parameter,
    Shape,
    ValueContext,
)
from lowcode.catalog.field_types.locales import currency_mark, decimal_text
from lowcode.catalog.field_types.typed_text import read_amount, read_number
from lowcode.catalog.kinds import Alignment, StorageKind, ValueKind

MOST_DIGITS = 18
"""Digits of a stored number in all; ten to this power fits 64 bits, scaled or not."""
_NUMBER_MODIFIERS = COMMON_MODIFIERS | {"unique", "min", "max", "unit", "index"}
_EXACT = Context(prec=60)


class Int(FieldType[int]):
    """`int`: a whole number."""

    name = "int"
    value_kind = ValueKind.INTEGER
    storage = StorageKind.INTEGER
    input = InputFacts(inputmode="numeric", step="1")
    modifiers = _NUMBER_MODIFIERS
    alignment = Alignment.END

    def read(self, text: str, context: ValueContext) -> int:
        """The whole number; `3.00` is one, `3.5` is not."""
        del context
        number = read_number(text)
        if number is None or number != number.to_integral_value():
            raise FieldError("not_an_integer")
        return int(number)

    def check(self, value: int, context: ValueContext) -> None:
        """Refuse more than 18 digits."""
        del context
        if abs(value) >= 10**MOST_DIGITS:
            raise FieldError("too_many_digits", maximum=MOST_DIGITS)

    def format(self, value: int, context: ValueContext) -> str:
        """The number in groups of three digits."""
        return decimal_text(Decimal(value), 0, context.locale)

    def to_input(self, value: int, context: ValueContext) -> str:
        """The digits."""
        del context
        return str(value)


class ExactNumber(FieldType[Decimal]):
    """What the numbers with digits after the point have in common."""

    storage = StorageKind.EXACT_DECIMAL
    input = InputFacts(inputmode="decimal")
    modifiers = _NUMBER_MODIFIERS
    alignment = Alignment.END

    @abstractmethod
    def shape(self, arguments: Mapping[str, int], currency_scale: int) -> Shape:
        """Digits in all and after the point."""

    def read(self, text: str, context: ValueContext) -> Decimal:
        """The number as typed."""
        del context
        number = read_number(text)
        if number is None:
            raise FieldError("not_a_number")
        return number

    def parse(self, text: str, context: ValueContext) -> Decimal | None:
        """The number with exactly the digits of the field after the point."""
        value = super().parse(text, context)
        return None if value is None else value.quantize(Decimal(1).scaleb(-_scale(context)), context=_EXACT)

    def check(self, value: Decimal, context: ValueContext) -> None:
        """Refuse more digits than the field has: nothing is rounded behind a person's back."""
        precision, scale = context.precision or MOST_DIGITS, _scale(context)
        if abs(value) >= Decimal(10) ** (precision - scale):
            raise FieldError("too_many_digits", maximum=precision - scale)
        scaled = value.scaleb(scale, context=_EXACT)
        if scaled != scaled.to_integral_value():
            raise FieldError("too_many_decimals", maximum=self.visible_decimals(scale))

    def visible_decimals(self, scale: int) -> int:
        """How many digits after the point a person sees for a field of this scale."""
        return scale

    def format(self, value: Decimal, context: ValueContext) -> str:
        """The number in groups of three digits, with all digits after the point."""
        return decimal_text(value, _scale(context), context.locale)

    def to_input(self, value: Decimal, context: ValueContext) -> str:
        """The digits without groups."""
        return f"{value:.{_scale(context)}f}"

    def step(self, context: ValueContext) -> str | None:
        """The smallest difference between two values as people see them."""
        return f"{Decimal(1).scaleb(-self.visible_decimals(_scale(context))):f}"


class DecimalNumber(ExactNumber):
    """`decimal(p, s)`: `p` digits, `s` of them after the point."""

    name = "decimal"
    value_kind = ValueKind.DECIMAL
    parameters = (
        Parameter(name="precision", default=MOST_DIGITS, minimum=1, maximum=MOST_DIGITS),
        Parameter(name="scale", default=2, minimum=0, maximum=10),
    )

    def shape(self, arguments: Mapping[str, int], currency_scale: int) -> Shape:
        """As given; with a precision alone no digits after the point, with nothing 18 and 2."""
        del currency_scale
        if not arguments:
            return Shape(precision=MOST_DIGITS, scale=2)
        precision = arguments.get("precision", MOST_DIGITS)
        return Shape(precision=precision, scale=min(arguments.get("scale", 0), precision))


class Money(ExactNumber):
    """`money`: an amount in the app's currency."""

    name = "money"
    value_kind = ValueKind.MONEY

    def shape(self, arguments: Mapping[str, int], currency_scale: int) -> Shape:
        """18 digits, those of the currency after the point."""
        del arguments
        return Shape(precision=MOST_DIGITS, scale=currency_scale)

    def read(self, text: str, context: ValueContext) -> Decimal:
        """The amount; signs of a currency may stand around it."""
        del context
        number = read_amount(text)
        if number is None:
            raise FieldError("not_a_number")
        return number

    def format(self, value: Decimal, context: ValueContext) -> str:
        """The amount with the currency's sign before it: `¥12,500.50`, `-¥3.00`."""
        sign = "-" if value < 0 else ""
        return f"{sign}{currency_mark(context.currency)}{decimal_text(abs(value), _scale(context), context.locale)}"


class Percent(ExactNumber):
    """`percent`: 30 % is 0.3. People type and read 30."""

    name = "percent"
    value_kind = ValueKind.PERCENT

    def shape(self, arguments: Mapping[str, int], currency_scale: int) -> Shape:
        """Hundredths of a percent."""
        del arguments, currency_scale
        return Shape(precision=MOST_DIGITS, scale=4)

    def read(self, text: str, context: ValueContext) -> Decimal:
        """`30`, `30%` and `30 ％` are 0.3."""
        del context
        number = read_number(text.strip().removesuffix("%").removesuffix("％"))
        if number is None:
            raise FieldError("not_a_number")
        return number.scaleb(-2, context=_EXACT)

    def visible_decimals(self, scale: int) -> int:
        """Two fewer than stored, because people see hundredths as whole percents."""
        return max(0, scale - 2)

    def format(self, value: Decimal, context: ValueContext) -> str:
        """`30%`, `12.5%`: no more digits than needed."""
        shown = _hundredfold(value)
        digits = max(0, -int(shown.as_tuple().exponent))
        return decimal_text(shown, digits, context.locale) + "%"

    def to_input(self, value: Decimal, context: ValueContext) -> str:
        """The number of percents without the sign."""
        del context
        return f"{_hundredfold(value):f}"


def _scale(context: ValueContext) -> int:
    return context.scale or 0


def _hundredfold(value: Decimal) -> Decimal:
    """The percents in `value` without zeros at the end; never in exponential form."""
    shown = value.scaleb(2, context=_EXACT).normalize(_EXACT)
    return shown.quantize(Decimal(1), context=_EXACT) if int(shown.as_tuple().exponent) > 0 else shown
