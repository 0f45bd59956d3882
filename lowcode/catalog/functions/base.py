"""What a function of the language is: a name, what it takes and gives, and how the manual describes it.

What it computes is written down three times, keyed by the name: `lowcode.runtime.values` (Python and the database)
and `static/js/expressions.js` (the browser). A contract test holds the three together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from lowcode.catalog.kinds import ValueKind
from lowcode.quick_dataclass import dataclass

NUMBERS = frozenset({ValueKind.INTEGER, ValueKind.DECIMAL, ValueKind.MONEY, ValueKind.PERCENT})
TEXTS = frozenset({ValueKind.TEXT})
DATES = frozenset({ValueKind.DATE, ValueKind.DATETIME})
INTEGERS = frozenset({ValueKind.INTEGER})
DATETIMES = frozenset({ValueKind.DATETIME})
SHOWN = frozenset(ValueKind) - {ValueKind.DURATION, ValueKind.FILES}
"""Everything that has a text to be shown by."""

MOST_SCALE = 20
"""Digits after the point of any number; products with more are rounded half away from zero."""


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """The type of an argument or a result, in the catalog's own words."""

    kind: ValueKind
    scale: int = 0
    """Digits after the point, for numbers."""
    name: str | None = None
    """The choice or the entity."""


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument as the type checker has found it; `constant` if it is the literal of a whole number."""

    type: TypeFacts
    constant: int | None = None


ResultRule: TypeAlias = Callable[[tuple[Argument, ...]], TypeFacts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter. `constant`: only a literal whole number in this inclusive range will do."""

    name: str
    accepts: frozenset[ValueKind]
    constant: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One way to call a function. The first signature that fits is taken."""

    parameters: tuple[Parameter, ...]
    result: ResultRule
    repeats: bool = False
    """Further arguments are like the last parameter."""
    unified: bool = False
    """The arguments must fit each other as the two sides of `==` do; they are brought to one type first."""

    def accepts_count(self, count: int) -> bool:
        """Whether this many arguments fit."""
        return count == len(self.parameters) or (self.repeats and count > len(self.parameters))

    def parameter(self, index: int) -> Parameter:
        """The parameter of the argument at `index`."""
        return self.parameters[min(index, len(self.parameters) - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One function. `reads_clock`: its value changes with time, so it cannot be stored."""

    name: str
    signatures: tuple[Signature, ...]
    zh: str
    en: str
    example: str
    reads_clock: bool = False


def parameter(name: str, accepts: frozenset[ValueKind], constant: tuple[int, int] | None = None) -> Parameter:
    """A parameter in one line."""
    return Parameter(name=name, accepts=accepts, constant=constant)


def always(kind: ValueKind) -> ResultRule:
    """The result has this kind whatever the arguments are."""
    facts = TypeFacts(kind)
    return lambda _arguments: facts


def like_first(arguments: tuple[Argument, ...]) -> TypeFacts:
    """The result has the type of the first argument."""
    return arguments[0].type


def unified(arguments: tuple[Argument, ...]) -> TypeFacts:
    """The result has the common type of all arguments, with the most digits after the point."""
    first = arguments[0].type
    return TypeFacts(first.kind, max(each.type.scale for each in arguments), first.name)
