"""The form of rules and their actions: every way to write them."""

from __future__ import annotations

import pytest

from lowcode.dsl import ast, ast_process
from tests.diagnostics.trees import declared, parsed, shown


def rule(head: str, body: str = "") -> ast.RuleDecl:
    return declared(f"rule R {head} {{\n  {body}\n}}", ast.RuleDecl)


def action(text: str) -> object:
    (found,) = rule("for X on create", text).actions
    return shown(found)


# --- rules ---


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("for X on create", ("SaveTriggerDecl", "create")),
        ("for X on update", ("SaveTriggerDecl", "update")),
        ("for X on delete", ("SaveTriggerDecl", "delete")),
        ("for X on change of f, g", ("SaveTriggerDecl", "change", ["f", "g"])),
        ("for X on enter won", ("StateTriggerDecl", "enter", ["won"])),
        ("for X on leave won, lost", ("StateTriggerDecl", "leave", ["won", "lost"])),
        ("for X on create and done", ("ConditionTriggerDecl", ("BinaryExpr", "and", "create", "done"))),
        ("for X on enter", ("ConditionTriggerDecl", "enter")),
        ("for X on change", ("ConditionTriggerDecl", "change")),
        ("for X on approved == 1", ("ConditionTriggerDecl", ("BinaryExpr", "==", "approved", "1"))),
        ("for X on this.create", ("ConditionTriggerDecl", "this.create")),
        ("every day", ("CalendarTriggerDecl", "day")),
        ("for X every day at 09:00", ("CalendarTriggerDecl", "day", "09:00:00")),
        ("every weekday at 18:30", ("CalendarTriggerDecl", "weekday", "18:30:00")),
        ("every sunday", ("CalendarTriggerDecl", "sunday")),
        ("every month on 1", ("CalendarTriggerDecl", "month", "1")),
        ("every month on 31 at 08:30", ("CalendarTriggerDecl", "month", "31", "08:30:00")),
        ("every 2h", ("IntervalTriggerDecl", "Duration(months=0, days=0, seconds=7200)")),
        ("for X on approved B", ("OutcomeTriggerDecl", "approved", "B")),
        ("for X on withdrawn B", ("OutcomeTriggerDecl", "withdrawn", "B")),
        ("for X on opened M", ("MessageTriggerDecl", "opened", "M")),
        ("for X on clicked M", ("MessageTriggerDecl", "clicked", "M")),
        (
            'for X on button "领取" / "Claim" by sales, owner asks f, g',
            (
                "ButtonTriggerDecl",
                ("LocalizedTextDecl", ["领取", "Claim"]),
                [("PeopleRef", "sales"), ("PeopleRef", "owner")],
                ["f", "g"],
            ),
        ),
        ("for X on button", ("ConditionTriggerDecl", "button")),
    ],
)
def test_triggers(head: str, expected: object) -> None:
    assert shown(rule(head).trigger) == expected


def test_the_head_of_a_rule_may_take_several_lines() -> None:
    found = declared('rule R "L"\n  for X\n  every day at 09:00 {\n  when a\n    and b\n  delete\n}', ast.RuleDecl)
    assert (shown(found.entity), shown(found.when)) == ("X", ("BinaryExpr", "and", "a", "b"))
    assert len(found.actions) == 1


@pytest.mark.parametrize("body", ["", "when a", "delete", "when a; delete", "when a\n\n delete\n delete x"])
def test_bodies_of_rules(body: str) -> None:
    found = rule("for X on create", body)
    assert (found.when is not None, len(found.actions)) == ("when" in body, body.count("delete"))


def test_what_is_planned_is_left_out() -> None:
    found = parsed("rule R for X on inbound O { call f(a, 1); set a = 1 }")
    assert [(each.code, each.facts()["word"]) for each in found.problems] == [("LC180", "inbound")]
    (declaration,) = found.tree.declarations
    assert isinstance(declaration, ast.RuleDecl)
    assert isinstance(declaration.trigger, ast_process.UnsupportedTriggerDecl)
    assert len(declaration.actions) == 2


