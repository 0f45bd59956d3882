"""When an answer says that there is nothing: no record, and nothing to be reached."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lowcode.runtime.reports.answers import Place, Value, Values
from tests.harness.answers import answer
from tests.harness.charts import AMOUNT, RATE


@pytest.mark.parametrize(
    ("values", "goal", "is_empty"),
    [
        ((Decimal(0),), None, True),
        ((Decimal(5),), None, False),
        ((Decimal(0),), Decimal(100), False),
        ((Decimal(0),), Decimal(0), True),
    ],
)
def test_of_a_goal_nothing_is_a_number_too(values: Values, goal: Value, is_empty: bool) -> None:
    target: dict[Place, Value] | None = None if goal is None else {(): goal}
    assert answer("gauge", [], [AMOUNT], {(): values}, target=target).is_empty is is_empty


def test_a_rate_of_nought_is_one_of_something() -> None:
    assert answer("number", [], [RATE], {(): (None,)}).is_empty
    assert not answer("number", [], [RATE], {(): (Decimal(0),)}).is_empty
    assert answer("gauge", [], [RATE], {(): (None,)}, target={(): Decimal(1)}).is_empty
