"""From a request to its answer: static files and refusals on the event loop, what takes a query in a few threads."""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import OperationalError
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from lowcode.runtime.api.gateway import Gateway, is_of_api
from lowcode.runtime.api.problems import plain_problem
from lowcode.runtime.http import static
from lowcode.runtime.http.body import Pairs, Upload, has_files, read_form
from lowcode.runtime.http.client import client_of, refuse_foreign_origin
from lowcode.runtime.http.csrf import SAFE_METHODS
from lowcode.runtime.http.error_pages import plain_error
from lowcode.runtime.http.errors import HttpError, UnavailableError
from lowcode.runtime.http.exchange import Exchange, handle, is_signed_in
from lowcode.runtime.http.former_addresses import FormerAddresses
from lowcode.runtime.http.headers import add_standard_headers
from lowcode.runtime.http.logs import logged_path
from lowcode.runtime.http.request import Client
from lowcode.runtime.http.routing import Match, Route, RoutingTable
from lowcode.runtime.http.service import Service
from lowcode.runtime.queries.address import WORDS

_requests = logging.getLogger("lowcode.requests")
_failures = logging.getLogger("lowcode.failures")

_UNKNOWN = Client(address="", is_secure=False, host="", user_agent="")


class Dispatcher:
    """The ASGI application below Starlette's.

    Handlers run in a few threads. More of them only queue for Python's lock and make every page slower: with four
    connections a worker gave about a tenth more pages with two threads than with four. A single one was quicker still,
    but then a slow page holds up all others. What hashes passwords has a thread of its own, and what writes to SQLite,
    too: only one may write at a time, and pages that only read should not stand in that queue.
    """

    def __init__(self, service: Service, routes: RoutingTable[Route]) -> None:
        self.service = service
        self._routes = routes
        self._former = FormerAddresses(service.application, WORDS)
        self._threads = ThreadPoolExecutor(service.settings.threads, thread_name_prefix="pages")
        self._door = ThreadPoolExecutor(1, thread_name_prefix="door")
        self._writers = (
            ThreadPoolExecutor(1, thread_name_prefix="writer") if service.database.is_sqlite else self._threads
        )
        self._api = Gateway(service, self._threads, self._writers)

    def close(self) -> None:
        """Waits for what is running."""
        self._threads.shutdown()
        self._writers.shutdown()
        self._door.shutdown()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; what is wrong with it becomes an error page."""
        started = time.perf_counter()
        method, path, headers = scope["method"], scope["path"], Headers(scope=scope)
        client = _UNKNOWN
        try:
            client = client_of(scope, headers, self.service.settings)
            answer = await self._answer(scope, headers, client, receive)
        except HttpError as error:
            answer = self._plain(path, headers, error)
        except OperationalError:
            _failures.exception("%s %s: the database does not answer", method, logged_path(path))
            answer = self._plain(path, headers, UnavailableError())
        add_standard_headers(answer.headers, is_secure=client.is_secure)
        if method == "HEAD":
            answer.body = b""
        await answer(scope, receive, send)
        milliseconds = (time.perf_counter() - started) * 1000
        _requests.info(
            "%s %s %d %.1fms %s", method, logged_path(path), answer.status_code, milliseconds, client.address
        )

    def _plain(self, path: str, headers: Headers, error: HttpError) -> Response:
        """A refusal that needs nothing but its words."""
        return (plain_problem if is_of_api(path) else plain_error)(self.service, headers, error)

    async def _answer(self, scope: Scope, headers: Headers, client: Client, receive: Receive) -> Response:
        method, path = scope["method"], scope["path"]
        if path.startswith(static.ADDRESS) and method in SAFE_METHODS:
            return self.service.static.response(path.removeprefix(static.ADDRESS), headers)
        if is_of_api(path):
            return await self._api.answer(scope, headers, client, receive)
        form: Pairs = []
        uploads: tuple[Upload, ...] = ()
        match = self._matched(method, path)
        query_text = scope["query_string"].decode("latin-1")
        moved = self._former.answer(match, path, query_text)
        if moved is not None:
            return moved
        if isinstance(match, Match) and method not in SAFE_METHODS:
            try:
                refuse_foreign_origin(headers, client.host)
                form, uploads = await self._read_form(match, headers, client, receive)
            except HttpError as error:
                match = error
        exchange = Exchange(
            service=self.service,
            method=method,
            path=path,
            query_text=query_text,
            headers=headers,
            client=client,
            match=match,
            form=form,
            uploads=uploads,
        )
        threads = self._threads_for(match.route, method) if isinstance(match, Match) else self._threads
        return await asyncio.get_running_loop().run_in_executor(threads, handle, exchange)

    def _matched(self, method: str, path: str) -> Match[Route] | HttpError:
        try:
            return self._routes.match(method, path)
        except HttpError as error:
            return error

    def _threads_for(self, route: Route, method: str) -> ThreadPoolExecutor:
        if route.hashes:
            return self._door
        writes = method not in SAFE_METHODS if route.writes is None else route.writes
        return self._writers if writes else self._threads

    async def _read_form(
        self, match: Match[Route], headers: Headers, client: Client, receive: Receive
    ) -> tuple[Pairs, tuple[Upload, ...]]:
        """The form; files only where a form has any, and only from who is signed in: nobody else fills our disk."""
        settings = self.service.settings
        store = None
        if match.route.uploads and has_files(headers):
            loop = asyncio.get_running_loop()
            is_known = await loop.run_in_executor(self._threads, is_signed_in, self.service, headers, client)
            store = self.service.files if is_known else None
        return await read_form(headers, receive, settings.body_limit, store=store, file_limit=settings.file_limit)
