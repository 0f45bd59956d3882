"""Generated expressions over generated records have one value: in Python, on both databases, in JavaScript."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from lowcode.checking import check
from lowcode.codegen.expressions.python import compile_python
from lowcode.codegen.expressions.sql import compile_sql
from lowcode.ir.application import Application
from lowcode.ir.expressions import Expression
from lowcode.source import SourceFile
from tests.harness.databases import Databases
from tests.harness.expressions.strategies import expressions
from tests.harness.expressions.targets import Circumstances, Records, Targets, records
from tests.harness.expressions.world import SPEC
from tests.harness.specs import SpecCompiler

_ZONES = [ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("UTC")]
_MOMENTS = [
    datetime.datetime(2026, 11, 21, 15, 59, 59),
    datetime.datetime(2026, 11, 30, 16, 0),
    datetime.datetime(2024, 2, 29, 3, 0),
    datetime.datetime(2026, 3, 29, 0, 30),
]


def _application() -> Application:
    checked = check({"app.lc": SourceFile("app.lc", SPEC)})
    assert checked.application is not None, checked.problems
    return checked.application


APPLICATION = _application()


@pytest.fixture(scope="module")
def targets(
    compile_spec: SpecCompiler, sqlite_databases: Databases, postgresql_databases: Databases
) -> Iterator[Targets]:
    with Targets(APPLICATION, compile_spec(SPEC), [sqlite_databases, postgresql_databases]) as found:
        yield found


def circumstances() -> st.SearchStrategy[Circumstances]:
    return st.builds(
        Circumstances,
        now=st.sampled_from(_MOMENTS),
        timezone=st.sampled_from(_ZONES),
        user_id=st.sampled_from([1, 2, None]),
        roles=st.sampled_from([frozenset({"everyone"}), frozenset({"everyone", "sales"})]),
    )


def assert_agreement(targets: Targets, rows: Records, at: Circumstances, drawn: list[Expression]) -> None:
    for expression, answers in zip(drawn, targets.evaluate(rows, at, drawn), strict=True):
        told = {name: value for name, value in answers.items() if value != "on the server"}
        assert len(set(map(repr, told.values()))) == 1, "\n".join(
            [
                f"{answers}",
                compile_python(expression, targets.scope).source,
                compile_sql(expression, targets.scope).source,
            ]
        )


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=records(APPLICATION), at=circumstances(), drawn=st.lists(expressions(APPLICATION, 3), min_size=1, max_size=6))
def test_generated_expressions_agree(targets: Targets, rows: Records, at: Circumstances, drawn: list[Expression]) -> None:
    note(f"{at}")
    assert_agreement(targets, rows, at, drawn)
