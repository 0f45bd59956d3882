"""Choices with their options."""

from __future__ import annotations

from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.symbols import ChoiceSymbol, OptionSymbol
from lowcode.ir import application as app


def lower_choices(lowering: Lowering) -> tuple[app.Choice, ...]:
    """All choices: the named ones in the order of the spec, inline ones where their field stands."""
    return tuple(_choice(lowering, each) for each in lowering.symbols.choices.values())


def _choice(lowering: Lowering, symbol: ChoiceSymbol) -> app.Choice:
    name = symbol.name.rpartition(".")[2]
    return app.Choice(
        name=symbol.name,
        identifier=lowering.identifiers.choices[symbol.name],
        label=lowering.labels.label(symbol.label, name),
        options=tuple(_option(lowering, each) for each in symbol.options),
        documentation=symbol.documentation,
        span=symbol.span,
    )


def _option(lowering: Lowering, symbol: OptionSymbol) -> app.Option:
    return app.Option(
        name=symbol.name,
        label=lowering.labels.option(symbol.label, symbol.name, symbol.span),
        color=symbol.color,
        value=None,
        options=tuple(_option(lowering, each) for each in symbol.options),
        span=symbol.span,
    )
