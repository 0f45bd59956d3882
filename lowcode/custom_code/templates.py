"""Templates in `custom/templates/`: the fields that they name, and whether they stand in for any page at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from jinja2 import Environment, TemplateSyntaxError, nodes

from lowcode.codegen.files import below
from lowcode.custom_code.places import line_span
from lowcode.custom_code.records import Records
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.custom import CustomFieldUnknown, CustomTemplateForNothing, CustomTemplateUnreadable
from lowcode.ir.application import Application, Entity
from lowcode.source import SourceFile, Span

_FOLDER = "custom/templates/"
_PAGES = frozenset({"list.html", "form.html", "record.html"})
_MACROS = frozenset({"field", "value", "related"})
"""What takes the name of a field; `related` that of a list, which is a field as well."""


def template_problems(application: Application, disk: Mapping[str, str]) -> Iterator[Problem]:
    """What is wrong with templates of the owner's."""
    records = Records(application)
    for path in below(disk, _FOLDER):
        if path.endswith(".html"):
            yield from _problems(records, SourceFile(path, disk[path]))


def _problems(records: Records, source: SourceFile) -> Iterator[Problem]:
    folder, _, page = source.path.removeprefix(_FOLDER).rpartition("/")
    try:
        tree = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).parse(source.text)
    except TemplateSyntaxError as error:
        yield CustomTemplateUnreadable(span=line_span(source, error.lineno), reason=error.message or "")
        return
    entity = records.entities.get(folder)
    if entity is None:
        if folder and page in _PAGES:
            yield _for_nothing(records, source, folder)
        return
    for call in tree.find_all(nodes.Call):
        name = _named(call)
        if name is not None and name not in records.fields(entity):
            yield _unknown(records, source, entity, name, call.lineno)


def _named(call: nodes.Call) -> str | None:
    """The name in `field("fax")`."""
    match call.node, call.args:
        case nodes.Name(name=macro), [nodes.Const(value=str() as name), *_] if macro in _MACROS:
            return name
        case _:
            return None


def _unknown(records: Records, source: SourceFile, entity: Entity, name: str, line: int) -> Problem:
    span = line_span(source, line)
    found = re.search(rf"[\"']({re.escape(name)})[\"']", source.text[span.start : span.end])
    if found is not None:
        span = Span(span.path, span.start + found.start(1), span.start + found.end(1))
    renamed = records.new_field(entity, name)
    known = records.fields(entity)
    return CustomFieldUnknown(span=span, name=name, entity=entity.identifier, renamed=renamed, known=known)


def _for_nothing(records: Records, source: SourceFile, folder: str) -> Problem:
    return CustomTemplateForNothing(
        span=Span(source.path, 0, 0),
        folder=folder,
        renamed=records.new_entity(folder),
        known=tuple(records.entities),
    )
