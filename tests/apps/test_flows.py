"""Flows, on both databases: one way to change a state, who may, why not, what follows, what the clock does."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from typing import Any

import pytest

from lowcode.runtime.database.process_tables import timer
from lowcode.runtime.history import read_history
from lowcode.runtime.process import flows
from lowcode.runtime.process.approvals.signing import approve, turn_of
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process.stays import adopt_records, arm_missing
from lowcode.runtime.recycle_bin import deleted_records, restore
from lowcode.runtime.saving.bulk import bulk_update
from lowcode.runtime.saving.deleting import Deleted
from lowcode.runtime.saving.outcome import Conflict, RecordNotFoundError, Refused, Saved
from lowcode.runtime.saving.save import save
from lowcode.runtime.saving.submission import SEEDED, Submission
from tests.apps.dealing import SPEC, Desk


@pytest.fixture
def desk(boot: Callable[..., Any], compile_spec: Callable[[str], object]) -> Desk:
    app = boot(compile_spec(SPEC))
    found = Desk(app, app.database())
    found.employ("li", "seller")
    found.employ("wang", "seller")
    found.employ("he", "chief")
    found.employ("zhao", "legal")
    return found


@pytest.fixture
def deal(desk: Desk) -> int:
    """A new deal of li's."""
    firm = desk.saved("li", "firm", {"name": "华星电子"})
    return desk.saved("li", "deal", {"firm": firm, "name": "扩容", "amount": "500"})


def test_a_new_record_begins_in_the_start_state(desk: Desk, deal: int) -> None:
    assert desk.value("deal", deal, "stage") == "contact"
    (stay,) = desk.rows("system_state")
    assert (stay["state"], stay["previous"], stay["transition"], stay["left_at"]) == ("contact", None, None, None)
    assert stay["user_id"] == desk.people["li"].user_id


@pytest.mark.parametrize("who", ["li", "he"])
def test_no_way_in_sets_the_state(desk: Desk, deal: int, who: str) -> None:
    firm = desk.value("deal", deal, "firm_id")
    assert desk.problems(who, "deal", {"stage": "won"}, deal) == {"stage": "state_only_by_transition"}
    assert desk.problems(who, "deal", {"stage": ""}, deal) == {"stage": "state_only_by_transition"}
    assert desk.problems(who, "deal", {"firm": firm, "name": "新", "stage": "offer"}) == {
        "stage": "state_only_by_transition"
    }
    with desk.acting(who) as context:
        outcome = bulk_update(context, desk.entity("deal"), [deal], "stage", "won")
        assert not outcome.saved
        imported = save(context, desk.entity("deal"), deal, Submission(values={"stage": "won"}, is_trusted=True))
        assert isinstance(imported, Refused)
    assert desk.value("deal", deal, "stage") == "contact"


def test_a_form_that_shows_the_state_may_send_it_back(desk: Desk, deal: int) -> None:
    desk.saved("li", "deal", {"stage": "contact", "amount": "7"}, deal)
    firm = desk.value("deal", deal, "firm_id")
    desk.saved("li", "deal", {"stage": "contact", "firm": firm, "name": "新"})
    desk.saved("li", "deal", {"stage": "", "firm": firm, "name": "更新"})


def test_records_of_the_specification_may_begin_anywhere(desk: Desk, deal: int) -> None:
    values = {"firm": desk.value("deal", deal, "firm_id"), "name": "老单", "stage": "won"}
    with desk.acting() as context:
        submission = Submission(values=values, is_trusted=True, transition=SEEDED)
        outcome = save(context, desk.entity("deal"), None, submission)
    assert isinstance(outcome, Saved)
    assert desk.rows("system_state")[-1]["state"] == "won"
    assert desk.rows("task") == []
    assert desk.rows("system_notification") == []


def test_a_transition_is_made_and_remembered(desk: Desk, deal: int) -> None:
    desk.now += datetime.timedelta(hours=2)
    desk.moved("li", "deal", deal, "contact_to_offer")
    desk.now += datetime.timedelta(hours=1)

    assert desk.value("deal", deal, "stage") == "offer"
    with desk.acting("li") as context:
        first, second = flows.state_history(context, desk.entity("deal"), deal)
        assert flows.time_in_state(context, desk.entity("deal"), deal) == {"contact": 7200, "offer": 3600}
        entry = read_history(context, desk.entity("deal"), deal)[0]
    assert (first.state, first.left_at) == ("contact", second.entered_at)
    assert (second.previous, second.transition, second.left_at) == ("contact", "contact_to_offer", None)
    assert entry.changes == (("stage", "contact", "offer"),)
    assert (entry.user_id, entry.origin) == (desk.people["li"].user_id, None)


