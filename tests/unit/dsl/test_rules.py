"""Rules, messages and connections in the model."""

from __future__ import annotations

import datetime
from typing import TypeVar

import pytest

from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import process
from tests.harness.checking import application, assert_problem, codes

BASE = """
app crm { locale zh-CN }
role sales
role director includes sales
choice Level { a; b }
entity Tag { name: text }
entity Lead {
  name: text required
  email: email
  mobile: phone
  level: Level
  score: int
  owner: User
  helpers: many User
  tags: many Tag
  kinds: many of Level
  notes: many Note by lead
  lines: rows { price: money; count: int }
  total: money = sum(lines.price)
  age: int = days_between(created_at, now)
  state: Work
  scan: file
}
entity Note { lead: Lead; text_: text; by_: User }
flow Work for Lead { new start; done end; new -> done by sales }
approval Check for Lead { step one: sales }
message Hello "问候" by email, sms { subject "{name}"; body "Dear {name}" }
message Noted for Note { body "{text_}" }
connection Erp "金蝶" {
  base "https://erp.example.com/api"; auth basic env ERP_USER env ERP_PASSWORD
  header "X-App" "crm"; timeout 30s; attempts 3; format xml
}
access Lead { sales all }
access Note { sales all }
access Tag { sales all }
"""
Action = TypeVar("Action")


def rule(declaration: str) -> process.Rule:
    return application(f"{BASE}\nrule Work_on {declaration}").rules[0]


def action(text: str, kind: type[Action], trigger: str = "on create") -> Action:
    found = rule(f"for Lead {trigger} {{ {text} }}").actions[-1]
    assert isinstance(found, kind)
    return found


@pytest.mark.parametrize(
    ("trigger", "expected"),
    [
        ("on create", process.OnSave(process.SaveEvent.CREATE)),
        ("on delete", process.OnSave(process.SaveEvent.DELETE)),
        ("on change of owner, total", process.OnSave(process.SaveEvent.UPDATE, ("owner", "total"))),
        ("on enter done, new", process.OnState(process.StateEvent.ENTER, ("done", "new"))),
        ("every day at 09:30", process.OnCalendar(process.ScheduleUnit.DAY, None, datetime.time(9, 30))),
        ("every weekday", process.OnCalendar(process.ScheduleUnit.WEEKDAY, None, datetime.time(0, 0))),
        ("every sunday", process.OnCalendar(process.ScheduleUnit.WEEK, 7, datetime.time(0, 0))),
        ("every month on 31", process.OnCalendar(process.ScheduleUnit.MONTH, 31, datetime.time(0, 0))),
        ("every 2h", process.OnInterval(ir.Duration(seconds=7200))),
        ("on approved Check", process.OnApproval("Check", process.ApprovalOutcome.APPROVED)),
        ("on opened Hello", process.OnMessage(process.MessageEvent.OPENED, "Hello")),
    ],
)
def test_triggers(trigger: str, expected: process.Trigger) -> None:
    assert rule(f'for Lead {trigger} {{ notify sales "x" }}').trigger == expected


def test_buttons() -> None:
    trigger = rule('for Lead on button "领取" by sales asks owner, scan { notify owner "x" }').trigger
    assert isinstance(trigger, process.OnButton)
    assert (trigger.label.texts, trigger.asks) == (("领取",), ("owner", "scan"))


@pytest.mark.parametrize(
    ("condition", "watches", "is_clocked"),
    [
        ("score > 5", ("score",), False),
        ("total > 5 and a in kinds", ("total", "kinds"), False),
        ("owner in helpers", ("owner", "helpers"), False),
        ("created_at < now - 3d", (), True),
        ("age > 3 and score > 1", ("age", "score"), True),
        ("created_at in this_week", (), True),
        ("owner.active", ("when_work_on",), False),
        ("count(notes where text_ is not empty) > 1", ("when_work_on",), False),
        ("count(lines) > 1", ("when_work_on",), False),
        ("exists(notes where created_at < now - 1d)", (), True),
    ],
)
def test_conditions(condition: str, watches: tuple[str, ...], is_clocked: bool) -> None:
    model = application(f'{BASE}\nrule Work_on for Lead on {condition} {{ notify sales "x" }}')
    trigger = model.rules[0].trigger
    assert isinstance(trigger, process.OnCondition)
    assert (trigger.watches, trigger.is_clocked) == (watches, is_clocked)
    hidden = model.entity("Lead").field_by_name.get("when_work_on")
    assert (hidden is not None) == (watches == ("when_work_on",))
    if hidden is not None:
        assert hidden.computed is not None
        assert hidden.computed.storage is app.ComputedStorage.STORED


