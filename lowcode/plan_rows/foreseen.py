"""Tables as a revision will have made them by the moment that it looks at them, without anything being made.

A table that the revision changes becomes a common table expression of the same name over the table that is there:
what the runtime's functions select, they select from that, and what they would update, insert or delete becomes the
next such expression. They stand side by side, each over the one before, however many there are: SQLite does not read
what lies deep in each other. No row is copied, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

from sqlalchemy import (
    ARRAY,
    CTE,
    Column,
    ColumnElement,
    CompoundSelect,
    Connection,
    Delete,
    FromClause,
    Insert,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    TableClause,
    Text,
    Update,
    bindparam,
    case,
    cast,
    collate,
    column,
    event,
    false,
    func,
    inspect,
    literal,
    not_,
    null,
    select,
    union_all,
)
from sqlalchemy.sql import visitors
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine

from lowcode.runtime.migrating.rows import FORESEEN_KEYS

Rows: TypeAlias = Select[Any] | CompoundSelect[Any]
State: TypeAlias = tuple[dict[str, Rows], dict[str, tuple[str, ...]]]
_LISTENED = ("before_execute", "savepoint", "rollback_savepoint", "release_savepoint")
_KEY, _VALUE = "lowcode_key", "lowcode_value"
_NOTHING_IS_WRITTEN = select(literal(1)).where(false())


class Foreseen:
    """The tables of one database; `acting` makes its connection see them instead of those that are there."""

    def __init__(self, connection: Connection) -> None:
        self._keys: dict[str, str] = {}
        """Of the foreseen tables; what the runtime asks instead of the database."""
        self.connection = connection.execution_options(**{FORESEEN_KEYS: self._keys})
        self._dialect = connection.dialect
        self._is_sqlite = self._dialect.name == "sqlite"
        self._inspector = inspect(connection)
        self._schema = "main" if self._is_sqlite else self._inspector.default_schema_name
        self._rows: dict[str, Rows] = {}
        self._stages = 0
        self._columns: dict[str, tuple[str, ...]] = {}
        self._saved: list[State] = []
        self._given: dict[tuple[str, str], tuple[TypeEngine[Any], dict[int, Any]]] = {}
        """What the program has read, by table and column."""
        self._functions: list[str] = []
        self._may_fail = False
        self.wanted: frozenset[tuple[str, str]] = frozenset()
        """Columns that are looked at later: what the program has read for others is forgotten."""

    @contextmanager
    def acting(self, *, may_fail: bool = False) -> Iterator[None]:
        """Whatever is executed meanwhile is about the foreseen tables.

        `may_fail`: values that are written are computed, because the database may refuse them.
        """
        self._may_fail = may_fail
        listeners: list[Callable[..., Any]] = [self._instead, self._save, self._restore, self._release]
        for name, listener in zip(_LISTENED, listeners, strict=True):
            event.listen(self.connection, name, listener, **({"retval": True} if name == "before_execute" else {}))
        self._given.clear()
        try:
            yield
        finally:
            for name, listener in zip(_LISTENED, listeners, strict=True):
                event.remove(self.connection, name, listener)
        for (table, name), (type_, values) in self._given.items():
            self._filled(table, name, type_, values)

    # --- what changes of the structure make of a table ---

    def created(self, name: str, columns: Mapping[str, TypeEngine[Any]]) -> None:
        """A new table, without rows."""
        empty = [self._as(null(), type_).label(each) for each, type_ in columns.items()]
        self._become(name, select(*empty).where(false()), tuple(columns))

    def renamed(self, old: str, new: str) -> None:
        """The same rows under another name."""
        rows, columns = self._rows_of(old, new), self._columns_of(old)
        self._rows.pop(old, None)
        self._become(new, rows, columns)

    def column_renamed(self, table: str, old: str, new: str) -> None:
        """The same values under another name."""
        names = {each: new if each == old else each for each in self._columns_of(table)}
        changed: list[Any] = [column(each).label(name) for each, name in names.items()]
        self._become(table, self._over(table, changed), tuple(names.values()))

    def column_added(self, table: str, name: str, type_: TypeEngine[Any]) -> None:
        """One that is empty in every row."""
        columns = self._columns_of(table)
        changed = [*map(column, columns), self._as(null(), type_).label(name)]
        self._become(table, self._over(table, changed), (*columns, name))

    # --- what statements make of it ---

    def _instead(
        self,
        conn: Connection,
        clauseelement: Any,
        multiparams: Sequence[Any],
        params: Mapping[str, Any],
        execution_options: Mapping[str, Any],
    ) -> tuple[Any, Sequence[Any], Mapping[str, Any]]:
        """What is executed in place of a statement of the runtime's functions."""
        statement, many, one = clauseelement, multiparams, params
        match statement:
            case Select() | CompoundSelect():
                return statement.add_cte(*self._expressions(statement, self._rows)), many, one
            case Update() if parameters := (list(many) or ([one] if one else [])):
                self._note_given(statement, parameters)
            case Update():
                tried = self._tried(statement)
                self._updated(statement)
                if self._may_fail:
                    return tried, many, one
            case Insert():
                self._inserted(statement)
            case Delete():
                self._deleted(statement)
            case _:  # savepoints
                return statement, many, one
        return _NOTHING_IS_WRITTEN, (), {}

    def _updated(self, update: Update) -> None:
        table = _table(update)
        values, where = _values(update), update.whereclause
        found = []
        for name in self._columns_of(table.name):
            value: ColumnElement[Any] = column(name)
            if name in values:
                new = self._as(values[name], _type_of(table, name))
                value = new if where is None else case((where, new), else_=table.c[name])
            found.append(value.label(name))
        self._become(table.name, self._over(table, found, update), self._columns_of(table.name))

    def _tried(self, update: Update) -> Select[Any]:
        """A look that fails where the update would, because a value has no room: that is asked for in savepoints."""
        table = _table(update)
        counted = [func.count(self._as(value, _type_of(table, name))) for name, value in _values(update).items()]
        looked = self._over(table, counted, update, self._rows)
        return looked if update.whereclause is None else looked.where(update.whereclause)

    def _inserted(self, insert: Insert) -> None:
        table, source = _table(insert), insert.select
        if source is None:  # rows of the runtime's own tables, which nothing looks at
            return
        names = [str(each) for each in insert._select_names or ()]  # noqa: SLF001 - SQLAlchemy has no other way to ask
        added = source.add_cte(*self._expressions(source), nest_here=True).subquery("added")
        by_name = dict(zip(names, added.c, strict=True))
        columns = self._columns_of(table.name)
        there = self._over(table, list(map(column, columns)))
        self._become(table.name, union_all(there, select(*(by_name[each].label(each) for each in columns))), columns)

    def _deleted(self, delete: Delete) -> None:
        table, where = _table(delete), delete.whereclause
        columns = self._columns_of(table.name)
        left = self._over(table, list(map(column, columns)), delete)
        kept = left if where is None else left.where(not_(func.coalesce(where, false())))
        self._become(table.name, kept, columns)

    def _note_given(self, update: Update, parameters: Sequence[Mapping[str, Any]]) -> None:
        """Values that the program has read, some thousands at a time."""
        table = _table(update)
        ((name, _),) = _values(update).items()
        if (table.name, name) in self.wanted:
            _, values = self._given.setdefault((table.name, name), (_type_of(table, name), {}))
            values.update(_pairs(parameters))

    def _filled(self, table: str, name: str, type_: TypeEngine[Any], values: Mapping[int, Any]) -> None:
        source: FromClause = TableClause(table)
        key: ColumnElement[int] = column(self._keys.get(table, "id"), Integer)
        if self._is_sqlite:
            new: ColumnElement[Any] = getattr(func, self._known_to_sqlite(values, type_))(key)
        else:
            given = _given_rows(values, type_)
            source, new = source.outerjoin(given, given.c[_KEY] == key), self._as(given.c[_VALUE], type_)
        columns = self._columns_of(table)
        filled: ColumnElement[Any] = func.coalesce(new, column(name))
        found = [(filled if each == name else column(each)).label(each) for each in columns]
        looked = select(*found).select_from(source)
        self._become(table, looked.add_cte(*self._expressions(TableClause(table)), nest_here=True), columns)

    def _known_to_sqlite(self, values: Mapping[int, Any], type_: TypeEngine[Any]) -> str:
        """A function of SQLite that knows what the program has read: it would go through a list again and again."""
        process = type_.dialect_impl(self._dialect).bind_processor(self._dialect)
        stored = {key: process(value) for key, value in values.items()} if process is not None else values
        name = f"lowcode_given_{len(self._functions)}"
        self._functions.append(name)
        driver: Any = self.connection.connection.dbapi_connection
        driver.create_function(name, 1, stored.get, deterministic=True)
        return name

    # --- savepoints ---

    def _save(self, *_about: Any) -> None:
        self._saved.append((dict(self._rows), dict(self._columns)))

    def _restore(self, *_about: Any) -> None:
        self._rows, self._columns = self._saved.pop()

    def _release(self, *_about: Any) -> None:
        self._saved.pop()

    # --- how it is written ---

    def _become(self, name: str, rows: Rows, columns: tuple[str, ...]) -> None:
        self._stages += 1
        stage = rows.cte(f"lowcode_stage_{self._stages}").prefix_with("NOT MATERIALIZED")
        self._rows[name], self._columns[name] = select(*(stage.c[each] for each in columns)), columns
        self._keys[name] = "id" if "id" in columns else "record_id"

    def _columns_of(self, name: str) -> tuple[str, ...]:
        if name not in self._columns:
            self._columns[name] = tuple(each["name"] for each in self._inspector.get_columns(name, schema=self._schema))
        return self._columns[name]

    def _rows_of(self, name: str, called: str | None = None) -> Rows:
        """What the table holds; one that nothing has happened to is that of the database, said so that it is meant."""
        if name in self._rows:
            return self._rows[name]
        plain = [Column(each, NullType()) for each in self._columns_of(name)]
        there = Table(name, MetaData(), *plain, schema=self._schema).alias(called or name)
        return select(*there.c)

    def _over(
        self, table: str | TableClause, columns: Sequence[Any], about: Any = None, only: Iterable[str] | None = None
    ) -> Select[Any]:
        """The columns of what the table holds by now, for something that `about` reads."""
        source = TableClause(table) if isinstance(table, str) else table
        looked = select(*columns).select_from(source)
        found = self._expressions(looked if about is None else about, only, source.name)
        return looked.add_cte(*found, nest_here=only is None)

    def _expressions(self, statement: Any, only: Iterable[str] | None = None, *others: str) -> list[CTE]:
        """Expressions for the tables that a statement reads; `only`: those alone that are not as they are there."""
        named = {each.name for each in visitors.iterate(statement) if isinstance(each, TableClause)} | set(others)
        meant = named & (set(self._inspector.get_table_names()) | set(self._rows) if only is None else set(only))
        return [self._rows_of(name).cte(name).prefix_with("NOT MATERIALIZED") for name in sorted(meant)]

    def _as(self, value: ColumnElement[Any], type_: TypeEngine[Any]) -> ColumnElement[Any]:
        """The value as a column of the type would hold it; SQLite keeps what it gets."""
        if self._is_sqlite:
            return value
        decorated = type_.dialect_impl(self._dialect) if isinstance(type_, TypeDecorator) else type_
        plain = decorated.impl_instance if isinstance(decorated, TypeDecorator) else decorated
        if isinstance(plain, String):
            return collate(cast(value, Text()), "C")
        return value if isinstance(type_, NullType) else cast(value, type_)


def _given_rows(values: Mapping[int, Any], type_: TypeEngine[Any]) -> Any:
    """What the program has read, as rows of a key and a value."""
    keys = bindparam(None, list(values), type_=ARRAY(Integer))
    new = bindparam(None, list(values.values()), type_=ARRAY(type_))
    given: Any = func.unnest(keys, new).table_valued(column(_KEY, Integer), column(_VALUE, type_))
    return given.render_derived()


def _table(statement: Update | Insert | Delete) -> TableClause:
    table = statement.table
    assert isinstance(table, TableClause)
    return table


def _values(update: Update) -> dict[str, ColumnElement[Any]]:
    """What each column gets, by its name."""
    found: Mapping[Any, Any] = update._values or {}  # noqa: SLF001 - SQLAlchemy has no other way to ask
    return {each if isinstance(each, str) else each.name: value for each, value in found.items()}


def _type_of(table: TableClause, name: str) -> TypeEngine[Any]:
    return table.c[name].type


def _pairs(parameters: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, Any]]:
    """Keys and values, as `convert_column` gives them to either database."""
    for each in parameters:
        if "keys" in each:
            yield from zip(each["keys"], each["values"], strict=True)
        else:
            yield each["of"], each["new"]
