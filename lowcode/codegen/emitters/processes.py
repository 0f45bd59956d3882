"""Everything that happens step by step or by itself: one module per flow, approval and rule, and their index."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.codegen.emitters.approvals import approval_source
from lowcode.codegen.emitters.audiences import DEFINITIONS
from lowcode.codegen.emitters.constants import constants_of_modules
from lowcode.codegen.emitters.flows import flow_source
from lowcode.codegen.emitters.messages import connections_source, messages_source
from lowcode.codegen.emitters.rules import rule_source
from lowcode.codegen.files import GeneratedFile
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import HEADER, Imports, call, docstring, module_source


def has_processes(project: Project) -> bool:
    """Whether anything happens in the app besides people filling in forms."""
    application = project.application
    return any(
        (
            application.flows,
            application.approvals,
            application.rules,
            application.messages,
            application.connections,
            application.functions,
        )
    )


def process_files(project: Project) -> Iterator[GeneratedFile]:
    """Nothing for an app without processes."""
    if not has_processes(project):
        return
    application, package = project.application, project.package
    for flow in application.flows:
        yield GeneratedFile(f"{package}/flows/{flow.identifier}.py", flow_source(project, flow))
    for approval in application.approvals:
        yield GeneratedFile(f"{package}/approvals/{approval.identifier}.py", approval_source(project, approval))
    for rule in application.rules:
        yield GeneratedFile(f"{package}/rules/{rule.identifier}.py", rule_source(project, rule))
    abouts = {
        "flows": ("The states of the app's records and the ways between them.", application.flows),
        "approvals": ("Who must sign what.", application.approvals),
        "rules": ("What the app does by itself.", application.rules),
    }
    for folder, (about, found) in abouts.items():
        if found:
            yield GeneratedFile(f"{package}/{folder}/__init__.py", docstring(f"{about} {HEADER}") + "\n")
    if application.messages:
        yield GeneratedFile(f"{package}/messages.py", messages_source(project))
    if application.connections:
        yield GeneratedFile(f"{package}/connections.py", connections_source(project))
    yield GeneratedFile(f"{package}/processes.py", _index_source(project))


def _index_source(project: Project) -> str:
    application, package = project.application, project.package
    imports = Imports(package)
    definition = call(
        imports.name(DEFINITIONS, "Processes"),
        flows=constants_of_modules(imports, f"{package}.flows", application.flows, "flow", "FLOW"),
        approvals=constants_of_modules(imports, f"{package}.approvals", application.approvals, "approval", "APPROVAL"),
        rules=constants_of_modules(imports, f"{package}.rules", application.rules, "rule", "RULE"),
        messages=imports.name(f"{package}.messages", "MESSAGES") if application.messages else None,
        connections=imports.name(f"{package}.connections", "CONNECTIONS") if application.connections else None,
        functions=imports.name(f"{package}.functions", "FUNCTIONS") if application.functions else None,
    )
    about = f"Flows, approvals, rules, messages and connections of the app. {HEADER}"
    return module_source(about, imports, [f"PROCESSES = {definition}"])
