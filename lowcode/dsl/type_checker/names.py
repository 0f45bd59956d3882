"""Bare names and `source.name`: variables, fields, options of choices."""

from __future__ import annotations

from lowcode.catalog.functions import FUNCTIONS, PERIODS
from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems import types as type_problems
from lowcode.diagnostics.problems.process_types import EntityIsNoValue, NotKnownFromBefore, OldRecordAlone, OnlyInRules
from lowcode.dsl import ast
from lowcode.dsl.symbols import SYSTEM_FIELDS, USER, ChoiceSymbol, EntitySymbol
from lowcode.dsl.type_checker.context import Local, Scope, Typing, error
from lowcode.dsl.type_checker.kinds import type_name
from lowcode.ir import expressions as ir
from lowcode.ir import types as t
from lowcode.naming import local_identifier
from lowcode.source import Span

THIS = "this"
OLD = "old"
ME = "me"
CLOCK_NAMES = ("now", "today")


def name(typing: Typing, expression: ast.NameExpr, expected: t.ValueType | None) -> ir.Expression:
    """A bare name. A field wins over an option, unless only the option fits what is expected."""
    text = expression.name.text
    span = expression.span
    found = variable_or_field(typing, text, span)
    if isinstance(found, ir.Variable) and found.kind is ir.VariableKind.OLD:
        typing.report(OldRecordAlone(span=span))
        return error(span)
    option = expected_option(typing, text, span, expected)
    if option is not None and (found is None or found.type != option.type):
        return option
    if found is not None:
        return found
    built_in = _built_in(typing, text, span)
    if built_in is not None:
        return built_in
    if text in typing.symbols.unsupported or isinstance(expected, t.ErrorType) or _is_out_of_place(typing, text, span):
        return error(span)
    _report_unknown(typing, expression, expected)
    return error(span)


def variable_or_field(typing: Typing, text: str, span: Span) -> ir.Expression | None:
    """What the name stands for by itself: the nearest record's field, `this`, or the candidate of `options where`."""
    scope = typing.scope
    for depth in range(len(scope.items) - 1, -1, -1):
        item = scope.items[depth]
        if text in item.fields or text in SYSTEM_FIELDS:
            source = ir.Variable(ir.VariableKind.ITEM, depth, t.RecordType(item.name), span)
            return field_of(source, item, text, span)
        if (text, depth) in scope.item_names:
            return ir.Variable(ir.VariableKind.ITEM, depth, t.RecordType(item.name), span)
    if scope.option_name == text and scope.option_type is not None:
        return ir.Variable(ir.VariableKind.OPTION, 0, scope.option_type, span)
    local = scope.local(text)
    if local is not None:
        return _local(local, span)
    if scope.this is not None and text == scope.this_name:
        return _this(scope.this, span)
    return _of_this(scope, text, span)


def _of_this(scope: Scope, text: str, span: Span) -> ir.Expression | None:
    for kind, entity in ((ir.VariableKind.THIS, scope.this), (ir.VariableKind.OWNER, scope.owner)):
        if entity is not None and text in entity.fields:
            return field_of(ir.Variable(kind, 0, t.RecordType(entity.name), span), entity, text, span)
    if scope.is_report and scope.owner is not None and text in SYSTEM_FIELDS and text != "id":
        owner = ir.Variable(ir.VariableKind.OWNER, 0, t.RecordType(scope.owner.name), span)
        return field_of(owner, scope.owner, text, span)
    if scope.this is not None and text in SYSTEM_FIELDS:
        return field_of(_this(scope.this, span), scope.this, text, span)
    if text == THIS and scope.this is not None:
        return _this(scope.this, span)
    if text == OLD and scope.old is not None:
        return ir.Variable(ir.VariableKind.OLD, 0, t.RecordType(scope.old.name), span)
    return None


