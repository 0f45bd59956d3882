"""Who signs if somebody is away, has left, has signed, has submitted, or was never there; and what the clock does."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from lowcode.runtime.jobs.housekeeping import TIDY
from lowcode.runtime.process.approvals.leaving import tend_requests
from lowcode.runtime.saving.outcome import Refused
from tests.apps.signing import SPEC, Bench, opened


@pytest.fixture
def bench(boot: Callable[..., Any], compile_spec: Callable[[str], object]) -> Bench:
    return opened(boot(compile_spec(SPEC)))


def tend(bench: Bench) -> int:
    """The periodic look at all requests."""
    with bench.acting() as context:
        return tend_requests(context)


# --- absences ---


def test_a_delegate_takes_what_waits_and_what_comes(bench: Bench) -> None:
    order = bench.sent("all_of", "ana", "bo")
    bench.absent("ana", "di", days=3)
    assert bench.turn(order) == ["bo", "di"]
    later = bench.sent("each_of", "ana", "bo")
    assert bench.turn(later) == ["di"]
    strict = bench.order()
    bench.send("chosen", strict, chosen={"one": ["ana"]})
    assert bench.turn(strict) == ["ana"]
    bench.sign("di", order)
    bench.sign("bo", order)
    assert bench.status(order) == "approved"
    (signed,) = [each for each in bench.signers(order) if each["reason"] == "delegated"]
    assert signed["on_behalf_of_id"] == bench.people["ana"].user_id
    bench.wait(days=4)
    assert bench.turn(bench.sent("any_of", "ana")) == ["ana"]
    assert bench.turn(later) == ["di"]


def test_an_absence_that_begins_later_and_one_that_is_ended(bench: Bench) -> None:
    order = bench.sent("any_of", "ana")
    bench.absent("ana", "di", begins=2, days=5)
    assert bench.turn(order) == ["ana"]
    bench.wait(days=3)
    assert bench.turn(order) == ["di"]
    bench.back("ana")
    assert bench.turn(bench.sent("any_of", "ana")) == ["ana"]
    bench.absent("ana", "bo", begins=2)
    bench.back("ana")
    bench.wait(days=3)
    assert bench.turn(bench.sent("any_of", "ana")) == ["ana"]


def test_absent_delegates_and_circles(bench: Bench) -> None:
    bench.absent("ana", "bo")
    bench.absent("bo", "cy")
    assert bench.turn(bench.sent("any_of", "ana")) == ["cy"]
    bench.absent("cy", "ana")
    assert bench.turn(bench.sent("any_of", "ana")) == ["ana"]
    bench.back("cy")
    bench.retire("cy")
    assert bench.turn(bench.sent("any_of", "bo")) == ["bo"]
    assert bench.code(bench.absent, "di", "cy") == "absence_wrong"
    assert bench.code(bench.absent, "di", "di") == "absence_wrong"


def test_a_delegate_who_signs_anyway_signs_once(bench: Bench) -> None:
    bench.absent("ana", "bo")
    order = bench.sent("all_of", "ana", "bo")
    bench.sign("bo", order)
    assert bench.status(order) == "approved"
    bench.back("ana")
    waiting = bench.sent("all_of", "ana", "bo")
    bench.sign("bo", waiting)
    bench.absent("ana", "bo")
    assert bench.status(waiting) == "approved"


def test_transfers_to_the_absent_go_to_their_delegates(bench: Bench) -> None:
    bench.absent("cy", "di")
    order = bench.sent("any_of", "ana")
    bench.hand("ana", order, "cy")
    assert bench.turn(order) == ["di"]


# --- the submitter, duplicates ---


def test_who_submitted_or_signed_is_passed_over(bench: Bench) -> None:
    order = bench.sent("skips")
    bench.sign("lead", order)
    assert bench.status(order) == "approved"
    assert bench.notes_of_steps(order) == {"one": None, "two": "skipped_duplicate", "three": "skipped_submitter"}


def test_nobody_hands_a_request_to_whoever_submitted_it(bench: Bench) -> None:
    order = bench.sent("any_of", "ana")
    assert bench.code(bench.hand, "ana", order, "sub") == "submitter_does_not_sign"
    assert bench.code(bench.hand, "ana", order, "sub", "before") == "submitter_does_not_sign"
    assert bench.turn(order) == ["ana"]


def test_the_submitter_does_not_sign_as_delegate_or_by_transfer(bench: Bench) -> None:
    bench.absent("lead", "sub")
    order = bench.sent("skips")
    assert bench.turn(order) == ["lead"]
    assert bench.code(bench.hand, "lead", order, "sub") == "submitter_does_not_sign"
    assert bench.code(bench.hand, "lead", order, "sub", "beside") == "submitter_does_not_sign"


def test_nobody_signs_and_everybody_sees_it(bench: Bench) -> None:
    order = bench.sent("alone")
    assert bench.status(order) == "approved"
    assert bench.request_of(order)["note"] == "nobody_signed"
    assert any("无人签字" in each for each in bench.notes("sub"))


# --- nobody there ---


def test_nobody_to_sign_goes_to_the_administrators(bench: Bench) -> None:
    bench.employ("eve", "admin")
    order = bench.sent("all_of")
    assert bench.turn(order) == ["eve", "root"]
    assert bench.notes_of_steps(order) == {"one": "nobody_to_sign"}
    bench.sign("eve", order)
    assert bench.status(order) == "approved"


def test_a_signer_who_leaves_is_replaced(bench: Bench) -> None:
    bench.employ("eve", "admin")
    order = bench.sent("all_of", "ana", "bo")
    bench.retire("ana")
    assert bench.turn(order) == ["bo", "eve", "root"]
    assert any("停用" in each for each in bench.notes("eve"))
    bench.sign("eve", order)
    assert bench.turn(order) == ["bo"]
    bench.sign("bo", order)
    assert bench.status(order) == "approved"
    bench.absent("cy", "di")
    bench.back("cy")
    other = bench.sent("each_of", "bo", "cy")
    bench.absent("cy", "di")
    bench.retire("cy")
    bench.sign("bo", other)
    assert bench.turn(other) == ["di"]


def test_no_administrator_either(bench: Bench) -> None:
    order = bench.sent("all_of", "ana")
    with bench.acting() as context:
        model: Any = bench.entity("user").model
        for user in context.session.query(model).filter(
            model.id.in_([bench.people[each].user_id for each in ("ana", "root")])
        ):
            user.active = False
        context.session.flush()
    empty = bench.sent("all_of")
    assert tend(bench) == 0
    assert (bench.status(order), bench.status(empty), bench.turn(empty)) == ("running", "running", [])
    bench.employ("eve", "admin")
    assert tend(bench) == 2
    assert bench.turn(order) == ["eve"]
    assert bench.turn(empty) == ["eve"]
    assert tend(bench) == 0
    for each in (order, empty):
        bench.sign("eve", each)
        assert bench.status(each) == "approved"


def test_a_new_administrator_takes_over_at_once(bench: Bench) -> None:
    with bench.acting() as context:
        user: Any = context.session.get(bench.entity("user").model, bench.people["root"].user_id)
        user.active = False
        context.session.flush()
    order = bench.sent("all_of")
    assert bench.turn(order) == []
    bench.people["root"] = dataclasses.replace(bench.people["root"], is_system=True)
    bench.saved("root", "user", {"roles": "admin"}, bench.people["di"].user_id)
    assert bench.turn(order) == ["di"]


def test_signers_cannot_be_deleted(bench: Bench) -> None:
    bench.sent("all_of", "ana")
    outcome = bench.delete("root", "user", bench.people["ana"].user_id or 0)
    assert isinstance(outcome, Refused)
    assert [each.code for each in outcome.problems] == ["user_signs"]


# --- the clock ---


def test_reminders_come_again_and_once_after_a_stop(bench: Bench) -> None:
    order = bench.sent("slow", "ana", "bo")
    bench.sign("bo", order)
    bench.wait(hours=23)
    assert not [each for each in bench.notes("ana") if "提醒" in each]
    bench.wait(hours=1)
    bench.wait(hours=24)
    assert len([each for each in bench.notes("ana") if "提醒" in each]) == 2
    bench.wait(days=5)
    assert len([each for each in bench.notes("ana") if "提醒" in each]) == 3
    assert not [each for each in bench.notes("bo") if "提醒" in each]


def test_an_escalation_decides_for_the_silent(bench: Bench) -> None:
    order = bench.sent("slow", "ana", "bo", "cy")
    bench.sign("bo", order)
    bench.wait(days=2)
    assert bench.turn(order) == ["ana", "cy", "lead"]
    assert any("升级" in each for each in bench.notes("sub"))
    bench.sign("lead", order)
    assert bench.status(order) == "approved"
    refused = bench.sent("slow_two", "ana", "bo", "cy")
    bench.wait(days=2)
    bench.sign("lead", refused, "reject")
    assert bench.status(refused) == "rejected"
    ordinary = bench.sent("slow", "ana")
    bench.wait(days=2)
    bench.sign("ana", ordinary)
    assert bench.status(ordinary) == "approved"


def test_an_escalation_passes_the_turn_on(bench: Bench) -> None:
    order = bench.sent("slow_each", "ana", "bo", "cy")
    bench.wait(days=2)
    assert bench.turn(order) == ["ana", "lead"]
    bench.sign("lead", order)
    assert bench.turn(order) == ["bo"]
    bench.wait(days=1)
    assert bench.turn(order) == ["bo"]
    bench.wait(days=1)
    assert bench.turn(order) == ["bo", "lead"]
    bench.sign("bo", order)
    assert bench.turn(order) == ["cy"]
    bench.sign("cy", order)
    assert bench.status(order) == "approved"


def test_an_escalation_to_somebody_who_signs_anyway(bench: Bench) -> None:
    order = bench.sent("slow", "ana", "lead")
    bench.wait(days=2)
    assert bench.to_do("lead") == ["slow"]
    bench.sign("lead", order)
    assert bench.status(order) == "approved"
    signed = bench.sent("slow", "ana", "lead")
    bench.sign("lead", signed)
    assert bench.to_do("lead") == []
    bench.wait(days=2)
    assert bench.to_do("lead") == ["slow"]
    bench.sign("lead", signed)
    assert bench.status(signed) == "approved"


def test_an_escalation_to_nobody_goes_to_the_administrators(bench: Bench) -> None:
    order = bench.sent("slow", "ana")
    bench.retire("lead")
    bench.wait(days=2)
    assert bench.turn(order) == ["ana", "root"]
    bench.hand("root", order, "di")
    bench.sign("di", order)
    assert bench.status(order) == "approved"


def test_the_time_is_over(bench: Bench) -> None:
    order = bench.sent("slow", "ana", "bo")
    bench.wait(days=9)
    assert bench.status(order) == "approved"
    assert bench.notes_of_steps(order) == {"one": "timed_out"}
    refused = bench.sent("slow_two", "ana", "bo")
    bench.wait(days=3)
    assert bench.status(refused) == "rejected"
    assert bench.request_of(refused)["note"] == "timed_out"
    assert any("时限" in each for each in bench.notes("sub"))
    assert {each["status"] for each in bench.rows("system_timer") if each["kind"] != TIDY} <= {"done", "cancelled"}


# --- new versions of the app ---


def changed(bench: Bench, name: str, change: Callable[[Any], Any]) -> None:
    """The app has another approval of this name from now on; None: none."""
    processes: Any = bench.app.definition.processes
    approvals = [change(each) if each.name == name else each for each in processes.approvals]
    processes = dataclasses.replace(processes, approvals=tuple(each for each in approvals if each is not None))
    bench.app.definition = dataclasses.replace(bench.app.definition, processes=processes)


def test_a_new_version_inserts_moves_and_removes_steps(bench: Bench) -> None:
    order = bench.sent("long", "ana", amount=50000)
    bench.sign("lead", order)
    assert bench.turn(order) == ["lex"]

    def without_pair(approval: Any) -> Any:
        first, extra, (_, right), last = approval.stages
        return dataclasses.replace(approval, stages=(last, first, extra, (right,)))

    changed(bench, "long", without_pair)
    bench.sign("lex", order)
    assert [(step, status) for _, step, status in bench.steps(order)] == [
        ("first", "approved"),
        ("extra", "approved"),
        ("last", "active"),
        ("right", "waiting"),
    ]
    bench.sign("lead", order)
    bench.sign("lead", order, "return", step="extra")
    assert bench.turn(order) == ["lex"]
    bench.sign("lex", order)
    bench.sign("lead", order)
    assert bench.status(order) == "approved"


def test_a_new_version_without_the_approval(bench: Bench) -> None:
    order = bench.sent("slow", "ana")
    changed(bench, "slow", lambda _: None)
    assert bench.code(bench.sign, "ana", order) == "approval_unknown"
    bench.wait(days=5)
    assert tend(bench) == 1
    assert (bench.status(order), bench.request_of(order)["note"]) == ("cancelled", "approval_removed")
    for name in ("sub", "root", "ana"):
        assert any("不再有该审批" in each for each in bench.notes(name))
    assert bench.send("any_of", order)


def test_a_return_under_another_version_begins_anew(bench: Bench) -> None:
    order = bench.sent("long", "ana")
    bench.sign("lead", order)
    bench.sign("ana", order, "return")
    changed(bench, "long", lambda approval: dataclasses.replace(approval, stages=approval.stages[:3]))
    bench.send("long", order)
    assert bench.turn(order) == ["lead"]
