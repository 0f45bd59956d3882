"""Records of `data` and `sample`: constants, and links to each other by handle."""

from __future__ import annotations

from dataclasses import field

from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.diagnostics.problems import types as type_problems
from lowcode.diagnostics.problems.records import NotGiven, NoTitleField, SampleCountOutOfRange
from lowcode.dsl import ast
from lowcode.dsl.lowering.constants import checked_constant
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.paths import entity_of
from lowcode.dsl.symbols import EntitySymbol, FieldSymbol
from lowcode.dsl.type_checker import Checker, Scope, is_error, type_name
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import seeds as ir_seeds
from lowcode.ir import types as t
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

MOST_SAMPLES = 1_000_000

Values = tuple[tuple[str, ir_seeds.SeedValue], ...]


@dataclass(frozen=True, slots=True)
class Handles:
    """The records that can be referred to."""

    entity_by_handle: dict[str, str] = field(default_factory=dict)
    place_by_handle: dict[str, Span] = field(default_factory=dict)

    def of(self, entity: str) -> tuple[str, ...]:
        """The handles of records of the entity."""
        return tuple(handle for handle, name in self.entity_by_handle.items() if name == entity)


def lower_seeds(
    lowering: Lowering,
) -> tuple[tuple[ir_seeds.SeedRecord, ...], tuple[ir_seeds.SeedRecord, ...]]:
    """The records of `data`, and those of `sample`, which may refer to the former."""
    data = [each for declaration in lowering.symbols.data for each in declaration.records]
    samples = [each for declaration in lowering.symbols.samples for each in declaration.records]
    shipped = _handles(lowering, data, Handles())
    all_handles = _handles(lowering, samples, shipped)
    return _Records(lowering, shipped).lowered(data), _Records(lowering, all_handles).lowered(samples)


def handles_of(lowering: Lowering) -> dict[str, str]:
    """The named records of `data` and `sample`, with their entities; scenarios know them."""
    records = [each for one in lowering.symbols.data for each in one.records]
    records += [each for one in lowering.symbols.samples for each in one.records]
    found: dict[str, str] = {}
    for record in records:
        if record.handle is not None:
            found.setdefault(record.handle.text, record.entity.text)
    return found


def _handles(lowering: Lowering, records: list[ast.SeedRecordDecl], known: Handles) -> Handles:
    entities, places = dict(known.entity_by_handle), dict(known.place_by_handle)
    for record in records:
        handle = record.handle
        if handle is None:
            continue
        first = places.setdefault(handle.text, handle.span)
        if first is handle.span:
            entities[handle.text] = record.entity.text
        else:
            lowering.report(name_problems.DefinedTwice(span=handle.span, name=handle.text, first=first))
    return Handles(entities, places)


