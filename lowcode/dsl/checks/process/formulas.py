"""Conditions as formulas that can be decided: tests of values against constants, joined by and, or, not.

What a test cannot express (`contains(name, "x")`, `owner == me`) is an `Opaque` atom; the same text is the same atom.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from enum import Enum
from typing import TypeAlias

from lowcode.ir.expressions import Expression, LiteralValue
from lowcode.ir.types import ValueType
from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """A value that is tested: a field (`customer.level`, `old.amount`) or an expression (`count(lines)`)."""

    key: str
    """Equal for the same value; sorts in no meaningful way."""
    name: str
    """As a person would write it."""
    type: ValueType
    may_be_empty: bool
    expression: Expression
    is_free: bool
    """Whether any value of the type, within its limits, may really occur."""
    path: tuple[str, ...] = ()
    """The root and the names behind it; empty for expressions."""
    low: LiteralValue = None
    high: LiteralValue = None


class Operator(Enum):
    """How a value is tested. Every test but EMPTY is false for an empty value."""

    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="
    EQUAL = "=="
    NOT_EQUAL = "!="
    EMPTY = "is empty"


@dataclass(frozen=True, slots=True)
class Test:
    """`subject operator operand`; the operand is a constant (None for EMPTY)."""

    subject: Subject
    operator: Operator
    operand: LiteralValue


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something about which nothing is known but that it is true or false."""

    key: str


@dataclass(frozen=True, slots=True)
class Constant:
    """Always the same."""

    value: bool


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: Formula


@dataclass(frozen=True, slots=True)
class And:
    """All of them; of none: true."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One of them; of none: false."""

    parts: tuple[Formula, ...]


Formula: TypeAlias = Test | Opaque | Constant | Not | And | Or

TRUE = Constant(value=True)
FALSE = Constant(value=False)


def both(*parts: Formula) -> Formula:
    """All of the parts."""
    return And(parts)


def either(*parts: Formula) -> Formula:
    """One of the parts."""
    return Or(parts)


def atoms(formula: Formula) -> Iterator[Test | Opaque]:
    """The tests and opaque atoms of a formula, in the order of the text."""
    waiting: list[Formula] = [formula]
    while waiting:
        current = waiting.pop()
        match current:
            case Test() | Opaque():
                yield current
            case Not(part=part):
                waiting.append(part)
            case And(parts=parts) | Or(parts=parts):
                waiting.extend(reversed(parts))
            case Constant():
                continue


def subjects_of(formula: Formula) -> dict[str, Subject]:
    """The values that a formula tests, by their keys, in the order of the text."""
    return {each.subject.key: each.subject for each in atoms(formula) if isinstance(each, Test)}


def conjuncts(formula: Formula) -> tuple[Formula, ...]:
    """What must hold at once, taken apart as far as it goes."""
    if isinstance(formula, And):
        return tuple(found for part in formula.parts for found in conjuncts(part))
    return (formula,)


def signature(formula: Formula) -> str:
    """Equal for formulas that say the same, wherever they were written."""
    match formula:
        case Test(subject=subject, operator=operator, operand=operand):
            return f"{subject.key} {operator.value} {operand!r}"
        case Opaque(key=key):
            return key
        case Constant(value=value):
            return str(value)
        case Not(part=part):
            return f"not {signature(part)}"
        case And(parts=parts) | Or(parts=parts):
            return f"{type(formula).__name__}({', '.join(map(signature, parts))})"


def without(formula: Formula, names: AbstractSet[str], prefix: str) -> Formula:
    """The formula with nothing known of what tests these fields of the record; `prefix` tells moments apart."""
    match formula:
        case Test(subject=subject):
            is_changed = (set(subject.path[1:2]) if subject.path else _mentioned(subject.key, names)) & names
            return Opaque(prefix + signature(formula)) if is_changed else formula
        case Opaque(key=key):
            return Opaque(prefix + key) if _mentioned(key, names) else formula
        case Not(part=part):
            return Not(without(part, names, prefix))
        case And(parts=parts):
            return And(tuple(without(each, names, prefix) for each in parts))
        case Or(parts=parts):
            return Or(tuple(without(each, names, prefix) for each in parts))
        case Constant():
            return formula


def _mentioned(key: str, names: AbstractSet[str]) -> set[str]:
    return {each for each in names if repr(each) in key}
