"""The course of a request, on both databases: stages, conditions, returns, withdrawals, hooks, the step that waits."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from lowcode.runtime.files.records import Subject, files_of, register
from lowcode.runtime.files.store import StoredFile
from lowcode.runtime.process import flows
from lowcode.runtime.process.approvals.content import changes_between
from lowcode.runtime.process.approvals.lists import copied_to, returned_to, signed_by, started_by, to_do_count
from lowcode.runtime.process.approvals.locking import running_for
from lowcode.runtime.process.approvals.requests import find_request
from lowcode.runtime.process.approvals.signing import places_to_return, reject, turn_of
from lowcode.runtime.process.failures import words_of
from lowcode.runtime.recycle_bin import deleted_records, restore
from lowcode.runtime.saving.deleting import Deleted
from lowcode.runtime.saving.outcome import Refused, Saved
from tests.apps.signing import SPEC, Bench, opened


@pytest.fixture
def bench(boot: Callable[..., Any], compile_spec: Callable[[str], object]) -> Bench:
    return opened(boot(compile_spec(SPEC)))


def bought(bench: Bench, order: int, memo: str = "急用") -> flows.Submitted:
    """Presses the button that needs the long approval."""
    outcome = bench.move("sub", "order", order, "open_to_bought", {"memo": memo})
    assert isinstance(outcome, flows.Submitted)
    return outcome


def test_stages_conditions_and_steps_side_by_side(bench: Bench) -> None:
    order = bench.order("ana", "bo", amount=5000)
    bought(bench, order)
    assert bench.steps(order) == [
        (1, "first", "active"),
        (1, "extra", "skipped"),
        (1, "left", "waiting"),
        (1, "right", "waiting"),
        (1, "last", "waiting"),
    ]
    assert bench.notes_of_steps(order)["extra"] == "condition_not_met"
    assert bench.turn(order) == ["lead"]
    bench.sign("lead", order)
    assert bench.turn(order) == ["ana", "bo", "lead"]
    bench.sign("ana", order)
    assert bench.turn(order) == ["lead"]
    bench.sign("lead", order)
    assert bench.turn(order) == ["lead"]
    bench.sign("lead", order)
    assert bench.status(order) == "approved"
    assert (bench.value("order", order, "state"), bench.value("order", order, "memo")) == ("bought", "急用")
    assert bench.value("order", order, "marked") == "approved"
    big = bench.order("ana", amount=50000)
    bought(bench, big)
    bench.sign("lead", big)
    assert bench.turn(big) == ["lex"]


def test_who_is_told_and_what_is_listed(bench: Bench) -> None:
    order = bench.sent("long", "ana")
    assert any("抄送" in each for each in bench.notes("lex"))
    assert any("请您审批" in each for each in bench.notes("lead"))
    ids = {name: identity.user_id or 0 for name, identity in bench.people.items()}
    with bench.acting() as context:
        assert to_do_count(context, ids["lead"]) == 1
        assert [each.record_id for each in started_by(context, ids["sub"])] == [order]
        assert [each.record_id for each in copied_to(context, ids["lex"])] == [order]
        found = running_for(context, "order", order)
        assert found is not None
    bench.sign("lead", order, "return", "缺附件")
    assert any("退回" in each for each in bench.notes("sub"))
    with bench.acting() as context:
        assert to_do_count(context, ids["lead"]) == 0
        assert [each.record_id for each in returned_to(context, ids["sub"])] == [order]
        assert [each.decision for each in signed_by(context, ids["lead"])] == ["returned"]


def test_a_return_resumes_where_it_was(bench: Bench) -> None:
    order = bench.sent("long", "ana")
    bench.sign("lead", order)
    bench.sign("ana", order, "return", "改一下")
    assert bench.status(order) == "returned"
    assert bench.value("order", order, "marked") == "returned"
    bench.saved("sub", "order", {"note": "改好了"}, order)
    bench.send("long", order)
    assert bench.turn(order) == ["ana", "lead"]
    assert bench.request_of(order)["round"] == 2
    number = bench.request_of(order)["id"]
    with bench.acting() as context:
        request = find_request(context, number)
        assert request is not None
        assert places_to_return(context, request) == ("first",)
    bench.sign("ana", order)
    bench.sign("lead", order)
    bench.sign("lead", order)
    assert bench.status(order) == "approved"


def test_a_return_begins_anew_if_it_matters(bench: Bench) -> None:
    order = bench.sent("long", "ana")
    bench.sign("lead", order)
    bench.sign("ana", order, "return")
    bench.saved("sub", "order", {"amount": "20000"}, order)
    bench.send("long", order)
    assert bench.turn(order) == ["lead"]
    assert [each[2] for each in bench.steps(order) if each[0] == 2] == ["active", *["waiting"] * 4]


def test_what_was_asked_survives_a_return(bench: Bench) -> None:
    order = bench.order("ana", amount=5000)
    bought(bench, order, "原因")
    bench.sign("lead", order, "return")
    bench.send("long", order)
    for name in ("lead", "ana", "lead", "lead"):
        bench.sign(name, order)
    assert (bench.value("order", order, "state"), bench.value("order", order, "memo")) == ("bought", "原因")


def test_return_to_an_earlier_step(bench: Bench) -> None:
    order = bench.sent("long", "ana")
    assert bench.code(bench.sign, "lead", order, "return", step="last") == "no_such_step"
    bench.sign("lead", order)
    bench.sign("ana", order)
    bench.sign("lead", order)
    assert bench.turn(order) == ["lead"]
    bench.sign("lead", order, "return", "左边再看", step="left")
    assert bench.status(order) == "running"
    assert bench.turn(order) == ["ana", "lead"]
    assert any("退回到前面的步骤" in each for each in bench.notes("sub"))
    assert [(step, status) for round_, step, status in bench.steps(order) if round_ == 2] == [
        ("left", "active"),
        ("right", "active"),
        ("last", "waiting"),
    ]
    bench.sign("ana", order, "return", step="first")
    assert bench.turn(order) == ["lead"]
    for name in ("lead", "ana", "lead", "lead"):
        bench.sign(name, order)
    assert bench.status(order) == "approved"


def test_withdrawing(bench: Bench) -> None:
    order = bench.sent("long", "ana")
    assert bench.code(bench.withdraw, "lead", order) == "not_your_request"
    bench.withdraw("sub", order)
    assert bench.status(order) == "withdrawn"
    assert bench.value("order", order, "marked") == "withdrawn"
    assert bench.turn(order) == []
    assert any("撤回" in each for each in bench.notes("lead"))
    assert bench.code(bench.withdraw, "sub", order) == "approval_finished"
    bench.send("long", order)
    bench.sign("lead", order, "return")
    bench.withdraw("sub", order)
    assert bench.status(order) == "withdrawn"


def test_the_submitter_has_left(bench: Bench) -> None:
    order = bench.sent("long", "ana")
    bench.retire("sub")
    assert bench.turn(order) == ["lead"]
    assert bench.code(bench.withdraw, "lead", order) == "not_your_request"
    bench.sign("lead", order, "return")
    assert any("退回" in each for each in bench.notes("root"))
    bench.send("long", order, who="di")
    assert bench.request_of(order)["submitter_id"] == bench.people["di"].user_id
    bench.withdraw("di", order)
    bench.retire("sub", active=True)
    bench.send("long", order)
    bench.retire("sub")
    bench.withdraw("root", order)
    assert bench.status(order) == "withdrawn"


def test_one_request_at_a_time(bench: Bench) -> None:
    order = bench.sent("long", "ana", amount=5000)
    assert bench.code(bench.send, "any_of", order) == "approval_running"
    assert bench.code(bench.send, "long", order) == "approval_running"
    assert bench.refusal("sub", "order", order, "open_to_bought").code == "in_approval"
    assert bench.refusal("sub", "order", order, "open_to_gone").code == "in_approval"
    outcome = bench.submit("sub", "order", {"memo": "again"}, order)
    assert bench.texts(outcome)[0] == "approval_running"
    assert bench.value("order", order, "memo") is None
    assert bench.code(bench.send, "drop", bench.order()) == "approval_not_yours"
    assert bench.code(bench.send, "long", bench.order(), who="ana") == "approval_not_yours"


def test_a_rule_submits(bench: Bench) -> None:
    order = bench.order("ana")
    bench.saved("sub", "order", {"memo": "again"}, order)
    assert bench.turn(order) == ["ana"]
    assert bench.request_of(order)["submitter_id"] == bench.people["sub"].user_id


def test_locked_fields_name_the_request(bench: Bench) -> None:
    order = bench.sent("long", "ana", amount=5000)
    outcome = bench.submit("sub", "order", {"amount": "1"}, order)
    assert isinstance(outcome, Refused)
    assert {each.path: each.code for each in outcome.problems} == {"amount": "locked"}
    with bench.acting("sub") as context:
        assert "多级" in words_of(context, bench.entity("order"), outcome.problems[0])
    bench.saved("sub", "order", {"note": "可以"}, order)
    bench.withdraw("sub", order)
    bench.saved("sub", "order", {"amount": "1"}, order)


@pytest.mark.parametrize(
    ("decision", "who"), [("approve", "lead"), ("reject", "lead"), ("return", "lead"), ("withdraw", "sub")]
)
def test_a_hook_that_fails_refuses_the_decision(bench: Bench, decision: str, who: str) -> None:
    order = bench.sent("long", "ana", block="true")
    if decision == "approve":
        for name in ("lead", "ana", "lead"):
            bench.sign(name, order)
    before = (bench.rows("system_approval"), bench.rows("system_approval_step"), bench.rows("system_approval_signer"))
    told = bench.rows("system_notification")
    action = bench.withdraw if decision == "withdraw" else bench.sign
    arguments = (who, order) if decision == "withdraw" else (who, order, decision)
    assert bench.code(action, *arguments) == "stopped"
    after = (bench.rows("system_approval"), bench.rows("system_approval_step"), bench.rows("system_approval_signer"))
    assert after == before
    assert bench.rows("system_notification") == told
    assert bench.value("order", order, "marked") is None


def test_a_refused_decision_leaves_nothing_in_its_transaction(bench: Bench) -> None:
    order = bench.sent("long", "ana", block="true")
    other = bench.sent("long", "ana")
    with bench.acting("lead") as context:
        for number in (order, other):
            request = running_for(context, "order", number)
            signer = turn_of(context, request.id) if request is not None else None
            assert signer is not None
            if number == order:
                assert bench.code(reject, context, signer.id) == "stopped"
            else:
                reject(context, signer.id)
    assert (bench.status(order), bench.status(other)) == ("running", "rejected")


def test_the_step_that_waited_is_not_possible_any_more(bench: Bench) -> None:
    order = bench.order("ana")
    outcome = bench.move("sub", "order", order, "open_to_gone")
    assert isinstance(outcome, flows.Submitted)
    with bench.acting() as context:
        record: Any = context.session.get(bench.entity("order").model, order)
        record.note = "后来的批注"
        context.session.flush()
    bench.sign("lead", order)
    assert bench.status(order) == "approved"
    assert bench.value("order", order, "state") == "open"
    assert any("有批注" in each for each in bench.notes("sub"))


def test_opinions_edits_and_versions(bench: Bench) -> None:
    order = bench.sent("strict")
    assert bench.code(bench.sign, "lead", order) == "opinion_required"
    assert bench.code(bench.sign, "lead", order, "reject", "  ") == "opinion_required"
    assert bench.code(bench.sign, "lead", order, opinion="好", values={"memo": "x"}) == "edit_not_allowed"
    version = bench.value("order", order, "version")
    bench.saved("sub", "order", {"memo": "新"}, order)
    edits = {"note": "批"}
    assert bench.code(bench.sign, "lead", order, opinion="好", values=edits, version=version) == "edit_conflict"
    long = {"note": "长" * 81}
    assert bench.code(bench.sign, "lead", order, opinion="好", values=long, version=version + 1) == "edit_refused"
    assert bench.status(order) == "running"
    bench.sign("lead", order, opinion=" 好 ", values=edits, version=version + 1)
    assert bench.value("order", order, "note") == "批"
    (signer,) = [each for each in bench.signers(order) if each["status"] == "approved"]
    assert signer["opinion"] == "好"
    assert '"note":"批"' in signer["content"]


def test_a_signer_changes_what_conditions_read(bench: Bench) -> None:
    order = bench.sent("edits", amount=5)
    assert [each[2] for each in bench.steps(order)] == ["active", "skipped"]
    bench.sign("lead", order, values={"amount": Decimal(500)})
    assert bench.turn(order) == ["lex"]
    less = bench.sent("edits", amount=500)
    bench.sign("lead", less, values={"amount": Decimal(5)})
    assert bench.status(less) == "approved"
    assert bench.notes_of_steps(less) == {"one": None, "two": "condition_not_met"}


def test_files_go_with_an_opinion(bench: Bench) -> None:
    order = bench.sent("any_of", "ana")
    with bench.acting("ana") as context:
        content = StoredFile(sha256="0" * 64, name="意见.txt", size=3, media_type="text/plain")
        mine = register(context, content)
    with bench.acting("bo") as context:
        foreign = register(context, content)
    bench.sign("ana", order, opinion="见附件", files=[mine.id, foreign.id])
    (signer,) = bench.signers(order)
    with bench.acting() as context:
        subject = Subject("order", order, f"opinion_{signer['id']}")
        assert [each.name for each in files_of(context, subject)] == ["意见.txt"]


def test_a_rule_ends_the_request_while_it_is_signed(bench: Bench) -> None:
    order = bench.sent("strict")
    assert bench.code(bench.sign, "lead", order, opinion="好", values={"note": "kill"}) in {
        "approval_finished",
        "approval_gone",
    }
    assert bench.status(order) == "running"
    assert bench.value("order", order, "note") is None


def test_what_was_signed_is_kept_and_compared(bench: Bench) -> None:
    order = bench.sent("long", "ana", note="一")
    bench.sign("lead", order)
    bench.saved("sub", "order", {"note": "二"}, order)
    bench.sign("ana", order, "return")
    bench.saved("sub", "order", {"note": "三"}, order)
    bench.send("long", order)
    contents = [each["content"] for each in bench.signers(order) if each["content"]]
    assert ['"note":"一"' in contents[0], '"note":"二"' in contents[1]] == [True, True]
    number = bench.request_of(order)["id"]
    with bench.acting() as context:
        request = find_request(context, number)
        assert request is not None
        (change,) = changes_between({**request.content, "note": "二"}, request.content)
    assert (change.field, change.before, change.after) == ("note", "二", "三")


@pytest.mark.parametrize("is_returned", [False, True])
def test_the_record_is_deleted_and_restored(bench: Bench, is_returned: bool) -> None:
    order = bench.sent("long", "ana")
    if is_returned:
        bench.sign("lead", order, "return")
    outcome = bench.delete("sub", "order", order)
    assert isinstance(outcome, Deleted)
    assert bench.status(order) == "cancelled"
    assert bench.request_of(order)["note"] == "record_deleted"
    assert any("已被删除" in each for each in bench.notes("sub"))
    assert bench.to_do("lead") == []
    assert bench.code(bench.withdraw, "sub", order) == "approval_finished"
    with bench.acting("sub") as context:
        (binned,) = deleted_records(context)
        restore(context, binned.id)
    bench.wait(days=30)
    bench.send("long", order)
    assert bench.turn(order) == ["lead"]
    assert isinstance(bench.submit("sub", "order", {"memo": "x"}, order), Saved)
