"""Seats: the places of a step, each with its signer and those who were added before or after him; and what they decide.

Rows of one `position` are one seat. Whoever takes over from a signer (a transfer, a delegate, an administrator) sits on
the same seat, so that a step needs as many decisions as before. Several in one place: the first of them decides.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lowcode.runtime.process.approvals.requests import ACTIVE, APPROVED, REJECTED, WAITING, Signer
from lowcode.runtime.process_definitions import SignMode

BEFORE: Final = "before"
AFTER: Final = "after"
BESIDE: Final = "beside"
ESCALATED: Final = "escalated"
HELPERS: Final = (BEFORE, AFTER)
"""Reasons of those who sign together with somebody: his seat has agreed when they have, too."""

UNDECIDED: Final = (ACTIVE, WAITING)
_LIVE: Final = frozenset({ACTIVE, WAITING, APPROVED, REJECTED})


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a step, without those who have handed over."""

    position: int
    rows: tuple[Signer, ...]

    @property
    def is_escalated(self) -> bool:
        """Whether it was added because others were silent."""
        return any(each.reason == ESCALATED for each in self.rows)

    @property
    def mains(self) -> tuple[Signer, ...]:
        """Those whose place it is; one but for administrators and escalations."""
        return tuple(each for each in self.rows if each.reason not in HELPERS)

    @property
    def has_signed(self) -> bool:
        """Whether one of those whose place it is has agreed."""
        return any(each.status == APPROVED for each in self.mains)

    @property
    def outcome(self) -> str:
        """approved, rejected; active while it is somebody's turn here, else waiting."""
        if any(each.status == REJECTED for each in self.rows):
            return REJECTED
        is_pending = any(each.status in UNDECIDED for each in self.rows if each.reason in HELPERS)
        if self.has_signed and not is_pending:
            return APPROVED
        return ACTIVE if any(each.status == ACTIVE for each in self.rows) else WAITING

    @property
    def next_row(self) -> Signer | None:
        """Whose turn is next: who was added before (the last one first), the signer, who was added after."""
        waiting = [each for each in self.rows if each.status == WAITING]
        before = [each for each in waiting if each.reason == BEFORE]
        if before:
            return max(before, key=lambda each: each.id)
        wanted = self.has_signed
        return next((each for each in waiting if (each.reason == AFTER) is wanted), None)


def seats_of(signers: Sequence[Signer]) -> list[Seat]:
    """The seats of a step in their order; those that everybody has left are none."""
    live = sorted((each for each in signers if each.status in _LIVE), key=lambda each: (each.position, each.id))
    return [Seat(position, tuple(rows)) for position, rows in itertools.groupby(live, key=lambda each: each.position)]


def verdict_of(mode: SignMode, needed: int, seats: Sequence[Seat]) -> str | None:
    """approved, rejected, or None while the step is open.

    Somebody who was asked by escalation decides for all who have been silent: his yes and his no settle the step. Only
    where people sign one after another (`each of`), his yes passes the turn on.
    """
    escalated = {each.outcome for each in seats if each.is_escalated}
    if REJECTED in escalated:
        return REJECTED
    if APPROVED in escalated and mode is not SignMode.EACH:
        return APPROVED
    outcomes = [each.outcome for each in seats if not each.is_escalated]
    agreed, refused = outcomes.count(APPROVED), outcomes.count(REJECTED)
    undecided = len(outcomes) - agreed - refused
    match mode:
        case SignMode.ANY:
            return REJECTED if refused else APPROVED if agreed else None
        case SignMode.ALL | SignMode.EACH:
            has_agreed = agreed > 0 or APPROVED in escalated
            return REJECTED if refused else APPROVED if has_agreed and not undecided else None
        case SignMode.COUNT | SignMode.SHARE:
            if agreed and agreed >= needed:
                return APPROVED
            return REJECTED if refused and agreed + undecided < needed else None


def next_turns(mode: SignMode, seats: Sequence[Seat]) -> list[Signer]:
    """Whose turn it is now, of those who wait."""
    undecided = [each for each in seats if each.outcome in UNDECIDED]
    begun = [each for each in undecided if mode is not SignMode.EACH or _has_begun(each)]
    if not begun:
        begun = undecided[:1]
    found = [each.next_row for each in begun if each.outcome == WAITING]
    return [each for each in found if each is not None]


def _has_begun(seat: Seat) -> bool:
    return seat.is_escalated or any(each.status != WAITING for each in seat.rows)
