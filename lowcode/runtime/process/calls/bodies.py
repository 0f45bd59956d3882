"""The body of a call: JSON, or XML from the same values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape

import msgspec

from lowcode.runtime.process.outgoing import DeliveryError

CONTENT_TYPES: Mapping[str, str] = {
    "json": "application/json; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
}
_ROOT = "request"
_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot contain."""

_NAME = re.compile(r"[^\W\d][\w.-]*")
_encoder = msgspec.json.Encoder(decimal_format="number")


def encoded(form: str, body: Any) -> bytes:
    """The body in the form of the connection."""
    return _encoder.encode(body) if form == "json" else xml_of(body).encode()


def query_of(body: Any) -> str:
    """The values of a request that has no body, for its address."""
    if not isinstance(body, Mapping):
        raise DeliveryError("what is asked for must have names", is_final=True)
    return urlencode({name: _text(value) for name, value in body.items() if value is not None})


def xml_of(body: Any) -> str:
    """Values as elements: a list repeats its element, what is empty is left out.

    The only name of a body is the root's; where there are several names, the root is called `request`.
    """
    if isinstance(body, Mapping) and len(body) == 1:
        ((name, value),) = body.items()
        if not isinstance(value, list):
            return _DECLARATION + "".join(_element(name, value))
    return _DECLARATION + "".join(_element(_ROOT, body))


def _element(name: str, value: Any) -> Iterator[str]:
    if not _NAME.fullmatch(name):
        raise DeliveryError(f"{name} cannot be the name of an XML element", is_final=True)
    if isinstance(value, list):
        for each in value:
            yield from _element(name, each)
        return
    yield f"<{name}>"
    if isinstance(value, Mapping):
        for inner, each in value.items():
            if each is not None:
                yield from _element(inner, each)
    elif value is not None:
        yield escape(_UNSPEAKABLE.sub("", _text(value)))
    yield f"</{name}>"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
