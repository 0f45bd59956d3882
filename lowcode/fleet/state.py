"""What a client's folder is behind of, told by hashes: nothing is compiled.

The manifest of the last build has the hash of every file that was read for it and the version of lowcode that made it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from lowcode import __version__
from lowcode.codegen.manifest import MANIFEST_PATH, Manifest, manifest_from_json, source_hashes
from lowcode.fleet.definition import Client
from lowcode.quick_dataclass import dataclass
from lowcode.workspace import Sources


class Behind(StrEnum):
    """A reason to build a client again."""

    NEVER_BUILT = "never_built"
    SPEC = "spec"
    """The client's own files are others than at the last build."""
    BASE = "base"
    """Files that it imports are others."""
    LOWCODE = "lowcode"
    """Another version of lowcode made it."""
    EDITED = "edited"
    """Generated files are not as they were written."""


@dataclass(frozen=True, slots=True)
class ClientState:
    """How a client stands."""

    client: Client
    reasons: tuple[Behind, ...]
    files: tuple[str, ...]
    """What differs, as the reader can open it; at most a few of each kind."""

    @property
    def is_current(self) -> bool:
        """Whether its inputs are those of the last build."""
        return not self.reasons


_MOST_FILES = 5


def state_of(client: Client, sources: Sources, *, look_at_output: bool = False) -> ClientState:
    """Compares what a build would read with what the last build has read; the output's files only if asked for."""
    manifest = last_manifest(client.out)
    if manifest is None:
        return ClientState(client, (Behind.NEVER_BUILT,), ())
    reasons: list[Behind] = []
    files: list[str] = []
    changed = _changed(manifest, sources)
    for reason, paths in (
        (Behind.SPEC, [path for path in changed if not path.startswith("../")]),
        (Behind.BASE, [path for path in changed if path.startswith("../")]),
    ):
        if paths:
            reasons.append(reason)
            files += [_shown(client.spec / path) for path in paths[:_MOST_FILES]]
    if manifest.compiler != __version__:
        reasons.append(Behind.LOWCODE)
    if look_at_output:
        edited = list(_edited(client.out, manifest))
        if edited:
            reasons.append(Behind.EDITED)
            files += [_shown(client.out / path) for path in edited[:_MOST_FILES]]
    return ClientState(client, tuple(reasons), tuple(files))


def last_manifest(folder: Path) -> Manifest | None:
    """What the last build left in a folder."""
    try:
        return manifest_from_json((folder / MANIFEST_PATH).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _changed(manifest: Manifest, sources: Sources) -> list[str]:
    now = source_hashes(sources.files, sources.data_files)
    paths = now.keys() | manifest.sources.keys()
    return sorted(path for path in paths if now.get(path) != manifest.sources.get(path))


def _edited(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Files that somebody has changed or removed. There are thousands in a fleet, so that each call counts."""
    root = str(folder)
    for path, entry in manifest.files.items():
        try:
            with open(f"{root}/{path}", "rb") as stream:  # noqa: PTH123 - twice as quick as a Path
                content = stream.read()
        except OSError:
            yield path
            continue
        if hashlib.sha256(content).hexdigest() != entry.written:
            yield path


def _shown(path: Path) -> str:
    return Path(os.path.normpath(path)).as_posix()
