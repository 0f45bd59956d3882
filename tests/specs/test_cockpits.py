"""The cockpits of the project's specifications: each report answers everybody who may open it, with plausible numbers.

Numbers are those of the made-up records, which are what a newcomer sees first.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from lowcode.catalog.chart_types import CHART_TYPES
from lowcode.runtime.access import predicate
from lowcode.runtime.context import Context, Identity, make_context
from lowcode.runtime.definitions import Verb
from lowcode.runtime.http.sessions import Sessions
from lowcode.runtime.pages.reports.opening import may_open_entry
from lowcode.runtime.report_definitions import Aggregated, Entered, MeasureFunction, ReportDefinition, analysis_of
from lowcode.runtime.reports.answering import answer
from lowcode.runtime.reports.answers import Answer
from lowcode.runtime.reports.opening import may_open, may_open_dashboard
from tests.harness.apps import AppUnderTest
from tests.harness.specs import committed

COCKPITS = ("accounts", "channels", "consulting", "crm", "growth", "machinery")

Boot = Callable[..., AppUnderTest]


@pytest.fixture(params=COCKPITS)
def cockpit(request: pytest.FixtureRequest, boot: Boot) -> AppUnderTest:
    """One of the specifications with its made-up records."""
    project = committed(request.param)
    return boot(project, lambda url: project.run(url, "sample"), key="sample")


@contextmanager
def _reading(app: AppUnderTest) -> Iterator[tuple[Context, list[Identity]]]:
    """The app itself, and one person for each combination of roles."""
    database = app.database()
    user: Any = app.definition.entity_by_name["user"].model
    with database.reading() as connection:
        sessions = Sessions(app.definition, datetime.timedelta(hours=1))
        people = [sessions.identity(connection, number, 1) for number in connection.scalars(select(user.id))]
        yield make_context(app.definition, connection), list({each.roles: each for each in people}.values())


def _as(context: Context, identity: Identity) -> Context:
    return make_context(context.application, context.connection, identity)


def test_every_report_answers_everybody_who_may_open_it(cockpit: AppUnderTest) -> None:
    analysis = analysis_of(cockpit.definition)
    opened: set[str] = set()
    with _reading(cockpit) as (system, people):
        for identity in people:
            context = _as(system, identity)
            for report in analysis.reports:
                if may_open(report, context):
                    found = answer(report, context)
                    assert not found.is_withheld, (report.name, identity.name, found.withheld)
                    _check_count(report, found, context)
                    opened.add(report.name)
    assert opened == {each.name for each in analysis.reports}


def _check_count(report: ReportDefinition, found: Answer, context: Context) -> None:
    """A plain count over everything is the number of records that the reader may see."""
    measure = report.chart.measures[0].expression
    if not isinstance(measure, Aggregated) or found.period is not None:
        return
    source = report.sources[measure.source]
    is_plain = source.where is None and measure.value is None and measure.where is None
    if is_plain and measure.function is MeasureFunction.COUNT:
        entity = context.application.entity_by_name[source.entity]
        model: Any = entity.model
        statement = select(func.count()).select_from(model).where(predicate(entity, Verb.READ, context))
        assert found.totals[0] == context.connection.execute(statement).scalar_one(), report.name


@pytest.mark.one_database
def test_everything_on_the_dashboards_has_something_to_show(cockpit: AppUnderTest) -> None:
    with _reading(cockpit) as (system, _):
        for report in analysis_of(cockpit.definition).reports:
            found = answer(report, system)
            numbers = [value for values in found.cells.values() for value in values if value]
            assert numbers, report.name


@pytest.mark.one_database
def test_what_reaches_a_state_has_passed_those_before(cockpit: AppUnderTest) -> None:
    with _reading(cockpit) as (system, _):
        for report in analysis_of(cockpit.definition).reports:
            first = report.chart.measures[0].expression
            if report.chart.kind != "funnel" or not isinstance(first, Entered) or not report.chart.dimensions:
                continue
            found = answer(report, system)
            flow = next(each for each in _flows(system) if each.name == first.flow)
            steps = [
                found.cells[(at,)][0]
                for at, group in enumerate(found.dimensions[0].groups)
                if group.value in {each.name for each in flow.states if not each.is_end}
            ]
            assert steps == sorted(steps, key=lambda value: -Decimal(str(value))), report.name


def _flows(context: Context) -> tuple[Any, ...]:
    processes = context.application.processes
    return processes.flows if processes is not None else ()


@pytest.mark.one_database
def test_each_role_has_a_page_of_its_own_to_start_from(cockpit: AppUnderTest) -> None:
    with _reading(cockpit) as (system, people):
        for identity in people:
            context = _as(system, identity)
            if identity.roles - {"everyone", "admin"}:
                assert any(may_open_entry(context, entry) for entry in cockpit.definition.home), identity.name


@pytest.mark.one_database
def test_each_dashboard_is_for_somebody(cockpit: AppUnderTest) -> None:
    with _reading(cockpit) as (system, people):
        for dashboard in analysis_of(cockpit.definition).dashboards:
            assert any(may_open_dashboard(dashboard, _as(system, each)) for each in people), dashboard.name


def test_the_cockpits_show_every_kind_of_chart() -> None:
    kinds = {report.chart.kind for name in COCKPITS for report in analysis_of(committed(name).definition()).reports}
    assert kinds == {each.name for each in CHART_TYPES}
