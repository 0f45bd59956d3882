"""Pages of reports and dashboards over a handful of records: filters, clicks, the way down, records, files, rights."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.apps.boards import boards, part, read, reader, values
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest
from tests.harness.specs import SpecCompiler

pytestmark = pytest.mark.one_database

TILES = re.compile(r'data-tile="([^"]+)"')
LINES = re.compile(r"<tr[^>]*>(.*?)</tr>")
TEXTS = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>")
NUMBER = re.compile(r'class="figure-number"[^>]*>([^<]+)<')
CHIPS = re.compile(r'class="chip">([^<]+)<a href="([^"]+)"')
TITLES = re.compile(r"<td class=m><a href=/deal/(\d+)>")
TAGS = re.compile(r"<[^>]+>")


@pytest.fixture
def app(compile_spec: SpecCompiler, boot: Boot) -> Iterator[AppUnderTest]:
    with boards(compile_spec, boot) as found:
        yield found


def table(page: str) -> list[list[str]]:
    """The lines of the table of a report, as texts."""
    found = page[page.index("answer-table") :].split("</table>", maxsplit=1)[0]
    return [[TAGS.sub("", each) for each in TEXTS.findall(line)] for line in LINES.findall(found)]


def tile(client: TestClient, page: str, report: str) -> str:
    """The body of a report's tile on a dashboard."""
    return part(client, next(each for each in values(page, TILES) if f"/reports/{report}/" in each))


# --- dashboards -------------------------------------------------------------------------------------------------------


def test_a_dashboard_names_its_tiles_and_fetches_each_by_itself(app: AppUnderTest) -> None:
    page = read(reader(app, "eve"), "/dashboards/board")
    assert [each.split("?")[0] for each in values(page, TILES)] == [
        f"/reports/{name}/tile" for name in ("won", "stages", "owners", "regions", "crossed", "months")
    ]
    assert page.count("answer-table") == 0
    assert 'data-refresh="300"' in page
    assert "今年" in page


def test_the_filter_of_a_dashboard_holds_for_its_tiles(app: AppUnderTest) -> None:
    client = reader(app, "eve")
    page = read(client, "/dashboards/board")
    assert values(tile(client, page, "won"), NUMBER) == ["¥180.3"]
    assert table(tile(client, page, "stages"))[-1] == ["合计", "5", "2"]
    page = read(client, "/dashboards/board?period.from=2026-11-01&period.to=2026-11-30")
    assert values(tile(client, page, "won"), NUMBER) == ["¥150.3"]
    page = read(client, "/dashboards/board?period=any&level=low")
    assert table(tile(client, page, "stages"))[-1] == ["合计", "3", "1"]
    page = read(client, "/dashboards/board?period=any&urgent=1")
    assert table(tile(client, page, "stages"))[-1] == ["合计", "3", "3"]
    page = read(client, "/dashboards/board?period=any&owner=1&owner=2")
    assert table(tile(client, page, "stages"))[-1] == ["合计", "6", "3"]


def test_a_click_limits_the_other_tiles_and_is_a_chip_that_goes_again(app: AppUnderTest) -> None:
    client = reader(app, "eve")
    page = read(client, "/dashboards/board?period=any&pick.owners=1")
    assert values(tile(client, page, "won"), NUMBER) == ["¥150.3"]
    assert table(tile(client, page, "stages"))[-1] == ["合计", "3", "1"]
    owners = tile(client, page, "owners")
    assert table(tile(client, page, "crossed"))[-1][-1] == "3"
    assert "ann" in owners[owners.index('class="picked"') :].split("</b>")[0]
    [(text, url)] = CHIPS.findall(page)
    assert (text, url) == ("负责人：ann", "/dashboards/board?period=any")


def test_what_was_opened_limits_the_others_too_and_there_is_a_way_back(app: AppUnderTest) -> None:
    client = reader(app, "eve")
    page = read(client, "/dashboards/board?period=any&pick.regions=east")
    [down] = set(re.findall(r'href="([^"]*drill\.regions=[^"]*)"', tile(client, page, "regions")))
    assert down == "/dashboards/board?period=any&drill.regions=east"
    page = read(client, down)
    regions = tile(client, page, "regions")
    assert [line[:2] for line in table(regions)[1:]] == [["江苏", "3"]]
    assert 'href="/dashboards/board?period=any" data-ask>全部' in regions
    assert table(tile(client, page, "stages"))[-1] == ["合计", "3", "1"]
    page = read(client, "/dashboards/board?period=any&drill.regions=east&drill.regions=jiangsu")
    assert [line[:2] for line in table(tile(client, page, "regions"))[1:-1]] == [["南京", "2"], ["苏州", "1"]]
    assert [text for text, _ in CHIPS.findall(page)] == ["大区：华东", "省：江苏"]


