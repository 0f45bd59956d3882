"""What a chart groups by: any value that has groups, periods and parts of dates, bands of numbers, levels of trees."""

from __future__ import annotations

from decimal import Decimal

from lowcode.diagnostics.problems import types as type_problems
from lowcode.diagnostics.problems.report_types import BandBounds, ConstantGroup, NoLevels, NotAGroup
from lowcode.dsl import ast
from lowcode.dsl.ast_reports import DimensionDecl
from lowcode.dsl.lowering.bounds import number_within
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.reports.paths import shown_path
from lowcode.dsl.lowering.reports.sources import TypedSource
from lowcode.dsl.symbols import ChoiceSymbol, OptionSymbol
from lowcode.dsl.type_checker import is_error, type_name
from lowcode.dsl.type_checker.kinds import NUMERIC
from lowcode.dsl.type_checker.membership import parent_field
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import reports as rep
from lowcode.ir import types as t
from lowcode.ir.walking import walk
from lowcode.quick_dataclass import dataclass

_UNITS = {each.value: each for each in rep.DateUnit}
_PARTS = {each.value: each for each in rep.DatePart}
_BAND, _LEVEL = "band", "level"
_MOST_BOUNDS = 50
_DEEPEST = 20
_GROUPED = (t.TextType, t.ChoiceType, t.RecordType, t.BooleanType, t.IntegerType)
_OF_RECORD = (ir.VariableKind.THIS, ir.VariableKind.OWNER)


@dataclass(frozen=True, slots=True)
class TypedDimension:
    """A dimension in one source."""

    expression: ir.Expression
    grouping: rep.Grouping
    declaration: DimensionDecl

    @property
    def inner(self) -> ast.Expr:
        """What is grouped, as written: `signed_on` of `month(signed_on)`."""
        written = self.declaration.expression
        is_plain = isinstance(self.grouping, rep.ByValue | rep.ByMember) or not isinstance(written, ast.CallExpr)
        return written if is_plain or not isinstance(written, ast.CallExpr) else written.arguments[0]


