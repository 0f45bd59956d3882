"""One request in its thread: who asks, may he, the handler in its transaction, and the refusal if there is one."""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from starlette.datastructures import Headers, ImmutableMultiDict, QueryParams
from starlette.requests import cookie_parser
from starlette.responses import Response

from lowcode.runtime.api.authentication import Caller, Credentials, authenticate
from lowcode.runtime.api.errors import BadParametersError, ScopeMissingError
from lowcode.runtime.api.idempotency import HEADER, Once
from lowcode.runtime.api.problems import plain_problem, problem_answer
from lowcode.runtime.api.rates import Rates
from lowcode.runtime.api.reading import unknown_name
from lowcode.runtime.api.request import ApiRequest, ApiRoute
from lowcode.runtime.context import Context
from lowcode.runtime.database.engine import is_deadlock
from lowcode.runtime.http.body import Upload, parse_pairs
from lowcode.runtime.http.csrf import SAFE_METHODS
from lowcode.runtime.http.errors import HttpError
from lowcode.runtime.http.exchange import MOST_REPETITIONS
from lowcode.runtime.http.locale import choose_locale
from lowcode.runtime.http.request import Client, Visit
from lowcode.runtime.http.routing import Match
from lowcode.runtime.http.service import Service

_failures = logging.getLogger("lowcode.failures")

NOTED_EVERY: Final = datetime.timedelta(minutes=10)
"""How often it is noted that a token is in use: reading should not write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiExchange:
    """What the event loop has found out before the thread takes over."""

    service: Service
    rates: Rates
    method: str
    path: str
    query_text: str
    headers: Headers
    client: Client
    match: Match[ApiRoute] | HttpError
    body: bytes = b""
    uploads: tuple[Upload, ...] = ()


def handle(exchange: ApiExchange) -> Response:
    """The answer to a request."""
    service, now = exchange.service, exchange.service.settings.clock()
    with service.database.reading() as connection:
        try:
            caller = known_caller(exchange, connection, now)
        except HttpError as error:
            return plain_problem(service, exchange.headers, error)
        request = _request(exchange, connection, caller, now)
        answer = _read(request, exchange)
        _close(request.context)
    if answer is None:
        answer = _write(request, exchange)
    _note_use(request)
    return answer


def known_caller(exchange: ApiExchange, connection: Connection, now: datetime.datetime) -> Caller:
    """Who asks, within his rate; raises what stands against it."""
    credentials = Credentials(
        headers=exchange.headers,
        cookies=cookie_parser(exchange.headers.get("cookie", "")),
        client=exchange.client,
        is_safe=exchange.method in SAFE_METHODS,
    )
    caller = authenticate(exchange.service, connection, credentials, now)
    exchange.rates.take(caller.rate_key)
    return caller


def require_scope(caller: Caller, route: ApiRoute) -> None:
    """Raises ScopeMissingError if the token was not given what the operation needs."""
    scope = route.operation.scope
    if scope is not None and scope not in caller.scopes:
        raise ScopeMissingError(scope=scope)


def _require_parameters(request: ApiRequest, route: ApiRoute) -> None:
    """Nothing in an address is passed over: who asks for what there is not is told so."""
    known = route.operation.parameters
    if known is None:
        return
    unknown = tuple(unknown_name(each, each, list(known)) for each in request.query if each not in known)
    if unknown:
        raise BadParametersError(unknown)


def _request(exchange: ApiExchange, connection: Connection, caller: Caller, now: datetime.datetime) -> ApiRequest:
    service, application = exchange.service, exchange.service.application
    accepted = exchange.headers.get("accept-language", "")
    locale = choose_locale(application.locales, None if accepted else caller.appearance, None, accepted)
    return ApiRequest(
        service=service,
        method=exchange.method,
        path=exchange.path,
        query_text=exchange.query_text,
        query=QueryParams(),
        headers=exchange.headers,
        cookies={},
        form=ImmutableMultiDict(),
        context=Context(
            application=application,
            connection=connection,
            identity=caller.identity,
            now=now,
            timezone=ZoneInfo(application.timezone),
            locale=locale,
            options=service.options,
            origin=caller.origin,
        ),
        visit=Visit(token_hash=None, csrf_token=""),
        locale=locale,
        theme="auto",
        client=exchange.client,
        route_values=exchange.match.values if isinstance(exchange.match, Match) else {},
        caller=caller,
        body=exchange.body,
        uploads=exchange.uploads,
    )


def _read(request: ApiRequest, exchange: ApiExchange) -> Response | None:
    """The answer of a handler that only reads, or a refusal; None if it needs a transaction that may write."""
    try:
        request.query = QueryParams(parse_pairs(exchange.query_text))
        if isinstance(exchange.match, HttpError):
            raise exchange.match
        route = exchange.match.route
        require_scope(request.caller, route)
        _require_parameters(request, route)
        return None if route.writes else route.handler(request)
    except HttpError as error:
        return problem_answer(request, error)


def _write(request: ApiRequest, exchange: ApiExchange) -> Response:
    for _ in range(MOST_REPETITIONS):
        try:
            return _in_transaction(request, exchange)
        except OperationalError as error:
            if not is_deadlock(error):
                raise
            _failures.warning("%s %s: a deadlock, tried again", request.method, quote(request.path))
    return _in_transaction(request, exchange)


def _in_transaction(request: ApiRequest, exchange: ApiExchange) -> Response:
    """The answer of the handler in a transaction of its own, committed if it succeeded."""
    with exchange.service.database.writing() as connection:
        request.context = _on_connection(request.context, connection)
        try:
            answer = _once(request, exchange)
        except HttpError as error:
            answer = problem_answer(request, error)
        _close(request.context)
        if answer.status_code >= 400:
            connection.rollback()
    return answer


def _once(request: ApiRequest, exchange: ApiExchange) -> Response:
    assert isinstance(exchange.match, Match)
    handler, token = exchange.match.route.handler, request.caller.token
    key = exchange.headers.get(HEADER)
    if key is None or token is None or request.method != "POST":
        return handler(request)
    said = f"{request.method} {request.path}?{request.query_text}\n".encode() + exchange.body
    once = Once(request.context.connection, token.id, key, said, request.context.now)
    earlier = once.earlier()
    if earlier is not None:
        return earlier
    answer = handler(request)
    if answer.status_code < 400:
        once.keep(answer)
    return answer


def _on_connection(context: Context, connection: Connection) -> Context:
    return Context(
        application=context.application,
        connection=connection,
        identity=context.identity,
        now=context.now,
        timezone=context.timezone,
        locale=context.locale,
        options=context.options,
        origin=context.origin,
    )


def _close(context: Context) -> None:
    """Closes the unit of work, if the handler asked for one."""
    if "session" in vars(context):
        context.session.close()


def _note_use(request: ApiRequest) -> None:
    """Notes that the token is in use, unless that was done a moment ago."""
    token, now = request.caller.token, request.context.now
    if token is None or (token.last_used_at is not None and now - token.last_used_at < NOTED_EVERY):
        return
    try:
        with request.service.database.writing() as connection:
            request.service.tokens.used(connection, token.id, now, request.client.address)
    except OperationalError:
        _failures.warning("that a token was used could not be noted: the database is busy")
