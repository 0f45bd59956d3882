"""Puts a generated app together: `build_application(APPLICATION, settings)` is what uvicorn serves."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount

from lowcode.runtime.api.gateway import is_of_api
from lowcode.runtime.api.problems import plain_problem
from lowcode.runtime.api.token_pages import ROUTES as TOKEN_PAGES
from lowcode.runtime.database.aliases import complete_models
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.hooks import hooks_of
from lowcode.runtime.http import account_pages, administration, mail_pages
from lowcode.runtime.http.dispatcher import Dispatcher
from lowcode.runtime.http.error_pages import plain_error
from lowcode.runtime.http.errors import InternalError
from lowcode.runtime.http.headers import add_standard_headers
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.http.routing import Route, RoutingTable
from lowcode.runtime.http.service import Service, open_service
from lowcode.runtime.http.settings import Settings
from lowcode.runtime.http.statistics import gather_statistics
from lowcode.runtime.jobs.runner import EMBEDDED, Runner, Work
from lowcode.runtime.pages.routes import ROUTES as PAGES
from lowcode.runtime.schema_version import schema_state


class DatabaseNotReadyError(Exception):
    """The database is not at the version that this code was made for; the message says what to run."""


def build_application(application: ApplicationDefinition, settings: Settings) -> Starlette:
    """The app as an ASGI application. The database must be at the version that this code was made for."""
    service = open_service(application, settings)
    _require_current_schema(service)
    gather_statistics(application, service.database)
    complete_models(entity.model for entity in application.entities)
    dispatcher = Dispatcher(service, _routing_table(application))
    runner = embedded_runner(service) if settings.jobs else None

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        if runner is not None:
            runner.start()
        service.feed.end_with_process()
        yield
        service.feed.close()
        if runner is not None:
            await asyncio.to_thread(runner.stop)
        dispatcher.close()
        service.close()

    async def show_failure(request: Request, _: Exception) -> Response:
        """Our own mistakes: the server logs them, the page tells nothing of them."""
        say = plain_problem if is_of_api(request.url.path) else plain_error
        answer = say(service, request.headers, InternalError())
        add_standard_headers(answer.headers, is_secure=request.url.is_secure)
        return answer

    return Starlette(
        routes=[Mount("/", app=dispatcher)], lifespan=lifespan, exception_handlers={Exception: show_failure}
    )


def embedded_runner(service: Service) -> Runner:
    """What does the waiting work of an app inside its web server."""
    work = Work(
        application=service.application,
        database=service.database,
        environment=os.environ,
        options=service.options,
        clock=service.settings.clock,
    )
    return Runner(work, EMBEDDED)


def _routing_table(application: ApplicationDefinition) -> RoutingTable[Route]:
    """The addresses of the runtime, of the pages and of the app's owner."""
    owners = tuple(Route(each.method, each.path, each.handler) for each in hooks_of(application).routes)
    entities = {entity.name for entity in application.entities if entity.owner is None}
    return RoutingTable(
        (HEALTH, *account_pages.ROUTES, *administration.ROUTES, *mail_pages.ROUTES, *TOKEN_PAGES, *PAGES, *owners),
        entities,
    )


def _require_current_schema(service: Service) -> None:
    """Refuses a database that is behind or ahead: half of the pages would fail, or write what later code misreads."""
    package = service.application.package
    with service.database.reading() as connection:
        state = schema_state(service.application, connection)
    if state.is_torn:
        service.close()
        raise DatabaseNotReadyError(
            f"The code was made for revision {state.code} of the database, and the newest one in migrations/versions"
            f" is {state.wanted or '-'}. Deploy {package}/ and migrations/ of the same build."
        )
    if state.is_ahead:
        service.close()
        raise DatabaseNotReadyError(
            f"The database is at revision {state.current}, which this version of {package} does not know. "
            "Install the version that migrated it, or restore a backup."
        )
    if state.is_behind:
        service.close()
        raise DatabaseNotReadyError(
            f"The database is {len(state.missing)} migration(s) behind. Run: python -m {package} migrate"
        )
    if state.is_unfinished:
        service.close()
        raise DatabaseNotReadyError(f"The last migration was interrupted. Let it finish: python -m {package} migrate")


def show_health(request: PageRequest) -> Response:
    """For load balancers: whether the app and its database answer."""
    try:
        request.context.connection.execute(text("SELECT 1"))
    except OperationalError:
        return PlainTextResponse("database\n", status_code=503)
    return PlainTextResponse("ok\n")


HEALTH = Route("GET", "/-/health", show_health, public=True)
