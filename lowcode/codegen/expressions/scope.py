"""What an expression is compiled in, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass

from lowcode.ir.application import Application, Entity, Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where an expression stands: in `entity` of `application`, whose code is the Python package `package`."""

    application: Application
    package: str
    entity: str
    """The entity of `this`."""
    is_apart: bool = False
    """Whether the code stands alone, as revisions do: what is known of choices is written into it."""

    def model_module(self, entity: Entity) -> str:
        """The module of the entity's model; a sub-table's is that of its outermost owner."""
        while entity.owner is not None:
            entity = self.application.entity(entity.owner)
        return f"{self.package}.models.{entity.identifier}"

    def field(self, entity: str, name: str) -> Field | None:
        """The field of `entity` called `name`; None for the system fields."""
        return self.application.entity(entity).field_by_name.get(name)


@dataclass(frozen=True, slots=True, order=True)
class Import:
    """`from module import name`, or `import module` without a name."""

    module: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Compiled:
    """Python source of one expression, and what it needs imported. Long lines are the formatter's business."""

    source: str
    imports: frozenset[Import]


@dataclass(frozen=True, slots=True)
class CompiledScript:
    """JavaScript source of one expression.

    `needs`: paths of identifiers, from the record (`customer`, `price`), that go through references or into lists
    other than the record's own rows: the values must be sent with the form, or the server must be asked.
    `needs_user`: likewise from the signed-in user. `on_server`: cannot be answered in a browser at all.
    """

    source: str
    needs: frozenset[tuple[str, ...]]
    needs_user: frozenset[tuple[str, ...]]
    on_server: bool
