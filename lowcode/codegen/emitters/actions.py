"""Actions as plain Python: one function per block, whose statements are calls of the run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import assert_never

from lowcode.codegen.emitters.action_locals import locals_read, named_records
from lowcode.codegen.emitters.audiences import DEFINITIONS, present_audiences
from lowcode.codegen.emitters.process_functions import ProcessFunctions
from lowcode.codegen.expressions.names import Names, local_name
from lowcode.codegen.expressions.process import ProcessTarget
from lowcode.codegen.python_source import call, dictionary, literal, names_in, tuple_of_texts
from lowcode.ir.expressions import Duration, Expression, Literal, TextTemplate
from lowcode.ir.naming import named
from lowcode.ir.process import (
    Action,
    Audience,
    BodyObject,
    BodyRows,
    BodyValue,
    CallFunction,
    CallOut,
    Channel,
    CreateRecord,
    CreateTask,
    DeleteRecord,
    FieldValue,
    ForEach,
    If,
    Later,
    ListValue,
    MoveState,
    Notify,
    Repeat,
    RowsValue,
    SendDashboard,
    SendMessage,
    SetFields,
    Stop,
    SubmitApproval,
    UpdateRecords,
)
from lowcode.ir.types import ListType, RecordType, TextType, ValueType

RUN_MODULE = "lowcode.runtime.process.run"


@dataclass(slots=True)
class Blocks:
    """What the actions of one rule or hook became."""

    function: str
    later: list[str] = field(default_factory=list)
    """The sources of its `Block`s."""


def actions_function(functions: ProcessFunctions, name: str, actions: tuple[Action, ...], about: str) -> Blocks:
    """The function called `name` and those of everything in it that runs later."""
    blocks = Blocks(name)
    blocks.function = _Writer(functions, name, blocks).function(name, actions, about, {})
    return blocks


def span_source(functions: ProcessFunctions, duration: Duration) -> str:
    """`Span(days=3)`, `Span(seconds=24 * 3600)`."""
    parts = {"months": str(duration.months), "days": str(duration.days), "seconds": _seconds(duration.seconds)}
    return call(functions.imports.name(DEFINITIONS, "Span"), **{unit: n for unit, n in parts.items() if n != "0"})


def _seconds(count: int) -> str:
    """Hours and minutes as people count them."""
    for unit in (3600, 60):
        if count > unit and count % unit == 0:
            return f"{count // unit} * {unit}"
    return str(count)


class _Writer:
    """Writes one function; blocks that run later get a writer of their own."""

    def __init__(self, functions: ProcessFunctions, owner: str, blocks: Blocks) -> None:
        self._functions = functions
        self._application = functions.project.application
        self._owner = owner
        self._blocks = blocks
        self._names = Names(functions.scope.entity)
        self._locals: dict[str, str] = {}
        self._used: frozenset[str] = frozenset()

    def function(self, name: str, actions: tuple[Action, ...], about: str, records: dict[str, str]) -> str:
        self._enter(records)
        self._used = locals_read(actions)
        lines = list(self._statements(actions))
        return self._functions.block(name, self._parameters(records), "None", about, self._with_head(lines))

    def condition(self, name: str, expression: Expression, about: str, records: dict[str, str]) -> str:
        """The function that answers `unless` or `until`."""
        self._enter(records)
        lines = [f"return {self._functions.condition_source(expression, self._names)}"]
        return self._functions.block(name, self._parameters(records), "bool", about, self._with_head(lines))

    def _enter(self, records: dict[str, str]) -> None:
        for local, entity in records.items():
            self._declare(local, entity)

    def _declare(self, local: str, entity: str) -> str:
        self._locals[local] = entity
        self._names.reserve(local_name(local))
        return local_name(local)

    def _parameters(self, records: dict[str, str]) -> str:
        run = self._functions.imports.name(RUN_MODULE, "Run")
        named = [f"{local_name(each)}: {self._functions.class_of(entity)}" for each, entity in records.items()]
        return ", ".join([f"this: {self._functions.this_annotation()}", f"run: {run}", *named])

    def _with_head(self, lines: list[str]) -> list[str]:
        """The names that the statements use, before them."""
        used = names_in("\n".join(lines))
        return [*(f"{name} = run.{name}" for name in ("context", "old") if name in used), *lines]

    # --- statements --------------------------------------------------------------------------------

    def _statements(self, actions: tuple[Action, ...]) -> Iterator[str]:
        for action in actions:
            yield from self._statement(action)

    def _statement(self, action: Action) -> Iterator[str]:
        match action:
            case SetFields(target=target, values=values):
                yield call("run.set", self._value(target), **self._keywords(_entity(target), values))
            case CreateRecord():
                yield self._create(action)
            case UpdateRecords():
                yield self._update(action)
            case DeleteRecord(target=target):
                yield call("run.delete", self._value(target))
            case MoveState() | SubmitApproval():
                yield self._request(action)
            case CallOut():
                yield self._call_out(action)
            case Notify() | SendMessage() | SendDashboard() | CreateTask():
                yield self._address(action)
            case ForEach() | If():
                yield from self._nested(action)
            case Later() | Repeat():
                yield self._later(action)
            case CallFunction(call=called):
                yield self._value(called)
            case Stop(message=message):
                yield call("run.stop", self._text(message))
            case _:
                assert_never(action)

    def _request(self, action: MoveState | SubmitApproval) -> str:
        record = self._value(action.target)
        if isinstance(action, MoveState):
            return call("run.move", record, literal(action.state))
        return call("run.submit", literal(self._approval(action.approval)), record)

    def _create(self, action: CreateRecord) -> str:
        entity = self._application.entity(action.entity)
        made = call("run.create", literal(entity.identifier), **self._keywords(action.entity, action.values))
        if action.variable is None or action.variable not in self._used:
            return made
        name = self._declare(action.variable, action.entity)
        return f"{name}: {self._functions.class_of(action.entity)} = {made}"

    def _update(self, action: UpdateRecords) -> str:
        entity = self._application.entity(action.entity)
        where = "None"
        if action.where is not None:
            compiler = ProcessTarget(self._functions.scope, self._names)
            where = compiler.row_condition(action.entity, action.depth, action.where)
            self._note(compiler)
        item = self._names.enter(action.depth, entity.identifier)
        values = dictionary(self._values(action.entity, action.values))
        self._names.leave(action.depth)
        return call("run.update", literal(entity.identifier), where, f"lambda {item}: {values}")

    def _call_out(self, action: CallOut) -> str:
        connection = named(self._application.connections, action.connection)
        body = self._body(action.body) if action.body is not None else None
        return call(
            "run.call", literal(connection.identifier), literal(action.method), self._path(action.path), body=body
        )

    def _path(self, path: Expression) -> str:
        """The path of a call: what is filled in must not lead elsewhere."""
        if not isinstance(path, TextTemplate):
            return self._text(path)
        compiler = ProcessTarget(self._functions.scope, self._names)
        texts = ((part, compiler.text(part)) for part in path.parts)
        parts = [text if isinstance(part, Literal) else compiler.helper("path_part", text) for part, text in texts]
        source = compiler.helper("joined", *parts)
        self._note(compiler)
        return source

    def _address(self, action: Notify | SendMessage | SendDashboard | CreateTask) -> str:
        to = self._audiences(action.to)
        match action:
            case Notify(copies=copies, channels=channels, text=text):
                said = self._functions.letter_source(text, self._names)
                return call("run.notify", to, said, channels=_channels(channels), copies=self._some(copies))
            case SendMessage(message=message, about=about, copies=copies, channels=channels):
                identifier = named(self._application.messages, message).identifier
                return call(
                    "run.send",
                    literal(identifier),
                    self._value(about),
                    to,
                    channels=_channels(channels),
                    copies=self._some(copies),
                )
            case SendDashboard(dashboard=dashboard, copies=copies):
                identifier = named(self._application.dashboards, dashboard).identifier
                return call("run.send_dashboard", literal(identifier), to, copies=self._some(copies))
            case CreateTask(text=text, about=about, due=due):
                return call("run.task", to, self._text(text), self._value(about), due=self._due(due))

    def _nested(self, action: ForEach | If) -> Iterator[str]:
        if isinstance(action, If):
            yield f"if {self._functions.condition_source(action.condition, self._names)}:"
            yield from _indented(self._statements(action.then))
            if action.otherwise:
                yield "else:"
                yield from _indented(self._statements(action.otherwise))
            return
        source = self._loop_source(action)
        name = self._declare(action.variable, _item_entity(action.list))
        yield f"for {name} in {source}:"
        yield from _indented(self._statements(action.actions))

    def _loop_source(self, action: ForEach) -> str:
        """The records of the loop as a list of its own: the actions may change what it was made from."""
        compiler = ProcessTarget(self._functions.scope, self._names)
        source = compiler.listed(action.list, action.depth, action.condition)
        self._note(compiler)
        return source

    def _later(self, action: Later | Repeat) -> str:
        records = named_records(action, self._locals)
        name = f"{self._owner}_{action.name}"
        about = self._functions.project.excerpt(action.span) or action.name
        function = _Writer(self._functions, self._owner, self._blocks).function(name, action.actions, about, records)
        ends = action.unless if isinstance(action, Later) else action.until
        ending = None
        if ends is not None:
            word = "unless" if isinstance(action, Later) else "until"
            excerpt = self._functions.project.excerpt(ends.span)
            writer = _Writer(self._functions, self._owner, self._blocks)
            ending = writer.condition(f"{name}_{word}", ends, f"`{word} {excerpt}`", records)
        entities = {
            local_name(each): literal(self._application.entity(entity).identifier) for each, entity in records.items()
        }
        self._blocks.later.append(
            call(
                self._functions.imports.name(DEFINITIONS, "Block"),
                name=literal(action.name),
                actions=function,
                unless=ending,
                records=dictionary(entities) if entities else None,
            )
        )
        named = {local_name(each): local_name(each) for each in records}
        if isinstance(action, Later):
            return call("run.later", literal(action.name), span_source(self._functions, action.duration), **named)
        span = span_source(self._functions, action.every)
        return call("run.repeat", literal(action.name), span, str(action.most), **named)

    # --- values ------------------------------------------------------------------------------------

    def _value(self, expression: Expression) -> str:
        return self._functions.value_source(expression, self._names)

    def _text(self, expression: Expression) -> str:
        return self._functions.text_source(expression, self._names)

    def _due(self, due: Duration | Expression | None) -> str | None:
        if due is None:
            return None
        return span_source(self._functions, due) if isinstance(due, Duration) else self._value(due)

    def _keywords(self, entity: str, values: tuple[FieldValue, ...]) -> dict[str, str | None]:
        return dict(self._values(entity, values))

    def _values(self, entity_name: str, values: tuple[FieldValue, ...]) -> dict[str, str]:
        return field_values(self._functions, self._names, entity_name, values)

    def _audiences(self, audiences: tuple[Audience, ...]) -> str:
        return present_audiences(audiences, self._functions.imports, self._value)

    def _some(self, audiences: tuple[Audience, ...]) -> str | None:
        return self._audiences(audiences) if audiences else None

    def _body(self, body: BodyObject) -> str:
        return dictionary({name: self._body_value(value) for name, value in body.entries})

    def _body_value(self, value: BodyValue) -> str:
        match value:
            case BodyObject():
                return self._body(value)
            case BodyRows(list=list_, depth=depth, row=row):
                items = self._value(list_)
                item = self._names.enter(depth, "row")
                source = self._body(row)
                self._names.leave(depth)
                return f"[{source} for {item} in {items}]"
            case expression if isinstance(expression.type, RecordType | TextType):
                return self._text(expression)
            case expression:
                return self._value(expression)

    def _approval(self, name: str) -> str:
        return named(self._application.approvals, name).identifier

    def _note(self, compiler: ProcessTarget) -> None:
        for needed in compiler.imports:
            self._functions.note(needed)


def _channels(channels: tuple[Channel, ...]) -> str | None:
    return tuple_of_texts(each.value for each in channels) if channels else None


def _entity(expression: Expression) -> str:
    assert isinstance(expression.type, RecordType)
    return expression.type.entity


def _item_entity(expression: Expression) -> str:
    assert isinstance(expression.type, ListType)
    assert isinstance(expression.type.item, RecordType)
    return expression.type.item.entity


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (f"    {line}" for line in lines)


def field_values_source(functions: ProcessFunctions, names: Names, entity: str, values: tuple[FieldValue, ...]) -> str:
    """`{"customer": huaxing, "lines": [{"product": x1, "qty": 2}]}`."""
    return dictionary(field_values(functions, names, entity, values))


def field_values(
    functions: ProcessFunctions, names: Names, entity_name: str, values: tuple[FieldValue, ...]
) -> dict[str, str]:
    """The sources of values by the identifiers of their fields."""
    fields = functions.project.application.entity(entity_name).field_by_name
    return {
        fields[each.field].identifier: _field_value(functions, names, fields[each.field].value_type, each)
        for each in values
    }


def _field_value(functions: ProcessFunctions, names: Names, wanted: ValueType, given: FieldValue) -> str:
    match given.value:
        case ListValue(items=items):
            return f"[{', '.join(functions.value_source(item, names) for item in items)}]"
        case RowsValue(rows=rows):
            assert isinstance(wanted, ListType)
            assert isinstance(wanted.item, RecordType)
            entity = wanted.item.entity
            return f"[{', '.join(field_values_source(functions, names, entity, row) for row in rows)}]"
        case expression:
            compiler = ProcessTarget(functions.scope, names)
            source = compiler.converted(expression, wanted)
            for needed in compiler.imports:
                functions.note(needed)
            return source
