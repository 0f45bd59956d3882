"""`in`, `within`, and the equality of options, where a branch of a tree stands for all below it."""

from __future__ import annotations

from lowcode.catalog.functions import PERIODS
from lowcode.diagnostics.problems import types as problems
from lowcode.dsl import ast
from lowcode.dsl.symbols import EntitySymbol
from lowcode.dsl.type_checker.context import Typing, error, is_error
from lowcode.dsl.type_checker.fitting import common_of, converted, missing_percent_sign
from lowcode.dsl.type_checker.kinds import type_name
from lowcode.dsl.type_checker.names import variable_or_field
from lowcode.ir import expressions as ir
from lowcode.ir import types as t

PARENT = "parent"
"""The reference that makes an entity a tree, where it has several to itself."""


def contained(typing: Typing, expression: ast.BinaryExpr) -> ir.Expression:
    """`operand in members`."""
    members = expression.right
    if isinstance(members, ast.ListExpr):
        return _in_list(typing, expression, members)
    if isinstance(members, ast.NameExpr) and _is_period(typing, members):
        return _in_period(typing, expression, members)
    if isinstance(expression.left, ast.NameExpr) and _is_unknown_alone(typing, expression.left):
        container = typing.check(members)
        return _in_container(typing, expression, typing.single(expression.left, container.type), container)
    operand = typing.single(expression.left)
    return _in_container(typing, expression, operand, typing.check(members, operand.type))


def _is_unknown_alone(typing: Typing, expression: ast.NameExpr) -> bool:
    return variable_or_field(typing, expression.name.text, expression.span) is None


def _is_period(typing: Typing, expression: ast.NameExpr) -> bool:
    return expression.name.text in PERIODS and _is_unknown_alone(typing, expression)


def _in_period(typing: Typing, expression: ast.BinaryExpr, period: ast.NameExpr) -> ir.Expression:
    operand = typing.single(expression.left)
    if period.name.text in typing.scope.forbidden:
        typing.report(problems.NotAvailableHere(span=period.span, name=period.name.text))
        return error(expression.span)
    if is_error(operand):
        return error(expression.span)
    if not isinstance(operand.type, t.DateType | t.DateTimeType):
        typing.report(problems.WrongType(span=operand.span, expected="date", found=type_name(operand.type)))
        return error(expression.span)
    return ir.IsInPeriod(operand, period.name.text, t.BooleanType(), expression.span)


def _in_list(typing: Typing, expression: ast.BinaryExpr, members: ast.ListExpr) -> ir.Expression:
    operand = typing.single(expression.left)
    items: list[ir.Expression] = []
    failed = is_error(operand)
    if not members.items:
        typing.report(problems.NotAMembership(span=members.span, found="[]"))
        failed = True
    for member in members.items:
        item = _list_item(typing, operand, typing.single(member, operand.type))
        failed = failed or is_error(item)
        items.extend(_with_branch(typing, item))
    if failed:
        return error(expression.span)
    return ir.IsIn(operand, _unique(items), t.BooleanType(), expression.span)


def _list_item(typing: Typing, operand: ir.Expression, item: ir.Expression) -> ir.Expression:
    if is_error(operand) or is_error(item):
        return item
    common = common_of(operand, item)
    if isinstance(item.type, t.EmptyType):
        typing.report(problems.WrongType(span=item.span, expected=type_name(operand.type), found="empty"))
        return error(item.span)
    if common is None:
        if not missing_percent_sign(typing, operand, item):
            typing.report(
                problems.NotComparable(span=item.span, left=type_name(operand.type), right=type_name(item.type))
            )
        return error(item.span)
    return converted(item, common)


