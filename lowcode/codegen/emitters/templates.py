"""`<app>/templates/<entity>/`: the pages of an entity, thin, on the templates of the runtime."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.codegen.files import GeneratedFile
from lowcode.codegen.origins import entity_title
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import HEADER, comment
from lowcode.ir.application import Entity, Section


def template_files(project: Project) -> Iterator[GeneratedFile]:
    """List, form and record page of every entity that has pages."""
    for entity in project.application.entities:
        if entity.owner is None:
            folder = f"{project.package}/templates/{entity.identifier}"
            head = _head(project, entity)
            yield GeneratedFile(f"{folder}/list.html", f'{head}{{% extends "list.html" %}}\n')
            yield GeneratedFile(
                f"{folder}/form.html", f'{head}{{% extends "form.html" %}}\n{_fields(project, entity, "field")}'
            )
            yield GeneratedFile(f"{folder}/record.html", head + _record(project, entity))


def template_comment(text: str) -> str:
    """`text` inside a Jinja comment, which nothing but its own end can leave."""
    return "{# " + comment(text).replace("#}", "# }") + " -#}\n"


def _head(project: Project, entity: Entity) -> str:
    return template_comment(f"{entity.label.texts[0]} — {project.origins(entity.span, entity_title(entity))}. {HEADER}")


def _fields(project: Project, entity: Entity, macro: str) -> str:
    sections = project.application.view(entity.name).form
    if not sections:
        return ""
    lines = [line for number, section in enumerate(sections) for line in _section(entity, number, section, macro)]
    return "\n".join(["{% block fields %}", *lines, "{% endblock %}"]) + "\n"


def _section(entity: Entity, number: int, section: Section, macro: str) -> Iterator[str]:
    yield f"{{% call section({number}) %}}"
    for name in section.fields:
        yield f'{{{{ {macro}("{_identifier(entity, name)}") }}}}'
    yield "{% endcall %}"


def _record(project: Project, entity: Entity) -> str:
    related = [
        f'{{{{ related("{_identifier(entity, name)}") }}}}' for name in project.application.view(entity.name).page
    ]
    text = '{% extends "record.html" %}\n' + _fields(project, entity, "value")
    if related:
        text += "\n".join(["{% block related %}", *related, "{% endblock %}"]) + "\n"
    return text


def _identifier(entity: Entity, name: str) -> str:
    field = entity.field_by_name.get(name)
    return field.identifier if field is not None else name
