"""Sign-in, sign-out and one's own account: password, sessions, language and colours.

Templates (the first lines of each say what they take): `login.html`, `account.html`. Problems reach them as keys of the
wording with their values, so that they can stand beside the field.
"""

from __future__ import annotations

import datetime

from starlette.responses import Response

from lowcode.runtime.http import throttling
from lowcode.runtime.http.accounts import Account, is_password_of, normal_login
from lowcode.runtime.http.cookies import CookieJar
from lowcode.runtime.http.errors import BadRequestError, ThrottledError
from lowcode.runtime.http.passwords import MAXIMUM_LENGTH, hash_password, password_problem
from lowcode.runtime.http.preferences import THEMES, Appearance, write_appearance
from lowcode.runtime.http.redirects import redirect, safe_next
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.http.routing import Route
from lowcode.runtime.pages.notices import tell
from lowcode.runtime.pages.rendering import render

_LOGIN = "/-/login"
_ACCOUNT = "/-/account"


def login_page(request: PageRequest) -> Response:
    """The sign-in page; whoever is signed in already goes on."""
    if request.visit.token_hash is not None:
        return redirect(safe_next(request.query.get("next", "/")))
    return _login_page(request, next_address=request.query.get("next", "/"))


def _login_page(
    request: PageRequest, *, next_address: str, login: str = "", problem: str | None = None, wait: int = 0
) -> Response:
    status = 429 if wait else 422 if problem else 200
    answer = render(
        request,
        "login.html",
        status=status,
        next=safe_next(next_address),
        login=login,
        problem=problem,
        minutes=-(-wait // 60),
    )
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer


def login(request: PageRequest) -> Response:
    """Checks name and password; a right pair starts a new session, whatever cookie the browser had before."""
    service = request.service
    typed, password = request.form.get("login", ""), request.form.get("password", "")
    next_address = request.form.get("next", "/")
    account = service.accounts.find(request.context.connection, typed)
    name = account.login if account is not None else normal_login(typed)
    attempt, wait = _begin_attempt(request, throttling.attempt_name(name, is_known=account is not None))
    if wait:
        return _login_page(request, next_address=next_address, login=typed, problem="login.wait", wait=wait)
    if len(password) > MAXIMUM_LENGTH or not is_password_of(account, password) or account is None:
        return _login_page(request, next_address=next_address, login=typed, problem="login.failed")
    token = _start_session(request, account, password, attempt)
    answer = redirect(safe_next(next_address))
    jar = CookieJar(request.context.application.name, request.client.is_secure)
    jar.set_session(answer, token, int(service.sessions.lifetime / datetime.timedelta(seconds=1)))
    return answer


def _begin_attempt(request: PageRequest, name: str) -> tuple[int, int]:
    """The number of the attempt, noted as failed for the time being, or how many seconds to wait before one."""
    address, now = request.client.address, request.context.now
    with request.service.database.writing() as connection:
        wait = throttling.seconds_to_wait(connection, name, address, now)
        return (0, wait) if wait else (throttling.begin_attempt(connection, name, address, now), 0)


def _start_session(request: PageRequest, account: Account, password: str, attempt: int) -> str:
    service, now = request.service, request.context.now
    with service.database.writing() as connection:
        throttling.attempt_succeeded(connection, attempt)
        service.accounts.signed_in(connection, account, password, now)
        if request.visit.token_hash is not None:
            service.sessions.end(connection, request.visit.token_hash)
        return service.sessions.start(
            connection, account.user_id, now, address=request.client.address, user_agent=request.client.user_agent
        )


def logout(request: PageRequest) -> Response:
    """Ends the session here and in the database."""
    request.service.sessions.end(request.context.connection, request.visit.token_hash or "")
    answer = redirect(_LOGIN)
    CookieJar(request.context.application.name, request.client.is_secure).delete_session(answer)
    return answer


def account_page(request: PageRequest) -> Response:
    """One's own account: password and signed-in browsers."""
    return _account_page(request)


def _account_page(request: PageRequest, *, problem: str | None = None, field: str = "") -> Response:
    connection, now = request.context.connection, request.context.now
    return render(
        request,
        "account.html",
        status=422 if problem else 200,
        sessions=request.service.sessions.of_user(connection, _user_id(request), now),
        current_session=request.visit.token_hash,
        must_change=request.visit.must_change_password,
        problem=problem,
        problem_field=field,
    )


def change_password(request: PageRequest) -> Response:
    """Takes a new password for the old one, and signs every other browser out."""
    service, now, connection = request.service, request.context.now, request.context.connection
    old, new = request.form.get("old_password", ""), request.form.get("new_password", "")
    account = service.accounts.of_user(connection, _user_id(request))
    attempt, wait = _begin_attempt(request, account.login if account is not None else "")
    if wait:
        raise ThrottledError(wait)
    if account is None or len(old) > MAXIMUM_LENGTH or not is_password_of(account, old):
        return _account_page(request, problem="password.wrong", field="old_password")
    with service.database.writing() as writing:
        throttling.attempt_succeeded(writing, attempt)
    problem = "password.same" if old == new else password_problem(new, account.login)
    if problem is not None:
        return _account_page(request, problem=problem, field="new_password")
    if new != request.form.get("repeated_password", new):
        return _account_page(request, problem="password.differs", field="repeated_password")
    hashed = hash_password(new)
    with service.database.writing() as writing:
        service.accounts.set_password(writing, account.user_id, hashed, now, must_change=False)
        service.sessions.end_all(writing, account.user_id, but=request.visit.token_hash)
    answer = redirect(_ACCOUNT)
    tell(answer, "password")
    return answer


def end_session(request: PageRequest) -> Response:
    """Signs one of the user's browsers out; `all` every other one."""
    sessions, connection = request.service.sessions, request.context.connection
    chosen = request.form.get("session", "")
    if chosen == "all":
        sessions.end_all(connection, _user_id(request), but=request.visit.token_hash)
    elif not sessions.end_own(connection, _user_id(request), chosen):
        raise BadRequestError
    answer = redirect(_LOGIN if chosen == request.visit.token_hash else _ACCOUNT)
    tell(answer, "session_ended")
    return answer


def change_appearance(request: PageRequest) -> Response:
    """Keeps the language or the colours: for the user, and in this browser for the pages before the sign-in."""
    locale, theme = request.form.get("locale"), request.form.get("theme")
    if locale is not None and locale not in request.context.application.locales:
        raise BadRequestError
    if theme is not None and theme not in THEMES:
        raise BadRequestError
    if request.visit.token_hash is not None:
        appearance = Appearance(
            locale=locale or request.visit.appearance.locale, theme=theme or request.visit.appearance.theme
        )
        write_appearance(request.context.connection, _user_id(request), appearance)
    answer = redirect(safe_next(request.form.get("next", "/")))
    CookieJar(request.context.application.name, request.client.is_secure).set_appearance(answer, locale, theme)
    return answer


def _user_id(request: PageRequest) -> int:
    user_id = request.context.user_id
    if user_id is None:
        raise BadRequestError
    return user_id


ROUTES = (
    Route("GET", _LOGIN, login_page, public=True),
    Route("POST", _LOGIN, login, public=True, writes=False, hashes=True),
    Route("POST", "/-/logout", logout),
    Route("GET", _ACCOUNT, account_page),
    Route("POST", "/-/account/password", change_password, writes=False, hashes=True),
    Route("POST", "/-/account/sessions", end_session),
    Route("POST", "/-/preferences", change_appearance, public=True),
)
"""Handlers that hash passwords open their transactions themselves: nobody should wait for that."""

ALLOWED_BEFORE_CHANGE = frozenset(
    {_ACCOUNT, "/-/account/password", "/-/logout", "/-/preferences", "/-/theme.css", "/-/logo.svg"}
)
"""What somebody who must change his password can do."""
