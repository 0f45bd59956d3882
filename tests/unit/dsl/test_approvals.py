"""Approvals in the model: steps, signers, and what may not change meanwhile."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lowcode.ir import process
from lowcode.ir.expressions import Duration
from tests.harness.checking import application, assert_problem, codes

DEALS = """
app crm { locale zh-CN }
role sales
role legal
entity Customer { name: text required; owner: User }
entity Deal {
  name: text required
  customer: Customer
  stage: Pipeline
  discount: percent default 0%
  lines: rows { price: money; count: int }
  amount: money = sum(lines.price)
  payable: money = amount * (1 - discount)
  owner: User default me
  department: Department
  number: autonumber("D-{seq}")
  deals: many Contract by deal
}
entity Contract { deal: Deal; amount: money }
flow Pipeline for Deal {
  open start; won end
  open -> won by owner needs Big when customer.owner is not empty
}
approval Big "大额" for Deal by owner, sales {
  step boss "主管": owner.manager
  step head: leader of department { after 1d reject; edit discount; opinion required; escalate after 2h to owner }
  together {
    step law: all of legal when payable > 1_000_000 and stage == open
    step money: 60% of sales
    step two: 2 of role sales, legal
  }
  step chain: each of leaders of owner up to 3
  step named: chosen by submitter among sales
  remind every 1d
  escalate after 24h to legal
  after 3d approve
  edit name
  allow transfer, withdraw
  cc owner, legal
  skip duplicate signers
  skip submitter
  on rejected { notify owner "no" }
  on approved { set name = "ok"; stop "not now" }
}
view Deal { form { section "a" { name, discount, lines } } }
access Deal { sales all }
"""
MODEL = application(DEALS)
APPROVAL = MODEL.approvals[0]


def steps() -> dict[str, process.Step]:
    found: dict[str, process.Step] = {}
    for stage in APPROVAL.stages:
        for step in stage.steps if isinstance(stage, process.Together) else (stage,):
            found[step.name] = step
    return found


STEPS = steps()


def test_the_approval() -> None:
    assert (APPROVAL.name, APPROVAL.identifier, APPROVAL.entity) == ("Big", "big", "Deal")
    assert [type(each).__name__ for each in APPROVAL.stages] == ["Step", "Step", "Together", "Step", "Step"]
    assert {each.value for each in APPROVAL.rights} == {"transfer", "withdraw"}
    assert APPROVAL.skips_submitter
    assert APPROVAL.skips_duplicate_signers
    assert [type(each).__name__ for each in APPROVAL.copies] == ["People", "RoleMembers"]
    assert [type(each).__name__ for each in APPROVAL.submitters] == ["People", "RoleMembers"]
    assert [each.name for each in APPROVAL.hooks] == ["on_rejected", "on_approved"]


def test_how_many_sign() -> None:
    assert [(each.mode.value, each.quota) for each in STEPS.values()] == [
        ("any", None),
        ("any", None),
        ("all", None),
        ("share", Decimal("0.60")),
        ("count", 2),
        ("each", None),
        ("any", None),
    ]


def test_signers() -> None:
    head, chain, named = (STEPS[name].signers[0] for name in ("head", "chain", "named"))
    assert isinstance(head, process.Leaders)
    assert head.levels == 1
    assert isinstance(chain, process.Leaders)
    assert chain.levels == 3
    assert isinstance(named, process.ChosenBySubmitter)
    assert named.among == "sales"
    assert [getattr(each, "role", None) for each in STEPS["two"].signers] == ["sales", "legal"]


def test_what_is_said_about_all_steps_is_copied_into_each() -> None:
    boss, head = STEPS["boss"], STEPS["head"]
    assert boss.remind_every == Duration(days=1)
    assert boss.time_limit is not None
    assert (boss.time_limit.after, boss.time_limit.outcome.value) == (Duration(days=3), "approve")
    assert boss.edits == ("name",)
    assert not boss.is_opinion_required
    assert head.time_limit is not None
    assert (head.time_limit.after, head.time_limit.outcome.value) == (Duration(days=1), "reject")
    assert head.escalation is not None
    assert head.escalation.after == Duration(seconds=7200)
    assert (head.edits, head.is_opinion_required) == (("discount",), True)


def test_what_conditions_and_signers_read_is_locked_with_all_that_decides_it() -> None:
    assert APPROVAL.locked_fields == ("customer", "discount", "lines", "owner", "department")


def test_signers_see_the_form() -> None:
    assert APPROVAL.shown_fields == ("name", "discount", "lines")


@pytest.mark.parametrize(
    ("lines", "code", "suggestions"),
    [
        ("step a: nobdy", "LC220", ()),
        ("step a: everyon", "LC220", ("everyone",)),
        ("step a: 0 of everyone", "LC470", ()),
        ("step a: 120% of everyone", "LC470", ()),
        ("step a: leaders of holder up to 0", "LC470", ()),
        ("step a: leaders of name", "LC345", ()),
        ("step a: mail", "LC475", ()),
        ("step a: everyone; step a: admin", "LC210", ()),
        ("step a: everyone { edit total }", "LC452", ()),
        ("step a: everyone { edit nme }", "LC203", ("name",)),
        ("step a: everyone when name", "LC305", ()),
        ("step a: everyone; after 0d approve", "LC471", ()),
        ("step a: everyone; cc chosen by submitter", "LC475", ()),
        ("step a: pick(User where active)", "LC340", ()),
        ("", "LC412", ()),
    ],
)
def test_problems(lines: str, code: str, suggestions: tuple[str, ...]) -> None:
    entity = "entity Job { name: text; mail: email; holder: User; count: int; total: int = count }"
    assert_problem(f"{entity}\napproval Check for Job {{ {lines} }}", code, *suggestions)


def test_names_that_are_roles_and_fields() -> None:
    entity = "role boss\nentity Job { name: text; boss: User }"
    assert codes(f"{entity}\napproval Check for Job {{ step a: boss }}") == ["LC221"]
    made = application(f"{entity}\napproval Check for Job {{ step a: role boss, this.boss }}").approvals[0].stages[0]
    assert isinstance(made, process.Step)
    assert [type(each).__name__ for each in made.signers] == ["RoleMembers", "People"]


def test_an_approval_of_another_entity() -> None:
    spec = """entity A { name: text; state: Flow }
    entity B { name: text }
    approval Check for B { step a: everyone }
    flow Flow for A { x start; y end; x -> y by everyone needs Check }"""
    assert_problem(spec, "LC468")


def test_names() -> None:
    entity = "entity Job { name: text }"
    step = "{ step a: everyone }"
    assert codes(f"{entity}\napproval Check for Job {step}\napproval Check for Job {step}") == ["LC210"]
    assert codes(f"{entity}\napproval 审批 for Job {step}\napproval ShenPi for Job {step}") == ["LC501"]
    aliased = application(f"{entity}\napproval 审批 as check_job for Job {step}").approvals[0]
    assert aliased.identifier == "check_job"
    assert codes(f"{entity}\napproval 审批 as class for Job {step}") == ["LC502"]
