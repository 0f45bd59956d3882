"""What one may not read comes out nowhere: one adversarial test per way out, over HTTP, as different people."""

from __future__ import annotations

import re

import pytest

from tests.apps.trading import Office
from tests.apps.vault import (
    ALIAS,
    EMAIL,
    HIDDEN,
    MASKED_EMAIL,
    MASKED_MOBILE,
    MOBILE,
    REVENUE,
    SECRET,
    SECTOR,
    SPOKEN_MOBILE,
    TAXES,
    columns_of,
    opened,
    rows_of,
    sees,
    send,
)
from tests.conftest import Boot
from tests.harness.specs import SpecCompiler

EVERYWHERE = (
    "/firm",
    "/firm/1",
    "/firm/1/edit",
    "/firm/new?copy=1",
    "/firm/columns",
    "/firm/filters",
    "/firm/1/delete",
    "/visit",
    "/visit/1",
    "/visit/1/edit",
    "/sector/1",
    "/-/search?q=甲",
    "/-/search/suggest?q=甲",
    "/firm/options/owner?q=",
    "/visit/options/firm?q=甲",
    "/-/recycle-bin",
)


@pytest.fixture
def office(compile_spec: SpecCompiler, boot: Boot) -> Office:
    return opened(compile_spec, boot)


@pytest.mark.parametrize("who", ["carl", "hans", "both"])
def test_nothing_of_it_is_on_any_page(office: Office, who: str) -> None:
    client = office.app.client(who)
    for address in EVERYWHERE:
        page = client.get(address).text
        if address.startswith("/sector"):
            page = page.replace(SECTOR, "", page.count(SECTOR))  # the record itself is everybody's
        assert not sees(page, *HIDDEN, MOBILE, SPOKEN_MOBILE, EMAIL, SECRET), address


def test_the_boss_sees_all_of_it(office: Office) -> None:
    client = office.app.client("eve")
    page = client.get("/firm/1").text
    assert sees(page, REVENUE, TAXES, MOBILE, EMAIL, ALIAS, SECTOR, SECRET, "Reise") == [
        REVENUE,
        TAXES,
        MOBILE,
        EMAIL,
        ALIAS,
        SECTOR,
        SECRET,
        "Reise",
    ]
    assert columns_of(client.get("/firm").text)[2:8] == ["营收", "税额", "手机", "邮箱", "代号", "评级"]


def test_masks_are_shown_instead(office: Office) -> None:
    page = office.app.client("carl").get("/firm/1").text
    assert sees(page, MASKED_MOBILE, MASKED_EMAIL, "***") == [MASKED_MOBILE, MASKED_EMAIL, "***"]
    assert "代号" not in page
    helper = office.app.client("hans").get("/firm/1").text
    assert sees(helper, MASKED_MOBILE, MASKED_EMAIL, "营收", "手机") == [MASKED_EMAIL]


def test_conditions_are_asked_record_by_record(office: Office) -> None:
    client = office.app.client("carl")
    listed = client.get("/firm").text
    assert "13900001111" in listed
    assert MASKED_MOBILE in listed
    assert "Quarz" in client.get("/firm/2").text
    assert "密语" not in client.get("/firm/1").text


def test_what_is_computed_on_reading_and_lists_of_options_are_guarded_row_by_row(office: Office) -> None:
    for who, ranks, wants in (("carl", 1, ["香梨"]), ("both", 0, []), ("eve", 1, ["青梅"]), ("hans", 0, [])):
        client = office.app.client(who)
        page = client.get("/firm").text
        assert page.count("424,242") == ranks
        assert sees(page, "青梅", "香梨") == wants
    assert "424,242" not in office.app.client("carl").get("/firm/1").text
    assert "424,242" in office.app.client("carl").get("/firm/2").text
    assert "<td>***" in office.app.client("hans").get("/firm").text


def test_rights_of_two_roles_add_up(office: Office) -> None:
    page = office.app.client("both").get("/firm/1").text
    assert sees(page, MASKED_MOBILE, MASKED_EMAIL) == [MASKED_MOBILE, MASKED_EMAIL]
    assert "营收" in page


def test_an_administrator_has_no_more_rights(office: Office) -> None:
    office.employ("root", "admin", "helper")
    page = office.app.client("root").get("/firm/1").text
    assert not sees(page, *HIDDEN, MASKED_MOBILE)
    assert MASKED_EMAIL in page


def test_columns_that_one_may_not_read_are_not_there(office: Office) -> None:
    assert columns_of(office.app.client("hans").get("/firm").text) == ["名称", "负责人", "邮箱", "用途", "额度", "排名"]
    client = office.app.client("carl")
    assert "代号" not in client.get("/firm/columns").text
    send(client, "/firm/columns", column=["alias", "name", "sector"])
    assert columns_of(client.get("/firm").text) == ["名称"]


def test_a_column_over_a_reference_obeys_the_other_entity(office: Office) -> None:
    page = office.app.client("carl").get("/visit").text
    assert columns_of(page) == ["主题", "客户", "客户 · 营收", "客户 · 手机"]
    assert MASKED_MOBILE in page
    assert columns_of(office.app.client("hans").get("/visit").text) == ["主题", "客户"]


@pytest.mark.parametrize(
    "query",
    [
        "revenue=31415926",
        "revenue.from=1",
        "revenue.empty=1",
        "revenue.empty=0",
        "grade=bad",
        "sector=1",
        "alias.has=Wolper",
        "taxes.to=1",
        "email.has=zebra",
    ],
)
def test_a_filter_cannot_be_asked(office: Office, query: str) -> None:
    for who in ("carl", "hans"):
        assert rows_of(office.app.client(who), f"/firm?{query}") == rows_of(office.app.client(who), "/firm")
    assert query.partition("=")[0].partition(".")[0] in office.app.client("eve").get(f"/firm?{query}").text


