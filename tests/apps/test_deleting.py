"""Deleting and restoring, on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from lowcode.runtime.database.system_tables import recycle_bin
from lowcode.runtime.hooks import HookRefusal, Hooks
from lowcode.runtime.recycle_bin import deleted_records, restore
from lowcode.runtime.saving.deleting import Consequences, Deleted
from lowcode.runtime.saving.outcome import NotAllowedError, RecordNotFoundError, Refused, Saved
from tests.apps.trading import SPEC, Office


@pytest.fixture
def office(boot: Callable[..., Any], compile_spec: Callable[[str], Any]) -> Office:
    app = boot(compile_spec(SPEC))
    found = Office(app, app.database())
    found.employ("li", "seller")
    found.employ("wang", "seller")
    found.employ("he", "chief")
    return found


def put_back(office: Office, who: str, bin_id: int) -> Saved | Refused:
    with office.acting(who) as context:
        return restore(context, bin_id)


def everything(office: Office) -> dict[str, list[dict[str, Any]]]:
    tables = (
        "firm",
        "firm_uses",
        "firm_tags",
        "firm_search",
        "person",
        "person_search",
        "deal",
        "deal_lines",
        "sector",
    )
    return {table: office.rows(table) for table in tables}


def test_consequences_are_named_first(office: Office) -> None:
    firm = office.saved("li", "firm", {"name": "华星电子"})
    person = office.saved("li", "person", {"firm": firm, "name": "陈工", "mobile": "13800138000"})
    deal = office.saved("li", "deal", {"firm": firm, "name": "扩容", "person": person})

    found = office.consequences("he", "firm", firm)
    assert not found.is_allowed
    assert [(each.incoming.entity.name, each.count, each.titles) for each in found.restricted] == [
        ("deal", 1, ("华星电子 / 扩容",))
    ]
    assert [(each.incoming.entity.name, each.count) for each in found.cascades] == [("person", 1)]
    assert isinstance(office.delete("he", "firm", firm), Consequences)

    found = office.consequences("he", "person", person)
    assert found.is_allowed
    assert [(each.incoming.entity.name, each.ids) for each in found.cleared] == [("deal", (deal,))]
    assert len(office.rows("firm")) == len(office.rows("person")) == 1


def test_deleting_needs_the_right(office: Office) -> None:
    firm = office.saved("li", "firm", {"name": "华星电子"})

    with pytest.raises(NotAllowedError):
        office.delete("li", "firm", firm)
    with pytest.raises(RecordNotFoundError):
        office.delete("wang", "firm", firm)
    with pytest.raises(RecordNotFoundError):
        office.delete("he", "firm", firm + 1)


def test_everything_comes_back(office: Office) -> None:
    metal = office.saved("he", "sector", {"name": "钢铁"})
    tag = office.saved("li", "tag", {"name": "重要"})
    product = office.saved("he", "product", {"name": "网关", "price": "100.5"})
    firm = office.saved(
        "li",
        "firm",
        [("name", "华星电子"), ("sector", str(metal)), ("uses", "office"), ("uses", "plant"), ("tags", str(tag))],
    )
    person = office.saved("li", "person", {"firm": firm, "name": "陈工", "mobile": "13800138000"})
    form = {"firm": firm, "name": "扩容", "person": person, "stage": "won", "close_on": "2026-01-31"}
    deal = office.saved("li", "deal", {**form, "lines[0].product": product, "lines[1].product": product})
    before = everything(office)

    first = office.delete("he", "deal", deal)
    assert isinstance(first, Deleted)
    assert office.value("sector", metal, "total") == 0
    assert office.rows("deal_lines") == []
    second = office.delete("he", "firm", firm)
    assert isinstance(second, Deleted)
    assert (
        office.rows("firm_uses")
        == office.rows("firm_tags")
        == office.rows("person")
        == office.rows("firm_search")
        == []
    )
    assert office.value("sector", metal, "size") == 0

    refused = put_back(office, "he", first.bin_id)
    assert isinstance(refused, Refused)
    assert [problem.code for problem in refused.problems] == ["record_not_found"]
    assert put_back(office, "he", second.bin_id) == Saved(record_id=firm, version=1)
    assert put_back(office, "he", first.bin_id) == Saved(record_id=deal, version=1)
    assert everything(office) == before
    assert office.rows("system_recycle_bin") == []


def test_cleared_references_come_back_too(office: Office) -> None:
    firm = office.saved("li", "firm", {"name": "华星电子"})
    person = office.saved("li", "person", {"firm": firm, "name": "陈工", "mobile": "13800138000"})
    deal = office.saved("li", "deal", {"firm": firm, "name": "扩容", "person": person})
    other = office.saved("li", "deal", {"firm": firm, "name": "续约", "person": person})

    gone = office.delete("he", "person", person)
    assert isinstance(gone, Deleted)
    assert office.value("deal", deal, "person_id") is None
    assert office.value("deal", deal, "version") == 2
    next_person = office.saved("li", "person", {"firm": firm, "name": "王工", "mobile": "13900139000"})
    assert next_person != person
    office.saved("li", "deal", {"person": next_person}, other)

    put_back(office, "he", gone.bin_id)
    assert office.value("deal", deal, "person_id") == person
    assert office.value("deal", other, "person_id") == next_person


def test_a_place_that_is_taken_refuses_the_return(office: Office) -> None:
    firm = office.saved("li", "firm", {"name": "华星电子"})
    gone = office.delete("he", "firm", firm)
    assert isinstance(gone, Deleted)
    office.saved("li", "firm", {"name": "华星电子"})

    refused = put_back(office, "he", gone.bin_id)
    assert isinstance(refused, Refused)
    assert [problem.code for problem in refused.problems] == ["not_unique"]
    assert len(office.rows("system_recycle_bin")) == 1


def test_an_id_is_never_given_again(office: Office) -> None:
    firm = office.saved("li", "firm", {"name": "华星电子"})
    office.delete("he", "firm", firm)
    assert office.saved("li", "firm", {"name": "瑞丰"}) > firm


def test_the_bin_shows_what_one_may_restore(office: Office) -> None:
    firm = office.saved("li", "firm", {"name": "华星电子"})
    tag = office.saved("li", "tag", {"name": "重要"})
    gone = office.delete("he", "firm", firm)
    assert isinstance(gone, Deleted)
    office.delete("li", "tag", tag)

    def titles(who: str) -> list[str]:
        with office.acting(who) as context:
            return [each.title for each in deleted_records(context)]

    assert titles("he") == ["重要", "华星电子"]
    assert titles("li") == titles("wang") == ["重要"]
    with pytest.raises(RecordNotFoundError):
        put_back(office, "li", gone.bin_id)


def test_hooks_may_forbid(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    hooks = Hooks()
    monkeypatch.setattr("lowcode.runtime.hooks._loaded", {office.app.definition.package: hooks})
    seen: list[str] = []

    def forbid(record: Any, _context: object) -> None:
        if record.name == "重要":
            raise HookRefusal("重要的标签不能删除")

    hooks.before_delete["tag"] = [forbid]
    hooks.after_delete["tag"] = [lambda record, _: seen.append(record.name)]
    important = office.saved("li", "tag", {"name": "重要"})
    other = office.saved("li", "tag", {"name": "其他"})

    refused = office.delete("li", "tag", important)
    assert isinstance(refused, Refused)
    assert refused.problems[0].parameters == {"text": "重要的标签不能删除"}
    assert isinstance(office.delete("li", "tag", other), Deleted)
    assert seen == ["其他"]


CROSSWISE = """
app crosswise "Crosswise" { locale en }
role clerk "Clerk"
entity Firm   {
  name: text(40) required
  first: Person on delete clear
  visits: many Visit by firm
  seen: int = count(visits)
}
entity Visit  { firm: Firm required on delete cascade; person: Person required; after: Visit }
entity Person { firm: Firm required on delete cascade; name: text(40) required; boss: Person }
access Firm   { clerk all }
access Visit  { clerk all }
access Person { clerk all }
"""


def test_records_that_refer_to_each_other_go_and_come_back(
    boot: Callable[..., Any], compile_spec: Callable[[str], Any]
) -> None:
    app = boot(compile_spec(CROSSWISE))
    office = Office(app, app.database())
    office.employ("eve", "clerk")
    firm = office.saved("eve", "firm", {"name": "Harbour"})
    boss = office.saved("eve", "person", {"firm": firm, "name": "Ada"})
    person = office.saved("eve", "person", {"firm": firm, "name": "Ben", "boss": boss})
    office.saved("eve", "person", {"boss": person}, boss)
    office.saved("eve", "firm", {"first": person}, firm)
    visit = office.saved("eve", "visit", {"firm": firm, "person": person})
    later = office.saved("eve", "visit", {"firm": firm, "person": boss, "after": visit})
    office.saved("eve", "visit", {"after": later}, visit)
    tables = ("firm", "person", "visit", "firm_search", "person_search")
    before = {table: office.rows(table) for table in tables}
    assert before["firm"][0]["seen"] == 2

    gone = office.delete("eve", "firm", firm)
    assert isinstance(gone, Deleted)
    assert not any(office.rows(table) for table in tables)
    assert put_back(office, "eve", gone.bin_id) == Saved(record_id=firm, version=before["firm"][0]["version"])
    assert {table: office.rows(table) for table in tables} == before


@pytest.mark.parametrize("change", [{"name": None}, {"revenue": "much"}])
def test_what_no_longer_fits_is_refused_and_stays_in_the_bin(office: Office, change: dict[str, Any]) -> None:
    firm = office.saved("li", "firm", {"name": "华星电子"})
    gone = office.delete("he", "firm", firm)
    assert isinstance(gone, Deleted)
    with office.acting("he") as context:
        this = recycle_bin.c.id == gone.bin_id
        content = json.loads(context.connection.execute(select(recycle_bin.c.content).where(this)).scalar_one())
        content["records"][0]["columns"] |= change
        context.connection.execute(update(recycle_bin).where(this).values(content=json.dumps(content)))
    outcome = put_back(office, "he", gone.bin_id)
    assert isinstance(outcome, Refused)
    assert [each.code for each in outcome.problems] == ["database"]
    with office.acting("he") as context:
        assert [each.title for each in deleted_records(context)] == ["华星电子"]
