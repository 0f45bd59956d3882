"""What every request meets: CSRF, origin, hosts, limits, headers, errors that show nothing, languages, static files."""

from __future__ import annotations

import logging
import re

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from lowcode.runtime.api.token_pages import ROUTES as TOKEN_PAGES
from lowcode.runtime.http.routing import Route
from lowcode.runtime.pages.routes import ROUTES
from tests.apps.selling import SPEC, fill
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest, csrf_token
from tests.harness.specs import SpecCompiler

pytestmark = pytest.mark.one_database


@pytest.fixture
def app(compile_spec: SpecCompiler, boot: Boot) -> AppUnderTest:
    project = compile_spec(SPEC)
    return boot(project, fill(project), key="selling")


PLACES = {
    "entity": "customer",
    "id": "1",
    "field": "owner",
    "name": "a.pdf",
    "transition": "any",
    "rule": "any",
    "approval": "any",
    "key": "unknown",
}
"""Something for each place in the pattern of a route."""

UNSAFE = [
    *(each.pattern.format(**PLACES) for each in ROUTES if each.method != "GET"),
    "/-/logout",
    "/-/preferences",
    "/-/account/password",
    "/-/account/sessions",
    "/-/users/1/account/password",
    "/-/users/1/account/sign-out",
    "/-/users/1/account/tokens",
    "/-/login",
    *(each.pattern.format(**PLACES) for each in TOKEN_PAGES if each.method != "GET"),
]


@pytest.mark.parametrize("address", UNSAFE)
def test_every_unsafe_request_needs_the_token_of_its_session(app: AppUnderTest, address: str) -> None:
    client = app.client("eve")
    foreign = csrf_token(app.client("ann").get("/-/account").text)
    visitors = csrf_token(app.visitor().get("/-/login").text)
    for data in ({}, {"csrf_token": ""}, {"csrf_token": foreign}, {"csrf_token": visitors}):
        assert client.post(address, data=data).status_code == 403
    assert client.post(address, headers={"X-CSRF-Token": foreign}).status_code == 403
    assert client.post(f"{address}?csrf_token={csrf_token(client.get('/-/account').text)}").status_code == 403
    assert client.get("/customer").status_code == 200


def test_the_token_is_taken_from_the_header_as_well(app: AppUnderTest) -> None:
    client = app.client("eve")
    token = csrf_token(client.get("/-/account").text)
    answer = client.post("/-/preferences", data={"theme": "dark"}, headers={"X-CSRF-Token": token})
    assert answer.status_code == 303
    assert 'data-bs-theme="dark"' in client.get("/customer").text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:8000"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 303),
    ],
)
def test_where_a_request_comes_from_is_checked_too(app: AppUnderTest, headers: dict[str, str], status: int) -> None:
    client = app.client("eve")
    data = {"csrf_token": csrf_token(client.get("/-/account").text), "theme": "dark"}
    assert client.post("/-/preferences", data=data, headers=headers).status_code == status


def test_without_a_session_the_sign_in_form_is_bound_to_the_browser(app: AppUnderTest) -> None:
    first, second = app.visitor(), app.visitor()
    token = csrf_token(first.get("/-/login").text)
    second.get("/-/login")
    assert second.post("/-/login", data={"csrf_token": token, "login": "x", "password": "y"}).status_code == 403
    assert app.visitor().post("/-/login", data={"csrf_token": token}).status_code == 403


PAGES = ["/-/login", "/-/health", "/customer", "/customer/1", "/nothing", "/-/theme.css", "/-/static/none.js"]


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_carries_the_security_headers(app: AppUnderTest, address: str) -> None:
    answer = app.client("eve").get(address)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-frame-options"] == "DENY"


def test_pages_with_records_are_kept_nowhere(app: AppUnderTest) -> None:
    client = app.client("eve")
    assert client.get("/customer").headers["cache-control"] == "no-store"
    assert client.get("/customer/1").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("address", ["/customer", "/customer/1", "/customer/1/edit", "/customer/new", "/-/account"])
def test_no_page_has_a_script_or_a_style_inside(app: AppUnderTest, address: str) -> None:
    page = app.client("eve").get(address).text
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", page)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)


def test_only_its_own_hosts_are_answered(app: AppUnderTest) -> None:
    client = app.visitor(hosts=("app.example.com", "*.example.org"))
    for host, status in (
        ("app.example.com", 200),
        ("APP.example.com:8443", 200),
        ("a.b.example.org", 200),
        ("example.com", 400),
        ("app.example.com.evil.example", 400),
        ("evilexample.org", 400),
        ("app.example.com\\evil", 400),
        ("", 400),
    ):
        assert client.get("/-/login", headers={"Host": host}).status_code == status, host