# --- actions ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("set f = e", ("SetDecl", [("FieldValueDecl", "f", "e")])),
        (
            "set f = 1, x.y.g = [1, 2],\n h = [{ a = 1 }]",
            (
                "SetDecl",
                [
                    ("FieldValueDecl", "f", "1"),
                    ("FieldValueDecl", "x.y", "g", ("ListExpr", ["1", "2"])),
                    ("FieldValueDecl", "h", ("ListExpr", [("RecordExpr", [("AssignmentDecl", "a", "1")])])),
                ],
            ),
        ),
        ("create E { f = e }", ("CreateDecl", "E", [("AssignmentDecl", "f", "e")])),
        ("create E as x {}", ("CreateDecl", "E", "x")),
        ("update E { f = e }", ("UpdateDecl", "E", [("AssignmentDecl", "f", "e")])),
        ("update E where a { f = e }", ("UpdateDecl", "E", "a", [("AssignmentDecl", "f", "e")])),
        ("delete", ("DeleteDecl",)),
        ("delete x.y", ("DeleteDecl", "x.y")),
        ('notify owner "t"', ("NotifyDecl", [("PeopleRef", "owner")], ("TextExpr", ["t"]))),
        (
            'notify owner, role sales cc boss by app, email "a {b}"',
            (
                "NotifyDecl",
                [("PeopleRef", "owner"), ("RoleRef", "sales")],
                ["app", "email"],
                [("PeopleRef", "boss")],
                ("TextExpr", ["a ", "b"]),
            ),
        ),
        ("send M to owner", ("SendDecl", "M", [("PeopleRef", "owner")])),
        (
            "send M to owner by sms cc boss on x.y",
            ("SendDecl", "M", [("PeopleRef", "owner")], ["sms"], [("PeopleRef", "boss")], "x.y"),
        ),
        ('task owner "t"', ("TaskDecl", [("PeopleRef", "owner")], ("TextExpr", ["t"]))),
        (
            'task owner "t" due date_of(x) on y',
            ("TaskDecl", [("PeopleRef", "owner")], ("TextExpr", ["t"]), "y", ("CallExpr", "date_of", ["x"])),
        ),
        ("move -> done", ("MoveDecl", "done")),
        ("move x.y -> done", ("MoveDecl", "x.y", "done")),
        ("submit A", ("SubmitDecl", "A")),
        ("submit A for x", ("SubmitDecl", "A", "x")),
        ('get C "/p"', ("CallOutDecl", "get", "C", ("TextExpr", ["/p"]))),
        ('delete C "/p/{x}"', ("CallOutDecl", "delete", "C", ("TextExpr", ["/p/", "x"]))),
        (
            'post C "/p" { a = e, "b-c" = { d = 1 }\n rows = lines { p = q.r }, few = lines where z { p = q } }',
            (
                "CallOutDecl",
                "post",
                "C",
                ("TextExpr", ["/p"]),
                (
                    "BodyObjectDecl",
                    [
                        ("BodyEntryDecl", "a", "e"),
                        ("BodyEntryDecl", "b-c", ("BodyObjectDecl", [("BodyEntryDecl", "d", "1")])),
                        (
                            "BodyEntryDecl",
                            "rows",
                            ("BodyRowsDecl", "lines", ("BodyObjectDecl", [("BodyEntryDecl", "p", "q.r")])),
                        ),
                        (
                            "BodyEntryDecl",
                            "few",
                            (
                                "BodyRowsDecl",
                                ("FilteredExpr", "lines", "z"),
                                ("BodyObjectDecl", [("BodyEntryDecl", "p", "q")]),
                            ),
                        ),
                    ],
                ),
            ),
        ),
        ("for x in lines { delete x }", ("ForDecl", "x", "lines", [("DeleteDecl", "x")])),
        (
            "for x in E where a { delete x }",
            ("ForDecl", "x", ("FilteredExpr", "E", "a"), [("DeleteDecl", "x")]),
        ),
        ("if a { delete }", ("IfDecl", "a", [("DeleteDecl",)])),
        (
            "if a { delete }\n  else if b { delete b }\n  else\n  {\n delete c }",
            ("IfDecl", "a", [("DeleteDecl",)], [("IfDecl", "b", [("DeleteDecl", "b")], [("DeleteDecl", "c")])]),
        ),
        ("after 3d { delete }", ("LaterDecl", "Duration(months=0, days=3, seconds=0)", [("DeleteDecl",)])),
        (
            "after 3d\n    unless a { delete }",
            ("LaterDecl", "Duration(months=0, days=3, seconds=0)", "a", [("DeleteDecl",)]),
        ),
        (
            "repeat every 1d max 3 until a { delete }",
            ("RepeatDecl", "Duration(months=0, days=1, seconds=0)", "a", "3", [("DeleteDecl",)]),
        ),
        ("repeat every 1h {}", ("RepeatDecl", "Duration(months=0, days=0, seconds=3600)")),
        ('stop "no {x}"', ("StopDecl", ("TextExpr", ["no ", "x"]))),
    ],
)
def test_actions(text: str, expected: object) -> None:
    assert action(text) == expected
