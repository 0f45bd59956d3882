"""What a fleet command came to: a table for people, a document for programs, Markdown for summaries of pipelines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from lowcode.diagnostics.github import annotation
from lowcode.diagnostics.problem import Language, Wording
from lowcode.diagnostics.text import width
from lowcode.fleet import words
from lowcode.fleet.outcomes import Outcome, Result, Shared, Task, shared_findings
from lowcode.quick_dataclass import dataclass
from lowcode.reporting import OutputFormat

VERSION = 1
_MOST_NAMES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that is to be said of one run."""

    task: Task
    outcomes: tuple[Outcome, ...]
    seconds: float
    language: Language
    is_strict: bool = False
    """Whether a client that would have to be built has failed."""

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The clients for which the command ends with 1."""
        strict = (Result.PENDING,) if self.is_strict else ()
        return tuple(each for each in self.outcomes if each.has_failed or each.result in strict)

    def shown(self, output: OutputFormat) -> str:
        """The run in one format."""
        if output is OutputFormat.JSON:
            return self._document()
        shared = "".join(self._shared(each, output) for each in shared_findings(self.outcomes))
        details = "".join(self._details(output))
        return f"{shared}{details}{self._not_built(output)}{self.table()}{self.total()}\n"

    def markdown(self) -> str:
        """The table for `$GITHUB_STEP_SUMMARY`, merge requests and the like, and what failed."""
        said = self._say(words.TITLE, task=self._say(words.TASKS[self.task]))
        lines = [f"## {said}", "", *_markdown_table(self._rows()), "", self.total()]
        for each in shared_findings(self.outcomes):
            if each.finding.is_error:
                lines += ["", f"`{each.finding.code}` {self._names(each.clients)}"]
        for outcome in self.failed:
            if outcome.details:
                lines += ["", f"**{outcome.client}**", "", "```", outcome.details.rstrip(), "```"]
        plans = "".join(f"\n**{each.client}**\n\n{each.summary}" for each in self.outcomes if each.summary)
        return "\n".join(lines) + "\n" + plans

    def table(self) -> str:
        """A line for each client."""
        return text_table(self._rows())

    def total(self) -> str:
        """The last line."""
        return self._say(
            words.TOTAL,
            clients=len(self.outcomes),
            failed=len(self.failed),
            errors=sum(each.errors for each in self.outcomes),
            warnings=sum(each.warnings for each in self.outcomes),
            seconds=f"{self.seconds:.1f}",
        )

    def _say(self, wording: Wording, **facts: object) -> str:
        return wording.text(self.language, facts)

    def _rows(self) -> list[list[str]]:
        heads = [words.CLIENT, words.RESULT, words.ERRORS, words.WARNINGS, *self._own_heads(), words.SECONDS]
        return [[self._say(each) for each in heads], *(self._row(each) for each in self.outcomes)]

    def _own_heads(self) -> Sequence[Wording]:
        match self.task:
            case Task.CHECK:
                return ()
            case Task.BUILD | Task.PLAN:
                return (words.WRITTEN, words.REMOVED)
            case Task.TEST:
                return (words.SCENARIOS, words.TOUCHED)

    def _row(self, outcome: Outcome) -> list[str]:
        result = self._say(words.RESULTS[outcome.result])
        counts = [str(outcome.errors), str(outcome.warnings)]
        return [outcome.client, result, *counts, *self._own_cells(outcome), f"{outcome.seconds:.2f}"]

    def _own_cells(self, outcome: Outcome) -> Sequence[str]:
        match self.task:
            case Task.CHECK:
                return ()
            case Task.BUILD | Task.PLAN:
                return (str(outcome.written), str(outcome.removed))
            case Task.TEST:
                passed = f"{outcome.scenarios_passed}/{outcome.scenarios}"
                return (passed, f"{outcome.touched:.0f} %" if outcome.touched is not None else "-")

    def _shared(self, shared: Shared, output: OutputFormat) -> str:
        """A problem, and whose it is: once for all clients that have it."""
        if output is OutputFormat.GITHUB:
            return f"{shared.finding.shown.rstrip()} ({', '.join(shared.clients)})\n"
        count = len(shared.clients)
        if count == len(self.outcomes) == 1:
            return shared.finding.shown
        wording = words.SHARED if count > 1 else words.OF_ONE
        return f"{shared.finding.shown}{self._say(wording, count=count, names=self._names(shared.clients))}\n\n"

    def _names(self, clients: Sequence[str]) -> str:
        joiner = "、" if self.language is Language.CHINESE else ", "
        named = joiner.join(clients[:_MOST_NAMES])
        more = len(clients) - _MOST_NAMES
        return self._say(words.AND_MORE, names=named, count=more) if more > 0 else named

    def _not_built(self, output: OutputFormat) -> str:
        """What to do where somebody insists on what is built."""
        clients = [each.client for each in self.failed if each.result is Result.PENDING]
        if not clients:
            return ""
        said = self._say(words.NOT_BUILT, names=self._names(clients))
        return (
            f"{annotation('error', {'title': 'lowcode fleet build'}, said)}\n"
            if output is OutputFormat.GITHUB
            else f"{said}\n\n"
        )

    def _details(self, output: OutputFormat) -> Iterator[str]:
        """What is told of single clients; what is the same for several once."""
        owners: dict[tuple[str, bool], list[str]] = {}
        for each in self.outcomes:
            if each.details:
                owners.setdefault((each.details, each.has_failed), []).append(each.client)
        for (details, has_failed), clients in owners.items():
            if output is OutputFormat.GITHUB and has_failed:
                yield f"{annotation('error', {'title': ', '.join(clients)}, details.rstrip())}\n"
            else:
                yield f"{self._names(clients)}\n{details}\n"

    def _document(self) -> str:
        content = {
            "version": VERSION,
            "task": self.task.value,
            "clients": [_as_json(each, is_plan=self.task is Task.PLAN) for each in self.outcomes],
            "diagnostics": [
                {**json.loads(each.finding.shown), "clients": list(each.clients)}
                for each in shared_findings(self.outcomes)
            ],
            "seconds": round(self.seconds, 2),
        }
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _as_json(outcome: Outcome, *, is_plan: bool) -> dict[str, object]:
    details = outcome.details or None
    return {
        "name": outcome.client,
        "result": outcome.result.value,
        "errors": outcome.errors,
        "warnings": outcome.warnings,
        "written": outcome.written,
        "removed": outcome.removed,
        "plan" if is_plan else "details": json.loads(details) if is_plan and details else details,
        "scenarios": outcome.scenarios,
        "scenarios_passed": outcome.scenarios_passed,
        "touched": outcome.touched,
        "seconds": round(outcome.seconds, 3),
    }


def text_table(rows: Sequence[Sequence[str]]) -> str:
    """Columns of equal width; the first two to the left, numbers to the right."""
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "".join(f"{'  '.join(_cells(row, widths)).rstrip()}\n" for row in rows)


def _cells(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    for column, (cell, wide) in enumerate(zip(row, widths, strict=True)):
        space = " " * (wide - width(cell))
        yield f"{cell}{space}" if column < 2 else f"{space}{cell}"


def _markdown_table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |"
        if number == 0:
            yield f"|{' --- |' * len(row)}"
