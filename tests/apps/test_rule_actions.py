"""What actions do, on both databases: rules written out as the generated code has them."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from lowcode.runtime.definitions import Label
from lowcode.runtime.history import read_history
from lowcode.runtime.process.clockwork import KINDS
from lowcode.runtime.process.deliveries import decode_payload
from lowcode.runtime.process.run import Run
from lowcode.runtime.process_definitions import (
    Address,
    Block,
    ConnectionDefinition,
    Leaders,
    MessageDefinition,
    MessageText,
    OnCondition,
    OnSave,
    OnState,
    People,
    Processes,
    Role,
    RuleDefinition,
    Span,
    processes_of,
)
from lowcode.runtime.saving.bulk import bulk_submit
from lowcode.runtime.saving.outcome import Refused, Saved
from lowcode.runtime.saving.submission import Submission
from tests.apps.dealing import SPEC, Desk

OnCreate = OnSave(event="create")
OnUpdate = OnSave(event="update")


@pytest.fixture
def desk(boot: Callable[..., Any], compile_spec: Callable[[str], object]) -> Desk:
    app = boot(compile_spec(SPEC))
    found = Desk(app, app.database())
    found.employ("li", "seller")
    found.employ("wang", "seller")
    found.employ("he", "chief")
    return found


def on_create(this: Any, run: Run) -> None:
    """Put in place of a block that a test is not about."""


def rule(name: str, actions: Any, trigger: Any = OnCreate, entity: str = "lead", **more: Any) -> RuleDefinition:
    return RuleDefinition(name=name, label=Label(name.title()), entity=entity, trigger=trigger, actions=actions, **more)


def use(desk: Desk, *rules: RuleDefinition, **more: Any) -> None:
    """The app with these rules instead of its own."""
    processes = processes_of(desk.app.definition)
    changed: Processes = dataclasses.replace(processes, rules=rules, **more)
    desk.app.definition = dataclasses.replace(desk.app.definition, processes=changed)


def lead(desk: Desk, **values: Any) -> int:
    return desk.saved("li", "lead", {"company": "新达", **values})


def field(desk: Desk, number: int, name: str) -> Any:
    return next(row[name] for row in desk.rows("lead") if row["id"] == number)


def test_rules_that_set_each_other_off_without_end_are_stopped(desk: Desk) -> None:
    def up(this: Any, run: Run) -> None:
        run.set(this, score=this.score + 1)

    def count(this: Any, run: Run) -> None:
        run.set(this, count=this.count + 1)

    use(
        desk,
        rule("up", up, OnSave(event="update", fields=("count",))),
        rule("count", count, OnSave(event="update", fields=("score",))),
    )
    number = lead(desk)
    outcome = desk.submit("li", "lead", {"score": "5"}, number)
    assert isinstance(outcome, Refused)
    (problem,) = outcome.problems
    assert problem.code == "rules_endless"
    assert "Up → Count" in str(problem.parameters["chain"])
    assert field(desk, number, "score") == 0
    assert [row["version"] for row in desk.rows("lead")] == [1]


def test_records_of_others_that_set_each_other_off_are_stopped(desk: Desk) -> None:
    """A chain over new records: each lead makes another one."""

    def multiply(this: Any, run: Run) -> None:
        run.create("lead", company=f"{this.company}+")

    use(desk, rule("multiply", multiply))
    outcome = desk.submit("li", "lead", {"company": "新达"})
    assert desk.texts(outcome) == ["rules_endless"]
    assert desk.rows("lead") == []


def test_create_update_and_delete(desk: Desk) -> None:
    firm = desk.saved("li", "firm", {"name": "华星电子"})
    old = [lead(desk, firm=firm), lead(desk, firm=firm), lead(desk)]

    def act(this: Any, run: Run) -> None:
        made = run.create("firm", name="新客户", level="key", owner=run.context.me)
        run.set(this, firm=made)
        run.update(
            "lead",
            lambda other: other.firm_id == firm,
            lambda other: {"trail": f"{other.company} 之前", "count": this.score},
        )
        for other in run.records("lead", lambda other: other.company == "删"):
            run.delete(other)
        run.set(None, trail="x")
        run.delete(None)

    lead(desk, company="删")
    use(desk, rule("act", act))
    number = lead(desk, score="7")
    assert [field(desk, each, "trail") for each in old] == ["新达 之前", "新达 之前", None]
    assert field(desk, old[0], "count") == 7
    assert [row["company"] for row in desk.rows("lead")] == ["新达"] * 4
    made = desk.rows("firm")[1]
    assert (made["name"], made["level"], made["owner_id"]) == ("新客户", "key", desk.people["li"].user_id)
    assert field(desk, number, "firm_id") == made["id"]
    with desk.acting("li") as context:
        assert read_history(context, desk.entity("firm"), made["id"])[0].origin == "rule act"
        assert read_history(context, desk.entity("lead"), old[0])[0].origin == "rule act"


def test_a_rule_may_delete_what_it_is_about(desk: Desk) -> None:
    def drop(this: Any, run: Run) -> None:
        run.delete(this)

    use(desk, rule("drop", drop), rule("after", drop))
    outcome = desk.submit("li", "lead", {"company": "新达"})
    assert isinstance(outcome, Saved)
    assert desk.rows("lead") == []
    assert len(desk.rows("system_recycle_bin")) == 1


def test_what_a_rule_sets_is_found_by_its_own_questions(desk: Desk) -> None:
    found: list[int] = []

    def act(this: Any, run: Run) -> None:
        run.set(this, rank="A")
        found.append(len(run.records("lead", lambda other: other.rank == "A")))

    use(desk, rule("act", act))
    lead(desk)
    assert found == [1]


def test_a_value_that_the_record_refuses_names_the_rule(desk: Desk) -> None:
    def spoil(this: Any, run: Run) -> None:
        run.set(this, score=-1)

    use(desk, rule("spoil", spoil))
    outcome = desk.submit("li", "lead", {"company": "新达"})
    assert isinstance(outcome, Refused)
    assert [(each.path, each.code) for each in outcome.problems] == [("", "rule_failed"), ("score", "minimum")]
    assert outcome.problems[0].parameters == {"rule": "Spoil"}
    assert desk.rows("lead") == []


def test_a_unique_value_that_is_taken_names_the_rule(desk: Desk) -> None:
    desk.saved("li", "firm", {"name": "华星电子"})

    def rename(this: Any, run: Run) -> None:
        run.set(this, name="华星电子")

    use(desk, rule("rename", rename, entity="firm"))
    outcome = desk.submit("li", "firm", {"name": "远大"})
    assert isinstance(outcome, Refused)
    assert outcome.problems[0].code == "rule_failed"
    assert outcome.problems[1].code.startswith("not_unique")
    assert [row["name"] for row in desk.rows("firm")] == ["华星电子"]


def test_a_rule_cannot_set_a_state(desk: Desk) -> None:
    def cheat(this: Any, run: Run) -> None:
        run.set(this, status="done")

    use(desk, rule("cheat", cheat))
    assert desk.texts(desk.submit("li", "lead", {"company": "新达"})) == ["rule_failed", "state_only_by_transition"]


def test_move_follows_the_flow(desk: Desk) -> None:
    def work(this: Any, run: Run) -> None:
        run.move(this, "work")
        run.move(this, "work")

    use(desk, rule("work", work))
    number = lead(desk)
    assert field(desk, number, "status") == "work"
    assert [row["origin"] for row in desk.rows("system_state")] == [None, "rule work"]

    def jump(this: Any, run: Run) -> None:
        run.move(this, "done")

    use(desk, rule("jump", jump))
    outcome = desk.submit("li", "lead", {"company": "远大"})
    assert desk.texts(outcome) == ["no_way_there"]


def test_entering_sets_rules_off(desk: Desk) -> None:
    seen: list[tuple[str, Any]] = []

    def left(this: Any, run: Run) -> None:
        seen.append(("left", run.old.status if run.old is not None else None))

    def entered(this: Any, run: Run) -> None:
        seen.append(("entered", this.status))

    use(
        desk,
        rule("left", left, OnState(event="leave", states=("fresh",))),
        rule("entered", entered, OnState(event="enter", states=("work", "done"))),
    )
    number = lead(desk, owner=desk.people["li"].user_id)
    desk.moved("li", "lead", number, "fresh_to_work", "work_to_done")
    assert seen == [("left", "fresh"), ("entered", "work"), ("entered", "done")]


def test_people_are_told_once_each(desk: Desk) -> None:
    def tell(this: Any, run: Run) -> None:
        to = (Role("seller"), People(lambda this, context: this.owner), People(lambda *_: None))
        run.notify(to, "看看", copies=(Role("chief"), Leaders(lambda this, context: this.owner)))
        run.notify((Role("nobody"),), "没人")
        run.notify((Address(lambda *_: "a@example.com"), Role("chief")), "信", channels=("app", "email"))

    use(desk, rule("tell", tell))
    lead(desk, owner=desk.people["li"].user_id)
    assert [desk.notes(name) for name in ("li", "wang", "he")] == [["看看"], ["看看"], ["看看", "信"]]
    mails = [(row["channel"], row["address"], row["origin"]) for row in desk.rows("system_delivery")]
    assert mails == [("email", "he@example.com", "rule tell"), ("email", "a@example.com", "rule tell")]


def test_a_group_gets_one_post_for_all(desk: Desk) -> None:
    def tell(this: Any, run: Run) -> None:
        run.notify((Role("seller"), Role("chief")), "看看", channels=("wecom", "feishu"))
        run.notify((Role("nobody"),), "没人", channels=("wecom",))

    use(desk, rule("tell", tell))
    lead(desk)
    rows = desk.rows("system_delivery")
    assert [row["channel"] for row in rows] == ["wecom", "feishu"]
    people = {desk.people[name].user_id for name in ("li", "wang", "he")}
    assert all(set(decode_payload(row["payload"])["people"]) == people for row in rows)


def test_switched_off_people_hear_nothing(desk: Desk) -> None:
    gone = desk.app.add_user("zhou", ("seller",), active=False)

    def tell(this: Any, run: Run) -> None:
        run.notify((Role("seller"),), "看看")

    use(desk, rule("tell", tell))
    lead(desk)
    assert gone not in [row["user_id"] for row in desk.rows("system_notification")]


def test_messages_tasks_and_calls(desk: Desk) -> None:
    message = MessageDefinition(
        name="hello",
        label=Label("Hello"),
        channels=("email",),
        texts={
            "lead": MessageText(
                subject=lambda this, context: f"你好 {this.company}", body=lambda this, context: f"**{this.company}**"
            )
        },
    )
    connection = ConnectionDefinition(name="erp", label=Label("ERP"), base="https://erp.example.com")

    def act(this: Any, run: Run) -> None:
        run.send("hello", this, (Address(lambda *_: "a@example.com"),))
        run.task((Role("chief"),), f"看 {this.company}", due=Span(days=3))
        run.task((Role("chief"),), "今天", this, due=datetime.date(2026, 11, 22))
        run.call("erp", "post", f"/leads/{this.id}", body={"score": Decimal(3)})

    use(desk, rule("act", act), messages=(message,), connections=(connection,))
    number = lead(desk)
    mail, call = desk.rows("system_delivery")
    assert decode_payload(mail["payload"]) == {"subject": "你好 新达", "text": "**新达**"}
    assert (mail["message"], mail["entity"], mail["record_id"]) == ("hello", "lead", number)
    assert (call["channel"], decode_payload(call["payload"])["path"]) == ("call:erp", f"/leads/{number}")
    first, second = desk.rows("system_task")
    assert first["due_at"] == desk.now + datetime.timedelta(days=3)
    assert second["due_at"] == datetime.datetime(2026, 11, 22, 10)  # noqa: DTZ001 naive UTC: 18:00 in Shanghai
    assert (second["entity"], second["record_id"], second["origin"]) == ("lead", number, "rule act")


def test_repeat_ends_by_number_and_by_condition(desk: Desk) -> None:
    assert KINDS

    def remind(this: Any, run: Run) -> None:
        run.notify((People(lambda *_: this.owner),), f"第 {this.count} 次")
        run.set(this, count=this.count + 1)

    def act(this: Any, run: Run) -> None:
        run.repeat("repeat_1", Span(days=1), 3)
        run.repeat("repeat_2", Span(days=1), None)

    blocks = (
        Block(name="repeat_1", actions=remind),
        Block(name="repeat_2", actions=on_create, unless=lambda this, run: this.count >= 2),
    )
    use(desk, rule("act", act, blocks=blocks))
    lead(desk, owner=desk.people["li"].user_id)
    for _ in range(6):
        desk.wait(days=1)
    assert desk.notes("li") == ["第 0 次", "第 1 次", "第 2 次"]
    assert [row["status"] for row in desk.rows("system_timer")] == ["done", "done"]


def test_what_was_missed_runs_once(desk: Desk) -> None:
    def remind(this: Any, run: Run) -> None:
        run.notify((People(lambda *_: this.owner),), "提醒")

    def act(this: Any, run: Run) -> None:
        run.repeat("repeat_1", Span(days=1), None)

    use(desk, rule("act", act, blocks=(Block(name="repeat_1", actions=remind),)))
    lead(desk, owner=desk.people["li"].user_id)
    start = desk.now
    desk.wait(days=10, hours=5)
    assert desk.notes("li") == ["提醒"]
    (timer,) = desk.rows("system_timer")
    assert timer["due_at"] == start + datetime.timedelta(days=11)


def test_a_later_block_gets_the_named_records(desk: Desk) -> None:
    def act(this: Any, run: Run) -> None:
        made = run.create("firm", name=f"{this.company} 公司")
        run.later("after_1", Span(days=1), made=made)

    def later(this: Any, run: Run, made: Any) -> None:
        run.set(made, memo=f"{this.company} {run.context.me.name}")
        run.later("after_2", Span(days=1), made=made)

    def last(this: Any, run: Run, made: Any) -> None:
        run.set(made, memo="x")

    blocks = (
        Block(name="after_1", actions=later, records={"made": "firm"}),
        Block(name="after_2", actions=last, records={"made": "firm"}),
    )
    use(desk, rule("act", act, blocks=blocks))
    lead(desk)
    desk.wait(days=1)
    (firm,) = desk.rows("firm")
    assert firm["memo"] == "新达 li"
    assert firm["updated_by_id"] == desk.people["li"].user_id
    desk.delete("li", "firm", firm["id"])
    desk.wait(days=1)
    assert [row["status"] for row in desk.rows("system_timer")] == ["done", "done"]


def test_a_clocked_condition_is_news_once(desk: Desk) -> None:
    """A save notices what the clock would have noticed later, and the mark keeps the clock from doing it again."""
    ran: list[int] = []

    def act(this: Any, run: Run) -> None:
        ran.append(this.id)

    trigger = OnCondition(
        condition=lambda this, old, context: this.score > 5,
        watches=("score",),
        is_clocked=True,
        column=lambda this, context: this.score > 5,
    )
    use(desk, rule("act", act, trigger))
    number = lead(desk, score="9")
    assert ran == [number]
    assert [row["record_id"] for row in desk.rows("system_mark")] == [number]
    desk.saved("li", "lead", {"score": "3"}, number)
    assert desk.rows("system_mark") == []
    desk.saved("li", "lead", {"score": "8"}, number)
    assert ran == [number, number]


def test_sub_tables_and_reverse_lists_are_read_as_they_are_now(desk: Desk) -> None:
    seen: list[int] = []

    def act(this: Any, run: Run) -> None:
        seen.append(len(this.firm.deals))
        run.create("task", deal=this, text="一")
        run.set(this.firm, memo=f"{len(this.firm.deals)}")

    use(desk, rule("act", act, entity="deal"))
    firm = desk.saved("li", "firm", {"name": "华星电子"})
    with desk.acting("li") as context:
        loaded = context.session.get(desk.entity("firm").model, firm)
        assert loaded is not None
    for number in range(2):
        desk.saved("li", "deal", {"firm": firm, "name": f"D{number}"})
    assert seen == [1, 2]
    assert desk.value("firm", firm, "memo") == "2"


def test_what_was_refused_is_not_written_later(desk: Desk) -> None:
    """In one transaction: the first record is refused with what a rule had set, the second one is saved."""

    def spoil(this: Any, run: Run) -> None:
        run.set(this, rank="A")
        if this.company == "坏":
            run.stop("不行")

    first, second = lead(desk), lead(desk)
    use(desk, rule("spoil", spoil, OnUpdate))
    with desk.acting("li") as context:
        definition = desk.entity("lead")
        outcome = bulk_submit(context, definition, [first], Submission(values={"company": "坏"}))
        assert [each.code for each in outcome.refused[0].problems] == ["stopped"]
        assert bulk_submit(context, definition, [second], Submission(values={"company": "好"})).saved == (second,)
    assert [(row["company"], row["rank"]) for row in desk.rows("lead")] == [("新达", None), ("好", "A")]
