"""Goes through the operations of a revision with the runtime's own functions, on tables that are only foreseen.

So a plan and a migration cannot disagree about the records in the way: it is the same code that looks. What has stopped
the filling of a column is told once; what would look at this column later is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.types import TypeEngine

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.migrations.operations import Operation
from lowcode.codegen.migrations.phases import Phase, phase_of
from lowcode.codegen.migrations.renderer_data import data_statements
from lowcode.codegen.migrations.renderer_schema import Surroundings, surroundings_of
from lowcode.codegen.migrations.stand_ins import stand_in_source
from lowcode.codegen.python_source import Imports
from lowcode.codegen.schema import Column
from lowcode.codegen.schema_source import note_names
from lowcode.plan_rows.foreseen import Foreseen
from lowcode.plans.found import InTheWay
from lowcode.runtime.migrating.stopped import MigrationStopped

_LOOKING = op.Guard | op.FillColumn | op.FillFrom | op.ConvertColumn | op.ColumnFromLink
"""What looks at rows; the rest only changes what is seen by those that come later."""
_CHANGING = op.ChangeOptions | op.LinkFromColumn | op.RestoreColumn


class Rehearsal:
    """Of one revision, on one database."""

    def __init__(self, connection: Connection, operations: Sequence[Operation]) -> None:
        self._operations = [each for each in operations if phase_of(each) <= Phase.LOOK_AGAIN]
        self._foreseen = Foreseen(connection)
        self._stopped: set[tuple[str, str]] = set()
        """Columns that could not be filled."""
        self._names: dict[str, Any] = {"op": Operations(MigrationContext.configure(self._foreseen.connection))}
        self._statements = self._compiled(surroundings_of(operations))
        guards = [each for each in self._operations if isinstance(each, op.Guard)]
        self._foreseen.wanted = frozenset((each.table, name) for each in guards for name in each.columns)

    def _compiled(self, around: Surroundings) -> Mapping[Operation, str]:
        """The statements of each operation as the revision has them; their names are known from here on."""
        imports = Imports("plan")
        imports.module("import sqlalchemy as sa")
        classes = [stand_in_source(each, imports) for each in around.stand_ins.shared]
        concerned = [each for each in self._operations if isinstance(each, _LOOKING | _CHANGING)]
        found: dict[Operation, str] = {each: "\n".join(data_statements(each, imports, around)) for each in concerned}
        for each in self._operations:
            for column in _columns_of(each):
                note_names(imports, column.type)
        self._run("\n".join([imports.source(), *classes]))
        return found

    def _run(self, source: str) -> None:
        exec(source, self._names)  # noqa: S102 - what the compiler has written, as the revision would run it

    def found(self) -> Iterator[tuple[Operation, tuple[InTheWay, ...]]]:
        """Each operation that looks at rows, in the order of the revision, with the records in its way."""
        for each in self._operations:
            if isinstance(each, _LOOKING):
                if not self._is_blind(each):
                    yield each, tuple(self._looked(each))
            elif isinstance(each, _CHANGING):
                self._act(each)
            else:
                self._restructure(each)

    def _is_blind(self, operation: Operation) -> bool:
        places = {(operation.table, name) for name in operation.columns} if isinstance(operation, op.Guard) else set()
        return bool(places & self._stopped)

    def _looked(self, operation: Operation) -> Iterator[InTheWay]:
        try:
            self._act(operation)
        except MigrationStopped as stopped:
            match operation:
                case op.ConvertColumn(table=table, target=column):
                    self._stopped.add((table, column.name))
                case op.FillFrom(table=table, column=column) | op.ColumnFromLink(table=table, column=column):
                    self._stopped.add((table, column.name))
            yield InTheWay(stopped.kind, stopped.rows, stopped.total)

    def _act(self, operation: Operation) -> None:
        with self._foreseen.acting(may_fail=isinstance(operation, op.FillFrom)):
            self._run(self._statements[operation])

    def _restructure(self, operation: Operation) -> None:
        foreseen = self._foreseen
        match operation:
            case op.CreateTable(table=table):
                foreseen.created(table.name, {each.name: self._type(each) for each in table.columns})
            case op.RestoreTable(table=table, archive=archive):
                foreseen.renamed(archive, table.name)
            case op.RenameTable(old=old, new=new):
                foreseen.renamed(old, new)
            case op.RenameColumn(table=name, old=old_column, new=new_name):
                foreseen.column_renamed(name, old_column.name, new_name)
            case op.AddColumn(table=name, column=column):
                foreseen.column_added(name, column.name, self._type(column))
            case _:
                return

    def _type(self, column: Column) -> TypeEngine[Any]:
        made: type[TypeEngine[Any]] | TypeEngine[Any]
        made = eval(column.type, self._names)  # noqa: S307 - what the compiler has written
        return made() if isinstance(made, type) else made


def _columns_of(operation: Operation) -> Sequence[Column]:
    match operation:
        case op.CreateTable(table=table):
            return table.columns
        case op.AddColumn(column=column):
            return (column,)
        case _:
            return ()
