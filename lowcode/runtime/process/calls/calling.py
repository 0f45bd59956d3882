"""Makes the calls of a connection of the spec."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lowcode.runtime.process.calls.answers import accepted
from lowcode.runtime.process.calls.authentication import Secrets, authentication
from lowcode.runtime.process.calls.bodies import CONTENT_TYPES, encoded, query_of
from lowcode.runtime.process.calls.http import HttpRequest, fetch
from lowcode.runtime.process.calls.network import PRIVATE, PUBLIC
from lowcode.runtime.process.outgoing import DeliveryError, Outgoing
from lowcode.runtime.process_definitions import ConnectionDefinition, Secret, Span

KEY_HEADER = "Idempotency-Key"
"""By it the other side knows a call that it has had already."""

_LONGEST = 120.0
"""Seconds; shorter than the lease of a delivery by far."""


class Caller:
    """Sends the deliveries of one connection."""

    def __init__(self, connection: ConnectionDefinition, environment: Mapping[str, str]) -> None:
        self._connection = connection
        self._environment = environment

    def send(self, outgoing: Outgoing) -> str:
        """Makes the call; the answer's beginning, without secrets."""
        secrets = Secrets(self._environment)
        try:
            request = self._request(outgoing, secrets)
            network = PRIVATE if self._connection.allows_private else PUBLIC
            return secrets.hide(accepted(fetch(request, network, _seconds(self._connection.timeout))))
        except DeliveryError as error:
            error.args = (secrets.hide(str(error)),)
            raise

    def _request(self, outgoing: Outgoing, secrets: Secrets) -> HttpRequest:
        connection, payload = self._connection, outgoing.payload
        method, body = str(payload["method"]), payload.get("body")
        url = self._address(secrets, str(payload["path"]))
        content: bytes | None = None
        headers = {"User-Agent": "lowcode", "Accept": CONTENT_TYPES[connection.format], **(connection.headers or {})}
        headers[KEY_HEADER] = outgoing.key
        if body is not None and method == "GET":
            url += ("&" if "?" in url else "?") + query_of(body)
        elif body is not None:
            content = encoded(connection.format, body)
            headers["Content-Type"] = CONTENT_TYPES[connection.format]
        headers.update(authentication(connection, secrets, content or b""))
        return HttpRequest(method=method, url=url, headers=headers, body=content)

    def _address(self, secrets: Secrets, path: str) -> str:
        """What follows the base never changes the host: it begins with a slash."""
        base = self._connection.base
        start = secrets.read(base) if isinstance(base, Secret) else base
        return f"{start.rstrip('/')}/{path.lstrip('/')}" if path else start


def _seconds(span: Span) -> float:
    whole: Any = span.days * 86_400 + span.seconds
    return float(min(max(whole, 1), _LONGEST))
