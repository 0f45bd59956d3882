"""Where generated code comes from: a file of the specification and a declaration in it, never a line.

A line number would change in every declaration behind an inserted line, and with it files that say nothing new. The
lines are kept once, in the manifest: `table` is what it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lowcode.ir.access import Access, Grant
from lowcode.ir.application import Application, Entity, Field
from lowcode.ir.layers import Layering
from lowcode.ir.reports import Dashboard, Report
from lowcode.source import SourceFile, Span


def application_title(application: Application) -> str:
    """What origins call the app."""
    return f"app {application.name}"


def entity_title(entity: Entity) -> str:
    """What origins call an entity; a sub-table goes by the field that it is."""
    return entity.name if entity.owner is not None else f"entity {entity.name}"


def field_title(entity: Entity, field: Field) -> str:
    """What origins call a field, whether it stands in its entity or in an extension of it."""
    return f"{entity.name}.{field.name}"


def access_title(access: Access) -> str:
    """What origins call a block of grants."""
    return f"access {access.entity}"


def process_title(kind: str, name: str) -> str:
    """What origins call a flow, an approval, a rule, a message, a connection."""
    return f"{kind} {name}"


def part_title(owner: str, name: str) -> str:
    """What origins call a transition, a hook, a step: `flow Pipeline.contact_to_analysis`."""
    return f"{owner}.{name}"


def grant_title(access: Access, grant: Grant) -> str:
    """What origins call a line of `access`: `access Customer sales`."""
    return f"{access_title(access)} {grant.role}"


def report_title(report: Report) -> str:
    """What origins call a report."""
    return f"report {report.name}"


def dashboard_title(dashboard: Dashboard) -> str:
    """What origins call a dashboard."""
    return f"dashboard {dashboard.name}"


def shown(span: Span, title: str) -> str:
    """One origin: `sales.lc: entity Contract`."""
    return f"{span.path}: {title}"


def changed_in(layering: Layering, span: Span, title: str) -> tuple[str, ...]:
    """The files of upper layers that have changed what stands at `span`, or a part of it, in the order of layers."""
    if not layering.changes:
        return ()
    word, _, name = title.rpartition(" ")
    kind = word or "field"
    found = (*layering.changes_of(kind, "" if kind == "app" else name), *layering.changes_within(kind, name))
    paths = {each.span.path for each in found} - {span.path}
    return tuple(dict.fromkeys(each.span.path for each in layering.changes if each.span.path in paths))


def table(application: Application, sources: Mapping[str, SourceFile]) -> dict[str, int]:
    """The line of every origin that generated code can name; of several blocks with one title in a file the first."""
    lines: dict[str, int] = {}
    for span, title in _declarations(application):
        source = sources.get(span.path)
        if source is not None:
            origin = shown(span, title)
            line = source.line_and_column(span.start)[0]
            lines[origin] = min(line, lines.get(origin, line))
    return lines | dict(_changes(application, sources))


def _changes(application: Application, sources: Mapping[str, SourceFile]) -> Iterator[tuple[str, int]]:
    """The line of every change that a layer has made of one below."""
    for change in application.layering.changes:
        source = sources.get(change.span.path)
        if source is not None:
            title = " ".join(part for part in (change.kind, change.name, change.what) if part)
            yield shown(change.span, f"changes {title}"), source.line_and_column(change.span.start)[0]


def _declarations(application: Application) -> Iterator[tuple[Span, str]]:
    yield application.span, application_title(application)
    for entity in application.entities:
        yield entity.span, entity_title(entity)
        for field in entity.fields:
            yield field.span, field_title(entity, field)
    for access in application.access:
        yield access.span, access_title(access)
        yield from ((grant.span, grant_title(access, grant)) for grant in access.grants)
    yield from _processes(application)
    for report in application.reports:
        yield report.span, report_title(report)
    for dashboard in application.dashboards:
        yield dashboard.span, dashboard_title(dashboard)


def _processes(application: Application) -> Iterator[tuple[Span, str]]:
    for flow in application.flows:
        title = process_title("flow", flow.name)
        yield flow.span, title
        yield from ((each.span, part_title(title, each.name)) for each in flow.transitions)
        yield from ((each.span, part_title(title, each.name)) for each in flow.hooks)
    for approval in application.approvals:
        title = process_title("approval", approval.name)
        yield approval.span, title
        yield from ((each.span, part_title(title, each.name)) for each in approval.steps)
        yield from ((each.span, part_title(title, each.name)) for each in approval.hooks)
    for rule in application.rules:
        yield rule.span, process_title("rule", rule.name)
    for message in application.messages:
        yield message.span, process_title("message", message.name)
    for connection in application.connections:
        yield connection.span, process_title("connection", connection.name)
    for function in application.functions:
        yield function.span, process_title("function", function.name)
    for scenario in application.scenarios:
        yield scenario.span, process_title("scenario", scenario.title)
