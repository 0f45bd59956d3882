"""A field of another type: its values stay, are converted, or are computed by the specification's `from`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lowcode.catalog.kinds import ValueKind
from lowcode.codegen.migrations.conversions import Conversion, Impossible, conversion, is_plain_text, kind_of
from lowcode.codegen.migrations.counting import is_text, longest, rows_with_value
from lowcode.codegen.migrations.draft import RowName, StepDraft
from lowcode.codegen.migrations.filling import fill_from
from lowcode.codegen.migrations.operations import ArchiveColumn, ChangeType, ConvertColumn, Guard, Operation
from lowcode.codegen.migrations.pairs import FieldPair
from lowcode.codegen.migrations.places import Place
from lowcode.codegen.migrations.steps import Loss, StepKind
from lowcode.codegen.python_source import literal
from lowcode.codegen.schema import Column
from lowcode.codegen.storage import database_name
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.migrations import PartsLost, ReferenceChanged, TypeNotConvertible
from lowcode.ir.application import (
    AutonumberFieldType,
    ChoiceFieldType,
    FieldType,
    ReferenceFieldType,
    RowsFieldType,
    ScalarType,
)
from lowcode.ir.changes import Fill, FillReason, Kind

_TOLD_WITH_SIZES = frozenset({"text", "decimal"})
_DECIMAL = re.compile(r"ExactDecimal\((\d+), (\d+)\)")
_MANY_FILES = frozenset({"files", "images"})


def retype(pair: FieldPair) -> None:
    """The step for a field of another type; both types have a column."""
    fill = pair.fill
    if fill is not None and fill.reason is not FillReason.REQUIRED:
        _replace(pair, fill=fill)
        return
    if stays(pair):
        _stay(pair)
        return
    way = conversion(pair.old_type, pair.field.type, Place(pair.draft), pair.field.name)
    if isinstance(way, Impossible):
        refuse(pair, way)
    else:
        _replace(pair, way=way)


def refuse(pair: FieldPair, way: Impossible) -> None:
    """Says why the types do not go together; where an entity is gone without a word, that is said already."""
    for type_ in (pair.old_type, pair.field.type):
        target = "" if isinstance(type_, RowsFieldType) else getattr(type_, "entity", "")
        gone = pair.draft.middle.former_entities.get(target)
        if gone is not None and pair.draft.drop_of(Kind.ENTITY, "", target) is None:
            return
    pair.draft.problems.append(_impossible(pair, way))


def _impossible(pair: FieldPair, way: Impossible) -> Problem:
    span, names = pair.field.span, (pair.entity.name, pair.field.name)
    if way.loses:
        return PartsLost(span=span, entity=names[0], field=names[1], proposal=way.proposal or "…")
    if isinstance(pair.old_type, ReferenceFieldType) and isinstance(pair.field.type, ReferenceFieldType):
        targets = (pair.old_type.entity, pair.field.type.entity)
        return ReferenceChanged(span=span, entity=names[0], field=names[1], old=targets[0], new=targets[1])
    kinds = {kind_of(pair.old_type), kind_of(pair.field.type)}
    is_list = None in kinds or ValueKind.FILES in kinds
    return TypeNotConvertible(span=span, entity=names[0], field=names[1], is_list=is_list)


def stays(pair: FieldPair) -> bool:
    """Whether the column can hold the values as they are, at most after a look whether each one fits."""
    old, new = pair.old_column, pair.new_column
    if old is None or new is None:
        return False
    before, after = kind_of(pair.old_type), kind_of(pair.field.type)
    if before is ValueKind.TEXT and after is ValueKind.TEXT:
        return is_plain_text(pair.field.type)
    if before is ValueKind.FILES and after is ValueKind.FILES:
        return not _shows(pair.field.type) or _shows(pair.old_type)
    if before is ValueKind.CHOICE and after is ValueKind.CHOICE:
        options = Place(pair.draft).options(*_choices(pair))
        return options.is_complete and all(name == other for name, other in options.names.items())
    numbers = {ValueKind.INTEGER, ValueKind.DECIMAL, ValueKind.MONEY, ValueKind.PERCENT}
    return before in numbers and after in numbers and (old.type == new.type or _has_room(old.type, new.type))


def _choices(pair: FieldPair) -> tuple[str, str]:
    return getattr(pair.old_type, "choice", ""), getattr(pair.field.type, "choice", "")


def _shows(type_: FieldType) -> bool:
    return isinstance(type_, ScalarType) and type_.kind in {"image", "images"}


def _has_room(old: str, new: str) -> bool:
    """Whether every number of the one fits the other, digits before the point and after it."""
    before, after = _DECIMAL.fullmatch(old), _DECIMAL.fullmatch(new)
    if before is None or after is None:
        return False
    digits, scale = int(before[1]), int(before[2])
    return int(after[2]) >= scale and int(after[1]) - int(after[2]) >= digits - scale


def _types(pair: FieldPair, old: Column, new: Column) -> tuple[tuple[str, str], tuple[str, str]]:
    """Both types in words of their own; those of the columns, where these are the same (money with other digits)."""
    was, becomes = _told(pair.old_type, old), _told(pair.field.type, new)
    if was == becomes:
        was, becomes = old.type, new.type
    return ("from", was), ("type", becomes)


def _told(type_: FieldType, column: Column) -> str:
    """What the step says of a type: the column's, where that tells what is meant, with its sizes."""
    match type_:
        case ChoiceFieldType(choice=choice):
            return "choice" if "." in choice else f"choice({choice})"  # options in place have no name of their own
        case ScalarType(kind=kind) if kind not in _TOLD_WITH_SIZES:
            return kind
        case _:
            return column.type


