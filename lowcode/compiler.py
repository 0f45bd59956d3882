"""The whole compiler on one screen: sources → tree → model → files → what to write.

Every step is a function from values to values. `lowcode.workspace` reads before the first and writes after the last;
`lowcode check`, `build`, `build --check`, `run` and the tests all come through here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from lowcode import __version__
from lowcode.checking import Checked, check
from lowcode.codegen import origins
from lowcode.codegen.files import GeneratedFile, Ownership, below
from lowcode.codegen.formatting import format_python
from lowcode.codegen.generator import PreviousState, generate
from lowcode.codegen.manifest import (
    MANIFEST_PATH,
    Manifest,
    ManifestEntry,
    manifest_from_json,
    source_hashes,
    text_hash,
)
from lowcode.codegen.migrations.planner import SNAPSHOT_PATH, VERSIONS_FOLDER, MigrationPlan
from lowcode.custom_code import CUSTOM_FOLDER, custom_files, custom_problems
from lowcode.diagnostics.problem import Problem, has_errors, in_order
from lowcode.diagnostics.problems.files import ProjectFromLater
from lowcode.ir.application import Application
from lowcode.source import SourceFile
from lowcode.versions import version_numbers
from lowcode.write_plan import WritePlan, is_migration, plan_writes

__all__ = ["Built", "Checked", "build", "check", "sources_from"]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build comes to."""

    plan: WritePlan
    problems: tuple[Problem, ...]
    """With an error among them there is nothing to write."""
    paths: tuple[str, ...]
    """All files of the project that decide what the build comes to."""
    migration: MigrationPlan | None = None
    """What it means for databases, step by step."""


def sources_from(texts: Mapping[str, str]) -> dict[str, SourceFile]:
    """Sources out of path → text."""
    return {path: SourceFile(path, text) for path, text in sorted(texts.items())}


def build(
    application: Application,
    sources: Mapping[str, SourceFile],
    disk: Mapping[str, str],
    *,
    data_files: Mapping[str, str] | None = None,
    force: bool = False,
    is_online: bool = False,
) -> Built:
    """The files of `application`, and what makes the output folder `disk` (path → text) hold them.

    `is_online`: the database changes while the app is in use.
    """
    manifest = _manifest(disk)
    if manifest is not None and not force and _is_from_later(manifest):
        return Built(
            WritePlan(), (ProjectFromLater(span=application.span, made_by=manifest.compiler, now=__version__),), ()
        )
    problems = tuple(custom_problems(application, disk))
    if has_errors(problems):
        return Built(WritePlan(), tuple(in_order(problems)), ())
    generation = generate(application, sources, PreviousState(disk.get(SNAPSHOT_PATH), is_online))
    if generation.problems:
        return Built(WritePlan(), tuple(in_order(generation.problems)), ())
    files = _formatted(generation.files, manifest, disk)
    plan = plan_writes(files, manifest, disk, force=force)
    if plan.problems:
        return Built(WritePlan(), tuple(in_order(plan.problems)), ())
    following = _next_manifest(generation.files, files, manifest, disk)
    following = replace(
        following,
        sources=source_hashes(sources, data_files or {}),
        origins=origins.table(application, sources),
    )
    text = following.to_json()
    if disk.get(MANIFEST_PATH) != text:
        plan.writes[MANIFEST_PATH] = text
    looked_at = custom_files((*below(disk, CUSTOM_FOLDER), *plan.writes))
    return Built(plan, problems, (*following.files, MANIFEST_PATH, *looked_at), generation.migration)


def _manifest(disk: Mapping[str, str]) -> Manifest | None:
    """What the last build left behind. Without it nothing on disk counts as ours."""
    text = disk.get(MANIFEST_PATH)
    if text is None:
        return None
    try:
        return manifest_from_json(text)
    except ValueError:
        return None


def _is_from_later(manifest: Manifest) -> bool:
    """Whether a later lowcode has made the project: what it knows of databases must not be forgotten by accident."""
    return version_numbers(manifest.compiler) > version_numbers(__version__)


def _as_it_is(text: str) -> ManifestEntry:
    return ManifestEntry(text_hash(text), text_hash(text))


def _formatted(
    files: Iterable[GeneratedFile], manifest: Manifest | None, disk: Mapping[str, str]
) -> list[GeneratedFile]:
    """The files with their Python formatted; what has not changed since the last build is taken from disk."""
    reused: dict[str, str] = {}
    texts: dict[str, str] = {}
    for file in files:
        if not file.is_python:
            continue
        entry = manifest.files.get(file.path) if manifest else None
        present = disk.get(file.path)
        if entry and present and entry.raw == text_hash(file.text) and entry.written == text_hash(present):
            reused[file.path] = present
        else:
            texts[file.path] = file.text
    reused.update(format_python(texts))
    return [replace(file, text=reused.get(file.path, file.text)) for file in files]


def _next_manifest(
    raw: Iterable[GeneratedFile],
    files: Iterable[GeneratedFile],
    manifest: Manifest | None,
    disk: Mapping[str, str],
) -> Manifest:
    """What the next build has to know of files. Former migrations stay, and what the owner was given once.

    A manifest that is gone, or that a merge has spoilt, knows no migrations; they are as they lie there then.
    """
    entries = {path: _as_it_is(disk[path]) for path in below(disk, f"{VERSIONS_FOLDER}/") if path.endswith(".py")}
    former = manifest.files.items() if manifest else ()
    entries.update((path, entry) for path, entry in former if is_migration(path))
    created = set(manifest.created) if manifest else set()
    for before, file in zip(raw, files, strict=True):
        if file.ownership is Ownership.CREATED:
            created.add(file.path)
        else:
            entries[file.path] = ManifestEntry(text_hash(file.text), text_hash(before.text))
    return Manifest(__version__, {}, entries, frozenset(created))
