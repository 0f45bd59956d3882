"""Kinds of files: which extensions the language knows, and which media types a file of that kind may turn out to be.

What a file is follows from its content, never from its name: `pdf` accepts what begins like a PDF. Kinds that look
alike inside (a comma separated table is plain text) are told apart by the name, but only within their family.
"""

from __future__ import annotations

from collections.abc import Mapping

PLAIN_TEXT = "text/plain"
UNKNOWN = "application/octet-stream"
"""What no signature tells."""
OLE = "application/x-ole-storage"
"""The container of the office formats before 2007."""
ZIP = "application/zip"

RASTER_IMAGES: Mapping[str, str] = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
}
"""The images that browsers show and that hold no script: what `image` accepts, and all that is ever shown in place."""

TEXT_KINDS: Mapping[str, str] = {
    "txt": PLAIN_TEXT,
    "csv": "text/csv",
    "md": "text/markdown",
    "json": "application/json",
    "log": PLAIN_TEXT,
}
"""Plain texts: the extension says which, if the content is text at all."""

OLE_KINDS: Mapping[str, str] = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook",
    "wps": "application/vnd.ms-works",
}

ZIP_KINDS: Mapping[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}

_SIGNED_KINDS: Mapping[str, str] = {
    "pdf": "application/pdf",
    "zip": ZIP,
    "rar": "application/x-rar-compressed",
    "7z": "application/x-7z-compressed",
    "gz": "application/gzip",
    "tar": "application/x-tar",
    "rtf": "application/rtf",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "heic": "image/heic",
    "psd": "image/vnd.adobe.photoshop",
    "dwg": "image/vnd.dwg",
    "mp3": "audio/mpeg",
    "wav": "audio/x-wav",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "avi": "video/x-msvideo",
    "webm": "video/webm",
}

EXTENSIONS: Mapping[str, str] = {**RASTER_IMAGES, **TEXT_KINDS, **OLE_KINDS, **ZIP_KINDS, **_SIGNED_KINDS}
"""The media type of each extension that `accept` may name."""


def media_types_of(extensions: tuple[str, ...]) -> frozenset[str]:
    """The media types that fields with `accept` take; empty where everything is accepted."""
    return frozenset(EXTENSIONS[each] for each in extensions)