def _local(local: Local, span: Span) -> ir.Expression:
    if local.entity is None:
        return error(span)
    return ir.Variable(ir.VariableKind.LOCAL, 0, t.RecordType(local.entity.name), span, local_identifier(local.name))


def _is_out_of_place(typing: Typing, text: str, span: Span) -> bool:
    """Whether the name means something elsewhere; reported then."""
    if text == OLD and typing.scope.this is not None:
        typing.report(OnlyInRules(span=span, name=text))
        return True
    if text in typing.symbols.entities:
        typing.report(EntityIsNoValue(span=span, entity=text))
        return True
    return False


def _this(entity: EntitySymbol, span: Span) -> ir.Variable:
    return ir.Variable(ir.VariableKind.THIS, 0, t.RecordType(entity.name), span)


def field_of(source: ir.Expression, entity: EntitySymbol, text: str, span: Span) -> ir.FieldRead:
    """The read of a field that is known to exist."""
    value_type = entity.value_type(text)
    return ir.FieldRead(source, text, value_type or t.ErrorType(), span)


def expected_option(typing: Typing, text: str, span: Span, expected: t.ValueType | None) -> ir.Literal | None:
    """The option called `text` of the choice that is expected here."""
    item = expected.item if isinstance(expected, t.ListType) else expected
    if not isinstance(item, t.ChoiceType):
        return None
    choice = typing.symbols.choices.get(item.choice)
    if choice is None or text not in choice.option_by_name:
        return None
    return ir.Literal(text, item, span)


def _built_in(typing: Typing, text: str, span: Span) -> ir.Expression | None:
    if text != ME and text not in CLOCK_NAMES:
        return None
    if text in typing.scope.forbidden:
        typing.report(type_problems.NotAvailableHere(span=span, name=text))
        return error(span)
    if text == ME:
        return ir.Variable(ir.VariableKind.ME, 0, t.RecordType(USER), span)
    result: t.ValueType = t.DateType() if text == "today" else t.DateTimeType()
    return ir.Call(text, (), result, span)


def _report_unknown(typing: Typing, expression: ast.NameExpr, expected: t.ValueType | None) -> None:
    text = expression.name.text
    item = expected.item if isinstance(expected, t.ListType) else expected
    if isinstance(item, t.ChoiceType):
        choice = typing.symbols.choices.get(item.choice)
        if choice is not None:
            report_unknown_option(typing, choice, expression.name)
            return
    if text in PERIODS:
        typing.report(type_problems.NotAnExpression(span=expression.span, what=text))
        return
    if text in FUNCTIONS:
        typing.report(type_problems.NotAnExpression(span=expression.span, what=f"{text}(…)"))
        return
    typing.report(
        name_problems.UnknownName(
            span=expression.span, name=text, candidates=candidates(typing), meant=_of_the_option(typing, text)
        )
    )


def _of_the_option(typing: Typing, text: str) -> str:
    """How `options where` says what the name stands for: a field of the option, or the option itself."""
    scope = typing.scope
    match scope.option_type:
        case t.RecordType(entity=entity) if text in typing.symbols.entities[entity].fields:
            return f"{scope.option_name}.{text}"
        case t.ChoiceType(choice=choice) if choice in typing.symbols.choices:
            is_option = text in typing.symbols.choices[choice].option_by_name
            return f"{scope.option_name} == {text}" if is_option else ""
        case _:
            return ""


def spelled_option(typing: Typing, text: ir.Expression, expected: t.ValueType) -> str:
    """The option of the expected choice that a constant text spells, empty if it does not."""
    if not isinstance(text, ir.Literal) or not isinstance(text.value, str) or not isinstance(expected, t.ChoiceType):
        return ""
    choice = typing.symbols.choices.get(expected.choice)
    if choice is None or not isinstance(text.type, t.TextType):
        return ""
    by_label = {label: name for name, label in choice.labels.items()}
    return text.value if text.value in choice.option_by_name else by_label.get(text.value, "")


