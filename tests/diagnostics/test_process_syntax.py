"""The form of flows, approvals, messages, connections and boards: every way to write them."""

from __future__ import annotations

import pytest

from lowcode.dsl import ast, ast_actions, ast_process
from tests.diagnostics.trees import declared, parsed, shown


def transition(line: str) -> ast_process.TransitionDecl:
    (found,) = declared(f"flow F for X {{\n  {line}\n}}", ast.FlowDecl).transitions
    return found


def audience(text: str) -> ast_actions.AudienceRef:
    (found,) = transition(f"a -> b by {text}").by
    return found


def step(text: str) -> ast_process.StepDecl:
    (found,) = declared(f"approval A for X {{\n  {text}\n}}", ast.ApprovalDecl).stages
    assert isinstance(found, ast_process.StepDecl)
    return found


def approval_line(text: str) -> ast.ApprovalDecl:
    return declared(f"approval A for X {{\n  step s: owner\n  {text}\n}}", ast.ApprovalDecl)


# --- flows ---


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a", ("StateDecl", "a")),
        ('a "A"', ("StateDecl", "a", ("LocalizedTextDecl", ["A"]))),
        ('a "A" / "B" start', ("StateDecl", "a", ("LocalizedTextDecl", ["A", "B"]), True)),
        ("a start end", ("StateDecl", "a", True, True)),
        ('a "A" color green end', ("StateDecl", "a", ("LocalizedTextDecl", ["A"]), True, "green")),
        ('a color "#112233"', ("StateDecl", "a", "#112233")),
    ],
)
def test_states(line: str, expected: object) -> None:
    (state,) = declared(f"flow F for X {{ {line} }}", ast.FlowDecl).states
    assert shown(state) == expected


def test_the_head_of_a_flow() -> None:
    flow = declared('# Why.\nflow F "L" as other for X {}', ast.FlowDecl)
    assert (flow.name.text, flow.entity.text, flow.documentation) == ("F", "X", "Why.")
    assert [each.name.text for each in flow.modifiers] == ["as"]


def test_sources_of_a_transition() -> None:
    found = transition('a, b -> c "Label" / "标签"')
    assert ([each.text for each in found.sources], found.is_from_any, found.target.text) == (["a", "b"], False, "c")
    assert shown(found.label) == ("LocalizedTextDecl", ["Label", "标签"])
    found = transition("any -> c")
    assert (found.sources, found.is_from_any) == ((), True)
    found = transition("any, lost -> c")
    assert ([each.text for each in found.sources], found.is_from_any) == (["lost"], True)


PARTS = {
    "by": "by owner, role sales",
    "when": 'when count(lines) > 0 "no" / "否"',
    "asks": "asks f, g",
    "after": "after 30d",
    "on": "on x == 1 and y",
}


@pytest.mark.parametrize("order", [list(PARTS), list(reversed(PARTS)), ["asks", "when", "by", "on", "after"]])
@pytest.mark.parametrize("separator", [" ", "\n      "])
def test_parts_of_a_transition_in_any_order(order: list[str], separator: str) -> None:
    found = transition(separator.join(('a -> b "L"', *(PARTS[each] for each in order))))
    assert shown(found.by) == [("PeopleRef", "owner"), ("RoleRef", "sales")]
    assert isinstance(found.when, ast.BinaryExpr)
    assert shown(found.why_not) == ("LocalizedTextDecl", ["no", "否"])
    assert shown(found.asks) == ["f", "g"]
    assert shown(found.after) == "Duration(months=0, days=30, seconds=0)"
    assert isinstance(found.on, ast.BinaryExpr)