def test_a_hidden_field_does_not_take_the_name_of_another() -> None:
    spec = """entity A { name: text; other: A; when_work_on: bool }
    rule Work_on for A on other.name is empty { stop "x" }"""
    assert_problem(spec, "LC501")


def test_values() -> None:
    made = action("set owner = me, score = 3, level = b, tags = [first(Tag)], kinds = [a]", process.SetFields)
    assert [each.field for each in made.values] == ["owner", "score", "level", "tags", "kinds"]
    assert isinstance(made.values[2].value, ir.Literal)
    assert isinstance(made.values[3].value, process.ListValue)


def test_set_of_several_records() -> None:
    made = rule("for Note on create { set text_ = this.lead.name, lead.score = 1, lead.level = a }").actions
    assert [type(each).__name__ for each in made] == ["SetFields", "SetFields"]
    assert isinstance(made[1], process.SetFields)
    assert [each.field for each in made[1].values] == ["score", "level"]


def test_pick() -> None:
    made = action("set owner = pick(User where active and has_role(sales), least_loaded)", process.SetFields)
    pick = made.values[0].value
    assert isinstance(pick, ir.Pick)
    assert (pick.load_entity, pick.load_field, pick.name) == ("Lead", "owner", "work_on_owner")
    assert pick.strategy is ir.PickStrategy.LEAST_LOADED
    assert isinstance(pick.condition, ir.Binary)
    asked = pick.condition.right
    assert isinstance(asked, ir.HasRole)
    assert isinstance(asked.user, ir.Variable)
    assert asked.user.kind is ir.VariableKind.ITEM


def test_people() -> None:
    made = action('notify owner, helpers, sales, email, pick(User where active) by email, app "{name}"', process.Notify)
    assert [type(each).__name__ for each in made.to] == ["People", "People", "RoleMembers", "Address", "People"]
    assert [each.value for each in made.channels] == ["email", "app"]
    assert action('notify sales "x"', process.Notify).channels == (process.Channel.APP,)


def test_records_are_named() -> None:
    text = 'create Note as n { lead = this }; for x in notes where x.by_ == me and lead == this { task x.by_ "t" on n }'
    loop = action(text, process.ForEach)
    assert (loop.variable, loop.depth) == ("x", 0)
    assert isinstance(loop.condition, ir.Binary)
    task = loop.actions[0]
    assert isinstance(task, process.CreateTask)
    assert isinstance(task.about, ir.Variable)
    assert task.about.name == "n"


def test_all_records() -> None:
    loop = action("for x in Lead where score > this.score { delete x }", process.ForEach)
    assert isinstance(loop.list, ir.AllRecords)
    update = action("update Lead where owner == this.owner { score = score + 1 }", process.UpdateRecords)
    assert isinstance(update.values[0].value, ir.Binary)
    assert isinstance(update.values[0].value.left, ir.FieldRead)
    assert isinstance(update.values[0].value.left.source, ir.Variable)
    assert update.values[0].value.left.source.kind is ir.VariableKind.ITEM


def test_later() -> None:
    made = rule(
        'for Lead on create { after 1d unless score > 3 { notify sales "a"; after 2d { notify sales "b" } };'
        ' repeat every 1d until score > 5 max 3 { notify sales "c" }; after 3d { notify sales "d" } }'
    ).actions
    first, repeat, second = made
    assert isinstance(first, process.Later)
    assert isinstance(first.actions[1], process.Later)
    assert isinstance(repeat, process.Repeat)
    assert isinstance(second, process.Later)
    assert [first.name, first.actions[1].name, repeat.name, second.name] == [
        "after_1",
        "after_2",
        "repeat_1",
        "after_3",
    ]
    assert repeat.most == 3


def test_old() -> None:
    made = rule(
        'for Lead on update { when old.owner != owner and old.score is not empty; notify old.owner "{old.name}" }'
    )
    assert made.when is not None
    assert isinstance(made.actions[0], process.Notify)


def test_messages() -> None:
    model = application(
        f"{BASE}\nrule Work_on for Lead on create {{ send Hello to email by email; send Hello to owner }}"
    )
    hello, noted = model.messages
    assert [(each.entity, each.subject is not None) for each in hello.texts] == [("Lead", True)]
    assert [each.value for each in hello.channels] == ["email", "sms"]
    assert [(each.entity, each.subject) for each in noted.texts] == [("Note", None)]
    assert noted.channels == (process.Channel.EMAIL,)
    first, second = model.rules[0].actions
    assert isinstance(first, process.SendMessage)
    assert isinstance(second, process.SendMessage)
    assert (first.channels, second.channels) == ((process.Channel.EMAIL,), hello.channels)


