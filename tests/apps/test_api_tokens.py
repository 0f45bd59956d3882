"""Tokens, on both databases: who is let in, with what, how often; and requests that are sent twice."""

from __future__ import annotations

import datetime
import re
import threading
from typing import Any

import pytest

from lowcode.runtime.api.rates import Rates
from lowcode.runtime.api.tokens import MOST_TOKENS
from lowcode.runtime.context import utc_now
from lowcode.runtime.database.api_tables import kept_answer, token
from lowcode.runtime.http.errors import ThrottledError
from lowcode.runtime.http.throttling import FREE_ATTEMPTS
from tests.apps.selling import SPEC, fill_for_more
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest, csrf_token
from tests.harness.programs import Program, program, token_for
from tests.harness.specs import SpecCompiler

ANN, EVE, ROOT = 1, 3, 4
_SECRET = re.compile(r'class="?secret"?[^>]*>(lct_[\w-]+)<')


@pytest.fixture
def app(compile_spec: SpecCompiler, boot: Boot) -> AppUnderTest:
    project = compile_spec(SPEC)
    return boot(project, fill_for_more(project), key="selling for more")


def rows(app: AppUnderTest, table: Any) -> list[Any]:
    with app.database().reading() as connection:
        return list(connection.execute(table.select()))


# --- who is let in ---


def test_without_a_token_nobody_is_let_in(app: AppUnderTest) -> None:
    nobody = Program(app.visitor(), None)
    for method, path in (("GET", "/me"), ("GET", "/customer"), ("POST", "/customer"), ("GET", "/nothing")):
        answer = nobody.send(method, path)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == 'Bearer realm="api"'
        assert answer.json()["code"] == "token_missing"
    for header in ("Basic YTpi", "Bearer", "lct_abc"):
        assert nobody.get("/me", 401, headers={"Authorization": header})["code"] in {"token_missing", "token_unknown"}


def test_only_the_hash_of_a_token_is_kept(app: AppUnderTest) -> None:
    secret = token_for(app, EVE)
    (row,) = rows(app, token)
    assert secret not in repr(row)
    assert secret.startswith(row.prefix)
    assert len(secret) > len(row.prefix) + 30


def test_a_token_ends(app: AppUnderTest) -> None:
    client = app.visitor()
    now = utc_now()
    expired = program(app, EVE, client=client, expires_at=now - datetime.timedelta(seconds=1))
    assert expired.get("/me", 401)["code"] == "token_expired"
    valid = program(app, EVE, client=client, expires_at=now + datetime.timedelta(hours=1))
    assert valid.get("/me")["token"]["expires_at"]
    browser = app.client("eve")
    page = browser.get("/-/account/tokens").text
    number = max(re.findall(r"/-/account/tokens/(\d+)/revoke", page), key=int)
    data = {"csrf_token": csrf_token(page)}
    assert browser.post(f"/-/account/tokens/{number}/revoke", data=data).status_code == 303
    assert valid.get("/me", 401)["code"] == "token_revoked"
    assert browser.post(f"/-/account/tokens/{number}/revoke", data=data).status_code == 404


def test_a_token_ends_with_its_user(app: AppUnderTest) -> None:
    eve = program(app, EVE)
    assert eve.get("/me")["roles"] == ["boss", "everyone", "sales"]
    user = app.definition.entity_by_name["user"].model.__table__
    with app.database().writing() as connection:
        connection.execute(user.update().where(user.c.id == EVE).values(active=False, version=user.c.version + 1))
    assert eve.get("/me", 401)["code"] == "user_inactive"


def test_wrong_tokens_are_slowed_down_but_right_ones_never(app: AppUnderTest) -> None:
    client = app.visitor()
    eve = program(app, EVE, client=client)
    codes = [Program(client, f"lct_{number}").send("GET", "/me").status_code for number in range(FREE_ATTEMPTS + 2)]
    assert codes == [401] * FREE_ATTEMPTS + [429] * 2
    blocked = Program(client, "lct_x").send("GET", "/me")
    assert int(blocked.headers["retry-after"]) > 0
    assert blocked.json()["code"] == "throttled"
    assert eve.get("/me")["name"] == "eve"
    app.client("eve")  # signing in is counted apart


