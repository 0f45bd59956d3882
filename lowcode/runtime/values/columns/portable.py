"""One operation, two spellings: on SQLite an expression or a function of ours, on PostgreSQL an expression."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeEngine

from lowcode.runtime.values.columns.postgresql import POSTGRESQL
from lowcode.runtime.values.columns.sqlite import SQLITE


class Portable(FunctionElement[Any]):
    """A call of the operation `operation`, a key of `POSTGRESQL`."""

    inherit_cache = True
    _traverse_internals = [  # noqa: RUF012 the name and form that SQLAlchemy reads the cache key from
        *FunctionElement._traverse_internals,  # noqa: SLF001 which has to be extended
        ("operation", InternalTraversal.dp_string),
        ("type", InternalTraversal.dp_type),
    ]

    def __init__(self, operation: str, type_: TypeEngine[Any], *arguments: ColumnElement[Any] | int) -> None:
        """Plain numbers among the arguments (scales, digits) are written into the statement."""
        super().__init__(*(literal_column(str(each)) if isinstance(each, int) else each for each in arguments))
        self.operation = operation
        self.type = type_


def _arguments(element: Portable, compiler: SQLCompiler, named: dict[str, Any]) -> list[str]:
    return [compiler.process(each, **named) for each in element.clauses]


@compiles(Portable, "sqlite")
def _on_sqlite(element: Portable, compiler: SQLCompiler, **named: Any) -> str:
    arguments = _arguments(element, compiler, named)
    every = ", ".join(arguments)
    template = SQLITE.get(element.operation)
    if template is None:
        return f"lowcode_{element.operation}({every})"
    return f"({template.format(*arguments, every=every)})"


@compiles(Portable, "postgresql")
def _on_postgresql(element: Portable, compiler: SQLCompiler, **named: Any) -> str:
    arguments = _arguments(element, compiler, named)
    return f"({POSTGRESQL[element.operation].format(*arguments, every=', '.join(arguments))})"
