"""What came of a client: plain values that travel between processes and are shown in every format."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from lowcode.diagnostics.problem import Language


class Task(StrEnum):
    """What a fleet command does with each client."""

    CHECK = "check"
    BUILD = "build"
    PLAN = "plan"
    TEST = "test"


class Result(StrEnum):
    """How it ended."""

    CLEAN = "clean"
    """Checked, planned or tested without errors."""
    BUILT = "built"
    """Files were written or removed."""
    UNCHANGED = "unchanged"
    """There was nothing to do."""
    PENDING = "pending"
    """A plan: a build would write something."""
    FAILED = "failed"
    """There are errors, or scenarios that did not go as they say."""
    CRASHED = "crashed"
    """lowcode itself failed."""


def way_of_drawing(output: str, language: Language, *, is_colored: bool) -> str:
    """A name for how findings are drawn; paths are those of the folder in which the command runs."""
    return f"{Path.cwd()} {output} {language.value} {is_colored}"


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem as it is shown. Two clients whose findings are shown alike have the same one: it lies in the base."""

    is_error: bool
    code: str
    shown: str
    """Drawn as text, as an annotation, or as a JSON object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One client's line of the table, and what stands above it."""

    client: str
    result: Result
    findings: tuple[Finding, ...] = ()
    written: int = 0
    removed: int = 0
    details: str = ""
    """A plan, failed scenarios, what an exception said; shown for this client alone."""
    summary: str = ""
    """A plan as Markdown."""
    scenarios: int = 0
    scenarios_passed: int = 0
    touched: float | None = None
    """Percent of the specification that scenarios touch."""
    seconds: float = 0.0

    @property
    def errors(self) -> int:
        """How many of the findings are errors."""
        return sum(each.is_error for each in self.findings)

    @property
    def warnings(self) -> int:
        """How many of the findings are no errors."""
        return len(self.findings) - self.errors

    @property
    def has_failed(self) -> bool:
        """Whether the command ends with 1."""
        return self.result in (Result.FAILED, Result.CRASHED)


@dataclass(frozen=True, slots=True)
class Shared:
    """A finding and the clients that have it."""

    finding: Finding
    clients: tuple[str, ...]


def shared_findings(outcomes: tuple[Outcome, ...]) -> tuple[Shared, ...]:
    """Each finding once, in the order in which they were found."""
    owners: dict[Finding, list[str]] = {}
    for outcome in outcomes:
        for finding in dict.fromkeys(outcome.findings):
            owners.setdefault(finding, []).append(outcome.client)
    return tuple(Shared(finding, tuple(clients)) for finding, clients in owners.items())
