"""Evaluates compiled expressions in all four ways over the same records."""

from __future__ import annotations

import datetime
import importlib
import json
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, aliased

from lowcode.codegen.expressions.analysis import scale_of
from lowcode.codegen.expressions.javascript import compile_javascript
from lowcode.codegen.expressions.python import compile_python
from lowcode.codegen.expressions.scope import Compiled, Scope
from lowcode.codegen.expressions.sql import compile_condition, compile_sql
from lowcode.codegen.storage import column_of, link_class, link_table
from lowcode.ir import types as t
from lowcode.ir.application import (
    Application,
    Entity,
    Field,
    ManyChoiceFieldType,
    ManyReferenceFieldType,
    ReferenceFieldType,
    ReverseFieldType,
    RowsFieldType,
)
from lowcode.ir.expressions import Expression
from lowcode.runtime.database.engine import database_url, open_engine
from lowcode.runtime.definitions import ApplicationDefinition
from tests.harness.apps import GeneratedApp
from tests.harness.databases import Databases
from tests.harness.expressions import values

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "lowcode" / "runtime" / "static" / "js" / "expressions.js"
COUNTS = {"User": 3, "Department": 3, "Customer": 3, "Contact": 4, "Deal": 2, "Deal.lines": 4}
EPOCH = values.moment("2026-01-31 16:30:00")
ON_THE_SERVER = "on the server"
"""What JavaScript says where only the server can tell."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """When, where and for whom expressions are evaluated."""

    now: datetime.datetime
    timezone: ZoneInfo
    user_id: int | None
    roles: frozenset[str]

    @property
    def today(self) -> datetime.date:
        """Today in the app's time zone."""
        return self.now.replace(tzinfo=datetime.UTC).astimezone(self.timezone).date()


