"""Numbers and spans of time as people write them elsewhere: one problem each, which says how they are written here."""

from __future__ import annotations

import pytest

from lowcode.checking import check
from lowcode.diagnostics.problems.syntax import FullWidthSign, UnexpectedToken, UnknownUnit
from lowcode.source import SourceFile

SPEC = """
app test "Test"
entity Deal {{
  name: text
  stage: Steps
  amount: money {amount}
  due: date {due}
  check amount is empty or amount < {limit} "Too much"
}}
flow Steps for Deal {{ open start; won end; open -> won "Win" by everyone {after} }}
access Deal {{ everyone all }}
"""


def problems(amount: str = "", due: str = "", limit: str = "5_000", after: str = "") -> list[object]:
    text = SPEC.format(amount=amount, due=due, limit=limit, after=after)
    return list(check({"spec.lc": SourceFile("spec.lc", text)}).problems)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [("１２３４", "1234"), ("1２", "12"), ("１２．５", "12.5"), ("８", "8")],
)
def test_a_run_of_full_width_digits_is_one_mistake(written: str, wanted: str) -> None:
    (problem,) = problems(amount=f"min {written}")
    assert isinstance(problem, FullWidthSign)
    assert (problem.found, problem.wanted) == (written, wanted)


@pytest.mark.parametrize(("written", "meant"), [("5,000", "5_000"), ("1,250,000", "1_250_000")])
def test_grouped_digits(written: str, meant: str) -> None:
    for found in (problems(amount=f"min {written}"), problems(limit=written)):
        (problem,) = found
        assert isinstance(problem, UnexpectedToken)
        assert (problem.found, problem.meant) == (written, meant)


def test_commas_of_lists_are_none() -> None:
    (problem,) = problems(amount="min 5, 000")
    assert isinstance(problem, UnexpectedToken)
    assert problem.meant == ""


@pytest.mark.parametrize(("written", "meant"), [("2 days", "2d"), ("30 minutes", "30m"), ("3 个月", "3mo")])
def test_units_that_are_words(written: str, meant: str) -> None:
    (problem,) = problems(after=f"after {written}")
    assert isinstance(problem, UnexpectedToken)
    assert (problem.found, problem.meant) == (written, meant)


@pytest.mark.parametrize(
    ("written", "unit"), [("2天", "d"), ("3个月", "mo"), ("5minutes", "m"), ("2weeks", "w"), ("1小时", "h")]
)
def test_units_at_their_number(written: str, unit: str) -> None:
    (problem,) = [each for each in problems(due=f"default today + {written}") if isinstance(each, UnknownUnit)]
    assert problem.suggestions() == (unit,)
