"""Addresses of before a rename lead on: bookmarks, links in mails and chats, printed codes, calls of other programs.

The app declares what it was called before (`moved_pages`, `moved_fields`). Whoever comes that way is sent to the
address of now, for good, with the same method and what stands behind the question mark; rights are asked there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping
from typing import Final
from urllib.parse import quote, quote_plus, unquote_plus

from starlette.responses import Response

from lowcode.runtime.definitions import ApplicationDefinition, PageKind
from lowcode.runtime.http.errors import HttpError, NotFoundError
from lowcode.runtime.http.routing import AnyRoute, Match

PERMANENT: Final = 308
"""For good, and with the same method and body."""
_SAFE_IN_PATH: Final = "/-._~@:$,;=+()!*'"
_FOLDERS: Final = {"reports": PageKind.REPORT, "dashboards": PageKind.DASHBOARD}
_ORDERS: Final = frozenset({"sort", "fields"})
"""Words of an address that name fields in what they say."""


class FormerAddresses:
    """Where the addresses of before are now. Whatever has an address of its own wins."""

    def __init__(self, application: ApplicationDefinition, words: Container[str], prefix: str = "") -> None:
        """`words`: what the address of a list says beside names of fields; `prefix`: what all addresses begin with."""
        self._pages = {(each.kind, each.former): each.now for each in application.moved_pages}
        self._fields: Mapping[str, dict[str, str]] = defaultdict(dict)
        for each in application.moved_fields:
            self._fields[each.entity][each.former] = each.now
        self._words = words
        self._prefix = prefix

    def answer(self, match: Match[AnyRoute] | HttpError, path: str, query: str) -> Response | None:
        """The way to the address of now; None where this is one. `match`: what the table of addresses knows of it."""
        now = self._of_now(match, path.removeprefix(self._prefix), query)
        if now is None:
            return None
        return Response(status_code=PERMANENT, headers={"location": _address(self._prefix + now[0], now[1])})

    def _of_now(self, match: Match[AnyRoute] | HttpError, path: str, query: str) -> tuple[str, str] | None:
        if not isinstance(match, Match):
            return self._moved_entity(path, query) if isinstance(match, NotFoundError) else None
        entity, name = match.values.get("entity"), match.values.get("name")
        if entity is not None:
            known = self._renamed(entity, query)
            return None if known == query else (path, known)
        return self._moved_page(match.route.pattern, path, name, query) if name is not None else None

    def _moved_entity(self, path: str, query: str) -> tuple[str, str] | None:
        former, slash, rest = path.removeprefix("/").partition("/")
        now = self._pages.get((PageKind.ENTITY, former))
        return None if now is None else (f"/{now}{slash}{rest}", self._renamed(now, query))

    def _moved_page(self, pattern: str, path: str, name: str, query: str) -> tuple[str, str] | None:
        folder, _, wanted = pattern.removeprefix("/").partition("/")
        kind = _FOLDERS.get(folder)
        if kind is None or not wanted.startswith("{name}"):
            return None
        now = self._pages.get((kind, name))
        return None if now is None else (f"/{folder}/{now}{path.removeprefix(f'/{folder}/{name}')}", query)

    def _renamed(self, entity: str, query: str) -> str:
        """The question with the names that the fields of the entity have now."""
        names = self._fields.get(entity)
        if not names or not query:
            return query
        return "&".join(self._part(names, each) for each in query.split("&"))

    def _part(self, names: Mapping[str, str], part: str) -> str:
        key, sign, value = part.partition("=")
        said = unquote_plus(key)
        if said in _ORDERS:
            return f"{key}{sign}{_renamed_list(names, value)}"
        field, dot, condition = said.partition(".")
        if field not in names or (not dot and field in self._words):
            return part
        return f"{quote_plus(names[field] + dot + condition)}{sign}{value}"


def _renamed_list(names: Mapping[str, str], value: str) -> str:
    """`-phone,name` with other names; as it was written, if none of them has one."""
    parts = unquote_plus(value).split(",")
    found = [_renamed_key(names, each) for each in parts]
    return value if found == parts else quote_plus(",".join(found), safe=",-.")


def _renamed_key(names: Mapping[str, str], key: str) -> str:
    sign = "-" if key.startswith("-") else ""
    field, dot, rest = key.removeprefix("-").partition(".")
    return f"{sign}{names.get(field, field)}{dot}{rest}"


def _address(path: str, query: str) -> str:
    safe = quote(path, safe=_SAFE_IN_PATH)
    return f"{safe}?{query}" if query else safe