def test_a_filter_by_a_conditional_field_finds_only_what_one_may_read(office: Office) -> None:
    client = office.app.client("carl")
    assert rows_of(client, "/firm?mobile.has=138") == []
    assert rows_of(client, "/firm?mobile.has=139") == ["2"]
    assert rows_of(client, "/firm?mobile.empty=0") == ["2"]
    assert rows_of(client, "/firm?mobile.empty=1") == []
    assert rows_of(office.app.client("eve"), "/firm?mobile.has=138") == ["1"]


def test_an_order_cannot_be_asked_nor_is_it_given(office: Office) -> None:
    office.saved("eve", "firm", {"name": "丙公司", "revenue": "5"})
    assert rows_of(office.app.client("eve"), "/firm") == ["1", "3", "2"]
    for who in ("carl", "hans"):
        client = office.app.client(who)
        for query in ("", "?sort=revenue", "?sort=-revenue", "?sort=mobile", "?sort=alias"):
            assert rows_of(client, f"/firm{query}") == ["3", "2", "1"], query
        assert "sort=revenue" not in client.get("/firm").text


@pytest.mark.parametrize("word", [ALIAS, "wolp", SECRET, MOBILE, MOBILE[:6], "8000"])
def test_a_search_by_what_one_may_not_read_finds_nothing(office: Office, word: str) -> None:
    for who in ("carl", "hans", "both"):
        client = office.app.client(who)
        assert rows_of(client, f"/firm?q={word}") == []
        assert "/firm/1" not in client.get(f"/-/search?q={word}").text
        assert client.get(f"/visit/options/firm?q={word}").json()["options"] == []


def test_a_search_by_what_one_may_read_finds(office: Office) -> None:
    for word in (ALIAS, MOBILE, "甲"):
        assert rows_of(office.app.client("eve"), f"/firm?q={word}") == ["1"]
    assert rows_of(office.app.client("eve"), f"/firm?q=甲 {ALIAS}") == ["1"]
    assert rows_of(office.app.client("carl"), "/firm?q=甲") == ["1"]


def test_options_of_a_field_that_one_may_not_read_are_not_answered(office: Office) -> None:
    for who in ("carl", "hans"):
        client = office.app.client(who)
        for address in ("/firm/options/sector?q=", "/firm/options/sector?q=&filter=1", "/visit/options/contact?q="):
            assert client.get(address).status_code == 404
    assert office.app.client("eve").get("/firm/options/sector?q=").json()["options"]


def test_related_lists_through_a_restricted_reference_are_not_there(office: Office) -> None:
    assert "甲公司" in office.app.client("eve").get("/sector/1").text
    assert "甲公司" not in office.app.client("carl").get("/sector/1").text


def test_the_history_leaves_it_out(office: Office) -> None:
    office.saved("eve", "firm", {"revenue": "27182818", "email": "yak@example.org", "alias": "Basilisk"}, 1)
    boss = office.app.client("eve").get("/firm/1").text
    assert sees(boss, REVENUE, "27,182,818", "Basilisk") == [REVENUE, "27,182,818", "Basilisk"]
    clerk = office.app.client("carl").get("/firm/1").text
    assert not sees(clerk, *HIDDEN, "27,182,818", "27182818", "Basilisk", EMAIL, "yak@")
    assert sees(clerk, MASKED_EMAIL, "y***@example.org") == [MASKED_EMAIL, "y***@example.org"]


def test_a_form_shows_what_one_may_see_and_inputs_for_what_one_may_change(office: Office) -> None:
    page = office.app.client("carl").get("/firm/1/edit").text
    inputs = set(re.findall(r'name="(\w+)"', page))
    assert {"name", "owner"} <= inputs
    assert not inputs & {"revenue", "taxes", "mobile", "email", "alias", "grade", "sector", "uses", "limit", "secret"}
    assert 'id="f-limit"' in page
    assert "工厂" in page
    assert "Reise" not in page
    own = office.app.client("carl").get("/firm/2/edit").text
    assert {"mobile", "secret"} <= set(re.findall(r'name="(\w+)"', own))


def test_the_check_of_a_form_tells_nothing(office: Office) -> None:
    client = office.app.client("carl")
    for who in ("carl", "hans"):
        answer = send(office.app.client(who), "/firm/1/edit", "/firm/1/check", name="甲", owner="")
        assert not sees(answer.text, *HIDDEN, EMAIL)
        assert "税额" not in answer.text
    me = str(office.people["carl"].user_id)
    answer = send(client, "/firm/1/edit", "/firm/1/check", owner=me, name="甲")
    assert not sees(answer.text, MOBILE, SPOKEN_MOBILE, SECRET)


def test_a_conflict_shows_no_difference_in_it(office: Office) -> None:
    client = office.app.client("carl")
    page = client.get("/firm/1/edit").text
    office.saved("eve", "firm", {"name": "甲集团", "alias": "Basilisk", "revenue": "27182818"}, 1)
    version = re.findall(r'name="version" value="(\d+)"', page)[0]
    answer = send(client, "/firm/1/edit", name="甲厂", alias="x", revenue="1", version=version)
    assert answer.status_code == 409
    assert "甲集团" in answer.text
    assert not sees(answer.text, "Basilisk", "27,182,818", "27182818", *HIDDEN)


def test_a_copy_takes_only_what_one_may_read(office: Office) -> None:
    page = office.app.client("carl").get("/firm/new?copy=1").text
    assert not sees(page, *HIDDEN, MOBILE, EMAIL, SECRET)