def test_a_trusted_proxy_says_what_the_browser_asked_for(app: AppUnderTest) -> None:
    behind = {"X-Forwarded-Host": "app.example.com", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.9"}
    client = app.visitor(trusted_proxies=1, hosts=("app.example.com",))
    page = client.get("/-/login", headers=behind)
    assert page.status_code == 200
    assert page.headers["strict-transport-security"]
    assert "Secure" in page.headers["set-cookie"]
    assert client.get("/-/login").status_code == 400
    alone = app.visitor(hosts=("app.example.com",))
    assert alone.get("/-/login", headers=behind).status_code == 400


def test_a_large_body_is_refused_whatever_it_says_about_itself(app: AppUnderTest) -> None:
    client = app.client("eve")
    limit = 5 * 1024 * 1024
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/customer/new", content=b"a" * (limit + 1), headers=kind).status_code == 413
    chunks = (b"a" * 65536 for _ in range(limit // 65536 + 2))
    assert client.post("/customer/new", content=chunks, headers=kind).status_code == 413


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"a=%ff%fe", "application/x-www-form-urlencoded", 400),
        (b"a=\xff", "application/x-www-form-urlencoded", 400),
        (b"a=%00", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a=1" for _ in range(20_001)), "application/x-www-form-urlencoded", 400),
        (b"nonsense", "multipart/form-data", 400),
        (b"nonsense", "multipart/form-data; boundary=x", 400),
    ],
)
def test_a_body_that_no_page_sends_is_refused(app: AppUnderTest, content: bytes, kind: str, status: int) -> None:
    client = app.client("eve")
    answer = client.post("/customer/new", content=content, headers={"Content-Type": kind})
    assert answer.status_code == status


@pytest.mark.parametrize("query", ["a=%ff", "a=%00", "q=%00", "%00=1", "q=%c3%28"])
def test_a_query_that_no_page_makes_is_refused(app: AppUnderTest, query: str) -> None:
    assert app.client("eve").get(f"/customer?{query}").status_code == 400


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/customer/", 404),
        ("GET", "/customer/0", 404),
        ("GET", "/customer/01", 404),
        ("GET", "/customer/-1", 404),
        ("GET", "/customer/99999999999999999999", 404),
        ("GET", "/customer/2147483648", 404),
        ("GET", "/customer/２", 404),
        ("GET", "/customer/1%00", 404),
        ("GET", "/visit_lines", 404),
        ("GET", "/visit_lines/1", 404),
        ("GET", "/-/static/../http/settings.py", 404),
        ("GET", "/-/static/%2e%2e/settings.py", 404),
        ("PUT", "/customer/1", 405),
        ("DELETE", "/customer/1", 405),
        ("PATCH", "/customer", 405),
        ("OPTIONS", "/customer", 405),
        ("POST", "/customer", 405),
        ("GET", "/-/logout", 405),
    ],
)
def test_addresses_that_are_none(app: AppUnderTest, method: str, address: str, status: int) -> None:
    answer = app.client("eve").request(method, address)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    if status == 405:
        assert answer.headers["allow"]


def test_a_failure_shows_nothing_of_itself_and_is_logged(
    app: AppUnderTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr("lowcode.runtime.queries.reading.Queries.list_page", fail)
    client = TestClient(app.app.asgi(app.url), base_url="http://localhost", raise_server_exceptions=False)
    with client:
        token = csrf_token(client.get("/-/login").text)
        client.post(
            "/-/login", data={"csrf_token": token, "login": "eve@example.com", "password": "correct horse battery"}
        )
        with caplog.at_level(logging.INFO):
            answer = client.get("/customer", headers={"Accept-Language": "en"})
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert "secret" not in answer.text
    assert "RuntimeError" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_the_log_has_no_secrets(app: AppUnderTest, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="lowcode.requests"):
        client = app.client("eve")
        client.get("/customer?q=confidential")
        token = client.cookies["selling-session"]
    text = caplog.text
    assert "GET /customer 200" in text
    assert "POST /-/login 303" in text
    for secret in ("confidential", token, "correct horse battery", "eve@example.com"):
        assert secret not in text


def test_head_is_get_without_the_body(app: AppUnderTest) -> None:
    client = app.client("eve")
    answer = client.head("/customer")
    assert (answer.status_code, answer.content) == (200, b"")


def test_health_tells_whether_the_app_works(app: AppUnderTest) -> None:
    answer = app.visitor().get("/-/health")
    assert (answer.status_code, answer.text) == (200, "ok\n")


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "zh-CN"),
        ({"Accept-Language": "en"}, "en"),
        ({"Accept-Language": "de, en-GB;q=0.8, zh;q=0.3"}, "en"),
        ({"Accept-Language": "en;q=0.2, zh-TW;q=0.9"}, "zh-CN"),
        ({"Accept-Language": "fr"}, "zh-CN"),
        ({"Accept-Language": ";;q=x,,=", "Cookie": "locale=en"}, "en"),
        ({"Accept-Language": "zh", "Cookie": "locale=../../etc"}, "zh-CN"),
    ],
)
def test_the_language_follows_the_browser(app: AppUnderTest, headers: dict[str, str], language: str) -> None:
    assert f'<html lang="{language}"' in app.visitor().get("/-/login", headers=headers).text


