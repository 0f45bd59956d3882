"""What a database says about a plan: plain values, so that a plan without a database needs no database library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lowcode.plans.effects import Database


@dataclass(frozen=True, slots=True)
class InTheWay:
    """Records that would stop a step."""

    kind: str
    """A key of `words.STOPS`."""
    ids: tuple[int, ...]
    """Up to ten of them."""
    total: int


@dataclass(frozen=True, slots=True)
class FoundStep:
    """What the database says about one step."""

    rows: int | None
    """Rows concerned; None: no table, or one that is not there yet."""
    in_the_way: tuple[InTheWay, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """What the database says about the whole plan, step by step."""

    database: Database
    revision: str | None
    """Where the database stands; None: it was never migrated."""
    expected: str | None
    """Where the plan begins."""
    steps: tuple[FoundStep, ...] = ()
    tables: Mapping[str, int] = field(default_factory=dict)
    looked_at: int = 0
    """Rows that were read to find those in the way; one that several looks are about counts for each."""

    @property
    def fits(self) -> bool:
        """Whether the plan begins where the database stands."""
        return self.revision == self.expected

    @property
    def seconds(self) -> float:
        """All steps together."""
        return sum(each.seconds for each in self.steps)

    @property
    def is_stopped(self) -> bool:
        """Whether records stand in the way."""
        return any(each.in_the_way for each in self.steps)
