"""Dashboards and reports on other sites: by a link that shows what its maker may see, as long as he may see it."""

from __future__ import annotations

import datetime
import logging
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from lowcode.runtime.http.settings import Settings, SettingsError
from lowcode.runtime.reports.embeds import forget_old_embeds, make_embed
from tests.apps.boards import WHOLE_SPEC, boards, read, reader
from tests.apps.reporting import TODAY, fill
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest, add_user
from tests.harness.specs import SpecCompiler

pytestmark = pytest.mark.one_database

URL = re.compile(r'id="embed-url">([^<]+)<')
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
NUMBER = re.compile(r'class="figure-number"[^>]*>([^<]+)<')


@pytest.fixture
def app(compile_spec: SpecCompiler, boot: Boot) -> Iterator[AppUnderTest]:
    with boards(compile_spec, boot) as found:
        yield found


@pytest.fixture
def opened(compile_spec: SpecCompiler, boot: Boot) -> AppUnderTest:
    """Salespeople may export their deals, too."""
    project = compile_spec(WHOLE_SPEC.replace("sales create, read", "sales create, export, read"))
    return boot(project, fill(project), key="opened boards")


def post(client: TestClient, page: str, address: str, **form: str) -> Response:
    (found, *_) = TOKEN.findall(read(client, page))
    answer: Response = client.post(address, data={"csrf_token": found, **form})
    return answer


def link(client: TestClient, page: str, days: int = 7) -> str:
    """The path of a new link to a page."""
    place, _, asked = page.partition("?")
    address = f"{place}/embed?{asked}"
    answer = post(client, address, address, days=str(days))
    assert answer.status_code == 200, answer.text[:500]
    (url,) = URL.findall(unescape(answer.text))
    return str(url[url.index("/-/embed/") :])


def visitor(app: AppUnderTest, after: datetime.timedelta = datetime.timedelta()) -> TestClient:
    """Somebody who is not signed in."""
    return app.visitor(clock=lambda: TODAY + after)


def change(app: AppUnderTest, **values: Any) -> None:
    """Changes eve."""
    model: Any = app.definition.entity_by_name["user"].model
    with app.database().writing() as connection, Session(bind=connection) as session:
        user = session.scalars(select(model).where(model.name == "eve")).one()
        for name, value in values.items():
            setattr(user, name, value)
        session.flush()


def closed(answer: Response) -> bool:
    assert answer.status_code in (200, 404)
    return answer.status_code == 404 and "不存在、已过期或已撤销" in answer.text


def test_a_link_shows_the_page_with_its_filters_and_leads_nowhere(app: AppUnderTest) -> None:
    path = link(reader(app, "eve"), "/dashboards/board?period.from=2026-11-01&period.to=2026-11-30")
    answer = visitor(app).get(path)
    assert answer.status_code == 200
    page = unescape(answer.text)
    for word in ("驾驶舱", "赢单金额", "各阶段", "人与阶段"):
        assert word in page, word
    assert NUMBER.findall(page) == ["¥150.3"]
    assert "data-chart=" in page
    assert "<a " not in page
    assert "<form" not in page
    assert "eve" not in page


def test_a_report_can_be_linked_to(app: AppUnderTest) -> None:
    path = link(reader(app, "eve"), "/reports/stages?is.stage=won")
    page = unescape(visitor(app).get(path).text)
    assert "各阶段" in page
    assert "阶段：赢单" in page


def test_other_sites_may_frame_the_page_as_the_installation_says(app: AppUnderTest) -> None:
    path = link(reader(app, "eve"), "/dashboards/board")
    answer = visitor(app).get(path)
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    other = app.visitor(clock=lambda: TODAY, embed_origins=("https://www.example.com",)).get(path)
    assert "frame-ancestors https://www.example.com" in other.headers["content-security-policy"]
    plain = reader(app, "eve").get("/dashboards/board")
    assert "frame-ancestors 'none'" in plain.headers["content-security-policy"]
    assert plain.headers["x-frame-options"] == "DENY"


def test_a_link_ends_by_itself(app: AppUnderTest) -> None:
    path = link(reader(app, "eve"), "/dashboards/board", days=1)
    assert not closed(visitor(app, datetime.timedelta(hours=23)).get(path))
    assert closed(visitor(app, datetime.timedelta(hours=25)).get(path))
    assert closed(visitor(app).get("/-/embed/nobody-knows-me"))
    assert closed(visitor(app).get(f"/-/embed/{'x' * 5000}"))


def test_a_link_is_revoked_by_its_maker_alone(app: AppUnderTest) -> None:
    client = reader(app, "eve")
    path = link(client, "/dashboards/board")
    page = read(client, "/dashboards/board/embed")
    (number,) = re.findall(r"/-/embed/(\d+)/revoke", page)
    assert post(reader(app, "ann"), "/-/account", f"/-/embed/{number}/revoke").status_code == 404
    assert not closed(visitor(app).get(path))
    answer = post(client, "/dashboards/board/embed", f"/-/embed/{number}/revoke")
    assert answer.status_code == 303
    assert "链接已撤销" in read(client, answer.headers["location"])
    assert closed(visitor(app).get(path))
    assert "还没有链接" in read(client, "/dashboards/board/embed")


def administrator_of(app: AppUnderTest) -> TestClient:
    add_user(app.definition, app.database(), "root", ["admin"])
    return reader(app, "root")


