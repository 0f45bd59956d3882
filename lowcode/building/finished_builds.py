"""Remembers finished builds, so that a build with nothing to do ends before the compiler is even loaded.

The memory is a file in the user's cache and never trusted further than this: the same compiler, the same sources, and
every file of the output with the size and time of change that it had. Without it a build takes longer, nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from lowcode.cache_folder import cache_folder, is_private, write_private
from lowcode.workspace import Sources

_PACKAGE = Path(__file__).parents[1]
_MOST_WAYS = 6
"""Of drawing warnings that are remembered: a terminal, a pipeline, two languages."""


@dataclass(frozen=True, slots=True)
class FinishedBuild:
    """A folder that holds what its sources build."""

    folder: Path
    package: str
    has_warnings: bool = False
    drawn: Mapping[str, list[list[Any]]] = field(default_factory=dict)
    """Its warnings as they were told, by the way of drawing them: what has to be said again each time."""


def finished_build(sources: Sources, out: Path | None) -> FinishedBuild | None:
    """The build that already holds exactly what these sources come to, or None.

    `out` is the folder that was asked for, None for the usual one.
    """
    path = _path(sources, out)
    if path is None:
        return None
    try:
        memory = json.loads(path.read_text(encoding="utf-8")) if is_private(path) else {}
        build = FinishedBuild(Path(memory["out"]), memory["package"], memory["has_warnings"], memory["drawn"])
        if memory["key"] != _key(sources):
            return None
        is_same = all(_state(build.folder / name) == was for name, was in memory["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return build if is_same else None


def silent_build(sources: Sources, out: Path | None) -> FinishedBuild | None:
    """The same, if there is nothing to say of it."""
    build = finished_build(sources, out)
    return None if build is None or build.has_warnings else build


def remember(sources: Sources, out: Path | None, build: FinishedBuild, paths: Iterable[str]) -> None:
    """Notes a build that ended without errors."""
    path = _path(sources, out)
    if path is None:
        return
    with contextlib.suppress(OSError):
        files = {name: _state(build.folder / name) for name in sorted(paths)}
        memory = {
            "out": str(build.folder), "package": build.package, "key": _key(sources), "files": files,
            "has_warnings": build.has_warnings, "drawn": {},
        }  # fmt: skip
        write_private(path, json.dumps(memory))


def remember_drawn(sources: Sources, out: Path | None, way: str, warnings: Sequence[Sequence[Any]]) -> None:
    """Adds the warnings of the build that is remembered, as they were told in one of the ways to draw them."""
    path, build = _path(sources, out), finished_build(sources, out)
    if path is None or build is None:
        return
    with contextlib.suppress(OSError, ValueError):
        memory = json.loads(path.read_text(encoding="utf-8"))
        others = [each for each in build.drawn.items() if each[0] != way]
        memory["drawn"] = dict([*others[1 - _MOST_WAYS :], (way, [list(each) for each in warnings])])
        write_private(path, json.dumps(memory))


def _path(sources: Sources, out: Path | None) -> Path | None:
    folder = cache_folder()
    if folder is None:
        return None
    project = f"{sources.folder.resolve()}\0{out.resolve() if out else Path.cwd()}"
    return folder / f"build-{hashlib.sha256(project.encode()).hexdigest()[:24]}.json"


def _state(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


@cache
def _compiler() -> bytes:
    """A hash over the compiler's own files: what runs is what was there when it began."""
    digest = hashlib.sha256()
    for folder, folders, names in os.walk(_PACKAGE):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            digest.update(f"{folder}/{name} {_state(Path(folder, name))}\n".encode())
    return digest.digest()


def _key(sources: Sources) -> str:
    """A hash over the compiler's own files and all sources."""
    digest = hashlib.sha256(_compiler())
    for path, source in sources.files.items():
        digest.update(f"{path}\0{source.text}\0".encode())
    for path, text in sorted(sources.data_files.items()):
        digest.update(f"{path}\0{text}\0".encode())
    return digest.hexdigest()
