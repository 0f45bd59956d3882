"""Every unsafe request proves that it comes from a page that this session was shown."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import Final

from starlette.datastructures import Headers

from lowcode.runtime.http.errors import ForbiddenError

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD: Final = "csrf_token"
HEADER: Final = "x-csrf-token"


def check_csrf_token(expected: str, headers: Headers, form: Iterable[tuple[str, str]]) -> None:
    """The token in the header, or in the hidden field, must be the session's."""
    given = headers.get(HEADER) or next((value for name, value in form if name == FIELD), "")
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise ForbiddenError("csrf")
