"""`<app>/static/entities/<entity>.js`: the rules of an entity for the browser."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.codegen.expressions.javascript import compile_javascript, js_literal
from lowcode.codegen.expressions.scope import Scope
from lowcode.codegen.files import GeneratedFile
from lowcode.codegen.origins import entity_title, field_title
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import HEADER, comment
from lowcode.ir.application import Condition, Entity, Field
from lowcode.ir.expressions import Expression
from lowcode.ir.types import BooleanType, ValueType

_BOOLEAN = BooleanType()


def script_files(project: Project) -> Iterator[GeneratedFile]:
    """A script per entity, sub-tables included: their rows are edited in the form of the owner."""
    for entity in project.application.entities:
        text = _script(project, entity)
        yield GeneratedFile(f"{project.package}/static/entities/{entity.identifier}.js", text)


def _script(project: Project, entity: Entity) -> str:
    """A call of `lowcode.define`: the rules by name, and what those read that the form may not carry."""
    scope = Scope(application=project.application, package=project.package, entity=entity.name)
    rules = []
    needs = []
    for name, expression, target, title in _rules(entity):
        compiled = compile_javascript(expression, scope, target)
        if compiled.on_server:
            continue
        origin = comment(project.origin(expression.span, title))
        rules.append(f"  // {origin}\n  {js_literal(name)}: (record, context) => {compiled.source},\n")
        read = [*sorted(compiled.needs), *(("user", *path) for path in sorted(compiled.needs_user))]
        if read:
            paths = ", ".join(js_literal(".".join(path)) for path in read)
            needs.append(f"  {js_literal(name)}: [{paths}],\n")
    about = f"{entity.label.texts[0]} — {project.origins(entity.span, entity_title(entity))}. {HEADER}"
    head = f"// {comment(about)}\n"
    beyond = f", {{\n{''.join(needs)}}}" if needs else ""
    body = f"(values) => ({{\n{''.join(rules)}}})" if rules else "() => ({})"
    return f'{head}"use strict";\n\nlowcode.define({js_literal(entity.identifier)}, {body}{beyond});\n'


def _rules(entity: Entity) -> Iterator[tuple[str, Expression, ValueType, str]]:
    """The name, expression, wanted type and origin of everything that the form can tell while it is filled in."""
    for field in entity.fields:
        for name, expression, target in _field_rules(field):
            yield name, expression, target, field_title(entity, field)
    for check in entity.checks:
        yield f"check.{check.name}", check.expression, _BOOLEAN, entity_title(entity)


def _field_rules(field: Field) -> Iterator[tuple[str, Expression, ValueType]]:
    values = (
        ("default", field.default),
        ("minimum", field.minimum),
        ("maximum", field.maximum),
        ("compute", field.computed.expression if field.computed is not None else None),
    )
    for modifier, expression in values:
        if expression is not None:
            yield f"{modifier}.{field.identifier}", expression, field.value_type
    conditions: tuple[tuple[str, Condition | None], ...] = (
        ("required", field.required),
        ("visible", field.visible),
        ("readonly", field.readonly),
    )
    for modifier, condition in conditions:
        if condition is not None and condition.when is not None:
            yield f"{modifier}.{field.identifier}", condition.when, _BOOLEAN
