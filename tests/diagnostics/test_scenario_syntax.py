"""The form of scenarios: every way to write them."""

from __future__ import annotations

import pytest

from lowcode.dsl import ast
from tests.diagnostics.trees import declared, parsed, shown

STATEMENTS: list[tuple[str, object]] = [
    ("as zhang { delete x }", ("AsDecl", "zhang", [("DeleteDecl", "x")])),
    ("as deal.owner {}", ("AsDecl", "deal.owner")),
    (
        "let x = create E { f = 1, g = e }",
        ("CreateDecl", "E", "x", [("AssignmentDecl", "f", "1"), ("AssignmentDecl", "g", "e")]),
    ),
    (
        "let x = first(Contract where deal == d)",
        ("LetDecl", "x", ("CallExpr", "first", [("FilteredExpr", "Contract", ("BinaryExpr", "==", "deal", "d"))])),
    ),
    ("let x = create", ("LetDecl", "x", "create")),
    ("create E {}", ("CreateDecl", "E")),
    ("set x.f = 1, x.g = 2", ("SetDecl", [("FieldValueDecl", "x", "f", "1"), ("FieldValueDecl", "x", "g", "2")])),
    ("delete x.y", ("DeleteDecl", "x.y")),
    ("x -> done", ("StepOnDecl", "x", "done")),
    ('x.y -> done { why = "w" }', ("StepOnDecl", "x.y", "done", [("AssignmentDecl", "why", ("TextExpr", ["w"]))])),
    ('press x "领取"', ("PressDecl", "x", "领取")),
    ('press x "B" { f = 1 }', ("PressDecl", "x", "B", [("AssignmentDecl", "f", "1")])),
    ("submit A for x", ("SubmitForDecl", "A", "x")),
    ("submit A for x to li, wang", ("SubmitForDecl", "A", "x", ["li", "wang"])),
    ("approve x", ("SignDecl", "approve", "x")),
    (
        'approve x "ok" { f = 1 }',
        ("SignDecl", "approve", "x", ("TextExpr", ["ok"]), [("AssignmentDecl", "f", "1")]),
    ),
    ("approve x { f = 1 }", ("SignDecl", "approve", "x", [("AssignmentDecl", "f", "1")])),
    ('reject x "no"', ("SignDecl", "reject", "x", ("TextExpr", ["no"]))),
    ("return x", ("SignDecl", "return", "x")),
    ('return x to manager "again"', ("SignDecl", "return", "x", "manager", ("TextExpr", ["again"]))),
    ("withdraw x", ("SignDecl", "withdraw", "x")),
    ("transfer x to li", ("TransferDecl", "x", "li")),
    ("add signer li before x", ("AddSignerDecl", "li", "before", "x")),
    ("add signer li after x", ("AddSignerDecl", "li", "after", "x")),
    ("add signer li beside x", ("AddSignerDecl", "li", "beside", "x")),
    ("delegate to li", ("DelegateDecl", "li")),
    ("delegate to li for 3d", ("DelegateDecl", "li", "Duration(months=0, days=3, seconds=0)")),
    ("after 25h", ("AfterDecl", "Duration(months=0, days=0, seconds=90000)")),
    ("at 2026-01-31 08:00", ("AtDecl", "2026-01-31 08:00:00")),
    ("expect x.stage == won", ("ExpectDecl", ("BinaryExpr", "==", "x.stage", "won"))),
    ("expect refused", ("ExpectDecl", "refused")),
    ("expect refused { x -> done }", ("ExpectRefusedDecl", [("StepOnDecl", "x", "done")])),
    ('expect refused "why" { delete x }', ("ExpectRefusedDecl", "why", [("DeleteDecl", "x")])),
    ('expect notified(wang, "t")', ("ExpectMessageDecl", "notified", ["wang", ("TextExpr", ["t"])])),
    ("expect not notified(wang)", ("ExpectMessageDecl", "notified", ["wang"], True)),
    ("expect mailed(x.email)", ("ExpectMessageDecl", "mailed", ["x.email"])),
    ('expect not tasked(li, "t")', ("ExpectMessageDecl", "tasked", ["li", ("TextExpr", ["t"])], True)),
    ("expect called(Erp)", ("ExpectMessageDecl", "called", ["Erp"])),
    ("expect sees(zhang, x)", ("ExpectSeesDecl", "sees", ["zhang", "x"])),
    ("expect not sees(zhang, x.revenue)", ("ExpectSeesDecl", "sees", ["zhang", "x.revenue"], True)),
    ('open mail "t" of u', ("ReadMailDecl", "open", "t", "u")),
    ('click mail "t" of x.email', ("ReadMailDecl", "click", "t", "x.email")),
    ('open mail "t" of "a@example.com"', ("ReadMailDecl", "open", "t", ("TextExpr", ["a@example.com"]))),
]


@pytest.mark.parametrize(("text", "expected"), STATEMENTS)
def test_statements(text: str, expected: object) -> None:
    (found,) = declared(f'scenario "s" {{\n  {text}\n}}', ast.ScenarioDecl).statements
    assert shown(found) == expected


def test_statements_follow_one_another() -> None:
    body = "\n  ".join(text for text, _ in STATEMENTS)
    found = declared(f'# Why.\nscenario "超过十万" {{\n  {body}\n}}', ast.ScenarioDecl)
    assert (found.title.text, found.documentation) == ("超过十万", "Why.")
    assert [shown(each) for each in found.statements] == [expected for _, expected in STATEMENTS]


WORDS = (
    "as", "let", "create", "set", "delete", "press", "submit", "approve", "reject", "return", "withdraw", "transfer",
    "add", "delegate", "after", "at", "expect", "open", "click", "receive", "refused", "signer", "mail",
)  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_records_may_be_called_like_statements(word: str) -> None:
    text = f"let {word} = create E {{ {word} = {word} }}\n  {word} -> done\n  {word}.{word} -> {word}\n"
    text += f"  delete {word}\n  expect {word}.{word} == {word}\n  approve {word}\n  as {word} {{ {word} -> {word} }}"
    assert len(declared(f'scenario "s" {{\n  {text}\n}}', ast.ScenarioDecl).statements) == 7


def test_what_is_planned_is_left_out() -> None:
    found = parsed('scenario "s" { receive Order { a = 1 }; delete x }')
    assert [(each.code, each.facts()["word"]) for each in found.problems] == [("LC180", "receive")]
    (declaration,) = found.tree.declarations
    assert isinstance(declaration, ast.ScenarioDecl)
    assert len(declaration.statements) == 1
