"""Expressions as plain SQL, every value written out: for triggers and defaults, which know no parameters."""

from __future__ import annotations

import copy
from typing import Any

from sqlalchemy import ColumnElement, Dialect
from sqlalchemy.exc import CompileError
from sqlalchemy.sql.compiler import SQLCompiler


def as_sql(dialect: Dialect, value: ColumnElement[Any]) -> str:
    """The expression with its values as the driver would send them."""
    writing = copy.copy(dialect)
    writing.statement_compiler = _compiler(dialect.statement_compiler)
    return str(value.compile(dialect=writing, compile_kwargs={"literal_binds": True}))


def _compiler(base: type[SQLCompiler]) -> type[SQLCompiler]:
    class Writing(base):  # type: ignore[valid-type,misc] # the compiler of the database at hand
        """Also values for which SQLAlchemy has parameters only, such as decimals on SQLite."""

        def render_literal_value(self, value: Any, type_: Any) -> str:
            """The value as SQL."""
            try:
                return str(super().render_literal_value(value, type_))
            except CompileError:
                process = type_.dialect_impl(self.dialect).bind_processor(self.dialect)
                sent = process(value) if process is not None else value
                return repr(sent) if isinstance(sent, int | float) else self._quoted(str(sent))

        def _quoted(self, sent: str) -> str:
            return "'{}'".format(sent.replace("'", "''"))

    return Writing
