"""Saving, on both databases: rules, rights, conflicts, sub-tables, what follows in other records."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from lowcode.runtime.history import read_history
from lowcode.runtime.hooks import HookRefusal, Hooks, hooks_of
from lowcode.runtime.saving.bulk import bulk_update
from lowcode.runtime.saving.outcome import Conflict, NotAllowedError, RecordNotFoundError, Refused, Saved
from lowcode.runtime.saving.preview import preview
from lowcode.runtime.saving.save import save
from lowcode.runtime.saving.submission import Submission
from tests.apps.trading import SPEC, Office


@pytest.fixture
def office(boot: Callable[..., object], compile_spec: Callable[[str], object]) -> Office:
    app = boot(compile_spec(SPEC))
    found = Office(app, app.database())
    found.employ("li", "seller")
    found.employ("wang", "seller")
    found.employ("he", "chief")
    return found


def test_a_new_record_gets_number_defaults_and_history(office: Office) -> None:
    number = office.saved("li", "firm", {"name": "华星电子", "revenue": "3万", "uses": "office"})

    (firm,) = office.rows("firm")
    assert firm["code"].startswith("KH-")
    assert firm["code"].endswith("-0001")
    assert (firm["level"], firm["revenue"], firm["secret"]) == ("normal", Decimal("30000.00"), "x")
    assert firm["owner_id"] == firm["created_by_id"] == office.people["li"].user_id
    assert firm["version"] == 1
    assert [row["option"] for row in office.rows("firm_uses")] == ["office"]
    with office.acting("li") as context:
        (entry,) = read_history(context, context.application.entity_by_name["firm"], number)
    assert entry.action == "create"
    assert ("name", None, "华星电子") in entry.changes
    assert ("revenue", None, "30000.00") in entry.changes


def test_all_problems_come_at_once(office: Office) -> None:
    office.saved("li", "firm", {"name": "华星电子"})

    assert office.problems(
        "li",
        "firm",
        {"name": "华星电子", "credit": "12", "slogan": "嗨", "level": "mars", "revenue": "-1", "sector": "99"},
    ) == {
        "name": "not_unique_with",
        "credit": "pattern",
        "slogan": "minimum_length",
        "level": "not_an_option",
        "revenue": "minimum",
        "sector": "record_not_found",
    }
    assert office.problems("li", "firm", {"name": " ", "revenue": "viel"}) == {
        "name": "required",
        "revenue": "not_a_number",
    }
    assert office.problems("li", "firm", {"name": "大", "revenue": "200万"}) == {"revenue": "check"}
    assert len(office.rows("firm")) == 1


def test_a_taken_value_does_not_tell_about_records_one_may_not_read(office: Office) -> None:
    office.saved("li", "firm", {"name": "华星电子"})

    assert office.problems("wang", "firm", {"name": "华星电子"}) == {"name": "not_unique"}
    assert office.problems("he", "firm", {"name": "华星电子"}) == {"name": "not_unique_with"}


def test_the_database_has_the_last_word_on_what_is_unique(office: Office) -> None:
    firm = office.saved("li", "firm", {"name": "华星电子"})
    office.saved("li", "deal", {"firm": firm, "name": "扩容"})

    assert office.problems("li", "deal", {"firm": firm, "name": "扩容"}) == {"name": "not_unique"}
    assert len(office.rows("deal")) == 1


def test_rows_are_computed_added_changed_removed_and_moved(office: Office) -> None:
    gateway = office.saved("he", "product", {"name": "网关", "price": "800"})
    sensor = office.saved("he", "product", {"name": "传感器", "price": "50.5"})
    firm = office.saved("li", "firm", {"name": "华星电子"})
    deal = office.saved(
        "li",
        "deal",
        {
            "firm": firm,
            "name": "扩容",
            "discount": "10",
            "lines[0].product": gateway,
            "lines[0].quantity": "2",
            "lines[7].product": sensor,
            "lines[7].quantity": "1",
            "lines[7].price": "60",
            "lines[9].product": "",
            "lines[9].quantity": "",
        },
    )
    assert office.value("deal", deal, "amount") == Decimal("1660.00")
    assert office.value("deal", deal, "payable") == Decimal("1494.00")
    assert office.value("deal", deal, "title_text") == "华星电子 / 扩容"
    first, second = office.rows("deal_lines")
    assert (first["price"], first["amount"], first["position"]) == (Decimal("800.00"), Decimal("1600.00"), 0)

    office.saved(
        "li",
        "deal",
        {
            "lines[0].id": second["id"],
            "lines[0].quantity": "3",
            "lines[1].product": gateway,
            "lines[1].quantity": "1",
        },
        deal,
    )
    changed, added = office.rows("deal_lines")
    assert (changed["id"], changed["quantity"], changed["position"], changed["version"]) == (second["id"], 3, 0, 2)
    assert (added["price"], added["position"]) == (Decimal("800.00"), 1)
    assert office.value("deal", deal, "amount") == Decimal("980.00")

    office.saved("li", "deal", {"lines[0].id": added["id"], "lines[1].id": changed["id"]}, deal)
    assert {row["id"]: row["position"] for row in office.rows("deal_lines")} == {added["id"]: 0, changed["id"]: 1}

    office.saved("li", "deal", {"lines": ""}, deal)
    assert office.rows("deal_lines") == []
    assert office.value("deal", deal, "amount") == 0


def test_problems_of_rows_name_the_cell(office: Office) -> None:
    firm = office.saved("li", "firm", {"name": "华星电子"})

    assert office.problems(
        "li", "deal", {"firm": firm, "name": "扩容", "lines[3].product": "77", "lines[3].quantity": "0"}
    ) == {"lines[3].product": "record_not_found", "lines[3].quantity": "minimum", "lines[3].price": "required"}


def test_a_check_is_silent_about_what_could_not_be_read(office: Office) -> None:
    deal = {
        "firm": office.saved("li", "firm", {"name": "华星电子"}),
        "name": "扩容",
        "lines[0].product": office.saved("he", "product", {"name": "网关", "price": "800"}),
    }
    assert office.problems("li", "deal", {**deal, "lines[0].quantity": "13"}) == {"lines[0].quantity": "check"}
    unread = office.problems("li", "deal", {**deal, "lines[0].quantity": "1.5"})
    assert unread == {"lines[0].quantity": "not_an_integer"}


def test_a_row_of_another_record_cannot_be_taken_over(office: Office) -> None:
    product = office.saved("he", "product", {"name": "网关", "price": "1"})
    firm = office.saved("li", "firm", {"name": "华星电子"})
    office.saved("li", "deal", {"firm": firm, "name": "甲", "lines[0].product": product})
    other = office.saved("li", "deal", {"firm": firm, "name": "乙"})
    (row,) = office.rows("deal_lines")

    found = office.problems("li", "deal", {"lines[0].id": row["id"], "lines[0].quantity": "9"}, other)
    assert found == {"lines": "record_not_found"}
    assert office.rows("deal_lines") == [row]


def test_other_records_follow_through_several_entities(office: Office) -> None:
    metal = office.saved("he", "sector", {"name": "钢铁"})
    paper = office.saved("he", "sector", {"name": "造纸"})
    product = office.saved("he", "product", {"name": "网关", "price": "100"})
    firm = office.saved("li", "firm", {"name": "华星电子", "sector": metal})
    person = office.saved("li", "person", {"firm": firm, "name": "陈工", "mobile": "13800138000"})
    deal = office.saved("li", "deal", {"firm": firm, "name": "扩容", "lines[0].product": product})
    assert office.value("sector", metal, "total") == 0
    assert office.value("sector", metal, "size") == 1

    office.saved("li", "deal", {"stage": "won", "close_on": "2026-01-31"}, deal)
    assert office.value("firm", firm, "won_amount") == Decimal("100.00")
    assert office.value("sector", metal, "total") == Decimal("100.00")

    office.saved("he", "firm", {"sector": paper, "name": "华星集团"}, firm)
    assert office.value("sector", metal, "total") == 0
    assert office.value("sector", metal, "size") == 0
    assert office.value("sector", paper, "total") == Decimal("100.00")
    assert office.value("deal", deal, "title_text") == "华星集团 / 扩容"
    assert office.value("person", person, "title_text") == "陈工（华星集团）"
    assert office.value("person", person, "title_text_sort").startswith("~chen2陈")
    terms = {row["term"] for row in office.rows("person_search") if row["record_id"] == person}
    assert "集团" in terms
    assert "电子" not in terms

    other = office.saved("li", "firm", {"name": "瑞丰"})
    office.saved("he", "deal", {"firm": other}, deal)
    assert office.value("firm", firm, "won_amount") == 0
    assert office.value("firm", other, "won_amount") == Decimal("100.00")
    assert office.value("sector", paper, "total") == 0


def test_what_is_not_on_the_page_cannot_be_written(office: Office) -> None:
    firm = office.saved("li", "firm", {"name": "华星电子", "secret": "stolen", "code": "KH-1", "won_amount": "5"})
    (row,) = office.rows("firm")
    assert (row["secret"], row["won_amount"], row["code"][-4:]) == ("x", 0, "0001")

    deal = office.saved("li", "deal", {"firm": firm, "name": "扩容", "reason": "gone", "payable": "7", "note": "a"})
    assert office.value("deal", deal, "reason") is None
    office.saved("li", "deal", {"stage": "won", "close_on": "2026-01-31"}, deal)
    assert office.problems("li", "deal", {"note": "b"}, deal) == {"note": "read_only"}
    assert office.problems("li", "deal", {"stage": "lost"}, deal) == {"reason": "required"}
    office.saved("li", "deal", {"stage": "lost", "reason": "太贵", "note": "b"}, deal)
    office.saved("li", "deal", {"stage": "open", "reason": "ignored"}, deal)
    assert office.value("deal", deal, "reason") == "太贵"


def test_required_when_tells_the_words_of_the_spec(office: Office) -> None:
    firm = office.saved("li", "firm", {"name": "华星电子"})
    outcome = office.submit("li", "deal", {"firm": firm, "name": "扩容", "stage": "won"})

    assert isinstance(outcome, Refused)
    (problem,) = outcome.problems
    assert (problem.path, problem.code) == ("close_on", "required")
    assert problem.message is not None
    assert problem.message.texts == ("赢单须填日期", "Say when")


def test_only_fitting_options_may_be_chosen(office: Office) -> None:
    star = office.saved("li", "firm", {"name": "华星电子"})
    other = office.saved("li", "firm", {"name": "瑞丰"})
    chen = office.saved("li", "person", {"firm": star, "name": "陈工", "mobile": "13800138000"})

    assert office.problems("li", "deal", {"firm": other, "name": "甲", "person": chen}) == {
        "person": "option_not_allowed"
    }
    deal = office.saved("li", "deal", {"firm": star, "name": "甲", "person": chen})
    assert office.problems("li", "deal", {"firm": other}, deal) == {"person": "option_not_allowed"}

    product = office.saved("he", "product", {"name": "网关", "price": "1"})
    office.saved("li", "deal", {"lines[0].product": product}, deal)
    (row,) = office.rows("deal_lines")
    office.saved("he", "product", [("old", "false"), ("old", "true")], product)
    office.saved("li", "deal", {"lines[0].id": row["id"], "lines[0].product": product, "lines[0].quantity": 4}, deal)
    assert office.problems("li", "deal", {"firm": star, "name": "乙", "lines[0].product": product}) == {
        "lines[0].product": "option_not_allowed"
    }


def test_rights_hold(office: Office) -> None:
    mine = office.saved("li", "firm", {"name": "华星电子"})

    assert office.problems("li", "firm", {"name": "乙", "owner": office.people["wang"].user_id}) == {
        "": "create_not_allowed"
    }
    with pytest.raises(RecordNotFoundError):
        office.submit("wang", "firm", {"name": "丙"}, mine)
    with pytest.raises(NotAllowedError):
        office.submit("wang", "product", {"name": "丙", "price": "1"})
    assert office.problems("wang", "person", {"firm": mine, "name": "甲", "mobile": "13800138000"}) == {
        "firm": "record_not_found"
    }
    assert len(office.rows("firm")) == 1

    office.saved("li", "firm", {"owner": office.people["wang"].user_id}, mine)
    with pytest.raises(RecordNotFoundError):
        office.submit("li", "firm", {"name": "丙"}, mine)


def test_a_save_over_another_is_refused_with_both_values(office: Office) -> None:
    firm = office.saved("li", "firm", {"name": "华星电子", "slogan": "第一句", "revenue": "1"})
    office.saved("he", "firm", {"slogan": "第二句", "level": "high"}, firm)

    outcome = office.submit(
        "li", "firm", {"name": "华星", "slogan": "第三句", "level": "high", "revenue": "2"}, firm, 1
    )
    assert isinstance(outcome, Conflict)
    assert outcome.version == 2
    assert outcome.changed_by_id == office.people["he"].user_id
    assert [(each.field.name, each.theirs, each.mine) for each in outcome.differences] == [
        ("slogan", "第二句", "第三句")
    ]
    assert office.value("firm", firm, "name") == "华星电子"
    assert isinstance(office.submit("li", "firm", {"slogan": "第三句"}, firm, outcome.version), Saved)


def test_saving_what_is_there_already_changes_nothing(office: Office) -> None:
    firm = office.saved("li", "firm", {"name": "华星电子", "uses": "plant"})
    before = office.rows("system_history")

    outcome = office.submit("li", "firm", [("name", "华星电子"), ("uses", ""), ("uses", "plant")], firm, 1)
    assert outcome == Saved(record_id=firm, version=1)
    assert office.rows("system_history") == before


def test_lists_are_changed_by_difference(office: Office) -> None:
    tags = [office.saved("li", "tag", {"name": name}) for name in ("甲", "乙", "丙")]
    firm = office.saved("li", "firm", [("name", "华星电子"), ("tags", str(tags[0])), ("tags", str(tags[1]))])

    office.saved("li", "firm", [("tags", ""), ("tags", str(tags[1])), ("tags", str(tags[2])), ("uses", "office")], firm)
    assert [row["target_id"] for row in office.rows("firm_tags")] == tags[1:]
    with office.acting("he") as context:
        entry = read_history(context, context.application.entity_by_name["firm"], firm)[0]
    assert {path: (old, new) for path, old, new in entry.changes}["uses"] == (None, ["office"])
    office.saved("li", "firm", [("tags", ""), ("uses", "")], firm)
    assert office.rows("firm_tags") == office.rows("firm_uses") == []


def test_a_bulk_edit_saves_what_it_may(office: Office) -> None:
    mine = office.saved("li", "firm", {"name": "甲"})
    other = office.saved("wang", "firm", {"name": "乙"})

    with office.acting("li") as context:
        entity = context.application.entity_by_name["firm"]
        outcome = bulk_update(context, entity, [mine, other, 4711], "level", "high")
    assert outcome.saved == (mine,)
    assert [each.record_id for each in outcome.refused] == [other, 4711]
    assert [row["level"] for row in office.rows("firm")] == ["high", "normal"]


def test_a_refusal_leaves_the_transaction_usable(office: Office) -> None:
    office.saved("li", "firm", {"name": "甲"})
    with office.acting("li") as context:
        entity = context.application.entity_by_name["firm"]
        first = save(context, entity, None, Submission(values={"name": "甲"}))
        second = save(context, entity, None, Submission(values={"name": "乙"}))
    assert isinstance(first, Refused)
    assert isinstance(second, Saved)
    assert [row["name"] for row in office.rows("firm")] == ["甲", "乙"]


def test_a_preview_shows_defaults_and_computed_values(office: Office) -> None:
    firm = office.saved("li", "firm", {"name": "华星电子"})
    with office.acting("li") as context:
        record = preview(context, context.application.entity_by_name["deal"], Submission(values={"firm": firm}))
        assert (record.stage, record.discount, record.owner_id) == ("open", 0, office.people["li"].user_id)
        assert record.title_text == "华星电子 / "
    assert office.rows("deal") == []


def test_hooks_change_and_refuse(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    definition = office.app.definition
    hooks = Hooks()
    monkeypatch.setattr("lowcode.runtime.hooks._loaded", {definition.package: hooks})
    assert hooks_of(definition) is hooks

    def tidy(record: Any, _context: object) -> None:
        record.name = record.name.rstrip("。")

    def refuse(record: Any, _context: object) -> None:
        if record.name == "禁":
            raise HookRefusal("这个名字不行", "name")

    hooks.before_save["firm"] = [tidy]
    hooks.after_save["firm"] = [refuse]
    firm = office.saved("li", "firm", {"name": "华星。"})
    assert office.value("firm", firm, "name") == "华星"
    assert office.problems("li", "firm", {"name": "禁"}) == {"name": "hook"}
    assert len(office.rows("firm")) == 1


def test_numbers_are_given_once_under_contention(office: Office) -> None:
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(5):
                office.saved("li", "firm", {"name": f"公司{number}-{turn}"})
        except AssertionError as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    codes = [row["code"][-4:] for row in office.rows("firm")]
    assert sorted(codes) == [f"{number:04d}" for number in range(1, 21)]


def test_moments_are_utc_with_whole_seconds(office: Office) -> None:
    office.saved("li", "firm", {"name": "甲"})
    (firm,) = office.rows("firm")
    assert firm["created_at"].tzinfo is None
    assert firm["created_at"].microsecond == 0
    assert abs(firm["created_at"] - datetime.datetime.now(datetime.UTC).replace(tzinfo=None)) < datetime.timedelta(
        minutes=1
    )


def test_a_conflict_in_rows_is_seen(office: Office) -> None:
    product = office.saved("he", "product", {"name": "网关", "price": "1"})
    firm = office.saved("li", "firm", {"name": "华星电子"})
    deal = office.saved("li", "deal", {"firm": firm, "name": "甲", "lines[0].product": product})
    (row,) = office.rows("deal_lines")
    same = {"lines[0].id": row["id"], "lines[0].product": product, "lines[0].quantity": "5"}
    office.saved("he", "deal", same, deal)

    agreeing = office.submit("li", "deal", {**same, "name": "乙"}, deal, 1)
    assert isinstance(agreeing, Conflict)
    assert agreeing.differences == ()
    differing = office.submit("li", "deal", {**same, "lines[0].quantity": "6"}, deal, 1)
    assert isinstance(differing, Conflict)
    assert [each.field.name for each in differing.differences] == ["lines"]
    assert differing.differences[0].theirs[0].values["quantity"] == 5


def test_links_that_one_does_not_see_stay(office: Office) -> None:
    mine = office.saved("li", "firm", {"name": "甲"})
    hidden = office.saved("wang", "firm", {"name": "乙"})
    club = office.saved("he", "club", [("name", "同业"), ("firms", str(mine)), ("firms", str(hidden))])

    office.saved("li", "club", {"firms": "", "name": "同业会"}, club)
    assert [row["target_id"] for row in office.rows("club_firms")] == [hidden]
    office.saved("he", "club", {"firms": ""}, club)
    assert office.rows("club_firms") == []


def test_sums_are_right_when_many_save_at_once(office: Office) -> None:
    metal = office.saved("he", "sector", {"name": "钢铁"})
    firm = office.saved("he", "firm", {"name": "甲", "sector": metal})
    product = office.saved("he", "product", {"name": "网关", "price": "10"})
    failures: list[BaseException] = []
    start = threading.Barrier(4)

    def work(number: int) -> None:
        start.wait()
        form = {"firm": firm, "stage": "won", "close_on": "2026-01-31", "lines[0].product": product}
        try:
            for turn in range(6):
                office.saved("he", "deal", {**form, "name": f"{number}-{turn}"})
        except AssertionError as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert office.value("firm", firm, "won_amount") == Decimal(240)
    assert office.value("sector", metal, "total") == Decimal(240)


def test_numbers_that_outgrow_their_column_are_refused(office: Office) -> None:
    product = office.saved("he", "product", {"name": "网关", "price": "900000000000000"})
    firm = office.saved("li", "firm", {"name": "甲"})
    row = {"lines[0].product": product, "lines[0].quantity": "900000000000000000"}

    found = office.problems("li", "deal", {"firm": firm, "name": "乙", **row})
    assert found["lines[0].amount"] == "too_many_digits"
    form = {"firm": firm, "stage": "won", "close_on": "2026-01-31", "lines[0].product": product, "lines[0].quantity": 9}
    office.saved("li", "deal", {**form, "name": "1"})
    assert office.problems("li", "deal", {**form, "name": "2"}) == {"": "database"}
    assert len(office.rows("deal")) == 1
