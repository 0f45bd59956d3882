"""Made-up records belong to people whose work they are."""

from __future__ import annotations

import pytest

from lowcode.runtime.samples.people import working_roles
from tests.harness.specs import committed


@pytest.mark.parametrize(
    ("entity", "roles"),
    [
        ("customer", {"sales", "manager", "director"}),
        ("contract", {"sales", "manager", "director"}),
        ("opportunity_lines", {"sales", "manager", "director"}),
        ("ticket", {"support"}),
        ("campaign", {"marketing"}),
    ],
)
def test_roles_that_create_and_change(entity: str, roles: set[str]) -> None:
    application = committed("crm").definition()
    assert working_roles(application, application.entity_by_name[entity]) == roles