def test_administrators_see_and_revoke_the_links_of_all(app: AppUnderTest) -> None:
    path = link(reader(app, "eve"), "/dashboards/board")
    administrator = administrator_of(app)
    page = unescape(read(administrator, "/-/embeds"))
    assert "驾驶舱 · eve" in page
    assert "从未查看" in page
    visitor(app).get(path)
    assert "最近查看" in read(administrator, "/-/embeds")
    (number,) = re.findall(r"/-/embeds/(\d+)/revoke", page)
    assert reader(app, "eve").get("/-/embeds").status_code == 403
    assert post(reader(app, "ann"), "/-/account", f"/-/embeds/{number}/revoke").status_code == 403
    assert not closed(visitor(app).get(path))
    answer = post(administrator, "/-/embeds", f"/-/embeds/{number}/revoke")
    assert answer.headers["location"] == "/-/embeds"
    assert closed(visitor(app).get(path))
    assert "还没有链接" in read(administrator, "/-/embeds")
    assert post(administrator, "/-/embeds", f"/-/embeds/{number}/revoke").status_code == 404


def test_links_of_all_come_in_portions(app: AppUnderTest) -> None:
    with app.database().writing() as connection:
        for _ in range(51):
            make_embed(connection, 3, ("report", "stages"), "", TODAY, 1)
    administrator = administrator_of(app)
    page = read(administrator, "/-/embeds")
    assert len(re.findall(r"/-/embeds/\d+/revoke", page)) == 50
    (older,) = re.findall(r'href="(/-/embeds\?before=\d+)"', page)
    assert len(re.findall(r"/-/embeds/\d+/revoke", read(administrator, older))) == 1
    assert read(administrator, "/-/embeds?before=nonsense").count("/revoke") == 50


def test_a_link_closes_with_its_makers_account(app: AppUnderTest) -> None:
    path = link(reader(app, "eve"), "/dashboards/board")
    change(app, active=False)
    assert closed(visitor(app).get(path))


def test_a_link_closes_with_its_makers_rights(app: AppUnderTest) -> None:
    path = link(reader(app, "eve"), "/dashboards/board")
    change(app, roles=["sales"])
    assert closed(visitor(app).get(path)), "the dashboard is for chiefs"


def test_a_link_shows_what_its_maker_may_see(opened: AppUnderTest) -> None:
    path = link(reader(opened, "ann"), "/reports/stages?period=any")
    mine = unescape(visitor(opened).get(path).text)
    theirs = unescape(visitor(opened).get(link(reader(opened, "eve"), "/reports/stages?period=any")).text)
    assert mine != theirs
    desk = unescape(visitor(opened).get(link(reader(opened, "ann"), "/dashboards/desk")).text)
    assert "线索" in desk, "the tile that is not hers is named"
    assert desk.count("data-chart=") == 1, "but not shown"


def test_who_may_not_export_makes_no_links(app: AppUnderTest) -> None:
    client = reader(app, "ann")
    assert client.get("/reports/stages/embed").status_code == 403
    assert client.get("/dashboards/desk/embed").status_code == 403
    assert client.get("/dashboards/board/embed").status_code == 403
    assert "/embed" not in read(client, "/reports/stages")
    assert "/dashboards/board/embed" in read(reader(app, "eve"), "/dashboards/board")
    assert "/reports/stages/embed" in read(reader(app, "eve"), "/reports/stages")
    assert post(reader(app, "eve"), "/reports/stages/embed", "/reports/stages/embed", days="9999").status_code == 400


def test_only_the_hash_of_a_link_is_kept_and_views_are_noted(app: AppUnderTest) -> None:
    client = reader(app, "eve")
    path = link(client, "/dashboards/board")
    token = path.rpartition("/")[2]
    assert len(token) == 43
    database = app.database()
    with database.reading() as connection:
        (row,) = connection.execute(text("SELECT * FROM system_embed")).mappings()
        assert token not in str(dict(row))
        assert row["last_used_at"] is None
    assert "从未查看" in read(client, "/dashboards/board/embed")
    visitor(app).get(path)
    assert "最近查看" in read(client, "/dashboards/board/embed")
    with database.writing() as connection:
        forget_old_embeds(connection, TODAY + datetime.timedelta(days=36))
        assert len(connection.execute(text("SELECT id FROM system_embed")).all()) == 1
        forget_old_embeds(connection, TODAY + datetime.timedelta(days=38))
        assert connection.execute(text("SELECT id FROM system_embed")).all() == []


def test_no_log_has_a_link(app: AppUnderTest, caplog: pytest.LogCaptureFixture) -> None:
    path = link(reader(app, "eve"), "/dashboards/board")
    with caplog.at_level(logging.INFO, logger="lowcode.requests"):
        visitor(app).get(path)
    assert "/-/embed/* 200" in caplog.text
    lines = [each.getMessage() for each in caplog.records if each.name.startswith("lowcode")]
    assert [each for each in lines if path in each] == []


def test_a_link_may_be_looked_at_only_so_often(app: AppUnderTest) -> None:
    client = visitor(app)
    codes = {client.get("/-/embed/nobody-knows-me").status_code for _ in range(60)}
    assert codes == {404, 429}


@pytest.mark.parametrize("name", ["*", "https://a.example/path", "javascript:x", "https://a; script-src *"])
def test_sites_are_named_by_their_origin(name: str, app: AppUnderTest) -> None:
    with pytest.raises(SettingsError, match="LOWCODE_EMBED_ORIGINS"):
        Settings.from_environment({"LOWCODE_EMBED_ORIGINS": name}, app.app.folder, "reporting")
    found = Settings.from_environment(
        {"LOWCODE_EMBED_ORIGINS": "'self', https://*.example.com:8443"}, app.app.folder, "reporting"
    )
    assert found.embed_origins == ("'self'", "https://*.example.com:8443")
