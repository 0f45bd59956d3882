"""The filters of a dashboard: which value of each source they compare, and what they begin with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from lowcode import naming
from lowcode.catalog.functions.periods import PERIODS
from lowcode.diagnostics.problem import Problem, has_errors
from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems.report_filters import (
    DefaultNotPossible,
    FilterTypesDiffer,
    NoSourceHasField,
    NotAFilter,
    SecondTarget,
)
from lowcode.diagnostics.suggestions import LabelledName
from lowcode.dsl import ast
from lowcode.dsl.ast_reports import FilterDecl
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.paths import path_text
from lowcode.dsl.lowering.reports.paths import member_expression
from lowcode.dsl.lowering.reports.sources import report_scope
from lowcode.dsl.symbols import USER
from lowcode.dsl.type_checker import Checker, is_error, type_name
from lowcode.dsl.type_checker.names import ME, THIS
from lowcode.ir import expressions as ir
from lowcode.ir import reports as rep
from lowcode.ir import types as t
from lowcode.source import Span

_MOMENTS = (t.DateType, t.DateTimeType)
_FILTERED = (*_MOMENTS, t.ChoiceType, t.RecordType, t.BooleanType, t.TextType)


class FilterLowering:
    """Lowers the filters of one dashboard."""

    def __init__(self, lowering: Lowering, entities: Sequence[str], *, is_whole: bool) -> None:
        """`entities`: of all sources; `is_whole`: whether these are all, so that it can be said what is missing."""
        self._lowering = lowering
        self._entities = entities
        self._is_whole = is_whole

    def lowered(self, declaration: FilterDecl) -> rep.DashboardFilter | None:
        """The filter, or None where a part of it is not understood, which has been reported."""
        targets: dict[str, ir.Expression] = {}
        named = [self._of_one_entity(each) for each in declaration.paths]
        is_known = True
        for path, entity in zip(declaration.paths, named, strict=True):
            found = self._everywhere(path) if entity is None else self._in_entity(path, entity)
            others = {each for each in named if each is not None} - {entity}
            fresh = self._fresh(path, found, targets, explicit=others | set(self._rows_of(others)))
            is_known = is_known and bool(fresh)
            targets.update(fresh)
        if not is_known or not self._fit(list(targets.values())):
            return None
        type_ = next(iter(targets.values())).type
        default, is_possible = self._default(declaration.default, type_)
        if not is_possible:
            return None
        name = declaration.name
        return rep.DashboardFilter(
            name=naming.choice_identifier(name.text),
            label=self._lowering.labels.label(declaration.label, name.text),
            targets=tuple(rep.FilterTarget(entity, each) for entity, each in targets.items()),
            type=type_,
            default=default,
            span=declaration.span,
        )

    def _fresh(
        self,
        path: ast.PathRef,
        found: Mapping[str, ir.Expression],
        targets: Mapping[str, ir.Expression],
        explicit: AbstractSet[str],
    ) -> dict[str, ir.Expression]:
        """Where the path takes hold: what another one says for one entity, or what an earlier one said, holds there."""
        fresh = {name: each for name, each in found.items() if name not in targets and name not in explicit}
        if found and not fresh:
            entity = next(iter(found))
            place = targets[entity].span if entity in targets else path.span
            self._lowering.report(SecondTarget(span=path.span, path=path_text(path), entity=entity, first=place))
        return fresh

    # --- paths -------------------------------------------------------------------------------------

    def _of_one_entity(self, path: ast.PathRef) -> str | None:
        """The entity whose field is meant, where the path begins with one.

        A source's entity comes before a field of the same name (`客户.来源`), any other entity after it.
        """
        first = path.names[0].text
        if len(path.names) == 1 or first not in self._lowering.symbols.entities:
            return None
        if first in self._entities and self._quietly(first, ast.PathRef(path.names[1:], path.span)) is not None:
            return first
        return None if any(self._quietly(each, path) is not None for each in self._entities) else first

    def _everywhere(self, path: ast.PathRef) -> dict[str, ir.Expression]:
        found = {entity: self._quietly(entity, path) for entity in self._entities}
        targets = {entity: each for entity, each in found.items() if each is not None}
        if not targets:
            self._report_unknown(path)
        return targets

    def _in_entity(self, path: ast.PathRef, entity: str) -> dict[str, ir.Expression]:
        """What it compares in the entity, and in rows of its sub-tables, which read the owner's fields as their own."""
        symbol = self._lowering.symbols.entities[entity]
        names = path.names[1:]
        if names[0].text not in symbol.names() and symbol.owner is None:
            names = (ast.Name(THIS, path.names[0].span), *names)
        checker = self._checker(entity, self._lowering.problems)
        typed = checker.check(member_expression(ast.PathRef(names, path.span)))
        if is_error(typed):
            return {}
        rest = ast.PathRef(path.names[1:], path.span)
        found = {each: self._quietly(each, rest) for each in self._rows_of({entity})}
        return {entity: typed} | {each: value for each, value in found.items() if value is not None}

    def _rows_of(self, owners: AbstractSet[str]) -> list[str]:
        """The sub-tables of entities that reports count."""
        return [each for each in self._entities if self._lowering.symbols.entities[each].owner in owners]

    def _quietly(self, entity: str, path: ast.PathRef) -> ir.Expression | None:
        """The value that the path leads to from records of the entity, if it leads anywhere."""
        problems: list[Problem] = []
        typed = self._checker(entity, problems).check(member_expression(path))
        is_read = isinstance(typed, ir.FieldRead)
        return typed if is_read and not has_errors(problems) and not is_error(typed) else None

    def _checker(self, entity: str, problems: list[Problem]) -> Checker:
        lowering = self._lowering
        scope = report_scope(lowering, lowering.symbols.entities[entity])
        return Checker(lowering.symbols, scope, problems, lowering.titles.of)

    def _report_unknown(self, path: ast.PathRef) -> None:
        if not self._is_whole:
            return
        symbols = self._lowering.symbols
        names = dict.fromkeys(name for entity in self._entities for name in symbols.entities[entity].names())
        self._lowering.report(NoSourceHasField(span=path.span, path=path_text(path), candidates=tuple(names)))

    # --- types -------------------------------------------------------------------------------------

    def _fit(self, targets: Sequence[ir.Expression]) -> bool:
        """Whether people can pick from the values, and all targets have the same."""
        first = targets[0]
        if not isinstance(first.type, _FILTERED):
            self._lowering.report(NotAFilter(span=first.span, found=type_name(first.type)))
            return False
        for each in targets[1:]:
            if each.type == first.type or (isinstance(each.type, _MOMENTS) and isinstance(first.type, _MOMENTS)):
                continue
            self._lowering.report(
                FilterTypesDiffer(
                    span=each.span, found=type_name(each.type), expected=type_name(first.type), first=first.span
                )
            )
            return False
        return True

    # --- defaults ----------------------------------------------------------------------------------

    def _default(self, default: ast.Expr | None, type_: t.ValueType) -> tuple[ir.LiteralValue, bool]:
        """What the filter begins with, and whether it makes sense."""
        if default is None:
            return None, True
        if isinstance(default, ast.ErrorExpr):
            return None, False
        match type_:
            case t.DateType() | t.DateTimeType():
                return self._period(default)
            case t.RecordType(entity=entity):
                return self._reader(default, entity)
            case _:
                return self._constant(default, type_)

    def _period(self, default: ast.Expr) -> tuple[ir.LiteralValue, bool]:
        word = default.name.text if isinstance(default, ast.NameExpr) else None
        if word in PERIODS:
            return word, True
        if word is None:
            return self._refuse(default.span, "`this_month`")
        periods = tuple(LabelledName(each.name, (each.zh, each.en)) for each in PERIODS)
        self._lowering.report(
            name_problems.UnknownValue(span=default.span, what="period", value=word, candidates=periods)
        )
        return None, False

    def _reader(self, default: ast.Expr, entity: str) -> tuple[ir.LiteralValue, bool]:
        if entity == USER and isinstance(default, ast.NameExpr) and default.name.text == ME:
            return ME, True
        return self._refuse(default.span, f"`{ME}`" if entity == USER else "")

    def _constant(self, default: ast.Expr, type_: t.ValueType) -> tuple[ir.LiteralValue, bool]:
        checker = Checker(
            self._lowering.symbols,
            report_scope(self._lowering, self._lowering.symbols.entities[self._entities[0]]),
            self._lowering.problems,
            self._lowering.titles.of,
        )
        typed = checker.fitted(default, type_)
        if is_error(typed):
            return None, False
        if isinstance(typed, ir.Literal) and typed.value is not None:
            return typed.value, True
        return self._refuse(default.span, _example(type_))

    def _refuse(self, span: Span, expected: str) -> tuple[ir.LiteralValue, bool]:
        self._lowering.report(DefaultNotPossible(span=span, expected=expected))
        return None, False


def _example(type_: t.ValueType) -> str:
    """What a default of the type looks like."""
    match type_:
        case t.BooleanType():
            return "`true`"
        case t.TextType():
            return '`"…"`'
        case _:
            return f"`{type_name(type_)}`"
