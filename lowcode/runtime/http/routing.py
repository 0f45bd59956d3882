"""Which handler answers which address.

A table of patterns, matched segment by segment: the cost does not grow with the number of entities.
Addresses of the runtime start with `/-/`, which no entity's identifier can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from starlette.responses import Response

from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.http.errors import MethodNotAllowedError, NotFoundError
from lowcode.runtime.http.request import PageRequest

Handler: TypeAlias = Callable[[PageRequest], Response]

LARGEST_ID = 2**31 - 1
"""The largest id that the integer column of every supported database holds."""


@dataclass(frozen=True, slots=True)
class Route:
    """One address and method. `public`: nobody needs to be signed in. GET answers HEAD as well.

    The segments of `pattern` are literal, `{entity}` (an entity with pages), `{id}` (a positive number) or `{name}`
    (any text).
    """

    method: str
    pattern: str
    handler: Handler
    public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The route that fits, with what its pattern found in the path."""

    route: Route
    values: dict[str, str]
    entity: EntityDefinition | None = None
    record_id: int | None = None


@dataclass(slots=True)
class _Node:
    literals: dict[str, _Node] = field(default_factory=dict)
    entity: _Node | None = None
    record_id: _Node | None = None
    text: tuple[str, _Node] | None = None
    routes: dict[str, Route] = field(default_factory=dict)

    def child(self, segment: str) -> _Node:
        """The node below for a segment of a pattern, made if need be."""
        if segment == "{entity}":
            self.entity = self.entity or _Node()
            return self.entity
        if segment == "{id}":
            self.record_id = self.record_id or _Node()
            return self.record_id
        if segment.startswith("{"):
            name = segment[1:-1]
            self.text = self.text or (name, _Node())
            if self.text[0] != name:
                raise ValueError(f"two names for the same part of a route: {self.text[0]} and {name}")
            return self.text[1]
        return self.literals.setdefault(segment, _Node())


class RoutingTable:
    """All routes of an app. Literal segments win over entities, these over numbers, these over texts."""

    def __init__(self, routes: Iterable[Route], entities: Mapping[str, EntityDefinition]) -> None:
        self._root = _Node()
        self._entities = entities
        for route in routes:
            self._add(route)

    def _add(self, route: Route) -> None:
        node = self._root
        for segment in _segments(route.pattern):
            node = node.child(segment)
        if route.method in node.routes:
            raise ValueError(f"two handlers for {route.method} {route.pattern}")
        node.routes[route.method] = route

    def match(self, method: str, path: str) -> Match:
        """The route for a request; raises NotFoundError or MethodNotAllowedError."""
        found = self._walk(self._root, _segments(path), 0, {}, None, None)
        if found is None:
            raise NotFoundError
        node, values, entity, record_id = found
        route = node.routes.get("GET" if method == "HEAD" else method)
        if route is None:
            raise MethodNotAllowedError(_allowed(node))
        return Match(route=route, values=values, entity=entity, record_id=record_id)

    def _walk(
        self,
        node: _Node,
        segments: list[str],
        index: int,
        values: dict[str, str],
        entity: EntityDefinition | None,
        record_id: int | None,
    ) -> tuple[_Node, dict[str, str], EntityDefinition | None, int | None] | None:
        if index == len(segments):
            return (node, values, entity, record_id) if node.routes else None
        segment = segments[index]
        below = node.literals.get(segment)
        found = below and self._walk(below, segments, index + 1, values, entity, record_id)
        if not found and node.entity and segment in self._entities:
            found = self._walk(node.entity, segments, index + 1, values, self._entities[segment], record_id)
        if not found and node.record_id and (number := _identifier(segment)) is not None:
            found = self._walk(node.record_id, segments, index + 1, values, entity, number)
        if not found and node.text and segment:
            name, below = node.text
            found = self._walk(below, segments, index + 1, values | {name: segment}, entity, record_id)
        return found


def _segments(path: str) -> list[str]:
    return path.split("/")[1:] if path != "/" else []


def _identifier(segment: str) -> int | None:
    if not segment.isascii() or not segment.isdigit() or len(segment) > 10 or segment[0] == "0":
        return None
    number = int(segment)
    return number if number <= LARGEST_ID else None


def _allowed(node: _Node) -> tuple[str, ...]:
    methods = set(node.routes)
    if "GET" in methods:
        methods.add("HEAD")
    return tuple(sorted(methods))
