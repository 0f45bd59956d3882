"""Parts of a schema as Python source, shared by models and migrations."""

from __future__ import annotations

import re

from lowcode.codegen.python_source import Imports, call, literal, tuple_of_texts
from lowcode.codegen.schema import Check, ForeignKey, TableIndex

TYPES_MODULE = "lowcode.runtime.database.types"
_RUNTIME_TYPES = ("ExactDecimal", "FileList", "Text", "UtcDateTime", "WholeTime")
_TEXT_LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"')
_WORD = re.compile(r"(?<![.\w])[A-Za-z]\w*")


def note_names(imports: Imports, source: str) -> None:
    """Import what the source of a type or condition uses; texts in it are not looked at."""
    words = set(_WORD.findall(_TEXT_LITERAL.sub('""', source)))
    for name in _RUNTIME_TYPES:
        if name in words:
            imports.name(TYPES_MODULE, name)
    if "Decimal" in words:
        imports.name("decimal", "Decimal")
    if "datetime" in words:
        imports.module("import datetime")


def foreign_key_source(key: ForeignKey, *, use_alter: bool = False) -> str:
    """`sa.ForeignKeyConstraint(…)`."""
    return call(
        "sa.ForeignKeyConstraint",
        f"[{literal(key.column)}]",
        f"[{literal(f'{key.target}.id')}]",
        name=literal(key.name),
        ondelete=literal(key.on_delete),
        use_alter="True" if use_alter else None,
    )


def check_source(check: Check) -> str:
    """`sa.CheckConstraint(…)`."""
    return call("sa.CheckConstraint", check.condition, name=literal(check.name))


def primary_key_source(table: str, columns: tuple[str, ...]) -> str:
    """`sa.PrimaryKeyConstraint(…)`."""
    return call("sa.PrimaryKeyConstraint", *(literal(column) for column in columns), name=literal(f"pk_{table}"))


def index_arguments(index: TableIndex) -> dict[str, str | None]:
    """The named arguments that an index has beside its name and columns."""
    return {
        "unique": "True" if index.unique else None,
        "sqlite_where": index.where,
        "postgresql_where": index.where,
    }


def index_source(index: TableIndex) -> str:
    """`sa.Index(…)`."""
    columns = (literal(column) for column in index.columns)
    info = '{"covering": True}' if index.covering else None
    return call("sa.Index", literal(index.name), *columns, **index_arguments(index), info=info)


def column_list(columns: tuple[str, ...]) -> str:
    """The columns of an index as a list."""
    return "[" + tuple_of_texts(columns)[1:-1].rstrip(",") + "]"