def test_connections() -> None:
    erp = application(BASE).connections[0]
    assert (erp.identifier, erp.base, erp.header) == ("erp", "https://erp.example.com/api", None)
    assert [each.variable for each in erp.credentials] == ["ERP_USER", "ERP_PASSWORD"]
    assert (erp.timeout, erp.attempts, erp.format.value) == (ir.Duration(seconds=30), 3, "xml")
    assert erp.headers == (("X-App", "crm"),)


def test_calls() -> None:
    call = action(
        'post Erp "/leads/{name}" { name = name, "first-note" = { n = score }, rows = lines { p = price } }',
        process.CallOut,
    )
    assert call.body is not None
    assert [name for name, _ in call.body.entries] == ["name", "first-note", "rows"]
    assert isinstance(call.body.entries[2][1], process.BodyRows)


def test_rules_about_no_record() -> None:
    made = rule('every day { create Note as n { text_ = "x" }; task sales "look"; task sales "note" on n }')
    assert made.entity is None
    assert isinstance(made.actions[1], process.CreateTask)
    assert isinstance(made.actions[1].about, ir.Literal)


@pytest.mark.parametrize(
    ("declaration", "code", "suggestions"),
    [
        ('for Lead on creat { notify sales "x" }', "LC204", ("create",)),
        ('for Lead on me is not empty { notify sales "x" }', "LC317", ()),
        ('for Lead on change of notes { notify sales "x" }', "LC480", ()),
        ('for Lead on change of age { notify sales "x" }', "LC480", ()),
        ('for Lead on change of scor { notify sales "x" }', "LC203", ("score",)),
        ('for Lead on enter don { notify sales "x" }', "LC222", ("done",)),
        ('for Note on enter done { notify sales "x" }', "LC222", ()),
        ('for Note on approved Check { notify sales "x" }', "LC468", ()),
        ('for Lead on opened Noted { notify sales "x" }', "LC468", ()),
        ('for Lead on button "B" { notify sales "x" }', "LC465", ()),
        ('for Lead every month on 0 { notify sales "x" }', "LC470", ()),
        ('for Lead every 0h { notify sales "x" }', "LC471", ()),
        ('for Lead on create { when old.score > 1; notify sales "x" }', "LC340", ()),
        ("for Lead every day { when count(Lead) > 1; delete }", "LC340", ()),
        ("for Lead on create { }", "LC412", ()),
        ('on create { notify sales "x" }', "LC481", ()),
        ("every day { set score = 1 }", "LC473", ()),
        ("every day { send Hello to sales }", "LC473", ()),
        ('every day { stop "x" }', "LC474", ()),
        ('for Lead on update { after 1d { notify sales "{old.name}" } }', "LC340", ()),
        ("for Lead on update { when old.age > 1; delete }", "LC343", ()),
        ("for Lead on create { set state = done }", "LC464", ()),
        ("for Lead on create { create Lead { name = name, state = done } }", "LC464", ()),
        ("for Lead on create { set total = 1 }", "LC452", ()),
        ("for Lead on create { set created_at = now }", "LC452", ()),
        ("for Lead on create { set scan = empty; set scan = scan }", "LC479", ()),
        ("for Lead on create { set score = 1, score = 2 }", "LC413", ()),
        ('for Lead on create { set score = "x" }', "LC301", ()),
        ("for Lead on create { set owner = pick(Lead where active) }", "LC308", ()),
        ("for Lead on create { set owner = pick(User where active, last) }", "LC215", ()),
        ("for Lead on create { create Leed { name = name } }", "LC202", ("Lead",)),
        ("for Lead on create { delete owner.name }", "LC301", ()),
        ("for Lead on create { for x in score { delete x } }", "LC311", ()),
        ('for Lead on create { notify score "x" }', "LC345", ()),
        ('for Lead on create { notify email "x" }', "LC476", ()),
        ('for Lead on create { notify mobile by email "x" }', "LC476", ()),
        ('for Lead on create { task email "x" }', "LC475", ()),
        ('for Lead on create { notify sales by pigeon "x" }', "LC215", ()),
        ('for Lead on create { notify sales by app, app "x" }', "LC413", ()),
        ('for Lead on create { notify sales "" }', "LC417", ()),
        ('for Lead on create { task sales "x" due score }', "LC301", ()),
        ("for Lead on create { send Hallo to sales }", "LC223", ("Hello",)),
        ("for Lead on create { send Noted to sales }", "LC468", ()),
        ("for Lead on create { submit Chek }", "LC223", ("Check",)),
        ("for Note on create { submit Check }", "LC468", ()),
        ("for Lead on create { move -> doen }", "LC222", ("done",)),
        ('for Lead on create { post Eerp "/" }', "LC223", ("Erp",)),
        ('for Lead on create { post Erp "/" { a = 1, a = 2 } }', "LC413", ()),
        ('for Lead on create { get Erp "/" { a = 1 } }', "LC466", ()),
        ('for Lead on create { post Erp "/" { a = scan } }', "LC301", ()),
        ('for Lead on create { post Erp "/" { a = kinds { b = 1 } } }', "LC311", ()),
    ],
)
def test_problems(declaration: str, code: str, suggestions: tuple[str, ...]) -> None:
    assert_problem(f"{BASE}\nrule Work_on {declaration}", code, *suggestions)


