"""Runs programs and tells what they cost: time, memory of a whole process tree."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a program took."""

    seconds: float
    peak_mebibytes: float


class CommandFailedError(Exception):
    """A measured program failed; a measurement of it would mean nothing."""


def measure(command: Sequence[str | Path], directory: Path, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a program in a fresh process; the memory is the largest of it and the programs that it runs."""
    started = time.perf_counter()
    with subprocess.Popen(
        [str(part) for part in command],
        cwd=directory,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        output = process.stdout.read() if process.stdout else b""
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        message = f"{' '.join(map(str, command))} ended with {process.returncode}:\n{output.decode(errors='replace')}"
        raise CommandFailedError(message)
    return Cost(seconds, usage.ru_maxrss / 1024)


def best(costs: Sequence[Cost]) -> Cost:
    """The quickest of several runs: the others waited for something else."""
    return min(costs, key=lambda cost: cost.seconds)


def tree_mebibytes(process: int) -> float:
    """Resident memory of a process and all below it, pages that they share counted once each (PSS)."""
    root = psutil.Process(process)
    return float(sum(each.memory_full_info().pss for each in (root, *root.children(recursive=True)))) / MEBIBYTE


def tree_processor_seconds(process: int) -> float:
    """Processor time that a process and all below it have used so far."""
    root = psutil.Process(process)
    times = [each.cpu_times() for each in (root, *root.children(recursive=True))]
    return float(sum(each.user + each.system for each in times))


def stop_tree(process: subprocess.Popen[bytes]) -> None:
    """End a server and its workers."""
    members = [*psutil.Process(process.pid).children(recursive=True)] if process.poll() is None else []
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for member in members:
        if member.is_running():
            member.kill()
