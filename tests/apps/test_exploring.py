"""Charts that people make of a list: what they show, what they may not show, how they are kept and copied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote

import pytest

from lowcode.compiler import check, sources_from
from tests.apps.boards import WHOLE_SPEC, boards, part, read, reader, values
from tests.apps.test_report_pages import CHIPS, TITLES, table
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest, csrf_token
from tests.harness.specs import SpecCompiler

pytestmark = pytest.mark.one_database

SPEC_TEXT = re.compile(r'id="spec-text">(.*?)</pre>', re.DOTALL)


@pytest.fixture
def app(compile_spec: SpecCompiler, boot: Boot) -> Iterator[AppUnderTest]:
    with boards(compile_spec, boot) as found:
        yield found


def test_a_list_becomes_a_chart_under_its_own_filters(app: AppUnderTest) -> None:
    client = reader(app, "eve")
    assert 'data-load="/deal/charts?level=high"' in read(client, "/deal?level=high")
    assert 'href="/deal/chart?level=high"' in part(client, "/deal/charts?level=high")
    page = read(client, "/deal/chart?level=high&~by=owner&~show=sum:amount")
    assert table(page)[1:] == [["ann", "¥100.15"], ["（空）", "¥30.00"], ["合计", "¥130.15"]] or table(page)[-1] == [
        "合计",
        "¥130.15",
    ]
    assert "等级：高" in page


def test_a_chart_has_groups_of_groups_units_and_kinds(app: AppUnderTest) -> None:
    client = reader(app, "eve")
    months = table(read(client, "/deal/chart?~by=signed&~unit=year&~then=stage&~kind=stacked_bar"))
    assert months[0][0] == "签订日期（年）"
    assert [line[0] for line in months[1:]] == ["2025年", "2026年", "(空)", "合计"] or len(months) == 5
    page = read(client, "/deal/chart?~by=-")
    assert 'value="number" selected' in page
    page = read(client, "/deal/chart?~by=tags&~show=avg:hours&~kind=pie")
    assert "重要" in page


def test_its_numbers_open_their_records_within_the_list(app: AppUnderTest) -> None:
    client = reader(app, "eve")
    page = read(client, "/deal/chart?urgent=1&~by=stage")
    url = re.findall(r'<td class="n"><a href="([^"]+)">', page)[2]
    assert url.startswith("/deal/chart/records?urgent=1&")
    records = read(client, url)
    assert sorted(values(records, TITLES)) == ["1", "6"]
    assert [text for text, _ in CHIPS.findall(records)] == ["阶段：赢单", "加急：是"]
    assert sorted(values(read(client, CHIPS.findall(records)[0][1]), TITLES)) == ["1", "4", "6"]
    assert sorted(values(read(client, CHIPS.findall(records)[1][1]), TITLES)) == ["1", "2", "6", "7"]


def test_nobody_charts_what_he_may_not_read(app: AppUnderTest) -> None:
    sales, chief = reader(app, "ann"), reader(app, "eve")
    assert 'value="sum:secret"' in read(chief, "/deal/chart")
    page = read(sales, "/deal/chart?~show=sum:secret&~by=secret")
    assert 'value="sum:secret"' not in page
    assert 'value="secret"' not in page
    assert table(page)[1:] == [["赢单", "2"], ["报价", "1"]] or table(page)[-1][-1] == "3", "his own records, counted"
    assert sales.get("/lead/chart").status_code == 404
    assert sales.get("/lead/charts").status_code == 404


def test_a_chart_is_kept_for_its_maker_alone(app: AppUnderTest) -> None:
    chief, sales = reader(app, "eve"), reader(app, "ann")
    page = read(chief, "/deal/chart?level=high&~by=owner")
    query = re.search(r'name="query" value="([^"]+)"', page)
    assert query is not None
    form = {"csrf_token": csrf_token(page), "title": "重点商机", "query": query[1]}
    answer = chief.post("/deal/charts", data=form)
    assert answer.headers["location"].startswith("/deal/chart?level=high&~by=owner&")
    assert "重点商机" in part(chief, "/deal/charts")
    assert "重点商机" not in part(sales, "/deal/charts")
    number = re.search(r"/deal/charts/(\d+)/delete", read(chief, "/deal/chart"))
    assert number is not None
    foreign = csrf_token(read(sales, "/deal/chart"))
    assert sales.post(number[0], data={"csrf_token": foreign}).status_code == 404
    assert chief.post(number[0], data={}).status_code == 403, "without its token"
    assert chief.post(number[0], data={"csrf_token": form["csrf_token"]}).status_code == 303
    assert "重点商机" not in part(chief, "/deal/charts")


def test_a_chart_needs_a_title_and_there_are_not_too_many(app: AppUnderTest) -> None:
    client = reader(app, "eve")
    token = csrf_token(read(client, "/deal/chart"))
    assert client.post("/deal/charts", data={"csrf_token": token, "title": " ", "query": ""}).status_code == 400
    for number in range(50):
        data = {"csrf_token": token, "title": str(number), "query": "~by=stage"}
        assert client.post("/deal/charts", data=data).status_code == 303
    answer = client.post("/deal/charts", data={"csrf_token": token, "title": "51", "query": ""})
    assert answer.status_code == 400
    assert "一个列表最多保存 50 张图表" in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "~by=signed&~unit=quarter&~then=level&~show=median:amount&~kind=line",
        "~by=tags&~show=avg:hours",
        "~by=-",
        "level=high&level=low&urgent=1&amount.from=10&amount.to=100000.5&~by=owner&~show=sum:amount",
        "signed.in=this_year&met_at.in=today&name.has=" + quote('华"星\\') + "&owner=me&~by=customer",
        "hours.empty=0&wants=hardware&wants=software&tags.empty=1&~by=wants",
        "wants=hardware&margin.from=5&margin.to=12.5&met_at.from=2026-01-01&~by=wants",
        "customer=1&q=甲&signed.from=2026-01-01&~by=created_at",
    ],
)
def test_the_text_for_the_specification_is_one_that_it_takes(app: AppUnderTest, query: str) -> None:
    page = reader(app, "eve").get(f"/deal/chart?{query}")
    assert page.status_code == 200, page.text[:1000]
    text = SPEC_TEXT.search(unescape(page.text))
    assert text is not None
    checked = check(sources_from({"app.lc": f"{WHOLE_SPEC}\n{text[1]}"}))
    assert checked.application is not None, (text[1], list(checked.problems))


def reader_text(page: str) -> str:
    """The page without its escapes."""
    return (
        page.replace("&#34;", '"').replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    )
