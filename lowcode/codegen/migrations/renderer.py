"""Prints operations as an Alembic revision, ready for the formatter.

Alembic's own renderer would do, but importing it costs more than everything else a small build does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.migrations.operations import Operation
from lowcode.codegen.migrations.renderer_data import block_of_one_statement, data_statements
from lowcode.codegen.migrations.renderer_schema import Surroundings, schema_statements, surroundings_of
from lowcode.codegen.migrations.renderer_undo import (
    DropSystemTables,
    Step,
    Undone,
    recompute_constants,
    undone,
    with_keys_of_restored,
)
from lowcode.codegen.migrations.stand_ins import stand_in_source
from lowcode.codegen.migrations.together import Together, together
from lowcode.codegen.python_source import HEADER, Imports, comment, docstring, literal

_ID_LENGTH = 10
_HEADINGS: tuple[tuple[tuple[type, ...], str], ...] = (
    ((op.Guard,), "Records that do not fit stop the migration; nothing has been done then."),
    ((op.ArchiveColumn, op.ArchiveTable), "What leaves the model is kept in a table of its own."),
    (
        (op.RenameTable, op.RenameColumn, op.RenameIndex, op.RenameConstraint),
        "The same tables, columns, keys and indexes under other names.",
    ),
    ((op.ChangeOptions,), "Options that are called otherwise now, or make way for others."),
    (
        (
            op.FillColumn,
            op.FillFrom,
            op.NumberRecords,
            op.ConvertColumn,
            op.LinkFromColumn,
            op.ColumnFromLink,
            op.RestoreColumn,
        ),
        "Values of records that are there.",
    ),
    ((op.RenameInRows,), "What history, requests, timers and preferences call by name."),
    ((op.CancelWaiting,), "What waits for something that is gone."),
    (
        (op.DropIndex, op.DropCheck, op.DropForeignKey, op.AllowEmpty, op.DropColumn, op.DropTable),
        "What is no longer wanted.",
    ),
    (
        (op.AddColumn, op.CreateTable, op.ChangeType, op.RequireValue, op.AddCheck, op.AddForeignKey, op.AddIndex),
        "What is new.",
    ),
)


_CLASSES = "\n# Tables in the middle of this migration, as far as its expressions read them.\n"


@dataclass(frozen=True, slots=True)
class Revision:
    """One file in `migrations/versions/`."""

    identifier: str
    text: str


def render(
    operations: Sequence[Operation], former: str | None, number: int, notes: Mapping[Operation, str] | None = None
) -> Revision:
    """The revision after `former`; its identifier follows from what it does, so that equal specs give equal files.

    `notes`: what an operation is for and where the specification says it; operations without one get a heading.
    """
    imports = Imports("migrations")
    recomputed = " ".join(sorted({each.entity for each in operations if isinstance(each, op.Recompute)}))
    statements: list[Operation] = [each for each in operations if not isinstance(each, op.Recompute)]
    statements.sort(key=lambda each: not isinstance(each, op.UpgradeSystemTables))  # archives are noted in one of them
    statements = list(with_keys_of_restored(statements))
    around = surroundings_of(statements)
    printer = _Printer(imports, around, notes or {}, is_explained=_needs_headings(statements))
    upgrade = list(printer.lines(statements))
    downgrade = list(printer.lines(list(undone(statements))))
    plain = [line for line in upgrade if not line.lstrip().startswith("# ")]
    digest = hashlib.sha256("\n".join([former or "", *plain, recomputed]).encode()).hexdigest()[:_ID_LENGTH]
    classes = [stand_in_source(each, imports) for each in around.stand_ins.shared]
    _note_modules(imports, [*upgrade, *downgrade, *classes])
    identifier = f"{number:04d}_{digest}"
    about = "The first tables." if former is None else "What changed in the specification."
    text = f'''{docstring(f"{about} {HEADER}")}

{imports.source()}
revision = {literal(identifier)}
down_revision = {literal(former)}
branch_labels = None
depends_on = None
{recompute_constants(operations)}
{_CLASSES + chr(10).join(classes) if classes else ""}

def upgrade() -> None:
    """Applies the change."""
{_indented(upgrade)}


def downgrade() -> None:
    """Takes the change back."""
{_indented(downgrade)}
'''
    return Revision(identifier, text)


def _needs_headings(operations: Sequence[Operation]) -> bool:
    """A revision that only makes tables explains itself."""
    return any(not isinstance(each, op.CreateTable | op.CreateSystemTables | op.AddIndex) for each in operations)


def _note_modules(imports: Imports, statements: list[str]) -> None:
    """A revision that only has values computed anew needs neither."""
    if statements:
        imports.name("alembic", "op")
    if any("sa." in statement for statement in statements):
        imports.module("import sqlalchemy as sa")


def _indented(statements: list[str]) -> str:
    return "\n".join(f"    {line}" for statement in statements for line in statement.splitlines())


@dataclass(frozen=True, slots=True)
class _Printer:
    imports: Imports
    around: Surroundings
    notes: Mapping[Operation, str]
    is_explained: bool

    def lines(self, steps: Sequence[Step]) -> Iterator[str]:
        """Statements; values of a table that do not depend on each other in a block."""
        for is_block, found in groupby(together(steps), lambda each: isinstance(each, Together)):
            if not is_block:
                yield from self._explained([each for each in found if not isinstance(each, Together)])
                continue
            for block in found:
                assert isinstance(block, Together)
                yield from block_of_one_statement(self._explained(block.steps), self.imports)

    def _explained(self, steps: Sequence[Step]) -> Iterator[str]:
        """With a comment before each group of those that are for the same purpose."""
        before = None
        for step in steps:
            found = [
                *schema_statements(step, self.imports, self.around),
                *data_statements(step, self.imports, self.around),
            ]
            purpose = self._purpose(step)
            if found and purpose != before:
                before = purpose
                if purpose:
                    yield f"# {purpose}"
            yield from found

    def _purpose(self, step: Step) -> str | None:
        note = self.notes.get(step) if not isinstance(step, Undone | DropSystemTables) else None
        if note is not None:
            return comment(note)
        if not self.is_explained:
            return None
        kind = type(getattr(step, "operation", step))
        return next((heading for kinds, heading in _HEADINGS if kind in kinds), None)
