"""E-mail addresses."""

from __future__ import annotations

import re

from lowcode.catalog.field_types.base import COMMON_MODIFIERS, MASK, FieldError, InputFacts, ValueContext
from lowcode.catalog.field_types.texts import TextFieldType
from lowcode.catalog.field_types.typed_text import half_width

_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_TOP_LEVEL = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


def ascii_domain(domain: str) -> str | None:
    """The domain in lower case ASCII (`例子.中国` becomes its xn-- form), None if it is none."""
    try:
        encoded = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    labels = encoded.split(".")
    is_domain = len(labels) > 1 and len(encoded) <= 253 and all(_DOMAIN_LABEL.fullmatch(label) for label in labels)
    return encoded if is_domain and _TOP_LEVEL.fullmatch(labels[-1]) else None


class Email(TextFieldType):
    """`email`: one address. The domain is kept in lower case, the part before the @ as typed."""

    name = "email"
    input = InputFacts(type="email", inputmode="email")
    modifiers = COMMON_MODIFIERS | {"unique", "search", "index"}
    longest = 254

    def read(self, text: str, context: ValueContext) -> str:
        """The address."""
        address = super().read(half_width(text).removeprefix("mailto:"), context)
        local, at, domain = address.rpartition("@")
        found = ascii_domain(domain) if at else None
        if found is None or len(local) > 64 or not _LOCAL_PART.fullmatch(local):
            raise FieldError("not_an_email_address")
        return f"{local}@{found}"

    def masked(self, value: str) -> str:
        """The first character and the domain: `z***@x.com`."""
        local, _, domain = value.rpartition("@")
        return f"{local[0] if len(local) > 1 else ''}{MASK}@{domain}"
