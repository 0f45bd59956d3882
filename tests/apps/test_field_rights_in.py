"""What one may not change comes in nowhere: one adversarial test per way in, as different people."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from sqlalchemy import select

from lowcode.runtime.access import may_read_field, may_update_field
from lowcode.runtime.field_rights import seen_content
from lowcode.runtime.saving.bulk import bulk_update
from tests.apps.trading import Office
from tests.apps.vault import ALIAS, MOBILE, SECRET, opened, sees, send
from tests.conftest import Boot
from tests.harness.specs import SpecCompiler


@pytest.fixture
def office(compile_spec: SpecCompiler, boot: Boot) -> Office:
    return opened(compile_spec, boot)


RAW = {
    "revenue": "1",
    "mobile": "13000000000",
    "email": "x@example.org",
    "alias": "x",
    "grade": "good",
    "sector": "",
    "uses": "office",
    "limit": "1",
    "secret": "x",
}
"""A value of each restricted field that is not the one of the first firm."""


@pytest.mark.parametrize("name", RAW)
def test_raw_fields_are_refused_and_nothing_is_saved(office: Office, name: str) -> None:
    for who in ("carl", "hans"):
        answer = send(office.app.client(who), "/firm/1/edit", **{name: RAW[name], "name": "丁公司"})
        assert answer.status_code == 422
        assert "您没有修改" in answer.text
    assert office.value("firm", 1, "name") == "甲公司"
    assert office.value("firm", 1, "revenue") == Decimal(31415926)
    assert office.value("firm", 1, "alias") == ALIAS


@pytest.mark.parametrize("name", ["revenue", "email", "alias", "grade", "sector", "secret"])
def test_a_right_guess_is_refused_like_a_wrong_one(office: Office, name: str) -> None:
    right = {
        "revenue": "31415926",
        "email": "zebra@example.org",
        "alias": ALIAS,
        "grade": "bad",
        "sector": "1",
        "secret": SECRET,
    }
    guesses = ({name: right[name]}, {name: ""}, {name: RAW[name]})
    found = [office.problems("carl", "firm", guess, 1) for guess in guesses]
    assert found == [{name: "field_not_allowed"}] * 3


def test_what_is_shown_may_come_back_unchanged(office: Office) -> None:
    assert office.saved("carl", "firm", {"name": "甲集团", "limit": "9", "uses": "plant"}, 1) == 1
    assert office.problems("carl", "firm", {"limit": "8"}, 1) == {"limit": "field_not_allowed"}
    assert office.value("firm", 1, "limit") == 9


def test_sub_tables_are_refused_as_a_whole(office: Office) -> None:
    assert office.problems("carl", "firm", {"costs": ""}, 1) == {"costs": "field_not_allowed"}
    assert office.problems("carl", "firm", {"costs[0].what": "x"}, 1) == {"costs": "field_not_allowed"}
    assert [row["what"] for row in office.rows("firm_costs")] == ["Reise"]


def test_new_records_take_nothing_either(office: Office) -> None:
    answer = send(office.app.client("hans"), "/firm/new", name="戊公司", revenue="5", limit="3", mobile=MOBILE)
    assert answer.status_code == 422
    assert answer.text.count("您没有修改") >= 3
    created = office.saved("hans", "firm", {"name": "戊公司", "limit": "7"})
    assert office.value("firm", created, "limit") == 7
    assert office.value("firm", created, "grade") == "good"


def test_a_new_record_is_judged_as_it_has_become(office: Office) -> None:
    created = office.saved("carl", "firm", {"name": "己公司", "secret": "mein", "mobile": "13700000001"})
    assert office.value("firm", created, "secret") == "mein"
    given_away = {"name": "庚公司", "secret": "x", "owner": str(office.people["eve"].user_id)}
    assert office.problems("carl", "firm", given_away) == {"secret": "field_not_allowed"}


def test_an_existing_record_is_judged_as_it_was(office: Office) -> None:
    taken = {"owner": str(office.people["carl"].user_id), "secret": "mein"}
    assert office.problems("carl", "firm", taken, 1) == {"secret": "field_not_allowed"}
    office.saved("carl", "firm", {"secret": "mein", "owner": str(office.people["eve"].user_id)}, 2)
    assert office.value("firm", 2, "secret") == "mein"


def test_an_address_fills_nothing_in(office: Office) -> None:
    client = office.app.client("carl")
    page = client.get("/firm/new?revenue=5&alias=x&limit=3&name=辛公司").text
    assert "辛公司" in page
    assert not re.search(r'name="(revenue|alias|limit)"', page)
    assert re.search(r'<output[^>]*id="f-limit"[^>]*>7<', page)


def test_the_check_says_what_saving_would(office: Office) -> None:
    for who in ("carl", "hans"):
        said = send(office.app.client(who), "/firm/1/edit", "/firm/1/check", name="甲", alias="x").json()
        assert said["problems"] == {"alias": "您没有修改“代号”的权限"}
        said = send(office.app.client(who), "/firm/new", "/firm/check", name="甲", alias="x").json()
        assert said["problems"] == {"alias": "您没有修改“代号”的权限"}


def test_bulk_edits_offer_and_save_nothing_of_it(office: Office) -> None:
    client = office.app.client("hans")
    page = send(client, "/firm", "/firm/bulk", id=["1", "2"], action="edit").text
    assert not sees(page, "评级", "代号", "额度")
    assert send(client, "/firm", "/firm/bulk", id="1", action="edit", field="grade").text.count('name="grade"') == 0
    assert send(client, "/firm", "/firm/bulk", id="1", action="change", field="grade", grade="good").status_code == 400
    with office.acting("hans") as context:
        outcome = bulk_update(context, context.application.entity_by_name["firm"], [1, 2], "grade", "good")
    assert (outcome.saved, len(outcome.refused)) == ((), 2)
    assert send(office.app.client("eve"), "/firm", "/firm/bulk", id="1", action="change", field="grade", grade="good")
    assert office.value("firm", 1, "grade") == "good"


def test_bulk_edits_of_conditional_fields_are_judged_one_by_one(office: Office) -> None:
    client = office.app.client("carl")
    answer = send(client, "/firm", "/firm/bulk", id=["1", "2"], action="change", field="secret", secret="neu")
    assert answer.status_code == 200
    assert "您没有修改" in answer.text
    assert (office.value("firm", 1, "secret"), office.value("firm", 2, "secret")) == (SECRET, "neu")


def test_the_questions_that_others_ask(office: Office) -> None:
    firm = office.app.definition.entity_by_name["firm"]
    model = firm.model
    with office.acting("carl") as context:
        first, second = context.session.scalars(select(model).order_by(model.id)).all()
        assert not may_read_field(context, firm, "revenue")
        assert may_read_field(context, firm, "mobile")
        assert [may_read_field(context, firm, "mobile", each) for each in (first, second)] == [False, True]
        assert [may_update_field(context, firm, "mobile", each) for each in (first, second)] == [False, True]
        assert may_read_field(context, firm, "limit", first)
        assert not may_update_field(context, firm, "limit")
        assert may_update_field(context, firm, "name", first)
    with office.acting() as context:
        assert may_read_field(context, firm, "alias")
        assert may_update_field(context, firm, "alias")


def test_kept_values_are_seen_as_the_fields_are(office: Office) -> None:
    firm = office.app.definition.entity_by_name["firm"]
    kept = {"name": "甲", "revenue": "5", "alias": "x", "mobile": "13800138000", "secret": "y"}
    with office.acting("carl") as context:
        assert seen_content(context, firm, 1, kept) == {"name": "甲", "revenue": "***", "mobile": "138****8000"}
    with office.acting("eve") as context:
        assert seen_content(context, firm, 1, kept) == kept


def test_the_app_itself_is_not_restricted(office: Office) -> None:
    created = office.saved("", "firm", {"name": "壬公司", "alias": "x", "revenue": "5"})
    assert office.value("firm", created, "taxes") == Decimal("1.00")
