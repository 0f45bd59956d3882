"""Flows in the model: states, transitions, hooks, and the field that keeps the state."""

from __future__ import annotations

import pytest

from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import process
from tests.harness.checking import application, assert_problem, codes

DEALS = """
app crm "销售" / "Sales" { locale zh-CN, en }
role sales
role manager includes sales
entity Deal {
  name: text required
  stage: Pipeline
  amount: money
  owner: User default me
  reason: longtext
  contracts: many Contract by deal
  late: bool = created_at < today - 30d
}
entity Contract { deal: Deal; amount: money }
approval Big for Deal { step boss: owner.manager }
flow Pipeline "流程" / "Pipeline" for Deal {
  open   "接洽" / "Open" start
  talk   "谈判" / "Talk"
  won    "赢单" / "Won" end color green
  lost   "输单" / "Lost" end
  open -> talk "推进" / "Go on" by owner, manager when amount > 0 "请填金额" / "An amount is needed"
  talk -> won  "签约" by owner needs Big when amount > 100_000
  any -> lost  "输单" by owner asks reason
  any, won -> open by manager
  talk -> open after 30d
  open -> talk on amount > 10 when name is not empty
  talk -> won on count(contracts) > 0
  open -> lost on late
  on enter won, lost {
    create Contract as c { deal = this, amount = amount }
    task sales "{name} {old.stage}" on c due 3d
  }
  on stay talk longer than 3d { notify owner "{name}" }
}
access Deal { sales all }
access Contract { sales all }
sample { Deal first { name = "A", stage = talk } }
"""
MODEL = application(DEALS)
FLOW = MODEL.flows[0]
DEAL = MODEL.entity("Deal")


def way(name: str) -> process.Transition:
    return next(each for each in FLOW.transitions if each.name == name)


def test_the_flow() -> None:
    assert (FLOW.name, FLOW.identifier, FLOW.entity, FLOW.field) == ("Pipeline", "pipeline", "Deal", "stage")
    assert FLOW.label.texts == ("流程", "Pipeline")
    assert [(each.name, each.is_start, each.is_end, each.color) for each in FLOW.states] == [
        ("open", True, False, None),
        ("talk", False, False, None),
        ("won", False, True, "green"),
        ("lost", False, True, None),
    ]


def test_the_field_is_a_choice_that_begins_at_the_start() -> None:
    field = DEAL.field_by_name["stage"]
    assert field.type == app.ChoiceFieldType("Pipeline")
    assert field.flow == "Pipeline"
    assert isinstance(field.default, ir.Literal)
    assert field.default.value == "open"
    assert [each.name for each in MODEL.choice("Pipeline").options] == ["open", "talk", "won", "lost"]
    assert MODEL.choice("Pipeline").options[2].color == "green"


def test_records_of_samples_may_begin_elsewhere() -> None:
    assert dict(MODEL.samples[0].values)["stage"].value == "talk"  # type: ignore[union-attr]  # an option


def test_transitions_have_stable_names() -> None:
    assert [each.name for each in FLOW.transitions] == [
        "open_to_talk",
        "talk_to_won",
        "any_to_lost",
        "any_to_open",
        "talk_to_open",
        "open_to_talk_2",
        "talk_to_won_2",
        "open_to_lost",
    ]


def test_any_is_all_but_the_target_and_the_ends() -> None:
    assert way("any_to_lost").sources == ("open", "talk")
    assert way("any_to_open").sources == ("talk", "won")
    assert way("any_to_lost").is_from_any


def test_parts_of_a_transition() -> None:
    forward = way("open_to_talk")
    assert forward.kind is process.TransitionKind.MANUAL
    assert forward.label.texts == ("推进", "Go on")
    assert forward.why_not is not None
    assert isinstance(forward.by[0], process.People)
    assert isinstance(forward.by[1], process.RoleMembers)
    signed = way("talk_to_won")
    assert signed.needs == "Big"
    assert isinstance(signed.needs_when, ir.Binary)
    assert way("any_to_lost").asks == ("reason",)
    assert way("any_to_open").label.texts == ("接洽", "Open")


def test_transitions_by_the_clock_and_by_themselves() -> None:
    assert (way("talk_to_open").kind, way("talk_to_open").after) == (
        process.TransitionKind.TIMED,
        ir.Duration(days=30),
    )
    automatic = way("open_to_talk_2")
    assert automatic.kind is process.TransitionKind.AUTOMATIC
    assert isinstance(automatic.when, ir.Binary)
    assert automatic.when.operator is ir.BinaryOperator.AND


