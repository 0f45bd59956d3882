"""Takes what comes to `/api/v1` from the event loop to a thread: the route, the body, the files."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor
from dataclasses import replace
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope

from lowcode.catalog.api import LIST_WORDS, PREFIX
from lowcode.runtime.api.exchange import ApiExchange, handle, known_caller, require_scope
from lowcode.runtime.api.problems import plain_problem
from lowcode.runtime.api.rates import Rates
from lowcode.runtime.api.request import ApiRoute
from lowcode.runtime.api.routes import routing_table
from lowcode.runtime.http.body import Upload, has_files, read_body, read_form
from lowcode.runtime.http.errors import HttpError, NotFoundError, UnsupportedMediaTypeError
from lowcode.runtime.http.former_addresses import FormerAddresses
from lowcode.runtime.http.request import Client
from lowcode.runtime.http.routing import Match
from lowcode.runtime.http.service import Service

_BELOW: Final = f"{PREFIX}/"


def is_of_api(path: str) -> bool:
    """Whether the address is the API's."""
    return path == PREFIX or path.startswith(_BELOW)


class Gateway:
    """The API of an app, in the threads of its pages."""

    def __init__(self, service: Service, threads: Executor, writers: Executor) -> None:
        self._service = service
        self._threads = threads
        self._writers = writers
        self._routes = routing_table(service.application)
        self._former = FormerAddresses(service.application, LIST_WORDS, PREFIX)
        self._rates = Rates(service.settings.api_rate)

    async def answer(self, scope: Scope, headers: Headers, client: Client, receive: Receive) -> Response:
        """The answer to a request, whatever is wrong with it."""
        if not self._service.settings.has_api:
            return plain_problem(self._service, headers, NotFoundError())
        exchange = self._exchange(scope, headers, client)
        match, threads = exchange.match, self._threads
        moved = self._former.answer(match, exchange.path, exchange.query_text)
        if moved is not None:
            return moved
        if isinstance(match, Match) and match.route.writes:
            threads = self._writers
            try:
                body, uploads = await self._read(exchange, match.route, receive)
            except HttpError as error:
                return plain_problem(self._service, headers, error)
            exchange = replace(exchange, body=body, uploads=uploads)
        return await asyncio.get_running_loop().run_in_executor(threads, handle, exchange)

    def _exchange(self, scope: Scope, headers: Headers, client: Client) -> ApiExchange:
        method, path = scope["method"], scope["path"]
        match: Match[ApiRoute] | HttpError
        try:
            match = self._routes.match(method, path.removeprefix(PREFIX))
        except HttpError as error:
            match = error
        return ApiExchange(
            service=self._service,
            rates=self._rates,
            method=method,
            path=path,
            query_text=scope["query_string"].decode("latin-1"),
            headers=headers,
            client=client,
            match=match,
        )

    async def _read(self, exchange: ApiExchange, route: ApiRoute, receive: Receive) -> tuple[bytes, tuple[Upload, ...]]:
        """The body; files only from who may bring them: nobody else fills the disk."""
        settings, headers = self._service.settings, exchange.headers
        if not route.uploads:
            return await read_body(headers, receive, settings.body_limit), ()
        if not has_files(headers):
            raise UnsupportedMediaTypeError
        await asyncio.get_running_loop().run_in_executor(self._threads, _require_uploader, exchange, route)
        form = await read_form(
            headers, receive, settings.body_limit, store=self._service.files, file_limit=settings.file_limit
        )
        return b"", form[1]


def _require_uploader(exchange: ApiExchange, route: ApiRoute) -> None:
    with exchange.service.database.reading() as connection:
        caller = known_caller(exchange, connection, exchange.service.settings.clock())
    require_scope(caller, route)
