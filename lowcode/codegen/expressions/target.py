"""What the three targets have in common: which helper stands for which operator and function, at which scale.

A target says how values are written and read; the meaning is laid down here once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import assert_never

from lowcode.codegen.expressions.analysis import is_exact, is_numeric, scale_of
from lowcode.codegen.expressions.functions import DIRECT, ROUNDINGS, SHIFTS, Direct, Shift, Taken
from lowcode.codegen.expressions.scope import Scope
from lowcode.ir.expressions import (
    Aggregate,
    AllRecords,
    Binary,
    BinaryOperator,
    Call,
    Conditional,
    Duration,
    Expression,
    FieldRead,
    FilteredList,
    FunctionCall,
    HasRole,
    IsEmpty,
    IsIn,
    IsInPeriod,
    IsMember,
    IsWithin,
    Literal,
    Pick,
    TextTemplate,
    Unary,
    UnaryOperator,
    Variable,
)
from lowcode.ir.types import (
    BooleanType,
    ChoiceType,
    DateTimeType,
    DateType,
    DecimalType,
    DurationType,
    IntegerType,
    MoneyType,
    PercentType,
    RecordType,
    TextType,
    TimeType,
    ValueType,
)

COMPARISON_HELPERS: Mapping[BinaryOperator, str] = {
    BinaryOperator.EQUAL: "equal",
    BinaryOperator.NOT_EQUAL: "differ",
    BinaryOperator.LESS: "less",
    BinaryOperator.LESS_OR_EQUAL: "less_or_equal",
    BinaryOperator.GREATER: "greater",
    BinaryOperator.GREATER_OR_EQUAL: "greater_or_equal",
}
MONEY_TEXT_DIGITS = 2
"""Digits after the point that the text of an amount has at least."""


class Target(ABC):
    """Compiles expressions for one target. An instance serves one expression."""

    def __init__(self, scope: Scope) -> None:
        """`scope` is where the expression stands."""
        self.scope = scope
        self.application = scope.application

    # --- what a target decides ---------------------------------------------------------------------

    @abstractmethod
    def helper(self, name: str, *arguments: str) -> str:
        """A call of the helper called `name`."""

    @abstractmethod
    def constant(self, value: object, value_type: ValueType) -> str:
        """A literal; None is empty."""

    @abstractmethod
    def field(self, expression: FieldRead) -> str:
        """A field's value; of a reference, the record."""

    @abstractmethod
    def variable(self, expression: Variable) -> str:
        """A record (or option) in scope."""

    @abstractmethod
    def boolean(self, expression: Expression) -> str:
        """A condition that is true or false, never empty."""

    @abstractmethod
    def conditional(self, expression: Conditional) -> str:
        """`if c then a else b`."""

    @abstractmethod
    def aggregate(self, expression: Aggregate) -> str:
        """An aggregate that is no condition."""

    @abstractmethod
    def clock(self, name: str) -> str:
        """`now` or `today`."""

    @abstractmethod
    def timezone(self) -> str:
        """The app's time zone."""

    @abstractmethod
    def at_scale(self, source: str, found: ValueType, wanted: ValueType) -> str:
        """A number of the type `found` in the representation of `wanted`, which has at least as many digits."""

    @abstractmethod
    def numeric(self, name: str, expression: Expression, *arguments: str) -> str:
        """A helper on one decimal that needs to know its scale."""

    @abstractmethod
    def quotient(self, left: Expression, right: Expression, scale: int) -> str:
        """A division, rounded to `scale` digits."""

    @abstractmethod
    def whole(self, source: str) -> str:
        """A decimal without digits after the point as a whole number."""

    @abstractmethod
    def option_text(self, source: str, choice: str) -> str:
        """The label of an option."""

    @abstractmethod
    def title(self, expression: Expression) -> str:
        """The title of a record."""

    @abstractmethod
    def shift(self, source: str, of: ValueType, amounts: Mapping[str, str]) -> str:
        """A date or instant moved by months, days, seconds (those that are given)."""

    # --- values ------------------------------------------------------------------------------------

    def value(self, expression: Expression) -> str:
        """The source of any expression."""
        match expression:
            case Literal(value=value, type=value_type):
                return self.constant(value, value_type)
            case Variable():
                return self.variable(expression)
            case FieldRead():
                return self.field(expression)
            case Unary(operator=UnaryOperator.NEGATE, operand=operand):
                return self.helper("negate", self.value(operand))
            case Binary() if not isinstance(expression.type, BooleanType):
                return self.arithmetic(expression)
            case Conditional():
                return self.conditional(expression)
            case Call():
                return self.call(expression)
            case TextTemplate(parts=inner):
                return self.helper("joined", *(self.text(part) for part in inner))
            case Aggregate() if not isinstance(expression.type, BooleanType):
                return self.aggregate(expression)
            case (
                Binary()
                | Unary()
                | IsEmpty()
                | IsIn()
                | IsMember()
                | IsInPeriod()
                | IsWithin()
                | HasRole()
                | Aggregate()
            ):
                return self.boolean(expression)
            case AllRecords() | Pick() | FunctionCall() | FilteredList():
                return self.query(expression)
            case _:
                assert_never(expression)

    def query(self, expression: AllRecords | Pick | FunctionCall | FilteredList) -> str:
        """What only actions and scenarios hold, which are Python: questions to the database, hand-written functions."""
        raise TypeError(f"{type(expression).__name__} has no meaning for this target")

    def converted(self, expression: Expression, target: ValueType) -> str:
        """The value as `target` has it: numbers at its scale, days of instants and the other way round."""
        found = expression.type
        if isinstance(expression, Literal) and is_numeric(target):
            return self.constant(_literal_as(expression.value, target), target)
        if is_numeric(found) and is_numeric(target):
            return self._number_as(expression, target)
        if isinstance(found, DateTimeType) and isinstance(target, DateType):
            return self.helper("local_date", self.value(expression), self.timezone())
        if isinstance(found, DateType) and isinstance(target, DateTimeType):
            return self.helper("midnight", self.value(expression), self.timezone())
        return self.value(expression)

    def operand(self, expression: Expression, target: ValueType) -> str:
        """An operand of arithmetic whose result is a `target`."""
        return self.converted(expression, target)

    def arm(self, expression: Expression, target: ValueType) -> str:
        """One of several values of which one is taken."""
        return self.converted(expression, target)

    def _number_as(self, expression: Expression, target: ValueType) -> str:
        found = expression.type
        if scale_of(found) > scale_of(target):
            rounded = self.numeric("rounded", expression, str(scale_of(target)))
            return rounded if is_exact(target) else self.whole(rounded)
        if is_exact(found) and not is_exact(target):
            return self.whole(self.value(expression))
        return self.at_scale(self.value(expression), found, target)

    # --- arithmetic --------------------------------------------------------------------------------

    def arithmetic(self, expression: Binary) -> str:
        """`+ - * / %`."""
        left, right, result = expression.left, expression.right, expression.type
        if isinstance(right.type, DurationType):
            return self._moved(expression)
        if isinstance(result, TextType):
            return self.helper("concatenate", self.value(left), self.value(right))
        if isinstance(left.type, DateType):
            return self.helper("days_between", self.value(right), self.value(left))
        match expression.operator:
            case BinaryOperator.ADD:
                return self.helper("add", self.operand(left, result), self.operand(right, result))
            case BinaryOperator.SUBTRACT:
                return self.helper("subtract", self.operand(left, result), self.operand(right, result))
            case BinaryOperator.REMAINDER:
                return self.helper("remainder", self.operand(left, result), self.operand(right, result))
            case BinaryOperator.DIVIDE:
                return self.quotient(left, right, scale_of(result))
            case _:
                return self._product(expression)

    def _product(self, expression: Binary) -> str:
        left, right, result = expression.left, expression.right, expression.type
        factors = [self.operand(each, _factor_type(each.type, result)) for each in (left, right)]
        product = self.helper("multiply", *factors)
        digits = scale_of(left.type) + scale_of(right.type)
        if digits <= scale_of(result):
            return product
        return self.rounded_product(product, digits, scale_of(result))

    @abstractmethod
    def rounded_product(self, source: str, found: int, scale: int) -> str:
        """A product that has more digits than numbers may have, rounded."""

    def _moved(self, expression: Binary) -> str:
        assert isinstance(expression.right, Literal)
        duration = expression.right.value
        assert isinstance(duration, Duration)
        sign = -1 if expression.operator is BinaryOperator.SUBTRACT else 1
        amounts = {"months": duration.months, "days": duration.days, "seconds": duration.seconds}
        given = {unit: sign * amount for unit, amount in amounts.items() if amount}
        if isinstance(expression.type, DateType) and "seconds" in given:
            days, seconds = divmod(abs(given.pop("seconds")), 86_400)
            assert not seconds
            given["days"] = given.get("days", 0) + sign * days
        constants = {unit: self.constant(amount, IntegerType()) for unit, amount in given.items()}
        return self.shift(self.value(expression.left), expression.left.type, constants)

    # --- functions ---------------------------------------------------------------------------------

    def call(self, expression: Call) -> str:
        """A call of a function of the catalog."""
        name, arguments = expression.function, expression.arguments
        if name in ROUNDINGS:
            return self._rounding(ROUNDINGS[name], expression)
        if name in SHIFTS:
            return self._shifted(SHIFTS[name], arguments)
        if name in DIRECT:
            return self._direct(DIRECT[name], arguments)
        return self._special()[name](expression)

    def _direct(self, function: Direct, arguments: tuple[Expression, ...]) -> str:
        takes = function.takes or (Taken.VALUE,) * len(arguments)
        sources = [self._taken(taken, argument) for taken, argument in zip(takes, arguments, strict=True)]
        constants = [self.constant(each, IntegerType()) for each in function.constants]
        return self.helper(function.helper, *sources, *constants)

    def _taken(self, taken: Taken, argument: Expression) -> str:
        source = self.value(argument)
        if not isinstance(argument.type, DateTimeType) or taken is Taken.VALUE:
            return source
        return self.helper("local_date" if taken is Taken.DAY else "local_time", source, self.timezone())

    def _shifted(self, shift: Shift, arguments: tuple[Expression, ...]) -> str:
        moment, count = arguments
        if isinstance(count, Literal) and isinstance(count.value, int):
            amount = self.constant(count.value * shift.factor, IntegerType())
        else:
            amount = self.value(count)
            if shift.factor != 1:
                amount = self.helper("multiply", amount, self.constant(shift.factor, IntegerType()))
        return self.shift(self.value(moment), moment.type, {shift.unit: amount})

    def _rounding(self, helper: str, expression: Call) -> str:
        number = expression.arguments[0]
        if isinstance(number.type, IntegerType):
            return self.value(number)
        scale = scale_of(number.type)
        digits = scale_of(expression.type)
        rounded = self.value(number) if digits >= scale else self.numeric(helper, number, str(digits))
        return self.whole(rounded) if isinstance(expression.type, IntegerType) else rounded

    def _special(self) -> Mapping[str, Callable[[Call], str]]:
        return {
            "substring": lambda call: self.helper(
                "substring" if len(call.arguments) == 3 else "substring_from", *map(self.value, call.arguments)
            ),
            "concat": lambda call: self.helper("joined", *map(self.text, call.arguments)),
            "text": lambda call: self.text(call.arguments[0]),
            "abs": lambda call: self.helper("absolute", self.value(call.arguments[0])),
            "min": lambda call: self.chosen("smallest", call),
            "max": lambda call: self.chosen("greatest", call),
            "coalesce": lambda call: self.chosen("first_given", call),
            "money": lambda call: self.converted(call.arguments[0], call.type),
            "percent": lambda call: self.converted(call.arguments[0], call.type),
            "decimal": lambda call: self.converted(call.arguments[0], call.type),
            "cny_capitals": lambda call: self.numeric("cny_capitals", call.arguments[0]),
            "today": lambda call: self.clock(call.function),
            "now": lambda call: self.clock(call.function),
            "date": self._date,
            "time": lambda call: self.helper("local_time", self.value(call.arguments[0]), self.timezone()),
            "datetime": self._datetime,
        }

    def chosen(self, helper: str, call: Call) -> str:
        """One of the arguments, brought to one type."""
        return self.helper(helper, *(self.arm(each, call.type) for each in call.arguments))

    def _date(self, call: Call) -> str:
        if len(call.arguments) == 3:
            return self.helper("make_date", *map(self.value, call.arguments))
        return self.converted(call.arguments[0], DateType())

    def _datetime(self, call: Call) -> str:
        if len(call.arguments) == 1:
            return self.helper("midnight", self.value(call.arguments[0]), self.timezone())
        return self.helper("instant", *map(self.value, call.arguments), self.timezone())

    # --- texts -------------------------------------------------------------------------------------

    def text(self, expression: Expression) -> str:
        """The text that stands for the value among other texts."""
        match expression.type:
            case IntegerType():
                return self.helper("integer_text", self.value(expression))
            case MoneyType(scale=scale):
                return self.numeric("decimal_text", expression, str(min(scale, MONEY_TEXT_DIGITS)))
            case DecimalType():
                return self.numeric("decimal_text", expression, "0")
            case PercentType():
                return self.numeric("percent_text", expression)
            case BooleanType():
                words = ("是", "否") if self.application.locales[0].startswith("zh") else ("yes", "no")
                constants = (self.constant(word, TextType()) for word in words)
                return self.helper("boolean_text", self.value(expression), *constants)
            case DateType():
                return self.helper("date_text", self.value(expression))
            case TimeType():
                return self.helper("time_text", self.value(expression))
            case DateTimeType():
                return self.helper("instant_text", self.value(expression), self.timezone())
            case ChoiceType(choice=choice):
                return self.option_text(self.value(expression), choice)
            case RecordType():
                return self.title(expression)
            case _:
                return self.value(expression)


def common_type(left: ValueType, right: ValueType) -> ValueType:
    """The type that both sides of a comparison are brought to."""
    if is_exact(left) or is_exact(right):
        return DecimalType(max(scale_of(left), scale_of(right)))
    return left


def _factor_type(factor: ValueType, result: ValueType) -> ValueType:
    """A factor keeps its own digits; beside a decimal a whole number becomes one."""
    return DecimalType(scale_of(factor)) if is_exact(result) and is_numeric(factor) else factor


def _literal_as(value: object, target: ValueType) -> object:
    """A number as the Python value that `target` has."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    if is_exact(target):
        return Decimal(value)
    return int(value) if value == int(value) else value