@pytest.mark.parametrize(
    ("declaration", "code"),
    [
        ('connection X { base "ftp://x.example.com" }', "LC477"),
        ('connection X { base "https://a:b@x.example.com" }', "LC477"),
        ("connection X { timeout 10s }", "LC469"),
        ('connection X { base "https://x.example.com"; timeout 10m }', "LC471"),
        ('connection X { base "https://x.example.com"; attempts 0 }', "LC470"),
        ('connection X { base "https://x.example.com"; header "Host" "x" }', "LC478"),
        ('connection X { base "https://x.example.com"; header "X-A" "a"; header "x-a" "b" }', "LC413"),
        ('message X for Lead { subject "x" }', "LC469"),
        ('message X for Lead { body "{nme}" }', "LC204"),
        ('message X for Lead by fax { body "x" }', "LC215"),
        ('message Hello { body "x" }', "LC210"),
        ('message hello { body "x" }', "LC211"),
    ],
)
def test_problems_of_messages_and_connections(declaration: str, code: str) -> None:
    assert codes(f"{BASE}\n{declaration}") == [code]


def test_a_message_is_typed_for_each_entity_that_sends_it() -> None:
    spec = f"{BASE}\nrule Work_on for Note on create {{ send Hello to sales }}"
    assert codes(spec) == ["LC204", "LC204"]


def test_nobody_reads_the_hidden_fields() -> None:
    spec = """role sales
    role boss
    entity Customer { name: text required; revenue: money }
    entity Deal { customer: Customer; state: Work }
    flow Work for Deal { new start; done end; new -> done by sales }
    rule Watch for Deal on customer.revenue > 5 { notify boss "x" }
    access Customer { sales, boss all; field revenue { read boss; update boss } }
    access Deal { sales all }"""
    block = application(spec).access_to("Deal")
    assert block is not None
    hidden = block.to_field("when_watch")
    assert hidden is not None
    assert hidden.grants == ()


def test_nobody_is_given_the_right_to_change_a_state() -> None:
    spec = """role sales
    entity Deal { name: text; state: Work }
    flow Work for Deal { new start; done end; new -> done by sales }
    access Deal { sales all; field state { read sales; update sales } }"""
    assert_problem(spec, "LC811")


def test_two_conditions_between_the_same_states_have_two_fields() -> None:
    spec = """entity Deal { name: text; state: Work; notes: many Note by deal }
    entity Note { deal: Deal; text_: text }
    flow Work for Deal { new start; done end; new -> done on count(notes) > 3; new -> done on exists(notes) }"""
    model = application(spec)
    fields = [each.name for each in model.entity("Deal").fields if each.hidden]
    assert fields == ["when_work_new_to_done", "when_work_new_to_done_2"]
    read = [each.when.field for each in model.flows[0].transitions if isinstance(each.when, ir.FieldRead)]
    assert read == fields


@pytest.mark.parametrize(
    "actions", ["create Note as me { lead = this }", "for this in notes { delete }", "for now in Lead { delete }"]
)
def test_records_do_not_take_names_that_mean_something(actions: str) -> None:
    assert_problem(f"{BASE}\nrule Work_on for Lead on create {{ {actions} }}", "LC212")


def test_one_problem_for_one_mistake() -> None:
    spec = """entity Deal { name: text; state: Work }
    flow Work for Deal { new start; done end; new -> done by everyone needs Check }
    approval Check for Deel { step one: everyone }"""
    assert codes(spec) == ["LC202"]


@pytest.mark.parametrize(
    "actions",
    [
        "set score = count(Lead where count(Note) > 1)",
        "set owner = pick(User where count(Note) > 1)",
        "update Lead where count(Note) > 1 { score = 1 }",
        "for x in Lead where exists(Note) { delete x }",
    ],
)
def test_searches_do_not_search(actions: str) -> None:
    assert_problem(f"{BASE}\nrule Work_on for Lead on create {{ {actions} }}", "LC346")


def test_what_is_found_may_be_given_values_that_are_searched() -> None:
    update = action("update Lead where score > 1 { score = count(Note) }", process.UpdateRecords)
    assert isinstance(update.values[0].value, ir.Aggregate)
    loop = action("for x in notes where exists(Lead where score > 3) { delete x }", process.ForEach)
    assert isinstance(loop.condition, ir.Aggregate)
