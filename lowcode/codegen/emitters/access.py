"""`<app>/access/<entity>.py`: the conditions of the grants as plain functions, then the grants."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.codegen.files import GeneratedFile
from lowcode.codegen.functions import Functions
from lowcode.codegen.origins import access_title, grant_title
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import HEADER, Imports, call, docstring, literal, module_source, tuple_of
from lowcode.ir.access import Access, FieldAccess, FieldGrant, Grant, Verb
from lowcode.ir.application import Entity, Field
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
    sources = [f"GRANTS: tuple[Grant, ...] = {grants}"]
    if access.fields:
        for name in ("FieldGrant", "FieldRight"):
            imports.name(DEFINITIONS, name)
        blocks = [_block_source(project, functions, access, block) for block in access.fields]
        sources.append(f"FIELD_GRANTS: dict[str, tuple[FieldGrant, ...]] = {{{', '.join(blocks)}}}")
    about = f"Access to {entity.label.texts[0]} — {project.origins(access.span, access_title(access))}. {HEADER}"
    return module_source(about, imports, [*functions.sources, *sources])


def _grant_source(project: Project, functions: Functions, access: Access, grant: Grant) -> str:
    title = grant_title(access, grant)
    role = _role_identifier(project, grant.role)
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


def _block_source(project: Project, functions: Functions, access: Access, block: FieldAccess) -> str:
    """`"revenue": (FieldGrant(…), …)`."""
    field = project.application.entity(access.entity).field_by_name[block.field]
    grants = [_field_grant_source(project, functions, access, field, grant) for grant in block.grants]
    return f"{literal(field.identifier)}: {tuple_of(grants) if grants else '()'}"


def _field_grant_source(project: Project, functions: Functions, access: Access, field: Field, grant: FieldGrant) -> str:
    """A condition in both forms: queries ask about rows, forms about the record that is filled in."""
    title = access_title(access)
    where = record = None
    if grant.where is not None:
        words = f"{_role_identifier(project, grant.role)}_{grant.right.value}_{field.identifier}"
        name = shortened(words, _LONGEST_FUNCTION_NAME)
        where = functions.condition_column(name, grant.where, title)
        record = functions.record_condition(f"{name}_of_record", grant.where, title)
    return call(
        "FieldGrant",
        role=literal(grant.role),
        right=f"FieldRight.{grant.right.name}",
        where=where,
        record=record,
        source=project.source_of(grant.span, title),
    )


def _role_identifier(project: Project, name: str) -> str:
    return next((each.identifier for each in project.application.roles if each.name == name), name)
