"""Runs a built application for `lowcode run`: migrate, sample, serve; again when the specification changes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from watchfiles import watch

from lowcode.workspace import SUFFIX, project_root

_SPECIFICATIONS = frozenset({SUFFIX, ".yaml", ".yml"})
_OWNERS = frozenset({".py", ".html", ".css", ".js", ".svg", ".png"})
"""What an owner writes; not what Python writes beside it."""
_PATIENCE = 10
"""Seconds that a server gets to end."""


class Server:
    """The program of a generated application."""

    def __init__(self, folder: Path, package: str, host: str, port: int) -> None:
        self._folder = folder
        self._package = package
        self._serve = ["serve", "--host", host, "--port", str(port)]
        self._process: subprocess.Popen[bytes] | None = None

    def prepare(self, *, sample: bool) -> bool:
        """Brings the database up to date; False if the application says no."""
        steps = [["migrate"], ["sample"]] if sample else [["migrate"]]
        return all(self._run(step) == 0 for step in steps)

    def serve(self) -> int:
        """Serves until it is interrupted; the exit code."""
        try:
            return self._run(self._serve)
        except KeyboardInterrupt:
            return 0

    def restart(self) -> None:
        """Ends the server and starts what was built since."""
        self._stop()
        if self.prepare(sample=False):
            self._process = subprocess.Popen(self._command(self._serve), cwd=self._folder)  # noqa: S603 - our own

    def _run(self, arguments: list[str]) -> int:
        return subprocess.run(self._command(arguments), cwd=self._folder, check=False).returncode  # noqa: S603 - our own

    def _command(self, arguments: list[str]) -> list[str]:
        return [sys.executable, "-m", self._package, *arguments]

    def _stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def __enter__(self) -> Self:
        self.restart()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        self._stop()
        return kind is KeyboardInterrupt


def changes(spec: Path, custom: Path) -> Iterator[bool]:
    """Yields whenever something has changed that the specification may consist of, or what its owner has written.

    True if the owner's code is among it: what runs has to be started again, whatever the build comes to.
    """
    folder = spec if spec.is_dir() else spec.parent
    own = custom.resolve()
    roots = {project_root(folder.resolve()), *([own] if own.is_dir() else [])}
    for found in watch(*roots):
        paths = [Path(path) for _, path in found]
        is_custom = any(path.is_relative_to(own) and path.suffix in _OWNERS for path in paths)
        if is_custom or any(path.suffix in _SPECIFICATIONS for path in paths):
            yield is_custom
