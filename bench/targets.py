"""A measured value beside what it has to be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measurement:
    """One line of the report. `limit` None: told for information."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False
    """Whether more is better."""

    @property
    def passed(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.limit is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    @property
    def value_text(self) -> str:
        """The value with its unit."""
        return f"{_number(self.value)} {self.unit}".strip()

    @property
    def limit_text(self) -> str:
        """The target with its unit; empty without one."""
        if self.limit is None:
            return ""
        return f"{'≥' if self.at_least else '≤'} {self.limit:g} {self.unit}".strip()

    @property
    def verdict(self) -> str:
        """`pass`, `FAIL`, or nothing."""
        return "" if self.passed is None else "pass" if self.passed else "FAIL"


def _number(value: float) -> str:
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
