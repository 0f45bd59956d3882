"""Finding records that are about the same thing, and making one of them, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import pytest

from lowcode.catalog.field_types import attached_files
from lowcode.runtime.files import Subject, files_of, register
from lowcode.runtime.files.store import StoredFile
from lowcode.runtime.merging.choosing import TOGETHER, Choosing
from lowcode.runtime.merging.duplicates import (
    duplicate_groups,
    duplicates_of,
    known_elsewhere,
    merge_keys,
)
from lowcode.runtime.merging.following import merged_into
from lowcode.runtime.merging.merge import Merging, merge
from lowcode.runtime.process.approvals.starting import submit
from lowcode.runtime.recycle_bin import deleted_records, restore
from lowcode.runtime.saving.outcome import NotAllowedError, RecordNotFoundError, Refused, Saved
from tests.apps.merging import SPEC
from tests.apps.trading import Office
from tests.harness.apps import AppUnderTest, GeneratedApp, csrf_token


@pytest.fixture
def office(boot: Callable[..., AppUnderTest], compile_spec: Callable[[str], GeneratedApp]) -> Office:
    app = boot(compile_spec(SPEC))
    found = Office(app, app.database())
    found.employ("li", "seller")
    found.employ("wang", "chief")
    return found


def person(office: Office, name: str, who: str = "wang", **values: Any) -> int:
    return office.saved(who, "person", {"name": name, **values})


def merged(
    office: Office, survivor: int, *others: int, who: str = "wang", wanted: Mapping[str, int] | None = None
) -> Saved | Refused:
    with office.acting(who) as context:
        entity = context.application.entity_by_name["person"]
        return merge(context, entity, Merging(survivor_id=survivor, other_ids=others, wanted=wanted or {}))


def done(office: Office, survivor: int, *others: int, **wanted: int) -> None:
    outcome = merged(office, survivor, *others, wanted=wanted)
    assert isinstance(outcome, Saved), outcome


def codes(outcome: Saved | Refused) -> list[str]:
    assert isinstance(outcome, Refused)
    return [each.code for each in outcome.problems]


def row(office: Office, table: str, number: int) -> dict[str, Any]:
    return next(each for each in office.rows(table) if each["id"] == number)


def test_groups_are_records_that_agree_in_a_key(office: Office) -> None:
    one = person(office, "王一", phone="138 0013 8000", mail="a@Example.com")
    two = person(office, "王二", phone="+86 13800138000")
    three = person(office, "王三", mail="a@example.com", who="li")
    person(office, "王四", phone="13900139000")
    with office.acting("wang") as context:
        entity = context.application.entity_by_name["person"]
        keys = merge_keys(context, entity)
        assert [each.name for each in keys] == ["phone", "mail", "union"]
        phone, mail, union = (duplicate_groups(context, entity, each, limit=10) for each in keys)
        assert [(each.value, each.count, [r.id for r in each.records]) for each in phone] == [
            ("13800138000", 2, [one, two])
        ]
        assert [[r.id for r in each.records] for each in mail] == [[one, three]]
        assert union == []
        assert [each.id for each in duplicates_of(context, entity, one)] == [two, three]
    with office.acting("li") as context:
        assert duplicate_groups(context, entity, keys[0], limit=10) == []
        assert duplicates_of(context, entity, three) == []


def test_a_form_hears_that_a_key_is_known_and_no_more_than_that(office: Office) -> None:
    number = person(office, "王一", phone="13800138000")
    for who, seen, hidden in (("wang", ((number, "王一"),), False), ("li", (), True)):
        with office.acting(who) as context:
            entity = context.application.entity_by_name["person"]
            model: Any = entity.model
            form = model(name="新", phone="13800138000")
            (known,) = known_elsewhere(context, entity, form)
            assert (known.field.name, known.records, known.has_hidden) == ("phone", seen, hidden)
            assert known_elsewhere(context, entity, context.session.get(entity.model, number)) == []
            context.session.expunge_all()


def test_values_are_the_newest_unless_somebody_chooses(office: Office) -> None:
    old = person(office, "王一", phone="13800138000", note="旧", level="tin", union="", seen="web")
    new = person(office, "王小一", phone="13800138000", level="gold", mail="w@example.com", seen="fair")
    with office.acting("wang") as context:
        entity = context.application.entity_by_name["person"]
        records = [context.session.get(entity.model, each) for each in (old, new)]
        choosing = Choosing(context, entity, records, old)
        usual = {each.field.name: each.usual for each in choosing.offered()}
        assert usual == {"name": new, "level": new, "seen": TOGETHER}
    done(office, old, new, name=old)
    found = row(office, "person", old)
    assert (found["name"], found["level"], found["note"], found["mail"]) == ("王一", "gold", "旧", "w@example.com")
    assert {each["option"] for each in office.rows("person_seen") if each["record_id"] == old} == {"web", "fair"}
    assert [each["id"] for each in office.rows("person")] == [old]


def test_references_links_and_rows_go_along(office: Office) -> None:
    one, two = (
        person(office, "王一"),
        person(office, "王二", **{"addresses[0].city": "苏州", "addresses[0].count": "2"}),
    )
    office.saved("wang", "person", {"name": "王一", "addresses[0].city": "上海"}, one)
    child = person(office, "王小", parent=two)
    tag = office.saved("wang", "tag", {"name": "会员", "people": two})
    both = office.saved("wang", "tag", [("name", "老客"), ("people", str(one)), ("people", str(two))])
    deal = office.saved(
        "wang", "deal", {"person": two, "name": "一单", "amount": "30", "lines[0].item": "票", "lines[0].guest": two}
    )
    visit = office.saved("wang", "visit", {"person": two, "text": "来访"})
    versions = {name: row(office, name, key)["version"] for name, key in (("deal", deal), ("tag", tag))}

    done(office, one, two, name=one)

    found = row(office, "person", one)
    assert (found["places"], str(found["worth"])) == (3, "30.00")
    assert [(each["city"], each["position"]) for each in office.rows("person_addresses")] == [("苏州", 1), ("上海", 0)]
    assert row(office, "person", child)["parent_id"] == one
    assert row(office, "visit", visit)["person_id"] == one
    assert sorted((each["record_id"], each["target_id"]) for each in office.rows("tag_people")) == [
        (tag, one),
        (both, one),
    ]
    moved = row(office, "deal", deal)
    assert (moved["person_id"], moved["buyer"], moved["title_text"], moved["moved"]) == (one, "王一", "一单 王一", True)
    assert [each["guest_id"] for each in office.rows("deal_lines")] == [one]
    assert moved["version"] > versions["deal"]
    assert row(office, "tag", tag)["version"] > versions["tag"]


def brought(office: Office, name: str) -> str:
    """A file that wang has brought, as forms name it."""
    with office.acting("wang") as context:
        stored = StoredFile(sha256=name * 32, name=f"{name}.pdf", size=9, media_type="application/pdf")
        return str(register(context, stored).id)


def test_files_are_put_together_and_each_record_has_its_own(office: Office) -> None:
    one = person(office, "王一", photos=brought(office, "aa"))
    row_of_two = {"addresses[0].city": "苏州", "addresses[0].proof": brought(office, "cc")}
    two = person(office, "王二", photos=brought(office, "bb"), **row_of_two)
    done(office, one, two)
    with office.acting() as context:
        found = files_of(context, Subject("person", one, "photos"))
        assert [each.name for each in found] == ["aa.pdf", "bb.pdf"]
        assert [each.name for each in files_of(context, Subject("person", two, "photos"))] == ["bb.pdf"]
        assert [each.name for each in files_of(context, Subject("person", one, "addresses.proof"))] == ["cc.pdf"]
    assert [each.name for each in attached_files(row(office, "person", one)["photos"])] == ["aa.pdf", "bb.pdf"]


@pytest.mark.parametrize(("chosen", "cities"), [("own", ["上海"]), ("other", ["苏州"]), ("all", ["上海", "苏州"])])
def test_rows_of_one_or_of_all(office: Office, chosen: str, cities: list[str]) -> None:
    one, two = (
        person(office, name, **{"addresses[0].city": city}) for name, city in (("王一", "上海"), ("王二", "苏州"))
    )
    done(office, one, two, addresses={"own": one, "other": two, "all": TOGETHER}[chosen])
    found = sorted(office.rows("person_addresses"), key=lambda each: each["position"])
    assert [(each["city"], each["owner_record_id"]) for each in found] == [(city, one) for city in cities]
    assert row(office, "person", one)["places"] == len(cities)
    with office.acting("wang") as context:
        assert isinstance(restore(context, deleted_records(context)[0].id), Saved)
    assert row(office, "person", two)["places"] == (1 if chosen == "own" else 0)


def test_tasks_go_along_and_both_histories_remember(office: Office) -> None:
    one, two = person(office, "王一"), person(office, "王二")
    done(office, one, two)
    assert {each["record_id"] for each in office.rows("system_task")} == {one}
    assert {each["status"] for each in office.rows("system_task")} == {"open"}
    history = [(each["record_id"], each["action"], each["origin"]) for each in office.rows("system_history")]
    assert (one, "merge", "merge") in history
    assert (two, "merged", "merge") in history


def test_old_addresses_lead_to_the_one_that_stays(office: Office) -> None:
    one, two, three = (person(office, name) for name in ("王一", "王二", "王三"))
    done(office, two, three)
    done(office, one, two)
    with office.acting("wang") as context:
        entity = context.application.entity_by_name["person"]
        assert [merged_into(context, entity, each) for each in (one, two, three)] == [None, one, one]
    with office.acting("li") as context:
        assert merged_into(context, entity, three) is None


def test_restoring_brings_back_the_record_itself(office: Office) -> None:
    one = person(office, "王一", card="A1")
    two = person(office, "王二", note="他的", phone="13800138000")
    deal = office.saved("wang", "deal", {"person": two, "name": "一单"})
    done(office, one, two)
    with office.acting("wang") as context:
        entry = deleted_records(context)[0]
        assert isinstance(restore(context, entry.id), Saved)
        entity = context.application.entity_by_name["person"]
        assert merged_into(context, entity, two) is None
    back = row(office, "person", two)
    assert (back["name"], back["note"], back["phone"]) == ("王二", "他的", "13800138000")
    assert row(office, "deal", deal)["person_id"] == one


def test_unique_values_may_change_hands(office: Office) -> None:
    one, two = person(office, "王一"), person(office, "王二", card="B2")
    done(office, one, two)
    assert row(office, "person", one)["card"] == "B2"


def test_what_would_clash_is_refused_whole(office: Office) -> None:
    one, two = person(office, "王一"), person(office, "王二")
    for each in (one, two):
        office.saved("wang", "deal", {"person": each, "name": "同名"})
    assert codes(merged(office, one, two)) == ["merge_clash"]
    assert sorted(each["person_id"] for each in office.rows("deal")) == [one, two]


def test_rules_on_deleting_may_refuse(office: Office) -> None:
    one, two = person(office, "王一"), person(office, "不可删")
    assert codes(merged(office, one, two)) == ["stopped"]
    assert len(office.rows("person")) == 2


def test_what_is_being_approved_does_not_go(office: Office) -> None:
    one, two = person(office, "王一"), person(office, "王二")
    with office.acting("wang") as context:
        entity = context.application.entity_by_name["person"]
        submit(context, "check", entity, context.session.get(entity.model, two))
    assert codes(merged(office, one, two)) == ["merge_in_approval"]
    done(office, two, one)


def test_the_record_that_stays_never_refers_to_itself(office: Office) -> None:
    one = person(office, "王一")
    two = person(office, "王二", parent=one)
    three = person(office, "王三", parent=two)
    office.saved("wang", "person", {"name": "王一", "parent": three}, one)
    done(office, one, two, three)
    assert row(office, "person", one)["parent_id"] is None


def test_rights_are_asked_of_each_record(office: Office) -> None:
    own, other = person(office, "王一", who="li"), person(office, "王二", who="wang")
    with pytest.raises(RecordNotFoundError):
        merged(office, own, other, who="li")
    another = person(office, "王三", who="li")
    with pytest.raises(NotAllowedError):
        merged(office, own, another, who="li")


def test_unseen_fields_keep_what_is_there(office: Office) -> None:
    one, two = person(office, "王一"), person(office, "王二", secret="密")
    with office.acting("wang") as context:
        table = office.app.definition.entity_by_name["person"].model.__table__
        context.connection.execute(table.update().where(table.c.id == two).values(union="U2"))
    done(office, one, two)
    found = row(office, "person", one)
    assert (found["union"], found["secret"]) == ("U2", "密")


def test_whoever_changed_one_meanwhile_is_not_overrun(office: Office) -> None:
    one, two = person(office, "王一"), person(office, "王二")
    with office.acting("wang") as context:
        entity = context.application.entity_by_name["person"]
        wanted = Merging(survivor_id=one, other_ids=(two,), versions={one: 1, two: 7})
        assert codes(merge(context, entity, wanted)) == ["merge_changed"]


# --- pages ---


def page(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code, answer.text[:300])
    return str(answer.text)


def posted(client: Any, address: str, fields: list[tuple[str, str]]) -> Any:
    token = csrf_token(client.get("/person").text)
    return client.post(
        address,
        content=urlencode([("csrf_token", token), *fields]),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )


def test_pages_lead_from_the_list_to_the_one_record(office: Office) -> None:
    one = person(office, "王一", phone="13800138000", level="tin")
    two = person(office, "王二", phone="13800138000", level="gold", mail="w@example.com")
    person(office, "王三", phone="13900139000")
    client = office.app.client("wang")
    assert "/person/duplicates" in page(client, "/person")
    groups = page(client, "/person/duplicates")
    assert f"/person/merge?id={one}&amp;id={two}" in groups
    assert "王三" not in groups
    assert "没有重复的客户" in page(client, "/person/duplicates?key=mail")
    assert f'href="/person/{two}"' in page(client, f"/person/{one}")

    form = page(client, f"/person/merge?id={one}&id={two}")
    for text in ("王一", "王二", 'name="take.level"', 'name="survivor"', 'name="take.name"'):
        assert text in form
    assert "take.mail" not in form, "only one of them has a mail"

    fields = [("id", str(one)), ("id", str(two)), (f"version.{one}", "1"), (f"version.{two}", "1")]
    fields += [("survivor", str(one)), ("take.name", str(one)), ("take.level", str(two))]
    answer = posted(client, "/person/merge", fields)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/person/{one}")
    found = row(office, "person", one)
    assert (found["name"], found["level"], found["mail"]) == ("王一", "gold", "w@example.com")
    shown = page(client, f"/person/{one}")
    assert "合并了“王二”" in shown
    assert "可能与以下记录重复" not in shown
    old = client.get(f"/person/{two}")
    assert (old.status_code, old.headers["location"]) == (303, f"/person/{one}")
    moved = client.get(f"/api/v1/person/{two}")
    assert (moved.status_code, moved.headers["location"]) == (308, f"/api/v1/person/{one}")
    again = posted(client, "/person/merge", fields)
    assert again.status_code == 404


def test_what_is_refused_is_said_on_the_page(office: Office) -> None:
    one, two = person(office, "王一"), person(office, "不可删")
    client = office.app.client("wang")
    fields = [("id", str(one)), ("id", str(two)), (f"version.{one}", "1"), (f"version.{two}", "1")]
    fields.append(("survivor", str(one)))
    answer = posted(client, "/person/merge", fields)
    assert answer.status_code == 422
    assert "不可删的客户" in answer.text
    stale = posted(client, "/person/merge", [*fields[:3], (f"version.{two}", "9"), fields[-1]])
    assert "请核对后重新合并" in stale.text


def test_pages_are_as_closed_as_the_records(office: Office) -> None:
    one, two = person(office, "王一", phone="13800138000"), person(office, "王二", phone="13800138000")
    own = person(office, "王三", who="li", phone="13800138000")
    client = office.app.client("li")
    groups = page(client, "/person/duplicates")
    assert "王一" not in groups
    assert "merge?" not in groups
    assert client.get(f"/person/merge?id={one}&id={two}").status_code == 404
    assert client.get(f"/person/merge?id={own}&id={one}").status_code == 404
    assert client.get(f"/person/{one}").status_code == 404
    assert office.app.client("wang").get("/deal/duplicates").status_code == 404
    for query in ("", "id=1", "id=x&id=y", f"id={one}&id={one}"):
        assert office.app.client("wang").get(f"/person/merge?{query}").status_code == 400, query


def test_forms_are_told_while_they_are_filled_in(office: Office) -> None:
    number = person(office, "王一", phone="13800138000")
    for who, links in (("wang", [{"text": "王一", "url": f"/person/{number}"}]), ("li", [])):
        client = office.app.client(who)
        answer = posted(client, "/person/check", [("name", "新"), ("phone", "138 0013 8000")])
        note = answer.json()["notes"]["phone"]
        assert note["links"] == links
        assert ("已有同事登记过" in note["text"]) == (who == "li")
        assert posted(client, "/person/check", [("name", "新"), ("phone", "13900139000")]).json()["notes"] == {}


def test_merging_many_references_is_one_transaction(office: Office) -> None:
    one, two = person(office, "王一"), person(office, "王二")
    with office.acting() as context:
        model: Any = context.application.entity_by_name["visit"].model
        same = {"person_id": two, "version": 1, "created_at": context.now, "updated_at": context.now}
        context.connection.execute(model.__table__.insert(), [{**same, "text": str(each)} for each in range(1200)])
    done(office, one, two)
    assert {each["person_id"] for each in office.rows("visit")} == {one}