def test_offers_say_why_not(desk: Desk, deal: int) -> None:
    desk.saved("li", "deal", {"amount": "0"}, deal)
    assert desk.offers("li", "deal", deal) == {
        "contact_to_offer": (False, ("请先填写金额",)),
        "any_to_lost": (True, ()),
    }
    desk.saved("li", "deal", {"amount": "5"}, deal)
    assert desk.offers("li", "deal", deal)["contact_to_offer"] == (True, ())
    assert desk.offers("wang", "deal", deal)["contact_to_offer"] == (False, ("您没有执行此操作的权限",))


def test_refusals_of_a_transition(desk: Desk, deal: int) -> None:
    assert desk.refusal("wang", "deal", deal, "contact_to_offer").code == "transition_not_yours"
    assert desk.refusal("li", "deal", deal, "offer_to_contact").code == "no_such_transition"
    assert desk.refusal("li", "deal", deal, "contact_to_mars").code == "no_such_transition"
    moved_on = desk.refusal("li", "deal", deal, "talks_to_won")
    assert (moved_on.code, moved_on.parameters) == ("state_moved_on", {"state": "接洽"})
    desk.saved("li", "deal", {"amount": "0"}, deal)
    closed = desk.refusal("li", "deal", deal, "contact_to_offer")
    assert closed.message is not None
    assert closed.message.texts[0] == "请先填写金额"
    with pytest.raises(RecordNotFoundError):
        desk.move("zhao", "deal", deal, "contact_to_offer")
    assert desk.value("deal", deal, "stage") == "contact"


def test_the_right_to_a_step_is_all_it_takes(desk: Desk, deal: int) -> None:
    """`by owner, chief`: wang may not change li's deal, but once it is his he may; a chief needs no right to change."""
    desk.saved("li", "deal", {"owner": desk.people["wang"].user_id}, deal)
    assert desk.refusal("li", "deal", deal, "contact_to_offer").code == "transition_not_yours"
    desk.moved("wang", "deal", deal, "contact_to_offer", "offer_to_talks")
    desk.moved("he", "deal", deal, "talks_to_won")


def test_what_a_step_asks_for_is_validated_and_saved_with_it(desk: Desk, deal: int) -> None:
    refused = desk.move("li", "deal", deal, "any_to_lost", {"reason": " "})
    assert isinstance(refused, Refused)
    assert [(each.path, each.code) for each in refused.problems] == [("reason", "required")]
    assert desk.value("deal", deal, "stage") == "contact"

    outcome = desk.move("li", "deal", deal, "any_to_lost", {"reason": "价格", "amount": "999999"})
    assert isinstance(outcome, Saved)
    assert desk.value("deal", deal, "stage") == "lost"
    assert desk.value("deal", deal, "reason") == "价格"
    assert desk.value("deal", deal, "amount") == 500
    with desk.acting("li") as context:
        assert {line[0] for line in read_history(context, desk.entity("deal"), deal)[0].changes} == {"stage", "reason"}


def test_an_end_is_left_only_by_name(desk: Desk, deal: int) -> None:
    desk.moved("li", "deal", deal, "contact_to_offer", "offer_to_talks", "talks_to_won")
    assert desk.offers("li", "deal", deal) == {}
    assert desk.refusal("li", "deal", deal, "any_to_lost", form={"reason": "x"}).code == "state_moved_on"


def test_an_old_version_is_a_conflict(desk: Desk, deal: int) -> None:
    desk.saved("li", "deal", {"reason": "", "amount": "6"}, deal)
    assert isinstance(desk.move("li", "deal", deal, "any_to_lost", {"reason": "价格"}, 1), Conflict)
    assert isinstance(desk.move("li", "deal", deal, "any_to_lost", {"reason": "价格"}, 2), Saved)


