"""Rules as plain typed functions: names them, compiles their bodies, notes what they import."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lowcode.codegen.annotations import annotation, import_annotation
from lowcode.codegen.expressions.python import compile_python
from lowcode.codegen.expressions.scope import Compiled, Scope
from lowcode.codegen.expressions.sql import compile_condition, compile_sql
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import Imports, docstring
from lowcode.ir.application import Entity
from lowcode.ir.expressions import Expression
from lowcode.ir.types import BooleanType, ListType, ValueType

CONTEXT_MODULE = "lowcode.runtime.context"
_BOOLEAN = BooleanType()
_THIS = "this."
_LONG_TEXT = '"""'


def as_element(compiled: Compiled) -> Compiled:
    """A column alone is an attribute of its class, which type checkers tell from a column expression."""
    is_column = compiled.source.startswith(_THIS) and compiled.source.removeprefix(_THIS).isidentifier()
    return replace(compiled, source=f"{compiled.source}.expression") if is_column else compiled


@dataclass(frozen=True, slots=True)
class Written:
    """What a module has so far. Several `Functions` share it where its rules are about several entities."""

    sources: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def unique(self, name: str) -> str:
        """The name, with a number where the module has it already."""
        number = 2
        unique = name
        while unique in self.taken:
            unique = f"{name}_{number}"
            number += 1
        self.taken.add(unique)
        return unique


class Functions:
    """The functions of one generated module, in the order they were asked for.

    `origin` is the title of the declaration that a rule stands in (see `lowcode.codegen.origins`).
    """

    def __init__(self, project: Project, entity: Entity, imports: Imports, written: Written | None = None) -> None:
        """`entity` is what `this` stands for."""
        module = written or Written()
        self.sources = module.sources
        self._unique = module.unique
        self._project = project
        self._entity = entity
        self._imports = imports
        self._scope = Scope(application=project.application, package=project.package, entity=entity.name)

    def record(self, name: str, expression: Expression, target: ValueType, origin: str) -> str:
        """A function of a loaded record."""
        compiled = compile_python(expression, self._scope, target)
        is_user = compiled.source == "context.me"  # of a class that the runtime does not know
        returns = self._imports.name("typing", "Any") if is_user else self._annotation(target)
        return self._add(name, f"this: {self._this()}", returns, compiled, self._said(expression, origin))

    def record_condition(self, name: str, expression: Expression, origin: str) -> str:
        """A function of a loaded record that answers yes, no or nothing."""
        return self.record(name, expression, _BOOLEAN, origin)

    def column(self, name: str, expression: Expression, target: ValueType, origin: str) -> str:
        """A column expression on the class or an alias of it."""
        compiled = as_element(compile_sql(expression, self._scope, target))
        return self._add(
            name,
            f"this: type[{self._this()}]",
            self._column_annotation("Any"),
            compiled,
            self._said(expression, origin),
        )

    def condition_column(self, name: str, expression: Expression, origin: str) -> str:
        """A condition for a query; an empty answer counts as no."""
        compiled = compile_condition(expression, self._scope)
        return self._add(
            name,
            f"this: type[{self._this()}]",
            self._column_annotation("bool"),
            compiled,
            self._said(expression, origin),
        )

    def options_column(self, name: str, expression: Expression, target: Entity, origin: str) -> str:
        """The condition on the records of `target` that may be chosen for the record as it stands in the form."""
        compiled = compile_condition(expression, self._scope, of_option=True)
        parameters = f"option: type[{self._class(target)}], this: {self._this()}"
        return self._add(name, parameters, self._column_annotation("bool"), compiled, self._said(expression, origin))

    def options_record(self, name: str, expression: Expression, origin: str) -> str:
        """Whether one option of a choice may be chosen."""
        compiled = compile_python(expression, self._scope, _BOOLEAN)
        return self._add(
            name, f"option: str, this: {self._this()}", "bool | None", compiled, self._said(expression, origin)
        )

    def plain(self, name: str, parameters: str, returns: str, text: str, body: str) -> str:
        """A function that is no rule of the spec; its imports are the caller's business."""
        name = self._unique(name)
        self.sources.append(f"def {name}({parameters}) -> {returns}:\n    {docstring(text)}\n    return {body}")
        return name

    def column_element(self, of: str) -> str:
        """The annotation of a column expression."""
        return self._column_annotation(of)

    def _add(self, name: str, parameters: str, returns: str, compiled: Compiled, text: str) -> str:
        for needed in compiled.imports:
            if needed.name:
                self._imports.name(needed.module, needed.name)
            else:
                self._imports.module(f"import {needed.module}")
        context = self._imports.name(CONTEXT_MODULE, "Context")
        return self.plain(name, f"{parameters}, context: {context}", returns, text, compiled.source)

    def _said(self, expression: Expression, origin: str) -> str:
        """The docstring: what the spec says, and where; a text of many lines speaks for itself."""
        where = self._project.origin(expression.span, origin)
        excerpt = self._project.excerpt(expression.span)
        return f"`{excerpt}` — {where}" if excerpt and not excerpt.startswith(_LONG_TEXT) else where

    def _this(self) -> str:
        return self._class(self._entity)

    def _class(self, entity: Entity) -> str:
        return self._imports.name(self._project.model_module(entity), entity.class_name)

    def _column_annotation(self, of: str) -> str:
        if of == "Any":
            self._imports.name("typing", "Any")
        return f"{self._imports.name('sqlalchemy', 'ColumnElement')}[{of}]"

    def _annotation(self, target: ValueType) -> str:
        plain = annotation(self._project.application, target)
        if plain is None or isinstance(target, ListType):
            return self._imports.name("typing", "Any")
        import_annotation(self._project, self._imports, target)
        return f"{plain} | None"
