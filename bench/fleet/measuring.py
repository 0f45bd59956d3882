"""Builds a hundred clients of one base, again with nothing changed, and again after a change of the base."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil

from bench.fleet.sizes import CLIENTS, change_base, client_name, is_concerned, write_fleet
from bench.processes import CommandFailedError, Cost, tree_mebibytes
from bench.targets import Measurement

LOWCODE = Path(sys.executable).with_name("lowcode")
BUILD_LIMIT = 90.0
MEMORY_LIMIT = 1024.0
NO_CHANGE_LIMIT = 3.0
_PAUSE = 0.1


def measure_fleet(clients: int = CLIENTS) -> Iterator[Measurement]:
    """All lines of the fleet side."""
    with tempfile.TemporaryDirectory(prefix="lowcode-bench-") as scratch:
        folder = Path(scratch) / "fleet"
        cache = {"LOWCODE_CACHE": str(Path(scratch) / "cache")}
        write_fleet(folder, clients)
        cost = _run(folder, cache, "check")
        yield Measurement(f"check, {clients} clients", cost.seconds, "s")
        cost = _run(folder, cache, "build")
        yield Measurement(f"build, {clients} clients", cost.seconds, "s", BUILD_LIMIT)
        yield Measurement(f"build, {clients} clients, memory of all", cost.peak_mebibytes, "MiB", MEMORY_LIMIT)
        yield from _nothing_changed(folder, cache)
        yield from _base_changed(folder, cache, clients)


def _nothing_changed(folder: Path, cache: Mapping[str, str]) -> Iterator[Measurement]:
    before = _times(folder)
    yield Measurement("nothing changed, build", _run(folder, cache, "build").seconds, "s", NO_CHANGE_LIMIT)
    fresh = {"LOWCODE_CACHE": ""}
    cost = _run(folder, fresh, "build", "--changed")
    yield Measurement("nothing changed, build --changed, no cache", cost.seconds, "s", NO_CHANGE_LIMIT)
    yield Measurement("nothing changed, status", _run(folder, fresh, "status").seconds, "s", NO_CHANGE_LIMIT)
    yield Measurement("nothing changed, clients rewritten", len(_rewritten(before, _times(folder))), "", 0)


def _base_changed(folder: Path, cache: Mapping[str, str], clients: int) -> Iterator[Measurement]:
    before = _times(folder)
    change_base(folder)
    yield Measurement("one base field changed, build", _run(folder, cache, "build", "--changed").seconds, "s")
    rewritten = _rewritten(before, _times(folder))
    concerned = {client_name(number) for number in range(1, clients + 1) if is_concerned(number)}
    yield Measurement("one base field changed, clients rewritten", len(rewritten), "")
    yield Measurement("one base field changed, wrongly rewritten or left", len(rewritten ^ concerned), "", 0)


def _run(folder: Path, environment: Mapping[str, str], *arguments: str) -> Cost:
    """One command in a fresh process; what it takes while it runs."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [LOWCODE, "fleet", *arguments], cwd=folder, env={**inherited, **environment}, stdout=said, stderr=said
        )
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, _memory(process.pid))
            time.sleep(_PAUSE)
        seconds = time.perf_counter() - started
        if process.returncode != 0:
            said.seek(0)
            raise CommandFailedError(said.read().decode(errors="replace"))
    return Cost(seconds, peak)


def _memory(process: int) -> float:
    try:
        return tree_mebibytes(process)
    except (psutil.NoSuchProcess, psutil.AccessDenied):  # one of them has just ended
        return 0.0


def _times(folder: Path) -> dict[str, dict[str, int]]:
    """When each generated file of each client was written."""
    return {
        client.name: {
            path.relative_to(client).as_posix(): path.stat().st_mtime_ns for path in client.rglob("*") if path.is_file()
        }
        for client in (folder / "generated").iterdir()
    }


def _rewritten(before: dict[str, dict[str, int]], after: dict[str, dict[str, int]]) -> set[str]:
    return {client for client in before.keys() | after.keys() if before.get(client) != after.get(client)}
