"""What pages show and what they never show: rights, hostile texts, sizes, the answers to scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.apps.selling import SPEC, fill
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest, csrf_token
from tests.harness.specs import SpecCompiler

pytestmark = pytest.mark.one_database

_PASSING = re.compile(r'"[\w-]{30,}"|"now": ?"[^"]*"|&#34;now&#34;: ?&#34;[^&]*&#34;')
"""What differs between two answers about the same: the token and the time."""

HOSTILE = "</script><img src=x onerror=alert(1)>{{ 7*7 }}\"'"


@pytest.fixture
def app(compile_spec: SpecCompiler, boot: Boot) -> AppUnderTest:
    project = compile_spec(SPEC)
    return boot(project, fill(project), key="selling")


def send(client: TestClient, address: str, page: str, **data: Any) -> Any:
    """Posts a form with the token, and the version, of the page that it is on."""
    text = client.get(page).text
    version = dict(re.findall(r'name="(version)" value="(\d+)"', text))
    return client.post(address, data={"csrf_token": csrf_token(text), **version, **data})


@pytest.mark.parametrize("version", ["", "x", "9" * 40])
def test_a_form_that_does_not_say_its_version_saves_over_nothing(app: AppUnderTest, version: str) -> None:
    client = app.client("eve")
    refused = send(client, "/customer/1/edit", "/customer/1/edit", name="覆盖", version=version)
    assert refused.status_code == 409
    assert "覆盖" not in client.get("/customer/1").text


def test_a_list_page_of_ten_columns_and_fifty_rows_is_small(app: AppUnderTest) -> None:
    page = app.client("eve").get("/customer").text
    assert page.count("<tr><td>") == 50
    assert len(page.encode()) <= 32_000


def test_htmx_gets_the_list_alone(app: AppUnderTest) -> None:
    answer = app.client("eve").get("/customer?level=high", headers={"HX-Request": "true"})
    assert "<nav" not in answer.text.split('id="list"')[0]
    assert 'id="list"' in answer.text
    assert answer.headers["vary"] == "HX-Request"


def test_hostile_texts_are_only_texts(app: AppUnderTest) -> None:
    client = app.client("eve")
    saved = send(client, "/customer/1/edit", "/customer/1/edit", name=HOSTILE)
    assert saved.status_code == 303
    record = saved.headers["location"]
    for address in (
        record,
        f"{record}/edit",
        f"{record}/delete",
        "/customer?sort=-id&q=onerror",
        "/-/search?q=onerror",
    ):
        page = client.get(address).text
        assert "<img src=x" not in page
        assert "49" not in re.findall(r"<h1>(.*?)</h1>", page)[0]
        assert "&lt;img src=x onerror=alert(1)&gt;" in page or "onerror" not in page


def test_navigation_and_buttons_follow_the_rights(app: AppUnderTest) -> None:
    assert "/tag/new" not in app.client("ann").get("/customer").text
    assert "/tag/new" in app.client("eve").get("/customer").text
    assert app.client("ann").get("/tag/new").status_code == 403
    assert app.client("nil").get("/customer").status_code == 404


def test_a_hidden_field_is_nowhere(app: AppUnderTest) -> None:
    client = app.client("eve")
    for address in ("/customer", "/customer/1", "/customer/1/edit", "/customer/columns", "/customer/filters"):
        assert "暗号" not in client.get(address).text


def test_columns_are_kept_per_user(app: AppUnderTest) -> None:
    client = app.client("eve")
    send(client, "/customer/columns", "/customer/columns", column=["since", "name", "secret", "nonsense"])
    heads = re.findall(r"<th scope=\"col\".*?>(?:<a.*?>)?([^<]+)<", client.get("/customer").text)
    assert heads == ["始于", "名称"]
    assert "营收" in client.get("/customer?").text or "营收" not in heads
    assert len(re.findall("<th ", app.client("ann").get("/customer").text)) > 3
    send(client, "/customer/columns", "/customer/columns", reset="1")
    assert len(re.findall("<th ", client.get("/customer").text)) > 3


def test_a_refused_form_keeps_every_input_and_says_what_is_wrong(app: AppUnderTest) -> None:
    client = app.client("eve")
    rows = {"lines[4].what": "", "lines[4].cost": "zwölf", "lines[7].what": "Reise", "lines[7].cost": "10"}
    answer = send(client, "/visit/new", "/visit/new", subject="", customer="1", lines="", **rows)
    assert answer.status_code == 422
    page = answer.text
    assert 'value="zwölf"' in page
    assert 'value="Reise"' in page
    assert re.search(r'id="f-lines-4-cost-error">费用应为数字<', page)
    assert re.search(r'id="f-subject-error">请填写主题<', page)
    assert "明细第 5 行" in page


def test_a_form_is_checked_while_it_is_filled_in(app: AppUnderTest) -> None:
    client = app.client("eve")
    answer = send(client, "/visit/check", "/visit/new", subject="x" * 81, customer="1", **{"lines[0].cost": "2.5"})
    said = answer.json()
    assert "最多 80" in said["problems"]["subject"]
    assert said["problems"]["lines[0].what"] == "请填写内容"
    assert said["totals"] == {"lines.cost": "¥2.50"}


def test_checking_writes_nothing_and_obeys_the_rights(app: AppUnderTest) -> None:
    client = app.client("eve")
    before = client.get("/customer/1/edit").text
    assert send(client, "/customer/1/check", "/customer/1/edit", name="changed").status_code == 200
    assert _PASSING.sub("", client.get("/customer/1/edit").text) == _PASSING.sub("", before)
    ann = app.client("ann")
    foreign = next(each for each in range(1, 20) if ann.get(f"/customer/{each}").status_code == 404)
    assert send(ann, f"/customer/{foreign}/check", "/customer/new", name="x").status_code == 404


def test_options_are_those_that_may_be_read(app: AppUnderTest) -> None:
    everything = app.client("eve").get("/visit/options/customer?q=").json()["options"]
    own = app.client("ann").get("/visit/options/customer?q=").json()["options"]
    assert {each["value"] for each in own} != {each["value"] for each in everything}
    assert app.client("eve").get("/visit/options/subject").status_code == 404
    assert app.client("eve").get("/customer/options/secret").status_code == 404
    assert app.client("nil").get("/visit/options/customer").status_code == 403


def test_many_records_are_changed_and_deleted(app: AppUnderTest) -> None:
    client = app.client("eve")
    changed = send(
        client, "/customer/bulk", "/customer", action="change", field="level", level="low", id=["1", "2", "3"]
    )
    assert changed.status_code == 303
    assert client.get("/customer/2").text.count("低") >= 1
    asked = send(client, "/customer/bulk", "/customer", action="delete", id=["1", "2"])
    assert "会一起删除" in asked.text
    done = send(client, "/customer/bulk", "/customer", action="delete-now", id=["1", "2"])
    assert done.status_code == 303
    assert client.get("/customer/1").status_code == 404
    assert client.get("/customer/3").status_code == 200


@pytest.mark.parametrize("form", [{"action": "change", "field": "secret"}, {"action": "explode"}, {"action": "change"}])
def test_bulk_forms_that_no_page_makes_are_refused(app: AppUnderTest, form: dict[str, str]) -> None:
    assert send(app.client("eve"), "/customer/bulk", "/customer", id="1", **form).status_code == 400


def test_conditions_are_said_in_words(app: AppUnderTest) -> None:
    client = app.client("eve")
    page = client.get("/customer?revenue.from=1000&level=high").text
    assert "营收：≥ ¥1,000.00" in page
    assert "revenue.from=1000" in page


def test_a_form_remembers_nothing_of_other_forms(app: AppUnderTest) -> None:
    client = app.client("eve")
    empty = client.get("/customer/new").text
    refused = send(client, "/customer/new", "/customer/new", name="", staff="viel", level="high")
    assert refused.status_code == 422
    assert "viel" in refused.text
    assert _PASSING.sub("", client.get("/customer/new").text) == _PASSING.sub("", empty)
    other = client.get("/customer/2/edit").text
    assert other.count(" selected>") == client.get("/customer/2/edit").text.count(" selected>")
    english = client.get("/customer/new", headers={"Accept-Language": "en"}).text
    assert ("Revenue" in english) != ("营收" in english)
