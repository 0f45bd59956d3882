"""What a list's address asks for, checked: columns, search, filters, sort, page.

    /customer?q=华星&level=key&owner=me&revenue.from=1000&created_at.in=this_month&remark.empty=1&sort=-name&page=2

A filter is `field=value` (repeated: one of them), `field.from=`, `field.to=` (both inclusive), `field.in=` (a period),
`field.has=` (a part of a text), `field.empty=1|0`. A field whose name is a word of the address itself (`q`, `sort` …)
is written `field.is=value`. Whatever is unknown or cannot be understood is left out and named in `notices`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from lowcode.runtime.definitions import EntityDefinition, ListColumn, SortKey
from lowcode.runtime.queries.filters import Filter

PAGE_SIZES = (20, 50, 100)
DEFAULT_SIZE = 50
WORDS = frozenset({"q", "sort", "page", "after", "size"})


@dataclass(frozen=True, slots=True)
class AddressNotice:
    """A part of the address that was left out.

    `kind` is `unknown_filter`, `invalid_value`, `unknown_sort` or `record_gone`.
    """

    kind: str
    name: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAddress:
    """A checked question to a list."""

    entity: EntityDefinition
    columns: tuple[ListColumn, ...]
    search: str = ""
    filters: tuple[Filter, ...] = ()
    sort: tuple[SortKey, ...] = ()
    """As shown: the address's own, or the list's default."""
    is_default_sort: bool = True
    page: int = 1
    after: int | None = None
    size: int = DEFAULT_SIZE
    notices: tuple[AddressNotice, ...] = ()
    place: str | None = None
    """The path, where it is not the entity's own list that shows the records."""
    fixed: tuple[tuple[str, str], ...] = ()
    """What an address of that place says beside: it stays, whatever changes here."""

    @property
    def path(self) -> str:
        """Where the list is."""
        return self.place or f"/{self.entity.name}"

    def query(self) -> str:
        """The query that says the same, without the question mark; empty for the plain list."""
        pairs: list[tuple[str, str]] = [*self.fixed, ("q", self.search)] if self.search else [*self.fixed]
        for each in self.filters:
            pairs += each.pairs(WORDS)
        if not self.is_default_sort:
            pairs.append(("sort", ",".join(f"-{key.field}" if key.descending else key.field for key in self.sort)))
        if self.size != DEFAULT_SIZE:
            pairs.append(("size", str(self.size)))
        if self.after is not None:
            pairs.append(("after", str(self.after)))
        elif self.page > 1:
            pairs.append(("page", str(self.page)))
        return urlencode(pairs)

    def url(self) -> str:
        """The address of this page of the list."""
        query = self.query()
        return f"{self.path}?{query}" if query else self.path

    def at_page(self, page: int) -> ListAddress:
        """The same list, another page."""
        return replace(self, page=page, after=None)

    def continued(self, after: int) -> ListAddress:
        """The same list, from behind that record on."""
        return replace(self, page=1, after=after)

    def sorted_by(self, field: str, *, descending: bool) -> ListAddress:
        """The same records in another order, from the first page on."""
        return replace(self, sort=(SortKey(field, descending),), is_default_sort=False, page=1, after=None)

    def with_filters(self, filters: Iterable[Filter]) -> ListAddress:
        """Other filters, from the first page on."""
        return replace(self, filters=tuple(filters), page=1, after=None)

    def without_filter(self, unwanted: Filter) -> ListAddress:
        """All filters but this."""
        return self.with_filters(each for each in self.filters if each is not unwanted)

    def searching(self, text: str) -> ListAddress:
        """Another search, from the first page on."""
        return replace(self, search=text, page=1, after=None)
