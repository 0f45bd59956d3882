"""What is not to be said about flows, approvals and rules: the cases in tests/diagnostics show what is."""

from __future__ import annotations

import pytest

from lowcode.checking import check
from lowcode.source import SourceFile

_HEAD = """
app test "Test"
role sales
role manager
role director includes manager
"""


def _codes(text: str) -> set[str]:
    found = check({"test.lc": SourceFile("test.lc", _HEAD + text)})
    return {each.code for each in found.problems}


def _flow(*ways: str, fields: str = "") -> str:
    lines = "\n".join(f"  {each}" for each in ways)
    return f"""
    entity Deal {{ amount: money required min 0; name: text required; owner: User; status: Flow; {fields} }}
    access Deal {{ everyone all }}
    flow Flow for Deal {{
      new start
      small
      large
      done end
      small -> done "D" by everyone
      large -> done "D" by everyone
    {lines}
    }}
    """


@pytest.mark.parametrize(
    "ways",
    [
        # complete alternatives, however they are written
        ('new -> small "S" by owner when amount < 10', 'new -> large "L" by owner when amount >= 10'),
        ('new -> small "S" by owner when amount < 10', 'new -> large "L" by owner when not (amount < 10)'),
        # gates: the record waits until it has what is asked
        ('new -> small "S" by owner when owner is not empty', 'new -> large "L" by owner when owner is not empty'),
        ('new -> small "S" by owner when amount > 10 "x"', 'new -> large "L" by owner when amount > 20 "x"'),
        # what is opaque decides nothing
        ('new -> small "S" by owner when contains(name, "a")', 'new -> large "L" by owner when contains(name, "b")'),
        ('new -> small on contains(name, "a")', 'new -> large on contains(name, "b")'),
        # a way for all others
        (
            'new -> small "S" by owner when amount < 10',
            'new -> large "L" by owner when amount > 10',
            "new -> done after 3d",
        ),
        # not the same people
        (
            'new -> small "S" by owner when amount < 10',
            'new -> small "M" by manager when amount < 50',
            "new -> large after 3d",
        ),
        # people choose between states
        ('new -> small "S" by owner when amount < 50', 'new -> large "L" by owner when amount > 10 or amount == 0'),
    ],
)
def test_ways_that_are_well(ways: tuple[str, ...]) -> None:
    codes = _codes(_flow(*ways))
    assert not codes & {"LC705", "LC706"}
    assert codes <= {"LC701"}


def test_a_value_and_what_it_is_computed_from_are_not_chosen_apart() -> None:
    ways = ('new -> small "S" by owner when amount < 10', 'new -> large "L" by owner when twice >= 20')
    assert _codes(_flow(*ways, fields="twice: money = amount * 2")) == set()


@pytest.mark.parametrize(
    "rules",
    [
        # the value is the same each time
        "rule A for Deal on change of name { set note = name }  rule B for Deal on change of note { set name = note }",
        # what sets off does not hold afterwards
        """rule A for Deal on change of level { when level == one; set level = two, note = "a" }
           rule B for Deal on change of note { when level == one; set note = "b" }""",
        # a way that nobody goes back
        "rule A for Deal on update { when amount > 5; set note = name }",
        # later is another moment
        "rule A for Deal on create { after 7d { create Deal { name = name, amount = 5 } } }",
        # counted down
        "rule A for Deal on create { when amount > 5; create Deal { name = name, amount = amount - 5 } }",
        # one condition each
        """rule A for Deal on create { when level == one; set note = "a" }
           rule B for Deal on create { when level == two; set note = "b" }""",
        # the second takes up what the first has left
        """rule A for Deal on create { set note = "a" }
           rule B for Deal on create { when note is empty; set note = "b" }""",
    ],
)
def test_rules_that_are_well(rules: str) -> None:
    entity = "entity Deal { name: text required; amount: int required; note: text; level: one of (one, two) }"
    assert _codes(f"{entity}\naccess Deal {{ everyone all }}\n" + rules.replace("}  rule", "}\nrule")) == set()


def test_nothing_is_concluded_from_what_could_not_be_understood() -> None:
    text = """
    entity Deal { name: text; status: Flow }
    access Deal { everyone all }
    flow Flow for Deal { new start; done end; new -> done "D" by nobody_known }
    approval Check for Deal { step one: admin }
    """
    assert _codes(text) == {"LC220"}


def test_skipping_the_submitter_is_enough() -> None:
    approval = "approval Check for Deal by manager { step one: any of manager\n skip submitter }"
    assert _codes("entity Deal { name: text }\naccess Deal { everyone all }\n" + approval) == set()
