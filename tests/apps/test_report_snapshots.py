"""Reports that say `refresh every …`: kept, made anew while they are read, never for eyes that may not see the same."""

from __future__ import annotations

import datetime
import shutil
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, make_url, select, update

from lowcode.runtime.context import Context
from lowcode.runtime.database.engine import open_engine
from lowcode.runtime.database.report_tables import snapshot
from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition, Label
from lowcode.runtime.jobs.pass_of_time import do_what_is_due
from lowcode.runtime.report_definitions import (
    Analysis,
    ByPeriod,
    ByValue,
    DashboardDefinition,
    DateUnit,
    Earlier,
    FilterDefinition,
    Number,
    ReportDefinition,
)
from lowcode.runtime.reports.answer_texts import answer_of_text, text_of_answer
from lowcode.runtime.reports.answering import answer
from lowcode.runtime.reports.answers import Answer
from lowcode.runtime.reports.desk import REPORTS, Desk
from lowcode.runtime.reports.selection import (
    WHOLE,
    Click,
    DayRange,
    FilterChoice,
    GroupChoice,
    NamedPeriod,
    OfNumber,
    OfOptions,
    OfRecords,
    OfText,
    OfTruth,
    Selection,
)
from lowcode.runtime.reports.selection_texts import UnknownPartError, selection_of_text, text_of_selection
from tests.apps import reporting
from tests.apps.reporting import SPEC, TODAY, aggregated, by, fill, form_of, measure, on, reading, report
from tests.apps.test_report_answers import AMOUNT, COUNT
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest, is_sqlite
from tests.harness.specs import SpecCompiler

MINUTE = datetime.timedelta(minutes=1)
OWNER = by("owner", ByValue())
MONTH = by("signed", ByPeriod(DateUnit.MONTH))
KEPT = replace(report([OWNER], [COUNT, AMOUNT], drill=(MONTH,)), name="kept", refresh=10 * MINUTE)
LAST = measure("last", aggregated("max", "signed"), form_of("signed"))
RICH = replace(
    report([OWNER, by("urgent", ByValue())], [COUNT, AMOUNT, LAST], compare=Earlier.MONTH, target=Number(Decimal(5))),
    name="rich",
)
STAGE = FilterDefinition(name="stage", label=Label("stage"), form=form_of("stage"), readings={"deal": reading("stage")})
BOARD = DashboardDefinition(name="board", label=Label("board"), filters=(STAGE,), rows=())
ANALYSIS = Analysis(reports=(KEPT, RICH), dashboards=(BOARD,))


@dataclass
class Hall:
    """Asks the app's reports as different people at different times, and lets time pass."""

    app: AppUnderTest
    database: Database
    application: ApplicationDefinition
    replica: Database | None = None

    def context(self, connection: Connection, name: str, minutes: int = 0) -> Context:
        desk = reporting.Desk(self.app, connection)
        context = desk.context(name)
        options = {REPORTS: Desk(self.database, self.replica)}
        return replace(context, application=self.application, now=TODAY + minutes * MINUTE, options=options)

    def ask(
        self, name: str = "eve", minutes: int = 0, asked: ReportDefinition = KEPT, selection: Selection = WHOLE
    ) -> Answer:
        with self.database.reading() as connection:
            return answer(asked, self.context(connection, name, minutes), selection)

    def count(self) -> int:
        with self.database.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(snapshot)).scalar_one())

    def sign(self, number: int) -> None:
        """Removes the owner of a deal."""
        deal = self.app.definition.entity_by_name["deal"].model.__table__
        with self.database.writing() as connection:
            connection.execute(update(deal).where(deal.c.id == number).values(owner_id=None))

    def pass_time(self, minutes: int) -> int:
        return do_what_is_due(self.database, self.application, TODAY + minutes * MINUTE)


@pytest.fixture
def hall(compile_spec: SpecCompiler, boot: Boot) -> Hall:
    project = compile_spec(SPEC)
    app = boot(project, fill(project), key="reporting")
    return Hall(app, app.database(), replace(app.definition, analysis=ANALYSIS))


def test_what_was_kept_is_shown_until_it_is_too_old(hall: Hall) -> None:
    first = hall.ask()
    assert not [note for note in first.notes if note.kind == "snapshot"]
    hall.sign(1)
    again = hall.ask(minutes=9)
    assert again.cells == first.cells
    assert [note.text for note in again.notes] == ["As of 2026-11-22 12:00."]
    assert again.asked_at == TODAY
    assert (_of(first, "ann"), _of(hall.ask(minutes=10), "ann")) == (3, 2)
    assert hall.count() == 1


def test_a_timer_makes_it_anew_while_it_is_read(hall: Hall) -> None:
    hall.ask()
    hall.sign(1)
    assert hall.pass_time(9) == 0
    assert hall.pass_time(10) == 1
    fresh = hall.ask(minutes=11)
    assert fresh.asked_at == TODAY + 10 * MINUTE
    assert fresh.totals == (7, Decimal("1000000000160.34"))
    assert _of(fresh, "ann") == 2
    assert hall.pass_time(20) == 1
    assert hall.pass_time(30) == 1
    assert hall.pass_time(40) == 0
    assert hall.ask(minutes=39).asked_at == TODAY + 39 * MINUTE