def test_conditions_over_other_records_are_hidden_fields() -> None:
    name = "when_pipeline_talk_to_won"
    condition = way("talk_to_won_2").when
    assert isinstance(condition, ir.FieldRead)
    assert condition.field == name
    hidden = DEAL.field_by_name[name]
    assert hidden.hidden
    assert hidden.computed is not None
    assert hidden.computed.storage is app.ComputedStorage.STORED
    assert all(name not in section.fields for section in MODEL.view("Deal").form)


def test_conditions_over_what_is_computed_on_reading_stay() -> None:
    condition = way("open_to_lost").when
    assert isinstance(condition, ir.FieldRead)
    assert condition.field == "late"


def test_hooks() -> None:
    assert [(each.name, each.event.value, each.state) for each in FLOW.hooks] == [
        ("on_enter_won", "enter", "won"),
        ("on_enter_lost", "enter", "lost"),
        ("on_stay_talk", "stay", "talk"),
    ]
    create, task = FLOW.hooks[0].actions
    assert isinstance(create, process.CreateRecord)
    assert create.variable == "c"
    assert [each.field for each in create.values] == ["deal", "amount"]
    assert isinstance(task, process.CreateTask)
    assert isinstance(task.about, ir.Variable)
    assert (task.about.kind, task.about.name) == (ir.VariableKind.LOCAL, "c")
    assert task.due == ir.Duration(days=3)
    assert FLOW.hooks[2].longer_than == ir.Duration(days=3)


def test_states_that_sound_alike_have_ways_of_different_names() -> None:
    spec = """entity Job { name: text; status: Work }
    flow Work for Job { 新建 start; 已付; 以付; 新建 -> 已付 by everyone; 新建 -> 以付 by everyone }"""
    first, second = application(spec).flows[0].transitions
    assert first.name.startswith("xin_jian_to_yi_fu_")
    assert second.name.startswith("xin_jian_to_yi_fu_")
    assert first.name != second.name


@pytest.mark.parametrize(
    ("lines", "code", "suggestions"),
    [
        ("new -> doen by everyone", "LC222", ("done",)),
        ("new -> done by everyone", "LC467", ()),
        ("done -> new", "LC465", ()),
        ("done -> new by everyone after 3d", "LC466", ()),
        ("done -> new after 0d", "LC471", ()),
        ("done -> new by holdr", "LC220", ("holder",)),
        ("done -> new by name", "LC345", ()),
        ("done -> new by everyone asks status", "LC464", ()),
        ("done -> new by everyone asks id", "LC452", ()),
        ("done -> new by everyone asks nmae", "LC203", ("name",)),
        ("done -> new by everyone asks name, name", "LC413", ()),
        ("done -> new by everyone needs Big", "LC223", ()),
        ("done -> new on me is not empty", "LC317", ()),
        ("done -> new by everyone when count(Job) > 1", "LC340", ()),
        ('on stay new longer than 3d { stop "no" }', "LC474", ()),
        ('on enter new { notify everyone "{old}" }', "LC342", ()),
        ("on enter new { set status = done }", "LC464", ()),
        ("on enter new { move -> old }", "LC222", ()),
    ],
)
def test_problems(lines: str, code: str, suggestions: tuple[str, ...]) -> None:
    spec = f"flow Work for Job {{ new start; done end; new -> done by everyone; {lines} }}"
    assert_problem(f"entity Job {{ name: text; status: Work; holder: User }}\n{spec}", code, *suggestions)


def test_two_ways_between_the_same_states_differ_in_their_conditions() -> None:
    spec = """entity Job { name: text; status: Work }
    flow Work for Job {
      new start; done end
      new -> done by everyone when name == "a"
      new -> done by everyone when name == "b"
    }"""
    assert [each.name for each in application(spec).flows[0].transitions] == ["new_to_done", "new_to_done_2"]


def test_a_state_field_has_no_default_of_its_own() -> None:
    spec = """entity Job { name: text; status: Work default done }
    flow Work for Job { new start; done end; new -> done by everyone }"""
    assert codes(spec) == ["LC401"]


def test_a_flow_is_a_type_like_any_other() -> None:
    assert_problem("entity A { name: text }\nchoice Work { a }\nflow Work for A { new start }", "LC210")
    assert codes("entity A { name: text; s: Work }\nflow Work for B { new start }") == ["LC202"]
