"""Addresses of before a rename lead on, on pages and in the API; histories tell of what is gone by its last label."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.testclient import TestClient

from lowcode.runtime.http.former_addresses import PERMANENT
from lowcode.runtime.saving.outcome import Saved
from tests.apps.dealing import Desk
from tests.harness.apps import AppUnderTest, GeneratedApp
from tests.harness.databases import SQLiteDatabases
from tests.harness.programs import Program, program
from tests.harness.projects import compile_text, write_files

_HEAD = """
app moving "搬家" / "Moving" { locale zh-CN, en; timezone "Asia/Shanghai"; currency CNY }
role seller "销售" / "Seller"
access 标签 { seller all }
entity 标签 "标签" / "Tag" { 名称 "名称" / "Name": text(20) required }
"""
_FLOW = """
flow 流程 "流程" / "Flow" for {entity} {{
  {first} start; 赢 "赢单" / "Won" end; 输 "输单" / "Lost" end
  {there} -> 赢 "签约" / "Sign" by seller
  {lost}
}}
"""
FIRST = f"""{_HEAD}
entity 客户 "客户" / "Customer" {{
  名称 "名称" / "Name": text(60) required search
  手机 "手机" / "Mobile": text(20)
  联系人 "联系人" / "Contact": text(20)
  阶段 "阶段" / "Stage": 流程
  明细 "明细" / "Lines": rows {{ 数量 "数量" / "Number": int; 备注 "备注" / "Note": text(20) }}
}}
{_FLOW.format(entity="客户", there="接洽", first='接洽 "接洽" / "Contact"', lost='接洽 -> 输 "放弃" by seller')}
report 业绩 "业绩" / "Turnover" from 客户 {{ chart number show count() }}
dashboard 看板 "看板" / "Board" {{ row 业绩 }}
access 客户 {{ seller all }}
"""
SECOND = f"""{_HEAD}
entity Firm "客户" / "Firm" {{ was 客户
  名称 "名称" / "Name": text(60) required search
  phone "电话" / "Phone": text(20) was 手机
  阶段 "阶段" / "Stage": 流程
  明细 "明细" / "Lines": rows {{ 数量 "数量" / "Number": int }}
}}
drop field Firm.联系人 "不再需要" / "not needed"
drop field Firm.明细.备注 "不再需要" / "not needed"
{_FLOW.format(entity="Firm", there="初谈", first='初谈 "初谈" / "Talk" was 接洽', lost="")}
report Turnover "业绩" / "Turnover" was 业绩 from Firm {{ chart number show count() }}
dashboard Board "看板" / "Board" was 看板 {{ row Turnover }}
access Firm {{ seller all }}
"""
THIRD = (
    SECOND.replace("Firm", "Client").replace("was 客户", "was Firm").replace("was 手机", "")
    + """
