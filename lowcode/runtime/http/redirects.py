"""Where to go next."""

from __future__ import annotations

from urllib.parse import quote, urlencode, urlsplit

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response

_SAFE_IN_ADDRESS = "/?&=%:#[]@!$'()*+,;~-._"


def safe_next(text: str) -> str:
    r"""The address to go to after signing in: a path of this app, `/` for anything else.

    `//host`, `/\host` and control characters are what browsers take for another site.
    """
    is_path = text.startswith("/") and not text.startswith("//")
    if not is_path or "\\" in text or len(text) > 2000 or any(ord(character) < 0x20 for character in text):
        return "/"
    return text


def redirect(address: str) -> RedirectResponse:
    """Go there with GET."""
    return RedirectResponse(quote(address, safe=_SAFE_IN_ADDRESS), status_code=303)


def to_sign_in(path: str, query_text: str, headers: Headers, *, is_safe: bool) -> Response:
    """Sends whoever is not signed in to the sign-in page, to come back to where he was."""
    here = f"{path}?{query_text}" if query_text else path
    target = "/-/login?" + urlencode({"next": safe_next(here if is_safe else _page_before(headers))})
    if headers.get("hx-request") == "true":
        return Response(status_code=401, headers={"HX-Redirect": target})
    if "text/html" in headers.get("accept", "text/html") or "*/*" in headers.get("accept", ""):
        return redirect(target)
    return Response(status_code=401)


def _page_before(headers: Headers) -> str:
    """The path of the page that a form was on; browsers tell it to pages of the same site."""
    referer = urlsplit(headers.get("referer", ""))
    return f"{referer.path}?{referer.query}" if referer.query else referer.path or "/"
