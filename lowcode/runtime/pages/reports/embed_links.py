"""`/dashboards/{name}/embed`, `/reports/{name}/embed`: links to a page are made, listed and revoked.

Who makes one may export the page: whoever has the link sees it without signing in. Template
`reports/embed_links.html`: `page` (EmbedLinksPage).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from lowcode.runtime.http.errors import BadRequestError, ForbiddenError, NotFoundError
from lowcode.runtime.http.redirects import redirect
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.notices import tell
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.pages.reports.dashboard_page import dashboard_of
from lowcode.runtime.pages.reports.links import ReportLinks
from lowcode.runtime.pages.reports.report_page import report_of
from lowcode.runtime.pages.reports.scope import Pairs, address
from lowcode.runtime.pages.reports.scope_reading import read_dashboard, read_report
from lowcode.runtime.pages.reports.sheets import filter_words
from lowcode.runtime.process.channels.composing import ADDRESS
from lowcode.runtime.reports.embeds import (
    DASHBOARD,
    MOST,
    REPORT,
    Embed,
    count_embeds,
    embeds_of,
    make_embed,
    revoke_embed,
)
from lowcode.runtime.reports.opening import may_export

DAYS: Final = (7, 1, 30, 90, 365)
"""How long a link may be valid; the first is what the form says without being asked."""

_DAY_WORDS: Final = {
    1: "embed.days_1",
    7: "embed.days_7",
    30: "tokens.days_30",
    90: "tokens.days_90",
    365: "tokens.days_365",
}


@dataclass(frozen=True, slots=True)
class EmbedView:
    """A link in the list."""

    id: int
    made: str
    expires: str
    used: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedLinksPage:
    """What `reports/embed_links.html` shows."""

    label: str
    back_url: str
    action: str
    filters: str
    days: tuple[tuple[int, str], ...]
    links: tuple[EmbedView, ...]
    url: str | None = None
    """Of the link that was just made, this once."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Target:
    """The page that is linked to."""

    kind: str
    name: str
    label: str
    pairs: Pairs
    filters: tuple[str, ...]

    @property
    def path(self) -> str:
        return f"/{self.kind}s/{self.name}"


def show_dashboard_links(request: PageRequest) -> Response:
    """`GET /dashboards/{name}/embed`."""
    return _page(request, _dashboard(request))


def show_report_links(request: PageRequest) -> Response:
    """`GET /reports/{name}/embed`."""
    return _page(request, _report(request))


def make_dashboard_link(request: PageRequest) -> Response:
    """`POST /dashboards/{name}/embed`."""
    return _make(request, _dashboard(request))


def make_report_link(request: PageRequest) -> Response:
    """`POST /reports/{name}/embed`."""
    return _make(request, _report(request))


def revoke_link(request: PageRequest) -> Response:
    """`POST /-/embed/{id}/revoke`: one of the user's own."""
    context = request.context
    found = revoke_embed(context.connection, request.record_id, _user_id(request), context.now)
    if found is None:
        raise NotFoundError
    answer = redirect(f"/{found.kind}s/{found.name}/embed")
    tell(answer, "embed_revoked")
    return answer


def _dashboard(request: PageRequest) -> _Target:
    dashboard = dashboard_of(request)
    scope = read_dashboard(request.context, dashboard, request.query)
    if not any(may_export(each, request.context) for each in scope.reports.values()):
        raise ForbiddenError
    label = presentation_of(request).text(dashboard.label)
    return _Target(DASHBOARD, dashboard.name, label, scope.pairs, tuple(filter_words(request, scope)))


def _report(request: PageRequest) -> _Target:
    report = report_of(request)
    if not may_export(report, request.context):
        raise ForbiddenError
    scope = read_report(request.context, report, request.query)
    label = presentation_of(request).text(report.label)
    pairs = ReportLinks(report, scope).pairs
    return _Target(REPORT, report.name, label, pairs, tuple(filter_words(request, scope)))


def _make(request: PageRequest, target: _Target) -> Response:
    context, user_id = request.context, _user_id(request)
    days = next((each for each in DAYS if str(each) == request.form.get("days", "")), None)
    if days is None:
        raise BadRequestError
    if count_embeds(context.connection, user_id, context.now) >= MOST:
        return _page(request, target, problem=presentation_of(request).say("embed.too_many", count=MOST))
    page = target.kind, target.name
    token = make_embed(context.connection, user_id, page, urlencode(target.pairs), context.now, days)
    return _page(request, target, url=f"{_base(request)}/-/embed/{token}")


def _page(request: PageRequest, target: _Target, *, url: str | None = None, problem: str = "") -> Response:
    presentation, context = presentation_of(request), request.context
    links = embeds_of(context.connection, _user_id(request), context.now, (target.kind, target.name))
    page = EmbedLinksPage(
        label=target.label,
        back_url=address(target.path, target.pairs),
        action=address(f"{target.path}/embed", target.pairs),
        filters=presentation.say("filter.joined").join(target.filters),
        days=tuple((each, presentation.say(_DAY_WORDS[each])) for each in DAYS),
        links=tuple(embed_view(request, each) for each in links),
        url=url,
        problem=problem,
    )
    return render(request, "reports/embed_links.html", status=422 if problem else 200, page=page)


def embed_view(request: PageRequest, link: Embed) -> EmbedView:
    """A link in words."""
    presentation, now = presentation_of(request), request.context.now
    say, formats = presentation.say, presentation.formats
    used = say("embed.never_used")
    if link.last_used_at is not None:
        used = say("embed.used", when=formats.ago(link.last_used_at, now))
    return EmbedView(
        id=link.id,
        made=say("tokens.made_at", when=formats.instant(link.created_at)),
        expires=say("tokens.expires", when=formats.instant(link.expires_at)),
        used=used,
    )


def _base(request: PageRequest) -> str:
    """Where the app is reached: as the installation says, else as this request came."""
    known = os.environ.get(ADDRESS, "").strip().rstrip("/")
    scheme = "https" if request.client.is_secure else "http"
    return known or f"{scheme}://{request.client.host}"


def _user_id(request: PageRequest) -> int:
    user_id = request.context.user_id
    if user_id is None:
        raise BadRequestError
    return user_id
