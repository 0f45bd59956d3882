"""What waits for somebody, over HTTP on both databases: to-dos, tasks, messages, absences, waiting work."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text as sql

from lowcode.runtime.context import utc_now
from lowcode.runtime.migrating.batches import BatchedWork, cut, note_trouble, work_off
from lowcode.runtime.migration_work import BACKFILL, EXPANDED, STAGE, forget_stages, note_work, set_position
from lowcode.runtime.process import live
from tests.apps.deciding import SPEC, Desk, json_of, said
from tests.conftest import Boot
from tests.harness.specs import SpecCompiler

pytestmark = pytest.mark.one_database


@pytest.fixture
def desk(compile_spec: SpecCompiler, boot: Boot) -> Desk:
    app = boot(compile_spec(SPEC))
    found = Desk(app, app.database())
    for name, *roles in (("li", "seller"), ("wang", "seller"), ("he", "chief"), ("zhao", "legal"), ("root", "admin")):
        found.employ(name, *roles)
    return found


def test_the_lists_of_everybody(desk: Desk) -> None:
    _, request = desk.submitted()
    assert request in desk.page("he", "/-/todo")
    assert request in desk.page("li", "/-/todo?tab=started")
    assert request not in desk.page("wang", "/-/todo")
    assert json_of(desk.at("he").get("/-/counters")) == {"todo": "1", "unread": "1"}
    desk.decide("he", request, "approve")
    assert request in desk.page("he", "/-/todo?tab=signed")
    assert json_of(desk.at("he").get("/-/counters"))["todo"] == ""
    for tab in ("copied", "returned", "nonsense"):
        assert desk.at("he").get(f"/-/todo?tab={tab}").status_code == 200


def test_several_are_decided_each_by_itself(desk: Desk) -> None:
    first, second = desk.submitted()[1], desk.submitted()[1]
    ids = [each.rpartition("/")[2] for each in (first, second)]
    assert desk.done("he", "/-/todo/decide", "/-/todo", action="approve", id=ids, opinion="批量") == "/-/todo"
    assert {row["opinion"] for row in desk.rows("system_approval_signer") if row["status"] == "approved"} == {"批量"}
    # Lawyers may change the record in their step, so they look at each.
    page = desk.post("zhao", "/-/todo/decide", "/-/todo", action="approve", id=ids, opinion="批量")
    assert page.status_code == 200
    assert "请打开后单独审批" in said(page)
    third = desk.submitted()[1]
    mixed = [third.rpartition("/")[2], ids[0], "987"]
    page = desk.post("he", "/-/todo/decide", "/-/todo", action="reject", id=mixed)
    assert "已由他人处理或您已处理过" in said(page)
    assert [row["status"] for row in desk.rows("system_approval")] == ["running", "running", "rejected"]
    assert desk.done("he", "/-/todo/decide", "/-/todo", action="reject") == "/-/todo"


def test_a_task_is_done_by_its_people_only(desk: Desk) -> None:
    url = desk.offered()
    (task,) = desk.rows("system_task")
    action = f"/-/tasks/{task['id']}/done"
    assert action in desk.page("li", "/-/todo?tab=tasks")
    assert action in desk.page("li", url)
    assert action not in desk.page("he", url)
    assert desk.post("he", action, url).status_code == 404
    assert desk.rows("system_task")[0]["status"] == "open"
    desk.done("li", action, url)
    assert desk.rows("system_task")[0]["status"] == "done"
    assert "完成了任务" in desk.page("li", url)
    desk.done("li", f"/-/tasks/{task['id']}/reopen", url)
    assert desk.rows("system_task")[0]["status"] == "open"


def test_a_message_is_read_when_it_is_opened(desk: Desk) -> None:
    url, _ = desk.submitted()
    assert "请您审批" in desk.page("he", "/-/notifications")
    assert "请您审批" in desk.page("he", "/-/notifications/latest")
    (row,) = [each for each in desk.rows("system_notification") if each["user_id"] == desk.ids["he"]]
    assert row["read_at"] is None
    address = f"/-/notifications/{row['id']}/open"
    assert desk.post("li", address, "/-/notifications").status_code == 404
    assert desk.done("he", address, "/-/notifications") == url
    assert json_of(desk.at("he").get("/-/counters"))["unread"] == ""
    desk.decide("he", "/-/approvals/1", "approve")
    assert desk.done("zhao", "/-/notifications/read", "/-/notifications") == "/-/notifications"
    assert json_of(desk.at("zhao").get("/-/counters"))["unread"] == ""


def test_hours_of_quiet(desk: Desk) -> None:
    path = "/-/account/messages"
    assert desk.post("li", path, path, quiet_from="22:00", quiet_until="").status_code == 422
    assert desk.post("li", path, path, quiet_from="spät", quiet_until="07:00").status_code == 422
    desk.done("li", path, path, quiet_from="22:00", quiet_until="07:30", digest_at="")
    assert 'value="07:30"' in desk.page("li", path)
    assert 'value="07:30"' not in desk.page("he", path)


def test_who_is_away_names_a_delegate(desk: Desk) -> None:
    path = "/-/account/absence"
    assert desk.post("he", path, path, action="set", delegate="").status_code == 422
    assert desk.post("he", path, path, action="set", delegate=str(desk.ids["he"])).status_code == 422
    assert (
        desk.post("he", path, path, action="set", delegate=str(desk.ids["li"]), until_day="2001-01-01").status_code
        == 422
    )
    desk.done("he", path, path, action="set", delegate=str(desk.ids["wang"]))
    assert "目前由 wang 代您审批" in desk.page("he", path)
    _, request = desk.submitted()
    assert "代 he 审批" in desk.page("wang", request)
    desk.done("he", path, path, action="end")
    assert "目前由" not in desk.page("he", path)


def test_waiting_work_is_for_administrators(desk: Desk) -> None:
    desk.offered()
    (timer,) = desk.rows("system_timer")
    address = f"/-/jobs/timers/{timer['id']}"
    assert desk.at("li").get("/-/jobs").status_code == 403
    assert desk.post("li", address, "/-/todo", action="drop").status_code == 403
    for name in ("timers", "failed", "deliveries", "dead", "workers"):
        assert desk.at("root").get(f"/-/jobs?list={name}").status_code == 200
    text = desk.page("root", "/-/jobs?list=timers")
    assert "任务到期提醒" in text
    assert "没有进程在处理后台任务" in text
    assert desk.post("root", address, "/-/jobs", action="dance").status_code == 400
    desk.done("root", address, "/-/jobs", action="drop")
    assert desk.rows("system_timer")[0]["status"] == "cancelled"
    assert desk.post("root", address, "/-/jobs", action="drop").status_code == 404


def test_failures_are_shown_with_their_reason_and_tried_again(desk: Desk) -> None:
    desk.offered()
    with desk.database.writing() as connection:
        connection.execute(sql("update system_timer set status = 'failed', last_error = '磁盘已满', attempts = 8"))
    text = desk.page("root", "/-/jobs")
    assert "磁盘已满" in text
    (address,) = set(re.findall(r'action="(/-/jobs/timers/\d+)"', text))
    desk.done("root", address, "/-/jobs", action="retry")
    (timer,) = desk.rows("system_timer")
    assert (timer["status"], timer["attempts"]) == ("waiting", 0)


def test_a_migration_under_load_is_seen_at_work(desk: Desk) -> None:
    """Jobs of the next version's workers, on the page of this one."""
    assert "数据升级" not in desk.page("root", "/-/jobs")
    desk.offered()
    fill = BatchedWork(kind=BACKFILL, name="0002 3 deal", revision="0002")
    cut(desk.database, fill, "deal", 1, lambda _connection: True)
    work_off(desk.database, fill, lambda _connection: True, lambda _connection, _batch: None, by="office-7")
    with desk.database.writing() as connection:
        note_trouble(connection, "0002", "报价 #4：缺少必填值")
        note_work(connection, ["deal"], "0002", is_online=True)
        set_position(connection, STAGE, "0002", "0002", 3)
    text = desk.page("root", "/-/jobs")
    for told in (
        "填充记录 · 商机",
        "1 / 1",
        "office-7",
        "报价 #4：缺少必填值",
        "重新计算 · 商机",
        "尚未开始",
    ):
        assert told in text
    with desk.database.writing() as connection:
        forget_stages(connection)
        set_position(connection, EXPANDED, "0002", "0001", 0)
    assert "migrate --contract" in desk.page("root", "/-/jobs?list=migration")
    assert "migrate --contract" not in desk.page("root", "/-/jobs")


