"""Two people at the same moment, on both databases: every decision counts once, and what comes too late is told so."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.saving.deleting import Deleted
from lowcode.runtime.saving.outcome import RecordNotFoundError
from tests.apps.signing import SPEC, Bench, opened


@pytest.fixture
def bench(boot: Callable[..., Any], compile_spec: Callable[[str], object]) -> Bench:
    return opened(boot(compile_spec(SPEC)))


def at_once(*actions: Callable[[], object]) -> list[str]:
    """What became of several things that are done in the same moment."""
    barrier = threading.Barrier(len(actions))
    results = [""] * len(actions)

    def run(number: int, action: Callable[[], object]) -> None:
        barrier.wait()
        try:
            action()
        except ProcessRefusal as refusal:
            results[number] = refusal.code
        except RecordNotFoundError:
            results[number] = "gone"
        else:
            results[number] = "done"

    threads = [threading.Thread(target=run, args=each) for each in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


LATE = {"not_your_turn", "decided_already", "approval_finished"}


@pytest.mark.parametrize("attempt", range(3))
def test_two_signers_of_all(bench: Bench, attempt: int) -> None:
    order = bench.sent("all_of", "ana", "bo", note=str(attempt))
    assert at_once(lambda: bench.sign("ana", order), lambda: bench.sign("bo", order)) == ["done", "done"]
    assert bench.status(order) == "approved"
    assert len([each for each in bench.notes("sub") if "已审批通过" in each]) == 1


def test_two_signers_of_any(bench: Bench) -> None:
    order = bench.sent("any_of", "ana", "bo")
    results = at_once(lambda: bench.sign("ana", order), lambda: bench.sign("bo", order, "reject"))
    assert sorted(each in LATE for each in results) == [False, True], results
    assert bench.status(order) in {"approved", "rejected"}


def test_the_same_signer_twice(bench: Bench) -> None:
    order = bench.sent("all_of", "ana", "bo")
    results = at_once(*[lambda: bench.sign("ana", order)] * 3)
    assert results.count("done") == 1
    assert set(results) - {"done"} <= LATE
    assert bench.turn(order) == ["bo"]


def test_withdrawn_while_it_is_signed(bench: Bench) -> None:
    order = bench.sent("any_of", "ana")
    results = at_once(lambda: bench.sign("ana", order), lambda: bench.withdraw("sub", order))
    assert results.count("done") == 1, results
    assert bench.status(order) == ("approved" if results[0] == "done" else "withdrawn")


def test_deleted_while_it_is_signed(bench: Bench) -> None:
    order = bench.sent("strict")

    def remove() -> None:
        assert isinstance(bench.delete("sub", "order", order), Deleted)

    results = at_once(lambda: bench.sign("lead", order, opinion="好", values={"note": "批"}), remove)
    assert results[1] == "done"
    assert results[0] in {"done", "approval_gone", *LATE}
    assert bench.status(order) == ("approved" if results[0] == "done" else "cancelled")


def test_submitted_twice(bench: Bench) -> None:
    order = bench.order("ana")
    results = at_once(*[lambda: bench.send("any_of", order)] * 2)
    assert sorted(results) == ["approval_running", "done"]


def test_a_signer_leaves_while_he_signs(bench: Bench) -> None:
    order = bench.sent("any_of", "ana")
    results = at_once(lambda: bench.sign("ana", order), lambda: bench.retire("ana"))
    assert results[1] == "done"
    assert (bench.status(order), bench.turn(order)) in [("approved", []), ("running", ["root"])]
