"""Made-up records are those of a business of two years: dates that follow each other, ways through flows that exist."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, select

from lowcode.runtime.context import Context, make_context
from lowcode.runtime.database.process_tables import state as stays
from lowcode.runtime.process.index import dead_ends, start_state
from lowcode.runtime.process_definitions import FlowDefinition, TransitionKind, processes_of
from lowcode.runtime.samples.generating import generate
from lowcode.runtime.samples.planning import BUILT_IN, references_of
from lowcode.runtime.samples.seasons import MONTHS_BACK
from lowcode.runtime.seeds import Seeds
from tests.harness.apps import AppUnderTest
from tests.harness.specs import committed

pytestmark = pytest.mark.one_database

NOW = datetime.datetime(2026, 11, 20, 6, 30)  # noqa: DTZ001 - naive UTC, as the app keeps it
MANY = 100
"""Records from which on shares mean something."""
NAMES = ("accounts", "channels", "consulting", "crm", "growth", "machinery")
CONTESTED = {"crm": "pipeline", "growth": "funnel", "accounts": "xiao_shou_liu_cheng", "machinery": "ordering"}
"""Flows in which most come to nothing."""

Boot = Callable[..., AppUnderTest]


def _fill(context: Context, random_seed: int = 1) -> dict[str, int]:
    application = context.application
    seeds = Seeds(context)
    seeds.load("data", application.data)
    seeds.load("sample", application.samples)
    wanted = [(application.entity_by_name[name], count) for name, count in application.sample_counts]
    return generate(context, wanted, random_seed)


@pytest.fixture(params=NAMES)
def business(request: pytest.FixtureRequest, boot: Boot) -> AppUnderTest:
    """One of the specifications, filled at a fixed moment."""
    project = committed(request.param)

    def fill(url: str) -> None:
        app = AppUnderTest(project, url, project.definition())
        with app.database().writing() as connection:
            _fill(make_context(app.definition, connection, now=NOW))
        app.close()

    return boot(project, fill, key="two years")


def test_records_are_spread_over_two_years(business: AppUnderTest) -> None:
    with business.database().reading() as connection:
        for entity in business.definition.entities:
            days = _made(connection, entity.model)
            if entity.owner is not None or len(days) < MANY:
                continue
            assert (NOW - days[0]).days > 24 * 30, entity.name
            assert (NOW - days[0]).days <= (MONTHS_BACK + 1) * 31, entity.name
            assert (NOW - days[-1]).days <= 31, entity.name
            months = {each.strftime("%Y-%m") for each in days}
            assert len(months) >= 24, entity.name


def _made(connection: Connection, model: Any) -> list[datetime.datetime]:
    """When the made-up ones were made, the first one first; what the specification writes out is made now."""
    made = connection.scalars(select(model.created_at).order_by(model.created_at))
    return [each for each in made if each < NOW]


def test_business_grows_and_rests_on_holidays(business: AppUnderTest) -> None:
    days: list[datetime.datetime] = []
    with business.database().reading() as connection:
        for entity in business.definition.entities:
            if entity.owner is None and entity.name not in BUILT_IN:
                days += _made(connection, entity.model)
    year = datetime.timedelta(days=365)
    assert sum(1 for each in days if each > NOW - year) > 1.15 * sum(
        1 for each in days if NOW - 2 * year < each <= NOW - year
    )
    assert sum(1 for each in days if each.weekday() >= 5) < 0.12 * len(days)
    festival = sum(1 for each in days if datetime.date(2026, 2, 14) <= each.date() <= datetime.date(2026, 2, 24))
    before = sum(1 for each in days if datetime.date(2026, 1, 12) <= each.date() <= datetime.date(2026, 1, 22))
    assert festival < before / 2


def test_nothing_is_older_than_what_it_belongs_to(business: AppUnderTest) -> None:
    entities = business.definition.entity_by_name
    with business.database().reading() as connection:
        for entity in business.definition.entities:
            model: Any = entity.model
            for definition, target in references_of(entity):
                if entity.owner is not None or target in BUILT_IN or definition.required is None:
                    continue
                other: Any = entities[target].model
                link = getattr(model, f"{definition.name}_id")
                younger = (
                    select(model.id)
                    .join(other, link == other.id)
                    .where(model.created_at < other.created_at, other.created_at < NOW)
                )
                assert connection.scalars(younger).all() == [], (entity.name, definition.name)


def test_stays_are_a_way_through_the_flow(business: AppUnderTest) -> None:
    application = business.definition
    with business.database().reading() as connection:
        for flow in processes_of(application).flows:
            model: Any = application.entity_by_name[flow.entity].model
            rows = connection.execute(select(model.id, getattr(model, flow.field), model.created_at))
            records = {row[0]: (row[1], row[2]) for row in rows}
            for number, course in _courses(connection, flow).items():
                if records[number][1] < NOW:
                    _check_course(flow, course, *records[number])


def _courses(connection: Connection, flow: FlowDefinition) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    statement = select(stays).where(stays.c.flow == flow.name).order_by(stays.c.record_id, stays.c.id)
    for row in connection.execute(statement):
        found.setdefault(row.record_id, []).append(row)
    return found


def _check_course(flow: FlowDefinition, course: list[Any], state: str, created_at: datetime.datetime) -> None:
    ways = {each.name: each for each in flow.transitions}
    assert (course[0].state, course[0].entered_at) == (start_state(flow).name, created_at)
    assert course[0].transition is None
    assert (course[-1].state, course[-1].left_at) == (state, None)
    for before, after in itertools.pairwise(course):
        transition = ways[after.transition]
        assert before.state in transition.sources
        assert (after.state, after.previous) == (transition.target, before.state)
        assert before.entered_at <= before.left_at == after.entered_at <= NOW
        assert (after.user_id is None) or transition.kind is TransitionKind.MANUAL


def test_most_old_records_have_come_to_an_end_and_some_were_lost(business: AppUnderTest) -> None:
    application = business.definition
    with business.database().reading() as connection:
        for flow in processes_of(application).flows:
            ends = {each.name for each in flow.states if each.is_end}
            last = [course[-1] for course in _courses(connection, flow).values() if len(course) > 1]
            began = {number: course[0].entered_at for number, course in _courses(connection, flow).items()}
            old = [each for each in last if (NOW - began[each.record_id]).days > 200]
            is_walked = all(each.kind is not TransitionKind.AUTOMATIC for each in flow.transitions)
            if len(old) < MANY or not ends or not is_walked:
                continue
            assert sum(1 for each in old if each.state in ends) > 0.85 * len(old), flow.name
            won = sum(1 for each in old if each.state in ends - dead_ends(flow)) / len(old)
            if CONTESTED.get(application.name) == flow.name:
                assert 0.1 < won < 0.45, (flow.name, won)


def test_equal_seeds_and_moments_give_equal_businesses(boot: Boot) -> None:
    project = committed("crm")
    seen = []
    for number, random_seed in enumerate((3, 3, 4)):
        app = boot(project, key=f"equal {number}")
        with app.database().writing() as connection:
            context = make_context(app.definition, connection, now=NOW)
            Seeds(context).load("sample", app.definition.samples)
            entity = app.definition.entity_by_name["opportunity"]
            made = generate(context, [(entity, 40)], random_seed)
            assert made["opportunity"] > 30
            seen.append([_contents(connection, app, name) for name in ("customer", "opportunity", "opportunity_lines")])
            seen[-1].append([tuple(row)[1:] for row in connection.execute(select(stays).order_by(stays.c.id))])
    assert seen[0] == seen[1]
    assert seen[0] != seen[2]


def _contents(connection: Connection, app: AppUnderTest, name: str) -> list[tuple[Any, ...]]:
    table = app.definition.entity_by_name[name].model.__table__
    assert inspect(connection).has_table(table.name)
    return [tuple(row) for row in connection.execute(select(table).order_by(table.c.id))]
