"""Starts the workers, starts new ones for those that end, and ends with all of them."""

from __future__ import annotations

import argparse
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from types import FrameType

from lowcode.runtime.workers.loads import ABSENT, Loads

_BACKLOG = 2048
_LOOK_EVERY = 0.5
_GRACE = 5
"""Seconds beyond the time for open requests, after which a worker is killed."""


class Supervisor:
    """The process that watches. It has not loaded the app, so it takes little memory."""

    def __init__(self, factory: str, listener: socket.socket, workers: int, shutdown_seconds: int) -> None:
        self._factory = factory
        self._listener = listener
        self._workers = workers
        self._shutdown_seconds = shutdown_seconds
        self._memory = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process
        self._memory.truncate(Loads.size(workers))
        self._loads = Loads(self._memory.fileno(), workers)
        self._processes: list[subprocess.Popen[bytes]] = []
        self._ends = threading.Event()
        self._renews = False
        self.exit_code = 0

    def run(self) -> int:
        """Serves until a signal ends it; the answer is the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        signal.signal(signal.SIGHUP, self._renew)
        self._processes = [self._start(place) for place in range(self._workers)]
        while not self._ends.wait(_LOOK_EVERY):
            self._replace_the_dead()
            if self._renews:
                self._renews = False
                self._renew_all()
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            self._wait_for(process)
        return self.exit_code

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._ends.set()

    def _renew(self, _number: int, _frame: FrameType | None) -> None:
        self._renews = True

    def _start(self, place: int) -> subprocess.Popen[bytes]:
        self._loads[place] = ABSENT
        descriptors = (self._listener.fileno(), self._memory.fileno())
        numbers = {
            "listener": descriptors[0],
            "loads": descriptors[1],
            "workers": self._workers,
            "place": place,
            "shutdown": self._shutdown_seconds,
        }
        options = [part for name, number in numbers.items() for part in (f"--{name}", str(number))]
        command = [sys.executable, "-m", "lowcode.runtime.workers.worker", self._factory, *options]
        return subprocess.Popen(command, pass_fds=descriptors)  # noqa: S603 - our own interpreter, no shell

    def _replace_the_dead(self) -> None:
        """If none serves and one could not even start, the next would not either: then all is over."""
        for place, process in enumerate(self._processes):
            code = process.poll()
            if code is None or self._ends.is_set():
                continue
            if code > 0 and not any(self._is_ready(each) for each in range(self._workers)):
                self.exit_code = code
                self._ends.set()
            else:
                self._processes[place] = self._start(place)

    def _renew_all(self) -> None:
        """New workers in place of the old ones, one after the other, so that there are always some."""
        for place, process in enumerate(self._processes):
            process.terminate()
            self._wait_for(process)
            if self._ends.is_set():
                return
            self._processes[place] = self._start(place)
            while not self._is_ready(place) and self._processes[place].poll() is None:
                if self._ends.wait(0.1):
                    return

    def _is_ready(self, place: int) -> bool:
        return self._loads.as_list()[place] != ABSENT

    def _wait_for(self, process: subprocess.Popen[bytes]) -> None:
        try:
            process.wait(self._shutdown_seconds + _GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def listen(host: str, port: int) -> socket.socket:
    """The socket that all workers take their connections from."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(_BACKLOG)
    return listener


def main() -> int:
    """Serves an app with several workers."""
    parser = argparse.ArgumentParser(prog="python -m lowcode.runtime.workers.supervisor")
    parser.add_argument("factory", help="module:function that makes the app in each worker")
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--shutdown", type=int, default=10, help="seconds for what is open at the end")
    options = parser.parse_args()
    try:
        listener = listen(options.host, options.port)
    except OSError as error:
        print(f"{options.host}:{options.port}: {error.strerror}", file=sys.stderr)  # noqa: T201 - nothing else runs
        return 1
    return Supervisor(options.factory, listener, options.workers, options.shutdown).run()


if __name__ == "__main__":
    sys.exit(main())
