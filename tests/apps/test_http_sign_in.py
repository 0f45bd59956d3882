"""Signing in and out: sessions, fixation, throttling with a clock of its own, passwords, safe ways on."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

import pytest
from argon2 import PasswordHasher
from httpx import Response
from sqlalchemy import select, update
from starlette.testclient import TestClient

from lowcode.runtime.context import utc_now
from lowcode.runtime.database import system_tables
from lowcode.runtime.http import passwords
from tests.apps.selling import SPEC, fill
from tests.conftest import Boot
from tests.harness.apps import PASSWORD, AppUnderTest, csrf_token, sign_in
from tests.harness.specs import SpecCompiler

pytestmark = pytest.mark.one_database

SESSION = "selling-session"


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing is tested by signing in at all; a hundred attempts need not take a hundred times 25 ms."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr("lowcode.runtime.http.accounts.needs_new_hash", lambda stored: False)


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime.datetime = field(default_factory=utc_now)

    def __call__(self) -> datetime.datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += datetime.timedelta(**span)


@pytest.fixture
def app(compile_spec: SpecCompiler, boot: Boot) -> AppUnderTest:
    project = compile_spec(SPEC)
    return boot(project, fill(project), key="selling")


@pytest.fixture
def clock() -> Clock:
    return Clock()


def try_login(client: TestClient, login: str, password: str, **values: str) -> Response:
    token = csrf_token(client.get("/-/login").text)
    answer: Any = client.post("/-/login", data={"csrf_token": token, "login": login, "password": password, **values})
    return answer


def rows_of(app: AppUnderTest, table: Any) -> list[Any]:
    with app.database().reading() as connection:
        return list(connection.execute(select(table)))


def test_a_session_is_random_and_only_its_hash_is_kept(app: AppUnderTest) -> None:
    client = app.visitor()
    answer = try_login(client, "Ann@Example.com ", PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    token = client.cookies[SESSION]
    (row,) = rows_of(app, system_tables.session)
    assert len(token) >= 40
    assert token not in str(row)
    cookie = next(each for each in answer.headers.get_list("set-cookie") if each.startswith(SESSION))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_on_https_the_cookie_is_for_this_host_and_https_alone(app: AppUnderTest) -> None:
    client = TestClient(app.app.asgi(app.url), base_url="https://localhost", follow_redirects=False)
    with client:
        answer = try_login(client, "ann@example.com", PASSWORD)
    cookie = next(each for each in answer.headers.get_list("set-cookie") if "session" in each)
    assert cookie.startswith("__Host-selling-session=")
    assert "Secure" in cookie
    assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_signing_in_gives_a_new_session_and_ends_the_old_one(app: AppUnderTest) -> None:
    client = app.client("ann")
    old = client.cookies[SESSION]
    page = client.get("/-/account").text
    again = client.post(
        "/-/login", data={"csrf_token": csrf_token(page), "login": "bob@example.com", "password": PASSWORD}
    )
    assert again.status_code == 303
    assert client.cookies[SESSION] != old
    thief = app.visitor()
    thief.cookies[SESSION] = old
    assert thief.get("/customer").status_code == 303
    assert len(rows_of(app, system_tables.session)) == 1


def test_a_token_that_somebody_planted_opens_nothing_and_is_not_taken_over(app: AppUnderTest) -> None:
    client = app.visitor()
    client.cookies[SESSION] = "planted-by-an-attacker-planted-by-an-attacker"
    assert client.get("/customer").status_code == 303
    sign_in(client, "ann@example.com")
    assert client.get("/customer").status_code == 200
    attacker = app.visitor()
    attacker.cookies[SESSION] = "planted-by-an-attacker-planted-by-an-attacker"
    assert attacker.get("/customer").status_code == 303


@pytest.mark.parametrize("login", ["ann@example.com", "nobody@example.com", "'; --", "", "x" * 3000, "安"])
def test_a_wrong_pair_says_the_same_for_everybody(app: AppUnderTest, login: str) -> None:
    answer = try_login(app.visitor(), login, "not the password")
    assert answer.status_code == 422
    assert "用户名或密码不正确" in answer.text
    attempts = rows_of(app, system_tables.login_attempt)
    assert [row.succeeded for row in attempts] == [False]
    assert "not the password" not in str(attempts)


def test_what_is_typed_into_the_wrong_field_is_not_written_down(app: AppUnderTest) -> None:
    try_login(app.visitor(), "my secret password", "x")
    (attempt,) = rows_of(app, system_tables.login_attempt)
    assert "secret" not in attempt.login


def test_who_is_not_active_gets_in_no_more_and_is_out_at_once(app: AppUnderTest) -> None:
    client = app.client("ann")
    user = app.definition.entity_by_name["user"].model.__table__
    with app.database().writing() as connection:
        connection.execute(update(user).where(user.c.name == "ann").values(active=False, version=user.c.version + 1))
    assert client.get("/customer").status_code == 303
    assert try_login(app.visitor(), "ann@example.com", PASSWORD).status_code == 422


def test_new_roles_count_from_the_next_request_on(app: AppUnderTest) -> None:
    client = app.client("nil")
    assert client.get("/customer").status_code == 404
    definition = app.definition.entity_by_name["user"]
    table, roles = definition.model.__table__, definition.model.__table__.metadata.tables["user_roles"]
    with app.database().writing() as connection:
        number = connection.execute(select(table.c.id).where(table.c.name == "nil")).scalar_one()
        connection.execute(roles.insert().values(record_id=number, option="boss"))
        connection.execute(update(table).where(table.c.id == number).values(version=table.c.version + 1))
    assert client.get("/customer").status_code == 200


def test_wrong_passwords_make_the_address_wait_longer_and_longer(app: AppUnderTest, clock: Clock) -> None:
    client = app.visitor(clock=clock)
    for _ in range(5):
        assert try_login(client, "ann@example.com", "wrong").status_code == 422
    refused = try_login(client, "ann@example.com", PASSWORD)
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "15"
    assert SESSION not in client.cookies
    clock.forward(seconds=15)
    assert try_login(client, "ann@example.com", "wrong").status_code == 422
    assert try_login(client, "ann@example.com", PASSWORD).headers["retry-after"] == "30"
    restarted = app.visitor(clock=clock)
    assert try_login(restarted, "ann@example.com", PASSWORD).status_code == 429
    clock.forward(seconds=30)
    assert try_login(restarted, "ann@example.com", PASSWORD).status_code == 303
    assert try_login(app.visitor(clock=clock), "ann@example.com", "wrong").status_code == 422


def test_waiting_never_grows_beyond_a_quarter_of_an_hour(app: AppUnderTest, clock: Clock) -> None:
    client = app.visitor(clock=clock)
    longest = 0
    for _ in range(14):
        answer = try_login(client, "ann@example.com", "wrong")
        if answer.status_code == 429:
            wait = int(answer.headers["retry-after"])
            longest = max(longest, wait)
            clock.forward(seconds=wait)
    assert 0 < longest <= 15 * 60


def test_nobody_can_lock_the_owner_out_from_where_he_works(app: AppUnderTest, clock: Clock) -> None:
    """Attempts from everywhere slow strangers down; the address that ann has used before still gets in."""
    forwarded = {"trusted_proxies": 1, "clock": clock}
    home = app.visitor(**forwarded)
    home.headers["X-Forwarded-For"] = "192.0.2.1"
    assert try_login(home, "ann@example.com", PASSWORD).status_code == 303
    crowd = app.visitor(**forwarded)
    for number in range(30):
        crowd.headers["X-Forwarded-For"] = f"198.51.100.{number}"
        assert try_login(crowd, "ann@example.com", "wrong").status_code == 422
    crowd.headers["X-Forwarded-For"] = "203.0.113.7"
    assert try_login(crowd, "ann@example.com", PASSWORD).status_code == 429
    back_home = app.visitor(**forwarded)
    back_home.headers["X-Forwarded-For"] = "192.0.2.1"
    assert try_login(back_home, "ann@example.com", PASSWORD).status_code == 303
    clock.forward(minutes=31)
    assert try_login(crowd, "ann@example.com", PASSWORD).status_code == 303


def test_one_address_cannot_try_one_password_on_everybody(app: AppUnderTest, clock: Clock) -> None:
    client = app.visitor(clock=clock)
    for number in range(50):
        assert try_login(client, f"user{number}@example.com", "wrong").status_code == 422
    assert try_login(client, "ann@example.com", PASSWORD).status_code == 429
    clock.forward(minutes=31)
    assert try_login(client, "ann@example.com", PASSWORD).status_code == 303


def test_an_address_that_a_client_invents_counts_for_nothing_without_a_proxy(app: AppUnderTest, clock: Clock) -> None:
    client = app.visitor(clock=clock)
    for number in range(5):
        client.headers["X-Forwarded-For"] = f"198.51.100.{number}"
        assert try_login(client, "ann@example.com", "wrong").status_code == 422
    client.headers["X-Forwarded-For"] = "198.51.100.77"
    assert try_login(client, "ann@example.com", PASSWORD).status_code == 429


def test_a_session_slides_while_it_is_used_and_ends_when_it_is_not(app: AppUnderTest, clock: Clock) -> None:
    client = app.visitor(clock=clock)
    sign_in(client, "ann@example.com")
    for _ in range(4):
        clock.forward(days=10)
        answer = client.get("/customer")
        assert answer.status_code == 200
        assert any(each.startswith(SESSION) for each in answer.headers.get_list("set-cookie"))
    clock.forward(minutes=5)
    assert not client.get("/customer").headers.get_list("set-cookie")
    clock.forward(days=15)
    assert client.get("/customer").status_code == 303


def test_signing_out_ends_the_session_in_the_database(app: AppUnderTest) -> None:
    client = app.client("ann")
    token = client.cookies[SESSION]
    answer = client.post("/-/logout", data={"csrf_token": csrf_token(client.get("/customer").text)})
    assert answer.status_code == 303
    thief = app.visitor()
    thief.cookies[SESSION] = token
    assert thief.get("/customer").status_code == 303
    assert rows_of(app, system_tables.session) == []


def test_a_new_password_signs_other_browsers_out_and_takes_effect(app: AppUnderTest) -> None:
    here, there = app.client("ann"), app.client("ann")

    def change(**values: str) -> Response:
        token = csrf_token(here.get("/-/account").text)
        answer: Any = here.post("/-/account/password", data={"csrf_token": token, **values})
        return answer

    for values, words in (
        ({"old_password": "wrong", "new_password": "a new one 12"}, "当前密码不正确"),
        ({"old_password": PASSWORD, "new_password": "short"}, "至少需要 8 个字符"),
        ({"old_password": PASSWORD, "new_password": "x" * 201}, "太长"),
        ({"old_password": PASSWORD, "new_password": "aaaaaaaaaa"}, "太容易猜到"),
        ({"old_password": PASSWORD, "new_password": PASSWORD}, "不能与当前密码相同"),
        ({"old_password": PASSWORD, "new_password": "a new one 12", "repeated_password": "another 123"}, "不一致"),
    ):
        answer = change(**values)
        assert answer.status_code == 422
        assert words in answer.text
        assert PASSWORD not in answer.text
    assert there.get("/customer").status_code == 200
    assert change(old_password=PASSWORD, new_password="a new one 12").status_code == 303
    assert here.get("/customer").status_code == 200
    assert there.get("/customer").status_code == 303
    assert try_login(app.visitor(), "ann@example.com", PASSWORD).status_code == 422
    assert try_login(app.visitor(), "ann@example.com", "a new one 12").status_code == 303


def test_whoever_finds_an_open_browser_cannot_guess_the_password_in_it(app: AppUnderTest) -> None:
    client = app.client("ann")
    data = {"csrf_token": csrf_token(client.get("/-/account").text), "new_password": "a new one 12"}
    answers = [client.post("/-/account/password", data={**data, "old_password": f"guess {n}"}) for n in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert client.post("/-/account/password", data={**data, "old_password": PASSWORD}).status_code == 429


def test_own_sessions_can_be_ended_and_nobody_elses(app: AppUnderTest) -> None:
    here, there, other = app.client("ann"), app.client("ann"), app.client("bob")
    page = here.get("/-/account").text
    rows = rows_of(app, system_tables.session)
    assert [row.token_hash in page for row in rows if row.user_id == 1].count(True) == 1
    (foreign_session,) = [row.token_hash for row in rows if row.user_id == 2]
    assert foreign_session not in page
    token = csrf_token(page)
    foreign = here.post("/-/account/sessions", data={"csrf_token": token, "session": foreign_session})
    assert foreign.status_code == 400
    assert other.get("/customer").status_code == 200
    assert here.post("/-/account/sessions", data={"csrf_token": token, "session": "all"}).status_code == 303
    assert (here.get("/customer").status_code, there.get("/customer").status_code) == (200, 303)


@pytest.mark.parametrize(
    ("wanted", "followed"),
    [
        ("/customer?level=high&q=%E5%8D%8E", "/customer?level=high&q=%E5%8D%8E"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("\\/evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: x=y", "/"),
        ("/\t/evil.example", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_one_stays_in_the_app(app: AppUnderTest, wanted: str, followed: str) -> None:
    assert try_login(app.visitor(), "ann@example.com", PASSWORD, next=wanted).headers["location"] == followed


def test_who_is_not_signed_in_comes_back_to_where_he_was(app: AppUnderTest) -> None:
    visitor = app.visitor()
    answer = visitor.get("/customer?level=high&q=华星")
    assert answer.headers["location"] == "/-/login?next=%2Fcustomer%3Flevel%3Dhigh%26q%3D%25E5%258D%258E%25E6%2598%259F"
    part = visitor.get("/customer", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["hx-redirect"]) == (401, "/-/login?next=%2Fcustomer")
    assert visitor.get("/customer", headers={"Accept": "application/json"}).status_code == 401
    token = csrf_token(visitor.get("/-/login").text)
    lost = visitor.post(
        "/customer/new", data={"csrf_token": token}, headers={"Referer": "http://localhost/customer/new"}
    )
    assert lost.headers["location"] == "/-/login?next=%2Fcustomer%2Fnew"


def test_an_administrator_lets_users_in_and_puts_them_out(app: AppUnderTest) -> None:
    root, bob = app.client("root"), app.client("bob")
    page = root.get("/-/users/2/account")
    assert page.status_code == 200
    given = root.post("/-/users/2/account/password", data={"csrf_token": csrf_token(page.text), "login": "Robert"})
    assert given.status_code == 200
    password = given.text.partition('<output class="secret">')[2].partition("<")[0]
    assert len(password) == 14
    assert bob.get("/customer").status_code == 303
    fresh = app.visitor()
    assert try_login(fresh, "robert", password).status_code == 303
    assert fresh.get("/customer").headers["location"] == "/-/account"
    changed = fresh.post(
        "/-/account/password",
        data={
            "csrf_token": csrf_token(fresh.get("/-/account").text),
            "old_password": password,
            "new_password": "now only bob knows",
        },
    )
    assert changed.status_code == 303
    assert fresh.get("/customer").status_code == 200
    taken = root.post("/-/users/1/account/password", data={"csrf_token": csrf_token(page.text), "login": "ROBERT"})
    assert taken.status_code == 422
    out = root.post("/-/users/2/account/sign-out", data={"csrf_token": csrf_token(page.text)})
    assert out.status_code == 303
    assert fresh.get("/customer").status_code == 303


@pytest.mark.parametrize("name", ["ann", "eve", "nil"])
def test_only_administrators_manage_accounts(app: AppUnderTest, name: str) -> None:
    client = app.client(name)
    token = csrf_token(client.get("/-/account").text)
    before = secrets_kept(app)
    assert client.get("/-/users/2/account").status_code == 403
    for action in ("password", "sign-out"):
        assert client.post(f"/-/users/2/account/{action}", data={"csrf_token": token}).status_code == 403
    assert secrets_kept(app) == before


def secrets_kept(app: AppUnderTest) -> dict[int, str]:
    """What is kept of each user's password."""
    columns = system_tables.account.c
    with app.database().reading() as connection:
        rows = connection.execute(select(columns.user_id, columns.password_hash)).all()
    assert len(rows) == 5
    return {row.user_id: row.password_hash for row in rows}
