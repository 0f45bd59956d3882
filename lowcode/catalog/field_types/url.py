"""Web addresses."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from lowcode.catalog.field_types.base import COMMON_MODIFIERS, FieldError, InputFacts, ValueContext
from lowcode.catalog.field_types.email import ascii_domain
from lowcode.catalog.field_types.texts import TextFieldType

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?!\d+(?:/|$))")
_FORBIDDEN = re.compile(r"[\s<>\"\\^`{|}\x00-\x20\x7f]")


class Url(TextFieldType):
    """`url`: an http or https address; no other scheme ever, because pages make links of it."""

    name = "url"
    input = InputFacts(type="url", inputmode="url")
    modifiers = COMMON_MODIFIERS | {"unique", "search", "index"}
    longest = 2000

    def read(self, text: str, context: ValueContext) -> str:
        """The address; without a scheme it gets `https://`."""
        address = super().read(text.strip(), context)
        scheme = _SCHEME.match(address)
        if scheme is None:
            address = "https://" + address.removeprefix("//")
        elif scheme[1].lower() not in ("http", "https"):
            raise FieldError("url_scheme")
        if _FORBIDDEN.search(address) or not _has_host(address):
            raise FieldError("not_a_url")
        return address

    def format(self, value: str, context: ValueContext) -> str:
        """The address without the scheme and a lonely slash at the end."""
        del context
        return re.sub(r"^https?://", "", value, flags=re.IGNORECASE).removesuffix("/")


def _has_host(address: str) -> bool:
    """Whether the address names a host that can exist, without a user or password in front."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or "@" in parts.netloc or port == 0 or not parts.netloc:
        return False
    if host == "localhost" or ascii_domain(host) is not None:
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
