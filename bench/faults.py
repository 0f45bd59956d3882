"""`python -m bench.faults`: processes are killed fifty times on each database; writes `docs/faults.md`."""

from __future__ import annotations

import argparse
import datetime
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.serving.measuring import machine
from tests.harness.apps import AppUnderTest
from tests.harness.databases import Databases, PostgreSQLDatabases, SQLiteDatabases
from tests.harness.faults import SPEC, Findings, run_trial
from tests.harness.postgresql import PostgreSQL
from tests.harness.specs import SpecCompiler

PAGE = Path(__file__).resolve().parent.parent / "docs" / "faults.md"
WORKERS = {"sqlite": 1, "postgresql": 3}

INTRODUCTION = """# Faults

Written by `make faults`; numbers that are typed in by hand do not belong here.

An app under load: somebody makes orders over the web; a rule makes a note of each, tells a user, calls another system,
and two seconds later makes a second note, counts, and calls again; a schedule counts every minute. The other system
fails one time in ten, and hangs up after doing what it was asked one time in ten. The web server and the workers are
killed (`kill -9`) at random moments and started again. On SQLite the web server has its embedded runner, and one
`worker` works beside it; on PostgreSQL there are three.

Afterwards each order must have exactly one of each note, one message, one count; the schedule's counts must be as many
as its runs; each call must have come at least once and always with the same key; nothing may wait or have failed.
"""


def main() -> int:
    """Run the trials; the exit code says whether all was as it must be."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=tuple(WORKERS), action="append")
    options = parser.parse_args()
    found = {}
    for name in options.database or WORKERS:
        with tempfile.TemporaryDirectory(prefix="lowcode-faults-") as scratch, _databases(name, scratch) as databases:
            found[name] = _trial(databases, Path(scratch), options.kills, options.seed)
        print(_line(name, found[name]), *found[name].wrong, sep="\n", flush=True)
    if not options.database:
        PAGE.write_text(_page(found), encoding="utf-8")
    return 1 if any(each.wrong for each in found.values()) else 0


def _trial(databases: Databases, scratch: Path, kills: int, seed: int) -> Findings:
    app = SpecCompiler(scratch)(SPEC)
    url = databases.fresh()
    app.run(url, "migrate")
    under_test = AppUnderTest(app, url, app.definition())
    try:
        return run_trial(under_test, kills, seed, WORKERS[databases.name])
    finally:
        under_test.close()


@contextmanager
def _databases(name: str, scratch: str) -> Iterator[Databases]:
    if name == "sqlite":
        yield SQLiteDatabases(Path(scratch))
        return
    with tempfile.TemporaryDirectory(prefix="lowcode-faults-server-") as folder:
        server = PostgreSQL(Path(folder) / "postgresql", durable=True)
        try:
            yield PostgreSQLDatabases(server)
        finally:
            server.stop()


def _page(found: dict[str, Findings]) -> str:
    heads = "| database | kills: web, workers | orders | timers run | calls | calls that came again | wrong | seconds |"
    lines = [_line(name, each) for name, each in found.items()]
    wrong = [f"- {name}: {text}" for name, each in found.items() for text in each.wrong]
    measured = f"\nMeasured on {datetime.datetime.now(datetime.UTC).date().isoformat()}, {machine()}.\n"
    return "\n".join([INTRODUCTION + measured, heads, "|---" * 8 + "|", *lines, *wrong]) + "\n"


def _line(name: str, found: Findings) -> str:
    cells = (
        name,
        f"{found.kills['web']}, {found.kills['worker']}",
        f"{found.orders:,}",
        f"{found.timers:,}",
        f"{found.calls:,}",
        f"{found.repeated_calls:,}",
        str(len(found.wrong)),
        f"{found.seconds:.0f}",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
