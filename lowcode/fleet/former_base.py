"""The base as it was when the clients were made: a folder beside it, or what a revision of git has."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.fleet import FleetBaseNotImported, FormerBaseMissing
from lowcode.fleet.definition import Client, Fleet, FormerBase
from lowcode.source import SourceFile
from lowcode.workspace import SUFFIX, FileTexts, Sources, read_sources


def former_problems(fleet: Fleet) -> Iterator[Problem]:
    """Former bases that are nowhere, and clients that have nothing to do with the base that they are compared with.

    A command begins with it: what was read before may have changed.
    """
    former_files.cache_clear()
    texts = FileTexts()
    compared = [(client, client.former_base) for client in fleet.clients]
    for former in dict.fromkeys(former for _, former in compared):
        if former is not None and former_files(former) is None:
            yield FormerBaseMissing(span=former.span, written=former.written)
    for client, former in compared:
        if former is not None and not in_base(client, former, read_sources(client.spec, texts)):
            base = former.base.relative_to(fleet.folder).as_posix()
            yield FleetBaseNotImported(span=client.span, name=client.name, base=base)


def in_base(client: Client, former: FormerBase, sources: Sources) -> dict[str, SourceFile]:
    """The files of the project that lie in its base."""
    folder = f"{base_path(client, former)}/"
    return {path: source for path, source in sources.files.items() if path.startswith(folder)}


def base_path(client: Client, former: FormerBase) -> str:
    """The folder of the base as the client's imports know it."""
    return Path(os.path.relpath(former.base, client.spec)).as_posix()


@lru_cache(maxsize=16)
def former_files(former: FormerBase) -> Mapping[str, SourceFile] | None:
    """The files of a former base, with their paths in it; None if there is no such folder and no such revision."""
    folder = former.fleet / former.written
    if folder.is_dir():
        return read_sources(folder).files
    texts = _at_revision(former.fleet, former.written, former.base)
    return {path: SourceFile(path, text) for path, text in sorted(texts.items())} or None


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
