"""One request in its thread: who asks, may he, the handler in its transaction, and the cookies that follow from it."""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from starlette.datastructures import Headers, ImmutableMultiDict, QueryParams
from starlette.requests import cookie_parser
from starlette.responses import Response

from lowcode.catalog.field_types import AttachedFile
from lowcode.runtime.context import Context, Identity
from lowcode.runtime.database.engine import is_deadlock
from lowcode.runtime.files import register
from lowcode.runtime.http.account_pages import ALLOWED_BEFORE_CHANGE
from lowcode.runtime.http.body import Pairs, Upload, parse_pairs
from lowcode.runtime.http.cookies import LOCALE, THEME, CookieJar, new_visitor, visitor_csrf_token
from lowcode.runtime.http.csrf import SAFE_METHODS, check_csrf_token
from lowcode.runtime.http.error_pages import error_answer
from lowcode.runtime.http.errors import HttpError, NotSignedInError, PasswordChangeRequiredError
from lowcode.runtime.http.locale import choose_locale
from lowcode.runtime.http.preferences import THEMES
from lowcode.runtime.http.redirects import redirect, to_sign_in
from lowcode.runtime.http.request import Client, PageRequest, Visit
from lowcode.runtime.http.routing import Match, Route
from lowcode.runtime.http.service import Service
from lowcode.runtime.http.sessions import TOUCH_AFTER, SignedIn

_failures = logging.getLogger("lowcode.failures")
_NOBODY = Identity()

MOST_REPETITIONS: Final = 2
"""How often a request begins again that PostgreSQL ended because another one and it waited for each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What the event loop has found out before the thread takes over."""

    service: Service
    method: str
    path: str
    query_text: str
    headers: Headers
    client: Client
    match: Match[Route] | HttpError
    """The route, or why there is none to be run."""
    form: Pairs
    uploads: tuple[Upload, ...] = ()
    """Files that came with the form; their contents lie in the store."""


def handle(exchange: Exchange) -> Response:
    """The answer to a request."""
    service = exchange.service
    jar = CookieJar(service.application.name, exchange.client.is_secure)
    cookies = cookie_parser(exchange.headers.get("cookie", ""))
    token = jar.session_token(cookies)
    now = service.settings.clock()
    with service.database.reading() as connection:
        signed_in = service.sessions.find(connection, token, now) if token else None
        visitor = "" if signed_in else jar.visitor(cookies) or new_visitor()
        request = _request(exchange, connection, cookies, signed_in, visitor)
        answer = _read(request, exchange)
        _close(request.context)
    if answer is None:
        answer = _write(request, exchange)
    if visitor and jar.visitor(cookies) != visitor and answer.media_type == "text/html":
        jar.set_visitor(answer, visitor)
    if token and not jar.changes_session(answer):
        _keep_session(service, jar, answer, token, signed_in)
    return answer


def is_signed_in(service: Service, headers: Headers, client: Client) -> bool:
    """Whether the request comes from somebody who is signed in: asked before files are taken from him."""
    jar = CookieJar(service.application.name, client.is_secure)
    token = jar.session_token(cookie_parser(headers.get("cookie", "")))
    if not token:
        return False
    with service.database.reading() as connection:
        return service.sessions.find(connection, token, service.settings.clock()) is not None


def _request(
    exchange: Exchange,
    connection: Connection,
    cookies: dict[str, str],
    signed_in: SignedIn | None,
    visitor: str,
) -> PageRequest:
    service, application = exchange.service, exchange.service.application
    visit = _visit(signed_in, visitor)
    accepted = exchange.headers.get("accept-language", "")
    locale = choose_locale(application.locales, visit.appearance, cookies.get(LOCALE), accepted)
    theme = visit.appearance.theme or cookies.get(THEME, "")
    return PageRequest(
        service=service,
        method=exchange.method,
        path=exchange.path,
        query_text=exchange.query_text,
        query=QueryParams(),
        headers=exchange.headers,
        cookies=cookies,
        form=ImmutableMultiDict(exchange.form),
        context=Context(
            application=application,
            connection=connection,
            identity=signed_in.identity if signed_in is not None else _NOBODY,
            now=service.settings.clock(),
            timezone=_zone(application.timezone),
            locale=locale,
            options=service.options,
        ),
        visit=visit,
        locale=locale,
        theme=theme if theme in THEMES else "auto",
        client=exchange.client,
        route_values=exchange.match.values if isinstance(exchange.match, Match) else {},
    )


