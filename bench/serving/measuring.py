"""Serves the same records from three applications in turn and compares their rates with the targets."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from bench.processes import tree_mebibytes, tree_processor_seconds
from bench.serving.contestant import SCENARIOS, Contestant, Server
from bench.serving.dataset import Dataset
from bench.serving.load import Outcome, drive
from bench.targets import Measurement

CONNECTIONS = 8
ROUNDS = 2
STRETCHES = 4
"""Of each round, every one with connections of its own: event loops that share a socket may take all of them into one
worker or share them, which doubles a rate by chance. The best stretch counts, so the chance is everybody's."""
WARM_UP_REQUESTS = 40
MEMORY_LIMIT = 240.0
MEMORY_GROWTH_LIMIT = 10.0
HTML_LIMIT = 32_000.0
HAND_WRITTEN_SHARE = 0.55
TIMES_DJANGO = {
    "sqlite": dict(zip(SCENARIOS, (5.0, 7.0, 6.0, 5.0, 6.0, 7.0, 4.0), strict=True)),
    "postgresql": dict(zip(SCENARIOS, (4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 3.0), strict=True)),
}
P50_LIMITS = {"list": 9.0, "record": 5.0, "form": 5.0}


@dataclass(frozen=True, slots=True)
class Rate:
    """What one contestant did in one scenario."""

    per_second: float
    p50_busy: float
    p50_alone: float
    html_bytes: float
    processor_milliseconds: float
    """Of the server's processes, per request: what is left of the truth when the machine has other work."""


@dataclass(slots=True)
class Results:
    """All rates of one database: contestant → scenario → rate."""

    database: str
    rates: dict[str, dict[str, Rate]] = field(default_factory=dict)

    def comparisons(self, ours: str, rival: str, hand_written: str) -> Iterator[Measurement]:
        """The targets, one line each."""
        for scenario in SCENARIOS:
            mine = self.rates[ours][scenario]
            times = mine.per_second / self.rates[rival][scenario].per_second
            share = mine.per_second / self.rates[hand_written][scenario].per_second
            limit = TIMES_DJANGO[self.database][scenario]
            yield Measurement(f"{scenario}, against the {rival}", times, "×", limit, at_least=True)
            yield Measurement(f"{scenario}, against {hand_written}", share, "×", HAND_WRITTEN_SHARE, at_least=True)
            if scenario in P50_LIMITS:
                yield Measurement(f"{scenario}, alone, p50", mine.p50_alone, "ms", P50_LIMITS[scenario])
        yield Measurement("list, size of the page", self.rates[ours]["list"].html_bytes, "bytes", HTML_LIMIT)


def measure_serving(
    contestants: Sequence[Contestant], data: Dataset, database: str, url_of: Mapping[str, str], seconds: float
) -> Results:
    """Fill each contestant's database, serve all of them, ask them in turn.

    What else the machine does hits all three alike: every scenario goes round twice, and the better round counts.
    """
    results = Results(database)
    with ExitStack() as open_until_the_end:
        scratch = Path(open_until_the_end.enter_context(tempfile.TemporaryDirectory(prefix="lowcode-bench-")))
        servers: dict[str, Server] = {}
        for contestant in contestants:
            environment = {"DATABASE_URL": url_of[contestant.name]}
            print(f"  {contestant.name}: filling {database}", flush=True)
            contestant.prepare(data, environment)
            _settle(environment["DATABASE_URL"])
            server = open_until_the_end.enter_context(contestant.serving(environment, scratch / contestant.name))
            contestant.sign_in(server, data)
            servers[contestant.name] = server
            results.rates[contestant.name] = {}
        for scenario in SCENARIOS:
            rounds = [
                [_rate(each, scenario, servers[each.name], data, seconds / ROUNDS) for each in contestants]
                for _ in range(ROUNDS)
            ]
            for contestant, rates in zip(contestants, zip(*rounds, strict=True), strict=True):
                results.rates[contestant.name][scenario] = _best(rates)
                _show(contestant.name, scenario, results.rates[contestant.name][scenario])
    return results


def _best(rates: Sequence[Rate]) -> Rate:
    return Rate(
        per_second=max(rate.per_second for rate in rates),
        p50_busy=min(rate.p50_busy for rate in rates),
        p50_alone=min(rate.p50_alone for rate in rates),
        html_bytes=rates[0].html_bytes,
        processor_milliseconds=min(rate.processor_milliseconds for rate in rates),
    )


def _show(contestant: str, scenario: str, rate: Rate) -> None:
    times = f"p50 {rate.p50_busy:7.1f} ms  alone {rate.p50_alone:6.1f} ms"
    processor = f"processor {rate.processor_milliseconds:6.2f} ms"
    print(f"    {contestant:14} {scenario:26} {rate.per_second:9.1f}/s  {times}  {processor}", flush=True)


def measure_memory(
    contestant: Contestant, data: Dataset, environment: Mapping[str, str], requests: int
) -> Iterator[Measurement]:
    """Resident memory of both workers and their parent, before and after many requests of all reading kinds."""
    reading = SCENARIOS[:-1]
    with (
        tempfile.TemporaryDirectory(prefix="lowcode-bench-") as scratch,
        contestant.serving(environment, Path(scratch) / "memory.log") as server,
    ):
        contestant.sign_in(server, data)
        share = requests // len(reading)
        _ask_all(contestant, reading, server, data, share // 10)
        warm = tree_mebibytes(server.process.pid)
        _ask_all(contestant, reading, server, data, share)
        final = tree_mebibytes(server.process.pid)
    yield Measurement(f"memory of 2 workers after {requests:,} requests", final, "MiB", MEMORY_LIMIT)
    yield Measurement("growth since the first tenth", final - warm, "MiB", MEMORY_GROWTH_LIMIT)


def _settle(url: str) -> None:
    """What PostgreSQL does by itself within minutes: statistics, and no vacuum in the middle of a measurement."""
    if url.startswith("postgresql"):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")


def _ask_all(contestant: Contestant, scenarios: Sequence[str], server: Server, data: Dataset, requests: int) -> None:
    for scenario in scenarios:
        questions = contestant.questions(scenario, server, data)
        drive(server.port, questions, connections=CONNECTIONS, requests=requests)


def _rate(contestant: Contestant, scenario: str, server: Server, data: Dataset, seconds: float) -> Rate:
    questions = contestant.questions(scenario, server, data)
    drive(server.port, questions, connections=CONNECTIONS, requests=WARM_UP_REQUESTS)
    before = tree_processor_seconds(server.process.pid)
    stretches = [
        drive(server.port, questions, connections=CONNECTIONS, seconds=seconds / STRETCHES) for _ in range(STRETCHES)
    ]
    spent = tree_processor_seconds(server.process.pid) - before
    alone = drive(server.port, questions, connections=1, seconds=seconds / 2)
    best = max(stretches, key=lambda each: each.per_second)
    processor = spent / sum(len(each.latencies) for each in stretches) * 1000
    return Rate(best.per_second, best.p50_milliseconds, alone.p50_milliseconds, _size(best), processor)


def _size(outcome: Outcome) -> float:
    return outcome.body_bytes / max(1, len(outcome.latencies))


def machine() -> str:
    """Where this was measured, as far as it matters."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    return f"{os.cpu_count()} × {models[0] if models else 'processor'}"