def test_two_people_press_the_same_button(desk: Desk, deal: int) -> None:
    desk.moved("li", "deal", deal, "contact_to_offer", "offer_to_talks")
    barrier = threading.Barrier(2)
    answers: list[Any] = []

    def press(who: str) -> None:
        barrier.wait()
        try:
            answers.append(desk.move(who, "deal", deal, "talks_to_won"))
        except ProcessRefusal as refusal:
            answers.append(refusal)

    threads = [threading.Thread(target=press, args=(who,)) for who in ("li", "he")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(type(each).__name__ for each in answers) == ["ProcessRefusal", "Saved"]
    (refusal,) = [each for each in answers if isinstance(each, ProcessRefusal)]
    assert (refusal.code, refusal.parameters) == ("state_moved_on", {"state": "赢单"})
    assert [row["state"] for row in desk.rows("system_state")].count("won") == 1
    assert desk.notes("li") == ["恭喜，扩容 已签约"]


def test_entering_and_leaving_run_actions(desk: Desk, deal: int) -> None:
    desk.moved("li", "deal", deal, "contact_to_offer")
    assert [row["text"] for row in desk.rows("task")] == ["离开接洽"]
    desk.moved("li", "deal", deal, "offer_to_talks", "talks_to_won")
    assert [row["text"] for row in desk.rows("task")] == ["离开接洽", "合同：扩容"]
    assert desk.notes("li") == ["恭喜，扩容 已签约"]
    task = desk.rows("task")[1]
    with desk.acting("li") as context:
        (made,) = read_history(context, desk.entity("task"), task["id"])
    assert (made.origin, made.user_id) == ("flow pipeline", desk.people["li"].user_id)


def test_time_moves_a_record(desk: Desk, deal: int) -> None:
    desk.moved("li", "deal", deal, "contact_to_offer")
    desk.wait(days=2)
    assert desk.notes("li") == []
    desk.wait(days=2)
    assert desk.notes("li") == ["扩容 报价已超过三天"]
    desk.wait(days=4)
    assert desk.value("deal", deal, "stage") == "contact"
    with desk.acting("li") as context:
        assert flows.state_history(context, desk.entity("deal"), deal)[-1].origin == "flow pipeline"
        assert read_history(context, desk.entity("deal"), deal)[0].origin == "flow pipeline"


def test_who_leaves_in_time_is_not_moved(desk: Desk, deal: int) -> None:
    desk.moved("li", "deal", deal, "contact_to_offer", "offer_to_talks")
    desk.wait(days=30)
    assert desk.value("deal", deal, "stage") == "talks"
    assert desk.notes("li") == []


def test_a_condition_moves_a_record_by_itself(desk: Desk) -> None:
    lead = desk.saved("li", "lead", {"company": "新达", "score": "10"})
    assert desk.value("lead", lead, "status") == "fresh"
    desk.saved("li", "lead", {"score": "95"}, lead)
    assert desk.value("lead", lead, "status") == "work"
    hot = desk.saved("li", "lead", {"company": "远大", "score": "99"})
    assert desk.value("lead", hot, "status") == "work"


def test_deleting_ends_timers_and_restoring_goes_on(desk: Desk, deal: int) -> None:
    desk.moved("li", "deal", deal, "contact_to_offer")
    desk.wait(days=4)
    assert len(desk.notes("li")) == 1
    assert isinstance(desk.delete("he", "deal", deal), Deleted)
    desk.wait(days=1)
    assert not [row for row in desk.rows("system_timer") if row["status"] == "waiting"]
    with desk.acting("he") as context:
        (entry,) = deleted_records(context)
        assert isinstance(restore(context, entry.id), Saved)
    assert desk.value("deal", deal, "stage") == "offer"
    desk.wait(days=3)
    assert desk.value("deal", deal, "stage") == "contact"
    assert len(desk.notes("li")) == 1
    assert [row["state"] for row in desk.rows("system_state")] == ["contact", "offer", "contact"]


def test_records_that_came_in_otherwise_are_taken_into_the_flow(desk: Desk, deal: int) -> None:
    desk.moved("li", "deal", deal, "contact_to_offer")
    with desk.acting() as context:
        table = desk.entity("deal").model.__table__.metadata.tables["system_state"]
        context.connection.execute(table.delete())
        assert adopt_records(context) == 1
    assert [row["state"] for row in desk.rows("system_state")] == ["offer"]
    desk.wait(days=8)
    assert desk.value("deal", deal, "stage") == "contact"


def test_a_stay_in_another_flow_keeps_no_record_out_of_this_one(desk: Desk, deal: int) -> None:
    with desk.acting() as context:
        table = desk.entity("deal").model.__table__.metadata.tables["system_state"]
        context.connection.execute(table.update().values(flow="another", state="elsewhere"))
        assert adopt_records(context) == 1
        assert adopt_records(context) == 0
    assert sorted(row["state"] for row in desk.rows("system_state")) == ["contact", "elsewhere"]


def test_what_a_newer_version_waits_for_is_armed(desk: Desk, deal: int) -> None:
    desk.moved("li", "deal", deal, "contact_to_offer")
    with desk.acting() as context:
        context.connection.execute(timer.delete())
        assert arm_missing(context) == 2
        assert arm_missing(context) == 0
    desk.wait(days=8)
    assert desk.value("deal", deal, "stage") == "contact"


def test_a_step_that_needs_an_approval_waits_for_it(desk: Desk, deal: int) -> None:
    desk.saved("li", "deal", {"amount": "200000"}, deal)
    desk.moved("li", "deal", deal, "contact_to_offer")
    refused = desk.move("li", "deal", deal, "offer_to_talks", {"signed": "morgen"})
    assert isinstance(refused, Refused)
    assert desk.rows("system_approval") == []
    submitted = desk.move("li", "deal", deal, "offer_to_talks", {"signed": "2026-03-01"})
    assert isinstance(submitted, flows.Submitted)
    assert desk.value("deal", deal, "stage") == "offer"
    assert desk.value("deal", deal, "signed") is None

    assert desk.problems("li", "deal", {"amount": "5"}, deal) == {"amount": "locked"}
    desk.saved("li", "deal", {"name": "大单"}, deal)
    assert desk.offers("li", "deal", deal)["any_to_lost"] == (False, ("正在审批中，审批结束或撤回后才能操作",))
    assert desk.refusal("li", "deal", deal, "any_to_lost", form={"reason": "x"}).code == "in_approval"
    assert desk.refusal("li", "deal", deal, "offer_to_talks").code == "in_approval"

    with desk.acting("he") as context:
        turn = turn_of(context, submitted.approval_id)
        assert turn is not None
        approve(context, turn.id, "同意")
    assert desk.value("deal", deal, "stage") == "talks"
    assert desk.value("deal", deal, "signed") == datetime.date(2026, 3, 1)
    with desk.acting("he") as context:
        entry = read_history(context, desk.entity("deal"), deal)[0]
    assert (entry.origin, {line[0] for line in entry.changes}) == ("approval big", {"stage", "signed"})
    desk.saved("he", "deal", {"amount": "5"}, deal)


def test_a_small_deal_needs_no_approval(desk: Desk, deal: int) -> None:
    desk.moved("li", "deal", deal, "contact_to_offer", "offer_to_talks")
    assert desk.value("deal", deal, "stage") == "talks"


def test_an_approved_step_that_cannot_be_made_is_told(desk: Desk, deal: int) -> None:
    desk.saved("li", "deal", {"amount": "200000"}, deal)
    desk.moved("li", "deal", deal, "contact_to_offer")
    submitted = desk.move("li", "deal", deal, "offer_to_talks")
    assert isinstance(submitted, flows.Submitted)
    with desk.acting() as context:
        table = desk.entity("deal").model.__table__
        context.connection.execute(table.update().values(stage="contact"))
    with desk.acting("he") as context:
        turn = turn_of(context, submitted.approval_id)
        assert turn is not None
        approve(context, turn.id)
    assert desk.value("deal", deal, "stage") == "contact"
    assert any("但“扩容”的“谈判”没有完成" in text for text in desk.notes("li"))


def test_a_deleted_record_leaves_nothing_open(desk: Desk, deal: int) -> None:
    desk.saved("li", "deal", {"amount": "200000"}, deal)
    desk.moved("li", "deal", deal, "contact_to_offer")
    desk.move("li", "deal", deal, "offer_to_talks")
    assert isinstance(desk.delete("he", "deal", deal), Deleted)
    assert [row["status"] for row in desk.rows("system_approval")] == ["cancelled"]
    assert {row["status"] for row in desk.rows("system_timer")} == {"cancelled"}


def test_a_state_that_is_not_shown_moves_all_the_same(desk: Desk) -> None:
    lead = desk.saved("li", "lead", {"company": "新达", "owner": desk.people["li"].user_id})
    with desk.acting() as context:
        context.connection.execute(desk.entity("lead").model.__table__.update().values(score=None))
    desk.moved("li", "lead", lead, "fresh_to_work")
    assert desk.value("lead", lead, "status") == "work"
