"""The frame around every page: navigation, top bar, who is signed in, messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lowcode.runtime.access import may
from lowcode.runtime.context import ADMINISTRATOR, Identity
from lowcode.runtime.definitions import EntityDefinition, MenuEntry, PageKind, Verb
from lowcode.runtime.locale.nouns import plural
from lowcode.runtime.locale.wording import LANGUAGE_NAMES, wording_for
from lowcode.runtime.pages.icons import icon_for
from lowcode.runtime.pages.notices import Notice, notices_of
from lowcode.runtime.pages.process.counting import badge, counters_of
from lowcode.runtime.pages.reports.opening import entry_url, may_open_entry
from lowcode.runtime.report_definitions import analysis_of

if TYPE_CHECKING:
    from lowcode.runtime.http.request import PageRequest

_TWO_PARTS: Final = frozenset({"reports", "dashboards"})
"""Addresses below these have a page in their second part."""

THEMES: Final = ("auto", "light", "dark")
_COLOR_SCHEMES: Final = {"auto": "light dark", "light": "light", "dark": "dark"}


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A target of the navigation."""

    name: str
    """The address without its first slash; the target is the current one if the page's address begins with it."""
    label: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class MenuGroupView:
    """A titled group of targets."""

    label: str | None
    targets: tuple[MenuItem, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """The signed-in user, as the corner of the page shows him."""

    name: str
    email: str
    initials: str
    tone: int


@dataclass(frozen=True, slots=True)
class Language:
    """A language that the user may switch to."""

    tag: str
    name: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The part of the shell that is the same for everybody with the same roles and language."""

    menu: tuple[MenuGroupView, ...] = ()
    first_targets: tuple[MenuItem, ...] = ()
    creatable: tuple[MenuItem, ...] = ()
    shortcuts: tuple[tuple[tuple[str, ...], str], ...] = ()


_NO_FRAME: Final = Frame()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What `base.html` shows."""

    app_name: str
    language: str
    theme: str
    color_scheme: str
    theme_url: str
    logo_url: str
    csrf_token: str
    here: str
    """The address of this page, to come back to."""
    current: str
    """What the path begins with: an entity, a dashboard or report (`reports/funnel`), `-`, or nothing."""
    path: str
    search_text: str
    is_narrow: bool
    user: Person | None
    menu: tuple[MenuGroupView, ...] = ()
    first_targets: tuple[MenuItem, ...] = ()
    creatable: tuple[MenuItem, ...] = ()
    messages: tuple[Notice, ...] = ()
    languages: tuple[Language, ...] = ()
    themes: tuple[str, ...] = THEMES
    has_processes: bool = False
    """Whether there can be anything to do: flows, approvals, rules."""
    todo_badge: str = ""
    unread_badge: str = ""
    """What waits, as a number; empty for nothing."""
    is_administrator: bool = False
    has_reports: bool = False
    """Whether there are pages that embed links can show."""
    has_api: bool = False
    """Whether people may make tokens for programs."""
    shortcuts: tuple[tuple[tuple[str, ...], str], ...] = field(default=())


def initials(name: str) -> str:
    """`张` for 张伟, `AB` for Ada Byron: what stands in the disc."""
    words = name.split()
    if not words:
        return "?"
    if len(words) > 1 and name.isascii():
        return (words[0][0] + words[-1][0]).upper()
    return words[0][0].upper()


def tone(name: str) -> int:
    """One of eight colours, always the same for the same name."""
    return sum(name.encode()) % 8


def shell_for(request: PageRequest) -> Shell:
    """The frame for this request."""
    context, renderer = request.context, request.service.renderer
    identity = context.identity
    signed_in = identity.user_id is not None
    counters = counters_of(context)
    frame = renderer.frame(request.locale, identity.roles, lambda: _frame(request)) if signed_in else _NO_FRAME
    return Shell(
        app_name=context.text(context.application.label),
        language=request.locale,
        theme=request.theme,
        color_scheme=_COLOR_SCHEMES.get(request.theme, "light dark"),
        theme_url=renderer.theme_url,
        logo_url=renderer.logo_url,
        csrf_token=request.csrf_token,
        here=request.path + (f"?{request.query_text}" if request.query_text else ""),
        current=_current(request.path),
        path=request.path,
        search_text=request.query.get("q", "") if request.path == "/-/search" else "",
        is_narrow=request.cookies.get("narrow") == "1",
        user=_person(identity) if signed_in else None,
        menu=frame.menu,
        first_targets=frame.first_targets,
        creatable=frame.creatable,
        messages=notices_of(request),
        languages=tuple(
            Language(each, LANGUAGE_NAMES.get(each, each), each == request.locale)
            for each in context.application.locales
        ),
        shortcuts=frame.shortcuts,
        has_processes=context.application.processes is not None,
        todo_badge=badge(counters.todo),
        unread_badge=badge(counters.unread),
        is_administrator=context.has_role(ADMINISTRATOR),
        has_reports=context.application.analysis is not None,
        has_api=request.service.settings.has_api,
    )


def _person(identity: Identity) -> Person:
    email = getattr(identity.user, "email", None) or ""
    return Person(identity.name, email, initials(identity.name), tone(identity.name))


def _frame(request: PageRequest) -> Frame:
    """What depends on nothing but language and roles; the renderer keeps it."""
    menu = _menu(request)
    say = wording_for(request.locale).say
    return Frame(
        menu=menu,
        first_targets=tuple(target for group in menu for target in group.targets)[:4],
        creatable=_creatable(request),
        shortcuts=tuple((keys, say(key)) for keys, key in _SHORTCUTS),
    )


_SHORTCUTS: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (("/",), "shortcuts.search"),
    (("C",), "shortcuts.create"),
    (("J", "K"), "shortcuts.move"),
    (("X",), "shortcuts.select"),
    (("Enter",), "shortcuts.open"),
    (("E",), "shortcuts.edit"),
    (("Ctrl+S",), "shortcuts.save"),
    (("Esc",), "shortcuts.close"),
    (("?",), "shortcuts.help"),
)


