"""`/-/embeds`: for administrators, the embed links of everybody, and the button that ends one.

Template `reports/all_embed_links.html`: `page` (AllEmbedLinksPage).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from lowcode.runtime.context import ADMINISTRATOR
from lowcode.runtime.http.errors import ForbiddenError, NotFoundError
from lowcode.runtime.http.redirects import redirect
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.notices import tell
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.pages.reports.embed_links import EmbedView, embed_view
from lowcode.runtime.report_definitions import analysis_of
from lowcode.runtime.reports.embeds import DASHBOARD, Embed, embeds_of_all, revoke_any_embed

_ADDRESS: Final = "/-/embeds"
_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class OthersEmbedView:
    """A link with who has made it and what it shows."""

    link: EmbedView
    person: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllEmbedLinksPage:
    """What `reports/all_embed_links.html` shows."""

    action: str
    links: tuple[OthersEmbedView, ...]
    older_url: str | None


def show_all_links(request: PageRequest) -> Response:
    """`GET /-/embeds?before=…`: the newest first."""
    _require_administrator(request)
    context, text = request.context, request.query.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 11 else None
    user = context.application.entity_by_name["user"].model.__table__
    found = embeds_of_all(context.connection, user, context.now, limit=_SHOWN + 1, before=before)
    shown = found[:_SHOWN]
    page = AllEmbedLinksPage(
        action=_ADDRESS,
        links=tuple(
            OthersEmbedView(embed_view(request, each), person, _label(request, each)) for each, person in shown
        ),
        older_url=f"{_ADDRESS}?before={shown[-1][0].id}" if len(found) > len(shown) else None,
    )
    return render(request, "reports/all_embed_links.html", page=page)


def revoke_any_link(request: PageRequest) -> Response:
    """`POST /-/embeds/{id}/revoke`: whoever has made it."""
    _require_administrator(request)
    if revoke_any_embed(request.context.connection, request.record_id, request.context.now) is None:
        raise NotFoundError
    answer = redirect(_ADDRESS)
    tell(answer, "embed_revoked")
    return answer


def _label(request: PageRequest, embed: Embed) -> str:
    """What the page is called; one that is no more keeps its name."""
    analysis = analysis_of(request.context.application)
    pages = analysis.dashboard_by_name if embed.kind == DASHBOARD else analysis.report_by_name
    found = pages.get(embed.name)
    return presentation_of(request).text(found.label) if found is not None else embed.name


def _require_administrator(request: PageRequest) -> None:
    if not request.context.has_role(ADMINISTRATOR):
        raise ForbiddenError
