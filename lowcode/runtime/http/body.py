"""Reads the body of a request, up to the limit, as the fields of a form."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.types import Message, Receive

from lowcode.runtime.http.errors import BadRequestError, TooLargeError, UnsupportedMediaTypeError

MOST_FIELDS = 20_000
"""Fields of one form: a sub-table of 2,000 rows and ten columns."""

Pairs = list[tuple[str, str]]


async def read_form(headers: Headers, receive: Receive, limit: int) -> Pairs:
    """The fields of the submitted form in their order."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await _read_body(headers, receive, limit)
    if not body:
        return []
    if kind == "application/x-www-form-urlencoded":
        pairs = parse_pairs(body.decode("ascii", "strict") if body.isascii() else _text(body))
    elif kind == "multipart/form-data":
        pairs = await _parse_multipart(headers, body, limit)
    else:
        raise UnsupportedMediaTypeError
    return pairs


def parse_pairs(text: str) -> Pairs:
    """The pairs of a query or of an encoded form; raises BadRequestError for what no browser sends."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise BadRequestError from error
    return _without_null(pairs)


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


async def _read_body(headers: Headers, receive: Receive, limit: int) -> bytes:
    declared = headers.get("content-length", "0")
    if not declared.isascii() or not declared.isdigit():
        raise BadRequestError
    if int(declared) > limit:
        raise TooLargeError
    chunks: list[bytes] = []
    size = 0
    while True:
        message: Message = await receive()
        if message["type"] == "http.disconnect":
            raise BadRequestError
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise TooLargeError
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


async def _parse_multipart(headers: Headers, body: bytes, limit: int) -> Pairs:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    parser = MultiPartParser(headers, stream(), max_files=0, max_fields=MOST_FIELDS, max_part_size=limit)
    try:
        form = await parser.parse()
    except (MultiPartException, UnicodeDecodeError, KeyError) as error:
        raise BadRequestError from error
    return _without_null([(name, value) for name, value in form.multi_items() if isinstance(value, str)])
