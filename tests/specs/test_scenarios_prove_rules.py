"""Each rule, approval, condition and timer of the specifications has a scenario that fails when it is taken out.

The damaged specification compiles without errors, becomes an application, and the one scenario is run on it.
"""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from lowcode.codegen.migrations.planner import SNAPSHOT_PATH
from lowcode.compiler import build, check, sources_from
from lowcode.diagnostics.problem import Severity
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.scenarios import world
from lowcode.runtime.scenarios.running import Run, run_scenarios
from lowcode.workspace import Sources, apply, read_sources
from tests.harness.specs import ROOT
from tests.specs.removals import REMOVALS, SPECS, Removal

FIRST = tuple(next(each for each in REMOVALS if each.spec == spec) for spec in SPECS)
"""One of each specification, for those who have no time for all of them."""

TRIED = REMOVALS if os.environ.get("LOWCODE_REMOVALS") == "all" else (*FIRST, *REMOVALS[::4])
"""All of them take minutes: every fourth one in each run, all with `LOWCODE_REMOVALS=all`."""

_migrated: dict[str, bytes] = {}
"""Migrated databases by their schema: taking out a rule does not change it, and migrating takes half the time."""


@pytest.fixture
def fresh_modules() -> Iterator[None]:
    """The packages of the apps are forgotten: each test brings its own."""
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if not name.startswith("lowcode."):
            del sys.modules[name]
    importlib.invalidate_caches()


@pytest.mark.parametrize(
    "removal",
    [
        pytest.param(removal, id=str(removal), marks=[] if removal in FIRST else [pytest.mark.slow])
        for removal in dict.fromkeys(TRIED)
    ],
)
def test_a_scenario_notices(removal: Removal, tmp_path: Path, fresh_modules: None) -> None:
    sources = _sources(removal.spec)

    run = _run(sources, removal.applied(_texts(sources)), tmp_path, only=removal.scenario)

    assert len(run.results) == 1, [each.name for each in run.results]
    assert run.results[0].problem is not None, f"{removal}: “{removal.scenario}” does not notice"


def _sources(name: str) -> Sources:
    return read_sources(ROOT / "specs" / name)


def _texts(sources: Sources) -> dict[str, str]:
    return {path: source.text for path, source in sources.files.items()}


def _run(sources: Sources, texts: Mapping[str, str], folder: Path, only: str | None = None) -> Run:
    files = sources_from(texts)
    checked = check(files, sources.data_files)
    assert checked.application is not None, checked.problems
    assert not [each.code for each in checked.problems if each.severity is Severity.ERROR]
    built = build(checked.application, files, {})
    assert not built.problems, built.problems
    apply(folder, built.plan.writes, ())
    custom = ROOT / "generated" / checked.application.identifier / "custom"
    shutil.copytree(custom, folder / "custom", dirs_exist_ok=True)
    schema = built.plan.writes[SNAPSHOT_PATH]
    migrate = world._migrated

    def migrated_once(application: ApplicationDefinition) -> bytes:
        if schema not in _migrated:
            _migrated[schema] = migrate(application)
        return _migrated[schema]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world, "_migrated", migrated_once)
        return run_scenarios(folder, checked.application.identifier, only=only)
