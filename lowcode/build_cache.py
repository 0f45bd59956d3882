"""Remembers finished builds, so that a build with nothing to do ends before the compiler is even loaded.

The memory is a file in the user's cache and never trusted further than this: the same compiler, the same sources, and
every file of the output with the size and time of change that it had. Without it a build takes longer, nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from lowcode.cache_folder import cache_folder, write_private
from lowcode.workspace import Sources

_PACKAGE = Path(__file__).parent


def is_up_to_date(sources: Sources, out: Path) -> bool:
    """Whether the output is exactly what the last build of these sources left."""
    path = _path(out)
    if path is None:
        return False
    try:
        memory = json.loads(path.read_text(encoding="utf-8"))
        if memory["key"] != _key(sources):
            return False
        return all(_state(out / name) == state for name, state in memory["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def remember(sources: Sources, out: Path, paths: Iterable[str]) -> None:
    """Notes a build that ended without anything to say."""
    path = _path(out)
    if path is None:
        return
    with contextlib.suppress(OSError):
        files = {name: _state(out / name) for name in sorted(paths)}
        write_private(path, json.dumps({"key": _key(sources), "files": files}))


def _path(out: Path) -> Path | None:
    folder = cache_folder()
    if folder is None:
        return None
    return folder / f"build-{hashlib.sha256(str(out.resolve()).encode()).hexdigest()[:24]}.json"


def _state(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def _key(sources: Sources) -> str:
    """A hash over the compiler's own files and all sources."""
    digest = hashlib.sha256()
    for folder, folders, names in os.walk(_PACKAGE):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            digest.update(f"{folder}/{name} {_state(Path(folder, name))}\n".encode())
    for path, source in sources.files.items():
        digest.update(f"{path}\0{source.text}\0".encode())
    for path, text in sorted(sources.data_files.items()):
        digest.update(f"{path}\0{text}\0".encode())
    return digest.hexdigest()
