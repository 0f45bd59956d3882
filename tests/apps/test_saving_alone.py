"""A new record that stands alone is saved without the unit of work: the same comes of it, whatever is in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import Verb
from lowcode.runtime.saving.attempt import stands_alone
from lowcode.runtime.saving.fetching import fetch_all
from lowcode.runtime.saving.loading import load_for
from lowcode.runtime.saving.outcome import Outcome, Refused, Saved
from lowcode.runtime.saving.save import save
from lowcode.runtime.saving.submission import Submission
from tests.apps.trading import Office

SPEC = """
app shelf "货架" { locale zh-CN, en }
role clerk "文员" / "Clerk"

entity Place "库位" / "Place" {
  code    "编号" / "Code": autonumber("P-{seq:3}")
  name    "名称" / "Name": text(40) required unique search
  above   "上级" / "Above": Place
  boxes   "箱数" / "Boxes": int min 0
  crowded "拥挤" / "Crowded": bool = boxes > 10
  title name
  check boxes is empty or boxes < 100 "太多" / "Too many"
}
entity Shelf "货架" / "Shelf" { name "名称" / "Name": text(40) required; places "库位" / "Places": many Place }

access Place { clerk create, update, read where name != "secret" }
access Shelf { clerk all }
"""


@pytest.fixture
def office(boot: Callable[..., object], compile_spec: Callable[[str], object]) -> Office:
    app: Any = boot(compile_spec(SPEC))
    found = Office(app, app.database())
    found.employ("li", "clerk")
    return found


def save_place(context: Context, name: str, **values: object) -> Outcome:
    definition = context.application.entity_by_name["place"]
    return save(context, definition, None, Submission(values={"name": name, **values}))


def test_what_has_lists_or_company_does_not_stand_alone(office: Office) -> None:
    entities = office.app.definition.entity_by_name
    with office.acting("li") as context:
        assert stands_alone(context, entities["place"])
        assert not stands_alone(context, entities["shelf"])
        saved = save_place(context, "a")
        assert isinstance(saved, Saved)
        held = load_for(context, entities["place"], saved.record_id, Verb.UPDATE)
        assert not stands_alone(context, entities["place"])
        assert held.name == "a"


def test_a_refusal_takes_its_number_back_and_the_transaction_goes_on(office: Office) -> None:
    with office.acting("li") as context:
        assert isinstance(save_place(context, "a", boxes=20), Saved)
        twin = save_place(context, "a")
        assert isinstance(twin, Refused)
        assert {each.code for each in twin.problems} == {"not_unique_with"}
        hidden = save_place(context, "secret")
        assert isinstance(hidden, Refused)
        assert {each.code for each in hidden.problems} == {"create_not_allowed"}
        assert isinstance(save_place(context, "b", boxes=200), Refused)
        assert isinstance(save_place(context, "b", boxes=2), Saved)

    found = office.rows("place")
    assert [(row["code"], row["name"], row["crowded"]) for row in found] == [
        ("P-001", "a", True),
        ("P-002", "b", False),
    ]
    assert [row["action"] for row in office.rows("system_history") if row["entity"] == "place"] == ["create"] * 2


def test_somebody_elses_savepoint_takes_it_along(office: Office) -> None:
    with office.acting("li") as context:
        savepoint = context.session.begin_nested()
        assert isinstance(save_place(context, "a"), Saved)
        savepoint.rollback()
        assert isinstance(save_place(context, "a"), Saved)
    assert [row["name"] for row in office.rows("place")] == ["a"]


def test_an_error_on_the_way_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no history today")

    with office.acting("li") as context:
        monkeypatch.setattr("lowcode.runtime.saving.save.write_history", fail)
        with pytest.raises(RuntimeError):
            save_place(context, "a")
        assert not context.session.identity_map
    assert office.rows("place") == []


def test_records_that_are_loaded_stay_as_they_are(office: Office) -> None:
    entity = office.app.definition.entity_by_name["place"]
    first, second = (office.saved("li", "place", {"name": name}) for name in ("a", "b"))
    with office.acting() as context:
        held = load_for(context, entity, first, Verb.UPDATE)
        held.boxes = 7
        found = {each.id: each for each in fetch_all(context, entity, {first, second})}
        assert found[first] is held
        assert held.boxes == 7
        assert found[second].name == "b"
        assert load_for(context, entity, first, Verb.UPDATE) is held
        assert held.boxes is None, "whoever asks for the record as it is now gets that"


def test_references_of_a_fetched_record_load(office: Office) -> None:
    entity = office.app.definition.entity_by_name["place"]
    above = office.saved("li", "place", {"name": "a"})
    below = office.saved("li", "place", {"name": "b", "above": above})
    with office.acting() as context:
        record = load_for(context, entity, below, Verb.UPDATE)
        assert record.above.name == "a"
        record.boxes = 3
        context.session.flush()
    assert office.value("place", below, "boxes") == 3
