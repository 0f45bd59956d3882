"""What the app's own `tests/test_scenarios.py` needs of pytest."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.hooks import load_hooks
from lowcode.runtime.scenarios.scenario import Scenario
from lowcode.runtime.schema_version import project_folder


def scenario_of(application: ApplicationDefinition) -> Iterator[Scenario]:
    """A scenario on a fresh app with the code of its owner, closed at the end."""
    load_hooks(application, project_folder(application) / "custom")
    scenario = Scenario(application)
    try:
        yield scenario
    finally:
        scenario.close()