def _visit(signed_in: SignedIn | None, visitor: str) -> Visit:
    if signed_in is None:
        return Visit(token_hash=None, csrf_token=visitor_csrf_token(visitor))
    return Visit(
        token_hash=signed_in.token_hash,
        csrf_token=signed_in.csrf_token,
        must_change_password=signed_in.must_change_password,
        appearance=signed_in.appearance,
    )


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _read(request: PageRequest, exchange: Exchange) -> Response | None:
    """The answer of a handler that only reads, or a refusal; None if it needs a transaction that may write."""
    try:
        route = _permitted_route(request, exchange)
        writes = request.method not in SAFE_METHODS if route.writes is None else route.writes
        return None if writes else route.handler(request)
    except HttpError as error:
        return _refusal(request, error)


def _permitted_route(request: PageRequest, exchange: Exchange) -> Route:
    """The route, once everything is true that has to be before its handler runs."""
    request.query = QueryParams(parse_pairs(exchange.query_text))
    if isinstance(exchange.match, HttpError):
        raise exchange.match
    route = exchange.match.route
    if request.visit.token_hash is None and not route.public:
        raise NotSignedInError
    if request.method not in SAFE_METHODS:
        check_csrf_token(request.visit.csrf_token, exchange.headers, exchange.form)
    if request.visit.must_change_password and request.path not in ALLOWED_BEFORE_CHANGE:
        raise PasswordChangeRequiredError
    return route


def _write(request: PageRequest, exchange: Exchange) -> Response:
    """The answer of a handler in a transaction of its own, committed if it succeeded."""
    if exchange.uploads:
        request.form = ImmutableMultiDict([*exchange.form, *_registered(request, exchange)])
    for _ in range(MOST_REPETITIONS):
        try:
            return _in_transaction(request, exchange)
        except OperationalError as error:
            if not is_deadlock(error):
                raise
            _failures.warning("%s %s: a deadlock, tried again", request.method, quote(request.path))
    return _in_transaction(request, exchange)


def _in_transaction(request: PageRequest, exchange: Exchange) -> Response:
    with exchange.service.database.writing() as connection:
        request.context = _on_connection(request.context, connection)
        answer = _answer_or_refusal(request, exchange)
        _close(request.context)
        if answer.status_code >= 400:
            connection.rollback()
    return answer


def _registered(request: PageRequest, exchange: Exchange) -> Pairs:
    """The files that came with the form as inputs of it; noted for good, so that a refused form still has them."""
    with exchange.service.database.writing() as connection:
        context = _on_connection(request.context, connection)
        return [(each.field, _attached(context, each).line) for each in exchange.uploads]


def _attached(context: Context, upload: Upload) -> AttachedFile:
    if isinstance(upload.content, AttachedFile):
        return upload.content
    return register(context, upload.content).attached


def _answer_or_refusal(request: PageRequest, exchange: Exchange) -> Response:
    try:
        return _permitted_route(request, exchange).handler(request)
    except HttpError as error:
        return _refusal(request, error)


def _on_connection(context: Context, connection: Connection) -> Context:
    return Context(
        application=context.application,
        connection=connection,
        identity=context.identity,
        now=context.now,
        timezone=context.timezone,
        locale=context.locale,
        options=context.options,
    )


def _close(context: Context) -> None:
    """Closes the unit of work, if the handler asked for one."""
    if "session" in vars(context):
        context.session.close()


def _refusal(request: PageRequest, error: HttpError) -> Response:
    if isinstance(error, PasswordChangeRequiredError):
        return redirect("/-/account")
    if isinstance(error, NotSignedInError):
        is_safe = request.method in SAFE_METHODS
        return to_sign_in(request.path, request.query_text, request.headers, is_safe=is_safe)
    return error_answer(request, error)


def _keep_session(service: Service, jar: CookieJar, answer: Response, token: str, signed_in: SignedIn | None) -> None:
    """Forgets a cookie that opens nothing any more; moves the end of a session that is in use."""
    now = service.settings.clock()
    if signed_in is None:
        jar.delete_session(answer)
        return
    if now - signed_in.last_seen_at <= TOUCH_AFTER:
        return
    try:
        with service.database.writing() as connection:
            service.sessions.touch(connection, signed_in.token_hash, now)
    except OperationalError:
        _failures.warning("a session could not be prolonged: the database is busy")
        return
    jar.set_session(answer, token, int(service.sessions.lifetime / datetime.timedelta(seconds=1)))
