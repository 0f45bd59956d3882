"""Rights on fields hold on every way in and out of the API, on both databases."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.apps.trading import Office
from tests.apps.vault import ALIAS, EMAIL, HIDDEN, MASKED_EMAIL, MASKED_MOBILE, MOBILE, SECRET, opened
from tests.conftest import Boot
from tests.harness.programs import Program, program
from tests.harness.specs import SpecCompiler


@pytest.fixture
def office(compile_spec: SpecCompiler, boot: Boot) -> Office:
    return opened(compile_spec, boot)


def of(office: Office, name: str) -> Program:
    return program(office.app, office.people[name].user_id or 0)


def codes(answer: Any) -> dict[str, str]:
    return {each["field"]: each["code"] for each in answer["problems"]}


READS = (
    "/firm/1",
    "/firm",
    "/firm?fields=name,revenue,taxes,mobile,email,alias,grade,sector,uses,limit,rank,wants",
    "/firm/1/history",
    "/firm/1/deletion",
    "/visit",
    "/visit/1",
    "/visit?fields=subject,firm,firm.mobile,firm.owner.name",
    "/visit/1/history",
)


@pytest.mark.parametrize("name", ["carl", "hans", "both"])
@pytest.mark.parametrize("path", READS)
def test_nothing_hidden_leaves_by_any_way(office: Office, name: str, path: str) -> None:
    text = of(office, name).send("GET", path).text
    assert [each for each in (*HIDDEN, MOBILE, EMAIL, SECRET) if each in text] == []


def test_masked_values_come_masked_and_are_named(office: Office) -> None:
    read = of(office, "carl").get("/firm/1")
    assert (read["mobile"], read["email"]) == (MASKED_MOBILE, MASKED_EMAIL)
    assert set(read["_masked"]) == {"revenue", "taxes", "mobile", "email"}
    assert {"alias", "grade", "sector", "secret", "wants"}.isdisjoint(read)
    (item,) = (each for each in of(office, "carl").get("/firm")["items"] if each["id"] == 1)
    assert item["mobile"] == MASKED_MOBILE
    assert "alias" not in item
    own = of(office, "carl").get("/firm/2")
    assert own["mobile"] == "+8613900001111" or own["mobile"].endswith("13900001111")
    boss = of(office, "eve").get("/firm/1")
    assert "_masked" not in boss
    assert boss["alias"] == ALIAS


@pytest.mark.parametrize(
    "query",
    ["alias.has=Wol", "revenue.from=1", "sort=revenue", "sort=alias", "fields=alias", "grade=bad", "sector=1"],
)
def test_nothing_is_found_by_what_one_may_not_read(office: Office, query: str) -> None:
    answer = of(office, "carl").send("GET", f"/firm?{query}")
    if answer.status_code == 200:
        assert answer.json()["items"] == []
    else:
        assert answer.status_code == 400
        assert ALIAS not in answer.text


def test_searching_finds_nothing_by_hidden_texts(office: Office) -> None:
    for text in (ALIAS, SECRET, "13812348000"):
        assert [each["id"] for each in of(office, "carl").get(f"/firm?q={text}")["items"] if each["id"] == 1] == []
    assert [each["id"] for each in of(office, "eve").get(f"/firm?q={ALIAS}")["items"]] == [1]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"revenue": "31415926.00"}, "revenue"),
        ({"revenue": 1}, "revenue"),
        ({"alias": ALIAS}, "alias"),
        ({"alias": None}, "alias"),
        ({"limit": 10}, "limit"),
        ({"uses": []}, "uses"),
        ({"costs": []}, "costs"),
    ],
)
def test_what_one_may_not_change_is_refused_whatever_it_says(office: Office, body: Any, field: str) -> None:
    carl = of(office, "carl")
    assert codes(carl.patch("/firm/1", body, 422, headers={"If-Match": "*"})) == {field: "field_not_allowed"}
    made = carl.post("/firm", {"name": "新", **body}, 422) if body[field] else None
    assert made is None or codes(made) == {field: "field_not_allowed"}


def test_records_are_not_named_by_what_one_may_not_read(office: Office) -> None:
    visit = {"subject": "x", "firm": {"mobile": MOBILE}}
    assert codes(of(office, "carl").post("/visit", visit, 422)) == {"firm": "not_a_key"}
    assert of(office, "eve").post("/visit", visit, 201)["firm"]["id"] == 1


def test_a_conflict_shows_no_more_than_the_record(office: Office) -> None:
    carl, eve = of(office, "carl"), of(office, "eve")
    eve.patch("/firm/1", {"revenue": 5, "limit": 8, "name": "丙"}, headers={"If-Match": "*"})
    body = {"name": "丁", "revenue": 7, "limit": 3, "version": 1}
    conflict = carl.patch("/firm/1", body, 412)
    assert {each["field"] for each in conflict["differences"]} == {"name", "limit"}
    assert "5.00" not in json.dumps(conflict)


def test_the_description_has_no_values(office: Office) -> None:
    text = of(office, "carl").send("GET", "/openapi.json").text
    assert [each for each in (*HIDDEN, MOBILE) if each in text] == []