def test_a_browser_may_only_look(app: AppUnderTest) -> None:
    browser = app.client("eve")
    assert browser.get("/api/v1/customer/1").json()["id"] == 1
    assert browser.get("/api/v1/me").json()["token"] is None
    page = browser.get("/-/account").text
    for headers in ({}, {"X-CSRF-Token": csrf_token(page)}):
        answer = browser.post("/api/v1/customer", json={"name": "x"}, headers=headers)
        assert answer.status_code == 401
    assert browser.delete("/api/v1/customer/1").status_code == 401
    assert browser.get("/api/v1/customer/1").status_code == 200
    wrong = browser.get("/api/v1/customer/1", headers={"Authorization": "Bearer lct_wrong"})
    assert wrong.status_code == 401


def test_answers_carry_the_security_headers_and_are_kept_nowhere(app: AppUnderTest) -> None:
    answer = program(app, EVE).send("GET", "/customer")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "application/json"
    assert "set-cookie" not in answer.headers


# --- what it may do ---


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [("read", {"GET"}), ("write", {"POST", "PATCH", "DELETE"}), ("process", set())],
)
def test_a_token_does_what_its_scopes_say(app: AppUnderTest, scope: str, allowed: set[str]) -> None:
    caller = program(app, EVE, scope)
    requests = [
        ("GET", "/customer/2", None),
        ("POST", "/customer", {"name": "x"}),
        ("PATCH", "/customer/2", {"staff": 7, "version": 1}),
        ("DELETE", "/customer/2", None),
    ]
    for method, path, body in requests:
        answer = caller.send(method, path, body)
        assert (answer.status_code < 400) == (method in allowed), (method, answer.text)
        if method not in allowed:
            assert answer.json()["code"] == "scope_missing"
    assert caller.get("/me")["scopes"] == [scope]


def test_who_may_only_write_is_told_no_values(app: AppUnderTest) -> None:
    writer = program(app, EVE, "write")
    made = writer.post("/customer", {"name": "x"}, 201)
    assert set(made) == {"id", "version"}
    assert set(writer.patch(f"/customer/{made['id']}", {"staff": 3, "version": 1})) == {"id", "version"}


def test_rights_are_those_of_now(app: AppUnderTest) -> None:
    eve = program(app, EVE)
    assert eve.get("/customer?count=true&limit=1")["count"]["number"] == 260
    model: Any = app.definition.entity_by_name["user"].model
    options: Any = model.roles_options.property.mapper.class_.__table__
    with app.database().writing() as connection:
        connection.execute(options.update().where(options.c.record_id == EVE).values(option="sales"))
        user = model.__table__
        connection.execute(user.update().where(user.c.id == EVE).values(version=user.c.version + 1))
    assert eve.get("/customer?count=true&limit=1")["count"]["number"] == 0


# --- how often ---


def test_a_bucket_fills_as_time_passes() -> None:
    now = [0.0]
    rates = Rates(60, lambda: now[0])
    for _ in range(12):
        rates.take("a")
    with pytest.raises(ThrottledError) as caught:
        rates.take("a")
    assert caught.value.wait == 1
    rates.take("b")
    now[0] = 2.5
    rates.take("a")
    rates.take("a")
    with pytest.raises(ThrottledError):
        rates.take("a")
    now[0] = 1000
    for _ in range(12):
        rates.take("a")
    with pytest.raises(ThrottledError):
        rates.take("a")


def test_too_many_requests_of_a_token_have_to_wait(app: AppUnderTest) -> None:
    client = app.visitor(api_rate=25)
    eve, other = program(app, EVE, client=client), program(app, EVE, client=client)
    statuses = [eve.send("GET", "/me").status_code for _ in range(7)]
    assert statuses[:5] == [200] * 5
    assert statuses[-1] == 429
    assert int(eve.send("GET", "/me").headers["retry-after"]) >= 1
    assert other.get("/me")["name"] == "eve"
    free = program(app, EVE, client=app.visitor(api_rate=0))
    assert {free.send("GET", "/me").status_code for _ in range(30)} == {200}


def test_it_is_noted_when_a_token_was_used(app: AppUnderTest) -> None:
    eve = program(app, EVE)
    assert rows(app, token)[0].last_used_at is None
    eve.get("/me")
    first = rows(app, token)[0]
    assert first.last_used_at is not None
    assert first.last_address == "testclient"
    eve.get("/me")
    assert rows(app, token)[0] == first


# --- once ---


def test_a_request_with_a_key_is_done_once(app: AppUnderTest) -> None:
    eve = program(app, EVE)
    before = eve.get("/customer?count=true&limit=1")["count"]["number"]
    sent = [eve.send("POST", "/customer", {"name": "一次"}, {"Idempotency-Key": "order-1"}) for _ in range(3)]
    assert [each.status_code for each in sent] == [201] * 3
    assert len({each.text for each in sent}) == 1
    assert len({each.headers["location"] for each in sent}) == 1
    assert [each.headers.get("idempotency-replayed") for each in sent] == [None, "true", "true"]
    assert eve.get("/customer?count=true&limit=1")["count"]["number"] == before + 1
    eve.post("/customer", {"name": "两次"}, 201, headers={"Idempotency-Key": "order-2"})
    program(app, EVE).post("/customer", {"name": "别的令牌"}, 201, headers={"Idempotency-Key": "order-1"})


