"""`<app>/flows/<flow>.py`: the conditions and actions of a flow as plain functions, then its definition."""

from __future__ import annotations

from lowcode.codegen.emitters.actions import actions_function, span_source
from lowcode.codegen.emitters.audiences import DEFINITIONS, declared_audiences
from lowcode.codegen.emitters.process_functions import ProcessFunctions
from lowcode.codegen.labels import label_source
from lowcode.codegen.origins import part_title, process_title
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import (
    HEADER,
    Imports,
    call,
    comment_lines,
    literal,
    module_source,
    some_tuple,
    tuple_of,
    tuple_of_texts,
)
from lowcode.codegen.reads import own_fields_read
from lowcode.ir.expressions import Call, Expression
from lowcode.ir.naming import named
from lowcode.ir.process import Flow, State, StateHook, Transition, TransitionKind
from lowcode.ir.walking import walk


def flow_source(project: Project, flow: Flow) -> str:
    """The module of one flow."""
    return _FlowModule(project, flow).source()


class _FlowModule:
    def __init__(self, project: Project, flow: Flow) -> None:
        self._project = project
        self._flow = flow
        self._entity = project.application.entity(flow.entity)
        self._imports = Imports(project.package)
        self._functions = ProcessFunctions(project, self._entity, self._imports)
        self._title = process_title("flow", flow.name)

    def source(self) -> str:
        flow = self._flow
        definition = call(
            self._word("FlowDefinition"),
            name=literal(flow.identifier),
            label=label_source(self._imports, flow.label),
            entity=literal(self._entity.identifier),
            field=literal(self._entity.field_by_name[flow.field].identifier),
            states=tuple_of([self._state(state) for state in flow.states]),
            transitions=tuple_of([self._transition(each) for each in flow.transitions]) if flow.transitions else "()",
            hooks=some_tuple([self._hook(hook) for hook in flow.hooks]),
            source=self._project.source_of(flow.span, self._title),
        )
        about = f"{flow.label.texts[0]} — {self._project.origins(flow.span, self._title)}. {HEADER}"
        about = f"{about}\n\n{flow.documentation}" if flow.documentation else about
        return module_source(about, self._imports, [*self._functions.sources, f"FLOW = {definition}"])

    def _word(self, name: str) -> str:
        return self._imports.name(DEFINITIONS, name)

    def _state(self, state: State) -> str:
        return comment_lines(state.documentation) + call(
            self._word("State"),
            name=literal(state.name),
            label=label_source(self._imports, state.label),
            color=literal(state.color) if state.color is not None else None,
            is_start="True" if state.is_start else None,
            is_end="True" if state.is_end else None,
        )

    def _transition(self, transition: Transition) -> str:
        name, functions = transition.name, self._functions
        is_manual = transition.kind is TransitionKind.MANUAL
        kind = None if is_manual else f"{self._word('TransitionKind')}.{transition.kind.name}"
        when = needs_when = when_column = None
        if transition.when is not None:
            when = functions.process_condition(f"when_{name}", transition.when, self._title)
        if transition.needs_when is not None:
            needs_when = functions.process_condition(f"needs_when_{name}", transition.needs_when, self._title)
        is_automatic = transition.kind is TransitionKind.AUTOMATIC and transition.when is not None
        is_clocked = is_automatic and reads_the_moment(transition.when)
        if is_clocked and transition.when is not None:
            when_column = functions.condition_column(f"column_{name}", transition.when, self._title)
        return comment_lines(transition.documentation) + call(
            self._word("Transition"),
            name=literal(name),
            sources=f"frozenset({{{', '.join(map(literal, transition.sources))}}})",
            target=literal(transition.target),
            label=label_source(self._imports, transition.label),
            kind=kind,
            by=declared_audiences(transition.by, self._imports, functions, self._title),
            when=when,
            why_not=label_source(self._imports, transition.why_not) if transition.why_not is not None else None,
            asks=self._fields(transition.asks),
            needs=self._approval(transition.needs),
            needs_when=needs_when,
            after=span_source(functions, transition.after) if transition.after is not None else None,
            watches=self._watched(transition.when) if is_automatic else None,
            is_clocked="True" if is_clocked else None,
            when_column=when_column,
            source=self._project.source_of(transition.span, part_title(self._title, name)),
        )

    def _fields(self, names: tuple[str, ...]) -> str | None:
        fields = self._entity.field_by_name
        return tuple_of_texts(fields[name].identifier for name in names) if names else None

    def _watched(self, condition: Expression | None) -> str | None:
        read = own_fields_read(condition) if condition is not None else frozenset()
        return self._fields(tuple(field.name for field in self._entity.fields if field.name in read))

    def _approval(self, name: str | None) -> str | None:
        if name is None:
            return None
        return literal(named(self._project.application.approvals, name).identifier)

    def _hook(self, hook: StateHook) -> str:
        about = f"{hook.event.value} `{hook.state}` — {self._project.origin(hook.span, self._title)}"
        blocks = actions_function(self._functions, hook.name, hook.actions, about)
        return call(
            self._word("StateHook"),
            name=literal(hook.name),
            event=literal(hook.event.value),
            state=literal(hook.state),
            actions=blocks.function,
            longer_than=span_source(self._functions, hook.longer_than) if hook.longer_than is not None else None,
            blocks=some_tuple(blocks.later),
            source=self._project.source_of(hook.span, part_title(self._title, hook.name)),
        )


def reads_the_moment(expression: Expression | None) -> bool:
    """Whether the answer changes with the clock alone."""
    if expression is None:
        return False
    return any(isinstance(each, Call) and each.function in ("now", "today") for each in walk(expression))
