"""From the first lead to the service after the sale without one page, on the project's own customer platform."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.conftest import Boot
from tests.harness.apps import AppUnderTest
from tests.harness.programs import Program, program
from tests.harness.specs import committed

ROLES = {
    "wang": "director",
    "li": "manager",
    "zhang": "sales",
    "he": "sales",
    "zhao": "legal",
    "qian": "finance",
    "sun": "support",
}


@dataclass
class Company:
    """Everybody's program."""

    app: AppUnderTest
    ids: dict[str, int]
    programs: dict[str, Program]

    def __getitem__(self, name: str) -> Program:
        return self.programs[name]

    def step(self, who: str, address: str, transition: str, status: int = 200, **values: Any) -> Any:
        """Makes a transition from the present version, whatever it is."""
        body = {"transition": transition, "values": values}
        return self[who].post(f"{address}/transitions", body, status, headers={"If-Match": "*"})

    def sign(self, who: str, opinion: str = "同意") -> Any:
        """Approves what waits for somebody first."""
        (entry, *_) = self[who].get("/approvals")["items"]
        return self[who].post(f"/approvals/{entry['id']}/approve", {"opinion": opinion})


def employed(app: AppUnderTest) -> Company:
    client = app.visitor(api_rate=0)
    app.add_user("root", ["admin"])
    admin = program(app, 1, client=client)
    ids: dict[str, int] = {}
    for name, role in ROLES.items():
        manager = {"zhang": "li", "he": "wang", "li": "wang"}.get(name)
        body = {"name": name, "email": f"{name}@example.com", "roles": [role]}
        if manager in ids:
            body["manager"] = {"email": f"{manager}@example.com"}
        ids[name] = admin.post("/user", body, 201)["id"]
    return Company(app, ids, {name: program(app, number, client=client) for name, number in ids.items()})


@pytest.fixture
def company(boot: Boot) -> Company:
    return employed(boot(committed("crm")))


def codes(answer: Any) -> dict[str, str]:
    return {each["field"]: each["code"] for each in answer["problems"]}


def customer(company: Company, who: str = "zhang", **values: Any) -> int:
    return int(company[who].post("/customer", {"name": "华星电子", "source": "website", **values}, 201)["id"])


def wait_for(found: Callable[[], list[Any]]) -> Any:
    """The only one of what was found."""
    (one,) = found()
    return one


def test_from_a_lead_to_the_service(company: Company) -> None:
    zhang = company["zhang"]
    lead = {
        "company": "新达",
        "name": "孙总",
        "phone": "13900139000",
        "source": "referral",
        "owner": company.ids["zhang"],
    }
    number = zhang.post("/lead", lead, 201)["id"]
    company.step("zhang", f"/lead/{number}", "new_to_working")
    refused = company.step("zhang", f"/lead/{number}", "working_to_qualified", 409)
    assert "40" in refused["problems"][0]["message"]
    zhang.patch(f"/lead/{number}", {"score": 60}, headers={"If-Match": "*"})
    company.step("zhang", f"/lead/{number}", "working_to_qualified")
    made = company.step("zhang", f"/lead/{number}", "qualified_to_converted")
    buyer = made["customer"]["id"]
    deal = wait_for(lambda: zhang.get(f"/opportunity?customer={buyer}&fields=name,stage")["items"])
    assert (deal["name"], deal["stage"]) == ("首单", "contact")
    assert zhang.get(f"/contact?customer={buyer}&fields=mobile")["items"][0]["mobile"].endswith("13900139000")

    address = f"/opportunity/{deal['id']}"
    product = company["wang"].post("/product", {"name": "X1", "line": "hardware", "price": "80000"}, 201)["id"]
    lines = [{"product": {"name": "X1"}, "quantity": 2}]
    changed = zhang.patch(address, {"lines": lines, "discount": 0.05}, headers={"If-Match": "*"})
    assert changed["lines"][0]["product"] == {"id": product, "title": "X1"}
    assert (changed["amount"], changed["payable"]) == ("160000.00", "152000.00")

    company.step("zhang", address, "contact_to_analysis")
    company.step("zhang", address, "analysis_to_proposal", close_on="2030-01-31")
    submitted = company.step("zhang", address, "proposal_to_negotiation", 202)
    assert company.step("zhang", address, "any_to_lost", 409, lost_reason="x", competitor="y")["code"] == "refused"
    assert codes(zhang.patch(address, {"discount": 0}, 422, headers={"If-Match": "*"})) == {"discount": "locked"}
    assert submitted["approval"]["id"] == company["li"].get("/approvals")["items"][0]["id"]
    company.sign("li")
    company.sign("wang")
    assert company.sign("zhao")["status"] == "approved"
    assert zhang.get(address)["stage"] == "negotiation"

    assert company.step("zhang", address, "negotiation_to_won")["stage"] == "won"
    contract = wait_for(lambda: zhang.get(f"/contract?deal={deal['id']}")["items"])
    assert contract["amount"] == "152000.00"
    assert contract["amount_text"].startswith("壹拾伍万贰仟")
    (task,) = company["zhao"].get("/tasks")["items"]
    assert (task["entity"], task["record"]) == ("contract", contract["id"])
    company["zhao"].post(f"/tasks/{task['id']}/done")
    assert zhang.get(f"/customer/{buyer}")["status"] == "active"

    signing = f"/contract/{contract['id']}"
    company.step("zhang", signing, "draft_to_review")
    (scan,) = company["zhao"].post("/files", status=201, files={"file": ("合同.pdf", b"%PDF-1.7 ...")})["files"]
    dates = {"signed_on": "2026-01-31", "starts_on": "2026-02-01", "ends_on": "2027-02-01"}
    signed = company.step("zhao", signing, "review_to_signed", scan=[scan["id"]], **dates)
    assert [each["name"] for each in signed["scan"]] == ["合同.pdf"]
    assert zhang.send("GET", f"/files/{scan['id']}").content == b"%PDF-1.7 ..."
    ticket = wait_for(lambda: company["sun"].get(f"/ticket?customer={buyer}&fields=subject,status")["items"])
    assert (ticket["status"], ticket["subject"]) == ("open", "交付：首单 合同")


