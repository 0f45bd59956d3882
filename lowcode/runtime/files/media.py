"""What a file is: by its content, never by what its sender says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import filetype

from lowcode.catalog.media_types import (
    OLE,
    OLE_KINDS,
    PLAIN_TEXT,
    TEXT_KINDS,
    UNKNOWN,
    ZIP,
    ZIP_KINDS,
    media_types_of,
)
from lowcode.runtime.files.names import extension_of

_LOOKED_AT = 64 * 1024
"""Bytes at the beginning and at the end of a file that are read to tell what it is."""
_OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_OFFICE_FOLDERS = {b"word/": "docx", b"xl/": "xlsx", b"ppt/": "pptx"}
_OPEN_DOCUMENTS = {ZIP_KINDS[each].encode(): each for each in ("odt", "ods", "odp")}


def media_type_of(path: Path, name: str) -> str:
    """The media type of the file at `path`. `name` decides only between kinds that look alike inside."""
    head, tail = _ends(path)
    if head.startswith(_ZIP_SIGNATURES):
        return _kind_of_zip(head, tail)
    if head.startswith(_OLE_SIGNATURE):
        return OLE_KINDS.get(extension_of(name), OLE)
    found: Any = filetype.guess(head) if head else None
    if found is not None:
        return str(found.mime)
    return TEXT_KINDS.get(extension_of(name), PLAIN_TEXT) if _is_text(head) else UNKNOWN


def is_accepted(media_type: str, extensions: tuple[str, ...]) -> bool:
    """Whether a field with these extensions after `accept` takes the file; without any it takes all."""
    return not extensions or media_type in media_types_of(extensions)


def _ends(path: Path) -> tuple[bytes, bytes]:
    with path.open("rb") as file:
        head = file.read(_LOOKED_AT)
        size = file.seek(0, 2)
        file.seek(max(0, size - _LOOKED_AT))
        return head, file.read(_LOOKED_AT)


def _kind_of_zip(head: bytes, tail: bytes) -> str:
    """Office documents are archives: their names stand at the end, those of the first parts at the beginning."""
    ends = head + tail
    for media_type, kind in _OPEN_DOCUMENTS.items():
        if b"mimetype" + media_type in head:
            return ZIP_KINDS[kind]
    if b"[Content_Types].xml" in ends:
        for folder, kind in _OFFICE_FOLDERS.items():
            if folder in ends:
                return ZIP_KINDS[kind]
    return ZIP


def _is_text(head: bytes) -> bool:
    """Whether the beginning reads as text in UTF-8 or in the encoding of Chinese office programs."""
    if b"\0" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            head.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start >= len(head) - 4 and len(head) == _LOOKED_AT:
                return True
        else:
            return True
    return False
