"""The pages on which people make and revoke tokens: their own; administrators revoke everybody's.

Template `tokens.html`: `page` (TokensPage).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from lowcode.catalog.api import PREFIX, SCOPES
from lowcode.runtime.api.tokens import LONGEST_NAME, MOST_TOKENS, Token
from lowcode.runtime.context import ADMINISTRATOR
from lowcode.runtime.http.errors import BadRequestError, ForbiddenError, NotFoundError
from lowcode.runtime.http.redirects import redirect
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.http.routing import Route
from lowcode.runtime.pages.notices import tell
from lowcode.runtime.pages.rendering import presentation_of, render

_OWN: Final = "/-/account/tokens"
_ALL: Final = "/-/tokens"
_SHOWN: Final = 50
DAYS: Final[Mapping[str, int | None]] = {"90": 90, "30": 30, "365": 365, "": None}
"""How long a token may be valid, by what the form says; the first is what it says without being asked."""
_DAY_WORDS: Final = {"90": "tokens.days_90", "30": "tokens.days_30", "365": "tokens.days_365", "": "tokens.forever"}
_SCOPE_WORDS: Final = {"read": "tokens.scope_read", "write": "tokens.scope_write", "process": "tokens.scope_process"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenView:
    """A token in a list."""

    id: int
    name: str
    prefix: str
    scopes: str
    person: str
    made: str
    used: str
    expires: str
    is_expired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TokensPage:
    """What `tokens.html` shows."""

    is_all: bool
    tokens: tuple[TokenView, ...]
    action: str
    revoke_url: str
    document_url: str
    older_url: str | None = None
    secret: str | None = None
    problem: str = ""
    problem_field: str = ""
    name: str = ""
    scopes: tuple[tuple[str, str, bool], ...] = ()
    """Name, words and whether it is chosen."""
    days: tuple[tuple[str, str, bool], ...] = ()
    all_url: str | None = None


def show_tokens(request: PageRequest) -> Response:
    """`GET /-/account/tokens`."""
    if not request.service.settings.has_api:
        raise NotFoundError
    return _own_page(request, chosen=("read",))


def make_token(request: PageRequest) -> Response:
    """`POST /-/account/tokens`: the answer shows the secret, this once."""
    if not request.service.settings.has_api:
        raise NotFoundError
    form, context, tokens = request.form, request.context, request.service.tokens
    name, days = " ".join(form.get("name", "").split()), form.get("days", "")
    scopes = tuple(each for each in SCOPES if each in form.getlist("scope"))
    if days not in DAYS:
        raise BadRequestError
    problem, field = "", ""
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        problem, field = "tokens.name_missing", "name"
    elif not scopes:
        problem, field = "tokens.scope_missing", "scope"
    elif tokens.count(context.connection, _user_id(request)) >= MOST_TOKENS:
        problem, field = "tokens.too_many", "name"
    if problem:
        return _own_page(request, chosen=scopes, name=name[:LONGEST_NAME], days=days, problem=problem, field=field)
    lifetime = DAYS[days]
    expires_at = context.now + datetime.timedelta(days=lifetime) if lifetime is not None else None
    secret = tokens.make(context.connection, _user_id(request), name, scopes, context.now, expires_at)
    return _own_page(request, chosen=("read",), secret=secret)


def revoke_own(request: PageRequest) -> Response:
    """`POST /-/account/tokens/{id}/revoke`."""
    user_id = _user_id(request)
    connection, now = request.context.connection, request.context.now
    if not request.service.tokens.revoke(connection, request.record_id, now, user_id, owner=user_id):
        raise NotFoundError
    answer = redirect(_OWN)
    tell(answer, "token_revoked")
    return answer


def show_all_tokens(request: PageRequest) -> Response:
    """`GET /-/tokens`: everybody's, for administrators."""
    _require_administrator(request)
    text = request.query.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 11 else None
    found = request.service.tokens.of_all(request.context.connection, limit=_SHOWN + 1, before=before)
    shown = found[:_SHOWN]
    page = TokensPage(
        is_all=True,
        tokens=tuple(_view(request, token, person) for token, person in shown),
        action="",
        revoke_url=_ALL,
        document_url=f"{PREFIX}/openapi.json",
        older_url=f"{_ALL}?before={shown[-1][0].id}" if len(found) > len(shown) else None,
    )
    return render(request, "tokens.html", page=page)


def revoke_any(request: PageRequest) -> Response:
    """`POST /-/tokens/{id}/revoke`."""
    _require_administrator(request)
    connection, now = request.context.connection, request.context.now
    if not request.service.tokens.revoke(connection, request.record_id, now, _user_id(request)):
        raise NotFoundError
    answer = redirect(_ALL)
    tell(answer, "token_revoked")
    return answer


def _own_page(
    request: PageRequest,
    *,
    chosen: tuple[str, ...],
    name: str = "",
    days: str = "90",
    problem: str = "",
    field: str = "",
    secret: str | None = None,
) -> Response:
    say = presentation_of(request).say
    tokens = request.service.tokens.of_user(request.context.connection, _user_id(request))
    page = TokensPage(
        is_all=False,
        tokens=tuple(_view(request, each, "") for each in tokens),
        action=_OWN,
        revoke_url=_OWN,
        document_url=f"{PREFIX}/openapi.json",
        secret=secret,
        problem=say(problem) if problem else "",
        problem_field=field,
        name=name,
        scopes=tuple((each, say(_SCOPE_WORDS[each]), each in chosen) for each in SCOPES),
        days=tuple((each, say(_DAY_WORDS[each]), each == days) for each in DAYS),
        all_url=_ALL if request.context.has_role(ADMINISTRATOR) else None,
    )
    return render(request, "tokens.html", status=422 if problem else 200, page=page)


def _view(request: PageRequest, token: Token, person: str) -> TokenView:
    presentation, now = presentation_of(request), request.context.now
    say, formats = presentation.say, presentation.formats
    used = say("tokens.never_used")
    if token.last_used_at is not None:
        used = say("tokens.used_at", when=formats.ago(token.last_used_at, now), address=token.last_address or "")
    expires = say("tokens.forever")
    if token.expires_at is not None:
        expires = say("tokens.expires", when=formats.instant(token.expires_at))
    is_expired = token.is_expired(now)
    return TokenView(
        id=token.id,
        name=token.name,
        prefix=token.prefix,
        scopes=" ".join(each for each in SCOPES if each in token.scopes),
        person=person,
        made=say("tokens.made_at", when=formats.instant(token.created_at)),
        used=used,
        expires=say("tokens.expired") if is_expired else expires,
        is_expired=is_expired,
    )


def _require_administrator(request: PageRequest) -> None:
    if not request.context.has_role(ADMINISTRATOR):
        raise ForbiddenError


def _user_id(request: PageRequest) -> int:
    user_id = request.context.user_id
    if user_id is None:
        raise BadRequestError
    return user_id


ROUTES: Final = (
    Route("GET", _OWN, show_tokens),
    Route("POST", _OWN, make_token),
    Route("POST", f"{_OWN}/{{id}}/revoke", revoke_own),
    Route("GET", _ALL, show_all_tokens),
    Route("POST", f"{_ALL}/{{id}}/revoke", revoke_any),
)
