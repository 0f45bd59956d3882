"""The whole way from the model to the files of its project, on one screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lowcode.codegen.emitters.access import access_files
from lowcode.codegen.emitters.analysis import analysis_files
from lowcode.codegen.emitters.application import application_files
from lowcode.codegen.emitters.entities import entity_files
from lowcode.codegen.emitters.handwritten import function_files
from lowcode.codegen.emitters.models import model_files
from lowcode.codegen.emitters.openapi import openapi_files
from lowcode.codegen.emitters.processes import process_files
from lowcode.codegen.emitters.project_files import project_files
from lowcode.codegen.emitters.scenarios import scenario_files
from lowcode.codegen.emitters.scripts import script_files
from lowcode.codegen.emitters.seeds import seed_files
from lowcode.codegen.emitters.templates import template_files
from lowcode.codegen.files import GeneratedFile, inside_project
from lowcode.codegen.migrations.planner import MigrationPlan, plan_migration
from lowcode.codegen.project import Project
from lowcode.diagnostics.problem import Problem
from lowcode.ir.application import Application
from lowcode.source import SourceFile


@dataclass(frozen=True, slots=True)
class PreviousState:
    """What the last build left behind and this one goes on from."""

    schema: str | None = None
    """The text of `.lowcode/schema.json`."""
    is_online: bool = False
    """Whether a change of the database is to run while the app is in use (`lowcode build --zero-downtime`)."""


@dataclass(frozen=True, slots=True)
class Generation:
    """The files, sorted by path, Python not yet formatted. With problems there are none."""

    files: tuple[GeneratedFile, ...]
    problems: tuple[Problem, ...]
    migration: MigrationPlan | None = None
    """What it means for databases, step by step."""


def generate(
    application: Application, sources: Mapping[str, SourceFile], previous: PreviousState | None = None
) -> Generation:
    """Everything that `application` becomes. `sources` by path tell the lines that the code names as its origin."""
    project = Project(application, sources)
    previous = previous or PreviousState()
    migration = plan_migration(project, previous.schema, is_online=previous.is_online)
    if migration.problems:
        return Generation((), migration.problems)
    files = (
        *application_files(project, migration.names, migration.revision),
        *model_files(project),
        *entity_files(project),
        *access_files(project),
        *process_files(project),
        *function_files(project),
        *analysis_files(project),
        *scenario_files(project),
        *seed_files(project),
        *template_files(project),
        *script_files(project),
        *openapi_files(project),
        *project_files(project),
        *migration.files,
    )
    return Generation(_in_order(files), (), migration)


def _in_order(files: tuple[GeneratedFile, ...]) -> tuple[GeneratedFile, ...]:
    by_path = {file.path: file for file in files}
    if len(by_path) != len(files):
        raise ValueError("two emitters write the same file")
    for path in by_path:
        if not inside_project(path):
            raise ValueError(f"{path!r} is outside the project")
    return tuple(by_path[path] for path in sorted(by_path))
