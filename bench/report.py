"""Renders `docs/benchmarks.md`. Nothing in that page is written by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from bench.serving.contestant import SCENARIOS
from bench.serving.measuring import Results
from bench.targets import Measurement

INTRODUCTION = """# Benchmarks

Written by `make bench`; numbers that are typed in by hand do not belong here.
Each target is a line that passes or fails.

- Compile side: every command runs in a fresh process; specs have ten fields and one reference per entity.
- Fleet: 100 clients import a base of 40 entities in eight files and add an entity and a field; every fourth leaves out
  the file that is changed. Memory is that of all processes together, looked at ten times a second, shared pages once.
- Serving side: 100,000 customers, 200,000 contacts, 100,000 deals, 20 users; two workers on the cores that the load
  generator uses too; logged in; every answer is checked (status, number of rows, an expected text). The Django admin
  runs under gunicorn with two workers of four threads, the hand-written application (Starlette, SQLAlchemy Core, Jinja;
  composite and bigram indexes) under uvicorn with two workers. All three keep the same records and are asked in turn,
  twice, each time in four stretches with new connections; the best counts, so that no rate depends on the chance by
  which two event loops share eight connections. To create is to open the form (where the CSRF token comes from) and
  to send it: two requests, with all checks and a line of history. Processor time is that of the server's processes
  per request.
- Reports: 1,000,000 deals of 20 sellers and 10,000 customers over two years. Bare SQL is the very statement that the
  report asks, sent by the driver alone, its rows fetched; Django's ORM asks for the sum by owner and month on the same
  table. Best of four, in turn.
- Migrating: a table of 1,000,000 records changes, each time a copy of it; without the backup, with the comparison at
  the end. Somebody else reads single records meanwhile, a third one writes them, and the longest that he waits is
  told. By hand is what one would write for Alembic, in one transaction. Without downtime the four changes run at once
  beside the app, which gets half of the time: people make, change and list records by HTTP in the app of before, in
  both, then in the new one, as fast as one server lets them, and what they are refused is counted. The batches of the
  expansion are done by `migrate` itself, and on another copy by two workers of the new code.
"""


@dataclass(slots=True)
class Report:
    """What was measured, by parts: each can be measured anew while the others stay."""

    measured: dict[str, str] = field(default_factory=dict)
    """Part → day and machine."""
    compiling: list[Measurement] = field(default_factory=list)
    check_parts: list[tuple[str, float]] = field(default_factory=list)
    fleet: list[Measurement] = field(default_factory=list)
    serving: dict[str, Results] = field(default_factory=dict)
    targets: dict[str, list[Measurement]] = field(default_factory=dict)
    memory: list[Measurement] = field(default_factory=list)
    processes: list[Measurement] = field(default_factory=list)
    reports: list[Measurement] = field(default_factory=list)
    migrating: list[Measurement] = field(default_factory=list)

    @classmethod
    def load(cls, path: Path) -> Report:
        """The report as the last run left it."""
        return msgspec.json.decode(path.read_bytes(), type=cls) if path.is_file() else cls()

    def save(self, data: Path, page: Path) -> None:
        """The numbers and the page that shows them."""
        data.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n")
        page.write_text(self.render(), encoding="utf-8")

    def take(self, part: str, other: Report) -> None:
        """Replace one part by what another run has measured."""
        self.measured[part] = other.measured[part]
        match part:
            case "compiling":
                self.compiling, self.check_parts = other.compiling, other.check_parts
            case "fleet":
                self.fleet = other.fleet
            case "memory":
                self.memory = other.memory
            case "process":
                self.processes = other.processes
            case "reports":
                self.reports = other.reports
            case "migrating":
                self.migrating = other.migrating
            case database:
                self.serving[database] = other.serving[database]
                self.targets[database] = other.targets[database]

    @property
    def failures(self) -> list[Measurement]:
        """The targets that were missed."""
        every = [
            *self.compiling,
            *self.fleet,
            *self.memory,
            *self.processes,
            *self.reports,
            *self.migrating,
            *(each for group in self.targets.values() for each in group),
        ]
        return [each for each in every if each.passed is False]

    def render(self) -> str:
        """The whole page."""
        parts = [INTRODUCTION, *self._compile_side()]
        if self.fleet:
            parts += ["\n## Fleet\n", self._when("fleet"), _lines(self.fleet)]
        for database, results in self.serving.items():
            parts += [f"\n## Serving, {database}\n", self._when(database), _rates(results)]
            parts += ["", _lines(self.targets[database])]
        if self.memory:
            parts += ["\n## Memory\n", self._when("memory"), _lines(self.memory)]
        if self.processes:
            parts += ["\n## Processes\n", self._when("process"), _lines(self.processes)]
        if self.reports:
            parts += ["\n## Reports\n", self._when("reports"), _lines(self.reports)]
        if self.migrating:
            parts += ["\n## Migrating\n", self._when("migrating"), _lines(self.migrating)]
        missed = [f"- {each.name}: {each.value_text}, target {each.limit_text}" for each in self.failures]
        parts += ["\n## Missed targets\n", "\n".join(missed) or "None."]
        return "\n".join(parts) + "\n"

    def _when(self, part: str) -> str:
        return f"Measured on {self.measured[part]}.\n"

    def _compile_side(self) -> Iterable[str]:
        if not self.compiling:
            return []
        parts = ["\n## Compiling\n", self._when("compiling"), _lines(self.compiling)]
        if self.check_parts:
            rows = [(name, f"{value:.0f} ms") for name, value in self.check_parts]
            parts += ["\nWhere the time of a cold `lowcode check specs/crm` goes:\n", _table(("part", "time"), rows)]
        return parts


def _lines(measurements: Sequence[Measurement]) -> str:
    rows = [(each.name, each.value_text, each.limit_text, each.verdict) for each in measurements]
    return _table(("what", "measured", "target", ""), rows)


def _rates(results: Results) -> str:
    names = list(results.rates)
    heads = (
        "scenario",
        *(f"{name}: requests/s" for name in names),
        *(f"{name}: p50 of 8 / alone, processor" for name in names),
    )
    rows = [
        (
            scenario,
            *(f"{results.rates[name][scenario].per_second:,.0f}" for name in names),
            *(_times(results, name, scenario) for name in names),
        )
        for scenario in SCENARIOS
    ]
    return _table(heads, rows)


def _times(results: Results, name: str, scenario: str) -> str:
    rate = results.rates[name][scenario]
    return f"{rate.p50_busy:.1f} / {rate.p50_alone:.1f}, {rate.processor_milliseconds:.2f} ms"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
