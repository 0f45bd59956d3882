"""What stands around the package: project file, readme, deployment, migrations' environment, the owner's folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lowcode import __version__
from lowcode.codegen.files import GeneratedFile, Ownership
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import HEADER, Imports, literal, module_source
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
    requirement: str
    """The runtime that the code was made for: any bugfix of it, no later one."""
    example: str
    """A Python literal: the identifier of an entity, for examples."""
    contents: str
    """What the package holds."""


_GENERATED = (
    ("pyproject.toml", "pyproject.toml.jinja"),
    (".gitignore", "gitignore.jinja"),
    ("deploy/Dockerfile", "Dockerfile.jinja"),
    ("deploy/compose.yaml", "compose.yaml.jinja"),
    ("deploy/{package}.service", "service.jinja"),
)
_CREATED = (("custom/hooks.py", "hooks.py.jinja"),)
_FOR_READERS = {"README.md": "README.md.jinja", "custom/README.md": "custom_readme.jinja"}
_FOR_CHINESE_READERS = {"README.md": "README_zh.md.jinja", "custom/README.md": "custom_readme_zh.jinja"}


def project_files(project: Project) -> Iterator[GeneratedFile]:
    """All of them; those in `custom/` only if they are not there yet."""
    context = _context(project)
    readme, custom_readme = (_FOR_CHINESE_READERS if _is_chinese(project) else _FOR_READERS).items()
    for path, template in (*_GENERATED, readme):
        yield GeneratedFile(path.format(package=project.package), render_text(template, context))
    yield GeneratedFile("migrations/env.py", _environment_source(project))
    yield GeneratedFile("tests/test_application.py", _test_source(project))
    for path, template in (*_CREATED, custom_readme):
        yield GeneratedFile(path, render_text(template, context), Ownership.CREATED)


def _is_chinese(project: Project) -> bool:
    """Whether those who run the app read Chinese: its first language."""
    return project.application.locales[0].startswith("zh")


def _context(project: Project) -> ProjectContext:
    application = project.application
    label = application.label.texts[0]
    entities = [entity.identifier for entity in application.entities if not entity.is_built_in and entity.owner is None]
    return ProjectContext(
        header=HEADER,
        name=_distribution(project.package),
        package=project.package,
        label=label,
        description=label,
        requirement=f"lowcode~={__version__}",
        example=literal(entities[0] if entities else "user"),
        contents=_contents(project),
    )


def _contents(project: Project) -> str:
    has_reports = bool(project.application.reports)
    if _is_chinese(project):
        return "模型、规则、权限、页面" + ("、报表（`reports/`）、看板（`dashboards/`）" if has_reports else "")
    return "models, rules, access, pages of the entities" + (
        ", reports (`reports/`), dashboards (`dashboards/`)" if has_reports else ""
    )


def _distribution(package: str) -> str:
    """What installers call the project: `-` may not end it, and `class` or `lowcode` would be somebody else's."""
    name = package.replace("_", "-")
    return f"{name}app" if name.endswith("-") else name


def _environment_source(project: Project) -> str:
    imports = Imports(project.package)
    imports.name(f"{project.package}.application", "APPLICATION")
    imports.name("lowcode.runtime.migrating.environment", "run_environment")
    about = f"Where Alembic's commands learn of the database and the tables. {HEADER}"
    return module_source(about, imports, ["run_environment(APPLICATION)"])


def _test_source(project: Project) -> str:
    imports = Imports(project.package)
    imports.name("pathlib", "Path")
    imports.name(f"{project.package}.application", "APPLICATION")
    imports.name("lowcode.runtime.testing", "open_every_page")
    about = f"The app starts on an empty database and its pages open. {HEADER}"
    test = """def test_everybody_sees_the_pages_he_may_see(tmp_path: Path) -> None:
    \"\"\"In each role, lists and forms open; without the right to them they do not.\"\"\"
    open_every_page(APPLICATION, tmp_path)"""
    return module_source(about, imports, [test])
