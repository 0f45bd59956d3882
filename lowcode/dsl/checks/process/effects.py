"""What a script changes at once, and what sets it off."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.dsl.checks.process.formulas import Formula, Not, both
from lowcode.dsl.checks.process.reading import Reader
from lowcode.dsl.checks.process.scripts import Placed, Script, all_actions
from lowcode.dsl.checks.process.shapes import shape_of
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import process
from lowcode.ir import types as t
from lowcode.ir.naming import named
from lowcode.ir.walking import walk
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, slots=True)
class Written:
    """A value that a field is given."""

    field: str
    shape: str
    """Equal for values that are made in the same way."""
    constant: ir.Literal | None
    inputs: frozenset[tuple[str, str]]
    """The fields, by entity, that the value is made of."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One record created or changed."""

    entity: str
    is_creation: bool
    is_this: bool
    """Whether it is the record that the script is about."""
    values: tuple[Written, ...]
    span: Span
    placed: Placed


def effects_of(application: app.Application, script: Script) -> Iterator[Effect]:
    """What happens in the same moment: what waits for a timer does not set anything off without end."""
    for placed in all_actions(script.actions):
        if placed.is_later:
            continue
        match placed.action:
            case process.SetFields(target=target, values=values, span=span) if isinstance(target.type, t.RecordType):
                yield Effect(target.type.entity, False, _is_this(target), _written(values), span, placed)
            case process.UpdateRecords(entity=entity, values=values, span=span):
                yield Effect(entity, False, False, _written(values), span, placed)
            case process.CreateRecord(entity=entity, values=values, span=span):
                yield Effect(entity, True, False, _written(values), span, placed)
            case process.MoveState(target=target, flow=name, state=state, span=span):
                flow = named(application.flows, name)
                literal = ir.Literal(state, t.ChoiceType(flow.name), span)
                value = Written(flow.field, repr(state), literal, frozenset())
                yield Effect(flow.entity, False, _is_this(target), (value,), span, placed)
            case _:
                continue


def guard(reader: Reader, script: Script, placed: Placed) -> Formula:
    """What must hold for the action to happen: the rule's `when`, and each `if` around it."""
    parts = [reader.formula(script.rule.when)] if script.rule is not None else []
    for each in placed.inside:
        if isinstance(each, process.If):
            condition = reader.formula(each.condition)
            is_then = any(found.action is placed.action for found in all_actions(each.then))
            parts.append(condition if is_then else Not(condition))
    return both(*parts)


def _written(values: tuple[process.FieldValue, ...]) -> tuple[Written, ...]:
    return tuple(_value(each) for each in values)


def _value(value: process.FieldValue) -> Written:
    if not isinstance(value.value, process.ListValue | process.RowsValue):
        constant = value.value if isinstance(value.value, ir.Literal) else None
        return Written(value.field, shape_of(value.value), constant, frozenset(_inputs(value.value)))
    items = value.value.items if isinstance(value.value, process.ListValue) else ()
    inputs = frozenset(found for each in items for found in _inputs(each))
    return Written(value.field, repr(sorted(map(shape_of, items))), None, inputs)


def _inputs(expression: ir.Expression) -> Iterator[tuple[str, str]]:
    for each in walk(expression):
        if isinstance(each, ir.FieldRead) and isinstance(each.source.type, t.RecordType):
            yield each.source.type.entity, each.field


def _is_this(target: ir.Expression) -> bool:
    return isinstance(target, ir.Variable) and target.kind is ir.VariableKind.THIS


def with_dependants(entity: app.Entity, fields: frozenset[str]) -> frozenset[str]:
    """The fields, and those that are computed from them in the same record."""
    found = set(fields)
    grows = True
    while grows:
        grows = False
        for field in entity.fields:
            if field.name in found or field.computed is None:
                continue
            if any((entity.name, name) in _inputs(field.computed.expression) for name in found):
                found.add(field.name)
                grows = True
    return frozenset(found)


def is_set_off(application: app.Application, script: Script, effect: Effect) -> bool:
    """Whether the effect is an event that the script waits for, its `when` apart."""
    if script.entity != effect.entity:
        return False
    changed = frozenset(each.field for each in effect.values)
    entered = {each.constant.value for each in effect.values if each.constant is not None}
    if script.hook is not None and script.flow is not None:
        is_state = script.flow.field in changed
        return is_state and script.hook.event is process.StateEvent.ENTER and script.hook.state in entered
    match script.rule.trigger if script.rule is not None else None:
        case process.OnSave(event=process.SaveEvent.CREATE):
            return effect.is_creation
        case process.OnSave(event=process.SaveEvent.UPDATE, fields=fields):
            all_changed = with_dependants(application.entity(effect.entity), changed)
            return not effect.is_creation and (not fields or bool(all_changed.intersection(fields)))
        case process.OnState(event=process.StateEvent.ENTER, states=states):
            return bool(entered.intersection(states))
        case process.OnCondition(watches=watches, is_clocked=is_clocked):
            all_changed = with_dependants(application.entity(effect.entity), changed)
            return not is_clocked and (effect.is_creation or bool(all_changed.intersection(watches)))
        case _:
            return False
