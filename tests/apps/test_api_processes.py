"""Steps, buttons, approvals, tasks and files over the API, on both databases: as far as the pages, no further."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.apps.deciding import SPEC
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest
from tests.harness.programs import Program, program
from tests.harness.specs import SpecCompiler

PEOPLE = {"li": "seller", "wang": "seller", "he": "chief", "zhao": "legal", "root": "admin"}


@dataclass
class Firm:
    """The app with a token for everybody."""

    app: AppUnderTest
    ids: dict[str, int]
    programs: dict[str, Program]
    client: TestClient

    def __getitem__(self, name: str) -> Program:
        return self.programs[name]

    def deal(self, who: str = "li", **values: Any) -> int:
        """A new deal; its id."""
        made = self[who].post("/deal", {"name": f"扩容{len(self.ids)}", "amount": 500, **values}, 201)
        return int(made["id"])

    def step(self, who: str, deal: int, transition: str, status: int = 200, **more: Any) -> Any:
        """Makes a transition from the present version."""
        version = self["li"].get(f"/deal/{deal}")["version"]
        body = {"transition": transition, "version": version, **more}
        return self[who].post(f"/deal/{deal}/transitions", body, status)

    def offered(self, **values: Any) -> int:
        """A deal of li in the state offer."""
        number = self.deal(closes="2030-01-01", **values)
        self.step("li", number, "contact_to_offer")
        return number

    def requested(self) -> tuple[int, int]:
        """A deal that waits for he, and the request."""
        number = self.offered(amount=5000)
        answer = self.step("li", number, "offer_to_won", 202)
        return number, int(answer["approval"]["id"])


@pytest.fixture
def firm(compile_spec: SpecCompiler, boot: Boot) -> Firm:
    app = boot(compile_spec(SPEC))
    client = app.visitor()
    ids = {name: app.add_user(name, [role]) for name, role in PEOPLE.items()}
    return Firm(app, ids, {name: program(app, number, client=client) for name, number in ids.items()}, client)


def codes(answer: Any) -> list[str]:
    return [each["code"] for each in answer["problems"]]


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """What is answered to several who act in the same moment."""
    barrier, results = threading.Barrier(len(actions)), []

    def run(action: Callable[[], Any]) -> None:
        barrier.wait()
        results.append(action())

    threads = [threading.Thread(target=run, args=(each,)) for each in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


# --- transitions ---


def test_every_way_is_shown_and_why_not(firm: Firm) -> None:
    number = firm.deal(amount=0)
    shown = firm["li"].get(f"/deal/{number}/transitions", headers={"Accept-Language": "en"})
    assert (shown["field"], shown["state"], shown["label"], shown["version"]) == ("stage", "contact", "Contact", 1)
    ways = {each["name"]: each for each in shown["transitions"]}
    assert set(ways) == {"contact_to_offer", "any_to_lost"}
    assert ways["contact_to_offer"]["possible"] is False
    assert ways["contact_to_offer"]["reasons"] == ["Fill in the amount first"]
    assert ways["any_to_lost"]["possible"] is True
    assert ways["any_to_lost"]["asks"] == ["reason"]
    assert ways["any_to_lost"]["to"]["state"] == "lost"
    others = {each["name"]: each for each in firm["zhao"].get(f"/deal/{number}/transitions")["transitions"]}
    assert others["any_to_lost"]["possible"] is False
    assert firm["wang"].get(f"/deal/{number}/transitions", 404)["code"] == "not_found"
    assert [each["state"] for each in shown["stays"]] == ["contact"]
    assert shown["stays"][0]["left_at"] is None


def test_a_step_asks_for_what_the_new_state_demands(firm: Firm) -> None:
    number = firm.deal()
    (way,) = (
        each
        for each in firm["li"].get(f"/deal/{number}/transitions")["transitions"]
        if each["name"] == "contact_to_offer"
    )
    assert way["demands"] == ["closes"]
    refused = firm.step("li", number, "contact_to_offer", 422)
    assert [(each["field"], each["code"]) for each in refused["problems"]] == [("closes", "required")]
    made = firm.step("li", number, "contact_to_offer", values={"closes": "2030-01-01"})
    assert (made["stage"], made["closes"]) == ("offer", "2030-01-01")
    stays = firm["li"].get(f"/deal/{number}/transitions")["stays"]
    assert [(each["state"], each["transition"], each["origin"]) for each in stays] == [
        ("contact", None, "API 令牌“ERP”"),
        ("offer", "contact_to_offer", "API 令牌“ERP”"),
    ]


def test_the_state_cannot_be_set(firm: Firm) -> None:
    number = firm.deal()
    for body in ({"stage": "won"}, {"stage": "contact"}, {"stage": None}, {"stage": {"x": 1}}):
        refused = firm["li"].patch(f"/deal/{number}", {**body, "version": 1}, 422, headers={"Accept-Language": "en"})
        assert codes(refused) == ["state_by_transition"]
        assert "POST /api/v1/deal/…/transitions" in refused["problems"][0]["message"]
        assert codes(firm["li"].post("/deal", {"name": "x", **body}, 422)) == ["state_by_transition"]
    refused = firm.step("li", number, "any_to_lost", 422, values={"reason": "x", "stage": "won"})
    assert codes(refused) == ["state_by_transition"]
    assert firm["li"].get(f"/deal/{number}")["stage"] == "contact"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"transition": "offer_to_won", "version": 1}, 409, "state_moved_on"),
        ({"transition": "contact_to_ofer", "version": 1}, 422, "unknown_field_similar"),
        ({"transition": 5, "version": 1}, 422, "choose_one_of"),
        ({"version": 1}, 422, "choose_one_of"),
        ({"transition": "any_to_lost"}, 428, None),
        ({"transition": "any_to_lost", "version": 7}, 412, None),
        ({"transition": "any_to_lost", "version": 1}, 422, "required"),
        ({"transition": "any_to_lost", "version": 1, "values": {"note": "x", "reason": "y"}}, 422, "not_asked"),
        ({"transition": "any_to_lost", "version": 1, "values": {"reson": "y"}}, 422, "unknown_field_similar"),
        ({"transition": "any_to_lost", "version": 1, "values": []}, 422, "not_an_object"),
        ({"transition": "any_to_lost", "version": 1, "value": {}}, 422, "unknown_field_similar"),
        ({"transition": "any_to_lost", "version": 1, "signers": []}, 422, "not_an_object"),
        ({"transition": "any_to_lost", "version": 1, "signers": {"x": [1]}}, 422, "unknown_field"),
        ([], 422, "not_an_object"),
    ],
)
def test_steps_that_are_refused(firm: Firm, body: Any, status: int, code: str | None) -> None:
    number = firm.deal()
    answer = firm["li"].post(f"/deal/{number}/transitions", body, status)
    assert codes(answer) == ([code] if code is not None else [])
    assert firm["li"].get(f"/deal/{number}")["stage"] == "contact"


def test_a_step_is_only_for_its_people(firm: Firm) -> None:
    number = firm.deal()
    body = {"transition": "any_to_lost", "version": 1, "values": {"reason": "x"}}
    refused = firm["zhao"].post(f"/deal/{number}/transitions", body, 403)
    assert (refused["code"], codes(refused)) == ("refused", ["transition_not_yours"])
    reader = program(firm.app, firm.ids["li"], "read", "write", client=firm.client)
    assert reader.post(f"/deal/{number}/transitions", body, 403)["code"] == "scope_missing"
    assert firm["li"].post(f"/deal/{number}/transitions", {**body, "version": None}, headers={"If-Match": "*"})


@pytest.mark.parametrize("attempt", range(3))
def test_two_make_the_same_step(firm: Firm, attempt: int) -> None:
    number = firm.offered(name=f"同时{attempt}")
    version = firm["li"].get(f"/deal/{number}")["version"]
    body = {"transition": "offer_to_won", "version": version}
    answers = at_once(
        *(lambda who=who: firm[who].send("POST", f"/deal/{number}/transitions", body) for who in ("li", "he"))
    )
    assert sorted(each.status_code for each in answers) in ([200, 409], [200, 412])
    (late,) = (each.json() for each in answers if each.status_code != 200)
    assert late["code"] in {"refused", "changed"}
    stays = firm["li"].get(f"/deal/{number}/transitions")["stays"]
    assert [each["state"] for each in stays] == ["contact", "offer", "won"]


# --- buttons ---


def test_buttons(firm: Firm) -> None:
    number = firm.deal()
    (shown,) = firm["he"].get(f"/deal/{number}/buttons")["buttons"]
    assert (shown["name"], shown["possible"], shown["asks"]) == ("claim", True, ["note"])
    (shown,) = firm["li"].get(f"/deal/{number}/buttons")["buttons"]
    assert shown["possible"] is False
    assert shown["reasons"]
    assert codes(firm["li"].post(f"/deal/{number}/buttons", {"button": "claim"}, 403)) == ["button_not_yours"]
    assert codes(firm["he"].post(f"/deal/{number}/buttons", {"button": "clame"}, 422)) == ["unknown_field_similar"]
    asked = {"button": "claim", "values": {"amount": 3}}
    assert codes(firm["he"].post(f"/deal/{number}/buttons", asked, 422)) == ["not_asked"]
    pressed = firm["he"].post(f"/deal/{number}/buttons", {"button": "claim", "values": {"note": "我来"}})
    assert (pressed["owner"]["title"], pressed["note"]) == ("he", "我来")
    assert codes(firm["he"].post(f"/deal/{number}/buttons", {"button": "claim"}, 409)) == ["button_closed"]


# --- approvals ---


def test_a_request_goes_its_way(firm: Firm) -> None:
    number, request = firm.requested()
    assert [each["id"] for each in firm["he"].get("/approvals")["items"]] == [request]
    assert firm["zhao"].get("/approvals")["items"] == []
    assert [each["id"] for each in firm["li"].get("/approvals?list=started")["items"]] == [request]
    shown = firm["he"].get(f"/approvals/{request}")
    assert shown["turn"]["step"] == "boss"
    assert shown["turn"]["may"] == ["approve", "reject", "return", "transfer", "add_signer"]
    assert shown["shown"]["amount"] == "5000.00"
    assert shown["may_withdraw"] is False
    assert firm["li"].get(f"/approvals/{request}")["may_withdraw"] is True
    assert codes(firm["li"].patch(f"/deal/{number}", {"amount": 1}, 422, headers={"If-Match": "*"})) == ["locked"]
    assert codes(firm.step("li", number, "any_to_lost", 409, values={"reason": "x"})) == ["in_approval"]
    signed = firm["he"].post(f"/approvals/{request}/approve", {"opinion": "可以"})
    assert signed["status"] == "running"
    assert signed["turn"] is None
    assert codes(firm["he"].post(f"/approvals/{request}/approve", {}, 409)) == ["decided_already"]
    assert codes(firm["zhao"].post(f"/approvals/{request}/approve", {}, 422)) == ["opinion_required"]
    wrong = {"opinion": "好", "values": {"amount": 3}}
    assert codes(firm["zhao"].post(f"/approvals/{request}/approve", wrong, 422)) == ["not_asked"]
    assert firm["zhao"].get(f"/approvals/{request}")["turn"]["edits"] == ["note"]
    done = firm["zhao"].post(f"/approvals/{request}/approve", {"opinion": "好", "values": {"note": "已核"}})
    assert done["status"] == "approved"
    deal = firm["li"].get(f"/deal/{number}")
    assert (deal["stage"], deal["note"]) == ("won", "已核")
    opinions = [(signer["opinion"], signer["origin"]) for step in done["steps"] for signer in step["signers"]]
    assert opinions == [("可以", "API 令牌“ERP”"), ("好", "API 令牌“ERP”")]
    assert "API 令牌“ERP”" in firm.app.client("he").get(f"/-/approvals/{request}").text
    assert firm["he"].get("/approvals?list=signed")["items"][0]["decision"] == "approved"


def test_rejecting_returning_and_sending_again(firm: Firm) -> None:
    number, request = firm.requested()
    returned = firm["he"].post(f"/approvals/{request}/return", {"opinion": "价格？"})
    assert returned["status"] == "returned"
    assert [each["id"] for each in firm["li"].get("/approvals?list=returned")["items"]] == [request]
    assert firm.step("li", number, "offer_to_won", 202)["approval"]["id"] == request
    assert firm["he"].post(f"/approvals/{request}/reject", {"opinion": "不行"})["status"] == "rejected"
    assert firm["li"].get(f"/deal/{number}")["stage"] == "offer"
    (kept,) = firm["li"].get(f"/deal/{number}/approvals")["requests"]
    assert (kept["id"], kept["status"]) == (request, "rejected")


def test_handing_on_adding_and_withdrawing(firm: Firm) -> None:
    _, request = firm.requested()
    he = firm["he"]
    assert codes(he.post(f"/approvals/{request}/transfer", {"user": 999}, 422)) == ["user_not_active"]
    assert codes(he.post(f"/approvals/{request}/transfer", {}, 422)) == ["not_a_reference"]
    assert codes(he.post(f"/approvals/{request}/transfer", {"user": firm.ids["li"]}, 409)) == [
        "submitter_does_not_sign"
    ]
    assert codes(he.post(f"/approvals/{request}/signers", {"user": firm.ids["wang"], "way": "under"}, 422)) == [
        "no_such_way"
    ]
    added = he.post(f"/approvals/{request}/signers", {"user": {"email": "wang@example.com"}, "way": "before"})
    assert added["turn"] is None
    assert firm["wang"].get(f"/approvals/{request}")["turn"]["step"] == "boss"
    firm["wang"].post(f"/approvals/{request}/approve", {"opinion": "可"})
    moved = he.post(f"/approvals/{request}/transfer", {"user": firm.ids["root"], "opinion": "请代"})
    assert moved["turn"] is None
    assert codes(firm["wang"].post(f"/approvals/{request}/withdraw", {}, 403)) == ["not_your_request"]
    assert firm["li"].post(f"/approvals/{request}/withdraw")["status"] == "withdrawn"
    assert codes(firm["root"].post(f"/approvals/{request}/approve", {}, 409)) == ["decided_already"]


def test_signers_are_named(firm: Firm) -> None:
    number = firm.deal()
    shown = firm["li"].get(f"/deal/{number}/approvals")
    (offered,) = (each for each in shown["submissions"] if each["name"] == "review")
    assert offered["possible"] is True
    assert offered["signers"] == [{"step": "picked", "role": "chief"}]
    address = f"/deal/{number}/approvals"
    assert codes(firm["li"].post(address, {"approval": "review"}, 422)) == ["signers_not_chosen"]
    for signers, code in (
        ({"piked": [1]}, "unknown_field_similar"),
        ({"picked": 3}, "not_a_list"),
        ({"picked": ["he"]}, "not_a_reference"),
        ({"picked": [firm.ids["wang"]]}, "signers_not_chosen"),
    ):
        assert codes(firm["li"].post(address, {"approval": "review", "signers": signers}, 422)) == [code]
    assert codes(firm["zhao"].post(address, {"approval": "review", "signers": {"picked": [firm.ids["he"]]}}, 403)) == [
        "approval_not_yours"
    ]
    sent = firm["li"].post(address, {"approval": "review", "signers": {"picked": [{"email": "he@example.com"}]}}, 202)
    assert firm["he"].get(f"/approvals/{sent['approval']['id']}")["turn"]["step"] == "picked"
    again = {"approval": "review", "signers": {"picked": [firm.ids["he"]]}}
    assert codes(firm["li"].post(address, again, 409)) == ["approval_running"]
    assert codes(firm["li"].post(address, {"approval": "big"}, 422)) == ["unknown_field"]


def test_who_has_no_business_with_a_request_finds_none(firm: Firm) -> None:
    _, request = firm.requested()
    app = firm.app
    stranger = program(app, app.add_user("nobody", []), client=firm.client)
    for method, path in (("GET", ""), ("POST", "/approve"), ("POST", "/withdraw"), ("POST", "/transfer")):
        assert stranger.send(method, f"/approvals/{request}{path}", {} if method == "POST" else None).status_code == 404
    assert codes(firm["zhao"].post(f"/approvals/{request}/approve", {}, 403)) == ["not_your_turn"]
    assert firm["he"].get("/approvals/999", 404)["code"] == "not_found"
    assert firm["he"].get("/approvals?list=x", 400)["code"] == "bad_parameters"
    assert firm["he"].get("/approvals?lst=signed", 400)["code"] == "bad_parameters"


def test_nobody_signs_what_he_has_not_seen(firm: Firm) -> None:
    number, request = firm.requested()
    version = firm["he"].get(f"/approvals/{request}")["version"]
    firm["li"].patch(f"/deal/{number}", {"note": "改了"}, headers={"If-Match": "*"})
    assert codes(firm["he"].post(f"/approvals/{request}/approve", {"version": version}, 409)) == ["edit_conflict"]
    assert firm["he"].post(f"/approvals/{request}/approve", {"version": version + 1})["status"] == "running"


def test_one_signature_counts_once(firm: Firm) -> None:
    _, request = firm.requested()
    answers = at_once(*[lambda: firm["he"].send("POST", f"/approvals/{request}/approve", {})] * 3)
    assert sorted(each.status_code for each in answers) == [200, 409, 409]


# --- tasks ---


def test_tasks_are_done_by_their_people(firm: Firm) -> None:
    firm.offered(name="任务")
    (task,) = firm["li"].get("/tasks")["items"]
    assert task["text"] == "准备 任务 的合同"
    assert (task["status"], task["entity"]) == ("open", "deal")
    assert firm["wang"].post(f"/tasks/{task['id']}/done", status=404)["code"] == "not_found"
    assert firm["li"].post(f"/tasks/{task['id']}/done")["status"] == "done"
    assert firm["li"].post(f"/tasks/{task['id']}/done")["status"] == "done"
    assert firm["li"].get("/tasks")["items"] == []
    assert [each["id"] for each in firm["li"].get("/tasks?status=done")["items"]] == [task["id"]]
    assert firm["li"].post(f"/tasks/{task['id']}/reopen")["status"] == "open"
    assert firm["li"].get("/tasks?status=maybe", 400)["code"] == "bad_parameters"


# --- files ---


def test_files_are_brought_named_and_read(firm: Firm) -> None:
    _, request = firm.requested()
    (kept,) = firm["he"].post("/files", status=201, files={"file": ("说明.txt", b"hello")})["files"]
    assert (kept["name"], kept["size"], kept["media_type"]) == ("说明.txt", 5, "text/plain")
    address = f"/files/{kept['id']}"
    read = firm["he"].send("GET", address)
    assert read.content == b"hello"
    assert read.headers["content-disposition"].startswith("attachment")
    assert firm["li"].send("GET", address).status_code == 404
    taken = {"opinion": "见附件", "files": [kept["id"]]}
    assert codes(firm["zhao"].post(f"/approvals/{request}/reject", taken, 422)) == ["file_not_found"]
    signed = firm["he"].post(f"/approvals/{request}/approve", taken)
    files = [each for step in signed["steps"] for signer in step["signers"] for each in signer["files"]]
    assert [each["id"] for each in files] == [kept["id"]]
    assert firm["li"].send("GET", address).content == b"hello"


def test_files_that_are_not_taken(firm: Firm) -> None:
    li = firm["li"]
    assert li.send("POST", "/files", json={}).status_code == 415
    assert codes(li.post("/files", status=422, files={"file": ("", b"")})) == ["no_file"]
    nobody = Program(firm.client, None)
    assert nobody.send("POST", "/files", files={"file": ("a.txt", b"a")}).status_code == 401
    reader = program(firm.app, firm.ids["li"], "read", client=firm.client)
    assert reader.send("POST", "/files", files={"file": ("a.txt", b"a")}).json()["code"] == "scope_missing"
    small = program(firm.app, firm.ids["li"], client=firm.app.visitor(file_limit=1024))
    assert codes(small.post("/files", status=422, files={"file": ("a.txt", b"a" * 2000)})) == ["file_too_large"]
