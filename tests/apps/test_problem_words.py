"""What people read beside an input that cannot be saved."""

from __future__ import annotations

import pytest

from tests.apps.selling import SPEC, fill
from tests.conftest import Boot
from tests.harness.apps import csrf_token
from tests.harness.specs import SpecCompiler

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(("typed", "expected"), [("0.005", "最多保留 2 位小数"), ("9" * 17, "整数部分最多 16 位")])
def test_numbers_of_digits_are_not_amounts(compile_spec: SpecCompiler, boot: Boot, typed: str, expected: str) -> None:
    project = compile_spec(SPEC)
    client = boot(project, fill(project), key="selling").client("eve")
    token = csrf_token(client.get("/customer/new").text)
    answer = client.post("/customer/new", data={"csrf_token": token, "name": "N", "revenue": typed})
    assert answer.status_code == 422
    assert expected in answer.text
