"""One HTTP request with limits of time and size, to an address that was looked at before; no redirect is followed."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from lowcode.runtime.process.calls.deadlines import deadline
from lowcode.runtime.process.calls.network import Network
from lowcode.runtime.process.outgoing import DeliveryError

MOST_BYTES: Final = 64 * 1024
"""So much of an answer is read."""

_PORTS = {"http": 80, "https": 443}
_SAFE_IN_PATH = "/%:@!$&'()*+,;=-._~"
_SAFE_IN_QUERY = _SAFE_IN_PATH + "?"
_SEPARATORS = re.compile(r"[/\\]")
_UPWARDS = re.compile(r"\.\.?(;.*)?", re.DOTALL)
"""A part of a path that servers take as this folder or the one above, some with parameters behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """What is asked."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """What was answered; `text` is its beginning."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name."""
    text: str


@dataclass(frozen=True, slots=True)
class _Target:
    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"


def fetch(request: HttpRequest, network: Network, seconds: float) -> HttpAnswer:
    """The answer, whatever its status. Raises `DeliveryError` when there is none in time."""
    target = _target(request.url)
    until = time.monotonic() + seconds
    connection = http.client.HTTPConnection(target.host, target.port)
    try:
        with deadline(seconds, lambda: connection.sock) as limit:
            try:
                connection.sock = _connect(target, network.addresses(target.host, target.port), until)
                headers = {"Host": target.authority, "Connection": "close", **request.headers}
                connection.request(request.method, target.path, request.body, headers)
                response = connection.getresponse()
                content = response.read(MOST_BYTES)
            except (OSError, http.client.HTTPException) as error:
                raise _failure(error, seconds, is_late=limit.is_over) from error
            except ValueError:  # its text has the header in it, which may be a secret
                raise DeliveryError("a header has characters that cannot be sent", is_final=True) from None
            if limit.is_over:
                raise _failure(TimeoutError(), seconds, is_late=True)
    finally:
        connection.close()
    return HttpAnswer(
        status=response.status,
        headers={name.lower(): value for name, value in response.getheaders()},
        text=content.decode("utf-8", errors="replace"),
    )


def _target(url: str) -> _Target:
    """The parts of an address; what must not stand in one is encoded, and it never leaves its folder upwards."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise DeliveryError(f"the address {url} has no valid port", is_final=True) from error
    if parts.scheme not in _PORTS or not parts.hostname or parts.username or parts.password:
        raise DeliveryError(f"the address {url} is none that can be called", is_final=True)
    if any(_UPWARDS.fullmatch(segment) for segment in _SEPARATORS.split(unquote(parts.path))):
        raise DeliveryError(f"the address {url} leads upwards", is_final=True)
    path = quote(parts.path or "/", safe=_SAFE_IN_PATH)
    if parts.query:
        path += "?" + quote(parts.query, safe=_SAFE_IN_QUERY)
    return _Target(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], path)


def _connect(target: _Target, addresses: list[str], until: float) -> socket.socket:
    """A connection to the first address that answers, encrypted if the address says so, for the name that was asked."""
    last: OSError | None = None
    for address in addresses:
        remaining = until - time.monotonic()
        if remaining <= 0:
            break
        try:
            plain = socket.create_connection((address, target.port), timeout=remaining)
        except OSError as error:
            last = error
            continue
        if target.scheme == "http":
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
        except OSError:
            plain.close()
            raise
    raise last or TimeoutError


def _failure(error: Exception, seconds: float, *, is_late: bool) -> DeliveryError:
    if is_late or isinstance(error, TimeoutError):
        return DeliveryError(f"no answer within {seconds:g} s", is_outage=True)
    if isinstance(error, ssl.SSLCertVerificationError):
        return DeliveryError(f"the certificate is not valid: {error.verify_message}", is_outage=True)
    return DeliveryError(f"{type(error).__name__}: {error}", is_outage=True)
