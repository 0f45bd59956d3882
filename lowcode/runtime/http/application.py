"""Puts a generated app together: `build_application(APPLICATION, settings)` is what uvicorn serves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount

from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.http import account_pages, administration
from lowcode.runtime.http.dispatcher import Dispatcher
from lowcode.runtime.http.error_pages import plain_error
from lowcode.runtime.http.errors import InternalError
from lowcode.runtime.http.headers import add_standard_headers
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.http.routing import Route, RoutingTable
from lowcode.runtime.http.service import open_service
from lowcode.runtime.http.settings import Settings
from lowcode.runtime.pages import routes as page_routes


def build_application(application: ApplicationDefinition, settings: Settings) -> Starlette:
    """The app as an ASGI application. The database must be at the version that this code was made for."""
    service = open_service(application, settings)
    pages = {entity.name for entity in application.entities if entity.owner is None}
    routes = (HEALTH, *account_pages.ROUTES, *administration.ROUTES, *page_routes.ROUTES)
    dispatcher = Dispatcher(service, RoutingTable(routes, pages))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        dispatcher.close()
        service.database.close()

    async def show_failure(request: Request, _: Exception) -> Response:
        """Our own mistakes: the server logs them, the page tells nothing of them."""
        answer = plain_error(service, request.headers, InternalError())
        add_standard_headers(answer.headers, is_secure=request.url.is_secure)
        return answer

    return Starlette(
        routes=[Mount("/", app=dispatcher)], lifespan=lifespan, exception_handlers={Exception: show_failure}
    )


def show_health(request: PageRequest) -> Response:
    """For load balancers: whether the app and its database answer."""
    try:
        request.context.connection.execute(text("SELECT 1"))
    except OperationalError:
        return PlainTextResponse("database\n", status_code=503)
    return PlainTextResponse("ok\n")


HEALTH = Route("GET", "/-/health", show_health, public=True)
