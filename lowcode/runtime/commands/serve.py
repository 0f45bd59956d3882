"""`serve`: the web server, on a database that fits the code."""

from __future__ import annotations

import os
import sys

import uvicorn

from lowcode.runtime.commands.console import Console
from lowcode.runtime.http.settings import Settings, SettingsError
from lowcode.runtime.serving import PACKAGE_VARIABLE

FACTORY = "lowcode.runtime.serving:make_application"
_SHUTDOWN_SECONDS = 10
FRUGAL = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "1048576"}
"""For the C library: threads share their memory, and the 19 MiB of a password check go back at once."""


def run_serve(console: Console, *, host: str, port: int, workers: int) -> None:
    """Serves until it is stopped. Each worker opens the database for itself."""
    try:
        Settings.from_environment(os.environ, console.folder, console.application.name)
    except SettingsError as error:
        raise console.fail("settings.wrong", problem=str(error)) from error
    console.require_current()
    console.close()
    os.environ[PACKAGE_VARIABLE] = console.application.package
    shown_host = f"[{host}]" if ":" in host else host
    label = console.application.label.texts[0]
    console.print("serving", label=label, url=f"http://{shown_host}:{port}")
    if workers > 1:
        _become_supervisor(host, port, workers)
    uvicorn.run(
        FACTORY,
        factory=True,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )


def _become_supervisor(host: str, port: int, workers: int) -> None:
    """Turn this process into the one that watches the workers: the app that it has loaded would only take memory."""
    sys.stdout.flush()
    options = ("--host", host, "--port", str(port), "--workers", str(workers), "--shutdown", str(_SHUTDOWN_SECONDS))
    command = [sys.executable, "-m", "lowcode.runtime.workers.supervisor", FACTORY, *options]
    os.execve(sys.executable, command, {**FRUGAL, **os.environ})  # noqa: S606 - our own interpreter, no shell
