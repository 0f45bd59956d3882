"""What stands around the package: project file, readme, deployment, migrations' environment, the owner's folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lowcode.codegen.files import GeneratedFile, Ownership
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import HEADER, docstring, literal
from lowcode.codegen.text_templates import render_text


@dataclass(frozen=True, slots=True)
class ProjectContext:
    """What the templates of these files are filled with."""

    header: str
    """For the first line of files that have comments."""
    name: str
    """Of the distribution."""
    package: str
    """Safe everywhere: small ASCII letters, digits and `_`."""
    label: str
    description: str
    example: str
    """A Python literal: the identifier of an entity, for examples."""
    about: str
    """What the test says of itself."""


_GENERATED = (
    ("pyproject.toml", "pyproject.toml.jinja"),
    ("README.md", "README.md.jinja"),
    (".gitignore", "gitignore.jinja"),
    ("deploy/Dockerfile", "Dockerfile.jinja"),
    ("deploy/compose.yaml", "compose.yaml.jinja"),
    ("deploy/{package}.service", "service.jinja"),
    ("tests/test_application.py", "test_application.py.jinja"),
)
_CREATED = (
    ("custom/hooks.py", "hooks.py.jinja"),
    ("custom/README.md", "custom_readme.jinja"),
)


def project_files(project: Project) -> Iterator[GeneratedFile]:
    """All of them; those in `custom/` only if they are not there yet."""
    context = _context(project)
    for path, template in _GENERATED:
        yield GeneratedFile(path.format(package=project.package), render_text(template, context))
    yield GeneratedFile("migrations/env.py", _environment_source(project))
    for path, template in _CREATED:
        yield GeneratedFile(path, render_text(template, context), Ownership.CREATED)


def _context(project: Project) -> ProjectContext:
    application = project.application
    label = application.label.texts[0]
    entities = [entity.identifier for entity in application.entities if not entity.is_built_in and entity.owner is None]
    return ProjectContext(
        header=HEADER,
        name=project.package.replace("_", "-"),
        package=project.package,
        label=label,
        description=label,
        example=literal(entities[0] if entities else "user"),
        about=f"The app starts and its pages open. {HEADER}",
    )


def _environment_source(project: Project) -> str:
    return f"""{docstring(f"Where Alembic's commands learn of the database and the tables. {HEADER}")}

from {project.package}.application import APPLICATION
from lowcode.runtime.migrating import run_environment

run_environment(APPLICATION)
"""
