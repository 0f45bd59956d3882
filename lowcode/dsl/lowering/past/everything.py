"""All that a specification says about its own past, and what does not agree with what the last build knew."""

from __future__ import annotations

from dataclasses import replace

from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.past.compared import compare
from lowcode.dsl.lowering.past.declared import declared
from lowcode.dsl.lowering.past.drops import lower_drops
from lowcode.dsl.lowering.past.fills import lower_fills, written_fills
from lowcode.dsl.lowering.past.layers import PastLayers
from lowcode.dsl.lowering.past.renames import lower_renames
from lowcode.dsl.lowering.past.rules import perhaps_renamed
from lowcode.ir.application import Application
from lowcode.ir.changes import Changes, fill_key
from lowcode.ir.former import FormerApplication
from lowcode.ir.matching import match


def with_changes(lowering: Lowering, application: Application, former: FormerApplication | None) -> Application:
    """The application with its past. Without `former` only what the text alone tells is judged."""
    symbols = lowering.symbols
    things = declared(symbols)
    layers = PastLayers(application.layering, former)
    renames = lower_renames(things, layers, lowering.problems)
    written = lower_drops(lowering, things, renames, layers)
    drops = tuple(each.drop for each in written)
    keys = [*(each.key for each in renames), *(each.key for each in drops)]
    keys += [fill_key(field.entity, field.name) for field, _ in written_fills(symbols)]
    changes = Changes(renames, drops, (), frozenset(keys), layers.declared_above(things))
    application = replace(application, changes=changes)
    matching = None if former is None else match(application, former)
    if matching is not None:
        lowering.problems.extend(compare(application, matching, things, written))
        lowering.problems.extend(perhaps_renamed(application, matching))
    fills = lower_fills(lowering, application, matching)
    return replace(application, changes=replace(changes, fills=fills)) if fills else application
