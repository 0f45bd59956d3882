"""Who is at the other end: the address behind trusted proxies, the host that was asked for, the origin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from lowcode.runtime.http.errors import BadRequestError, ForbiddenError
from lowcode.runtime.http.request import Client
from lowcode.runtime.http.settings import Settings

_HOST = re.compile(r"(?:\[[0-9a-f:.]+\]|[0-9a-z._-]+)(?::[0-9]{1,5})?")


def client_of(scope: Mapping[str, Any], headers: Headers, settings: Settings) -> Client:
    """The client of a request. Forwarding headers count only as far as the trusted proxies wrote them."""
    address = scope["client"][0] if scope.get("client") else ""
    scheme, host = scope.get("scheme", "http"), headers.get("host", "")
    if settings.trusted_proxies:
        host = _forwarded(headers, "x-forwarded-host", 1) or host
        address = _forwarded(headers, "x-forwarded-for", settings.trusted_proxies) or address
        scheme = _forwarded(headers, "x-forwarded-proto", 1) or scheme
    return Client(
        address=address[:64],
        is_secure=settings.secure_cookies or scheme == "https",
        host=_checked_host(host, settings.hosts),
        user_agent=headers.get("user-agent", "")[:400],
    )


def _forwarded(headers: Headers, name: str, proxies: int) -> str:
    """What the outermost trusted proxy saw: everything further left may have been invented."""
    values = [part.strip() for part in ",".join(headers.getlist(name)).split(",") if part.strip()]
    return values[-min(proxies, len(values))] if values else ""


def _checked_host(host: str, allowed: tuple[str, ...]) -> str:
    """The host header: well-formed, and one that the installation answers to."""
    lowered = host.lower()
    if not _HOST.fullmatch(lowered):
        raise BadRequestError
    name = lowered if lowered.endswith("]") else lowered.rsplit(":", 1)[0]
    for pattern in allowed:
        if pattern in ("*", name) or (pattern.startswith("*.") and name.endswith(pattern[1:])):
            return lowered
    raise BadRequestError


def refuse_foreign_origin(headers: Headers, host: str) -> None:
    """An unsafe request must come from a page of ours, as far as the browser says where it comes from.

    The token is what proves it; this refuses most of what is forged before the body is read.
    """
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        raise ForbiddenError("csrf")
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != host:
        raise ForbiddenError("csrf")
