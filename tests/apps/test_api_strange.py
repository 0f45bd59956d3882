"""Whatever is sent to the API, it answers with sense: never an error of ours, never a change that was not wanted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from lowcode.catalog.api import OPERATIONS, PREFIX
from tests.apps.deciding import SPEC
from tests.conftest import Boot
from tests.harness.programs import Program, program, token_for
from tests.harness.specs import SpecCompiler

pytestmark = pytest.mark.one_database


@pytest.fixture
def caller(compile_spec: SpecCompiler, boot: Boot) -> Program:
    app = boot(compile_spec(SPEC))
    number = app.add_user("he", ["chief", "admin"])
    client = app.visitor(api_rate=0)
    found = program(app, number, client=client)
    found.post("/deal", {"name": "甲", "amount": 5, "closes": "2030-01-01"}, 201)
    return found


NAMES = some.sampled_from(
    [
        "name", "stage", "amount", "floor", "closes", "reason", "note", "owner", "id", "version", "transition",
        "values",
        "signers", "button", "approval", "opinion", "files", "user", "way", "step", "color", "email", "roles", "",
        "\u0000",
    ]
)  # fmt: skip
SCALARS = (
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats(allow_nan=False, allow_infinity=False)
    | some.text(max_size=20)
    | some.sampled_from(
        ["any_to_lost", "claim", "review", "picked", "2030-01-01", "2030-01-01T00:00:00Z", "red", "before"]
    )
)
VALUES = some.recursive(
    SCALARS, lambda inner: some.lists(inner, max_size=3) | some.dictionaries(NAMES, inner, max_size=4), max_leaves=8
)
BODIES = some.dictionaries(NAMES | some.text(max_size=8), VALUES, max_size=6) | VALUES
ENTITIES = some.sampled_from(["deal", "sticker", "user", "department", "nothing"])
NUMBERS = some.sampled_from(["1", "2", "999", "0", "x", "2147483648"])
UNSAFE = [each for each in OPERATIONS if each.method != "GET"]
READING = [each for each in OPERATIONS if each.method == "GET" and each.name != "show_openapi"]


def sensible(answer: Any) -> bool:
    """Whether the answer is one of those that the API gives."""
    if answer.status_code >= 400:
        content = answer.json()
        return (
            answer.status_code < 500
            and answer.headers["content-type"] == "application/problem+json"
            and content["status"] == answer.status_code
            and bool(content["title"])
            and all(each["message"] for each in content["problems"])
        )
    return bool(answer.status_code in {200, 201, 202})


@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operation=some.sampled_from(UNSAFE), entity=ENTITIES, number=NUMBERS, body=BODIES)
def test_any_body_is_answered(caller: Program, operation: Any, entity: str, number: str, body: Any) -> None:
    path = operation.pattern.replace("{entity}", entity).replace("{id}", number)
    answer = caller.send(operation.method, path, headers={"Content-Type": "application/json"}, content=json.dumps(body))
    assert sensible(answer), (operation.name, path, body, answer.text)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    operation=some.sampled_from(READING),
    entity=ENTITIES,
    number=NUMBERS,
    query=some.lists(
        some.tuples(
            NAMES
            | some.sampled_from(["q", "sort", "fields", "limit", "after", "count", "list", "status", "before"])
            | some.sampled_from(["amount.from", "closes.in", "closes.to", "name.has", "owner.empty", "stage.is", "."]),
            some.text(max_size=12) | some.sampled_from(["1", "-name", "name,owner.name", "me", "true", "this_month"]),
        ),
        max_size=4,
    ),
)
def test_any_address_is_answered(
    caller: Program, operation: Any, entity: str, number: str, query: list[tuple[str, str]]
) -> None:
    path = operation.pattern.replace("{entity}", entity).replace("{id}", number)
    answer = caller.send(operation.method, path, params=query)
    assert sensible(answer), (operation.name, path, query, answer.text)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "invalid"),
        (b"null", 422, "invalid"),
        (b"[]", 422, "invalid"),
        (b'"name"', 422, "invalid"),
        (b"{", 400, "broken_json"),
        (b'{"name": "a",}', 400, "broken_json"),
        (b'{"name": NaN}', 400, "broken_json"),
        (b'{"amount": Infinity}', 400, "broken_json"),
        (b'{"name": "\xff"}', 400, "broken_json"),
        ('{"name": "甲"}'.encode("utf-16"), 400, "broken_json"),
        (b'{"name": "\\u0000"}', 400, "broken_json"),
        (b'{"name": "\\ud800"}', 400, "broken_json"),
        (b'{"\\ud800": 1}', 400, "broken_json"),
        (b'{"name": "a", "name": "b"}', 400, "broken_json"),
        (b'{"amount": 1e999999}', 400, "broken_json"),
        (b'{"amount": 0e999999}', 400, "broken_json"),
        (b'{"amount": 1e-999999}', 400, "broken_json"),
        (b'{"amount": ' + b"9" * 5000 + b"}", 400, "broken_json"),
        (b'{"amount": 0.' + b"1" * 5000 + b"}", 400, "broken_json"),
        (b'{"name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400, "broken_json"),
        (b'{"name": ' + b'{"a":' * 30 + b"1" + b"}" * 30 + b"}", 400, "broken_json"),
        (b'{"name": "' + b"x" * (5 * 1024 * 1024) + b'"}', 413, "too_large"),
    ],
)
def test_what_is_no_json_of_ours(caller: Program, body: bytes, status: int, code: str) -> None:
    answer = caller.send("POST", "/deal", headers={"Content-Type": "application/json"}, content=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert len(answer.content) < 2000


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "json"])
def test_only_json_is_read(caller: Program, kind: str) -> None:
    answer = caller.send("POST", "/deal", headers={"Content-Type": kind}, content=b'{"name": "x"}')
    assert (answer.status_code, answer.json()["code"]) == (415, "not_json")


@pytest.mark.parametrize(
    "path",
    [
        "/deal?q=%00",
        "/deal?%ff=1",
        "/deal?name.has=%ff",
        "/deal?after=%D9%A1",
        "/deal?limit=%C2%B2",
        "/approvals?before=1",
    ],
)
def test_addresses_that_no_program_means(caller: Program, path: str) -> None:
    answer = caller.client.get(f"{PREFIX}{path}", headers={"Authorization": f"Bearer {caller.token}"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


def test_headers_that_make_no_sense(compile_spec: SpecCompiler, boot: Boot) -> None:
    app = boot(compile_spec(SPEC))
    number = app.add_user("he", ["chief"])
    client = app.visitor()
    caller = Program(client, token_for(app, number))
    made = caller.post("/deal", {"name": "甲"}, 201)
    for mark in ('"x"', "W/", '"1", "2"', "1 2", "\u00b2".encode("latin-1"), '"' + "9" * 5000 + '"'):
        assert caller.send("PATCH", f"/deal/{made['id']}", {"note": "x"}, {"If-Match": mark}).status_code == 412
    assert caller.send("GET", "/me", headers={"Accept-Language": "xx;q=abc,,;;"}).status_code == 200
    assert caller.send("GET", "/me", headers={"Host": "a b"}).status_code == 400
    for secret in ("lct_" + "x" * 100_000, "lct_\u00e9".encode("latin-1"), " ", "a b c"):
        wrong = f"Bearer {secret}" if isinstance(secret, str) else b"Bearer " + secret
        assert client.get(f"{PREFIX}/me", headers={"Authorization": wrong}).status_code in {401, 429}