@pytest.mark.parametrize(
    ("parts", "when", "needs_when"),
    [
        ("needs B", None, None),
        ("needs B when x", None, "x"),
        ("when y needs B", "y", None),
        ("when y needs B when x", "y", "x"),
        ("needs B when x when y", "y", "x"),
        ('needs B by owner when y "why"', "y", None),
        ("needs B when x by owner when y", "y", "x"),
    ],
)
def test_the_condition_of_an_approval_stands_straight_after_it(
    parts: str, when: str | None, needs_when: str | None
) -> None:
    found = transition(f"a -> b {parts}")
    assert (shown(found.needs), shown(found.when), shown(found.needs_when)) == ("B", when, needs_when)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sales", ("PeopleRef", "sales")),
        ("owner.manager", ("PeopleRef", "owner.manager")),
        ("this.owner", ("PeopleRef", "this.owner")),
        ("role sales", ("RoleRef", "sales")),
        ("role", ("PeopleRef", "role")),
        ("role.owner", ("PeopleRef", "role.owner")),
        ("leader of owner.department", ("LeadersRef", "owner.department", True)),
        ("leaders of department", ("LeadersRef", "department")),
        ("leaders of department up to 2", ("LeadersRef", "department", "2")),
        ("leader", ("PeopleRef", "leader")),
        ("chosen by submitter", ("ChosenRef",)),
        ("chosen by submitter among sales", ("ChosenRef", "sales")),
        ("chosen by submitter among role sales", ("ChosenRef", "sales")),
        ("chosen", ("PeopleRef", "chosen")),
        ("pick(User where a, first)", ("PeopleRef", ("CallExpr", "pick", [("FilteredExpr", "User", "a"), "first"]))),
    ],
)
def test_people(text: str, expected: object) -> None:
    assert shown(audience(text)) == expected


def test_no_state_is_called_any() -> None:
    text = "flow F for X { any; b; any -> b }"
    (problem,) = parsed(text).problems
    assert (problem.code, text[problem.span.start : problem.span.end], problem.span.start) == ("LC212", "any", 15)


@pytest.mark.parametrize(
    ("head", "event", "states", "longer"),
    [
        ("on enter won", "enter", ["won"], None),
        ("on leave won, lost", "leave", ["won", "lost"], None),
        ("on stay won longer than 3d", "stay", ["won"], "Duration(months=0, days=3, seconds=0)"),
    ],
)
def test_hooks_of_states(head: str, event: str, states: list[str], longer: str | None) -> None:
    (hook,) = declared(f'flow F for X {{ {head} {{ stop "x" }} }}', ast.FlowDecl).hooks
    assert (hook.event.text, shown(hook.states), shown(hook.longer_than)) == (event, states, longer)
    assert len(hook.actions) == 1
    text = f'flow F for X {{ {head} {{ stop "x" }} }}'
    assert text[hook.event.span.start : hook.event.span.end] == event


# --- approvals ---


@pytest.mark.parametrize(
    ("text", "quantifier", "signers"),
    [
        ("owner.manager", None, [("PeopleRef", "owner.manager")]),
        ("any of director, owner", ("QuantifierDecl", "any"), [("PeopleRef", "director"), ("PeopleRef", "owner")]),
        ("all of legal", ("QuantifierDecl", "all"), [("PeopleRef", "legal")]),
        (
            "each of leaders of owner.department up to 2",
            ("QuantifierDecl", "each"),
            [("LeadersRef", "owner.department", "2")],
        ),
        ("2 of finance", ("QuantifierDecl", "2"), [("PeopleRef", "finance")]),
        ("60% of role tech", ("QuantifierDecl", "0.60"), [("RoleRef", "tech")]),
        ("chosen by submitter among sales", None, [("ChosenRef", "sales")]),
        ("any", None, [("PeopleRef", "any")]),
        ("all, each", None, [("PeopleRef", "all"), ("PeopleRef", "each")]),
    ],
)
def test_signers(text: str, quantifier: object, signers: object) -> None:
    found = step(f'step s "S": {text} when x > 1')
    assert shown(found.quantifier) == quantifier
    assert shown(found.signers) == signers
    assert isinstance(found.when, ast.BinaryExpr)


def test_settings_of_a_step() -> None:
    found = step(
        "step s: owner when e {\n remind every 1d; escalate after 24h to director, owner\n"
        "after 3d reject; edit f, g; opinion required }"
    ).settings
    assert shown(found.remind_every) == "Duration(months=0, days=1, seconds=0)"
    assert found.escalation is not None
    assert shown(found.escalation.to) == [("PeopleRef", "director"), ("PeopleRef", "owner")]
    assert found.time_limit is not None
    assert found.time_limit.outcome.text == "reject"
    assert (shown(found.edits), found.is_opinion_required) == (["f", "g"], True)