class _Records:
    def __init__(self, lowering: Lowering, handles: Handles) -> None:
        self.lowering = lowering
        self.handles = handles
        self.checker: Checker = lowering.checker(Scope(forbidden=frozenset({"me"})))

    def lowered(self, records: list[ast.SeedRecordDecl]) -> tuple[ir_seeds.SeedRecord, ...]:
        found: list[ir_seeds.SeedRecord] = []
        for record in records:
            entity = entity_of(self.lowering, record.entity)
            if entity is None:
                continue
            values = (*self.title(entity, record), *self.values(entity, record.values, record.span))
            handle = record.handle.text if record.handle else None
            found.append(ir_seeds.SeedRecord(entity.name, handle, values, record.span))
        return tuple(found)

    def title(self, entity: EntitySymbol, record: ast.SeedRecordDecl) -> Values:
        """`Department east "华东区"`: the value of the field that is the title."""
        if record.title is None:
            return ()
        title = self.lowering.titles.of(entity.name)
        name = title.field if isinstance(title, ir.FieldRead) and isinstance(title.source, ir.Variable) else None
        part = record.title.parts[0]
        if name is None or name not in entity.fields or entity.fields[name].is_computed:
            if not isinstance(title.type, t.ErrorType):
                self.lowering.report(NoTitleField(span=record.title.span, entity=entity.name))
            return ()
        literal = ir.Literal(part.text, t.TextType(), part.span)
        return ((name, checked_constant(self.lowering, entity.fields[name].type, literal)),)

    def values(self, entity: EntitySymbol, assignments: tuple[ast.AssignmentDecl, ...], span: Span) -> Values:
        found: dict[str, ir_seeds.SeedValue] = {}
        first: dict[str, ast.Name] = {}
        for assignment in assignments:
            name = assignment.name
            symbol = entity.fields.get(name.text)
            if symbol is None:
                self.lowering.incomplete.add(span)
                self.unknown_field(entity, name)
            elif name.text in first:
                self.lowering.report(
                    structure_problems.MentionedTwice(span=name.span, name=name.text, first=first[name.text].span)
                )
            else:
                first[name.text] = name
                value = self.field_value(symbol, assignment)
                if value is None or (isinstance(value, ir.Literal) and is_error(value)):
                    self.lowering.incomplete.add(span)
                else:
                    found[name.text] = value
        return tuple(found.items())

    def unknown_field(self, entity: EntitySymbol, name: ast.Name) -> None:
        self.lowering.report(
            name_problems.UnknownField(
                span=name.span, entity=entity.name, field=name.text, candidates=tuple(entity.fields)
            )
        )

    def field_value(self, symbol: FieldSymbol, assignment: ast.AssignmentDecl) -> ir_seeds.SeedValue | None:
        if symbol.is_computed or isinstance(symbol.type, app.AutonumberFieldType | app.ReverseFieldType):
            self.lowering.report(NotGiven(span=assignment.name.span, field=symbol.name))
            return None
        value = assignment.value
        match symbol.type:
            case None:
                return None
            case app.ReferenceFieldType(entity=entity):
                return self.link(entity, value)
            case app.ManyReferenceFieldType(entity=entity):
                return tuple(
                    link for item in self.items(symbol, value) if (link := self.link(entity, item)) is not None
                )
            case app.ManyChoiceFieldType(choice=choice):
                option = t.ChoiceType(choice)
                return tuple(self.checker.fitted(item, option) for item in self.items(symbol, value))
            case app.RowsFieldType(entity=entity):
                return self.rows(self.lowering.symbols.entities[entity], symbol, value)
            case _:
                constant = self.checker.fitted(value, symbol.value_type)
                return checked_constant(self.lowering, symbol.type, constant)

    def items(self, symbol: FieldSymbol, value: ast.Expr) -> tuple[ast.Expr, ...]:
        if isinstance(value, ast.ListExpr):
            return value.items
        if not isinstance(value, ast.ErrorExpr):
            self.lowering.report(
                type_problems.WrongType(
                    span=value.span, expected=f"[{type_name(symbol.value_type)}]", found=_described(value)
                )
            )
        return ()

    def rows(self, entity: EntitySymbol, symbol: FieldSymbol, value: ast.Expr) -> tuple[ir_seeds.SeedRow, ...]:
        found: list[ir_seeds.SeedRow] = []
        for item in self.items(symbol, value):
            if isinstance(item, ast.RecordExpr):
                found.append(ir_seeds.SeedRow(self.values(entity, item.values, item.span), item.span))
            elif not isinstance(item, ast.ErrorExpr):
                self.lowering.report(type_problems.WrongType(span=item.span, expected="{ … }", found=_described(item)))
        return tuple(found)

    def link(self, entity: str, value: ast.Expr) -> ir_seeds.RecordLink | ir.Expression | None:
        if isinstance(value, ast.LiteralExpr) and value.kind is ast.LiteralKind.EMPTY:
            return ir.Literal(None, t.RecordType(entity), value.span)
        if isinstance(value, ast.ErrorExpr):
            return None
        if not isinstance(value, ast.NameExpr):
            self.lowering.report(type_problems.WrongType(span=value.span, expected=entity, found=_described(value)))
            return None
        name = value.name.text
        found = self.handles.entity_by_handle.get(name)
        if found == entity:
            return ir_seeds.RecordLink(name)
        if found is None:
            self.lowering.report(
                name_problems.UnknownRecord(
                    span=value.span, entity=entity, name=name, candidates=self.handles.of(entity)
                )
            )
        else:
            self.lowering.report(type_problems.WrongType(span=value.span, expected=entity, found=found))
        return None


def _described(value: ast.Expr) -> str:
    match value:
        case ast.TextExpr():
            return "text"
        case ast.ListExpr():
            return "[ ]"
        case ast.RecordExpr():
            return "{ }"
        case ast.LiteralExpr(kind=kind):
            return kind.value
        case ast.NameExpr(name=name):
            return name.text
        case _:
            return "?"


def lower_sample_counts(lowering: Lowering) -> tuple[ir_seeds.SampleCount, ...]:
    """How many generated records of which entity."""
    first: dict[str, ast.SampleCountDecl] = {}
    found: list[ir_seeds.SampleCount] = []
    for declaration in lowering.symbols.sample_counts:
        entity = entity_of(lowering, declaration.entity)
        count = declaration.count.value
        if not isinstance(count, int) or not 1 <= count <= MOST_SAMPLES:
            lowering.report(SampleCountOutOfRange(span=declaration.count.span))
            continue
        if entity is None:
            continue
        if entity.name in first:
            lowering.report(
                structure_problems.SecondDeclaration(
                    span=declaration.span, what=f"sample {entity.name}", first=first[entity.name].span
                )
            )
            continue
        first[entity.name] = declaration
        found.append(ir_seeds.SampleCount(entity.name, count, declaration.span))
    return tuple(found)
