"""What the app's own `tests/test_scenarios.py` needs of pytest."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.scenarios.scenario import Scenario


def scenario_of(application: ApplicationDefinition) -> Iterator[Scenario]:
    """A scenario on a fresh app, closed at the end."""
    scenario = Scenario(application)
    try:
        yield scenario
    finally:
        scenario.close()