class _Context:
    """What emitted code sees of `lowcode.runtime.context.Context`."""

    def __init__(
        self, circumstances: Circumstances, session: Session, user: type[Any], application: ApplicationDefinition
    ) -> None:
        self.application = application
        self.now = circumstances.now
        self.today = circumstances.today
        self.timezone = circumstances.timezone
        self.user_id = circumstances.user_id
        self.session = session
        self.me = None if self.user_id is None else session.get(user, self.user_id)
        self._roles = circumstances.roles

    def has_role(self, role: str) -> bool:
        """Whether the user has the role."""
        return role in self._roles


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of each entity by id, with lists of option names and of ids for `many` fields."""

    rows: Mapping[str, Mapping[int, Row]]


def records(application: Application) -> st.SearchStrategy[Records]:
    """Some records of each entity of the world, connected at random."""

    @st.composite
    def build(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Records:
        rows: dict[str, dict[int, Row]] = {}
        for name, count in COUNTS.items():
            entity = application.entity(name)
            strategies = {field.name: _strategy(application, field) for field in entity.fields}
            stored = {key: strategy for key, strategy in strategies.items() if strategy is not None}
            rows[name] = {
                number: {key: draw(strategy) for key, strategy in stored.items()} for number in range(1, count + 1)
            }
            for number, row in rows[name].items():
                row["created_at"] = EPOCH + datetime.timedelta(days=37 * number)
                if name == "User":
                    row["email"] = f"user{number}@example.com"
                if entity.owner is not None:
                    row["owner_record"] = draw(st.sampled_from([1, 1, 2]))
        return Records(rows)

    return build()


def _strategy(application: Application, field: Field) -> st.SearchStrategy[Any] | None:
    """Values of the field; None where it has none of its own."""
    if field.computed is not None:
        return None
    is_required = field.required is not None
    match field.type:
        case ReferenceFieldType(entity=target):
            return st.one_of(st.none(), st.integers(1, COUNTS[target]))
        case ManyReferenceFieldType(entity=target):
            return st.lists(st.integers(1, COUNTS[target]), unique=True, max_size=3).map(sorted)
        case ManyChoiceFieldType(choice=choice):
            names = [option.name for option in application.choice(choice).all_options]
            return st.lists(st.sampled_from(names), unique=True, max_size=3).map(sorted)
        case ReverseFieldType() | RowsFieldType():
            return None
    found = _scalar_strategy(application, field.value_type)
    return found if is_required else st.one_of(found, found, found, st.none())


def _scalar_strategy(application: Application, value_type: t.ValueType) -> st.SearchStrategy[Any]:
    match value_type:
        case t.TextType():
            return values.texts()
        case t.IntegerType():
            return values.integers()
        case t.DecimalType(scale=scale) | t.MoneyType(scale=scale) | t.PercentType(scale=scale):
            return values.decimals(18, scale)
        case t.BooleanType():
            return st.booleans()
        case t.DateType():
            return values.dates()
        case t.TimeType():
            return values.times()
        case t.DateTimeType():
            return values.instants()
        case t.ChoiceType(choice=choice):
            return st.sampled_from([option.name for option in application.choice(choice).all_options])
        case _:
            raise AssertionError(value_type)


class Targets:
    """The generated app on both databases, and a JavaScript engine."""

    def __init__(self, application: Application, app: GeneratedApp, databases: Sequence[Databases]) -> None:
        self.application = application
        self.scope = Scope(application=application, package=app.package, entity="Deal")
        self._stack = ExitStack()
        self._definition = app.definition()
        self._base = importlib.import_module(f"{app.package}.models").Base
        self._engines = {}
        for each in databases:
            url = each.fresh()
            engine = open_engine(database_url({"DATABASE_URL": url}, app.folder, app.package))
            self._base.metadata.create_all(engine)
            self._stack.callback(engine.dispose)
            self._engines[each.name] = engine
        node = shutil.which("node")
        assert node is not None, "node is needed to run the scripts of forms"
        driver = Path(__file__).parent / "node.js"
        self._node = self._stack.enter_context(
            subprocess.Popen([node, str(driver), str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._node.stdin is not None
        self._node.stdin.close()
        self._stack.close()

    def evaluate(
        self, rows: Records, circumstances: Circumstances, expressions: Sequence[Expression]
    ) -> list[dict[str, object]]:
        """For each expression, its value on each target."""
        found: list[dict[str, object]] = [{} for _ in expressions]
        for name, engine in self._engines.items():
            with engine.connect() as connection:
                self._insert(connection, rows)
                session = Session(bind=connection, autoflush=False)
                context = _Context(circumstances, session, self._model("User"), self._definition)
                if name == "sqlite":
                    for answers, expression in zip(found, expressions, strict=True):
                        answers["python"] = _normal(self.python(expression, context), expression.type)
                for answers, expression in zip(found, expressions, strict=True):
                    answers.update(self._sql(name, connection, expression, context))
                session.close()
                connection.rollback()
        for answers, value in zip(found, self._scripts(rows, circumstances, expressions), strict=True):
            answers["javascript"] = value
        return found

    # --- Python and SQL ----------------------------------------------------------------------------

    def _run(self, compiled: Compiled, this: object, context: _Context) -> Any:
        namespace: dict[str, Any] = {"this": this, "context": context}
        for each in compiled.imports:
            module = importlib.import_module(each.module)
            if not each.name:
                namespace[each.module] = module
            elif hasattr(module, each.name):
                namespace[each.name] = getattr(module, each.name)
            else:
                namespace[each.name] = importlib.import_module(f"{each.module}.{each.name}")
        return eval(compiled.source, namespace)

    def python(self, expression: Expression, context: _Context) -> object:
        """The value in Python of the record with the id 1."""
        record = context.session.get(self._model("Deal"), 1)
        return self._run(compile_python(expression, self.scope), record, context)

    def _sql(self, name: str, connection: Connection, expression: Expression, context: _Context) -> dict[str, object]:
        try:
            with connection.begin_nested():
                return self._sql_values(name, connection, expression, context)
        except DBAPIError as error:
            return {name: f"{error.orig}\n{error.statement}\n{error.params}"}

    def _sql_values(
        self, name: str, connection: Connection, expression: Expression, context: _Context
    ) -> dict[str, object]:
        this = aliased(self._model("Deal"))
        column = self._run(compile_sql(expression, self.scope), this, context)
        value = connection.execute(select(column).select_from(this).where(this.id == 1)).scalar_one()
        found = {name: _normal(value, expression.type)}
        if isinstance(expression.type, t.BooleanType):
            condition = self._run(compile_condition(expression, self.scope), this, context)
            rows = connection.execute(select(this.id).where(this.id == 1, condition)).all()
            is_found = len(rows) == 1
            found[f"{name} where"] = found[name] if is_found is bool(value) else f"where says {is_found}"
        return found

    def _model(self, entity: str) -> Any:
        found = self.application.entity(entity)
        return getattr(importlib.import_module(self.scope.model_module(found)), found.class_name)

    def _insert(self, connection: Connection, rows: Records) -> None:
        for name in COUNTS:
            entity = self.application.entity(name)
            columns = [{"id": key, **self._columns(entity, row, key)} for key, row in rows.rows[name].items()]
            connection.execute(insert(self._model(name).__table__), columns)
        self._update_references(connection, rows)
        for name in COUNTS:
            self._insert_links(connection, self.application.entity(name), rows.rows[name])

    def _columns(self, entity: Entity, row: Row, number: int) -> Row:
        columns: Row = {"created_at": row["created_at"], "updated_at": row["created_at"], "version": 1}
        for field in entity.fields:
            column = column_of(field)
            if column is not None and field.computed is None and not isinstance(field.type, ReferenceFieldType):
                columns[column] = row[field.name]
        if entity.owner is not None:
            columns |= {"owner_record_id": row["owner_record"], "position": number}
        return columns

    def _update_references(self, connection: Connection, rows: Records) -> None:
        for name in COUNTS:
            entity = self.application.entity(name)
            table = self._model(name).__table__
            references = [field for field in entity.fields if isinstance(field.type, ReferenceFieldType)]
            if references:
                keys: Row = {f"{field.identifier}_id": bindparam(field.name) for field in references}
                values_ = [
                    {"number": number, **{field.name: row[field.name] for field in references}}
                    for number, row in rows.rows[name].items()
                ]
                connection.execute(table.update().where(table.c.id == bindparam("number")).values(**keys), values_)

    def _insert_links(self, connection: Connection, entity: Entity, rows: Mapping[int, Row]) -> None:
        module = importlib.import_module(self.scope.model_module(entity))
        for field in entity.fields:
            if not isinstance(field.type, ManyChoiceFieldType | ManyReferenceFieldType):
                continue
            pairs = [(number, value) for number, row in rows.items() for value in row[field.name]]
            if isinstance(field.type, ManyChoiceFieldType):
                table = getattr(module, link_class(entity, field)).__table__
                links = [{"record_id": number, "option": option} for number, option in pairs]
            else:
                table = getattr(module, link_table(entity, field))
                links = [{"record_id": number, "target_id": target} for number, target in pairs]
            if links:
                connection.execute(insert(table), links)

    # --- JavaScript --------------------------------------------------------------------------------

    def _scripts(self, rows: Records, circumstances: Circumstances, expressions: Sequence[Expression]) -> list[object]:
        compiled = [compile_javascript(expression, self.scope) for expression in expressions]
        request = {
            "tables": {name: self._script_rows(name, rows) for name in COUNTS},
            "record": {"$ref": ["Deal", 1]},
            "context": self._script_context(circumstances),
            "sources": ["null" if each.on_server else each.source for each in compiled],
        }
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.write(json.dumps(request) + "\n")
        self._node.stdin.flush()
        answers = json.loads(self._node.stdout.readline())
        found: list[object] = []
        for answer, expression, each in zip(answers, expressions, compiled, strict=True):
            assert "error" not in answer, f"{each.source}\n{answer['error']}"
            found.append(ON_THE_SERVER if each.on_server else _from_script(answer["value"], expression.type))
        return found

    def _script_context(self, circumstances: Circumstances) -> dict[str, object]:
        return {
            "now": circumstances.now.isoformat(" ", "seconds"),
            "today": circumstances.today.isoformat(),
            "timezone": circumstances.timezone.key,
            "user": None if circumstances.user_id is None else {"$ref": ["User", circumstances.user_id]},
            "roles": sorted(circumstances.roles),
        }

    def _script_rows(self, name: str, rows: Records) -> dict[int, Row]:
        entity = self.application.entity(name)
        return {number: self._script_row(entity, number, row, rows) for number, row in rows.rows[name].items()}

    def _script_row(self, entity: Entity, number: int, row: Row, rows: Records) -> Row:
        found: Row = {"id": number, "created_at": row["created_at"].isoformat(" ", "seconds")}
        for field in entity.fields:
            if field.computed is None:
                found[field.identifier] = _script_field(field, number, row, rows)
        if entity.owner is not None:
            found["owner_record"] = {"$ref": [entity.owner, row["owner_record"]]}
        return found


def _script_field(field: Field, number: int, row: Row, rows: Records) -> object:
    match field.type:
        case ReferenceFieldType(entity=target):
            return None if row[field.name] is None else {"$ref": [target, row[field.name]]}
        case ManyReferenceFieldType(entity=target):
            return [{"$ref": [target, each]} for each in row[field.name]]
        case ReverseFieldType(entity=target, by=by):
            return [{"$ref": [target, key]} for key, other in rows.rows[target].items() if other[by] == number]
        case RowsFieldType(entity=target):
            items = rows.rows[target].items()
            return [{"$ref": [target, key]} for key, other in items if other["owner_record"] == number]
        case ManyChoiceFieldType():
            return row[field.name]
        case _:
            return _to_script(row[field.name], field.value_type)


def _to_script(value: object, value_type: t.ValueType) -> object:
    match value:
        case bool() | str() | None:
            return value
        case int():
            return {"$n": str(value)}
        case Decimal():
            return {"$n": str(int(value.scaleb(scale_of(value_type))))}
        case datetime.datetime():
            return value.isoformat(" ", "seconds")
        case datetime.date():
            return value.isoformat()
        case datetime.time():
            return value.isoformat("seconds")
        case _:
            raise AssertionError(value)


def _from_script(value: Any, value_type: t.ValueType) -> object:
    if isinstance(value, dict):
        return _normal(Decimal(value["$n"]), value_type, scale_of(value_type))
    match value_type:
        case t.DateTimeType() if value is not None:
            return datetime.datetime.fromisoformat(value)
        case t.DateType() if value is not None:
            return datetime.date.fromisoformat(value)
        case t.TimeType() if value is not None:
            return datetime.time.fromisoformat(value)
        case _:
            return _normal(value, value_type)


def _normal(value: Any, value_type: t.ValueType, scale: int = 0) -> object:
    """Numbers as their digits with the scale of the type, so that any difference shows."""
    if value is None:
        return None
    match value_type:
        case t.IntegerType() | t.DecimalType() | t.MoneyType() | t.PercentType():
            sign, digits, exponent = Decimal(value).as_tuple()
            number = int("".join(map(str, digits))) * (-1 if sign else 1)
            shift = int(exponent) - scale + scale_of(value_type)
            if shift >= 0:
                return number * 10**shift
            return (number, shift) if number % 10**-shift else number // 10**-shift
        case t.BooleanType():
            return bool(value)
        case _:
            return value
