"""What version control knows: which files have changed since a revision, and which clients that concerns."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from lowcode.fleet.definition import Client
from lowcode.fleet.state import last_manifest
from lowcode.workspace import Sources


class RevisionUnknownError(Exception):
    """There is no such revision, no repository, or no git."""


def changed_since(folder: Path, revision: str) -> frozenset[Path]:
    """Every file in `folder` that differs from what it was at `revision`, or is new."""
    git = shutil.which("git")
    if git is None or revision.startswith("-"):
        raise RevisionUnknownError(revision)
    differing = _said(git, folder, "diff", "--name-only", "--relative", "-z", revision, "--", ".")
    new = _said(git, folder, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    return frozenset(_plain(folder / path) for path in (*differing, *new))


def says_nothing(revision: str) -> bool:
    """Whether a pipeline has no commit to begin from: GitHub and GitLab say zeros for the first push of a branch."""
    return not revision.strip("0 ")


def is_concerned(client: Client, sources: Sources, changed: Iterable[Path]) -> bool:
    """Whether one of the files is read for the client or was at its last build, lies in its folder or in its app's."""
    manifest = last_manifest(client.out)
    before = () if manifest is None else manifest.sources
    read = {_plain(sources.folder / path) for path in (*sources.files, *sources.data_files, *before)}
    folders = (_plain(client.spec), _plain(client.out))
    return any(path in read or any(path.is_relative_to(each) for each in folders) for path in changed)


def _said(git: str, folder: Path, *arguments: str) -> list[str]:
    command = [git, "-C", str(folder), *arguments]
    answer = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell; git reads only
    if answer.returncode != 0:
        raise RevisionUnknownError(arguments[-3])
    return [path for path in answer.stdout.decode("utf-8", "surrogateescape").split("\0") if path]


def _plain(path: Path) -> Path:
    return Path(os.path.normpath(path))
