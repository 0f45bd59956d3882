"""How a call proves who makes it. Secrets come from the environment at the moment of the call and stay nowhere."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping

from lowcode.runtime.process.outgoing import DeliveryError
from lowcode.runtime.process_definitions import ConnectionDefinition, Secret

HIDDEN = "***"


class Secrets:
    """What the environment holds; every value that was read can be taken out of a text again."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._read: set[str] = set()

    def read(self, secret: Secret) -> str:
        """The value of a variable that must be set."""
        value = self._environment.get(secret.variable, "").strip()
        if not value:
            raise DeliveryError(f"the environment variable {secret.variable} is not set")
        self._read.add(value)
        return value

    def hide(self, text: str) -> str:
        """The text without any secret, should the other side have repeated one."""
        for value in sorted(self._read, key=len, reverse=True):
            text = text.replace(value, HIDDEN)
        return text


def signature(key: str, body: bytes, moment: int) -> str:
    """`t=<unix time>,v1=<hex>`: HMAC-SHA256 over the time, a point and the body, so that nothing can be replayed."""
    told = hmac.new(key.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={told}"


def authentication(connection: ConnectionDefinition, secrets: Secrets, body: bytes) -> dict[str, str]:
    """The headers that a call needs."""
    values = [secrets.read(each) for each in connection.credentials]
    match connection.authentication:
        case "bearer":
            return {"Authorization": f"Bearer {values[0]}"}
        case "basic":
            pair = base64.b64encode(f"{values[0]}:{values[1]}".encode()).decode()
            return {"Authorization": f"Basic {pair}"}
        case "header":
            return {connection.header or "": values[0]}
        case "signature":
            return {connection.header or "": signature(values[0], body, int(time.time()))}
        case _:
            return {}
