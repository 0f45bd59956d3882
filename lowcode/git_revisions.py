"""Specifications as they were: what git has at a revision. Reads; nothing in the repository or its folder changes."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_READ = (".lc", ".yaml", ".yml")
"""Endings of the files that a specification consists of."""


class GitError(Exception):
    """What git says, on one line."""


@contextmanager
def checked_out(path: Path, revision: str) -> Iterator[Path]:
    """`path` as it was at `revision`, in a folder that exists as long as the context does."""
    place = path.resolve()
    folder = place if place.is_dir() else _nearest(place.parent)
    root = Path(_git(folder, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    commit = _git(
        folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", said=revision
    )
    names = _git(root, "ls-tree", "-r", "-z", "--full-tree", "--name-only", commit.decode().strip()).decode()
    wanted = [name for name in names.split("\0") if name.endswith(_READ)]
    with TemporaryDirectory(prefix="lowcode-") as temporary:
        _write(root, commit.decode().strip(), wanted, Path(temporary))
        then = Path(temporary) / place.relative_to(root)
        if not then.exists():
            raise GitError(f"{revision}: {place.relative_to(root).as_posix()}")
        yield then


def _nearest(folder: Path) -> Path:
    """The folder, or the first one above it that is still there."""
    return folder if folder.is_dir() else _nearest(folder.parent)


def _write(root: Path, commit: str, names: list[str], folder: Path) -> None:
    """The files in one conversation with git, whose answers have a line with the length before each content."""
    asked = "".join(f"{commit}:{name}\n" for name in names if "\n" not in name)
    answer = _git(root, "cat-file", "--batch", given=asked.encode())
    position = 0
    for name in (name for name in names if "\n" not in name):
        end = answer.index(b"\n", position)
        size = int(answer[position:end].split()[-1])
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(answer[end + 1 : end + 1 + size])
        position = end + size + 2


def _git(folder: Path, *arguments: str, given: bytes = b"", said: str = "") -> bytes:
    try:
        finished = subprocess.run(  # noqa: S603 - arguments, never a shell
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - the git of whoever calls
            input=given,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise GitError("git") from error
    if finished.returncode:
        told = finished.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(told[-1] if told else said)
    return finished.stdout
