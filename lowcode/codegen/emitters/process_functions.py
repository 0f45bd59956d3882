"""The functions of a flow, approval or rule: conditions, texts and people of one module."""

from __future__ import annotations

from lowcode.codegen.expressions.names import Names
from lowcode.codegen.expressions.process import LetterTarget, ProcessTarget, compile_process
from lowcode.codegen.expressions.scope import Compiled, Import, Scope
from lowcode.codegen.functions import Functions
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import Imports, docstring
from lowcode.ir.application import Entity
from lowcode.ir.expressions import Expression, Variable, VariableKind
from lowcode.ir.types import BooleanType, ListType, RecordType
from lowcode.ir.walking import walk

_BOOLEAN = BooleanType()


class ProcessFunctions(Functions):
    """Like `Functions`, with queries allowed; for a rule about no record `this` is None."""

    def __init__(self, project: Project, entity: Entity | None, imports: Imports) -> None:
        super().__init__(project, entity or project.application.entity("User"), imports)
        self.project = project
        self.imports = imports
        self.subject = entity
        self._people: dict[str, str] = {}

    @property
    def scope(self) -> Scope:
        """Where the expressions stand."""
        return self._scope

    def this_annotation(self) -> str:
        """The class of `this`."""
        return self._this() if self.subject is not None else "None"

    def class_of(self, entity: str) -> str:
        """The model class of an entity."""
        return self._class(self.project.application.entity(entity))

    def process_condition(self, name: str, expression: Expression, origin: str) -> str:
        """`def when(this, context) -> bool | None`."""
        compiled = compile_process(expression, self._scope, _BOOLEAN)
        return self._define(name, f"this: {self.this_annotation()}", "bool | None", compiled, expression, origin)

    def rule_condition(self, name: str, expression: Expression, origin: str) -> str:
        """`def when(this, old, context) -> bool | None`."""
        self.imports.name("typing", "Any")
        compiled = compile_process(expression, self._scope, _BOOLEAN)
        parameters = f"this: {self.this_annotation()}, old: Any"
        returns = "Any" if _reads_old(expression) else "bool | None"
        return self._define(name, parameters, returns, compiled, expression, origin)

    def letter(self, name: str, expression: Expression, origin: str) -> str:
        """`def body(this, context) -> str | None`: the text of a message."""
        compiler = LetterTarget(self._scope)
        compiled = Compiled(str(compiler.text(expression)), frozenset(compiler.imports))
        return self._define(name, f"this: {self.this_annotation()}", "str | None", compiled, expression, origin)

    def process_value(self, name: str, expression: Expression, origin: str) -> str:
        """A function that answers people, or an address; one per path."""
        compiled = compile_process(expression, self._scope)
        known = self._people.get(compiled.source)
        if known is None:
            is_record = isinstance(expression.type, RecordType | ListType)
            returns = self.imports.name("typing", "Any") if is_record else "str | None"
            known = self._define(name, f"this: {self.this_annotation()}", returns, compiled, expression, origin)
            self._people[compiled.source] = known
        return known

    def block(self, name: str, parameters: str, returns: str, about: str, lines: list[str]) -> str:
        """A function of several statements."""
        name = self._unique(name)
        body = "\n".join(f"    {line}" if line else "" for line in lines)
        self.sources.append(f"def {name}({parameters}) -> {returns}:\n    {docstring(about)}\n{body}")
        return name

    def value_source(self, expression: Expression, names: Names) -> str:
        """The expression inside the function of a block, its imports noted."""
        return self._noted(compile_process(expression, self._scope, None, names))

    def letter_source(self, expression: Expression, names: Names) -> str:
        """The expression as the text of a letter."""
        compiler = LetterTarget(self._scope, names)
        source = compiler.text(expression)
        return self._noted(Compiled(str(source), frozenset(compiler.imports)))

    def text_source(self, expression: Expression, names: Names) -> str:
        """The expression as a text."""
        compiler = ProcessTarget(self._scope, names)
        source = compiler.text(expression)
        return self._noted(Compiled(str(source), frozenset(compiler.imports)))

    def condition_source(self, expression: Expression, names: Names) -> str:
        """The expression as a `bool`."""
        compiler = ProcessTarget(self._scope, names)
        source = compiler.boolean(expression)
        return self._noted(Compiled(str(source), frozenset(compiler.imports)))

    def _define(
        self, name: str, parameters: str, returns: str, compiled: Compiled, expression: Expression, origin: str
    ) -> str:
        return self._add(name, parameters, returns, compiled, self._said(expression, origin))

    def _noted(self, compiled: Compiled) -> str:
        for needed in compiled.imports:
            self.note(needed)
        return compiled.source

    def note(self, needed: Import) -> None:
        """One import that a compiled expression needs."""
        if needed.name:
            self.imports.name(needed.module, needed.name)
        else:
            self.imports.module(f"import {needed.module}")


def _reads_old(expression: Expression) -> bool:
    """Whether a value of the record before the change, whose type Python does not know, may decide."""
    return any(isinstance(each, Variable) and each.kind is VariableKind.OLD for each in walk(expression))
