"""`python -m bench`: measure, print, write `docs/benchmarks.md`; the exit code says whether all targets are met."""

from __future__ import annotations

import argparse
import datetime
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.compiling.measuring import measure_compiling, where_the_time_goes
from bench.fleet.measuring import measure_fleet
from bench.migrating.measuring import measure_migrating
from bench.process.application import SPEC, open_app
from bench.process.rules import measure_rules
from bench.process.saves import SPEC as RULED
from bench.process.saves import measure_saves
from bench.process.timers import measure_timers
from bench.report import Report
from bench.reporting.application import SPEC as REPORTED
from bench.reporting.application import fill
from bench.reporting.measuring import measure_reports
from bench.serving.contestant import Contestant
from bench.serving.dataset import CUSTOMERS, Dataset, make_dataset
from bench.serving.django_contestant import DjangoAdmin
from bench.serving.handwritten_contestant import Handwritten
from bench.serving.lowcode_contestant import Lowcode
from bench.serving.measuring import machine, measure_memory, measure_serving
from bench.targets import Measurement
from tests.harness.databases import Databases, PostgreSQLDatabases, SQLiteDatabases
from tests.harness.postgresql import PostgreSQL

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
DATA = Path(__file__).with_name("results.json")
SIZES = (10, 100, 1000)


def main() -> int:
    """Run what was asked for; what it finds replaces the same part of the last report."""
    options = _options()
    report = Report()
    if options.only in (None, "compiling"):
        _measure_compile_side(report, options)
    if options.only in (None, "fleet"):
        _measure_fleet(report, options)
    if options.only in (None, "serving"):
        _measure_serving_side(report, options)
    if options.only in (None, "process"):
        _measure_processes(report, options)
    if options.only in (None, "reports"):
        _measure_reports(report, options)
    if options.only in (None, "migrating"):
        _measure_migrating(report, options)
    for each in report.failures:
        print(f"missed: {each.name}: {each.value_text}, target {each.limit_text}")
    return 1 if report.failures else 0


def _keep(report: Report, part: str, options: argparse.Namespace) -> None:
    """Write the page after each part; a trial with fewer customers leaves it alone."""
    report.measured[part] = f"{datetime.datetime.now(datetime.UTC).date().isoformat()}, {machine()}"
    if options.customers == CUSTOMERS:
        latest = Report.load(DATA)
        latest.take(part, report)
        latest.save(DATA, PAGE)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", choices=("compiling", "fleet", "serving", "process", "reports", "migrating"))
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="entities of the generated specs")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    parser.add_argument("--seconds", type=float, default=8.0, help="of load per scenario and contestant")
    parser.add_argument("--requests", type=int, default=100_000, help="of the memory test; 0 leaves it out")
    return parser.parse_args()


def _measure_compile_side(report: Report, options: argparse.Namespace) -> None:
    report.compiling = []
    for each in measure_compiling(tuple(options.sizes)):
        report.compiling.append(each)
        _show(each)
    report.check_parts = where_the_time_goes()
    _keep(report, "compiling", options)


def _measure_fleet(report: Report, options: argparse.Namespace) -> None:
    for each in measure_fleet():
        report.fleet.append(each)
        _show(each)
    _keep(report, "fleet", options)


def _measure_serving_side(report: Report, options: argparse.Namespace) -> None:
    data = make_dataset(options.customers)
    ours = Lowcode()
    contestants: tuple[Contestant, ...] = (DjangoAdmin(), Handwritten(), ours)
    for name in options.database or ("sqlite", "postgresql"):
        print(f"serving, {name}", flush=True)
        with _databases(name) as databases:
            urls = {contestant.name: databases.fresh() for contestant in contestants}
            results = measure_serving(contestants, data, name, urls, options.seconds)
            report.serving[name] = results
            names = [contestant.name for contestant in contestants]
            report.targets[name] = list(results.comparisons(names[2], names[0], names[1]))
            for each in report.targets[name]:
                _show(each)
            _keep(report, name, options)
            if options.requests and name == "sqlite":
                report.memory = _memory(ours, data, urls[ours.name], options.requests)
                _keep(report, "memory", options)


def _memory(ours: Contestant, data: Dataset, url: str, requests: int) -> list[Measurement]:
    measured = list(measure_memory(ours, data, {"DATABASE_URL": url}, requests))
    for each in measured:
        _show(each)
    return measured


def _measure_processes(report: Report, options: argparse.Namespace) -> None:
    for name in options.database or ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory(prefix="lowcode-bench-") as folder, _databases(name) as databases:
            for spec, measure in ((SPEC, measure_timers), (SPEC, measure_rules), (RULED, measure_saves)):
                app = open_app(Path(folder), databases.fresh(), spec)
                for each in measure(app, name):
                    report.processes.append(each)
                    _show(each)
                app.database.close()
    if not options.database:
        _keep(report, "process", options)


def _measure_reports(report: Report, options: argparse.Namespace) -> None:
    for name in options.database or ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory(prefix="lowcode-bench-") as folder, _databases(name) as databases:
            app = open_app(Path(folder), databases.fresh(), REPORTED)
            fill(app, name)
            for each in measure_reports(app, name):
                report.reports.append(each)
                _show(each)
            app.database.close()
    if not options.database:
        _keep(report, "reports", options)


def _measure_migrating(report: Report, options: argparse.Namespace) -> None:
    for name in options.database or ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory(prefix="lowcode-bench-") as folder, _databases(name) as databases:
            for each in measure_migrating(databases, Path(folder), name):
                report.migrating.append(each)
                _show(each)
    if not options.database:
        _keep(report, "migrating", options)


@contextmanager
def _databases(name: str) -> Iterator[Databases]:
    with tempfile.TemporaryDirectory(prefix="lowcode-bench-") as scratch:
        if name == "sqlite":
            yield SQLiteDatabases(Path(scratch))
            return
        server = PostgreSQL(Path(scratch) / "postgresql", durable=True)
        try:
            yield PostgreSQLDatabases(server)
        finally:
            server.stop()


def _show(measurement: Measurement) -> None:
    cells: Sequence[str] = (measurement.value_text, measurement.limit_text, measurement.verdict)
    print(f"  {measurement.name:56} {cells[0]:>12} {cells[1]:>12}  {cells[2]}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
