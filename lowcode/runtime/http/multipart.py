"""Forms with files, read as they arrive: texts into memory, up to a limit; files into the store, a chunk at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Final

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from lowcode.catalog.field_types import AttachedFile, refused_file
from lowcode.runtime.files.names import clean_name
from lowcode.runtime.files.store import FileStore, IncomingFile, StoredFile
from lowcode.runtime.http.errors import BadRequestError, TooLargeError

MOST_FILES: Final = 100
"""Files of one form."""
_LONGEST_HEADER: Final = 4096

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came with a form."""

    field: str
    content: StoredFile | AttachedFile
    """Its content in the store, or what stands in the form for one that was not taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a form is taken."""

    text_bytes: int
    fields: int
    file_bytes: int
    """Of one file. What is larger is read to its end and dropped, so that the rest of the form is not lost with it."""


@dataclass(slots=True)
class _Part:
    """One part of the body, while it is read."""

    headers: dict[str, bytes] = field(default_factory=dict)
    name: str = ""
    file_name: str | None = None
    text: bytearray = field(default_factory=bytearray)
    incoming: IncomingFile | None = None
    size: int = 0


async def read_multipart(
    content_type: str, chunks: AsyncIterator[bytes], limits: Limits, store: FileStore | None
) -> tuple[Pairs, tuple[Upload, ...]]:
    """The fields and the files of a form. Without a store, files are dropped."""
    reader = _Reader(_boundary(content_type), limits, store)
    try:
        async for chunk in chunks:
            reader.feed(chunk)
        reader.end_body()
        return reader.pairs, await asyncio.get_running_loop().run_in_executor(None, reader.keep)
    except MultipartParseError as error:
        raise BadRequestError from error
    finally:
        reader.close()


def _boundary(content_type: str) -> bytes:
    boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
    if not 0 < len(boundary) <= 200:
        raise BadRequestError
    return boundary


class _Reader:
    """What the parser calls. Parts come one after the other; only one is open at a time."""

    def __init__(self, boundary: bytes, limits: Limits, store: FileStore | None) -> None:
        self.limits = limits
        self.store = store
        self.pairs: Pairs = []
        self.files: list[_Part] = []
        self.part = _Part()
        self.text_bytes = 0
        self.header_name = bytearray()
        self.header_value = bytearray()
        self.is_complete = False
        callbacks: Any = {
            "on_part_begin": self.begin,
            "on_header_field": lambda data, start, end: self.take_header(self.header_name, data[start:end]),
            "on_header_value": lambda data, start, end: self.take_header(self.header_value, data[start:end]),
            "on_header_end": self.end_header,
            "on_headers_finished": self.open_part,
            "on_part_data": lambda data, start, end: self.take(data[start:end]),
            "on_part_end": self.end,
            "on_end": self.complete,
        }
        self.parser = MultipartParser(boundary, callbacks)

    def feed(self, chunk: bytes) -> None:
        """Reads on."""
        self.parser.write(chunk)

    def end_body(self) -> None:
        """Refuses a body that stops in the middle."""
        self.parser.finalize()
        if not self.is_complete:
            raise BadRequestError

    def keep(self) -> tuple[Upload, ...]:
        """Moves the files to their places; in a thread, because the disk may take its time."""
        return tuple(
            Upload(
                field=part.name,
                content=part.incoming.finish(part.file_name)
                if part.incoming is not None
                else refused_file(clean_name(part.file_name), part.size),
            )
            for part in self.files
            if part.file_name is not None
        )

    def close(self) -> None:
        """Drops the files that were not kept."""
        for part in (*self.files, self.part):
            if part.incoming is not None:
                part.incoming.discard()

    def begin(self) -> None:
        """A part begins."""
        self.part = _Part()
        if len(self.pairs) + len(self.files) >= self.limits.fields:
            raise BadRequestError

    def take_header(self, into: bytearray, data: bytes) -> None:
        """A piece of a header's name or value."""
        into += data
        if len(into) > _LONGEST_HEADER:
            raise BadRequestError

    def end_header(self) -> None:
        """One header of the part is complete."""
        self.part.headers[self.header_name.decode("latin-1").lower()] = bytes(self.header_value)
        self.header_name.clear()
        self.header_value.clear()

    def open_part(self) -> None:
        """All headers are there: is it a text or a file."""
        options = parse_options_header(self.part.headers.get("content-disposition", b""))[1]
        if b"name" not in options:
            raise BadRequestError
        self.part.name = _decoded(options[b"name"])
        if b"filename" in options:
            self.part.file_name = _decoded(options[b"filename"])
            takes = self.store is not None and self.part.file_name and len(self.files) < MOST_FILES
            self.part.incoming = self.store.incoming() if self.store is not None and takes else None

    def take(self, data: bytes) -> None:
        """A piece of the part's content."""
        part = self.part
        part.size += len(data)
        if part.file_name is None:
            self.text_bytes += len(data)
            if self.text_bytes > self.limits.text_bytes:
                raise TooLargeError
            part.text += data
        elif part.incoming is not None:
            if part.size > self.limits.file_bytes:
                part.incoming.discard()
                part.incoming = None
            else:
                part.incoming.write(data)

    def end(self) -> None:
        """The part is complete. An input that no file was chosen in sends an empty one without a name."""
        part = self.part
        if part.file_name is None:
            self.pairs.append((part.name, _decoded(bytes(part.text))))
        elif self.store is not None and part.file_name:
            self.files.append(part)

    def complete(self) -> None:
        """The closing boundary was there."""
        self.is_complete = True


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise BadRequestError from error
