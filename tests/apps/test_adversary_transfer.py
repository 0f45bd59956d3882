"""Whoever a request is transferred to sees and changes no more of the record than his own rights let him see."""

from __future__ import annotations

import re

import pytest

from tests.apps.deciding import SPEC, Desk
from tests.conftest import Boot
from tests.harness.specs import SpecCompiler

SECRET = SPEC.replace('"主管审批" / "Boss": any of chief', '"主管审批" / "Boss": any of chief { edit floor }')


@pytest.fixture
def desk(compile_spec: SpecCompiler, boot: Boot) -> Desk:
    app = boot(compile_spec(SECRET))
    found = Desk(app, app.database())
    for name, *roles in (("li", "seller"), ("wang", "seller"), ("he", "chief"), ("zhao", "legal")):
        found.employ(name, *roles)
    return found


def test_a_colleague_who_may_not_read_a_field_does_not_get_it_with_the_form(desk: Desk) -> None:
    url, request = desk.submitted()
    with desk.database.writing() as connection:
        connection.exec_driver_sql("update deal set floor = 777")
    assert 'name="floor"' in desk.page("he", request)
    assert desk.decide("he", request, "transfer", colleague=str(desk.ids["zhao"])).status_code == 303
    page = desk.page("zhao", request)
    assert 'name="floor"' not in page
    assert not re.search(r"(?<![\w.])7(\.77|77)\b", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))
    desk.decide("zhao", request, "approve", floor="1")
    assert desk.value(url, "floor") == 777


def test_who_may_not_read_the_record_changes_nothing_of_it(desk: Desk) -> None:
    url, request = desk.submitted()
    assert desk.decide("he", request, "approve").status_code == 303
    assert desk.decide("zhao", request, "transfer", colleague=str(desk.ids["wang"])).status_code == 303
    page = desk.page("wang", request)
    assert 'name="note"' not in page
    assert desk.decide("wang", request, "approve", opinion="好", note="x").status_code == 303
    assert desk.value(url, "note") is None
    assert desk.stage(url) == "won"
