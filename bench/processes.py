"""Runs programs and tells what they cost: time, memory of a whole process tree."""

from __future__ import annotations

import os
import subprocess
import sys
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


LAUNCHER = """
import os, resource, sys, time
started = time.perf_counter()
status = os.waitstatus_to_exitcode(os.waitpid(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ), 0)[1])
seconds = time.perf_counter() - started
print(status, seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, sep=chr(9), file=sys.stderr)
"""
"""A small process between us and the program: a new process counts the memory of the one that started it as its own."""


def measure(command: Sequence[str | Path], directory: Path, variables: Mapping[str, str] | None = None) -> Cost:
    """Run a program in a fresh process; the memory is the largest of it and the programs that it runs.

    Bytecode is kept as it is for whoever installs lowcode, also where a shell forbids it: the first run writes it.
    """
    launched = [sys.executable, "-I", "-S", "-c", LAUNCHER, *(str(part) for part in command)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= variables or {}
    finished = subprocess.run(launched, cwd=directory, env=environment, capture_output=True, text=True, check=True)
    *complaints, last = finished.stderr.splitlines()
    status, seconds, kibibytes = last.split("\t")
    if status != "0":
        told = finished.stdout + "\n".join(complaints)
        message = f"{' '.join(map(str, command))} ended with {status}:\n{told}"
        raise CommandFailedError(message)
    return Cost(float(seconds), int(kibibytes) / 1024)


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
