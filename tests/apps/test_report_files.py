"""Dashboards and reports as pictures, documents and workbooks: what the page shows, for those who may take it along."""

from __future__ import annotations

import io
import socket
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

import pypdf
import pytest
from httpx2 import Response
from PIL import Image
from starlette.testclient import TestClient

from lowcode.runtime.charts import drawing_engine, printing
from lowcode.runtime.pages.reports import sheet_picture
from tests.apps.boards import WHOLE_SPEC, boards, read, reader
from tests.apps.reporting import fill
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest
from tests.harness.specs import SpecCompiler

pytestmark = pytest.mark.one_database


@pytest.fixture
def app(compile_spec: SpecCompiler, boot: Boot) -> Iterator[AppUnderTest]:
    """Nobody but the chief may export anything."""
    with boards(compile_spec, boot) as found:
        yield found


@pytest.fixture
def opened(compile_spec: SpecCompiler, boot: Boot) -> AppUnderTest:
    """Salespeople may export their deals, too."""
    project = compile_spec(WHOLE_SPEC.replace("sales create, read", "sales create, export, read"))
    return boot(project, fill(project), key="opened boards")


def taken(client: TestClient, address: str) -> Response:
    answer: Response = client.get(address)
    assert answer.status_code == 200, answer.text[:500]
    return answer


def image(answer: Response) -> Image.Image:
    assert answer.headers["content-type"] == "image/png"
    return Image.open(io.BytesIO(answer.content))


def words(answer: Response) -> str:
    assert answer.headers["content-type"] == "application/pdf"
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The drawings that pictures were painted from."""
    found: list[str] = []

    def painted(svg: str) -> bytes:
        found.append(svg)
        return drawing_engine.painted(svg)

    monkeypatch.setattr(sheet_picture, "painted", painted)
    return found


def test_a_dashboard_is_one_picture(app: AppUnderTest, drawn: list[str]) -> None:
    answer = taken(reader(app, "eve"), "/dashboards/board/export.png")
    picture = image(answer)
    assert picture.size[0] == 2 * sheet_picture.WIDTH
    assert len(picture.convert("RGB").getcolors(1_000_000) or ()) > 20
    assert "驾驶舱-2026-11-22.png" in unquote(answer.headers["content-disposition"])
    (svg,) = drawn
    for text in ("驾驶舱", "时间：今年", "一览", "¥180.3", "接洽", "人与阶段", "合计"):
        assert text in svg, text


def test_filters_and_clicks_hold_in_files_and_are_said(app: AppUnderTest, drawn: list[str]) -> None:
    asked = "period=any&level=low&pick.owners=1"
    taken(reader(app, "eve"), f"/dashboards/board/export.png?{asked}")
    (svg,) = drawn
    assert "等级：低" in svg
    assert "负责人：ann" in svg
    assert "¥50.2<" in svg
    assert "等级：低" in words(taken(reader(app, "eve"), f"/dashboards/board/export.pdf?{asked}"))


def test_a_report_is_a_picture_and_a_document(app: AppUnderTest, drawn: list[str]) -> None:
    client = reader(app, "eve")
    image(taken(client, "/reports/stages/export.png?period=this_year"))
    assert "时间：今年" in drawn[0]
    said = words(taken(client, "/reports/stages/export.pdf?period=this_year"))
    for text in ("各阶段", "接洽", "数量", "合计", "时间：今年"):
        assert text in said, text


def test_a_document_has_every_report_with_its_numbers(app: AppUnderTest) -> None:
    answer = taken(reader(app, "eve"), "/dashboards/board/export.pdf")
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    assert float(pages[0].mediabox.width) > float(pages[0].mediabox.height), "lying"
    said = words(answer)
    for text in ("驾驶舱", "一览", "赢单金额", "各阶段", "人与阶段", "每月", "¥180.30", "报表"):
        assert text in said, text


def test_a_dashboard_is_a_workbook_with_a_sheet_for_each_report(app: AppUnderTest) -> None:
    answer = taken(reader(app, "eve"), "/dashboards/board/export.xlsx")
    book = zipfile.ZipFile(io.BytesIO(answer.content))
    sheets = book.read("xl/workbook.xml").decode()
    assert [sheets.index(f'name="{each}"') for each in ("赢单金额", "各阶段", "每月")]
    assert len([name for name in book.namelist() if name.startswith("xl/worksheets/")]) == 6


def test_everybody_takes_along_what_he_sees(opened: AppUnderTest, drawn: list[str]) -> None:
    """Leads are none of ann's business: her dashboard has a sentence in their place."""
    taken(reader(opened, "ann"), "/dashboards/desk/export.png?period=any")
    assert "没有查看" in drawn[0] or "无权" in drawn[0] or "没有权限" in drawn[0]
    answer = taken(reader(opened, "ann"), "/dashboards/desk/export.xlsx?period=any")
    assert "线索" not in zipfile.ZipFile(io.BytesIO(answer.content)).read("xl/workbook.xml").decode()
    assert reader(opened, "ann").get("/dashboards/board/export.png").status_code == 403
    assert reader(opened, "ann").get("/reports/visitors/export.pdf").status_code == 403
    assert reader(opened, "ann").get("/reports/nothing/export.pdf").status_code == 404
    csv = taken(reader(opened, "ann"), "/reports/floors/export.csv").text
    assert len(csv.strip().splitlines()) == 1, "floor prices are the chief's: nothing but the head"


@pytest.mark.parametrize("ending", ["png", "pdf", "xlsx", "csv"])
def test_who_may_not_export_gets_no_file(app: AppUnderTest, ending: str) -> None:
    client = reader(app, "ann")
    assert client.get(f"/reports/stages/export.{ending}").status_code == 403
    if ending != "csv":
        assert client.get(f"/dashboards/desk/export.{ending}").status_code == 403
    page = read(client, "/reports/stages")
    assert "export." not in page
    assert "/dashboards/desk/export." not in read(client, "/dashboards/desk")


def test_menus_offer_what_the_installation_can(app: AppUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    page = read(reader(app, "eve"), "/dashboards/board?level=low")
    for ending in ("xlsx", "png", "pdf"):
        assert f"/dashboards/board/export.{ending}?level=low" in page
    assert "/reports/stages/export.png" in read(reader(app, "eve"), "/reports/stages")
    monkeypatch.setattr(printing, "PRINTER", "no_such_module")
    page = read(reader(app, "eve"), "/dashboards/board")
    assert "export.png" in page
    assert "export.pdf" not in page
    answer = reader(app, "eve").get("/dashboards/board/export.pdf")
    assert answer.status_code == 400
    assert "PDF 组件" in answer.text
    monkeypatch.setattr(drawing_engine, "PAINTER", "no_such_module")
    assert "export.png" not in read(reader(app, "eve"), "/dashboards/board")
    answer = reader(app, "eve").get("/dashboards/board/export.png")
    assert answer.status_code == 400
    assert "绘图组件" in answer.text


def test_what_cannot_be_drawn_is_said(app: AppUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing_engine, "_MOST_TEXT", 10)
    answer = reader(app, "eve").get("/dashboards/board/export.png")
    assert answer.status_code == 400
    assert "图表过大" in answer.text


def test_a_document_fetches_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        page = f'<img src="http://127.0.0.1:{server.getsockname()[1]}/x.png"><img src="file:///etc/hostname">'
        assert printing.printed(page).startswith(b"%PDF")
        with pytest.raises(BlockingIOError):
            server.accept()
