"""The title of each entity: what stands for a record everywhere. Typed on demand, because titles contain titles."""

from __future__ import annotations

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems import types as type_problems
from lowcode.diagnostics.problems.cycles import TitleCycle, TitleTooLong
from lowcode.dsl.symbols import EntitySymbol, Symbols
from lowcode.dsl.type_checker import Checker, Scope, is_error, type_name
from lowcode.dsl.type_checker.context import error
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import types as t
from lowcode.ir.walking import walk

MOMENT_NAMES = frozenset({"now", "today", "me"})
DEEPEST = 10
"""Titles inside titles."""
LONGEST = 200
"""Parts of a title, those of the titles in it included."""
_TITLE_KINDS = ("text", "email", "phone", "url")


class Titles:
    """The typed titles by entity, each made once."""

    def __init__(self, symbols: Symbols, problems: list[Problem]) -> None:
        """Titles are typed when they are first asked for."""
        self._symbols = symbols
        self._problems = problems
        self._made: dict[str, ir.Expression] = {}
        self._open: list[str] = []
        self._asked = 0

    def of(self, name: str) -> ir.Expression:
        """The title of the entity called `name`, a text read from `this`."""
        self._asked += 1
        if name in self._made:
            return self._made[name]
        entity = self._symbols.entities[name]
        if name in self._open:
            self._report_cycle(name)
            self._made[name] = error(entity.span)
            return self._made[name]
        if len(self._open) >= DEEPEST:
            return self._too_long(entity)
        self._open.append(name)
        before = self._asked
        title = self._given(entity) if entity.titles else self._derived(entity)
        self._open.pop()
        contains_titles = self._asked > before
        if contains_titles and sum(1 for _ in walk(title)) > LONGEST:
            title = self._too_long(entity)
        return self._made.setdefault(name, title)

    def _too_long(self, entity: EntitySymbol) -> ir.Expression:
        span = entity.titles[0].span if entity.titles else entity.span
        self._problems.append(TitleTooLong(span=span, entity=entity.name))
        return self._made.setdefault(entity.name, error(span))

    def _report_cycle(self, name: str) -> None:
        path = (*self._open[self._open.index(name) :], name)
        first = self._symbols.entities[name]
        span = first.titles[0].span if first.titles else first.span
        self._problems.append(TitleCycle(span=span, path=path))

    def _checker(self, entity: EntitySymbol) -> Checker:
        # The title of a row is shown elsewhere, too, where the fields of its owner are not at hand.
        scope = Scope(this=entity, forbidden=MOMENT_NAMES)
        return Checker(self._symbols, scope, self._problems, self.of)

    def _given(self, entity: EntitySymbol) -> ir.Expression:
        declared = entity.titles[0]
        checker = self._checker(entity)
        typed = checker.single(declared.expression)
        if is_error(typed):
            return typed
        if isinstance(typed.type, t.DurationType | t.FilesType | t.EmptyType):
            self._problems.append(
                type_problems.WrongType(span=declared.expression.span, expected="text", found=type_name(typed.type))
            )
            return error(declared.span)
        return _as_text(checker.shown(typed))

    def _derived(self, entity: EntitySymbol) -> ir.Expression:
        for name in self._candidates(entity):
            field = entity.fields[name]
            source = ir.Variable(ir.VariableKind.THIS, 0, t.RecordType(entity.name), field.span)
            read = ir.FieldRead(source, name, field.value_type, field.span)
            if isinstance(field.value_type, t.RecordType) and field.value_type.entity in self._open:
                continue
            shown = self._checker(entity).shown(read)
            if not is_error(shown):
                return _as_text(shown)
        return ir.Literal(entity.name, t.TextType(), entity.span)

    @staticmethod
    def _candidates(entity: EntitySymbol) -> list[str]:
        """The fields that may stand for a record, best first."""

        def rank(name: str) -> int | None:
            field = entity.fields[name]
            match field.type:
                case app.ScalarType(kind=kind) if kind in _TITLE_KINDS:
                    return 0 if kind == "text" else 2
                case app.AutonumberFieldType():
                    return 1
                case app.ReferenceFieldType():
                    return 3
                case app.ScalarType(kind=kind):
                    return None if FIELD_TYPES[kind].is_attachment else 4
                case app.ChoiceFieldType():
                    return 4
                case _:
                    return None

        ranked = [(rank(name), name) for name, field in entity.fields.items() if not field.is_computed]
        return [
            name for _, name in sorted((each for each in ranked if each[0] is not None), key=lambda each: each[0] or 0)
        ]


def _as_text(expression: ir.Expression) -> ir.Expression:
    if isinstance(expression.type, t.TextType):
        return expression
    return ir.TextTemplate((expression,), t.TextType(), expression.span)