entity 客户 "别的客户" / "Another" { 名称 "名称" / "Name": text(20) required }
access 客户 { seller all }
"""
)
_KEPT = ("migrations/versions/", ".lowcode/")
"""What a build goes on from."""


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> list[GeneratedApp]:
    """One after another, each built over the one before."""
    found: list[GeneratedApp] = []
    files: dict[str, str] = {}
    for number, text in enumerate((FIRST, SECOND, THIRD)):
        before = {path: text for path, text in files.items() if path.startswith(_KEPT)}
        files = {**before, **compile_text(text, before or None)}
        folder = tmp_path_factory.mktemp(f"version{number}")
        write_files(folder, files)
        found.append(GeneratedApp(folder, "moving"))
    return found


@pytest.fixture(scope="module")
def worked(projects: list[GeneratedApp], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], Moved]]:
    """`worked(2)`: the app of a version, on a database in which somebody has worked with the first one."""
    databases = SQLiteDatabases(tmp_path_factory.mktemp("worked"))
    opened: list[AppUnderTest] = []

    def at(version: int) -> Moved:
        url = databases.prepared("worked", lambda url: _work(projects[0], url))
        app = AppUnderTest(projects[version - 1], url, projects[version - 1].definition())
        opened.append(app)
        app.app.migrate(url)
        return Moved(app, program(app, 1), app.client("ann"))

    yield at
    for each in opened:
        each.close()


def _work(project: GeneratedApp, url: str) -> None:
    app = AppUnderTest(project, url, project.definition())
    project.migrate(url)
    desk = Desk(app, app.database())
    desk.employ("ann", "seller")
    values = [("ming_cheng", "华星"), ("shou_ji", "123"), ("lian_xi_ren", "李"), ("ming_xi[0].bei_zhu", "好")]
    assert isinstance(desk.submit("ann", "ke_hu", values), Saved)
    changes = [("lian_xi_ren", "王"), ("ming_xi[0].id", "1"), ("ming_xi[0].bei_zhu", "坏")]
    assert isinstance(desk.submit("ann", "ke_hu", changes, 1), Saved)
    assert isinstance(desk.submit("ann", "ke_hu", [("ming_cheng", "远景")]), Saved)
    desk.moved("ann", "ke_hu", 1, "jie_qia_to_ying")
    desk.moved("ann", "ke_hu", 2, "jie_qia_to_shu")
    app.close()


@dataclass
class Moved:
    """An app whose addresses were others."""

    app: AppUnderTest
    program: Program
    browser: TestClient

    def leads_to(self, path: str, method: str = "GET", **more: Any) -> str:
        """Where an address leads on to; it is the same for those who are not signed in."""
        found = [client.request(method, path, **more) for client in (self.browser, self.app.visitor())]
        assert [each.status_code for each in found] == [PERMANENT] * 2
        assert len({each.headers["location"] for each in found}) == 1
        assert "no-store" in found[0].headers["cache-control"]
        return str(found[0].headers["location"])


def test_pages_lead_on(worked: Callable[[int], Moved]) -> None:
    moved = worked(2)
    assert moved.leads_to("/ke_hu") == "/firm"
    assert moved.leads_to("/ke_hu/1") == "/firm/1"
    assert moved.leads_to("/ke_hu/1/edit") == "/firm/1/edit"
    assert moved.leads_to("/ke_hu/1/edit", "POST", data={"ming_cheng": "x"}) == "/firm/1/edit"
    assert moved.leads_to("/reports/ye_ji?x=%E5%8D%8E") == "/reports/turnover?x=%E5%8D%8E"
    assert moved.leads_to("/reports/ye_ji/export.csv") == "/reports/turnover/export.csv"
    assert moved.leads_to("/dashboards/kan_ban") == "/dashboards/board"
    assert moved.leads_to("/ke_hu/a%2F..%3F/%E5%8D%8E") == "/firm/a/..%3F/%E5%8D%8E"
    for path in ("/firm/1", "/reports/turnover", "/dashboards/board"):
        assert moved.browser.get(path).status_code == 200


def test_addresses_of_lists_say_the_names_of_now(worked: Callable[[int], Moved]) -> None:
    moved = worked(2)
    asked = "shou_ji.has=12&sort=-shou_ji%2Cming_cheng&q=%E5%8D%8E&ming_cheng=a%26b"
    wanted = "phone.has=12&sort=-phone,ming_cheng&q=%E5%8D%8E&ming_cheng=a%26b"
    assert moved.leads_to(f"/ke_hu?{asked}") == f"/firm?{wanted}"
    assert moved.leads_to(f"/firm?{asked}") == f"/firm?{wanted}"
    found = moved.browser.get("/firm?shou_ji.has=12", follow_redirects=True).text
    assert "华星" in found
    assert "远景" not in found


def test_programs_are_led_on(worked: Callable[[int], Moved]) -> None:
    moved = worked(2)
    prefix = "/api/v1"
    assert moved.leads_to(f"{prefix}/ke_hu/1?x=1") == f"{prefix}/firm/1?x=1"
    assert moved.leads_to(f"{prefix}/ke_hu/1", "PATCH", json={}) == f"{prefix}/firm/1"
    moved.program.client.follow_redirects = True
    assert moved.program.get("/ke_hu/1")["phone"] == "123"
    assert [each["id"] for each in moved.program.get("/ke_hu?fields=shou_ji&shou_ji=123")["items"]] == [1]
    assert moved.program.post("/ke_hu", {"ming_cheng": "新"}, 201)["id"] == 3
    nobody = Program(moved.app.visitor(), None)
    nobody.client.follow_redirects = True
    assert nobody.get("/ke_hu/1", 401)["code"] == "token_missing"


def test_rights_are_those_of_the_page_of_now(worked: Callable[[int], Moved]) -> None:
    moved = worked(2)
    moved.app.add_user("eve")
    stranger = moved.app.client("eve")
    assert stranger.get("/ke_hu/1", follow_redirects=True).status_code == 404
    assert moved.app.visitor().get("/ke_hu/1", follow_redirects=True).url.path == "/-/login"


def test_nothing_that_is_there_is_hidden(worked: Callable[[int], Moved]) -> None:
    moved = worked(3)
    assert moved.leads_to("/firm/1") == "/client/1"
    assert moved.leads_to("/firm?shou_ji=1") == "/client?phone=1"
    assert "别的客户" in moved.browser.get("/ke_hu").text
    assert moved.browser.get("/ke_hu/1").status_code == 404
    for path in ("/nothing/1", "/reports/nothing", "/firms"):
        assert moved.browser.get(path).status_code == 404


def test_histories_tell_of_what_is_gone(worked: Callable[[int], Moved]) -> None:
    moved = worked(3)
    text = re.sub(r"<[^>]+>|\s+", " ", moved.browser.get("/client/1").text)
    assert "联系人" in text
    assert "备注" in text
    assert "lian_xi_ren" not in text
    assert "bei_zhu" not in text
    assert "执行了“签约”" in text
    assert "执行了“输单”" in re.sub(r"<[^>]+>|\s+", " ", moved.browser.get("/client/2").text)
