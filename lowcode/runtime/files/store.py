"""The folder with the contents of files: each under its SHA-256, so that the same content is kept once."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from lowcode.runtime.context import Context
from lowcode.runtime.files.media import media_type_of
from lowcode.runtime.files.names import clean_name
from lowcode.runtime.schema_version import project_folder

OPTION = "files"
"""The option of a context that holds the store."""
VARIABLE = "LOWCODE_FILES"
_CHUNK = 256 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")


class FileTooLargeError(Exception):
    """The content is larger than it may be; nothing of it has been kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A content that lies in the store, with the name that it came under."""

    sha256: str
    name: str
    size: int
    media_type: str


class FileStore:
    """The folder. Contents are written aside and moved to their place when they are complete."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def incoming(self) -> IncomingFile:
        """A content that is about to arrive, chunk by chunk."""
        return IncomingFile(self)

    def store(self, stream: BinaryIO, name: str, *, most_bytes: int | None = None) -> StoredFile:
        """Keeps everything that `stream` has; raises FileTooLargeError beyond `most_bytes`."""
        incoming = self.incoming()
        try:
            while chunk := stream.read(_CHUNK):
                incoming.write(chunk)
                if most_bytes is not None and incoming.size > most_bytes:
                    raise FileTooLargeError
            return incoming.finish(name)
        finally:
            incoming.discard()

    def path(self, sha256: str) -> Path:
        """Where the content lies, or would lie."""
        if not _DIGEST.fullmatch(sha256):
            raise ValueError(f"{sha256!r} is no SHA-256")
        return self.folder / "content" / sha256[:2] / sha256

    def open(self, sha256: str) -> BinaryIO:
        """The content, to be read; FileNotFoundError if it is gone."""
        return self.path(sha256).open("rb")

    def thumbnail_path(self, sha256: str) -> Path:
        """Where the small picture of an image lies, once it was wanted."""
        return self.folder / "thumbnails" / sha256[:2] / f"{sha256}.webp"

    def remove(self, sha256: str) -> None:
        """Removes the content and its small picture."""
        for path in (self.path(sha256), self.thumbnail_path(sha256)):
            path.unlink(missing_ok=True)

    def contents(self, *, before: float) -> Iterator[str]:
        """The contents that were last brought before a moment (seconds since 1970)."""
        for path in (self.folder / "content").glob("??/*"):
            with suppress(FileNotFoundError):
                if _DIGEST.fullmatch(path.name) and path.stat().st_mtime < before:
                    yield path.name

    def remove_unfinished(self, *, before: float) -> int:
        """Removes what began to arrive before a moment and never did; how many there were."""
        removed = 0
        for path in (self.folder / "incoming").glob("*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()
                    removed += 1
        return removed


class IncomingFile:
    """A content on its way into the store. Only one chunk of it is ever in memory."""

    def __init__(self, store: FileStore) -> None:
        self.size = 0
        self._store = store
        self._hash = hashlib.sha256()
        folder = store.folder / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / secrets.token_hex(16)
        self._file: BinaryIO | None = self._path.open("xb")

    def write(self, chunk: bytes) -> None:
        """Takes the next part."""
        if self._file is None:
            raise ValueError("the content is complete")
        self._file.write(chunk)
        self._hash.update(chunk)
        self.size += len(chunk)

    def finish(self, name: str) -> StoredFile:
        """Moves the content to its place. If it was there already, it counts as brought now."""
        if self._file is None:
            raise ValueError("the content is complete")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._file = None
        digest = self._hash.hexdigest()
        shown = clean_name(name)
        media_type = media_type_of(self._path, shown)
        place = self._store.path(digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        self._path.replace(place)
        now = time.time()
        os.utime(place, (now, now))
        return StoredFile(sha256=digest, name=shown, size=self.size, media_type=media_type)

    def discard(self) -> None:
        """Forgets a content that is not complete; does nothing after `finish`."""
        if self._file is not None:
            self._file.close()
            self._file = None
            self._path.unlink(missing_ok=True)


def files_folder(environment: Mapping[str, str], folder: Path) -> Path:
    """Where an installation keeps files: `LOWCODE_FILES`, by default `data/files` below the project's folder."""
    given = environment.get(VARIABLE, "").strip()
    return Path(given).expanduser() if given else folder / "data" / "files"


def file_store(context: Context) -> FileStore:
    """The store of the app that the context works in."""
    found = context.options.get(OPTION)
    if isinstance(found, FileStore):
        return found
    return FileStore(files_folder(os.environ, project_folder(context.application)))
