"""Identifiers of what has no name in a report: they are keys in addresses and in what is stored."""

from __future__ import annotations

from lowcode import naming
from lowcode.dsl import ast
from lowcode.ir import reports as rep
from lowcode.naming import Numbering

_OPERATORS = {"+": "plus", "-": "minus", "*": "times", "/": "per"}
_VALUE = "value"


class PartNames:
    """The names of the dimensions and measures of one report."""

    def __init__(self) -> None:
        """Nothing is named yet."""
        self._numbering = Numbering()

    def of_measure(self, expression: ast.Expr) -> str:
        """`sum_amount`, `count`; numbered from the second of a name on."""
        return self._new(_base(expression))

    def of_dimension(self, inner: ast.Expr, grouping: rep.Grouping) -> str:
        """`owner`, `signed_on_month`, `region_2`: what is grouped, and how."""
        return self._new(f"{_base(inner)}{_suffix(grouping)}")

    def of_part(self, expression: ast.Expr, part: str) -> str:
        """`amount_p25`: one of the numbers by which a chart shows how values spread."""
        return self._new(f"{_base(expression)}_{part}")

    def _new(self, base: str) -> str:
        return naming.shortened(self._numbering.first_plain(naming.shortened(base)))


def _suffix(grouping: rep.Grouping) -> str:
    match grouping:
        case rep.ByPeriod(unit=unit):
            return f"_{unit.value}"
        case rep.ByPart(part=part):
            return f"_{part.value}"
        case rep.ByBand():
            return "_band"
        case rep.ByLevel(level=level):
            return f"_{level}"
        case _:
            return ""


def _base(expression: ast.Expr) -> str:
    match expression:
        case ast.NameExpr(name=name):
            return naming.identifier(name.text)
        case ast.MemberExpr(source=source, name=name):
            return f"{_base(source)}_{naming.identifier(name.text)}"
        case ast.CallExpr(function=function, arguments=arguments):
            return "_".join((naming.identifier(function.text), *(_argument(each) for each in arguments[:1]))).rstrip(
                "_"
            )
        case ast.BinaryExpr(left=left, right=right, operator=operator) if operator in _OPERATORS:
            return f"{_base(left)}_{_OPERATORS[operator]}_{_base(right)}"
        case _:
            return _VALUE


def _argument(argument: ast.Expr) -> str:
    match argument:
        case ast.FilteredExpr(source=source):
            return _base(source)
        case ast.OwnRecordsExpr():
            return ""
        case _:
            return _base(argument)