def test_what_a_user_chose_goes_with_him_to_every_browser(app: AppUnderTest) -> None:
    client = app.client("ann")
    data = {"csrf_token": csrf_token(client.get("/customer").text), "next": "/customer?level=high"}
    answer = client.post("/-/preferences", data={**data, "locale": "en"})
    assert answer.headers["location"] == "/customer?level=high"
    client.post("/-/preferences", data={**data, "theme": "dark"})
    elsewhere = app.client("ann").get("/customer", headers={"Accept-Language": "zh"}).text
    assert '<html lang="en" data-bs-theme="dark"' in elsewhere
    assert '<html lang="zh-CN"' in app.client("bob").get("/customer").text
    for wrong in ({"locale": "xx"}, {"theme": "pink"}):
        assert client.post("/-/preferences", data={**data, **wrong}).status_code == 400


def test_static_files_have_names_of_their_content_and_are_kept_for_good(app: AppUnderTest) -> None:
    client = app.visitor()
    page = client.get("/-/login").text
    addresses = re.findall(r'(?:src|href)="(/-/static/[^"#]+)', page)
    assert addresses
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert "set-cookie" not in answer.headers
        plain = client.get(address, headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert plain.content == answer.content
        again = client.get(address, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert client.get("/-/static/app.css").headers["cache-control"] == "no-cache"


READABLE_ONLY = [
    "/customer/{foreign}",
    "/customer/{foreign}/edit",
    "/customer/{foreign}/delete",
    "/customer/{foreign}/check",
]


@pytest.mark.parametrize("name", ["ann", "nil", "root"])
def test_records_of_others_are_not_found_on_any_address(app: AppUnderTest, name: str) -> None:
    client = app.client(name)
    table = app.definition.entity_by_name["customer"].model.__table__
    with app.database().reading() as connection:
        foreign = connection.execute(select(table).where(table.c.owner_id == 2).limit(1)).one()
    token = csrf_token(client.get("/-/account").text)
    for pattern in READABLE_ONLY:
        address = pattern.format(foreign=foreign.id)
        for answer in (
            client.get(address),
            client.post(address, data={"csrf_token": token, "name": "taken", "version": "1"}),
        ):
            assert answer.status_code in {303, 403, 404, 405}, (address, answer.status_code)
            assert foreign.name not in answer.text
            assert answer.headers.get("location", "").startswith(f"/customer/{foreign.id}") is False
    bulk = {"csrf_token": token, "ids": str(foreign.id), "id": str(foreign.id), "action": "delete", "confirmed": "1"}
    client.post("/customer/bulk", data=bulk)
    with app.database().reading() as connection:
        assert connection.execute(select(table).where(table.c.id == foreign.id)).one() == foreign


def test_every_page_route_wants_somebody_signed_in(app: AppUnderTest) -> None:
    visitor = app.visitor()
    token = csrf_token(visitor.get("/-/login").text)
    for route in ROUTES:
        address = route.pattern.format(**PLACES)
        answer = visitor.request(route.method, address, data={"csrf_token": token} if route.method == "POST" else None)
        if route.public:
            assert answer.status_code == (404 if "{key}" in route.pattern else 200), (
                "a link that nobody made opens nothing"
            )
        else:
            assert answer.headers["location"].startswith("/-/login")


def test_a_route_is_public_only_by_intention() -> None:
    public = {each.pattern for each in ROUTES if isinstance(each, Route) and each.public}
    assert public == {"/-/theme.css", "/-/logo.svg", "/-/embed/{key}"}