class Dimensions:
    """Types the dimensions of one source."""

    def __init__(self, lowering: Lowering, source: TypedSource) -> None:
        """Expressions read the record of `source`."""
        self._lowering = lowering
        self._checker = source.checker

    def typed(self, declaration: DimensionDecl) -> TypedDimension | None:
        """The dimension, or None after a problem."""
        grouped = self._grouped(declaration.expression)
        if grouped is None:
            return None
        expression, grouping = grouped
        if not any(isinstance(each, ir.Variable) and each.kind in _OF_RECORD for each in walk(expression)):
            self._lowering.report(ConstantGroup(span=declaration.expression.span))
            return None
        return TypedDimension(expression, grouping, declaration)

    def _grouped(self, expression: ast.Expr) -> tuple[ir.Expression, rep.Grouping] | None:
        if isinstance(expression, ast.CallExpr):
            match expression.function.text:
                case unit if unit in _UNITS:
                    return self._date(
                        expression, rep.ByPeriod(_UNITS[unit]), needs_time=unit == rep.DateUnit.HOUR.value
                    )
                case part if part in _PARTS:
                    is_hour = part == rep.DatePart.HOUR_OF_DAY.value
                    return self._date(expression, rep.ByPart(_PARTS[part]), needs_time=is_hour)
                case name if name == _BAND:
                    return self._band(expression)
                case name if name == _LEVEL:
                    return self._level(expression)
        return self._value(expression)

    # --- dates -------------------------------------------------------------------------------------

    def _date(
        self, call: ast.CallExpr, grouping: rep.ByPeriod | rep.ByPart, *, needs_time: bool
    ) -> tuple[ir.Expression, rep.Grouping] | None:
        signature = f"{call.function.text}({'datetime' if needs_time else 'date'})"
        if not self._has_arguments(call, signature, is_right=len(call.arguments) == 1):
            return None
        typed = self._checker.single(call.arguments[0])
        if is_error(typed):
            return None
        if not isinstance(typed.type, t.DateTimeType if needs_time else t.DateType | t.DateTimeType):
            self._refuse(call, signature, "datetime" if needs_time else "date", typed)
            return None
        return typed, grouping

    # --- numbers -----------------------------------------------------------------------------------

    def _band(self, call: ast.CallExpr) -> tuple[ir.Expression, rep.Grouping] | None:
        signature = "band(number, 10, 100)"
        if not self._has_arguments(call, signature, is_right=2 <= len(call.arguments) <= _MOST_BOUNDS + 1):
            return None
        typed = self._checker.single(call.arguments[0])
        if is_error(typed):
            return None
        if not isinstance(typed.type, NUMERIC):
            self._refuse(call, signature, "decimal", typed)
            return None
        bounds = self._bounds(call, typed.type)
        return None if bounds is None else (typed, rep.ByBand(bounds))

    def _bounds(self, call: ast.CallExpr, unit: t.ValueType) -> tuple[Decimal, ...] | None:
        written = [self._checker.fitted(each, _widest(unit)) for each in call.arguments[1:]]
        if any(is_error(each) for each in written):
            return None
        bounds: list[Decimal] = []
        for each in written:
            value = each.value if isinstance(each, ir.Literal) else None
            is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
            bound = Decimal(value) if is_number and isinstance(value, int | Decimal) else None
            if bound is None or (bounds and bound <= bounds[-1]):
                self._lowering.report(BandBounds(span=each.span))
                return None
            bounds.append(bound)
        return tuple(bounds)

    # --- trees -------------------------------------------------------------------------------------

    def _level(self, call: ast.CallExpr) -> tuple[ir.Expression, rep.Grouping] | None:
        signature = "level(tree, 1)"
        if not self._has_arguments(call, signature, is_right=len(call.arguments) == 2):
            return None
        typed = self._checker.single(call.arguments[0])
        if is_error(typed):
            return None
        number = call.arguments[1]
        if not isinstance(number, ast.LiteralExpr) or number.kind is not ast.LiteralKind.INTEGER:
            self._refuse(call, signature, "1…", self._checker.single(number))
            return None
        deepest, parent = self._depth(typed.type)
        if not deepest:
            self._lowering.report(NoLevels(span=typed.span, found=type_name(typed.type)))
            return None
        return typed, rep.ByLevel(number_within(self._lowering, number, _LEVEL, 1, deepest), parent)

    def _depth(self, tree: t.ValueType) -> tuple[int, str | None]:
        """How many levels there can be, none if it is no tree; and the reference to the parent of a record."""
        match tree:
            case t.ChoiceType(choice=name):
                depth = _depth_of(self._lowering.symbols.choices[name])
                return (depth if depth > 1 else 0), None
            case t.RecordType(entity=name):
                parent = parent_field(self._lowering.symbols.entities[name])
                return (0 if parent is None else _DEEPEST), parent
            case _:
                return 0, None

    # --- values ------------------------------------------------------------------------------------

    def _value(self, expression: ast.Expr) -> tuple[ir.Expression, rep.Grouping] | None:
        typed = self._checker.check(expression)
        if is_error(typed):
            return None
        if isinstance(typed.type, t.ListType) and self._is_many(typed):
            return typed, rep.ByMember()
        if isinstance(typed.type, _GROUPED):
            return typed, rep.ByValue()
        self._lowering.report(
            NotAGroup(span=expression.span, found=type_name(typed.type), way=_way(typed.type, expression))
        )
        return None

    def _is_many(self, typed: ir.Expression) -> bool:
        """Whether it is a field of many options or records; the other side of a reference would count records twice."""
        if not isinstance(typed, ir.FieldRead) or not isinstance(typed.source.type, t.RecordType):
            return False
        field = self._lowering.symbols.entities[typed.source.type.entity].fields.get(typed.field)
        return field is not None and isinstance(field.type, app.ManyChoiceFieldType | app.ManyReferenceFieldType)

    # --- problems ----------------------------------------------------------------------------------

    def _has_arguments(self, call: ast.CallExpr, signature: str, *, is_right: bool) -> bool:
        if not is_right:
            self._lowering.report(
                type_problems.WrongArgumentCount(
                    span=call.span, name=call.function.text, signature=signature, found=len(call.arguments)
                )
            )
        return is_right

    def _refuse(self, call: ast.CallExpr, signature: str, expected: str, found: ir.Expression) -> None:
        if not is_error(found):
            self._lowering.report(
                type_problems.WrongArgument(
                    span=found.span,
                    name=call.function.text,
                    signature=signature,
                    expected=expected,
                    found=type_name(found.type),
                )
            )


def _widest(unit: t.ValueType) -> t.ValueType:
    """The type in which the bounds of a band are written: with as many digits as one likes."""
    match unit:
        case t.MoneyType():
            return t.MoneyType(20)
        case t.PercentType():
            return t.PercentType(20)
        case _:
            return t.DecimalType(20)


def _way(found: t.ValueType, expression: ast.Expr) -> str:
    path = shown_path(expression)
    match found:
        case t.DateType() | t.DateTimeType():
            return f"month({path})"
        case t.TimeType() | t.FilesType() | t.EmptyType():
            return ""
        case t.ListType(item=t.RecordType(entity=entity)):
            return f"report … from {entity}"
        case t.DecimalType() | t.MoneyType():
            return f"band({path}, 1_000, 10_000)"
        case t.PercentType():
            return f"band({path}, 10%, 50%)"
        case _:
            return ""


def _depth_of(choice: ChoiceSymbol) -> int:
    def depth(options: tuple[OptionSymbol, ...]) -> int:
        return 1 + max((depth(each.options) for each in options), default=0) if options else 0

    return depth(choice.options)
