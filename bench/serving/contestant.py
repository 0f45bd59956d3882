"""What the benchmark asks of each application, and how it is started."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.processes import stop_tree
from bench.serving.dataset import Dataset
from bench.serving.load import Question

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS = 2
START_DEADLINE = 60.0
SCENARIOS = ("list", "own rows only", "search of two characters", "filter, sort, page 20", "record", "form", "create")


class ServerFailedError(Exception):
    """A server did not come up; the text holds its output."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running application."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"


class Contestant(ABC):
    """One application: how to fill its database, start it, and ask it."""

    name: str

    @abstractmethod
    def prepare(self, data: Dataset, environment: Mapping[str, str]) -> None:
        """Make the tables of the database at DATABASE_URL and fill them."""

    @abstractmethod
    def command(self, port: int) -> Sequence[str]:
        """The command that serves with two workers."""

    @abstractmethod
    def sign_in(self, server: Server, data: Dataset) -> None:
        """Log in as the manager, who sees everything, and as the first seller."""

    @abstractmethod
    def questions(self, scenario: str, server: Server, data: Dataset) -> Callable[[], Iterator[Question]]:
        """An endless supply of requests of one kind, the same at every call."""

    @property
    def directory(self) -> Path:
        """Where the server starts."""
        return ROOT

    @contextmanager
    def serving(self, environment: Mapping[str, str], log: Path) -> Iterator[Server]:
        """The application on a free port, until the block ends."""
        port = free_port()
        with log.open("wb") as output:
            process = subprocess.Popen(
                self.command(port),
                cwd=self.directory,
                env={**os.environ, **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            _wait_until_ready(process, port, log)
            yield Server(process, port)
        finally:
            stop_tree(process)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run_module(module: str, environment: Mapping[str, str], *arguments: str, directory: Path = ROOT) -> None:
    """Run `python -m module`; what it prints shows only if it fails."""
    finished = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=directory,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        message = f"python -m {module} {' '.join(arguments)}:\n{finished.stdout}{finished.stderr}"
        raise ServerFailedError(message)


def cookie_header(client: httpx.Client) -> str:
    """What the client would send as its Cookie header."""
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar)


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_DEADLINE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            httpx.get(f"http://127.0.0.1:{port}/", timeout=5, follow_redirects=False)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    message = f"the server did not answer:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}"
    raise ServerFailedError(message)
