"""What `from` can name: with what the last build knew, exactly; without, any name of any type."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lowcode.dsl.symbols import ChoiceSymbol, EntitySymbol, FieldSymbol, OptionSymbol, Symbols
from lowcode.dsl.type_checker.names import CLOCK_NAMES, ME, OLD, THIS
from lowcode.ir.application import Application, Entity, Option
from lowcode.source import Span

_BUILT_IN = frozenset({ME, OLD, THIS, *CLOCK_NAMES})


def symbols_of(application: Application, symbols: Symbols) -> Symbols:
    """The symbols of the application in the middle of a migration."""
    choices = {
        each.name: ChoiceSymbol(
            name=each.name,
            label=None,
            alias=None,
            options=_options(each.options),
            documentation="",
            span=each.span,
        )
        for each in application.choices
    }
    return replace(symbols, entities={each.name: _entity(each) for each in application.entities}, choices=choices)


def _entity(entity: Entity) -> EntitySymbol:
    fields = {
        each.name: FieldSymbol(entity.name, each.name, each.span, None, each.type, each.value_type)
        for each in entity.fields
    }
    return EntitySymbol(
        name=entity.name,
        label=None,
        alias=None,
        documentation="",
        span=entity.span,
        is_built_in=entity.is_built_in,
        owner=entity.owner,
        owner_field=entity.owner_field,
        fields=fields,
    )


def _options(options: Iterable[Option]) -> tuple[OptionSymbol, ...]:
    return tuple(
        OptionSymbol(each.name, each.label.texts, each.color, _options(each.options), each.span) for each in options
    )


def lenient(symbols: Symbols) -> Symbols:
    """The symbols with entities in which every name may be that of a former field.

    Of fields that are declared nobody knows what type they had, so that nothing is said about types.
    """
    taken = _BUILT_IN | symbols.entities.keys() | symbols.choices.keys()
    entities = {name: replace(entity, fields=_Fields(entity, taken)) for name, entity in symbols.entities.items()}
    return replace(symbols, entities=entities)


class _Fields(dict[str, FieldSymbol]):
    """The fields of an entity, and any others that somebody asks for, all of unknown type."""

    def __init__(self, entity: EntitySymbol, taken: frozenset[str]) -> None:
        super().__init__(
            {name: FieldSymbol(entity.name, name, each.span, None) for name, each in entity.fields.items()}
        )
        self._entity = entity
        self._taken = taken

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name not in self._taken

    def __missing__(self, name: str) -> FieldSymbol:
        return FieldSymbol(self._entity.name, name, Span(self._entity.span.path, 0, 0), None)

    def get(self, name: str, default: FieldSymbol | None = None) -> FieldSymbol | None:  # type: ignore[override] # one kind of default
        """The field, known or not; `default` for what is certainly none."""
        if name not in self:
            return default
        return self[name]
