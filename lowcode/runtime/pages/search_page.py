"""The search at the top of every page: records of all entities that one may read, reports and dashboards."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from lowcode.runtime.access import may
from lowcode.runtime.definitions import EntityDefinition, Verb
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.icons import icon_for
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.pages.reports.finding import find_pages

_LONGEST = 100
_SHOWN = 8
_PROPOSED = 4
_GROUPS_PROPOSED = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HitGroup:
    """What was found of one kind."""

    label: str
    icon: str
    hits: tuple[Hit, ...]
    all_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """What `search.html` and `suggestions.html` show."""

    text: str
    groups: tuple[HitGroup, ...]
    hint: str


def show_search(request: PageRequest) -> Response:
    """`/-/search?q=`."""
    return render(request, "search.html", page=_search(request, _SHOWN))


def suggest(request: PageRequest) -> Response:
    """`/-/search/suggest?q=`: the first few, as a part of the page."""
    page = _search(request, _PROPOSED)
    page = SearchPage(text=page.text, groups=page.groups[:_GROUPS_PROPOSED], hint=page.hint)
    return render(request, "suggestions.html", page=page)


def _search(request: PageRequest, most: int) -> SearchPage:
    say = presentation_of(request).say
    text = request.query.get("q", "").strip()[:_LONGEST]
    if not text:
        return SearchPage(text="", groups=(), hint=say("search.prompt"))
    groups = [group for entity in _searched(request) if (group := _group(request, entity, text, most)) is not None]
    pages = find_pages(request.context, text)[:most]
    if pages:
        hits = tuple(Hit(label, url) for label, url in pages)
        groups.insert(0, HitGroup(label=say("reports.found"), icon="chart-bar", hits=hits, all_url=None))
    return SearchPage(text=text, groups=tuple(groups), hint=say("search.nothing", text=text))


def _searched(request: PageRequest) -> list[EntityDefinition]:
    """The entities of the navigation in their order, then the rest."""
    context = request.context
    application = context.application
    names = [name for group in application.menu for name in group.entities]
    names += [each.name for each in application.entities if each.owner is None]
    entities = [application.entity_by_name[name] for name in dict.fromkeys(names)]
    plan = request.service.queries.plan
    return [each for each in entities if may(each, Verb.READ, context) and plan(each.name).search_table is not None]


def _group(request: PageRequest, entity: EntityDefinition, text: str, most: int) -> HitGroup | None:
    presentation = presentation_of(request)
    links = request.service.queries.find(entity, text, request.context, most=most + 1)
    if not links:
        return None
    untitled = presentation.say("record.untitled")
    return HitGroup(
        label=presentation.many(entity),
        icon=icon_for(entity),
        hits=tuple(Hit(link.title or untitled, f"/{entity.name}/{link.id}") for link in links[:most]),
        all_url=f"/{entity.name}?{urlencode({'q': text})}" if len(links) > most else None,
    )
