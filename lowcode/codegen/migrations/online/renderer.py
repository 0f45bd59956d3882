"""Prints the two revisions of a migration under load: a function for each stage, and the list of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.migrations.online.stages import (
    AddCheckLater,
    AddColumnOnline,
    AddIndexOnline,
    AddKeyLater,
    ConvertLeft,
    DropDefault,
    DropIndexOnline,
    FillDefault,
    KeepInStep,
    Kept,
    LetGo,
    OnlineOperation,
    OnlineRevision,
    OnlineStage,
    OnlyNew,
    RequireLater,
    RequireOnline,
    Special,
    Validate,
)
from lowcode.codegen.migrations.renderer import Revision
from lowcode.codegen.migrations.renderer_data import block_of_one_statement, data_statements
from lowcode.codegen.migrations.renderer_schema import Surroundings, schema_statements, surroundings_of
from lowcode.codegen.migrations.renderer_undo import Step, recompute_constants, undone
from lowcode.codegen.migrations.stand_ins import stand_in_source, target_of
from lowcode.codegen.migrations.together import Together, together
from lowcode.codegen.python_source import HEADER, Imports, call, docstring, literal
from lowcode.codegen.schema import Column
from lowcode.codegen.schema_source import column_list, index_arguments, note_names

ONLINE_MODULE = "lowcode.runtime.migrating.online"
IN_STEP_MODULE = "lowcode.runtime.migrating.in_step"
WRITTEN_MODULE = "lowcode.runtime.migrating.written"
_ID_LENGTH = 10
_ABOUT = {
    "expand": "What code of before and after can live with.",
    "contract": "What only code of after can live with.",
}


def render_online(
    change: OnlineRevision, operations: Sequence[op.Operation], former: str | None, number: int
) -> Revision:
    """One of the two; `operations` are those of the whole change."""
    imports = Imports("migrations")
    imports.name("alembic", "op")
    imports.name(ONLINE_MODULE, "run_at_once")
    printer = _Printer(imports, surroundings_of(operations))
    functions = [printer.function(stage) for stage in change.stages]
    if change.phase == "expand":
        functions.append(printer.only_new(change.only_new))
    way_back: Iterable[OnlineOperation | Step] = undone(change.undoing)
    if change.phase == "expand":
        way_back = map(_wherever_it_was_stopped, undone(change.undoing))
    steps = [*change.before_undoing, *way_back, *change.after_undoing]
    downgrade = _indented(list(printer.statements(steps))) or "    return"
    recomputed = " ".join(sorted({each.entity for each in operations if isinstance(each, op.Recompute)}))
    body = "\n\n\n".join(functions)
    classes = "\n".join(stand_in_source(each, imports) for each in printer.around.stand_ins.shared)
    digest = hashlib.sha256("\n".join([former or "", body, recomputed]).encode()).hexdigest()[:_ID_LENGTH]
    if any("sa." in each for each in (body, downgrade, classes)):
        imports.module("import sqlalchemy as sa")
    stage = imports.name(ONLINE_MODULE, "Stage")
    listed = "".join(f"    {_stage(stage, each)},\n" for each in change.stages)
    text = f'''{docstring(f"{_ABOUT[change.phase]} {HEADER}")}

{imports.source()}
revision = {literal(f"{number:04d}_{digest}")}
down_revision = {literal(former)}
branch_labels = None
depends_on = None
online = {literal(change.phase)}
{recompute_constants([*(each for each in operations if isinstance(each, op.Recompute)), *change.undoing])}

{classes}

{body}


STAGES = (
{listed})
"""Each is a short transaction of its own while the app is in use."""


def upgrade() -> None:
    """All of it at once, where nobody is at work."""
    run_at_once(STAGES)


def downgrade() -> None:
    """Takes it back."""
{downgrade}
'''
    return Revision(f"{number:04d}_{digest}", text)


def _stage(name: str, stage: OnlineStage) -> str:
    in_turns = literal(stage.in_turns) if stage.in_turns is not None else None
    return call(name, stage.name, in_turns=in_turns, is_alone="True" if stage.is_alone else None)


def _indented(statements: Sequence[str]) -> str:
    return "\n".join(f"    {line}" for statement in statements for line in statement.splitlines())


def _wherever_it_was_stopped(step: Step) -> OnlineOperation | Step:
    """Indexes are built last and one by one: an expansion that is abandoned may have some of them."""
    match step:
        case op.DropIndex(table=table, index=index):
            return DropIndexOnline(table, index)
        case op.AddIndex(table=table, index=index):
            return AddIndexOnline(table, index)
        case _:
            return step


class _Printer:
    def __init__(self, imports: Imports, around: Surroundings) -> None:
        self._imports = imports
        self.around = around

    def function(self, stage: OnlineStage) -> str:
        """The function of a stage."""
        body = _indented(list(self.statements(stage.operations)))
        return f"def {stage.name}() -> None:\n    {docstring(stage.about)}\n{body}"

    def only_new(self, found: Sequence[OnlyNew]) -> str:
        """The function that counts what would be lost."""
        written = self._imports.name(WRITTEN_MODULE, "Written")
        lines = []
        for each in found:
            *classes, counted = self._counted(each)
            lines += classes
            lines.append(f"yield {counted}")
        about = docstring("What only code of after has written: who abandons the expansion loses it.")
        iterator = self._imports.typing_name("collections.abc", "Iterator")
        body = _indented(lines or ["yield from ()"])
        return f"def only_new() -> {iterator}[{written}]:\n    {about}\n{body}"

    def _counted(self, new: OnlyNew) -> Iterator[str]:
        subject = literal(new.subject)
        if new.column is None:
            yield self._written("written_records", literal(new.table), subject=subject)
        elif new.expected is not None:
            *classes, _ = data_statements(new.expected, self._imports, self.around)
            yield from classes
            yield self._written(
                "written_otherwise",
                new.expected.records[0].class_name,
                literal(target_of(new.expected)),
                f"lambda this, context: {new.expected.expression}",
                subject=subject,
                timezone=literal(new.expected.timezone),
            )
        else:
            note_names(self._imports, new.column.default or "")
            yield self._written(
                "written_values",
                literal(new.table),
                self._plain(new.column),
                subject=subject,
                other_than=new.column.default,
                beside=self._plain(new.source) if new.source is not None else None,
            )

    def _written(self, function: str, *positional: str, **named: str | None) -> str:
        return call(self._imports.name(WRITTEN_MODULE, function), "op", *positional, **named)

    def statements(self, steps: Iterable[OnlineOperation | Step]) -> Iterator[str]:
        """Those of some operations; values of a table that do not depend on each other in a block."""
        for step in together(steps):
            if isinstance(step, Together):
                inner = (line for each in step.steps for line in self._statements(each))
                yield from block_of_one_statement(inner, self._imports)
            else:
                yield from self._statements(step)

    def _statements(self, step: OnlineOperation | Step) -> Iterator[str]:
        if isinstance(step, Special):
            yield from self._special(step)
        else:
            yield from schema_statements(step, self._imports, self.around)
            yield from data_statements(step, self._imports, self.around)

    def _special(self, step: Special) -> Iterator[str]:  # noqa: C901 one case for each operation
        match step:
            case AddColumnOnline(table=table, column=column, default=default):
                note_names(self._imports, default or "")
                yield self._online("add_column_online", literal(table), self._plain(column), default=default)
            case AddKeyLater(table=table, key=key):
                names = (key.name, table, key.target, key.column, key.on_delete)
                yield self._online("create_key_later", *map(literal, names))
            case AddCheckLater(table=table, check=check):
                note_names(self._imports, check.condition)
                yield self._online("create_check_later", literal(check.name), literal(table), check.condition)
            case RequireLater(table=table, column=column):
                yield self._online("require_later", literal(table), literal(column.name))
            case Validate(table=table, names=names, filled=filled):
                listed = f"[{', '.join(map(literal, filled))}]" if filled else None
                yield self._online("check_all", literal(table), *map(literal, names), filled=listed)
            case RequireOnline(table=table, column=column):
                yield self._online("require_value", literal(table), self._plain(column))
            case DropDefault(table=table, column=column):
                yield self._online("drop_default", literal(table), self._plain(column))
            case FillDefault(table=table, column=column):
                note_names(self._imports, column.default or "")
                yield self._online("fill_default", literal(table), self._plain(column), str(column.default))
            case ConvertLeft(conversion=conversion):
                name = self._imports.name(ONLINE_MODULE, "convert_left")
                (statement,) = data_statements(conversion, self._imports, self.around)
                yield statement.replace("convert_column(", f"{name}(", 1)
            case KeepInStep():
                yield from self._in_step(step)
            case LetGo(table=table):
                yield call(self._imports.name(IN_STEP_MODULE, "let_go"), "op", literal(table))
            case AddIndexOnline(table=table, index=index):
                note_names(self._imports, index.where or "")
                parts = (literal(index.name), literal(table), column_list(index.columns))
                yield self._online("create_index_online", *parts, **index_arguments(index))
            case DropIndexOnline(table=table, index=index):
                yield self._online("drop_index_online", literal(index.name), literal(table))

    def _in_step(self, step: KeepInStep) -> Iterator[str]:
        kept = []
        for each in step.kept:
            if isinstance(each.by, op.ConvertColumn):
                kept.append(self._converted(each.by))
            else:
                *classes, _ = data_statements(each.by, self._imports, self.around)
                yield from classes
                kept.append(self._computed(each, each.by))
        yield call(self._imports.name(IN_STEP_MODULE, "keep_in_step"), "op", literal(step.table), *kept)

    def _converted(self, by: op.ConvertColumn) -> str:
        for _, value in (*by.arguments, *by.backward_arguments):
            note_names(self._imports, value)
        return call(
            self._imports.name(IN_STEP_MODULE, "Converted"),
            self._plain(by.source),
            self._plain(by.target),
            literal(by.conversion),
            backward=literal(by.backward) if by.backward is not None else None,
            arguments=_dictionary(by.arguments),
            backward_arguments=_dictionary(by.backward_arguments),
        )

    def _computed(self, kept: Kept, by: op.FillFrom) -> str:
        this = by.records[0]
        return call(
            self._imports.name(IN_STEP_MODULE, "Computed"),
            this.class_name,
            literal(target_of(by)),
            f"lambda this, context: {by.expression}",
            literal(by.timezone),
            on=f"({', '.join(map(literal, kept.on))},)" if kept.on else None,
            is_required="True" if kept.is_required else None,
        )

    def _online(self, function: str, *positional: str, **named: str | None) -> str:
        return call(self._imports.name(ONLINE_MODULE, function), "op", *positional, **named)

    def _plain(self, column: Column) -> str:
        note_names(self._imports, column.type)
        return call("sa.Column", literal(column.name), column.type)


def _dictionary(pairs: Sequence[tuple[str, str]]) -> str | None:
    return f"{{{', '.join(f'{literal(name)}: {value}' for name, value in pairs)}}}" if pairs else None