def test_a_tile_says_what_does_not_limit_it(app: AppUnderTest) -> None:
    client = reader(app, "eve")
    page = read(client, "/dashboards/desk?pick.visitors=north")
    assert "不受“华北”影响" in tile(client, page, "stages")
    assert "不受" not in tile(client, page, "visitors")
    assert "不受" not in tile(client, read(client, "/dashboards/board?pick.owners=1&level=high"), "stages")


def test_everything_at_once_as_tables_for_who_has_no_scripts(app: AppUnderTest) -> None:
    page = read(reader(app, "eve"), "/dashboards/board?show=tables")
    assert page.count("answer-table") >= 4
    assert "hx-get" not in page
    assert "data-chart" not in page


def test_who_may_open_what(app: AppUnderTest) -> None:
    sales, chief = reader(app, "ann"), reader(app, "eve")
    assert sales.get("/dashboards/board").status_code == 403
    assert sales.get("/reports/floor").status_code == 403
    assert sales.get("/reports/visitors").status_code == 403
    assert sales.get("/reports/visitors/records").status_code == 403
    assert sales.get("/reports/visitors/export.csv").status_code == 403
    for missing in ("/dashboards/none", "/reports/none", "/reports/none/tile"):
        assert chief.get(missing).status_code == 404
    desk = read(sales, "/dashboards/desk")
    assert [each.split("?")[0] for each in values(desk, TILES)] == ["/reports/stages/tile"]
    assert "您没有权限查看这张报表" in desk
    assert app.visitor().get("/dashboards/board").status_code == 303


def test_home_is_the_first_page_that_one_may_open(app: AppUnderTest) -> None:
    assert reader(app, "eve").get("/").headers["location"] == "/dashboards/board"
    assert reader(app, "ann").get("/").headers["location"] == "/dashboards/desk"


def test_navigation_and_search_lead_to_dashboards_and_reports(app: AppUnderTest) -> None:
    client = reader(app, "eve")
    assert 'href="/dashboards/board"' in read(client, "/deal")
    found = read(client, "/-/search?q=驾驶")
    assert 'href="/dashboards/board"' in found[found.index("报表与看板") :]
    assert 'href="/reports/stages"' in part(client, "/-/search/suggest?q=gjd")
    assert "/dashboards/board" not in part(reader(app, "ann"), "/-/search/suggest?q=jiashicang")


# --- reports ----------------------------------------------------------------------------------------------------------


def test_a_report_shows_its_table_and_every_number_opens_its_records(app: AppUnderTest) -> None:
    client = reader(app, "eve")
    page = read(client, "/reports/stages")
    assert table(page)[1:] == [
        ["接洽", "1", "0"],
        ["报价", "1", "0"],
        ["赢单", "4", "2"],
        ["输单", "1", "1"],
        ["合计", "7", "3"],
    ]
    urls = re.findall(r'<td class="n"><a href="([^"]+)">', page)
    assert values(read(client, urls[4]), TITLES) == ["7", "6", "2", "1"]
    assert values(read(client, urls[5]), TITLES) == ["6", "1"], "only those that the measure counts"


def test_a_report_alone_is_filtered_by_period_and_groups(app: AppUnderTest) -> None:
    client = reader(app, "eve")
    assert table(read(client, "/reports/stages?period=last_month"))[-1] == ["合计", "2", "1"]
    page = read(client, "/reports/stages?is.stage=won&is.stage=lost")
    assert [line[0] for line in table(page)[1:]] == ["赢单", "输单", "合计"]
    assert "赢单、输单" in page
    assert table(read(client, "/reports/regions?drill.regions=east&is.region_1=east"))[1][:2] == ["江苏", "3"]


def test_a_comparison_can_be_switched_off(app: AppUnderTest) -> None:
    client = reader(app, "eve")
    page = read(client, "/reports/owners")
    assert "变化" in table(page)[0]
    off = re.search(r'href="([^"]*show\.compare=0[^"]*)"', page)
    assert off is not None
    assert "变化" not in table(read(client, off[1]))[0]


def test_a_pivot_runs_across_and_adds_up_both_ways(app: AppUnderTest) -> None:
    lines = table(read(reader(app, "eve"), "/reports/crossed"))
    assert lines[0] == ["负责人", "接洽", "报价", "赢单", "输单", "合计"]
    assert ["ann", "0", "1", "2", "0", "3"] in lines
    assert lines[-1] == ["合计", "1", "1", "4", "1", "7"]


