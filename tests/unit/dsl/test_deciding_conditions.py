"""The decision procedure for conditions, compared with trying out every record there can be."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from lowcode.checking import check
from lowcode.dsl.checks.process.conditions import Conditions, Outcome
from lowcode.dsl.checks.process.formulas import Not, both
from lowcode.dsl.checks.process.wording import in_words
from lowcode.ir import expressions as ir
from lowcode.ir.application import Application
from lowcode.source import SourceFile

_HEAD = """
app test "Test"
choice Level { key { gold; silver }; normal }
entity Thing {
  number: int min 0 max 5
  share: decimal(3, 1) required min 0 max 1
  level: Level
  flag: bool
  name: text required
}
access Thing { everyone all }
"""
_NUMBERS = (None, *range(6))
_SHARES = tuple(Decimal(each) / 10 for each in range(11))
_LEVELS = (None, "key", "gold", "silver", "normal")
_FLAGS = (None, True, False)
_ATOMS = ('contains(name, "a")', 'contains(name, "b")')
_OPERATORS = ("<", "<=", ">", ">=", "==", "!=")


def _condition(random_: random.Random, depth: int) -> str:
    if depth and random_.random() < 0.7:
        if random_.random() < 0.3:
            return f"not ({_condition(random_, depth - 1)})"
        word = random_.choice(("and", "or"))
        return f"({_condition(random_, depth - 1)}) {word} ({_condition(random_, depth - 1)})"
    operator = random_.choice(_OPERATORS)
    return random_.choice(
        (
            f"number {operator} {random_.randint(-1, 6)}",
            f"{random_.randint(0, 5)} {operator} number",
            f"share {operator} {random_.choice(('0', '0.05', '0.3', '0.35', '1', '1.2'))}",
            f"level {random_.choice(('==', '!='))} {random_.choice(('key', 'gold', 'normal'))}",
            "level in [gold, normal]",
            f"{random_.choice(('number', 'level', 'flag'))} is {random_.choice(('', 'not '))}empty",
            "flag",
            "flag == false",
            random_.choice(_ATOMS),
        )
    )


@cache
def _compiled(conditions: tuple[str, ...]) -> tuple[Application, tuple[ir.Expression, ...]]:
    """The expressions as real specifications have them: here of computed fields, which nothing else judges."""
    fields = "\n".join(f"  c{number}: bool = {each}" for number, each in enumerate(conditions))
    text = _HEAD.replace("  name: text required\n", f"  name: text required\n{fields}\n")
    checked = check({"test.lc": SourceFile("test.lc", text)})
    assert checked.application is not None, checked.problems[:3]
    computed = [each.computed for each in checked.application.entity("Thing").fields]
    return checked.application, tuple(each.expression for each in computed if each is not None)


def _records() -> Iterator[dict[str, Any]]:
    for number, share, level, flag in itertools.product(_NUMBERS, _SHARES, _LEVELS, _FLAGS):
        yield {"number": number, "share": share, "level": level, "flag": flag}


def _evaluate(expression: ir.Expression, record: Mapping[str, Any]) -> Any:
    match expression:
        case ir.Literal(value=value):
            return value
        case ir.FieldRead(field=field):
            return record[field]
        case ir.Call(arguments=(_, ir.Literal(value=part))):
            return record[str(part)]
        case ir.Unary(operator=ir.UnaryOperator.NOT, operand=operand):
            return _evaluate(operand, record) is not True
        case ir.Unary(operand=operand):
            return -_evaluate(operand, record)
        case ir.IsEmpty(operand=operand, negated=negated):
            return (_evaluate(operand, record) is None) is not negated
        case ir.IsIn(operand=operand, items=items):
            value = _evaluate(operand, record)
            return value is not None and value in [_evaluate(each, record) for each in items]
        case ir.Binary(operator=operator, left=left, right=right):
            return _joined(operator.value, _evaluate(left, record), _evaluate(right, record))
        case _:
            raise AssertionError(expression)


def _joined(operator: str, left: Any, right: Any) -> bool:
    if operator in ("and", "or"):
        outcomes = (left is True, right is True)
        return all(outcomes) if operator == "and" else any(outcomes)
    if left is None or right is None:
        return False
    table: dict[str, bool] = {
        "<": left < right if not isinstance(left, str) else False,
        "<=": left <= right if not isinstance(left, str) else False,
        ">": left > right if not isinstance(left, str) else False,
        ">=": left >= right if not isinstance(left, str) else False,
        "==": left == right,
        "!=": left != right,
    }
    return table[operator]


def _texts() -> Iterator[dict[str, bool]]:
    for a, b in itertools.product((True, False), repeat=2):
        yield {"a": a, "b": b}


@pytest.mark.parametrize("seed", range(4))
def test_agrees_with_every_record(seed: int) -> None:
    random_ = random.Random(seed)
    application, expressions = _compiled(tuple(_condition(random_, 2) for _ in range(40)))
    conditions = Conditions(application, application.entity("Thing"), {})
    for expression in expressions:
        formula = conditions.formula(expression)
        outcomes = [[_evaluate(expression, {**each, **text}) is True for text in _texts()] for each in _records()]
        assert conditions.is_possible(formula) is any(map(any, outcomes))
        assert conditions.is_possible(Not(formula)) is not all(map(all, outcomes))
        found = conditions.witness(formula)
        assert (found is not None) is any(map(all, outcomes))
        if found is not None:
            _assert_is_one(expression, {subject.name: value for subject, value in found})


def _assert_is_one(expression: ir.Expression, witness: Mapping[str, Any]) -> None:
    for record, text in itertools.product(_records(), _texts()):
        if all(record[name] == value for name, value in witness.items()):
            assert _evaluate(expression, {**record, **text}) is True


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("number > 3 and number < 4", Outcome.NEVER),
        ("number > 5", Outcome.NEVER_HERE),
        ("share > 0.3 and share < 0.4", Outcome.NEVER),
        ("share > 0.3 and share < 0.5", Outcome.OPEN),
        ("share == 0.35", Outcome.NEVER),
        ("share is empty", Outcome.NEVER_HERE),
        ("level == gold and level == normal", Outcome.NEVER),
        ("level in Level.key and level == normal", Outcome.NEVER),
        ('contains(name, "a") and not contains(name, "a")', Outcome.NEVER),
        ('contains(name, "a") and contains(name, "b")', Outcome.OPEN),
        ("number > 3 or not (number > 3)", Outcome.ALWAYS),
        ("number > 3 or number <= 3", Outcome.OPEN),
        ("share >= 0", Outcome.ALWAYS_HERE),
        ("flag == true and flag == false", Outcome.NEVER),
        ("number < share and share < number", Outcome.NEVER),
    ],
)
def test_outcome(condition: str, expected: Outcome) -> None:
    application, (expression,) = _compiled((condition,))
    assert Conditions(application, application.entity("Thing"), {}).outcome(expression) is expected


def test_says_what_would_be() -> None:
    application, expressions = _compiled(("share < 0.3 and level == gold", "number is empty or flag"))
    conditions = Conditions(application, application.entity("Thing"), {})
    found = conditions.witness(both(*map(conditions.formula, expressions)))
    assert found is not None
    assert in_words(found) == "share = 0, level = gold, number = 0, flag = true"
