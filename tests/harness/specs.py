"""Specs of tests, compiled in memory and written into a folder that all worker processes share."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from lowcode.compiler import build, check, sources_from
from lowcode.source import SourceFile
from lowcode.workspace import apply, read_sources
from tests.harness.apps import GeneratedApp

ROOT = Path(__file__).resolve().parents[2]


class SpecCompiler:
    """Builds each spec once per test run; the same text gives the same project."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._built: dict[str, GeneratedApp] = {}

    def __call__(self, texts: str | Mapping[str, str]) -> GeneratedApp:
        """The project of a spec: one text, or path → text of several files. Problems in it fail the test."""
        files = {"app.lc": texts} if isinstance(texts, str) else dict(texts)
        key = hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()[:16]
        if key not in self._built:
            self._built[key] = self._build(files, key)
        return self._built[key]

    def own(self, name: str) -> GeneratedApp:
        """The project of one of the project's own specs, as it is built now."""
        if name not in self._built:
            read = read_sources(ROOT / "specs" / name)
            self._built[name] = self._written(read.files, read.data_files, f"own-{name}")
        return self._built[name]

    def _build(self, texts: Mapping[str, str], key: str) -> GeneratedApp:
        return self._written(sources_from(texts), {}, key)

    def _written(self, sources: Mapping[str, SourceFile], data_files: Mapping[str, str], key: str) -> GeneratedApp:
        checked = check(sources, data_files)
        assert checked.application is not None, list(checked.problems)
        built = build(checked.application, sources, {})
        assert not built.problems, list(built.problems)
        package = checked.application.identifier
        folder = self._directory / key
        if not folder.exists():
            draft = self._directory / f"{key}.{os.getpid()}"
            apply(draft / package, built.plan.writes, ())
            try:
                draft.rename(folder)
            except OSError:  # another worker process was quicker, and its result is the same
                shutil.rmtree(draft)
        return GeneratedApp(folder / package, package)


def texts_of(name: str) -> dict[str, str]:
    """The files of one of the project's own specs, `crm` for instance."""
    return {path: source.text for path, source in read_sources(ROOT / "specs" / name).files.items()}


def committed(name: str) -> GeneratedApp:
    """The committed output of one of the project's own specs."""
    return GeneratedApp(ROOT / "generated" / name, name)