def test_a_report_within_a_dashboard_keeps_its_question(app: AppUnderTest) -> None:
    client = reader(app, "eve")
    page = read(client, "/reports/stages?in=board&period=any&pick.owners=1&level=high")
    assert table(page)[-1] == ["合计", "2", "1"]
    assert 'href="/dashboards/board?' in page
    assert CHIPS.findall(page) == [("负责人：ann", "/reports/stages?in=board&period=any&level=high")]


def test_what_may_not_be_read_is_said_and_not_shown(app: AppUnderTest) -> None:
    page = read(reader(app, "ann"), "/reports/floors")
    assert "figure-number" not in page
    assert "answer-table" not in page
    said = TAGS.sub("", page[page.index('class="report-empty"') :]).strip()
    assert "底价" in said[:60]
    assert "figure-number" in read(reader(app, "eve"), "/reports/floors")
    assert reader(app, "ann").get("/reports/floors/export.csv").status_code == 403, "salespeople export no deals"


def test_files_hold_what_the_table_says(app: AppUnderTest) -> None:
    client = reader(app, "eve")
    lines = client.get("/reports/stages/export.csv?is.stage=won").content.decode("utf-8-sig").splitlines()
    assert lines == ["阶段,数量,加急", "赢单,4,2"]
    book = zipfile.ZipFile(io.BytesIO(client.get("/reports/owners/export.xlsx?in=board&period=any").content))
    assert "<v>150.3</v>" in book.read("xl/worksheets/sheet1.xml").decode()


# --- the records behind a number --------------------------------------------------------------------------------------


def test_the_list_says_what_narrows_it_and_goes_on_as_a_list(app: AppUnderTest) -> None:
    client = reader(app, "eve")
    page = read(
        client, "/reports/stages/records?~in=board&~period=this_year&~pick.owners=1&~show.cell=won&sort=-amount"
    )
    assert values(page, TITLES) == ["1", "2"] or values(page, TITLES) == ["2", "1"]
    assert [text for text, _ in CHIPS.findall(page)] == ["时间：今年", "负责人：ann", "阶段：赢单"]
    wider = CHIPS.findall(page)[2][1]
    assert sorted(values(read(client, wider), TITLES)) == ["1", "2", "3"]
    narrower = read(client, f"{wider}&level=high")
    assert sorted(values(narrower, TITLES)) == ["1", "3"]
    assert CHIPS.findall(narrower)[-1][1].startswith("/reports/stages/records?")
    assert 'action="/reports/stages/records"' in part(client, wider.replace("/records?", "/records/filters?"))


def test_nobody_sees_records_by_a_report_that_he_may_not_read(app: AppUnderTest) -> None:
    page = read(reader(app, "ann"), "/reports/stages/records?~show.cell=won")
    assert sorted(values(page, TITLES)) == ["1", "2"]
    assert "/customer/2" in read(reader(app, "ann"), "/reports/clients/records")
    answer = reader(app, "ann").get("/reports/clients/records/export.csv")
    assert answer.status_code == 403, "whoever may not export may not do so from here either"


def test_records_are_exported_as_they_are_listed(app: AppUnderTest) -> None:
    lines = reader(app, "eve").get("/reports/stages/records/export.csv?~show.cell=lost").content.decode("utf-8-sig")
    assert len(lines.splitlines()) == 2


# --- strange addresses ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "period=nonsense&owner=99999999999&level=none&urgent=maybe",
        "period.from=2026-13-01&period.to=0000-00-00",
        "period.from=9999-12-31&period.to=9999-12-31",
        "owner=abc&owner=me&owner=-1",
        "pick.regions=%21others&pick.owners=%21empty&pick.months=2026-11-01&pick.won=x",
        "pick.regions=*&pick.regions=*&drill.regions=nowhere&drill.regions=x&drill.regions=y",
        "drill.none=1&pick.none=1&is.none=1&in=none&show.cell=a&show.compare=maybe",
        "level=" + "&level=".join(str(each) for each in range(200)),
        "pick.stages=%F0%9F%98%80'\"<script>alert(1)</script>",
    ],
)
def test_nothing_in_an_address_is_an_error(app: AppUnderTest, query: str) -> None:
    client = reader(app, "eve")
    page = read(client, f"/dashboards/board?{query}")
    assert "<script>alert" not in client.get(f"/dashboards/board?{query}").text
    for address in values(page, TILES):
        part(client, address)
    for report in ("stages", "regions", "months", "owners"):
        read(client, f"/reports/{report}?{query}")
        behind = "&".join(f"~{each}" for each in query.split("&"))
        read(client, f"/reports/{report}/records?{behind}&~show.cell=%21others&~show.measure=none")