def test_a_key_belongs_to_its_request(app: AppUnderTest) -> None:
    eve, headers = program(app, EVE), {"Idempotency-Key": "k"}
    eve.post("/customer", {"name": "甲"}, 201, headers=headers)
    assert eve.post("/customer", {"name": "乙"}, 422, headers=headers)["code"] == "key_reused"
    assert eve.post("/tag", {"name": "甲"}, 422, headers=headers)["code"] == "key_reused"
    for key in ("", "x" * 201, "schl\u00fcssel"):
        raw = {"Idempotency-Key": key.encode("latin-1")}
        assert eve.post("/customer", {"name": "丙"}, 400, headers=raw)["code"] == "bad_key"


def test_what_was_refused_may_be_tried_again(app: AppUnderTest) -> None:
    eve, headers = program(app, EVE), {"Idempotency-Key": "k"}
    eve.post("/customer", {"name": ""}, 422, headers=headers)
    assert rows(app, kept_answer) == []
    eve.post("/customer", {"name": "甲"}, 201, headers=headers)


def test_a_key_is_forgotten_after_a_day(app: AppUnderTest) -> None:
    moment = [utc_now()]
    client = app.visitor(clock=lambda: moment[0])
    eve, headers = program(app, EVE, client=client), {"Idempotency-Key": "k"}
    first = eve.post("/customer", {"name": "甲"}, 201, headers=headers)
    moment[0] += datetime.timedelta(hours=23)
    assert eve.post("/customer", {"name": "甲"}, 201, headers=headers)["id"] == first["id"]
    moment[0] += datetime.timedelta(hours=2)
    assert eve.post("/customer", {"name": "甲"}, 201, headers=headers)["id"] != first["id"]


def test_the_same_key_at_the_same_moment(app: AppUnderTest) -> None:
    eve = program(app, EVE)
    barrier, answers = threading.Barrier(4), []

    def create() -> None:
        barrier.wait()
        answers.append(eve.send("POST", "/customer", {"name": "同时"}, {"Idempotency-Key": "k"}))

    threads = [threading.Thread(target=create) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert [each.status_code for each in answers] == [201] * 4
    assert len({each.json()["id"] for each in answers}) == 1


# --- pages ---


def test_a_token_is_made_and_shown_once(app: AppUnderTest) -> None:
    browser = app.client("eve")
    page = browser.get("/-/account/tokens").text
    data = {"csrf_token": csrf_token(page), "name": "ERP <b>", "scope": ["read", "process"], "days": "30"}
    made = browser.post("/-/account/tokens", data=data)
    assert made.status_code == 200
    found = _SECRET.search(made.text)
    assert found is not None
    assert program(app, EVE).get("/me")
    caller = Program(app.visitor(), found[1])
    assert caller.get("/me")["scopes"] == ["process", "read"]
    assert caller.get("/me")["token"]["name"] == "ERP <b>"
    shown = browser.get("/-/account/tokens").text
    assert found[1] not in shown
    assert "ERP &lt;b&gt;" in shown
    assert _SECRET.search(shown) is None


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"name": "", "scope": "read", "days": "30"}, 422),
        ({"name": "x" * 81, "scope": "read", "days": "30"}, 422),
        ({"name": "x", "days": "30"}, 422),
        ({"name": "x", "scope": "admin", "days": "30"}, 422),
        ({"name": "x", "scope": "read", "days": "31"}, 400),
    ],
)
def test_what_is_no_token_is_not_made(app: AppUnderTest, data: dict[str, str], status: int) -> None:
    browser = app.client("eve")
    page = browser.get("/-/account/tokens").text
    assert browser.post("/-/account/tokens", data={"csrf_token": csrf_token(page), **data}).status_code == status
    assert rows(app, token) == []


def test_nobody_has_more_tokens_than_anybody_needs(app: AppUnderTest) -> None:
    for number in range(MOST_TOKENS):
        token_for(app, EVE, name=f"T{number}")
    browser = app.client("eve")
    data = {"csrf_token": csrf_token(browser.get("/-/account/tokens").text), "name": "x", "scope": "read", "days": ""}
    assert browser.post("/-/account/tokens", data=data).status_code == 422


