"""Functions that the app's owner writes in Python: what may be declared, and where they may be called."""

from __future__ import annotations

import pytest

from lowcode.compiler import check, sources_from
from lowcode.diagnostics.problem import Problem
from lowcode.ir.actions import CallFunction, SetFields
from lowcode.ir.expressions import FilteredList, FunctionCall

HEAD = """
app shop "Shop" { locale en; timezone "UTC"; currency CNY }
choice Level "Level" { gold "Gold"; tin "Tin" }
entity Lead "Lead" { name "Name": text(40) required; points "Points": int; level: Level; seen "Seen": many of Level }
access Lead { everyone all }
entity Log "Log" { points "Points": int }
access Log { everyone all }
function score(lead: Lead required, points: int) -> int "How promising it is"
function levels(lead: Lead) -> many of Level
function tidy(leads: many Lead)
"""


def problems(text: str) -> list[Problem]:
    return [each for each in check(sources_from({"app.lc": HEAD + text})).problems if each.severity.value == "error"]


def codes(text: str) -> list[str]:
    return [each.code for each in problems(text)]


def rule(actions: str) -> str:
    return f"rule Go for Lead on create {{ {actions} }}\n"


def test_a_function_is_declared_and_called() -> None:
    text = HEAD + rule("set points = score(this, 3) + 1; call tidy(Lead where points > 3)")
    application = check(sources_from({"app.lc": text})).application
    assert application is not None
    score, _, tidy = application.functions
    assert [(each.identifier, each.is_required) for each in score.parameters] == [("lead", True), ("points", False)]
    assert score.documentation == "How promising it is"
    assert tidy.result is None
    first, second = application.rules[0].actions
    assert isinstance(first, SetFields)
    assert isinstance(second, CallFunction)
    assert isinstance(second.call, FunctionCall)
    assert isinstance(second.call.arguments[0], FilteredList)


@pytest.mark.parametrize(
    "actions",
    [
        "if score(this, 1) > 3 { set points = 1 }",
        'notify everyone "{name}: {score(this, 1)}"',
        "set seen = levels(this)",
        "create Log { points = score(this, 1) }",
        "update Lead where points > 3 { points = score(this, 1) }",
        "call tidy(Lead)",
        "after 1d { call score(this, 1) }",
        "set points = score(this, empty)",
    ],
)
def test_actions_call_functions(actions: str) -> None:
    assert codes(rule(actions)) == []


@pytest.mark.parametrize(
    "text",
    [
        "extend entity User { rank: int = score(empty, 1) }",
        "entity Note { text: text required when score(empty, 1) > 3 }\naccess Note { everyone all }",
        "rule Go for Lead on create { when score(this, 1) > 3; set points = 1 }",
        "rule Go for Lead on score(this, 1) > 3 { set points = 1 }",
        rule("update Lead where score(this, 1) > 3 { points = 1 }"),
        rule("set points = count(Lead where score(this, 1) > 3)"),
        rule("after 1d unless score(this, 1) > 3 { set points = 1 }"),
        'scenario "S" { let lead = create Lead { name = "A" }; expect score(lead, 1) == 3 }',
    ],
)
def test_nothing_else_calls_them(text: str) -> None:
    assert codes(text) == ["LC347"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (rule("set points = score(this)"), "LC307"),
        (rule('set points = score(this, "three")'), "LC301"),
        (rule("set points = score(this, 30%)"), "LC301"),
        (rule("set points = tidy(Lead)"), "LC349"),
        (rule("call tidy(this)"), "LC301"),
        (rule("call scores(this, 1)"), "LC208"),
        (rule("set points = scores(this, 1)"), "LC208"),
        ("function round(lead: Lead) -> int", "LC212"),
        ("function score(lead: Lead) -> int", "LC210"),
        ("function twice(lead: Lead, lead: Lead) -> int", "LC210"),
        ("function scan(sheet: file) -> text", "LC348"),
        ("function rows(lines: rows { name: text }) -> text", "LC348"),
        ("function pick_one(way: one of (a, b)) -> text", "LC348"),
        ('function number() -> autonumber("A-{seq:3}")', "LC348"),
        ("function wrong(lead: Laed) -> text", "LC201"),
        ("function ke_hu(lead: Lead)\nfunction 客户(lead: Lead)", "LC501"),
    ],
)
def test_mistakes_are_named(text: str, code: str) -> None:
    assert codes(text) == [code]


def test_two_calls_are_not_taken_to_answer_the_same() -> None:
    """A function may answer otherwise each time, so nothing is concluded from its answers."""
    assert codes(rule("if score(this, 1) > 3 { if score(this, 1) < 3 { set points = 1 } }")) == []
