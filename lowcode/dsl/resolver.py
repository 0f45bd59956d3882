"""The second pass: the type of every field. After it, expressions can be typed in any order."""

from __future__ import annotations

import re

from lowcode.catalog.field_types import FIELD_TYPES, AnyFieldType
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.diagnostics.problems import types as type_problems
from lowcode.diagnostics.problems.syntax import NotSupportedYet
from lowcode.diagnostics.problems.type_arguments import NumberPattern, TypeArgument
from lowcode.dsl import ast, planned
from lowcode.dsl.modifiers import word_of
from lowcode.dsl.symbols import EntitySymbol, FieldSymbol, Symbols
from lowcode.ir import application as ir
from lowcode.ir import types as t
from lowcode.ir.value_types import value_type

AUTONUMBER = "autonumber"
_SEQUENCE = re.compile(r"\{seq(?::([1-9]|1[0-2]))?\}")
_PERIODS = ("yyyy", "yy", "mm", "dd")
LONGEST_NUMBER_PATTERN = 60


def resolve_types(symbols: Symbols, currency_scale: int, problems: list[Problem]) -> None:
    """Set the type of every field of every entity."""
    resolver = Resolver(symbols, currency_scale, problems)
    for entity in symbols.entities.values():
        for field in entity.fields.values():
            if field.decl is not None:
                field.type = resolver.field_type(entity, field, field.decl)
                field.value_type = value_type(field.type)
    for entity in symbols.entities.values():
        for field in entity.fields.values():
            resolver.check_other_side(entity, field)


