"""Scenarios in the model."""

from __future__ import annotations

import datetime
from typing import TypeVar

import pytest

from lowcode.ir import expressions as ir
from lowcode.ir import scenarios
from tests.harness.checking import application, assert_problem, codes

BASE = """
app crm { locale zh-CN }
role sales
entity Deal {
  name: text required
  stage: Pipeline
  reason: text
  amount: money
  owner: User
  lines: rows { price: money }
}
flow Pipeline for Deal { open start; lost end; open -> lost by owner asks reason }
approval Check for Deal { step one: owner; step two: sales }
rule Claim for Deal on button "领取" by sales asks owner { notify owner "x" }
connection Erp { base "https://erp.example.com" }
access Deal { sales all }
sample {
  User li { name = "李", email = "li@example.com", roles = [sales] }
  User 张 { name = "张", email = "zhang@example.com" }
}
"""
Statement = TypeVar("Statement")


def statements(text: str) -> tuple[scenarios.Statement, ...]:
    made = application(f'{BASE}\nscenario "a story" {{ let d = create Deal {{ name = "D" }}; {text} }}')
    return made.scenarios[0].statements[1:]


def statement(text: str, kind: type[Statement]) -> Statement:
    found = statements(text)[-1]
    assert isinstance(found, kind)
    return found


def test_the_scenario() -> None:
    made = application(f'{BASE}\nscenario "超过十万的商机" {{ create Deal {{ name = "D" }} }}').scenarios[0]
    assert made.title == "超过十万的商机"
    assert made.identifier == "超过十万的商机"
    assert isinstance(made.statements[0], scenarios.LetCreate)


def test_handles_and_names() -> None:
    made = statement('as 张 { let e = create Deal { name = "E", owner = me, lines = [{ price = 3 }] } }', scenarios.As)
    assert isinstance(made.user, ir.Variable)
    assert (made.user.kind, made.user.name) == (ir.VariableKind.LOCAL, "张")
    inner = made.statements[0]
    assert isinstance(inner, scenarios.LetCreate)
    assert inner.variable == "e"


def test_what_is_named_inside_as_is_known_behind_it() -> None:
    found = statements('as li { let e = create Deal { name = "E" } }; expect e.name == "E"')
    assert isinstance(found[1], scenarios.Expect)


def test_asking_for_records() -> None:
    let = statement('let q = first(Deal where owner == li and name == "D")', scenarios.Let)
    assert isinstance(let.value, ir.Aggregate)
    assert isinstance(let.value.list, ir.AllRecords)


def test_moves_and_buttons() -> None:
    move = statement('d -> lost { reason = "too dear" }', scenarios.Move)
    assert (move.flow, move.state, move.values[0].field) == ("Pipeline", "lost", "reason")
    press = statement('press d "领取" { owner = li }', scenarios.Press)
    assert press.rule == "Claim"


def test_signing() -> None:
    assert statement("submit Check for d to li, 张", scenarios.Submit).approval == "Check"
    sign = statement('approve d "fine" { amount = 3 }', scenarios.Sign)
    assert (sign.decision, sign.step, len(sign.values)) == ("approve", None, 1)
    assert statement("return d to one", scenarios.Sign).step == "one"
    assert statement("withdraw d", scenarios.Sign).decision == "withdraw"
    assert statement("transfer d to li", scenarios.HandOver).kind == "transfer"
    assert statement("add signer li before d", scenarios.HandOver).kind == "before"
    delegate = statement("delegate to li for 3d", scenarios.HandOver)
    assert (delegate.kind, delegate.target, delegate.duration) == ("delegate", None, ir.Duration(days=3))


def test_the_clock() -> None:
    assert statement("after 25h", scenarios.After).duration == ir.Duration(seconds=90_000)
    assert statement("at 2026-02-28 08:00", scenarios.At).moment == datetime.datetime(2026, 2, 28, 8, 0)  # noqa: DTZ001 - local time, as written


def test_expectations() -> None:
    told = statement('expect not notified(li, "hello")', scenarios.ExpectNotified)
    assert (told.kind, told.text, told.is_negated) == ("notified", "hello", True)
    assert statement('expect mailed("a@example.com")', scenarios.ExpectNotified).kind == "mailed"
    assert statement('expect called(Erp, "/x")', scenarios.ExpectNotified).connection == "Erp"
    sees = statement("expect sees(li, d.owner)", scenarios.ExpectSees)
    assert sees.field == "owner"
    assert isinstance(sees.target, ir.Variable)
    assert statement("expect not sees(li, d)", scenarios.ExpectSees).field is None
    assert statement('open mail "hello" of li', scenarios.ReadMail).event == "open"


def test_what_is_refused_may_be_tried() -> None:
    made = statement('expect refused "only" { set d.stage = lost }', scenarios.ExpectRefused)
    assert made.text == "only"
    assert isinstance(made.statements[0], scenarios.Set)


@pytest.mark.parametrize(
    ("text", "code", "suggestions"),
    [
        ("set d.stage = lost", "LC464", ()),
        ("set d.nme = 1", "LC203", ("name",)),
        ('set name = "x"', "LC473", ()),
        ("set e.amount = 1", "LC204", ()),
        ("set d.owner = me", "LC317", ()),
        ("as d { delete d }", "LC301", ()),
        ("let q = d.amount", "LC301", ()),
        ("let q = pick(User)", "LC340", ()),
        ("d -> lots", "LC222", ("lost",)),
        ("li -> lost", "LC222", ()),
        ('press d "Claim"', "LC223", ()),
        ("submit Chek for d", "LC223", ("Check",)),
        ("submit Check for li", "LC468", ()),
        ("return d to tow", "LC223", ("two",)),
        ("transfer d to d", "LC301", ()),
        ("expect d.amount", "LC305", ()),
        ("expect notified()", "LC307", ()),
        ("expect notified(d)", "LC301", ()),
        ('expect tasked("a@example.com")', "LC301", ()),
        ('expect notified(li, "{d.name}")', "LC301", ()),
        ("expect called(Epr)", "LC223", ("Erp",)),
        ("expect sees(li)", "LC307", ()),
        ("expect sees(li, d.nme)", "LC203", ("name",)),
        ("after 0h", "LC471", ()),
    ],
)
def test_problems(text: str, code: str, suggestions: tuple[str, ...]) -> None:
    assert_problem(f'{BASE}\nscenario "s" {{ let d = create Deal {{ name = "D" }}; {text} }}', code, *suggestions)


def test_titles_are_unique() -> None:
    one = 'scenario "s" { after 1h }'
    assert codes(f"{BASE}\n{one}\n{one}") == ["LC210"]
    assert codes(f'{BASE}\nscenario "a, b" {{ after 1h }}\nscenario "a b" {{ after 1h }}') == ["LC501"]