def test_rights_on_records_and_fields(company: Company) -> None:
    number = customer(company)
    zhang, he, li = company["zhang"], company["he"], company["li"]
    assert codes(zhang.patch(f"/customer/{number}", {"revenue": 5}, 422, headers={"If-Match": "*"})) == {
        "revenue": "field_not_allowed"
    }
    assert "revenue" not in zhang.get(f"/customer/{number}")
    company["wang"].patch(f"/customer/{number}", {"revenue": "30000000"}, headers={"If-Match": "*"})
    assert "30000000" not in zhang.send("GET", f"/customer/{number}/history").text
    assert company["wang"].get(f"/customer/{number}")["revenue"] == "30000000.00"
    assert he.get(f"/customer/{number}", 404)["code"] == "not_found"
    contact = {"customer": number, "name": "陈工", "mobile": "13800138000", "email": "chen@example.com"}
    kept = zhang.post("/contact", contact, 201)["id"]
    masked = company["sun"].get(f"/contact/{kept}")
    assert (masked["mobile"], masked["email"]) == ("138****8000", "c***@example.com")
    assert masked["_masked"] == ["mobile", "email"]
    assert he.get("/customer?fields=name")["items"] == []
    assert li.get("/me")["rights"]["customer"] == ["read", "create", "update", "export"]


def test_the_public_pool(company: Company) -> None:
    number = customer(company)
    address = f"/customer/{number}/buttons"
    assert company["zhang"].post(address, {"button": "release"})["owner"] is None
    assert company["he"].get(f"/customer/{number}")["owner"] is None
    assert company["he"].post(address, {"button": "claim"})["owner"]["id"] == company.ids["he"]
    assert company["zhang"].send("POST", address, {"button": "claim"}).status_code == 404


def test_what_a_spec_forbids_is_refused_in_its_words(company: Company) -> None:
    number = customer(company)
    zhang = company["zhang"]
    wrong = {"name": "华星电子", "credit_code": "123", "first_met": "2999-01-01", "source": None, "level": "vip"}
    refused = zhang.post("/customer", wrong, 422)
    assert codes(refused) == {
        "name": "not_unique_with",
        "credit_code": "pattern",
        "first_met": "maximum",
        "source": "required",
        "level": "not_an_option",
    }
    words = {each["field"]: each["message"] for each in refused["problems"]}
    assert words["credit_code"] == "统一社会信用代码应为 18 位数字或大写字母"
    follow = {
        "customer": number,
        "way": "call",
        "summary": "x",
        "at": "2026-01-02T00:00:00Z",
        "next_at": "2026-01-01T00:00:00Z",
    }
    assert set(codes(zhang.post("/follow_up", follow, 422)).values()) == {"check", "required"}
    deals = [zhang.send("POST", "/opportunity", {"customer": number, "name": "扩容"}) for _ in range(2)]
    assert [each.status_code for each in deals] == [201, 422]
    assert "同一客户下商机不能重名" in deals[1].text
