"""Routes: sign in, list, record, form, create, save. `uvicorn bench.serving.handwritten.application:application`."""

from __future__ import annotations

import datetime
import json
import os
import secrets
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import anyio.to_thread
from argon2 import PasswordHasher
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bench.serving.dataset import LEVELS, REGIONS, SOURCES, STAGES
from bench.serving.handwritten import reading
from bench.serving.handwritten.database import open_engine
from bench.serving.handwritten.reading import User
from bench.serving.handwritten.tables import bigrams, bigrams_of, customers, history, sessions, users

Handler = Callable[[Connection, User, Request, Mapping[str, str]], Response]
HEADERS = {
    "Content-Security-Policy": "default-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
LARGEST_REVENUE = 1_000_000_000_000


def _money(cents: int | None) -> str:
    return "" if cents is None else f"¥{cents // 100:,}.{cents % 100:02}"


def _moment(value: datetime.datetime | None) -> str:
    return "" if value is None else (value + datetime.timedelta(hours=8)).strftime("%Y-%m-%d %H:%M")


engine = open_engine(os.environ["DATABASE_URL"])
hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024)
templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
templates.filters |= {"money": _money, "moment": _moment}
templates.globals |= {"levels": LEVELS, "sources": SOURCES, "regions": REGIONS, "stages": STAGES}


def page(template: str, user: User, **context: Any) -> Response:
    """An HTML page."""
    return HTMLResponse(templates.get_template(template).render(user=user, **context), headers=HEADERS)


def show_list(connection: Connection, user: User, request: Request, _form: Mapping[str, str]) -> Response:
    """The list."""
    query = request.query_params
    return page("list.html", user, listing=reading.listing(connection, user, query), query=query)


def show_record(connection: Connection, user: User, request: Request, _form: Mapping[str, str]) -> Response:
    """A customer with related lists."""
    number = request.path_params["number"]
    found = reading.record(connection, user, number)
    if found is None:
        return HTMLResponse("没有这个客户", 404)
    people, sold = reading.related(connection, number)
    changes = reading.changes(connection, number)
    return page("record.html", user, customer=found, contacts=people, deals=sold, changes=changes)


def show_form(connection: Connection, user: User, request: Request, _form: Mapping[str, str]) -> Response:
    """The form, empty or with a customer in it."""
    number = request.path_params.get("number")
    found = None if number is None else reading.record(connection, user, number)
    if number is not None and found is None:
        return HTMLResponse("没有这个客户", 404)
    return page("form.html", user, customer=found, sellers=reading.sellers(connection), errors={})


def save(connection: Connection, user: User, request: Request, form: Mapping[str, str]) -> Response:
    """Create or change a customer, with checks and a line of history."""
    number = request.path_params.get("number")
    if number is not None and reading.record(connection, user, number) is None:
        return HTMLResponse("没有这个客户", 404)
    values, errors = _read(form)
    try:
        if not errors:
            number = _store(connection, user, number, values)
    except IntegrityError:
        connection.rollback()
        errors["name"] = "名称或编号已存在"
    if errors:
        found = {**values, "id": number}
        return page("form.html", user, customer=found, sellers=reading.sellers(connection), errors=errors)
    return RedirectResponse(f"/customers/{number}", 303)


def _read(form: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    errors = {name: "必填" for name in ("code", "name", "source", "owner_id") if not form.get(name, "").strip()}
    values: dict[str, Any] = {
        name: form.get(name, "").strip() for name in ("code", "name", "level", "source", "region")
    }
    for name, options in (("level", LEVELS), ("source", SOURCES), ("region", REGIONS)):
        if values[name] not in options:
            errors.setdefault(name, "没有这个选项")
    try:
        revenue = Decimal(form.get("revenue") or "0")
        values["owner_id"] = int(form.get("owner_id", ""))
        moment = form.get("last_contact", "")
        values["last_contact"] = datetime.datetime.fromisoformat(moment) if moment else None
    except (InvalidOperation, ValueError):
        return values, {**errors, "revenue": "不是有效的值"}
    if not 0 <= revenue < LARGEST_REVENUE:
        errors["revenue"] = "年营收超出范围"
    values["revenue_cents"] = int(revenue * 100)
    return values, errors


def _store(connection: Connection, user: User, number: int | None, values: dict[str, Any]) -> int:
    if number is None:
        stored: int = connection.execute(insert(customers).values(values).returning(customers.c.id)).scalar_one()
    else:
        stored = number
        connection.execute(update(customers).where(customers.c.id == number).values(values))
        connection.execute(bigrams.delete().where(bigrams.c.customer_id == number))
    pairs = [{"bigram": pair, "customer_id": stored} for pair in bigrams_of(values["name"], values["code"])]
    connection.execute(insert(bigrams), pairs)
    changes = json.dumps(values, default=str, ensure_ascii=False)
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    connection.execute(insert(history).values(customer_id=stored, user_id=user.id, at=now, changes=changes))
    connection.commit()
    return stored


def signed_in(handler: Handler) -> Callable[[Request], Any]:
    """Only for those with a session; forms only with the session's token."""

    async def endpoint(request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()} if request.method == "POST" else {}

        def answer() -> Response:
            with engine.connect() as connection:
                user = reading.signed_in(connection, request.cookies.get("session", ""))
                if user is None:
                    return RedirectResponse("/login", 303)
                if request.method == "POST" and not secrets.compare_digest(form.get("csrf", ""), user.csrf):
                    return HTMLResponse("请重新打开页面", 403)
                return handler(connection, user, request, form)

        return await anyio.to_thread.run_sync(answer, limiter=_threads())

    return endpoint


_limiter: anyio.CapacityLimiter | None = None


def _threads() -> anyio.CapacityLimiter:
    """Four threads a worker: more only wait for Python's lock."""
    global _limiter  # noqa: PLW0603 - a limiter belongs to the event loop, which does not exist at import
    if _limiter is None:
        _limiter = anyio.CapacityLimiter(4)
    return _limiter


async def login(request: Request) -> Response:
    """Make a session."""
    form = await request.form()
    with engine.begin() as connection:
        found = connection.execute(select(users).where(users.c.login == str(form.get("login")))).one()
        hasher.verify(found.password, str(form.get("password")))
        token, csrf = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        connection.execute(insert(sessions).values(token=token, user_id=found.id, csrf=csrf))
    response = RedirectResponse("/customers", 303)
    response.set_cookie("session", token, httponly=True, samesite="lax")
    return response


application = Starlette(
    routes=[
        Route("/login", login, methods=["POST"]),
        Route("/customers", signed_in(show_list)),
        Route("/customers/new", signed_in(show_form)),
        Route("/customers/new", signed_in(save), methods=["POST"]),
        Route("/customers/{number:int}", signed_in(show_record)),
        Route("/customers/{number:int}/edit", signed_in(show_form)),
        Route("/customers/{number:int}/edit", signed_in(save), methods=["POST"]),
    ]
)
