"""A process that kills migrations: `python -m tests.migrations.killing FOLDER PACKAGE` reads lines `POINT URL`.

For each it forks a child that migrates the database at URL and kills itself (SIGKILL) before its POINT-th statement,
before its commit (`commit`) or after it, before what is left is done (`left`); `count` kills nobody and answers the
number of statements. A fork is a process like any other to the database, and needs no second to start.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from unittest import mock

from sqlalchemy import Engine, event

from lowcode.runtime.command_line import main
from lowcode.runtime.commands import migrate as migrate_command
from lowcode.runtime.definitions import ApplicationDefinition
from tests.harness.apps import GeneratedApp


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class _Count:
    """Statements so far."""

    value = 0


def _migrate(application: ApplicationDefinition, point: str, url: str) -> int:
    """What the child does; the answer is the number of statements."""
    count = _Count()

    def before_statement(*_: object) -> None:
        count.value += 1
        if point.isdecimal() and count.value == int(point):
            _die()

    event.listen(Engine, "before_cursor_execute", before_statement)
    if point == "commit":
        event.listen(Engine, "commit", _die)
    with mock.patch.dict(os.environ, DATABASE_URL=url):
        if point == "left":
            with mock.patch.object(migrate_command, "_finish", _die):
                main(application, ["migrate", "--no-backup"])
        main(application, ["migrate", "--no-backup"])
    return count.value


def _in_child(application: ApplicationDefinition, point: str, url: str) -> str:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.write(writing, str(_migrate(application, point, url)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        counted = answer.read()
    _, status = os.waitpid(child, 0)
    return "killed" if os.WIFSIGNALED(status) else counted or "failed"


def kill_at_each_point() -> None:
    """Answers each line with `killed`, `failed` or the number of statements."""
    application = GeneratedApp(Path(sys.argv[1]), sys.argv[2]).definition()
    for line in sys.stdin:
        point, url = line.split()
        print(_in_child(application, point, url), flush=True)


if __name__ == "__main__":
    kill_at_each_point()
