"""The cookies: who is signed in, who is about to be, language and colours of this browser.

Names begin with the app's, because ports do not separate cookies and two apps on one host must not sign each other out.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response

LOCALE = "locale"
THEME = "theme"
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class CookieJar:
    """Reads and writes the cookies of one app for one request."""

    application: str
    is_secure: bool

    def _name(self, kind: str) -> str:
        # The prefix makes the browser refuse a cookie that another host below the same domain sets.
        return f"__Host-{self.application}-{kind}" if self.is_secure else f"{self.application}-{kind}"

    def session_token(self, cookies: Mapping[str, str]) -> str | None:
        """The token of the session, if the browser has one."""
        return cookies.get(self._name("session"))

    def set_session(self, response: Response, token: str, lifetime: int) -> None:
        """Signs the browser in."""
        self._set(response, self._name("session"), token, lifetime)

    def changes_session(self, response: Response) -> bool:
        """Whether the answer signs in or out already."""
        start = f"{self._name('session')}="
        return any(value.startswith(start) for value in response.headers.getlist("set-cookie"))

    def delete_session(self, response: Response) -> None:
        """Signs the browser out."""
        response.delete_cookie(self._name("session"), path="/", secure=self.is_secure, httponly=True, samesite="lax")

    def visitor(self, cookies: Mapping[str, str]) -> str | None:
        """The secret of a browser that is not signed in: what its sign-in form is bound to."""
        return cookies.get(self._name("visitor"))

    def set_visitor(self, response: Response, secret: str) -> None:
        """Gives the browser its secret."""
        self._set(response, self._name("visitor"), secret, None)

    def set_appearance(self, response: Response, locale: str | None, theme: str | None) -> None:
        """Language and colours of this browser, for the pages before the sign-in."""
        for name, value in ((LOCALE, locale), (THEME, theme)):
            if value is not None:
                self._set(response, name, value, _YEAR)

    def _set(self, response: Response, name: str, value: str, max_age: int | None) -> None:
        response.set_cookie(
            name, value, max_age=max_age, path="/", secure=self.is_secure, httponly=True, samesite="lax"
        )


def new_visitor() -> str:
    """A secret for a browser that is not signed in."""
    return secrets.token_urlsafe(24)


def visitor_csrf_token(visitor: str) -> str:
    """The CSRF token that belongs to such a secret; who can set a cookie without knowing it still cannot compute it."""
    return hmac.new(visitor.encode(), b"csrf token of a visitor", hashlib.sha256).hexdigest()
