"""Generated expressions over generated records have one value: in Python, on both databases, in JavaScript."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lowcode.checking import check
from lowcode.codegen.expressions.javascript import compile_javascript
from lowcode.codegen.expressions.python import compile_python
from lowcode.codegen.expressions.sql import compile_sql
from lowcode.ir.application import Application
from lowcode.ir.expressions import Aggregate, Expression
from lowcode.ir.types import DurationType, ListType, RecordType
from lowcode.ir.walking import children
from lowcode.source import SourceFile
from tests.harness.databases import Databases
from tests.harness.expressions.strategies import expressions
from tests.harness.expressions.targets import ON_THE_SERVER, Circumstances, Records, Targets, records
from tests.harness.expressions.world import SPEC
from tests.harness.specs import SpecCompiler

_ZONES = [ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("UTC")]
_MOMENTS = ["2026-11-21 15:59:59", "2026-11-30 16:00:00", "2024-02-29 03:00:00", "2026-03-29 00:30:00"]
_MOST_AT_ONCE = 12


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
        now=st.sampled_from(_MOMENTS).map(datetime.datetime.fromisoformat),
        timezone=st.sampled_from(_ZONES),
        user_id=st.sampled_from([1, 2, None]),
        roles=st.sampled_from([frozenset({"everyone"}), frozenset({"everyone", "sales"})]),
    )


def disagreement(targets: Targets, rows: Records, at: Circumstances, expression: Expression) -> str | None:
    """What the targets say, if they do not say the same."""
    answers = targets.evaluate(rows, at, [expression])[0]
    return None if agree(answers) else f"{answers}"


def agree(answers: dict[str, object]) -> bool:
    return len({repr(value) for value in answers.values() if value != ON_THE_SERVER}) == 1


def closed_parts(expression: Expression) -> Iterator[Expression]:
    """The expression's parts that have a value by themselves, smallest first, then the expression itself."""
    if not isinstance(expression, Aggregate):
        for part in children(expression):
            yield from closed_parts(part)
    if not isinstance(expression.type, ListType | RecordType | DurationType):
        yield expression


def assert_agreement(targets: Targets, rows: Records, at: Circumstances, drawn: list[Expression]) -> None:
    """Shrinking would take ages; the smallest part that disagrees says as much."""
    for expression, answers in zip(drawn, targets.evaluate(rows, at, drawn), strict=True):
        if agree(answers):
            continue
        for part in closed_parts(expression):
            said = disagreement(targets, rows, at, part)
            if said is not None:
                python, sql = compile_python(part, targets.scope), compile_sql(part, targets.scope)
                script = compile_javascript(part, targets.scope)
                pytest.fail(f"{at}\n{said}\n{python.source}\n{sql.source}\n{script.source}", pytrace=False)


@settings(suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(
    rows=records(APPLICATION),
    at=circumstances(),
    drawn=st.lists(expressions(APPLICATION, 3), min_size=_MOST_AT_ONCE, max_size=_MOST_AT_ONCE),
)
def test_generated_expressions_agree(
    targets: Targets, rows: Records, at: Circumstances, drawn: list[Expression]
) -> None:
    assert_agreement(targets, rows, at, drawn)
