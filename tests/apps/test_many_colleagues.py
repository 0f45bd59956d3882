"""In a firm with more people than a select holds, the others are found by what one types, on both databases."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import insert

from lowcode.runtime.context import utc_now
from lowcode.runtime.pages.process.people import MOST_OFFERED
from tests.apps.deciding import SPEC, Desk
from tests.conftest import Boot
from tests.harness.programs import program
from tests.harness.specs import SpecCompiler


@pytest.fixture
def desk(compile_spec: SpecCompiler, boot: Boot) -> Desk:
    app = boot(compile_spec(SPEC))
    found = Desk(app, app.database())
    for name, *roles in (("li", "seller"), ("he", "chief"), ("zhao", "legal")):
        found.employ(name, *roles)
    return found


def crowd(desk: Desk, number: int) -> int:
    """So many more colleagues; the id of the last one."""
    user = desk.app.definition.entity_by_name["user"].model.__table__
    now = utc_now()
    rows = [
        {
            "name": f"mm{each:03}",
            "name_sort": f"mm{each:03}",
            "email": f"mm{each}@example.com",
            "active": True,
            "created_at": now,
            "updated_at": now,
            "version": 1,
        }
        for each in range(number)
    ]
    with desk.database.writing() as connection:
        connection.execute(insert(user), rows)
        return int(connection.execute(user.select().order_by(user.c.id.desc())).first().id)


def delegates(page: str) -> list[int]:
    """Who can be chosen."""
    select = page.partition('name="delegate"')[2].partition("</select>")[0]
    return [int(each) for each in re.findall(r'<option value="(\d+)"', select)]


def test_a_small_firm_has_all_of_them_at_hand(desk: Desk) -> None:
    crowd(desk, 20)
    page = desk.page("li", "/-/account/absence")
    assert "data-lookup" not in page
    assert len(delegates(page)) == 22
    assert desk.ids["li"] not in delegates(page)


def test_in_a_large_firm_the_others_are_searched_for(desk: Desk) -> None:
    last = crowd(desk, MOST_OFFERED + 20)
    page = desk.page("li", "/-/account/absence")
    assert 'data-lookup="/-/colleagues"' in page
    assert last not in delegates(page)
    refused = desk.post(
        "li", "/-/account/absence", "/-/account/absence", action="set", delegate=str(last), from_day="gestern"
    )
    assert refused.status_code == 422
    assert f'<option value="{last}" selected>' in refused.text
    desk.done("li", "/-/account/absence", "/-/account/absence", action="set", delegate=str(last))
    url = desk.offered(amount="5000")
    step = f"{url}/do/offer_to_won"
    desk.done("li", step, step, is_form="1")
    assert 'data-lookup="/-/colleagues"' in desk.page("he", url)


def test_colleagues_are_found_by_name(desk: Desk) -> None:
    crowd(desk, 3)
    user = desk.app.definition.entity_by_name["user"].model.__table__
    with desk.database.writing() as connection:
        connection.execute(user.update().where(user.c.name == "mm001").values(active=False))
    desk.employ("root", "admin")
    program(desk.app, desk.ids["root"]).post("/user", {"name": "赵六", "email": "zl@example.com"}, 201)
    for text in ("赵六", "zhaol"):
        found = desk.at("li").get(f"/-/colleagues?q={text}").json()["options"]
        assert [each["text"] for each in found] == ["赵六"]
    everybody = {each["text"] for each in desk.at("li").get("/-/colleagues").json()["options"]}
    assert {"mm000", "mm002", "li"} <= everybody
    assert "mm001" not in everybody
    assert desk.app.visitor().get("/-/colleagues").status_code == 303
