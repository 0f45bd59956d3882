"""`<app>/access/<entity>.py`: the conditions of the grants as plain functions, then the grants."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.codegen.files import GeneratedFile
from lowcode.codegen.functions import Functions
from lowcode.codegen.origins import access_title
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import HEADER, Imports, call, docstring, literal, module_source, tuple_of
from lowcode.ir.application import Access, Entity, Grant, Verb
from lowcode.naming import shortened

DEFINITIONS = "lowcode.runtime.definitions"
_LONGEST_FUNCTION_NAME = 60


def access_files(project: Project) -> Iterator[GeneratedFile]:
    """A module per entity that anything is granted on."""
    folder = f"{project.package}/access"
    yield GeneratedFile(
        f"{folder}/__init__.py", docstring(f"Who may do what to which records, per entity. {HEADER}") + "\n"
    )
    for access in project.application.access:
        entity = project.application.entity(access.entity)
        yield GeneratedFile(f"{folder}/{entity.identifier}.py", _access_source(project, entity, access))


def _access_source(project: Project, entity: Entity, access: Access) -> str:
    imports = Imports(project.package)
    for name in ("Grant", "Verb"):
        imports.name(DEFINITIONS, name)
    functions = Functions(project, entity, imports)
    grants = tuple_of([_grant_source(project, functions, access, grant) for grant in access.grants])
    if not access.grants:
        grants = "()"
    about = f"Access to {entity.label.texts[0]} — {project.origin(access.span, access_title(access))}. {HEADER}"
    return module_source(about, imports, [*functions.sources, f"GRANTS: tuple[Grant, ...] = {grants}"])


def _grant_source(project: Project, functions: Functions, access: Access, grant: Grant) -> str:
    title = access_title(access)
    role = next((each.identifier for each in project.application.roles if each.name == grant.role), grant.role)
    verbs = ", ".join(f"Verb.{verb.name}" for verb in Verb if verb in grant.verbs)
    where = None
    if grant.where is not None:
        verb_names = [verb.value for verb in Verb if verb in grant.verbs]
        said = "all" if len(verb_names) == len(Verb) else "_".join(verb_names)
        name = shortened(f"{role}_{said}", _LONGEST_FUNCTION_NAME)
        where = functions.condition_column(name, grant.where, title)
    return call(
        "Grant",
        role=literal(grant.role),
        verbs=f"frozenset({{{verbs}}})",
        where=where,
        source=project.source_of(grant.span, title),
    )