class Resolver:
    """Finds out what types mean; what they are not is reported."""

    def __init__(self, symbols: Symbols, currency_scale: int, problems: list[Problem]) -> None:
        """Problems go to the list."""
        self.symbols = symbols
        self.currency_scale = currency_scale
        self.problems = problems

    def field_type(self, entity: EntitySymbol, field: FieldSymbol, declaration: ast.FieldDecl) -> ir.FieldType | None:
        """The type of a field."""
        match declaration.type:
            case ast.OneOfTypeDecl():
                return self.inline_choice(field, declaration.type, many=False)
            case ast.ManyOfTypeDecl():
                return self.inline_choice(field, declaration.type, many=True)
            case ast.RowsTypeDecl():
                return ir.RowsFieldType(field.qualified_name) if entity.owner is None else None
            case ast.ManyOfTypeRef(choice=choice):
                return self.many_of(choice)
            case ast.ManyTypeRef(entity=target, by=by):
                return self.many(target, by)
            case ast.RangeTypeRef():
                self.problems.append(NotSupportedYet(span=declaration.type.span, word="range"))
                return None
            case ast.TypeRef():
                return self.named(declaration.type, declaration)

    def inline_choice(
        self, field: FieldSymbol, declaration: ast.OneOfTypeDecl | ast.ManyOfTypeDecl, *, many: bool
    ) -> ir.FieldType | None:
        """`one of (…)`, `many of (…)` with the options in place."""
        name = field.qualified_name
        if not declaration.options:
            word = "many of" if many else "one of"
            self.problems.append(structure_problems.NothingInIt(span=declaration.span, what=word, name=name))
            return None
        return ir.ManyChoiceFieldType(name) if many else ir.ChoiceFieldType(name)

    def many_of(self, choice: ast.Name) -> ir.FieldType | None:
        """`many of Choice`."""
        if choice.text in self.symbols.choices:
            return ir.ManyChoiceFieldType(choice.text)
        if choice.text not in self.symbols.unsupported:
            self.problems.append(
                name_problems.UnknownChoice(span=choice.span, name=choice.text, candidates=self.declared_choices())
            )
        return None

    def many(self, target: ast.Name, by: ast.Name | None) -> ir.FieldType | None:
        """`many Entity`, `many Entity by field`."""
        if target.text not in self.symbols.entities:
            if target.text not in self.symbols.unsupported:
                self.problems.append(
                    name_problems.UnknownEntity(
                        span=target.span, name=target.text, candidates=self.symbols.user_entities
                    )
                )
            return None
        if by is None:
            return ir.ManyReferenceFieldType(target.text)
        return ir.ReverseFieldType(target.text, by.text)

    def named(self, reference: ast.TypeRef, declaration: ast.FieldDecl | None = None) -> ir.FieldType | None:
        """The type of that name, with its arguments."""
        name = reference.name.text
        scalar = FIELD_TYPES.get(name)
        if scalar is not None:
            return self.scalar(scalar, reference)
        if name == AUTONUMBER:
            return self.autonumber(reference)
        found: ir.FieldType | None = None
        if name in self.symbols.choices:
            found = ir.ChoiceFieldType(name)
        elif name in self.symbols.entities:
            found = ir.ReferenceFieldType(name, self.on_delete(declaration))
        elif name in planned.FIELD_TYPES:
            self.problems.append(NotSupportedYet(span=reference.name.span, word=name))
            return None
        elif name not in self.symbols.unsupported:
            self.problems.append(
                name_problems.UnknownType(span=reference.name.span, name=name, candidates=self.type_names())
            )
            return None
        if found is not None and reference.arguments:
            self.argument_count(reference, name)
        return found

    def scalar(self, scalar: AnyFieldType, reference: ast.TypeRef) -> ir.FieldType | None:
        """A type of the catalog."""
        signature = ", ".join(parameter.name for parameter in scalar.parameters)
        if len(reference.arguments) > len(scalar.parameters):
            self.argument_count(reference, f"{scalar.name}({signature})" if signature else scalar.name)
            return None
        given: dict[str, int] = {}
        for parameter, argument in zip(scalar.parameters, reference.arguments, strict=False):
            number = whole_number(argument)
            maximum = min(parameter.maximum, given.get("precision", parameter.maximum))
            if number is None or not parameter.minimum <= number <= maximum:
                self.problems.append(
                    TypeArgument(
                        span=argument.span,
                        type=scalar.name,
                        argument=parameter.name,
                        minimum=parameter.minimum,
                        maximum=maximum,
                    )
                )
                return None
            given[parameter.name] = number
        shape = scalar.shape(given, self.currency_scale)
        return ir.ScalarType(scalar.name, shape.length, shape.precision, shape.scale, shape.most)

    def autonumber(self, reference: ast.TypeRef) -> ir.FieldType | None:
        """`autonumber("A-{seq:4}")`."""
        if len(reference.arguments) != 1:
            self.argument_count(reference, 'autonumber("A-{yyyy}-{seq:4}")')
            return None
        argument = reference.arguments[0]
        pattern = text_of(argument)
        if pattern is None or not numbers_records(pattern):
            self.problems.append(NumberPattern(span=argument.span, pattern=pattern or "?"))
            return None
        return ir.AutonumberFieldType(pattern)

    def argument_count(self, reference: ast.TypeRef, signature: str) -> None:
        """Say that a type has too few or too many arguments."""
        self.problems.append(
            type_problems.WrongArgumentCount(
                span=reference.span,
                name=reference.name.text,
                signature=signature,
                found=len(reference.arguments),
            )
        )

    def on_delete(self, declaration: ast.FieldDecl | None) -> ir.OnDelete:
        """What `on delete` says; without it, nothing that others refer to is deleted."""
        for modifier in declaration.modifiers if declaration is not None else ():
            if modifier.name.text == "on delete":
                word = word_of(modifier)
                values = tuple(each.value for each in ir.OnDelete)
                if word is not None and word.text in values:
                    return ir.OnDelete(word.text)
                self.problems.append(
                    name_problems.UnknownValue(
                        span=word.span if word else modifier.span,
                        what="on delete",
                        value=word.text if word else "",
                        candidates=values,
                    )
                )
        return ir.OnDelete.RESTRICT

    def check_other_side(self, entity: EntitySymbol, field: FieldSymbol) -> None:
        """`many Order by customer`: the field must be there and refer to this entity."""
        if not isinstance(field.type, ir.ReverseFieldType) or field.decl is None:
            return
        reference = field.decl.type
        if not isinstance(reference, ast.ManyTypeRef) or reference.by is None:
            return
        target = self.symbols.entities[field.type.entity]
        back = target.fields.get(field.type.by)
        if back is None:
            self.problems.append(
                name_problems.UnknownField(
                    span=reference.by.span,
                    entity=target.name,
                    field=reference.by.text,
                    candidates=tuple(target.fields),
                )
            )
        elif back.type is not None and not _refers_to(back.type, entity.name):
            self.problems.append(
                structure_problems.DoesNotPointBack(
                    span=reference.by.span,
                    entity=target.name,
                    field=back.name,
                    target=entity.name,
                    candidates=tuple(
                        name
                        for name, each in target.fields.items()
                        if each.type is not None and _refers_to(each.type, entity.name)
                    ),
                )
            )
        elif back.type is not None:
            return
        field.type, field.value_type = None, t.ErrorType()

    def declared_choices(self) -> tuple[str, ...]:
        """The choices that have a name of their own."""
        return tuple(name for name in self.symbols.choices if "." not in name)

    def type_names(self) -> tuple[str, ...]:
        """Everything that may stand as a type."""
        return (*FIELD_TYPES.names, AUTONUMBER, *self.declared_choices(), *self.symbols.user_entities)


def _refers_to(field_type: ir.FieldType, entity: str) -> bool:
    return isinstance(field_type, ir.ReferenceFieldType) and field_type.entity == entity


def whole_number(argument: ast.Expr | ast.TextDecl) -> int | None:
    """The argument as a whole number, None if it is something else."""
    if isinstance(argument, ast.LiteralExpr) and argument.kind is ast.LiteralKind.INTEGER:
        return argument.value if isinstance(argument.value, int) else None
    return None


def text_of(argument: ast.Expr | ast.TextDecl) -> str | None:
    """The argument as a plain text, None if it is something else."""
    return argument.text if isinstance(argument, ast.TextDecl) else None


def numbers_records(pattern: str) -> bool:
    """Whether the pattern of an autonumber gives every record another number."""
    if len(pattern) > LONGEST_NUMBER_PATTERN or len(_SEQUENCE.findall(pattern)) != 1:
        return False
    words = re.findall(r"\{([^{}]*)\}", _SEQUENCE.sub("", pattern))
    rest = re.sub(r"\{[^{}]*\}", "", pattern)
    if "{" in rest or "}" in rest or any(not character.isprintable() for character in rest):
        return False
    if any(word not in _PERIODS for word in words):
        return False
    has_year = "yyyy" in words or "yy" in words
    return ("mm" not in words or has_year) and ("dd" not in words or "mm" in words)