def _stay(pair: FieldPair) -> None:
    old, new = pair.old_column, pair.new_column
    if old is None or new is None:
        raise TypeError("only columns stay")
    operations = [*_looks(pair, old, new)]
    kind = StepKind.NARROW_COLUMN if operations else StepKind.WIDEN_COLUMN
    if old.type != new.type:
        before = Column(new.name, old.type, old.nullable)
        operations.append(ChangeType(pair.new_table, before, Column(new.name, new.type, old.nullable)))
    operations += pair.numbering()
    facts = (*pair.facts, *_types(pair, old, new))
    pair.draft.add(kind, pair.subject, pair.new_table, *operations, facts=facts, span=pair.field.span)


def _looks(pair: FieldPair, old: Column, new: Column) -> Iterator[Operation]:
    """What must be true of every row before the type may be narrower."""
    most, was = longest(new.type), longest(old.type)
    if is_text(new.type) and most is not None and (was is None or was > most):
        condition = f"sa.func.length(sa.column({literal(old.name)})) > {most}"
        pair.draft.fitting.add((pair.new_table, database_name("ck", pair.new_table, pair.field.identifier, "length")))
        yield Guard("too_long", pair.old_table, (old.name,), condition, pair.subject)
    if _many_files(pair.old_type) and not _many_files(pair.field.type):
        condition = f'sa.column({literal(old.name)}, sa.Text()).contains("\\n")'
        yield Guard("breaks", pair.old_table, (old.name,), condition, pair.subject)


def _many_files(type_: FieldType) -> bool:
    return isinstance(type_, ScalarType) and type_.kind in _MANY_FILES


def _replace(pair: FieldPair, way: Conversion | None = None, fill: Fill | None = None) -> None:
    """A new column beside the old one takes over its values."""
    old, new, draft = pair.old_column, pair.new_column, pair.draft
    if old is None or new is None:
        raise TypeError("only columns are replaced")
    source, leaving = pair.columns.leaving(old.name)
    operations: list[Operation] = []
    if way is None or not way.is_exact:
        operations.append(draft.archived_column(pair.old_table, old, pair.subject, pair.old.type))
    operations.append(pair.columns.added(new.name))
    if fill is not None:
        operations.append(fill_from(draft, pair.new_table, new, fill))
    elif way is not None:
        back = (way.backward, way.backward_arguments)
        operations.append(
            ConvertColumn(pair.new_table, source, new, way.name, way.arguments, *back, subject=pair.subject)
        )
    operations += pair.numbering()
    operations += _insist(pair, old, new, is_filled=fill is not None)
    operations += [*leaving, *pair.columns.required(new.name)]
    step = _converted(pair, operations, old, new)
    step.may_refuse = way is not None and way.may_refuse
    if way is not None and isinstance(pair.field.type, ChoiceFieldType):
        note_other_options(pair, step, getattr(pair.old_type, "choice", ""), pair.field.type.choice)
    pair.note_change()


def note_other_options(pair: FieldPair, step: StepDraft, old: str, new: str) -> None:
    """Histories and other rows of the runtime call the options of another choice by their names there."""
    if not old:
        return
    choice = pair.draft.application.choice(new)
    fields = ((pair.entity.identifier, pair.field.identifier),)
    for name, other in Place(pair.draft).options(old, new).names.items():
        if other is not None and other != name:
            row_name = RowName(Kind.OPTION.value, choice.identifier, name, other, step, fields)
            pair.draft.row_names.append(row_name)


def _insist(pair: FieldPair, old: Column, new: Column, *, is_filled: bool) -> Iterator[Operation]:
    """Looks for empty values where there must be none: those that were there, or what an expression has given."""
    if new.nullable or isinstance(pair.field.type, AutonumberFieldType):
        return
    if is_filled:
        yield Guard("empty", pair.new_table, (new.name,), "", pair.subject, is_late=True)
    elif old.nullable:
        yield Guard("empty", pair.old_table, (old.name,), "", pair.subject)


def _converted(pair: FieldPair, operations: list[Operation], old: Column, new: Column) -> StepDraft:
    archived = any(isinstance(each, ArchiveColumn) for each in operations)
    facts = (*pair.facts, *_types(pair, old, new))
    if archived:
        facts += (("archive", pair.draft.archives[-1].table),)
    return pair.draft.add(
        StepKind.CONVERT_COLUMN,
        pair.subject,
        pair.new_table,
        *operations,
        loss=Loss.RECOVERABLE if archived else Loss.NONE,
        facts=facts,
        span=pair.field.span,
        rows=rows_with_value(pair.old_table, old.name),
    )
