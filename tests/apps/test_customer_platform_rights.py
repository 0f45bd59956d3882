"""The customer platform with its own people: who sees what a customer earns and how to reach somebody."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from lowcode.runtime.commands.sample import DEMO_PASSWORD
from tests.apps.vault import columns_of, send
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest, sign_in
from tests.harness.specs import committed

pytestmark = pytest.mark.one_database

People = Callable[[str], TestClient]


@pytest.fixture
def app(boot: Boot) -> AppUnderTest:
    project = committed("crm")
    return boot(project, lambda url: project.run(url, "sample"), key="sample")


@pytest.fixture
def people(app: AppUnderTest) -> People:
    def person(name: str) -> TestClient:
        client = app.visitor()
        sign_in(client, f"{name}@example.com", DEMO_PASSWORD)
        return client

    return person


def first_of(client: TestClient, entity: str, query: str = "") -> str:
    """The address of the first record that somebody sees in a list."""
    found = re.search(rf"<a href=/{entity}/(\d+)>", client.get(f"/{entity}?q={query}").text)
    assert found is not None
    return f"/{entity}/{found[1]}"


def test_revenue_is_seen_by_managers_and_finance(people: People) -> None:
    customer = first_of(people("zhang"), "customer")
    seen = {
        name: "年营收" in people(name).get(customer).text for name in ("zhang", "li", "wang", "qian", "zhao", "sun")
    }
    assert seen == {"zhang": False, "li": True, "wang": True, "qian": True, "zhao": False, "sun": False}


def test_revenue_is_changed_by_directors_alone(people: People) -> None:
    customer = first_of(people("zhang"), "customer", "华星")
    for name in ("zhang", "li"):
        client = people(name)
        assert 'name="revenue"' not in client.get(f"{customer}/edit").text
        answer = send(client, f"{customer}/edit", revenue="1")
        assert answer.status_code == 422
        assert "您没有修改“年营收”的权限" in answer.text
    director = people("wang")
    assert send(director, f"{customer}/edit", revenue="4711").status_code == 303
    assert "¥4,711.00" in director.get(customer).text
    assert "4,711" not in people("zhang").get(customer).text


def test_technicians_see_masks_and_find_nobody_by_number(people: People) -> None:
    contact = first_of(people("zhang"), "contact")
    page = people("zhang").get(contact).text
    number = re.search(r'href="tel:(1\d{10})"', page)
    assert number is not None
    support = people("sun")
    shown = support.get(contact).text
    assert f"{number[1][:3]}****{number[1][-4:]}" in shown
    assert number[1] not in shown
    assert f"href={contact}>" not in support.get(f"/contact?q={number[1]}").text
    assert contact not in support.get(f"/-/search?q={number[1]}").text
    assert f"href={contact}>" in people("zhang").get(f"/contact?q={number[1]}").text


def test_managers_export_their_departments_customers_sales_export_nothing(people: People) -> None:
    manager = people("li")
    answer = manager.get("/customer/export.csv")
    assert answer.status_code == 200
    listed = manager.get("/customer").text
    assert answer.text.lstrip("\ufeff").split("\r\n")[0].split(",") == [each.strip() for each in columns_of(listed)]
    assert people("zhang").get("/customer/export.csv").status_code == 403
    assert "/customer/export" not in people("zhang").get("/customer").text
