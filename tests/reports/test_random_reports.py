"""Five hundred random reports on random data: the app and an independent computation agree, for each reader."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import Connection

from lowcode.runtime.context import Context, Identity, make_context
from lowcode.runtime.report_definitions import analysis_of
from lowcode.runtime.reports.answering import answer
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest, is_sqlite
from tests.harness.specs import SpecCompiler
from tests.reports.questions import Question, random_question
from tests.reports.reckoning import differences
from tests.reports.world import NOW, SPEC, USERS, fill, make_world

REPORTS = 500
SEED = 20261121
READERS = {"eve": None, "ann": 1}
"""The boss sees everything, a salesman what is his own."""

WORLD = make_world(SEED)
QUESTIONS = tuple(random_question(random.Random(f"{SEED} {number}"), number) for number in range(REPORTS))


@pytest.fixture
def company(boot: Boot, compile_spec: SpecCompiler) -> AppUnderTest:
    """The app with all of the reports, on either database."""
    generated = compile_spec("\n".join([SPEC, *(question.text for question in QUESTIONS)]))
    return boot(generated, prepare=fill(generated, WORLD))


def _context(app: AppUnderTest, connection: Connection, name: str) -> Context:
    roles = frozenset({"everyone", "sales", *(["boss"] if name == "eve" else [])})
    identity = Identity(user_id=list(USERS).index(name) + 1, name=name, roles=roles)
    return make_context(app.definition, connection, identity, now=NOW, locale="en")


def _asked(app: AppUnderTest, reader: str) -> tuple[Question, ...]:
    """All on SQLite; on PostgreSQL the readers share them, because each answer takes longer there."""
    return QUESTIONS if is_sqlite(app.url) else QUESTIONS[list(READERS).index(reader) :: len(READERS)]


@pytest.mark.parametrize("reader", READERS)
def test_reports_equal_an_independent_computation(company: AppUnderTest, reader: str) -> None:
    reports = analysis_of(company.definition).report_by_name
    wrong: list[str] = []
    with company.database().reading() as connection:
        context = _context(company, connection, reader)
        for question in _asked(company, reader):
            found = answer(reports[question.name.lower()], context)
            wrong += [
                f"{question.text}\n  {difference}"
                for difference in differences(question, WORLD, READERS[reader], found)
            ][:2]
    assert not wrong, f"{len(wrong)} differences\n" + "\n".join(wrong[:10])
