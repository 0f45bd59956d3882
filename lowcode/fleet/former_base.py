"""The base as it was when the clients were made: a folder beside it, or what a revision of git has."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.fleet import FormerBaseMissing
from lowcode.fleet.definition import Client, Fleet, FormerBase
from lowcode.source import SourceFile
from lowcode.workspace import SUFFIX, read_sources

FORMER_FOLDER = "was"
"""Paths of former files begin with it, so that a problem can name both: `was/base/customers.lc`."""


def former_problems(fleet: Fleet) -> Iterator[Problem]:
    """Former bases that are nowhere."""
    seen: set[FormerBase] = set()
    for client in fleet.clients:
        former = client.former_base
        if former is not None and former not in seen:
            seen.add(former)
            if former_files(fleet, client) is None:
                yield FormerBaseMissing(span=former.span, written=former.written)


def former_files(fleet: Fleet, client: Client) -> dict[str, SourceFile] | None:
    """The files of the former base by path; None if there is no such folder and no such revision."""
    if client.former_base is None or client.base is None:
        return None
    written = client.former_base.written
    folder = fleet.folder / written
    if folder.is_dir():
        found = {path: source.text for path, source in read_sources(folder).files.items()}
    else:
        found = _at_revision(fleet.folder, written, client.base)
    name = client.base.name
    texts = {f"{FORMER_FOLDER}/{name}/{path}": text for path, text in sorted(found.items())}
    return {path: SourceFile(path, text) for path, text in texts.items()} or None


def _at_revision(folder: Path, revision: str, base: Path) -> dict[str, str]:
    """The specification files of a folder as git has them at a revision; none if it has none."""
    git = shutil.which("git")
    if git is None or revision.startswith("-"):
        return {}
    inside = base.relative_to(folder).as_posix()
    command = [git, "-C", str(folder), "archive", "--format=tar", revision, inside]
    answer = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell; git reads only
    if answer.returncode != 0:
        return {}
    with tarfile.open(fileobj=io.BytesIO(answer.stdout)) as archive:
        return dict(_specifications(archive, inside))


def _specifications(archive: tarfile.TarFile, inside: str) -> Iterator[tuple[str, str]]:
    for member in archive:
        content = archive.extractfile(member) if member.isfile() and member.name.endswith(SUFFIX) else None
        if content is not None:
            path = PurePosixPath(member.name).relative_to(inside).as_posix()
            yield path, content.read().decode("utf-8-sig", "replace").replace("\r\n", "\n")
