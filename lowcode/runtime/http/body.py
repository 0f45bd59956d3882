"""Reads the body of a request, up to the limits, as the fields of a form and the files that come with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.types import Message, Receive

from lowcode.runtime.files.store import FileStore
from lowcode.runtime.http.errors import BadRequestError, TooLargeError, UnsupportedMediaTypeError
from lowcode.runtime.http.multipart import MOST_FILES, Limits, Pairs, Upload, read_multipart

__all__ = ["Pairs", "Upload", "has_files", "parse_pairs", "read_body", "read_form"]

MOST_FIELDS = 20_000
"""Fields of one form: a sub-table of 2,000 rows and ten columns."""

_DRAINED = 4
"""How many times the largest file a form may have: larger files are read and dropped, to keep what was typed."""


def has_files(headers: Headers) -> bool:
    """Whether files may come with the form."""
    return _kind(headers) == "multipart/form-data"


async def read_body(headers: Headers, receive: Receive, limit: int) -> bytes:
    """The body as it is; raises TooLargeError beyond the limit."""
    return b"".join([chunk async for chunk in _chunks(headers, receive, limit)])


async def read_form(
    headers: Headers, receive: Receive, limit: int, *, store: FileStore | None = None, file_limit: int = 0
) -> tuple[Pairs, tuple[Upload, ...]]:
    """The fields of the submitted form in their order, and its files. Without a store, files are dropped."""
    kind = _kind(headers)
    if kind == "multipart/form-data":
        longest = limit + (_DRAINED * file_limit if store is not None else 0)
        limits = Limits(text_bytes=limit, fields=MOST_FIELDS + MOST_FILES, file_bytes=file_limit)
        content_type = headers.get("content-type", "")
        pairs, uploads = await read_multipart(content_type, _chunks(headers, receive, longest), limits, store)
        return _without_null(pairs), uploads
    body = await read_body(headers, receive, limit)
    if not body:
        return [], ()
    if kind != "application/x-www-form-urlencoded":
        raise UnsupportedMediaTypeError
    return parse_pairs(body.decode("ascii", "strict") if body.isascii() else _text(body)), ()


def parse_pairs(text: str) -> Pairs:
    """The pairs of a query or of an encoded form; raises BadRequestError for what no browser sends."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise BadRequestError from error
    return _without_null(pairs)


def _kind(headers: Headers) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _without_null(pairs: Pairs) -> Pairs:
    """PostgreSQL keeps no NUL characters, and nobody types them."""
    if any("\0" in name or "\0" in value for name, value in pairs):
        raise BadRequestError
    return pairs


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise BadRequestError from error


async def _chunks(headers: Headers, receive: Receive, limit: int) -> AsyncIterator[bytes]:
    """The body as it arrives; raises TooLargeError as soon as it is known to be too large."""
    declared = headers.get("content-length", "0")
    if not declared.isascii() or not declared.isdigit():
        raise BadRequestError
    if int(declared) > limit:
        raise TooLargeError
    size = 0
    while True:
        message: Message = await receive()
        if message["type"] == "http.disconnect":
            raise BadRequestError
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise TooLargeError
        if chunk:
            yield chunk
        if not message.get("more_body", False):
            return
