"""Accounts of others: an administrator lets users in, and puts them out.

Users themselves are records like any other (created, changed and deactivated on the pages of the entity `user`). Who
is deactivated or deleted is signed out by that alone: sessions of users who are not active are found no more.

Template `user_account.html`: `person` (the user's name), `user_id`, `login` (None: cannot sign in), `suggested_login`,
`new_password` (shown once), `problem` (a key of the wording), `session_count`, `token_count`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from starlette.responses import Response

from lowcode.runtime.access import can
from lowcode.runtime.context import ADMINISTRATOR
from lowcode.runtime.definitions import Verb
from lowcode.runtime.http.accounts import LoginTakenError
from lowcode.runtime.http.errors import ForbiddenError, NotFoundError
from lowcode.runtime.http.passwords import hash_password, temporary_password
from lowcode.runtime.http.redirects import redirect
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.http.routing import Route
from lowcode.runtime.pages.notices import tell
from lowcode.runtime.pages.rendering import render


def show_user_account(request: PageRequest) -> Response:
    """Whether a user can sign in, and the buttons that change it."""
    return _page(request)


def _page(
    request: PageRequest, *, new_password: str | None = None, login: str | None = None, problem: str | None = None
) -> Response:
    service, context = request.service, request.context
    name, email = _managed_user(request)
    account = service.accounts.of_user(context.connection, request.record_id)
    return render(
        request,
        "user_account.html",
        status=422 if problem else 200,
        person=name,
        user_id=request.record_id,
        login=account.login if account is not None else None,
        suggested_login=login or (account.login if account is not None else email),
        new_password=new_password,
        session_count=len(service.sessions.of_user(context.connection, request.record_id, context.now)),
        token_count=service.tokens.count(context.connection, request.record_id),
        problem=problem,
    )


def give_password(request: PageRequest) -> Response:
    """Gives the user a password, shown this once and to be changed at the first sign-in; ends all his sessions."""
    service, context = request.service, request.context
    _managed_user(request)
    password = temporary_password()
    hashed = hash_password(password)
    login = request.form.get("login", "").strip() or None
    try:
        with service.database.writing() as connection:
            service.accounts.set_password(
                connection, request.record_id, hashed, context.now, must_change=True, login=login
            )
            service.sessions.end_all(connection, request.record_id)
    except LoginTakenError:
        return _page(request, login=login, problem="account.login_taken")
    return _page(request, new_password=password)


def sign_user_out(request: PageRequest) -> Response:
    """Ends all sessions of the user."""
    _managed_user(request)
    request.service.sessions.end_all(request.context.connection, request.record_id)
    answer = redirect(f"/-/users/{request.record_id}/account")
    tell(answer, "session_ended")
    return answer


def revoke_tokens(request: PageRequest) -> Response:
    """Ends all tokens that the user has made for programs."""
    _managed_user(request)
    context = request.context
    request.service.tokens.revoke_all(context.connection, request.record_id, context.now, context.user_id)
    answer = redirect(f"/-/users/{request.record_id}/account")
    tell(answer, "token_revoked")
    return answer


def _managed_user(request: PageRequest) -> tuple[str, str]:
    """Name and e-mail address of the user, where the one who asks may manage accounts."""
    context = request.context
    entity = context.application.entity_by_name["user"]
    if not context.has_role(ADMINISTRATOR) or not can(entity, Verb.UPDATE, request.record_id, context):
        raise ForbiddenError
    model: Any = entity.model
    row = context.connection.execute(select(model.name, model.email).where(model.id == request.record_id)).first()
    if row is None:
        raise NotFoundError
    return row.name, row.email or ""


ROUTES = (
    Route("GET", "/-/users/{id}/account", show_user_account),
    Route("POST", "/-/users/{id}/account/password", give_password, writes=False, hashes=True),
    Route("POST", "/-/users/{id}/account/sign-out", sign_user_out),
    Route("POST", "/-/users/{id}/account/tokens", revoke_tokens),
)
