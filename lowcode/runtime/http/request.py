"""One request, as the handlers of pages see it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, ImmutableMultiDict, QueryParams

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.http.preferences import NOTHING_CHOSEN, Appearance

if TYPE_CHECKING:
    from lowcode.runtime.http.service import Service

Form = ImmutableMultiDict[str, str]
"""The fields of a submitted form, in order, with repetitions: `form.get(name)`, `form.getlist(name)`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Who sent the request, as far as the network can tell."""

    address: str
    is_secure: bool
    """Whether the browser speaks https."""
    host: str
    """The `Host` header; one of the names that the installation answers to."""
    user_agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The session that the request belongs to."""

    token_hash: str | None
    """None: nobody is signed in."""
    csrf_token: str
    """To be sent with every unsafe request: the hidden field `csrf_token`, or the header `X-CSRF-Token`."""
    must_change_password: bool = False
    appearance: Appearance = NOTHING_CHOSEN
    """Language and colours that the user chose."""


@dataclass(kw_only=True)
class PageRequest:
    """What a handler gets.

    `context.connection` may write when the method is unsafe; it is committed if the answer is below 400, rolled back
    otherwise.
    """

    service: Service
    method: str
    path: str
    query_text: str
    """The query as it stands in the address, without the question mark."""
    query: QueryParams
    headers: Headers
    cookies: Mapping[str, str]
    form: Form
    context: Context
    visit: Visit
    locale: str
    theme: str
    """`light`, `dark` or `auto`."""
    client: Client
    route_values: dict[str, str] = field(default_factory=dict)
    """What the named parts of the route's pattern matched; `entity` and `id` among them."""

    @property
    def entity(self) -> EntityDefinition:
        """The entity that the route's `{entity}` names."""
        return self.context.application.entity_by_name[self.route_values["entity"]]

    @property
    def record_id(self) -> int:
        """The number that the route's `{id}` is."""
        return int(self.route_values["id"])

    @property
    def csrf_token(self) -> str:
        """The token of the session, for the hidden field and the header."""
        return self.visit.csrf_token

    @property
    def is_htmx(self) -> bool:
        """Whether htmx asks, for a part of a page or for a whole one (`is_boosted`)."""
        return self.headers.get("hx-request") == "true"

    @property
    def is_boosted(self) -> bool:
        """Whether a link or form that htmx took over asks: it wants the whole page."""
        return self.headers.get("hx-boosted") == "true"

    @property
    def now(self) -> datetime.datetime:
        """The request's moment, UTC."""
        return self.context.now

    def static_url(self, name: str) -> str:
        """The address of a static file: `app.css`, `icons.svg`, `entities/customer.js`."""
        return self.service.static.url(name)
