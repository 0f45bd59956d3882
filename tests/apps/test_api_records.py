"""Records over the API, on both databases: every operation, every refusal, every way of saying a value."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.apps.selling import SPEC, fill_for_more
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest
from tests.harness.programs import Program, program
from tests.harness.specs import SpecCompiler

ANN, BOB, EVE, NIL = 1, 2, 3, 5


@pytest.fixture
def app(compile_spec: SpecCompiler, boot: Boot) -> AppUnderTest:
    project = compile_spec(SPEC)
    return boot(project, fill_for_more(project), key="selling for more")


@pytest.fixture
def eve(app: AppUnderTest) -> Program:
    return program(app, EVE)


def codes(answer: Any) -> dict[str, str]:
    """The code of each problem, by field."""
    return {each["field"]: each["code"] for each in answer["problems"]}


WHOLE = {
    "name": "新客户",
    "level": "high",
    "region": "nanjing",
    "revenue": "12.50",
    "staff": 3,
    "active": True,
    "since": "2026-01-31",
    "met_at": "2026-01-31T10:00:00Z",
    "owner": {"email": "ann@example.com"},
    "tags": [1, {"name": "T2"}],
    "wants": ["software"],
}


# --- create and read ---


def test_a_record_is_created_and_read_as_it_was_sent(eve: Program) -> None:
    answer = eve.send("POST", "/customer", WHOLE)
    assert answer.status_code == 201
    made = answer.json()
    assert answer.headers["location"] == f"/api/v1/customer/{made['id']}"
    assert answer.headers["etag"] == '"1"'
    read = eve.get(f"/customer/{made['id']}")
    assert read == made
    plain = {name: read[name] for name in WHOLE if name not in {"owner", "tags"}}
    assert plain == {name: WHOLE[name] for name in plain}
    assert read["owner"] == {"id": ANN, "title": "ann"}
    assert [each["title"] for each in read["tags"]] == ["T1", "T2"]
    assert read["created_by"] == {"id": EVE, "title": "eve"}
    assert read["_title"] == "新客户"
    assert "secret" not in read


def test_what_was_read_may_come_back(eve: Program) -> None:
    made = eve.post("/customer", WHOLE, 201)
    back = {name: made[name] for name in WHOLE}
    again = eve.patch(f"/customer/{made['id']}", {**back, "version": made["version"]})
    assert again["version"] == made["version"]


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (0.1, "0.10"),
        (12345678901234.56, "12345678901234.56"),
        ("12345678901234.56", "12345678901234.56"),
        (-3, "-3.00"),
        (1e3, "1000.00"),
        (None, None),
        ("", None),
    ],
)
def test_numbers_are_exact(eve: Program, value: Any, kept: str | None) -> None:
    made = eve.post("/customer", {"name": "数", "revenue": value}, 201)
    assert made["revenue"] == kept


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("revenue", 0.001, "too_many_decimals"),
        ("revenue", "1,000", "not_a_number"),
        ("revenue", True, "not_a_number"),
        ("revenue", [1], "not_a_number"),
        ("revenue", 10**17, "too_many_digits"),
        ("staff", 1.5, "not_an_integer"),
        ("staff", "3万", "not_an_integer"),
        ("staff", False, "not_an_integer"),
        ("staff", 10**18, "too_many_digits"),
        ("active", "yes", "not_a_boolean"),
        ("active", 1, "not_a_boolean"),
        ("since", "31.1.2026", "not_a_date"),
        ("since", "2026-02-30", "not_a_date"),
        ("since", "0001-01-01", "date_out_of_range"),
        ("since", 20260131, "not_a_date"),
        ("met_at", "2026-01-31", "not_a_datetime"),
        ("met_at", "2026-01-31T25:00:00Z", "not_a_datetime"),
        ("met_at", "9999-12-31T23:59:59-23:00", "not_a_datetime"),
        ("name", 3, "not_a_text"),
        ("name", {"a": 1}, "not_a_text"),
        ("name", "x" * 121, "too_long"),
        ("name", "a\u0007", "invalid_characters"),
        ("name", None, "required"),
        ("level", "highest", "not_an_option"),
        ("level", 3, "not_an_option"),
        ("level", ["high"], "not_an_option"),
        ("wants", "software", "not_a_list"),
        ("wants", ["soft"], "not_an_option"),
        ("wants", [{}], "not_an_option"),
        ("owner", 4711, "record_not_found"),
        ("owner", -1, "record_not_found"),
        ("owner", 2**40, "record_not_found"),
        ("owner", True, "not_a_reference"),
        ("owner", "ann", "not_a_reference"),
        ("owner", {}, "not_a_reference"),
        ("owner", {"email": "a", "id2": 1}, "not_a_reference"),
        ("owner", {"phone": "1"}, "not_a_key"),
        ("owner", {"nothing": "1"}, "not_a_key"),
        ("owner", {"email": "nobody@example.com"}, "record_not_found"),
        ("owner", {"email": 3}, "record_not_found"),
        ("tags", [1, 99], "record_not_found"),
        ("tags", 1, "not_a_list"),
        ("overdue", True, "not_settable"),
        ("visits", [], "not_settable"),
        ("id", 5, "system_field"),
        ("version", 5, "system_field"),
        ("created_at", "2026-01-31T10:00:00Z", "system_field"),
        ("secret", "x", "unknown_field"),
        ("revenu", "x", "unknown_field_similar"),
    ],
)
def test_what_is_no_value_is_named_beside_its_field(eve: Program, field: str, value: Any, code: str) -> None:
    answer = eve.post("/customer", {"name": "错", field: value}, 422)
    assert codes(answer) == {field: code}
    assert all(each["message"] for each in answer["problems"])


def test_moments_know_their_zone(eve: Program) -> None:
    for sent in ("2026-01-31T18:00:00+08:00", "2026-01-31T18:00:00", "2026-01-31T10:00:00.123Z"):
        assert eve.post("/customer", {"name": "时", "met_at": sent}, 201)["met_at"] == "2026-01-31T10:00:00Z"


def test_all_problems_at_once_in_the_readers_language(eve: Program) -> None:
    body = {"nme": "x", "staff": "many", "revenue": "?"}
    chinese = eve.post("/customer", body, 422, headers={"Accept-Language": "zh-CN"})
    english = eve.post("/customer", body, 422, headers={"Accept-Language": "en"})
    assert codes(chinese) == codes(english)
    assert codes(english) == {
        "nme": "unknown_field_similar",
        "staff": "not_an_integer",
        "revenue": "not_a_number",
        "name": "required",
    }
    words = {each["field"]: each["message"] for each in english["problems"]}
    assert words["nme"] == "There is no “nme”; did you mean “name”?"
    assert words["staff"] == "Staff must be a whole number"
    assert next(each for each in english["problems"] if each["field"] == "nme")["suggestion"] == "name"
    assert "人数应为整数" in str(chinese)


def test_unique_values_name_the_other_record(app: AppUnderTest, eve: Program) -> None:
    (problem,) = eve.post("/tag", {"name": "T1"}, 422)["problems"]
    assert (problem["field"], problem["code"], problem["record"]) == (
        "name",
        "not_unique_with",
        {"id": 1, "title": "T1"},
    )
    writer = program(app, EVE, "write")
    assert codes(writer.post("/tag", {"name": "T1"}, 422)) == {"name": "not_unique"}


# --- sub-tables ---


def test_rows_are_added_changed_moved_and_removed(eve: Program) -> None:
    lines = [{"what": "车", "cost": 12}, {"what": "饭", "cost": "3.5"}]
    made = eve.post("/visit", {"customer": 1, "subject": "拜访", "lines": lines}, 201)
    assert [(each["what"], each["cost"]) for each in made["lines"]] == [("车", "12.00"), ("饭", "3.50")]
    first, second = (each["id"] for each in made["lines"])
    kept = [{"id": second}, {"what": "茶"}, {"id": first, "cost": 13}]
    changed = eve.patch(f"/visit/{made['id']}", {"lines": kept, "version": 1})
    assert [(each["what"], each["cost"]) for each in changed["lines"]] == [
        ("饭", "3.50"),
        ("茶", None),
        ("车", "13.00"),
    ]
    assert [each["id"] for each in changed["lines"]][0::2] == [second, first]
    emptied = eve.patch(f"/visit/{made['id']}", {"lines": [], "version": changed["version"]})
    assert emptied["lines"] == []


@pytest.mark.parametrize(
    ("lines", "field", "code"),
    [
        ({"what": "a"}, "lines", "not_a_list"),
        (["a"], "lines[0]", "not_an_object"),
        ([{"what": "a"}, {"what": "b", "cost": "x"}], "lines[1].cost", "not_a_number"),
        ([{"wat": "a"}], "lines[0].wat", "unknown_field_similar"),
        ([{"cost": 1}], "lines[0].what", "required"),
        ([{"id": 999, "what": "a"}], "lines", "record_not_found"),
        ([{"id": "1", "what": "a"}], "lines[0]", "record_not_found"),
        ([{"what": "a"}] * 2001, "lines", "too_many_rows"),
    ],
)
def test_problems_of_rows_say_which(eve: Program, lines: Any, field: str, code: str) -> None:
    answer = eve.post("/visit", {"customer": 1, "subject": "拜访", "lines": lines}, 422)
    assert codes(answer)[field] == code


# --- change ---


def test_only_what_is_named_is_changed(eve: Program) -> None:
    made = eve.post("/customer", WHOLE, 201)
    changed = eve.patch(f"/customer/{made['id']}", {"staff": 4}, headers={"If-Match": '"1"'})
    assert changed["staff"] == 4
    assert changed["version"] == 2
    same = {name: value for name, value in changed.items() if name not in {"staff", "version", "updated_at"}}
    assert same == {name: made[name] for name in same}
    assert eve.patch(f"/customer/{made['id']}", {"staff": 5}, headers={"If-Match": "*"})["version"] == 3


def test_nobody_changes_what_he_has_not_seen(eve: Program) -> None:
    assert eve.patch("/customer/1", {"staff": 4}, 428)["code"] == "version_needed"
    assert codes(eve.patch("/customer/1", {"staff": 4, "version": "1"}, 422)) == {"version": "not_an_integer"}
    assert eve.patch("/customer/1", {"staff": 4}, 412, headers={"If-Match": '"abc"'})["version"] == 1
    for beyond in (2**31, 2**70):
        assert eve.patch("/customer/1", {"staff": 4, "version": beyond}, 412)["differences"] == []


def test_a_conflict_gives_both_values(app: AppUnderTest, eve: Program) -> None:
    made = eve.post("/customer", WHOLE, 201)
    address = f"/customer/{made['id']}"
    eve.patch(address, {"staff": 4, "owner": BOB, "wants": ["hardware"], "version": 1})
    mine = {"staff": 5, "owner": {"id": EVE}, "wants": [], "level": "low", "version": 1}
    answer = eve.send("PATCH", address, mine)
    assert answer.status_code == 412
    assert answer.headers["etag"] == '"2"'
    conflict = answer.json()
    found = {each["field"]: (each["theirs"], each["mine"]) for each in conflict["differences"]}
    assert found == {
        "staff": (4, 5),
        "owner": ({"id": BOB, "title": "bob"}, {"id": EVE, "title": "eve"}),
        "wants": (["hardware"], []),
    }
    assert conflict["changed_by"] == {"id": EVE, "title": "eve"}
    assert "differences" not in program(app, EVE, "write").patch(address, mine, 412)
    assert eve.patch(address, {**mine, "version": conflict["version"]})["staff"] == 5


def test_of_two_at_once_one_is_told(app: AppUnderTest, eve: Program) -> None:
    made = eve.post("/customer", WHOLE, 201)
    barrier, results = threading.Barrier(4), []

    def change(number: int) -> None:
        barrier.wait()
        body = {"staff": number, "version": 1}
        results.append(eve.send("PATCH", f"/customer/{made['id']}", body).status_code)

    threads = [threading.Thread(target=change, args=(number,)) for number in range(10, 14)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert sorted(results) == [200, 412, 412, 412]


# --- delete ---


def test_deleting_says_what_goes_with_it(eve: Program) -> None:
    foreseen = eve.get("/customer/1/deletion")
    assert foreseen["possible"] is True
    (visits,) = foreseen["deleted_too"]
    assert (visits["entity"], visits["field"], visits["count"]) == ("visit", "customer", 3)
    assert eve.get("/customer/1")["id"] == 1
    assert eve.delete("/customer/1", 412, headers={"If-Match": '"9"'})["version"] == 1
    gone = eve.delete("/customer/1", headers={"If-Match": '"1"'})
    assert gone["deleted_too"] == foreseen["deleted_too"]
    assert gone["recycle_bin"] > 0
    assert eve.get("/customer/1", 404)["code"] == "not_found"
    assert eve.delete("/customer/1", 404)["code"] == "not_found"


def test_what_stands_in_the_way_is_named(app: AppUnderTest) -> None:
    app.add_user("adm", ["admin"])
    admin = program(app, 6)
    answer = admin.delete(f"/user/{ANN}", 409)
    assert answer["code"] == "in_the_way"
    assert {each.get("entity") for each in answer["in_the_way"]} <= {"customer", None}
    assert answer["in_the_way"]
    assert admin.get(f"/user/{ANN}/deletion")["possible"] is False


# --- rights ---


def test_what_one_may_not_see_is_not_there(app: AppUnderTest, eve: Program) -> None:
    ann, nil = program(app, ANN), program(app, NIL)
    number = eve.post("/customer", {"name": "别人的", "owner": BOB}, 201)["id"]
    for method, body in (("GET", None), ("PATCH", {"staff": 1, "version": 1}), ("DELETE", None)):
        assert ann.send(method, f"/customer/{number}", body).status_code == 404
        assert nil.send(method, f"/customer/{number}", body).status_code == 404
    assert nil.get("/customer", 404)["code"] == "not_found"
    assert nil.post("/customer", {"name": "x"}, 404)["code"] == "not_found"
    owners = {each["owner"]["id"] for each in ann.get("/customer?fields=owner&limit=200")["items"]}
    assert owners == {ANN}
    assert ann.get(f"/customer/{number}/history", 404)["code"] == "not_found"
    assert codes(ann.post("/visit", {"customer": number, "subject": "x"}, 422)) == {"customer": "record_not_found"}


def test_seen_but_not_to_be_changed(app: AppUnderTest) -> None:
    ann = program(app, ANN)
    assert ann.get("/tag/1")["name"] == "T1"
    assert ann.patch("/tag/1", {"name": "X", "version": 1}, 403)["code"] == "forbidden"
    assert ann.post("/tag", {"name": "X"}, 403)["code"] == "forbidden"
    assert ann.delete("/tag/1", 403)["code"] == "forbidden"
    mine = ann.post("/customer", {"name": "我的", "owner": ANN}, 201)
    assert ann.delete(f"/customer/{mine['id']}", 403)["code"] == "forbidden"


# --- lists ---


def test_lists_are_walked_to_their_end(eve: Program) -> None:
    for query in ("sort=-name", "sort=revenue", "sort=level,-name", "sort=id", "level=high&level=low", "q=华星"):
        seen: list[int] = []
        address: str | None = f"/customer?limit=37&fields=name&{query}"
        while address is not None:
            page = eve.get(address)
            seen += [each["id"] for each in page["items"]]
            address = page["next"].removeprefix("/api/v1") if page["next"] else None
        counted = eve.get(f"/customer?limit=1&count=true&{query}")["count"]
        assert len(seen) == len(set(seen)) == counted["number"], query
        assert counted["is_capped"] is False


def test_lists_take_the_filters_of_the_pages(app: AppUnderTest, eve: Program) -> None:
    def number(query: str) -> int:
        return int(eve.get(f"/customer?count=true&limit=1&{query}")["count"]["number"])

    assert number("level=high") + number("level=middle") + number("level=low") + number("level.empty=1") == 260
    assert number("revenue.from=12&revenue.to=100001") > 0
    assert number("region=east") > number("region=shanghai") > 0
    assert number("owner=me") == 0
    assert number("active=true") > 0
    assert number("tags=1") == 130
    assert number("name.has=华星") > 0
    assert number("since.in=this_month") == 0
    shown = eve.get("/customer?limit=200&revenue.from=100000&fields=revenue")["items"]
    assert {each["revenue"] for each in shown} == {"100000.01"}


def test_columns_lead_along_references(eve: Program) -> None:
    (row,) = eve.get("/visit?limit=1&fields=subject,customer,customer.owner.name,customer.revenue,id,created_at")[
        "items"
    ]
    assert set(row) == {
        "subject", "customer", "customer.owner.name", "customer.revenue", "id", "created_at", "version", "_title",
    }  # fmt: skip
    assert set(row["customer"]) == {"id", "title"}


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("nme=x", "nme", "unknown_field_similar"),
        ("secret=hush1", "secret", "unknown_field"),
        ("level=x", "level", "invalid_parameter"),
        ("since.from=x", "since", "invalid_parameter"),
        ("owner=x", "owner", "invalid_parameter"),
        ("sort=owner", "sort", "unknown_sort"),
        ("sort=secret", "sort", "unknown_sort"),
        ("fields=secret", "fields", "unknown_field"),
        ("fields=owner.phone.x", "fields", "unknown_field"),
        ("fields=tags.name", "fields", "unknown_field"),
        ("fields=visits", "fields", "unknown_field"),
        ("limit=0", "limit", "invalid_parameter"),
        ("limit=201", "limit", "invalid_parameter"),
        ("limit=x", "limit", "invalid_parameter"),
        ("after=-1", "after", "invalid_parameter"),
        ("after=99999", "after", "cursor_gone"),
        ("count=maybe", "count", "invalid_parameter"),
        ("page=2", "page", "unknown_field_similar"),
        ("size=20", "size", "unknown_field_similar"),
    ],
)
def test_what_makes_no_sense_in_an_address_is_said(eve: Program, query: str, field: str, code: str) -> None:
    answer = eve.get(f"/customer?{query}", 400)
    assert answer["code"] == "bad_parameters"
    assert codes(answer) == {field: code}


# --- history ---


def test_the_history_names_the_token(app: AppUnderTest, eve: Program) -> None:
    made = eve.post("/customer", WHOLE, 201)
    eve.patch(f"/customer/{made['id']}", {"staff": 9, "version": 1})
    entries = eve.get(f"/customer/{made['id']}/history", headers={"Accept-Language": "en"})["items"]
    assert [(each["action"], each["origin"], each["by"]["title"]) for each in entries] == [
        ("update", "API token “ERP”", "eve"),
        ("create", "API token “ERP”", "eve"),
    ]
    assert entries[0]["changes"] == [{"field": "staff", "old": 3, "new": 9}]
    assert "API 令牌“ERP”" in app.client("eve").get(f"/customer/{made['id']}").text