def test_pages_show_what_was_kept(compile_spec: SpecCompiler, boot: Boot) -> None:
    served = """
report Counted "数量" / "Counted" from Deal {
  chart bar by owner show count() "件数" / "Number"
  refresh every 10m
}
"""
    project = compile_spec(SPEC + served)
    app = boot(project, fill(project), key="served")
    client = app.client("eve")
    assert "数据截至" not in client.get("/reports/counted").text
    assert "数据截至" in client.get("/reports/counted").text
    assert "数据截至" not in app.client("ann").get("/reports/counted").text


def test_rights_languages_and_selections_are_kept_apart(hall: Hall) -> None:
    whole = hall.ask("eve")
    own = hall.ask("ann", minutes=1)
    assert (whole.totals[0], own.totals[0]) == (7, 3)
    assert hall.ask("bob", minutes=2).totals[0] == 3
    assert hall.count() == 3
    assert hall.ask("ann", minutes=3).totals[0] == 3
    november = Selection(period=NamedPeriod("this_month"))
    assert hall.ask("eve", minutes=3, selection=november).totals[0] == 2
    assert hall.ask("eve", minutes=4, selection=Selection(drill=("1",))).totals[0] == 3
    assert hall.count() == 5
    assert hall.ask("eve", minutes=5).totals[0] == 7


def test_who_has_lost_a_right_does_not_get_what_was_kept(hall: Hall) -> None:
    hall.ask("ann")
    user = hall.app.definition.entity_by_name["user"].model.__table__
    with hall.database.writing() as connection:
        connection.execute(update(user).where(user.c.id == 1).values(active=False))
    assert hall.pass_time(10) == 1
    with hall.database.reading() as connection:
        assert connection.execute(select(snapshot.c.made_at)).scalar_one() == TODAY


def test_a_copy_is_asked(hall: Hall, tmp_path: Path) -> None:
    """On SQLite a copy of the file; on PostgreSQL a replica would be one."""
    if not is_sqlite(hall.app.url):
        pytest.skip("a copy of PostgreSQL needs a second server")
    counts = replace(KEPT, refresh=None)
    shutil.copyfile(make_url(hall.app.url).database or "", tmp_path / "copy.sqlite3")
    hall.replica = Database(open_engine(make_url(f"sqlite:///{tmp_path / 'copy.sqlite3'}")))
    hall.sign(1)
    found = hall.ask(asked=counts)
    hall.replica.close()
    assert _of(found, "ann") == 3
    hall.replica = None
    assert _of(hall.ask(asked=counts), "ann") == 2


def test_while_the_copy_does_not_answer_the_data_itself_does(hall: Hall) -> None:
    hall.replica = Database(open_engine(make_url("postgresql+psycopg://nobody@127.0.0.1:9/none?connect_timeout=1")))
    assert hall.ask(asked=replace(KEPT, refresh=None)).totals[0] == 7
    hall.replica.close()


def _of(found: Answer, label: str) -> object:
    """The first number of a group."""
    return next(found.at(at)[0] for at, group in enumerate(found.dimensions[0].groups) if group.label == label)


def test_answers_are_read_as_they_were_written(hall: Hall) -> None:
    for asked, selection in ((RICH, WHOLE), (KEPT, Selection(drill=("!empty",))), (KEPT, WHOLE)):
        found = hall.ask(asked=replace(asked, refresh=None), selection=selection)
        again = answer_of_text(text_of_answer(found), found.report, selection)
        assert again == found


@pytest.mark.parametrize(
    "selection",
    [
        WHOLE,
        Selection(period=NamedPeriod("this_month"), compares=False),
        Selection(period=DayRange(None, on("2026-01-01")), drill=("1", "!empty")),
        Selection(groups=(GroupChoice(MONTH, ("2026-11-01",)),)),
        Selection(clicks=(Click(RICH.chart.dimensions[1], ("deal",), ("true",)),)),
        *(
            Selection(filters=(FilterChoice(STAGE, value),))
            for value in (
                OfOptions(("won",)),
                OfRecords((1, 2)),
                OfTruth(True),
                OfText("华"),
                OfNumber(3),
                DayRange(on("2026-01-01"), on("2026-02-01")),
            )
        ),
    ],
)
def test_selections_are_read_as_they_were_written(selection: Selection) -> None:
    assert selection_of_text(ANALYSIS, text_of_selection(ANALYSIS, KEPT, selection)) == selection


def test_what_is_declared_nowhere_has_no_name() -> None:
    other = replace(STAGE, name="other")
    with pytest.raises(UnknownPartError):
        text_of_selection(ANALYSIS, KEPT, Selection(filters=(FilterChoice(other, OfText("x")),)))
    with pytest.raises(UnknownPartError):
        selection_of_text(
            Analysis(), text_of_selection(ANALYSIS, KEPT, Selection(groups=(GroupChoice(MONTH, ("x",)),)))
        )
