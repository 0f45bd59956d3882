"""Static files: the runtime's bundles and the app's own scripts, each also under a name that changes with its content.

They are read once at start and served from memory, compressed where that pays.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import msgspec
from starlette.datastructures import Headers
from starlette.responses import Response

from lowcode.runtime.http.errors import NotFoundError
from lowcode.runtime.http.headers import IMMUTABLE
from lowcode.runtime.http.routing import PREFIX

ADDRESS = f"{PREFIX}/static/"
_COMPRESSED = frozenset({".css", ".js", ".svg", ".json", ".txt", ".map"})
_WORTH_IT = 512
"""Bytes below which compression gains nothing."""

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    encodings: dict[str, bytes]
    media_type: str
    etag: str


class StaticFiles:
    """All static files of an app by their logical names: `app.css`, `entities/customer.js`."""

    def __init__(self, assets: Path, folders: tuple[Path, ...]) -> None:
        """`assets`: what the bundler made, with `manifest.json`; `folders`: plain files, later ones win."""
        self._files: dict[str, _File] = {}
        self._addresses: dict[str, str] = {}
        self._hashed: set[str] = set()
        for folder in folders:
            for name, path in _files_below(folder):
                self._add(name, _hashed_name(name, path.read_bytes()), path)
        for name, hashed in _bundled(assets):
            self._add(name, hashed, assets / hashed)

    def _add(self, name: str, hashed: str, path: Path) -> None:
        file = _load(path)
        self._files[name] = self._files[hashed] = file
        self._hashed.add(hashed)
        self._addresses[name] = ADDRESS + hashed

    def url(self, name: str) -> str:
        """The address to write into a page; KeyError if there is no such file, which is a mistake of ours."""
        return self._addresses[name]

    def has(self, name: str) -> bool:
        """Whether there is a file of this name."""
        return name in self._addresses

    def response(self, name: str, headers: Headers) -> Response:
        """The file, compressed as the browser likes, kept for good under its hashed name."""
        file = self._files.get(name)
        if file is None:
            raise NotFoundError
        answer = {"etag": file.etag, "vary": "accept-encoding", "content-type": file.media_type}
        answer["cache-control"] = IMMUTABLE if name in self._hashed else "no-cache"
        if file.etag in headers.get("if-none-match", ""):
            return Response(status_code=304, headers=answer)
        accepted = headers.get("accept-encoding", "")
        for encoding, content in file.encodings.items():
            if encoding in accepted:
                return Response(content, headers={**answer, "content-encoding": encoding})
        return Response(file.content, headers=answer)


def _files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and not path.name.startswith("."):
            yield path.relative_to(folder).as_posix(), path


def bundled_file(assets: Path, name: str) -> Path | None:
    """Where the bundler put a file; None where it was never called."""
    return next((assets / hashed for each, hashed in _bundled(assets) if each == name), None)


def _bundled(assets: Path) -> Iterator[tuple[str, str]]:
    manifest = assets / "manifest.json"
    if manifest.is_file():
        yield from msgspec.json.decode(manifest.read_bytes(), type=_Manifest).files.items()


class _Manifest(msgspec.Struct):
    files: dict[str, str]


def _hashed_name(name: str, content: bytes) -> str:
    path = PurePosixPath(name)
    return path.with_name(f"{path.stem}-{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}").as_posix()


def _load(path: Path) -> _File:
    content = path.read_bytes()
    suffix = path.suffix.lower()
    encodings = {
        encoding: compressed
        for encoding, end in (("br", ".br"), ("gzip", ".gz"))
        if (compressed := _compressed(path, content, suffix, end)) is not None
    }
    media_type = _TYPES.get(suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return _File(content, encodings, media_type, f'"{hashlib.sha256(content).hexdigest()[:20]}"')


def _compressed(path: Path, content: bytes, suffix: str, end: str) -> bytes | None:
    """What lies beside the file; gzip is made here where it does not."""
    beside = path.with_name(path.name + end)
    if beside.is_file():
        return beside.read_bytes()
    if end == ".gz" and suffix in _COMPRESSED and len(content) >= _WORTH_IT:
        return gzip.compress(content, 9, mtime=0)
    return None
