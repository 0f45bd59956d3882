"""Rules, on both databases: what sets them off, what they do, in which order, and all of it or nothing."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from lowcode.runtime.history import read_history
from lowcode.runtime.hooks import Hooks
from lowcode.runtime.process import buttons
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.saving.deleting import Deleted
from lowcode.runtime.saving.outcome import Saved
from tests.apps.dealing import SPEC, Desk


@pytest.fixture
def desk(boot: Callable[..., Any], compile_spec: Callable[[str], object]) -> Desk:
    app = boot(compile_spec(SPEC))
    found = Desk(app, app.database())
    found.employ("li", "seller")
    found.employ("wang", "seller")
    found.employ("he", "chief")
    return found


def lead_of(desk: Desk, number: int) -> dict[str, Any]:
    return next(row for row in desk.rows("lead") if row["id"] == number)


def test_rules_set_each_other_off(desk: Desk) -> None:
    """Each round is one UPDATE, in which every rule has its own line."""
    lead = desk.saved("li", "lead", {"company": "新达"})
    desk.saved("li", "lead", {"score": "60"}, lead)

    found = lead_of(desk, lead)
    assert (found["rank"], found["trail"], found["count"], found["version"]) == ("A", ">A", 3, 5)
    with desk.acting("li") as context:
        entries = read_history(context, desk.entity("lead"), lead)
    told = [(each.origin, [line[0] for line in each.changes]) for each in entries]
    assert told == [
        ("rule count", ["count"]),
        ("rule count", ["count"]),
        ("rule ranked", ["trail"]),
        ("rule count", ["count"]),
        ("rule grade", ["rank"]),
        (None, ["score"]),
        (None, ["company", "status", "score", "count"]),
    ]
    assert {each.user_id for each in entries} == {desk.people["li"].user_id}


def test_a_rule_reads_the_record_as_it_was(desk: Desk) -> None:
    lead = desk.saved("li", "lead", {"company": "新达", "score": "60"})
    desk.saved("li", "lead", {"score": "61"}, lead)
    assert lead_of(desk, lead)["trail"] == ">A"
    desk.saved("li", "lead", {"score": "3"}, lead)
    assert lead_of(desk, lead)["trail"] == "A>B"


def test_a_rule_is_not_set_off_by_itself(desk: Desk) -> None:
    """`on update set count = count + 1` counts each change of others once."""
    lead = desk.saved("li", "lead", {"company": "新达"})
    assert lead_of(desk, lead)["count"] == 0
    desk.saved("li", "lead", {"company": "新达公司"}, lead)
    assert lead_of(desk, lead)["count"] == 1


def test_stop_refuses_with_its_words(desk: Desk) -> None:
    outcome: Any = desk.submit("li", "lead", {"company": "新达", "region": "west"})
    assert desk.texts(outcome) == ["stopped"]
    (problem,) = outcome.problems
    assert problem.message.texts == ("西部区域暂停受理 新达",)
    assert desk.rows("lead") == []
    assert desk.rows("system_state") == []


def test_a_failing_action_takes_everything_back(desk: Desk) -> None:
    firm = desk.saved("li", "firm", {"name": "华星电子"})
    outcome: Any = desk.submit("li", "deal", {"firm": firm, "name": "复核", "amount": "5"})
    assert desk.texts(outcome) == ["rule_failed", "rule_problem"]
    failed, why = outcome.problems
    assert failed.parameters == {"rule": "复核"}
    assert why.parameters == {"record": "待办", "text": "请填写内容"}
    assert desk.rows("deal") == []
    assert desk.rows("system_state") == []
    assert [row["entity"] for row in desk.rows("system_history")] == ["firm"]


def test_round_robin_takes_turns(desk: Desk) -> None:
    owners = []
    for number in range(6):
        lead = desk.saved("he", "lead", {"company": f"C{number}", "region": "east"})
        owners.append(lead_of(desk, lead)["owner_id"])
    li, wang = desk.people["li"].user_id, desk.people["wang"].user_id
    assert set(owners) == {li, wang, desk.people["he"].user_id}
    assert set(Counter(owners).values()) == {2}
    assert owners[:3] == owners[3:]


@pytest.mark.parametrize("region", ["east", "north"])
def test_picking_is_fair_with_savers_side_by_side(desk: Desk, region: str) -> None:
    def bring(number: int) -> None:
        desk.saved("he", "lead", {"company": f"C{number}", "region": region})

    threads = [threading.Thread(target=bring, args=(number,)) for number in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    counts = Counter(row["owner_id"] for row in desk.rows("lead"))
    assert sorted(counts.values()) == [3, 3, 3]


def test_a_block_runs_later_unless_it_is_pointless(desk: Desk) -> None:
    first = desk.saved("he", "lead", {"company": "一", "region": "east"})
    second = desk.saved("he", "lead", {"company": "二", "region": "east"})
    names = {each.user_id: name for name, each in desk.people.items()}
    owner = names[lead_of(desk, second)["owner_id"]]
    desk.moved(owner, "lead", second, "fresh_to_work")
    desk.wait(hours=23)
    assert desk.rows("system_notification") == []
    desk.wait(hours=2)
    told = [(names[row["user_id"]], row["text"], row["origin"]) for row in desk.rows("system_notification")]
    assert told == [(names[lead_of(desk, first)["owner_id"]], "一 还没有跟进", "rule assign_east")]


def test_changes_of_other_records_set_rules_off(desk: Desk) -> None:
    firm = desk.saved("li", "firm", {"name": "华星电子"})
    deal = desk.saved("li", "deal", {"firm": firm, "name": "扩容", "amount": "5000"})
    desk.moved("li", "deal", deal, "contact_to_offer", "offer_to_talks")
    assert desk.value("firm", firm, "level") == "normal"
    desk.moved("li", "deal", deal, "talks_to_won")
    assert desk.value("firm", firm, "total") == 5000
    assert desk.value("firm", firm, "level") == "key"
    other = desk.saved("li", "deal", {"firm": firm, "name": "二期"})
    assert isinstance(desk.move("li", "deal", other, "any_to_lost", {"reason": "价格"}), Saved)
    assert desk.value("firm", firm, "memo") == "输单 1"
    with desk.acting("li") as context:
        assert [each.origin for each in read_history(context, desk.entity("firm"), firm)] == [
            "rule losing",
            "rule key",
            None,
        ]


def test_a_condition_sets_a_rule_off_only_when_it_becomes_true(desk: Desk) -> None:
    firm = desk.saved("li", "firm", {"name": "华星电子"})
    for number in range(2):
        deal = desk.saved("li", "deal", {"firm": firm, "name": f"D{number}", "amount": "5000"})
        desk.moved("li", "deal", deal, "contact_to_offer", "offer_to_talks", "talks_to_won")
        if number == 0:
            desk.saved("li", "firm", {"level": "normal"}, firm)
    assert desk.value("firm", firm, "level") == "normal"


def test_deletion_sets_rules_off(desk: Desk) -> None:
    firm = desk.saved("li", "firm", {"name": "华星电子"})
    deal = desk.saved("li", "deal", {"firm": firm, "name": "扩容", "amount": "5000"})
    lead = desk.saved("li", "lead", {"company": "新达", "firm": firm})
    assert isinstance(desk.delete("he", "deal", deal), Deleted)
    assert desk.value("firm", firm, "memo") == "华星电子 少了 扩容"
    assert isinstance(desk.delete("li", "firm", firm), Deleted)
    assert lead_of(desk, lead)["trail"] == "firm"


def test_records_that_go_together_do_not_stop_each_other(desk: Desk) -> None:
    """`on delete set firm.memo`: the firm is gone as well."""
    firm = desk.saved("li", "firm", {"name": "华星电子"})
    desk.saved("li", "deal", {"firm": firm, "name": "扩容", "amount": "5000"})
    desk.saved("li", "deal", {"firm": firm, "name": "二期", "amount": "5000"})
    assert isinstance(desk.delete("li", "firm", firm), Deleted)
    assert desk.rows("deal") == []
    assert {row["status"] for row in desk.rows("system_timer")} <= {"cancelled"}


def test_code_of_the_owner_sees_what_rules_set(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    hooks, seen = Hooks(), []
    monkeypatch.setattr("lowcode.runtime.hooks._loaded", {desk.app.definition.package: hooks})

    def watch(record: Any, context: Any) -> None:
        seen.append((record.rank, context.origin))

    hooks.before_save["lead"] = [watch]
    lead = desk.saved("li", "lead", {"company": "新达"})
    seen.clear()
    desk.saved("li", "lead", {"score": "60"}, lead)
    assert seen[:2] == [(None, None), ("A", "rule grade")]
    assert lead_of(desk, lead)["trail"] == ">A"


def test_a_button_is_for_those_who_may_and_once(desk: Desk) -> None:
    lead = desk.saved("he", "lead", {"company": "新达"})
    with desk.acting("wang") as context:
        record = context.session.get(desk.entity("lead").model, lead)
        (offer,) = buttons.buttons(context, desk.entity("lead"), record)
        assert offer.is_possible
    assert isinstance(desk.press("wang", lead, "claim", {"score": "7", "company": "别的"}), Saved)
    found = lead_of(desk, lead)
    assert (found["owner_id"], found["score"], found["company"]) == (desk.people["wang"].user_id, 7, "新达")
    with pytest.raises(ProcessRefusal, match="button_closed"):
        desk.press("li", lead, "claim")
    assert desk.texts(desk.press("wang", desk.saved("he", "lead", {"company": "二"}), "claim", {"score": "-1"})) == [
        "minimum"
    ]


def test_two_people_claim_the_same_record(desk: Desk) -> None:
    lead = desk.saved("he", "lead", {"company": "新达"})
    barrier = threading.Barrier(2)
    answers: list[Any] = []

    def claim(who: str) -> None:
        barrier.wait()
        try:
            answers.append(desk.press(who, lead, "claim"))
        except ProcessRefusal as refusal:
            answers.append(refusal)

    threads = [threading.Thread(target=claim, args=(who,)) for who in ("li", "wang")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(type(each).__name__ for each in answers) == ["ProcessRefusal", "Saved"]
