"""The headers that every answer carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.datastructures import MutableHeaders

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "manifest-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""No inline script or style, so no nonce either: a page that was tricked into showing markup still runs nothing."""


def framing_headers(origins: Sequence[str]) -> Mapping[str, str]:
    """What a page says that other sites may show in a frame; of the two the browsers obey the policy."""
    policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(origins)}")
    return {"content-security-policy": policy, "x-frame-options": "SAMEORIGIN", "referrer-policy": "no-referrer"}


_ALWAYS: Final = (
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
)
_TRANSPORT: Final = ("strict-transport-security", "max-age=31536000")

NEVER_STORED: Final = "no-store"
"""Pages hold what one person may see: neither proxies nor the browser's disk keep them."""

IMMUTABLE: Final = "public, max-age=31536000, immutable"
"""Files whose name changes with their content."""


def _as_sent(*headers: tuple[str, str]) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in headers)


_PLAIN: Final = _as_sent(*_ALWAYS, ("cache-control", NEVER_STORED))
"""As they are sent: encoding eight headers for each answer takes longer than finding out that it has none of them."""
_SECURE: Final = (*_PLAIN, *_as_sent(_TRANSPORT))


def add_standard_headers(headers: MutableHeaders, *, is_secure: bool) -> None:
    """Adds what the answer has not said itself."""
    raw = headers.raw
    present = {name for name, _ in raw}
    raw += [each for each in (_SECURE if is_secure else _PLAIN) if each[0] not in present]
