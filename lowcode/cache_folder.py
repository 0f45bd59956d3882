"""Where lowcode keeps what it can compute again: a folder of the user, readable and writable by nobody else.

`LOWCODE_CACHE` names another folder; if it is empty, nothing is kept.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path


def cache_folder() -> Path | None:
    """The folder, or None if nothing shall be kept."""
    configured = os.environ.get("LOWCODE_CACHE")
    if configured is not None:
        return Path(configured) if configured else None
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - `Path` raises without a home
    return Path(base) / "lowcode" if Path(base).is_absolute() else None


def is_private(path: Path) -> bool:
    """Whether the file is this user's and nobody else may write it: only then is it believed."""
    if not hasattr(os, "getuid"):
        return True
    status = path.stat()
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def write_private(path: Path, text: str) -> None:
    """Writes a file at once and for this user only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.chmod(0o600)
    draft.replace(path)
