"""What every emitter needs to know: the application, its sources, and what was derived from both once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from lowcode.codegen.dependencies import Dependencies
from lowcode.codegen.origins import changed_in, shown
from lowcode.codegen.python_source import comment, literal
from lowcode.codegen.schema import Schema, Table
from lowcode.codegen.schema_builder import build_schema
from lowcode.codegen.storage import sorted_fields
from lowcode.ir.application import Application, Entity
from lowcode.source import SourceFile, Span

BUILT_IN = "built in"
_LONGEST_EXCERPT = 88


@dataclass(frozen=True)
class Project:
    """One application on its way to files. Values that several emitters ask for are derived here, once."""

    application: Application
    sources: Mapping[str, SourceFile]

    @property
    def package(self) -> str:
        """The Python package of the app."""
        return self.application.identifier

    @cached_property
    def schema(self) -> Schema:
        """All tables."""
        return build_schema(self.application)

    @cached_property
    def tables(self) -> Mapping[str, Table]:
        """The tables by name."""
        return self.schema.by_name()

    @cached_property
    def dependencies(self) -> Dependencies:
        """What is computed from what."""
        return Dependencies(self.application)

    @cached_property
    def _sorted_fields(self) -> Mapping[str, frozenset[str]]:
        return {entity.name: sorted_fields(self.application, entity) for entity in self.application.entities}

    def sorted_fields(self, entity: Entity) -> frozenset[str]:
        """The fields of the entity that have a stored sort key."""
        return self._sorted_fields[entity.name]

    def rows_of(self, entity: Entity) -> Iterable[Entity]:
        """The sub-tables that belong to the entity."""
        return self._rows.get(entity.name, ())

    @cached_property
    def _rows(self) -> Mapping[str, list[Entity]]:
        found: dict[str, list[Entity]] = {}
        for entity in self.application.entities:
            if entity.owner is not None:
                found.setdefault(entity.owner, []).append(entity)
        return found

    def model_module(self, entity: Entity) -> str:
        """The module of the entity's model; a sub-table's is that of its outermost owner."""
        while entity.owner is not None:
            entity = self.application.entity(entity.owner)
        return f"{self.package}.models.{entity.identifier}"

    def origin(self, span: Span, title: str) -> str:
        """Where the spec says it: `sales.lc: entity Contract`, or that it is built in."""
        return shown(span, title) if span.path in self.sources else BUILT_IN

    def origins(self, span: Span, title: str) -> str:
        """The same at the head of a file: with the layers that have changed it, or a part of it."""
        changed = changed_in(self.application.layering, span, title)
        said = self.origin(span, title)
        return f"{said}; changed in {', '.join(changed)}" if changed else said

    def source_of(self, span: Span, title: str) -> str | None:
        """The origin as a literal for definitions; None for what is built in."""
        return literal(shown(span, title)) if span.path in self.sources else None

    def sources_of(self, span: Span, title: str) -> str | None:
        """The same with the layers that have changed it; None for what is built in and as it was."""
        said = self.origins(span, title)
        return None if said == BUILT_IN else literal(said)

    def excerpt(self, span: Span) -> str:
        """What the spec says there, on one line."""
        source = self.sources.get(span.path)
        text = comment(source.text[span.start : span.end]) if source is not None else ""
        return text if len(text) <= _LONGEST_EXCERPT else f"{text[:_LONGEST_EXCERPT]}…"
