"""Messages and connections, resolved and checked."""

from __future__ import annotations

from enum import Enum

from lowcode.ir.actions import Channel
from lowcode.ir.expressions import Duration, Expression
from lowcode.ir.labels import Label
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, slots=True)
class MessageText:
    """What a message says about a record of `entity`."""

    entity: str
    subject: Expression | None
    body: Expression


@dataclass(frozen=True, slots=True)
class Message:
    """A reusable text, typed once for each entity that it is sent about. The body is Markdown."""

    name: str
    identifier: str
    label: Label
    channels: tuple[Channel, ...]
    """Where `send` says none: `email`, unless `by` in the message says otherwise."""
    texts: tuple[MessageText, ...]
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class Secret:
    """`env NAME`: read from the environment when it is used, never written anywhere."""

    variable: str
    span: Span


class Authentication(Enum):
    """How a connection proves who calls."""

    NONE = "none"
    BEARER = "bearer"
    BASIC = "basic"
    HEADER = "header"
    SIGNATURE = "signature"
    """HMAC-SHA256 of time and body in a header."""


class BodyFormat(Enum):
    """How bodies are written."""

    JSON = "json"
    XML = "xml"


@dataclass(frozen=True, slots=True)
class Connection:
    """Another system that rules call."""

    name: str
    identifier: str
    label: Label
    base: str | Secret
    format: BodyFormat
    authentication: Authentication
    credentials: tuple[Secret, ...]
    header: str | None
    """The header's name, for HEADER and SIGNATURE."""
    headers: tuple[tuple[str, str], ...]
    timeout: Duration
    attempts: int
    """Tries before the delivery counts as dead."""
    allows_private: bool
    """`network private`: may reach addresses of the own network, which is refused otherwise."""
    documentation: str
    span: Span
