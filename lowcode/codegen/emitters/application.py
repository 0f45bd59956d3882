"""`<app>/application.py` and its neighbours: what the app is, its choices, its commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lowcode.codegen.emitters.access import DEFINITIONS
from lowcode.codegen.emitters.analysis import has_analysis
from lowcode.codegen.emitters.former_names import moved_fields, moved_pages, retired_fields
from lowcode.codegen.emitters.processes import has_processes
from lowcode.codegen.files import GeneratedFile
from lowcode.codegen.labels import label_source
from lowcode.codegen.origins import application_title
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import (
    HEADER,
    Imports,
    call,
    comment_lines,
    docstring,
    literal,
    module_source,
    some_tuple,
    tuple_of,
    tuple_of_texts,
)
from lowcode.ir.application import Choice, MenuEntry, MenuGroup, Option, PageKind, Role
from lowcode.ir.former import FormerName
from lowcode.ir.naming import named
from lowcode.ir.reports import Dashboard, Report


def application_files(
    project: Project, former: Sequence[FormerName] = (), revision: str | None = None
) -> Iterator[GeneratedFile]:
    """The package itself, the application, its choices; `former`: what things were called before."""
    package = project.package
    yield GeneratedFile(f"{package}/__init__.py", _about(project) + "\n")
    yield GeneratedFile(f"{package}/__main__.py", _main_source(project))
    yield GeneratedFile(f"{package}/application.py", _application_source(project, former))
    yield GeneratedFile(f"{package}/revision.py", _revision_source(revision))
    yield GeneratedFile(f"{package}/choices.py", _choices_source(project))


def _about(project: Project) -> str:
    application = project.application
    head = (
        f"{application.label.texts[0]} — {project.origins(application.span, application_title(application))}. {HEADER}"
    )
    return docstring(f"{head}\n\n{application.documentation}" if application.documentation else head)


def _main_source(project: Project) -> str:
    imports = Imports(project.package)
    imports.name(f"{project.package}.application", "APPLICATION")
    imports.name("lowcode.runtime.command_line", "main")
    about = f"The app's commands: `python -m {project.package} --help`. {HEADER}"
    return module_source(about, imports, ['if __name__ == "__main__":\n    main(APPLICATION)'])


def _application_source(project: Project, former: Sequence[FormerName]) -> str:
    application, package = project.application, project.package
    imports = Imports(package)
    for entity in application.entities:
        imports.name(f"{package}.entities", entity.identifier)
    for name in ("DATA", "SAMPLES", "SAMPLE_COUNTS"):
        imports.name(f"{package}.seeds", name)
    definition = call(
        imports.name(DEFINITIONS, "ApplicationDefinition"),
        name=literal(application.identifier),
        label=label_source(imports, application.label),
        package=literal(package),
        locales=tuple_of_texts(application.locales),
        timezone=literal(application.timezone),
        currency=literal(application.currency),
        color=literal(application.color),
        home=some_tuple([_menu_entry(project, imports, entry) for entry in application.home]),
        logo=literal(application.logo) if application.logo else None,
        entities=tuple_of(f"{entity.identifier}.DEFINITION" for entity in application.entities),
        choices=imports.name(f"{package}.choices", "CHOICES"),
        roles=tuple_of([_role(imports, role) for role in application.roles]),
        menu=tuple_of([_menu_group(project, imports, group) for group in application.menu]),
        data="DATA",
        samples="SAMPLES",
        sample_counts="SAMPLE_COUNTS",
        processes=imports.name(f"{package}.processes", "PROCESSES") if has_processes(project) else None,
        analysis=imports.name(f"{package}.analysis", "ANALYSIS") if has_analysis(project) else None,
        moved_pages=some_tuple(list(moved_pages(project, imports, former))),
        moved_fields=some_tuple(list(moved_fields(project, imports, former))),
        retired_fields=some_tuple(list(retired_fields(project, imports, former))),
        revision=imports.name(f"{package}.revision", "REVISION"),
    )
    return f"{_about(project)}\n\n{imports.source()}\nAPPLICATION = {definition}\n"


def _revision_source(revision: str | None) -> str:
    """A file of its own: the application's declaration stays as it is when a field is added."""
    about = docstring(f"The migration that the database has come to when it fits this code. {HEADER}")
    return f"{about}\n\nfrom __future__ import annotations\n\nREVISION: str | None = {literal(revision)}\n"


def _role(imports: Imports, role: Role) -> str:
    """A role is known by its name in the spec: that is what the users' roles hold."""
    includes = ", ".join(literal(name) for name in role.includes)
    return comment_lines(role.documentation) + call(
        imports.name(DEFINITIONS, "RoleDefinition"),
        name=literal(role.name),
        label=label_source(imports, role.label),
        includes=f"frozenset({{{includes}}})",
    )


def _menu_group(project: Project, imports: Imports, group: MenuGroup) -> str:
    return call(
        imports.name(DEFINITIONS, "MenuGroup"),
        label=label_source(imports, group.label) if group.label is not None else "None",
        entries=tuple_of([_menu_entry(project, imports, entry) for entry in group.entries]),
        icon=literal(group.icon) if group.icon is not None else None,
    )


def _menu_entry(project: Project, imports: Imports, entry: MenuEntry) -> str:
    application = project.application
    entity_entry = imports.name(DEFINITIONS, "MenuEntry")
    if entry.kind is PageKind.ENTITY:
        return call(entity_entry, literal(application.entity(entry.name).identifier))
    pages: tuple[Dashboard | Report, ...] = (*application.dashboards, *application.reports)
    kind = f"{imports.name(DEFINITIONS, 'PageKind')}.{entry.kind.name}"
    return call(entity_entry, literal(named(pages, entry.name).identifier), kind)


def _choices_source(project: Project) -> str:
    imports = Imports(project.package)
    imports.name(DEFINITIONS, "Choice")
    choices = tuple_of([_choice(imports, choice) for choice in project.application.choices])
    about = docstring(f"The choices of the app and their options. {HEADER}")
    return f"{about}\n\n{imports.source()}\nCHOICES: tuple[Choice, ...] = {choices}\n"


def _choice(imports: Imports, choice: Choice) -> str:
    return comment_lines(choice.documentation) + call(
        "Choice",
        identifier=literal(choice.identifier),
        label=label_source(imports, choice.label),
        options=tuple_of([_option(imports, option) for option in choice.options]),
    )


def _option(imports: Imports, option: Option) -> str:
    return call(
        imports.name(DEFINITIONS, "Option"),
        name=literal(option.name),
        label=label_source(imports, option.label),
        color=literal(option.color) if option.color is not None else None,
        options=some_tuple([_option(imports, child) for child in option.options]),
    )
