"""How many signatures a step needs, on both databases: every mode, with transfers, further signers and refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.apps.signing import SPEC, Bench, opened


@pytest.fixture
def bench(boot: Callable[..., Any], compile_spec: Callable[[str], object]) -> Bench:
    return opened(boot(compile_spec(SPEC)))


def test_any_of_the_first_decision_counts(bench: Bench) -> None:
    order = bench.sent("any_of", "ana", "bo")
    assert bench.turn(order) == ["ana", "bo"]
    bench.sign("bo", order, opinion="好")
    assert bench.status(order) == "approved"
    assert {each["status"] for each in bench.signers(order)} == {"approved", "obsolete"}
    assert bench.code(bench.sign, "ana", order) == "not_your_turn"
    refused = bench.sent("any_of", "ana", "bo")
    bench.sign("ana", refused, "reject", "不行")
    assert bench.status(refused) == "rejected"


def test_all_of_everybody_counts(bench: Bench) -> None:
    order = bench.sent("all_of", "ana", "bo", "cy")
    bench.sign("ana", order)
    bench.sign("cy", order)
    assert bench.status(order) == "running"
    assert bench.code(bench.sign, "cy", order) == "not_your_turn"
    bench.sign("bo", order)
    assert bench.status(order) == "approved"
    refused = bench.sent("all_of", "ana", "bo", "cy")
    bench.sign("ana", refused)
    bench.sign("bo", refused, "reject")
    assert bench.status(refused) == "rejected"
    assert bench.turn(refused) == []


def test_each_of_one_after_another(bench: Bench) -> None:
    order = bench.sent("each_of", "ana", "bo", "cy")
    for name in ("ana", "bo", "cy"):
        assert bench.turn(order) == [name]
        assert bench.to_do(name) == ["each_of"]
        bench.sign(name, order)
    assert bench.status(order) == "approved"
    refused = bench.sent("each_of", "ana", "bo", "cy")
    bench.sign("ana", refused, "reject")
    assert bench.status(refused) == "rejected"


def test_a_number_of_them(bench: Bench) -> None:
    order = bench.sent("two_of", "ana", "bo", "cy")
    bench.sign("ana", order, "reject")
    assert bench.status(order) == "running"
    bench.sign("bo", order)
    assert bench.status(order) == "running"
    bench.sign("cy", order)
    assert bench.status(order) == "approved"
    refused = bench.sent("two_of", "ana", "bo", "cy")
    bench.sign("ana", refused, "reject")
    bench.sign("bo", refused, "reject")
    assert bench.status(refused) == "rejected"
    few = bench.sent("two_of", "ana")
    bench.sign("ana", few)
    assert bench.status(few) == "approved"


def test_a_share_of_them_is_rounded_up(bench: Bench) -> None:
    order = bench.sent("share", "ana", "bo", "cy")
    bench.sign("ana", order)
    assert bench.status(order) == "running"
    bench.sign("bo", order)
    assert bench.status(order) == "approved"
    alone = bench.sent("share", "ana")
    bench.sign("ana", alone)
    assert bench.status(alone) == "approved"


@pytest.mark.parametrize("mode", ["any_of", "all_of", "each_of", "two_of", "share"])
def test_a_transfer_moves_one_signature(bench: Bench, mode: str) -> None:
    order = bench.sent(mode, "ana", "bo")
    assert bench.code(bench.hand, "ana", order, "bo") == "signs_already"
    bench.hand("ana", order, "di")
    assert "ana" not in bench.turn(order)
    assert bench.code(bench.sign, "ana", order) == "not_your_turn"
    bench.sign("di", order)
    if bench.status(order) == "running":
        bench.sign("bo", order)
    assert bench.status(order) == "approved"
    (moved,) = [each for each in bench.signers(order) if each["status"] == "transferred"]
    assert moved["opinion"] == "请代审"


@pytest.mark.parametrize("mode", ["any_of", "all_of", "each_of", "two_of", "share"])
def test_who_is_added_before_signs_first(bench: Bench, mode: str) -> None:
    order = bench.sent(mode, "ana", "bo")
    bench.hand("ana", order, "di", "before")
    assert "ana" not in bench.turn(order)
    assert "di" in bench.turn(order)
    bench.sign("di", order)
    assert bench.status(order) == "running"
    assert "ana" in bench.turn(order)
    bench.sign("ana", order)
    if bench.status(order) == "running":
        bench.sign("bo", order)
    assert bench.status(order) == "approved"


@pytest.mark.parametrize("mode", ["any_of", "all_of", "each_of", "two_of", "share"])
def test_who_is_added_after_signs_then(bench: Bench, mode: str) -> None:
    order = bench.sent(mode, "ana", "bo")
    bench.hand("ana", order, "di", "after")
    assert "di" not in bench.turn(order)
    bench.sign("ana", order)
    assert bench.status(order) == "running"
    assert "di" in bench.turn(order)
    bench.sign("di", order)
    if bench.status(order) == "running":
        bench.sign("bo", order)
    assert bench.status(order) == "approved"


@pytest.mark.parametrize(
    ("mode", "signing"),
    [
        ("any_of", ["di"]),
        ("all_of", ["di", "ana", "bo"]),
        ("each_of", ["ana", "di", "bo"]),
        ("two_of", ["ana", "di", "bo"]),
        ("share", ["bo", "di", "ana"]),
    ],
)
def test_who_is_added_beside_counts_for_himself(bench: Bench, mode: str, signing: list[str]) -> None:
    order = bench.sent(mode, "ana", "bo")
    bench.hand("ana", order, "di", "beside")
    for name in signing:
        assert bench.status(order) == "running"
        bench.sign(name, order)
    assert bench.status(order) == "approved"


@pytest.mark.parametrize("way", ["before", "after"])
@pytest.mark.parametrize("mode", ["any_of", "all_of", "each_of"])
def test_the_no_of_an_added_signer_counts(bench: Bench, mode: str, way: str) -> None:
    order = bench.sent(mode, "ana", "bo")
    bench.hand("ana", order, "di", way)
    if way == "after":
        bench.sign("ana", order)
    bench.sign("di", order, "reject")
    assert bench.status(order) == "rejected"


def test_the_no_of_an_added_signer_is_one_no(bench: Bench) -> None:
    order = bench.sent("two_of", "ana", "bo", "cy")
    bench.hand("ana", order, "di", "before")
    bench.sign("di", order, "reject")
    assert bench.status(order) == "running"
    bench.sign("bo", order)
    bench.sign("cy", order)
    assert bench.status(order) == "approved"


def test_added_signers_add_others_and_hand_over(bench: Bench) -> None:
    order = bench.sent("all_of", "ana")
    bench.hand("ana", order, "di", "before")
    bench.hand("di", order, "bo", "before")
    assert bench.turn(order) == ["bo"]
    bench.hand("bo", order, "cy")
    bench.sign("cy", order)
    assert bench.turn(order) == ["di"]
    bench.hand("di", order, "lex")
    bench.sign("lex", order)
    assert bench.turn(order) == ["ana"]
    bench.hand("ana", order, "bo", "after")
    bench.hand("ana", order, "lead")
    bench.sign("lead", order)
    assert bench.turn(order) == ["bo"]
    bench.hand("bo", order, "di", "beside")
    assert bench.turn(order) == ["bo", "di"]
    bench.sign("di", order)
    assert bench.status(order) == "running"
    bench.sign("bo", order)
    assert bench.status(order) == "approved"


def test_ways_and_rights_are_checked(bench: Bench) -> None:
    order = bench.sent("all_of", "ana", "bo")
    assert bench.code(bench.hand, "ana", order, "di", "above") == "no_such_way"
    bench.retire("di")
    assert bench.code(bench.hand, "ana", order, "di") == "user_not_active"
    strict = bench.sent("strict")
    assert bench.code(bench.hand, "lead", strict, "ana") == "approval_right_missing"
    assert bench.code(bench.hand, "lead", strict, "ana", "before") == "approval_right_missing"
    assert bench.code(bench.sign, "lead", strict, "return", "退") == "approval_right_missing"
    assert bench.code(bench.withdraw, "sub", strict) == "approval_right_missing"


def test_leaders_one_level_after_another(bench: Bench) -> None:
    names = ("top", "mid", "low", "sub")
    chiefs = {"top": "ana", "mid": None, "low": "bo", "sub": None}
    above: int | None = None
    for name in names:
        form: dict[str, Any] = {"name": name, "parent": above or ""}
        if chiefs[name] is not None:
            form["leader"] = bench.people[str(chiefs[name])].user_id
        above = bench.saved("root", "department", form)
    bench.saved("root", "user", {"department": above}, bench.people["sub"].user_id)
    order = bench.sent("chain")
    assert bench.turn(order) == ["bo"]
    bench.sign("bo", order)
    assert bench.turn(order) == ["ana"]
    bench.retire("bo")
    again = bench.sent("chain")
    assert bench.turn(again) == ["ana"]
    bench.sign("ana", again)
    assert bench.status(again) == "approved"


def test_chosen_by_the_submitter(bench: Bench) -> None:
    order = bench.order()
    assert bench.code(bench.send, "chosen", order) == "signers_not_chosen"
    assert bench.code(bench.send, "chosen", order, chosen={"one": ["lead"]}) == "signers_not_chosen"
    assert bench.code(bench.send, "chosen", order, chosen={"one": ["ana", "lead"]}) == "signers_not_chosen"
    bench.retire("bo")
    assert bench.code(bench.send, "chosen", order, chosen={"one": ["bo"]}) == "signers_not_chosen"
    assert bench.rows("system_approval") == []
    bench.send("chosen", order, chosen={"one": ["ana", "cy"]})
    assert bench.turn(order) == ["ana", "cy"]
    bench.sign("cy", order, "return")
    bench.send("chosen", order)
    assert bench.turn(order) == ["ana", "cy"]
    free = bench.order()
    bench.send("free", free, chosen={"one": ["lead", "ana"]})
    assert bench.turn(free) == ["ana", "lead"]


def test_the_app_chooses_nobody(bench: Bench) -> None:
    order = bench.order(name="auto")
    assert bench.turn(order) == ["root"]
    assert bench.notes_of_steps(order) == {"one": "nobody_to_sign"}