def test_an_approval() -> None:
    found = declared(
        """approval BigDeal "大额" as big for Opportunity by owner, sales {
          step manager "主管审批": owner.manager
          # Both.
          together {
            step legal: all of legal
            step tech: 60% of role tech { opinion required }
          }
          remind every 1d
          escalate after 24h to director
          after 3d approve
          allow transfer, add_signer, return, withdraw, delegate
          cc owner, legal
          opinion required
          edit f
          skip duplicate signers
          skip submitter
          on approved { set a = 1 }
          on rejected {}
          on returned { stop "x" }
          on withdrawn { delete }
        }""",
        ast.ApprovalDecl,
    )
    assert [type(stage).__name__ for stage in found.stages] == ["StepDecl", "TogetherDecl"]
    assert shown(found.submitters) == [("PeopleRef", "owner"), ("PeopleRef", "sales")]
    assert shown(found.rights) == ["transfer", "add_signer", "return", "withdraw", "delegate"]
    assert shown(found.copies) == [("PeopleRef", "owner"), ("PeopleRef", "legal")]
    assert (found.skips_duplicate_signers, found.skips_submitter) == (True, True)
    assert [hook.outcome.text for hook in found.hooks] == ["approved", "rejected", "returned", "withdrawn"]
    assert found.settings.time_limit is not None
    assert found.settings.is_opinion_required


# --- messages, connections ---


def test_a_message() -> None:
    found = declared(
        'message M "L" as m for X by email, sms {\n subject "a {b}"\n'
        ' body """\n   Dear {x.y},\n     see below \\{here\\}.\n   """\n}',
        ast.MessageDecl,
    )
    assert (shown(found.entity), shown(found.channels)) == ("X", ["email", "sms"])
    assert shown(found.subject) == ("TextExpr", ["a ", "b"])
    assert shown(found.body) == ("TextExpr", ["Dear ", "x.y", ",\n  see below {here}."])


def test_places_in_a_body_are_exact() -> None:
    text = 'message M {\n  body """\n    Dear {customer.name},\n  """\n}'
    body = declared(text, ast.MessageDecl).body
    assert body is not None
    span = body.parts[1].span
    assert text[span.start : span.end] == "customer.name"


def test_a_connection() -> None:
    found = declared(
        """connection Erp "L" {
          base env ERP_URL
          auth basic env U env P
          format xml
          header "X-App" "crm"
          header "X-Other" "1"
          timeout 10s
          attempts 8
          network private
        }""",
        ast.ConnectionDecl,
    )
    assert shown(found.base) == ("SecretRef", "ERP_URL")
    assert shown(found.authentication) == ("AuthenticationDecl", "basic", [("SecretRef", "U"), ("SecretRef", "P")])
    assert [shown(each) for each in found.headers] == [("HeaderDecl", "X-App", "crm"), ("HeaderDecl", "X-Other", "1")]
    assert shown(found.timeout) == "Duration(months=0, days=0, seconds=10)"
    assert (shown(found.attempts), shown(found.format), shown(found.network)) == ("8", "xml", "private")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("auth bearer env T", ("AuthenticationDecl", "bearer", [("SecretRef", "T")])),
        ('auth header "X-Key" env K', ("AuthenticationDecl", "header", "X-Key", [("SecretRef", "K")])),
        ('auth signature "X-Sign" env K', ("AuthenticationDecl", "signature", "X-Sign", [("SecretRef", "K")])),
    ],
)
def test_authentication(line: str, expected: object) -> None:
    found = declared(f'connection C {{ base "https://x.example"; {line} }}', ast.ConnectionDecl)
    assert (shown(found.base), shown(found.authentication)) == ("https://x.example", expected)


# --- boards ---


def test_boards() -> None:
    found = declared("view X { board by stage card name, customer.name; list a }", ast.ViewDecl)
    board, _list = found.lines
    assert shown(board) == ("BoardDecl", "stage", [("PathRef", ["name"]), ("PathRef", ["customer", "name"])])
    (board,) = declared("view X { board by stage }", ast.ViewDecl).lines
    assert shown(board) == ("BoardDecl", "stage")


# --- what is said twice ---


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("flow F for X { a -> b by owner by sales when x when y }", ["by", "when"]),
        ("flow F for X { a start start }", ["start"]),
        ("approval A for X { step s: o; cc a; cc b; skip submitter; skip submitter }", ["cc", "skip"]),
        ("approval A for X { step s: o { edit a; edit b } }", ["edit"]),
        ('rule R for X on create { notify a by app by sms "x" }', ["by"]),
        ("rule R for X on create { repeat every 1d max 1 max 2 {} }", ["max"]),
        ('message M { subject "a"; subject "b" }', ["subject"]),
        ("connection C { timeout 1m; timeout 2m }", ["timeout"]),
    ],
)
def test_parts_said_twice(text: str, words: list[str]) -> None:
    found = parsed(text)
    assert [(each.code, each.facts()["word"]) for each in found.problems] == [("LC126", word) for word in words]