def _menu(request: PageRequest) -> tuple[MenuGroupView, ...]:
    context = request.context
    groups = []
    for group in context.application.menu:
        targets = tuple(_page(request, each) for each in group.entries if may_open_entry(context, each))
        if targets:
            groups.append(MenuGroupView(context.text(group.label) if group.label else None, targets))
    return tuple(groups)


def _page(request: PageRequest, entry: MenuEntry) -> MenuItem:
    """The target of a page of the navigation."""
    analysis, url = analysis_of(request.context.application), entry_url(entry)
    match entry.kind:
        case PageKind.ENTITY:
            return _target(request, request.context.application.entity_by_name[entry.name], url)
        case PageKind.DASHBOARD:
            label = request.context.text(analysis.dashboard_by_name[entry.name].label)
            return MenuItem(url.removeprefix("/"), label, url, "layout-dashboard")
        case PageKind.REPORT:
            label = request.context.text(analysis.report_by_name[entry.name].label)
            return MenuItem(url.removeprefix("/"), label, url, "chart-bar")


def _current(path: str) -> str:
    first, *rest = path.split("/")[1:]
    return f"{first}/{rest[0]}" if first in _TWO_PARTS and rest else first


def _creatable(request: PageRequest) -> tuple[MenuItem, ...]:
    context = request.context
    names = [name for group in context.application.menu for name in group.entities]
    entities = [context.application.entity_by_name[name] for name in names]
    return tuple(_target(request, each, f"/{each.name}/new") for each in entities if may(each, Verb.CREATE, context))


def _target(request: PageRequest, entity: EntityDefinition, url: str) -> MenuItem:
    text = request.context.text(entity.label)
    label = text if url.endswith("/new") else plural(text, request.locale)
    return MenuItem(entity.name, label, url, icon_for(entity))
