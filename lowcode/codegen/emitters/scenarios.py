"""`tests/test_scenarios.py`: the scenarios of the specification as plain pytest functions."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.codegen.emitters.action_locals import locals_read
from lowcode.codegen.emitters.actions import field_values_source, span_source
from lowcode.codegen.emitters.process_functions import ProcessFunctions
from lowcode.codegen.expressions.names import Names, local_name
from lowcode.codegen.files import GeneratedFile
from lowcode.codegen.origins import process_title
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import HEADER, Imports, call, docstring, literal, module_source
from lowcode.ir.expressions import Expression
from lowcode.ir.naming import named
from lowcode.ir.process import FieldValue
from lowcode.ir.scenarios import (
    After,
    As,
    At,
    Delete,
    Expect,
    ExpectNotified,
    ExpectRefused,
    ExpectSees,
    HandOver,
    Let,
    LetCreate,
    Move,
    Press,
    ReadMail,
    Scenario,
    Set,
    Sign,
    Statement,
    Submit,
)
from lowcode.ir.types import RecordType
from lowcode.source import Span

_MODULE = "lowcode.runtime.scenarios.scenario"


def scenario_files(project: Project) -> Iterator[GeneratedFile]:
    """Nothing for a specification without scenarios."""
    if not project.application.scenarios:
        return
    imports = Imports(project.package)
    imports.name(_MODULE, "Scenario")
    functions = ProcessFunctions(project, None, imports)
    for scenario in project.application.scenarios:
        _ScenarioWriter(project, functions, scenario).write()
    about = f"The scenarios of the specification. {HEADER}"
    yield GeneratedFile("tests/test_scenarios.py", module_source(about, imports, functions.sources))
    yield GeneratedFile("tests/conftest.py", _fixture_source(project))


def _fixture_source(project: Project) -> str:
    imports = Imports(project.package)
    imports.name(f"{project.package}.application", "APPLICATION")
    imports.name("lowcode.runtime.scenarios.fixture", "scenario_of")
    imports.name(_MODULE, "Scenario")
    imports.module("import pytest")
    imports.name("collections.abc", "Iterator")
    fixture = (
        "@pytest.fixture\ndef scenario() -> Iterator[Scenario]:\n"
        f"    {docstring('The app as a scenario begins: its data, the named samples, nine on a Monday morning.')}\n"
        "    yield from scenario_of(APPLICATION)"
    )
    return module_source(f"What the tests of the app share. {HEADER}", imports, [fixture])


class _ScenarioWriter:
    """Writes one function."""

    def __init__(self, project: Project, functions: ProcessFunctions, scenario: Scenario) -> None:
        self._project = project
        self._application = project.application
        self._functions = functions
        self._scenario = scenario
        self._names = Names("User", "None")
        self._handles = {
            record.handle: record.entity
            for record in (*self._application.data, *self._application.samples)
            if record.handle is not None
        }
        self._start = self._line(scenario.span)

    def write(self) -> None:
        scenario = self._scenario
        used = locals_read(scenario.statements)
        lines = []
        for handle, entity in self._handles.items():
            if handle in used:
                self._names.reserve(local_name(handle))
                annotation = self._functions.class_of(entity)
                lines.append(f"{local_name(handle)}: {annotation} = scenario.seed({literal(handle)})")
        self._used = used
        lines += self._statements(scenario.statements)
        origin = self._project.origin(scenario.span, process_title("scenario", scenario.title))
        about = f"{scenario.title}\n\n{scenario.documentation}\n\n{origin}" if scenario.documentation else origin
        self._functions.block(f"test_{scenario.identifier}", "scenario: Scenario", "None", about, lines)

    def _line(self, span: Span) -> int:
        source = self._project.sources.get(span.path)
        return source.line_and_column(span.start)[0] if source is not None else 0

    def _at(self, statement: Statement) -> str:
        """Within the scenario: what stands before it in the file does not matter."""
        return f"line={self._line(statement.span) - self._start}"

    # --- statements --------------------------------------------------------------------------------

    def _statements(self, statements: tuple[Statement, ...]) -> list[str]:
        return [line for each in statements for line in self._statement(each)]

    def _statement(self, statement: Statement) -> Iterator[str]:
        match statement:
            case As(user=user, statements=inner):
                yield f"with {call('scenario.acting_as', self._function(user), self._at(statement))}:"
                yield from _indented(self._statements(inner))
            case ExpectRefused(text=text, statements=inner):
                said = literal(text) if text is not None else None
                yield f"with {call('scenario.refused', self._at(statement), text=said)}:"
                yield from _indented(self._statements(inner))
            case LetCreate() | Let():
                yield self._named(statement)
            case Set() | Delete() | Move() | Press():
                yield self._change(statement)
            case Submit() | Sign() | HandOver():
                yield self._approval(statement)
            case _:
                yield self._other(statement)

    def _named(self, statement: LetCreate | Let) -> str:
        if isinstance(statement, Let):
            excerpt = literal(self._project.excerpt(statement.value.span))
            found = call("scenario.find", self._function(statement.value), excerpt, self._at(statement))
            entity = statement.value.type.entity if isinstance(statement.value.type, RecordType) else "User"
        else:
            entity = statement.entity
            identifier = literal(self._application.entity(entity).identifier)
            found = call("scenario.create", identifier, self._values(entity, statement.values), self._at(statement))
        if statement.variable is None or statement.variable not in self._used:
            return found
        name = local_name(statement.variable)
        self._names.reserve(name)
        return f"{name}: {self._functions.class_of(entity)} = {found}"

    def _change(self, statement: Set | Delete | Move | Press) -> str:
        target, line = self._function(statement.target), self._at(statement)
        entity = _entity(statement.target)
        match statement:
            case Set(values=values):
                return call("scenario.set", target, self._values(entity, values), line)
            case Delete():
                return call("scenario.delete", target, line)
            case Move(state=state, values=values):
                return call("scenario.move", target, literal(state), line, values=self._some(entity, values))
            case Press(rule=name, values=values):
                rule = named(self._application.rules, name).identifier
                return call("scenario.press", target, literal(rule), line, values=self._some(entity, values))

    def _approval(self, statement: Submit | Sign | HandOver) -> str:
        line = self._at(statement)
        match statement:
            case Submit(approval=name, target=target, chosen=chosen):
                approval = named(self._application.approvals, name).identifier
                people = None
                if chosen:
                    people = f"lambda context: [{', '.join(self._source(each) for each in chosen)}]"
                return call("scenario.submit", literal(approval), self._function(target), line, chosen=people)
            case Sign(decision=decision, target=target, opinion=opinion, step=step, values=values):
                return call(
                    "scenario.sign",
                    literal(decision),
                    self._function(target),
                    line,
                    opinion=self._source(opinion) if opinion is not None else None,
                    step=literal(step) if step is not None else None,
                    values=self._some(_entity(target), values),
                )
            case HandOver(kind=kind, target=target, to=to, duration=duration):
                if target is None:
                    span = span_source(self._functions, duration) if duration is not None else None
                    return call("scenario.delegate", self._function(to), line, span=span)
                return call("scenario.hand_over", literal(kind), self._function(target), self._function(to), line)

    def _other(self, statement: Statement) -> str:
        line = self._at(statement)
        match statement:
            case After(duration=duration):
                return call("scenario.after", span_source(self._functions, duration), line)
            case At(moment=at):
                self._functions.imports.module("import datetime")
                moment = f"datetime.datetime({at.year}, {at.month}, {at.day}, {at.hour}, {at.minute}, {at.second})"
                return call("scenario.at", moment, line)
            case Expect(condition=condition):
                excerpt = literal(self._project.excerpt(condition.span))
                source = self._functions.condition_source(condition, self._names)
                return call("scenario.expect", f"lambda context: {source}", excerpt, line)
            case ExpectNotified():
                return self._told(statement)
            case ExpectSees(user=user, target=target, field=field, is_negated=is_negated):
                entity = self._application.entity(_entity(target))
                return call(
                    "scenario.expect_sees",
                    self._function(user),
                    self._function(target),
                    line,
                    field=literal(entity.field_by_name[field].identifier) if field is not None else None,
                    is_negated="True" if is_negated else None,
                )
            case ReadMail(event=event, to=to, text=text):
                return call("scenario.read_mail", literal(event), self._function(to), literal(text), line)
            case _:
                raise TypeError(f"{type(statement).__name__} is no statement of a line")

    def _told(self, statement: ExpectNotified) -> str:
        if statement.connection is not None:
            name = statement.connection
            to = literal(named(self._application.connections, name).identifier)
        else:
            assert statement.to is not None
            to = self._function(statement.to)
        return call(
            "scenario.expect_told",
            literal(statement.kind),
            to,
            self._at(statement),
            text=literal(statement.text) if statement.text is not None else None,
            is_negated="True" if statement.is_negated else None,
        )

    # --- values ------------------------------------------------------------------------------------

    def _source(self, expression: Expression) -> str:
        return self._functions.value_source(expression, self._names)

    def _function(self, expression: Expression) -> str:
        return f"lambda context: {self._source(expression)}"

    def _values(self, entity: str, values: tuple[FieldValue, ...]) -> str:
        return f"lambda context: {field_values_source(self._functions, self._names, entity, values)}"

    def _some(self, entity: str, values: tuple[FieldValue, ...]) -> str | None:
        return self._values(entity, values) if values else None


def _entity(expression: Expression) -> str:
    assert isinstance(expression.type, RecordType)
    return expression.type.entity


def _indented(lines: list[str]) -> Iterator[str]:
    return (f"    {line}" for line in lines)