def _in_container(
    typing: Typing, expression: ast.BinaryExpr, operand: ir.Expression, container: ir.Expression
) -> ir.Expression:
    if is_error(operand) or is_error(container):
        return error(expression.span)
    if isinstance(container.type, t.ChoiceType) and isinstance(container, ir.Literal):
        if operand.type == container.type:
            return ir.IsIn(operand, _with_branch(typing, container), t.BooleanType(), expression.span)
    elif isinstance(container.type, t.ListType):
        if operand.type == container.type.item:
            return _is_member(typing, operand, container, expression)
    else:
        typing.report(problems.NotAMembership(span=expression.right.span, found=type_name(container.type)))
        return error(expression.span)
    typing.report(
        problems.NotComparable(
            span=expression.operator_span, left=type_name(operand.type), right=type_name(container.type)
        )
    )
    return error(expression.span)


def _is_member(
    typing: Typing, operand: ir.Expression, container: ir.Expression, expression: ast.BinaryExpr
) -> ir.Expression:
    found: ir.Expression | None = None
    for option in _with_branch(typing, operand):
        test = ir.IsMember(option, container, t.BooleanType(), expression.span)
        found = (
            test if found is None else ir.Binary(ir.BinaryOperator.OR, found, test, t.BooleanType(), expression.span)
        )
    assert found is not None
    return found


def equal_options(
    typing: Typing, expression: ast.BinaryExpr, left: ir.Expression, right: ir.Expression
) -> ir.Expression:
    """`region == east`: a branch means its subtree. `!=` stays false for an empty operand."""
    operand, option = (right, left) if isinstance(left, ir.Literal) else (left, right)
    branch = _with_branch(typing, option)
    if len(branch) == 1:
        return ir.Binary(ir.BinaryOperator(expression.operator), left, right, t.BooleanType(), expression.span)
    inside = ir.IsIn(operand, branch, t.BooleanType(), expression.span)
    if expression.operator == "==":
        return inside
    filled = ir.IsEmpty(operand, negated=True, type=t.BooleanType(), span=expression.span)
    outside = ir.Unary(ir.UnaryOperator.NOT, inside, t.BooleanType(), expression.span)
    return ir.Binary(ir.BinaryOperator.AND, filled, outside, t.BooleanType(), expression.span)


def _with_branch(typing: Typing, item: ir.Expression) -> tuple[ir.Expression, ...]:
    if not isinstance(item, ir.Literal) or not isinstance(item.type, t.ChoiceType) or not isinstance(item.value, str):
        return (item,)
    names = typing.symbols.choices[item.type.choice].branch(item.value)
    return tuple(ir.Literal(each, item.type, item.span) for each in names)


def _unique(items: list[ir.Expression]) -> tuple[ir.Expression, ...]:
    seen: set[object] = set()
    kept: list[ir.Expression] = []
    for item in items:
        if isinstance(item, ir.Literal):
            if item.value in seen:
                continue
            seen.add(item.value)
        kept.append(item)
    return tuple(kept)


def within(typing: Typing, expression: ast.BinaryExpr) -> ir.Expression:
    """`operand within root`: of a tree of records, or of options."""
    operand = typing.single(expression.left)
    root = typing.single(expression.right, operand.type)
    if is_error(operand) or is_error(root):
        return error(expression.span)
    if operand.type != root.type:
        typing.report(
            problems.NotComparable(
                span=expression.operator_span, left=type_name(operand.type), right=type_name(root.type)
            )
        )
        return error(expression.span)
    if isinstance(operand.type, t.ChoiceType) and isinstance(root, ir.Literal):
        return ir.IsIn(operand, _with_branch(typing, root), t.BooleanType(), expression.span)
    parent = None
    if isinstance(operand.type, t.RecordType):
        parent = parent_field(typing.symbols.entities[operand.type.entity])
    if parent is None:
        typing.report(problems.NotATree(span=expression.operator_span, found=type_name(root.type)))
        return error(expression.span)
    return ir.IsWithin(operand, root, parent, t.BooleanType(), expression.span)


def parent_field(entity: EntitySymbol) -> str | None:
    """The reference along which the records of the entity form a tree."""
    to_itself = [name for name, symbol in entity.fields.items() if symbol.value_type == t.RecordType(entity.name)]
    if PARENT in to_itself:
        return PARENT
    return to_itself[0] if len(to_itself) == 1 else None
