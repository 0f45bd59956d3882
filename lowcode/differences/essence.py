"""What a value of the model means, whatever it is called and wherever it is written: equal essences need no line."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable
from dataclasses import replace
from decimal import Decimal
from enum import Enum
from typing import get_args

from lowcode.differences.side import Scope, Side, scope_inside, steps_along, value_of
from lowcode.differences.vocabulary import EVERYWHERE_LEFT, Mode, Names
from lowcode.differences.words import KINDS
from lowcode.ir import expressions as ir
from lowcode.ir import reports
from lowcode.ir.changes import Kind as ChangedKind
from lowcode.ir.labels import Label
from lowcode.ir.types import ChoiceType, RecordType

WRITTEN: tuple[type, ...] = (*get_args(ir.Expression), *get_args(reports.MeasureExpression))
"""What is shown as the specification writes it."""
_WRITTEN = frozenset(WRITTEN)
WRITTEN_LEFT: dict[str, str] = {
    **EVERYWHERE_LEFT,
    "type": "follows from what is read, where the change is told",
    "depth": "the numbering of lists inside lists, which follows from the text",
}
WRITTEN_LEFT_OF: dict[type, dict[str, str]] = {
    ir.Pick: {"name": "a name by which rows of the database find it again"},
    ir.IsWithin: {"parent_field": "follows from the entity, which has one parent field"},
}
_NAMES_IN_WRITTEN: dict[tuple[type, str], Names] = {
    (ir.HasRole, "role"): Names.ROLE,
    (ir.AllRecords, "entity"): Names.ENTITY,
    (ir.Pick, "entity"): Names.ENTITY,
    (ir.Pick, "load_entity"): Names.ENTITY,
    (reports.Entered, "flow"): Names.FLOW,
    (reports.Entered, "state"): Names.STATE,
    (reports.Conversion, "flow"): Names.FLOW,
    (reports.Conversion, "start"): Names.STATE,
    (reports.Conversion, "end"): Names.STATE,
    (reports.TimeInState, "flow"): Names.FLOW,
    (reports.TimeInState, "state"): Names.STATE,
}
_SIMPLE: dict[Names, ChangedKind] = {
    Names.ROLE: ChangedKind.ROLE,
    Names.APPROVAL: ChangedKind.APPROVAL,
    Names.RULE: ChangedKind.RULE,
    Names.MESSAGE: ChangedKind.MESSAGE,
    Names.CONNECTION: ChangedKind.CONNECTION,
    Names.REPORT: ChangedKind.REPORT,
    Names.DASHBOARD: ChangedKind.DASHBOARD,
}


def essence(side: Side, value: object, scope: Scope, names: Names | None = None) -> Hashable:
    """The meaning of `value`, in the names of the later model."""
    if value is None or value == () or isinstance(value, bool | int | Enum):
        return (type(value).__name__, value)
    if isinstance(value, str):
        return later_name(side, names, value, scope) if names is not None else value
    if type(value) in _WRITTEN:
        return _written(side, value, scope)
    if type(value) in KINDS and not isinstance(value, Label):
        return _thing(side, value, scope)
    return _collection(side, value, scope, names)


def _collection(side: Side, value: object, scope: Scope, names: Names | None) -> Hashable:
    match value:
        case Label():
            texts = side.labels(value)
            return ("label", *(texts[each] for each in side.shared_locales))
        case tuple() if names is Names.PATH:
            return _path(side, scope.entity, value)
        case tuple() if names is Names.FIELD and _is_assignment(value):
            field, given = value
            return (later_name(side, names, field, scope), essence(side, given, replace(scope, field=field)))
        case tuple():
            return tuple(essence(side, each, scope, names) for each in value)
        case frozenset():
            return frozenset(essence(side, each, scope, names) for each in value)
        case Decimal():
            return ("number", value.normalize())
        case _:
            return (type(value).__name__, value)


def _is_assignment(value: tuple[object, ...]) -> bool:
    """`(field, value)` of a record that comes with the specification, unlike a list of fields."""
    return len(value) == 2 and isinstance(value[0], str) and not isinstance(value[1], str)


def _thing(side: Side, value: object, scope: Scope) -> Hashable:
    known = side.essences.get((id(value), scope))
    if known is None:
        kind = KINDS[type(value)]
        inner = scope_inside(side, value, scope)
        parts = (essence(side, value_of(value, name), inner, part.names) for name, part in kind.parts.items())
        known = side.essences[id(value), scope] = (type(value).__name__, *parts)
    return known


def own_essence(side: Side, value: object, scope: Scope) -> Hashable:
    """The meaning of what is done by one action, without those inside it."""
    inner = scope_inside(side, value, scope)
    parts = (
        essence(side, value_of(value, name), inner, part.names)
        for name, part in KINDS[type(value)].parts.items()
        if part.mode is not Mode.BLOCK
    )
    return (type(value).__name__, *parts)


def _written(side: Side, value: object, scope: Scope) -> Hashable:
    expression = side.condition_behind(value)  # type: ignore[arg-type] # measures have no fields of the compiler's own
    match expression:
        case ir.FieldRead(source=source, field=field):
            owner = source.type.entity if isinstance(source.type, RecordType) else None
            return ("read", _written(side, source, scope), side.renamed.field(owner, field))
        case ir.Literal(value=str(option), type=ChoiceType(choice=choice)):
            return ("literal", side.renamed.option(choice, option))
        case ir.Pick(load_entity=entity, load_field=field) if field is not None:
            load: Hashable = side.renamed.field(entity, field)
        case _:
            load = None
    left = {*WRITTEN_LEFT, *WRITTEN_LEFT_OF.get(type(expression), ())}
    inner = scope_inside(side, expression, scope)
    parts = [
        essence(side, getattr(expression, each.name), inner, _NAMES_IN_WRITTEN.get((type(expression), each.name)))
        for each in dataclasses.fields(expression)
        if each.name not in left and not (load is not None and each.name == "load_field")
    ]
    return (type(expression).__name__, *parts, load)


def later_name(side: Side, names: Names, name: str, scope: Scope) -> Hashable:
    """The name that the later model has for what is called `name`."""
    renamed = side.renamed
    match names:
        case Names.ENTITY:
            return renamed.entity(name)
        case Names.FIELD:
            return renamed.field(scope.entity, name)
        case Names.OPTION:
            return renamed.option(scope.choice, name)
        case Names.STATE:
            return renamed.option(scope.flow, name)
        case Names.CHOICE:
            return renamed.choice(name)
        case Names.FLOW:
            return renamed.name(ChangedKind.FLOW, name)
        case Names.PAGE:
            return _page(side, name)
        case Names.STEP:
            approval = renamed.name(ChangedKind.APPROVAL, scope.approval or "")
            return renamed.name(ChangedKind.STEP, name, approval)
        case _:
            kind = _SIMPLE.get(names)
            return renamed.name(kind, name) if kind is not None else name


def _page(side: Side, name: str) -> str:
    later = side.renamed.entity(name)
    for kind in (ChangedKind.REPORT, ChangedKind.DASHBOARD):
        if later == name:
            later = side.renamed.name(kind, name)
    return later


def _path(side: Side, entity: str | None, path: tuple[object, ...]) -> Hashable:
    names = [each for each in path if isinstance(each, str)]
    return tuple(side.renamed.field(owner, name) for owner, name, _ in steps_along(side, entity, names))
