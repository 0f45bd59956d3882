"""What people see when there is no page for them. Never an exception, a path of ours or a query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import escape
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, Response

from lowcode.runtime.http.cookies import LOCALE
from lowcode.runtime.http.errors import HttpError, MethodNotAllowedError, ThrottledError
from lowcode.runtime.http.locale import choose_locale
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.locale.wording import wording_for
from lowcode.runtime.pages.rendering import page_text

if TYPE_CHECKING:
    from lowcode.runtime.http.service import Service

_PAGE = """<!DOCTYPE html>
<html lang="{locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title>{style}</head>
<body class="bare"><main id="content"><h1>{title}</h1><p>{help}</p><p><a href="/">{home}</a></p></main></body></html>
"""


def error_answer(request: PageRequest, error: HttpError) -> Response:
    """The error page inside the frame of the app: `error.html` with `status` and `reason` (a key of the wording)."""
    text = page_text(request, "error.html", values={"status": error.status, "reason": error.reason})
    answer = HTMLResponse(text, status_code=error.status)
    _add_headers(answer, error)
    return answer


def plain_error(service: Service, headers: Headers, error: HttpError) -> Response:
    """The error page that needs neither database nor session nor template, for when one of them is the problem."""
    cookies = cookie_parser(headers.get("cookie", ""))
    accepted = headers.get("accept-language", "")
    locale = choose_locale(service.application.locales, None, cookies.get(LOCALE), accepted)
    say = wording_for(locale).say
    style = service.static.url("app.css") if service.static.has("app.css") else ""
    text = _PAGE.format(
        locale=escape(locale),
        title=escape(say(f"error.{error.status.value}.title")),
        help=escape(say(f"error.{error.status.value}.help")),
        home=escape(say("error.home")),
        style=f'<link rel="stylesheet" href="{escape(style)}">' if style else "",
    )
    answer = HTMLResponse(text, status_code=error.status)
    _add_headers(answer, error)
    return answer


def _add_headers(answer: Response, error: HttpError) -> None:
    if isinstance(error, MethodNotAllowedError):
        answer.headers["Allow"] = ", ".join(error.allowed)
    if isinstance(error, ThrottledError):
        answer.headers["Retry-After"] = str(error.wait)