def test_open_pages_hear_of_news(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PAUSE", 0.05)
    monkeypatch.setattr(live, "LIFE", 8.0)
    feed = live.Feed(desk.database)

    async def listen() -> list[bytes]:
        heard: list[bytes] = []
        stream = feed.stream(desk.ids["he"])
        heard.append(await anext(stream))
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0.5)
        await asyncio.to_thread(tell, desk)
        heard.append(await asyncio.wait_for(waiting, 6))
        feed.close()
        heard.extend([line async for line in stream])
        return heard

    with ThreadPoolExecutor(1) as thread:  # the main one may have a browser's event loop
        heard = thread.submit(lambda: asyncio.run(listen())).result()
    assert heard[0].startswith(b"retry:")
    assert heard[1] == b"event: news\ndata: 1\n\n"
    assert len(heard) == 2


def tell(desk: Desk) -> None:
    """A message to he."""
    with desk.database.writing() as connection:
        statement = sql("insert into system_notification (user_id, text, created_at) values (:reader, 'x', :moment)")
        connection.execute(statement, {"reader": desk.ids["he"], "moment": utc_now()})


def test_a_process_that_stops_tells_nobody_any_more(desk: Desk) -> None:
    feed = live.Feed(desk.database)
    assert not feed.is_full
    feed.close()
    assert feed.is_full
