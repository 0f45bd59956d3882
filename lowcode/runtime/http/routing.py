"""Which handler answers which address.

A table of patterns, matched segment by segment: the cost does not grow with the number of entities.
Addresses of the runtime start with `/-/`, which no entity's identifier can.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeAlias, TypeVar

from starlette.responses import Response

from lowcode.runtime.http.errors import MethodNotAllowedError, NotFoundError
from lowcode.runtime.http.request import PageRequest

Handler: TypeAlias = Callable[[PageRequest], Response]

LARGEST_ID = 2**31 - 1
"""The largest id that the integer column of every supported database holds."""

PREFIX = "/-"
"""What the addresses of the runtime begin with."""


@dataclass(frozen=True, slots=True)
class Route:
    """One address and method; GET answers HEAD as well.

    The segments of `pattern` are literal, `{entity}` (an entity with pages), `{id}` (a positive number) or `{name}`
    (any text).
    """

    method: str
    pattern: str
    handler: Handler
    public: bool = False
    """Nobody needs to be signed in."""
    writes: bool | None = None
    """Whether the handler gets a transaction that may write; None: unless the method is GET."""
    uploads: bool = False
    """Whether files may come with the form; elsewhere they are dropped as they arrive."""
    hashes: bool = False
    """Whether it hashes a password: such requests wait for each other, and never for the threads of the pages."""


class Addressed(Protocol):
    """What has a method and the pattern of an address."""

    @property
    def method(self) -> str:
        """Such as GET."""

    @property
    def pattern(self) -> str:
        """As that of a `Route`."""


AnyRoute = TypeVar("AnyRoute", bound=Addressed)


@dataclass(frozen=True, slots=True)
class Match(Generic[AnyRoute]):
    """The route that fits, with what its pattern found in the path."""

    route: AnyRoute
    values: dict[str, str]


@dataclass(slots=True)
class _Node(Generic[AnyRoute]):
    literals: dict[str, _Node[AnyRoute]] = field(default_factory=dict)
    entity: _Node[AnyRoute] | None = None
    number: _Node[AnyRoute] | None = None
    text: tuple[str, _Node[AnyRoute]] | None = None
    routes: dict[str, AnyRoute] = field(default_factory=dict)

    def child(self, segment: str) -> _Node[AnyRoute]:
        """The node below for a segment of a pattern, made if need be."""
        if segment == "{entity}":
            self.entity = self.entity or _Node()
            return self.entity
        if segment == "{id}":
            self.number = self.number or _Node()
            return self.number
        if segment.startswith("{"):
            name = segment[1:-1]
            self.text = self.text or (name, _Node())
            if self.text[0] != name:
                raise ValueError(f"two names for the same part of a route: {self.text[0]} and {name}")
            return self.text[1]
        return self.literals.setdefault(segment, _Node())

    def candidates(self, segment: str, entities: Container[str]) -> list[tuple[_Node[AnyRoute], str | None]]:
        """The nodes below that fit a segment of a path, the most special first, with the name of the value."""
        found: list[tuple[_Node[AnyRoute], str | None]] = []
        if segment in self.literals:
            found.append((self.literals[segment], None))
        if self.entity is not None and segment in entities:
            found.append((self.entity, "entity"))
        if self.number is not None and _is_identifier(segment):
            found.append((self.number, "id"))
        if self.text is not None and segment:
            found.append((self.text[1], self.text[0]))
        return found


class RoutingTable(Generic[AnyRoute]):
    """All routes of an app. Literal segments win over entities, these over numbers, these over texts."""

    def __init__(self, routes: Iterable[AnyRoute], entities: Container[str]) -> None:
        self._root: _Node[AnyRoute] = _Node()
        self._entities = entities
        for route in routes:
            self._add(route)

    def _add(self, route: AnyRoute) -> None:
        first, *_ = segments = _segments(route.pattern) or [""]
        if first in self._entities:
            raise ValueError(f"the route {route.pattern} hides the entity of that name")
        node = self._root
        for segment in segments if first else ():
            node = node.child(segment)
        if route.method in node.routes:
            raise ValueError(f"two handlers for {route.method} {route.pattern}")
        node.routes[route.method] = route

    def match(self, method: str, path: str) -> Match[AnyRoute]:
        """The route for a request; raises NotFoundError or MethodNotAllowedError."""
        found = self._walk(self._root, _segments(path), {})
        if found is None:
            raise NotFoundError
        node, values = found
        route = node.routes.get("GET" if method == "HEAD" else method)
        if route is None:
            raise MethodNotAllowedError(_allowed(node))
        return Match(route, values)

    def _walk(
        self, node: _Node[AnyRoute], segments: list[str], values: dict[str, str]
    ) -> tuple[_Node[AnyRoute], dict[str, str]] | None:
        if not segments:
            return (node, values) if node.routes else None
        segment, *rest = segments
        for below, name in node.candidates(segment, self._entities):
            found = self._walk(below, rest, values if name is None else {**values, name: segment})
            if found is not None:
                return found
        return None


def _segments(path: str) -> list[str]:
    return path.split("/")[1:] if path != "/" else []


def _is_identifier(segment: str) -> bool:
    if not segment.isascii() or not segment.isdigit() or len(segment) > 10 or segment[0] == "0":
        return False
    return int(segment) <= LARGEST_ID


def _allowed(node: _Node[AnyRoute]) -> tuple[str, ...]:
    methods = set(node.routes)
    if "GET" in methods:
        methods.add("HEAD")
    return tuple(sorted(methods))