def test_administrators_see_and_revoke_all(app: AppUnderTest) -> None:
    anns = program(app, ANN, name="Anns")
    eves = program(app, EVE, name="Eves")
    numbers = {each.name: each.id for each in rows(app, token)}
    eve = app.client("eve")
    assert eve.get("/-/tokens").status_code == 403
    data = {"csrf_token": csrf_token(eve.get("/-/account/tokens").text)}
    assert "Anns" not in eve.get("/-/account/tokens").text
    assert eve.post(f"/-/account/tokens/{numbers['Anns']}/revoke", data=data).status_code == 404
    assert eve.post(f"/-/tokens/{numbers['Anns']}/revoke", data=data).status_code == 403
    root = app.client("root")
    page = root.get("/-/tokens").text
    assert "Anns" in page
    assert "Eves" in page
    data = {"csrf_token": csrf_token(page)}
    assert root.post(f"/-/tokens/{numbers['Anns']}/revoke", data=data).status_code == 303
    assert anns.get("/me", 401)["code"] == "token_revoked"
    assert eves.get("/me")["name"] == "eve"
    revoked = next(each for each in rows(app, token) if each.name == "Anns")
    assert revoked.revoked_by_id == ROOT


def test_an_installation_does_without_the_api(app: AppUnderTest) -> None:
    client = app.visitor(has_api=False)
    eve = program(app, EVE, client=client)
    for method, path in (("GET", "/me"), ("POST", "/customer"), ("GET", "/openapi.json")):
        assert eve.send(method, path).status_code == 404
    browser = app.client("eve", has_api=False)
    page = browser.get("/-/account").text
    assert "/-/account/tokens" not in page
    assert browser.get("/-/account/tokens").status_code == 404
    data = {"csrf_token": csrf_token(page), "name": "x", "scope": "read", "days": "30"}
    assert browser.post("/-/account/tokens", data=data).status_code == 404
    assert browser.get("/api/v1/me").status_code == 404
    assert "/-/account/tokens" in app.client("eve").get("/-/account").text


def test_messages_are_in_the_language_of_the_user_or_of_the_request(app: AppUnderTest) -> None:
    browser, eve = app.client("eve"), program(app, EVE)
    page = browser.get("/-/account").text
    browser.post("/-/preferences", data={"csrf_token": csrf_token(page), "locale": "en"})
    plain = {"Accept-Language": ""}
    assert eve.get("/me", headers=plain)["locale"] == "en"
    assert eve.get("/customer/99999", 404, headers=plain)["title"].startswith("There is nothing")
    assert eve.get("/customer/99999", 404, headers={"Accept-Language": "zh"})["title"].startswith("找不到")
    assert eve.get("/me", headers={"Accept-Language": "fr"})["locale"] == "zh-CN"


def test_an_administrator_ends_all_tokens_of_somebody(app: AppUnderTest) -> None:
    callers = [program(app, EVE), program(app, EVE), program(app, ANN)]
    root = app.client("root")
    page = root.get(f"/-/users/{EVE}/account").text
    assert "2 个 API 令牌" in page
    data = {"csrf_token": csrf_token(page)}
    assert app.client("ann").post(f"/-/users/{EVE}/account/tokens", data=data).status_code == 403
    assert root.post(f"/-/users/{EVE}/account/tokens", data=data).status_code == 303
    assert [each.send("GET", "/me").status_code for each in callers] == [401, 401, 200]
    assert "API 令牌。" not in root.get(f"/-/users/{EVE}/account").text


# --- addresses ---


def test_addresses_and_methods_that_there_are_not(app: AppUnderTest) -> None:
    eve = program(app, EVE)
    for path in (
        "",
        "/",
        "/nothing",
        "/customer/0",
        "/customer/x",
        "/customer/1/nothing",
        "/customer/99999",
        "/visit_lines",
    ):
        assert eve.get(path, 404)["code"] == "not_found", path
    answer = eve.send("PUT", "/customer/1", {})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "DELETE, GET, HEAD, PATCH"
    assert eve.send("HEAD", "/customer/1").status_code == 200
    assert eve.send("OPTIONS", "/customer/1").status_code == 405
    for path in ("/customer/1/transitions", "/customer/1/buttons", "/customer/1/approvals", "/approvals", "/tasks"):
        assert eve.get(path, 404)["code"] == "not_found", path


def test_the_description_is_served(app: AppUnderTest) -> None:
    document = program(app, EVE).get("/openapi.json")
    assert document["openapi"].startswith("3.1")
    assert "/api/v1/customer/{id}" in document["paths"]