def report_unknown_option(typing: Typing, choice: ChoiceSymbol, name_: ast.Name) -> None:
    """Say that the choice has no such option."""
    typing.report(
        name_problems.UnknownOption(
            span=name_.span, choice=choice.name, option=name_.text, candidates=tuple(choice.option_by_name)
        )
    )


def candidates(typing: Typing) -> tuple[str, ...]:
    """Every name that could be read here."""
    scope = typing.scope
    entities = (*reversed(scope.items), scope.this, scope.owner)
    found = [each for entity in entities if entity is not None for each in entity.names()]
    named = [each.name for each in scope.locals]
    everything = (*dict.fromkeys((*found, *named)), ME, *CLOCK_NAMES, *PERIODS.names)
    return tuple(each for each in everything if each not in scope.forbidden)


def member(typing: Typing, expression: ast.MemberExpr) -> ir.Expression:
    """`source.name`."""
    option = choice_member(typing, expression)
    if option is not None:
        return option
    return member_of(typing, source_of(typing, expression.source), expression.name)


def source_of(typing: Typing, expression: ast.Expr) -> ir.Expression:
    """What stands before a dot; the only place of `old`."""
    if isinstance(expression, ast.NameExpr):
        found = variable_or_field(typing, expression.name.text, expression.span)
        if isinstance(found, ir.Variable) and found.kind is ir.VariableKind.OLD:
            return found
    return typing.check(expression)


def choice_member(typing: Typing, expression: ast.MemberExpr) -> ir.Expression | None:
    """`Region.east` where `Region` is a choice and no record of that name is in reach."""
    dotted = _dotted(expression.source)
    choice = typing.symbols.choices.get(dotted) if dotted else None
    if choice is None:
        return None
    if isinstance(expression.source, ast.NameExpr):
        found = variable_or_field(typing, expression.source.name.text, expression.span)
        if found is not None and isinstance(found.type, t.RecordType | t.ListType):
            return None
    if expression.name.text not in choice.option_by_name:
        report_unknown_option(typing, choice, expression.name)
        return error(expression.span)
    return ir.Literal(expression.name.text, t.ChoiceType(choice.name), expression.span)


def _dotted(expression: ast.Expr) -> str | None:
    if isinstance(expression, ast.NameExpr):
        return expression.name.text
    if isinstance(expression, ast.MemberExpr) and isinstance(expression.source, ast.NameExpr):
        return f"{expression.source.name.text}.{expression.name.text}"
    return None


def member_of(typing: Typing, source: ir.Expression, name_: ast.Name) -> ir.Expression:
    """A field of a record that has been typed already."""
    span = Span(source.span.path, source.span.start, name_.span.end)
    match source.type:
        case t.ErrorType():
            return error(span)
        case t.RecordType(entity=entity_name):
            return _field(typing, source, typing.symbols.entities[entity_name], name_, span)
        case t.ListType(item=t.RecordType()):
            typing.report(type_problems.ManyValues(span=source.span, found=type_name(source.type)))
        case _:
            typing.report(type_problems.NothingInside(span=name_.span, name=name_.text, found=type_name(source.type)))
    return error(span)


def _is_old(source: ir.Expression) -> bool:
    return isinstance(source, ir.Variable) and source.kind is ir.VariableKind.OLD


def _field(typing: Typing, source: ir.Expression, entity: EntitySymbol, name_: ast.Name, span: Span) -> ir.Expression:
    value_type = entity.value_type(name_.text)
    if value_type is not None:
        is_forgotten = isinstance(value_type, t.ListType) or name_.text in typing.scope.forgotten
        if _is_old(source) and is_forgotten:
            typing.report(NotKnownFromBefore(span=span, field=name_.text))
            return error(span)
        return field_of(source, entity, name_.text, span)
    typing.report(
        name_problems.UnknownField(span=name_.span, entity=entity.name, field=name_.text, candidates=entity.names())
    )
    return error(span)
