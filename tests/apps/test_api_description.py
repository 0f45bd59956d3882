"""What the description of the API says is what the API does: addresses, methods, scopes, values, refusals."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from lowcode.catalog.api import OPERATIONS, PREFIX, SCOPES
from lowcode.codegen.emitters.openapi_words import OPERATION_WORDS
from lowcode.naming import entity_identifier
from lowcode.runtime.api.routes import HANDLERS
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.process.index import processes_about
from tests.apps import deciding, selling, vault
from tests.apps.selling import fill_for_more
from tests.conftest import Boot
from tests.harness.apps import GeneratedApp
from tests.harness.programs import Program, program
from tests.harness.schemas import Schemas, references
from tests.harness.specs import SpecCompiler, committed

SPECS = {"selling": selling.SPEC, "deciding": deciding.SPEC, "vault": vault.SPEC}
OWN = ("crm", "machinery")
"""Specs of the project, as they were built."""


@pytest.fixture(params=[*SPECS, *OWN])
def project(request: pytest.FixtureRequest, compile_spec: SpecCompiler) -> GeneratedApp:
    return committed(request.param) if request.param in OWN else compile_spec(SPECS[request.param])


def document_of(project: GeneratedApp) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((project.folder / "openapi.json").read_text(encoding="utf-8"))
    return document


def served(application: ApplicationDefinition) -> dict[tuple[str, str], str | None]:
    """Every method of every address that is answered, with the scope that it takes."""
    found: dict[tuple[str, str], str | None] = {}
    for each in OPERATIONS:
        if "{entity}" not in each.pattern:
            if each.needs is None or application.processes is not None:
                found[each.method, f"{PREFIX}{each.pattern}"] = each.scope
            continue
        for entity in application.entities:
            about = processes_about(application, entity.name)
            has = {
                None: True,
                "flow": about is not None and about.flow is not None,
                "buttons": about is not None and bool(about.buttons),
                "approvals": about is not None and bool(about.approvals),
                "submissions": about is not None and any(each.submitters for each in about.approvals),
            }
            if entity.owner is None and has[each.needs]:
                found[each.method, f"{PREFIX}{each.pattern.replace('{entity}', entity.name)}"] = each.scope
    return found


def test_each_operation_is_done_and_described() -> None:
    names = {each.name for each in OPERATIONS}
    assert names == HANDLERS.keys() == OPERATION_WORDS.keys()
    assert {each.scope for each in OPERATIONS} == {*SCOPES, None}
    assert all((each.method == "GET") == (each.scope in {"read", None}) for each in OPERATIONS)


def test_no_entity_has_an_address_of_the_api() -> None:
    first = {each.pattern.split("/")[1] for each in OPERATIONS} - {"{entity}", "openapi.json"}
    assert first == {"approvals", "tasks", "files", "me"}
    assert all(entity_identifier(name) != name for name in (*first, PREFIX.split("/")[1]))


def test_everything_served_is_described_and_nothing_else(project: GeneratedApp) -> None:
    document = document_of(project)
    described = {
        (method.upper(), path): operation["security"][0]["token"]
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    wanted = {key: [scope] if scope is not None else [] for key, scope in served(project.definition()).items()}
    assert described == wanted


def test_the_document_is_whole(project: GeneratedApp) -> None:
    document, schemas = document_of(project), Schemas(document_of(project))
    assert document["openapi"] == "3.1.0"
    for each in set(references(document)):
        assert schemas.found(each) is not None
    identifiers = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            identifiers.append(operation["operationId"])
            assert operation["summary"]
            assert ("requestBody" in operation) == (method not in {"get", "delete"} and not _is_without_body(path))
            assert "default" in operation["responses"]
            assert ({"session": []} in operation["security"]) == (method == "get")
            names = [each.get("name", each.get("$ref")) for each in operation["parameters"]]
            assert len(names) == len(set(names))
    assert len(identifiers) == len(set(identifiers))
    for name in document["components"]["schemas"]:
        assert re.fullmatch(r"[A-Za-z0-9._-]+", name)


def _is_without_body(path: str) -> bool:
    return path.endswith(("/done", "/reopen"))


def test_labels_are_those_of_the_spec(compile_spec: SpecCompiler) -> None:
    schemas = document_of(compile_spec(selling.SPEC))["components"]["schemas"]
    assert schemas["Customer"]["title"] == "客户"
    assert schemas["Customer"]["properties"]["revenue"]["title"] == "营收"
    assert {"const": "high", "title": "高"} in schemas["choice.level"]["oneOf"]
    assert schemas["Customer.create"]["required"] == ["name"]
    assert "overdue" in schemas["Customer"]["properties"]
    assert "overdue" not in schemas["Customer.change"]["properties"]
    assert "secret" not in str(schemas)


def test_the_same_spec_gives_the_same_text(compile_spec: SpecCompiler, tmp_path: Path) -> None:
    text = (compile_spec(selling.SPEC).folder / "openapi.json").read_text(encoding="utf-8")
    again = SpecCompiler(tmp_path)(selling.SPEC)
    assert (again.folder / "openapi.json").read_text(encoding="utf-8") == text
    assert max(len(line) for line in text.splitlines()) < 20_000


class Witness:
    """Sends requests and holds the answers against the description."""

    def __init__(self, project: GeneratedApp, caller: Program) -> None:
        self.schemas = Schemas(document_of(project))
        self.caller = caller

    def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """The answer, which is as described."""
        pattern = re.sub(r"/\d+", "/{id}", f"{PREFIX}{path.partition('?')[0]}")
        operation = self.schemas.document["paths"][pattern][method.lower()]
        if body is not None:
            sent = operation["requestBody"]["content"]["application/json"]["schema"]
            assert not list(self.schemas.problems(sent, body))
        answer = self.caller.send(method, path, body, **more)
        responses = operation["responses"]
        described = responses.get(str(answer.status_code)) or (
            responses["default"] if answer.status_code >= 400 else None
        )
        assert described is not None, (method, path, answer.status_code, answer.text)
        if "$ref" in described:
            described = self.schemas.found(described["$ref"])
        kind = answer.headers["content-type"]
        schema = described["content"][kind]["schema"]
        assert not list(self.schemas.problems(schema, answer.json())), answer.text
        return answer.json()


def test_answers_about_records_are_as_described(compile_spec: SpecCompiler, boot: Boot) -> None:
    project = compile_spec(selling.SPEC)
    app = boot(project, fill_for_more(project), key="selling for more")
    send = Witness(project, program(app, 3))
    send("GET", "/customer?count=true&limit=100")
    send("GET", "/visit?limit=100")
    send("GET", "/customer?limit=x")
    made = send("POST", "/customer", {"name": "新", "owner": {"email": "ann@example.com"}, "tags": [1], "staff": 3})
    send("POST", "/customer", {"name": None})
    send("PATCH", f"/customer/{made['id']}", {"revenue": 3.5, "wants": ["software"], "version": 1})
    send("PATCH", f"/customer/{made['id']}", {"revenue": "4", "version": 1})
    send("PATCH", f"/customer/{made['id']}", {"revenue": "4"})
    send("GET", f"/customer/{made['id']}")
    send("GET", f"/customer/{made['id']}/history")
    visit = {"customer": 1, "subject": "x", "lines": [{"what": "a", "cost": "1.5"}]}
    send("GET", f"/visit/{send('POST', '/visit', visit)['id']}")
    send("GET", "/customer/1/deletion")
    send("DELETE", "/customer/1")
    send("DELETE", "/customer/1")
    send("GET", "/user/1/deletion")
    send("GET", "/me")
    send("GET", "/openapi.json")
    send.caller = Program(app.visitor(), None)
    send("GET", "/me")


def test_answers_about_processes_are_as_described(compile_spec: SpecCompiler, boot: Boot) -> None:
    project = compile_spec(deciding.SPEC)
    app = boot(project)
    client = app.visitor()
    li, he, zhao = (
        Witness(project, program(app, app.add_user(name, [role]), client=client))
        for name, role in (("li", "seller"), ("he", "chief"), ("zhao", "legal"))
    )
    number = li("POST", "/deal", {"name": "甲", "amount": 5000, "closes": "2030-01-01"})["id"]
    address = f"/deal/{number}"
    li("GET", f"{address}/transitions")
    li("POST", f"{address}/transitions", {"transition": "contact_to_offer", "version": 1})
    li("POST", f"{address}/transitions", {"transition": "contact_to_offer", "version": 2})
    li("GET", f"{address}/buttons")
    li("GET", f"{address}/approvals")
    li("POST", f"{address}/approvals", {"approval": "review", "signers": {"picked": [1]}})
    request = li("POST", f"{address}/transitions", {"transition": "offer_to_won", "version": 2})["approval"]["id"]
    he("GET", "/approvals")
    he("GET", f"/approvals/{request}")
    he("POST", f"/approvals/{request}/approve", {"opinion": "好"})
    he("POST", f"/approvals/{request}/reject", {})
    zhao("POST", f"/approvals/{request}/return", {"opinion": "再看", "step": None})
    he("GET", "/approvals?list=signed")
    li("GET", "/approvals?list=returned")
    li("POST", f"/approvals/{request}/withdraw", {})
    (task,) = li("GET", "/tasks")["items"]
    li("POST", f"/tasks/{task['id']}/done")
    li("POST", f"/tasks/{task['id']}/reopen")
    he("POST", f"{address}/buttons", {"button": "claim", "values": {"note": "我"}})
    he("GET", f"/approvals/{request}")
    he("GET", "/deal?fields=name,owner.name,stage")


def test_what_is_not_described_is_not_there(compile_spec: SpecCompiler, boot: Boot) -> None:
    project = compile_spec(deciding.SPEC)
    app = boot(project)
    he = program(app, app.add_user("he", ["chief", "admin"]))
    he.post("/sticker", {"name": "x"}, 201)
    described = document_of(project)["paths"]
    for operation in OPERATIONS:
        for entity in ("sticker", "user", "department"):
            path = operation.pattern.replace("{entity}", entity)
            if operation.method.lower() in described.get(f"{PREFIX}{path}", {}) or "{entity}" not in operation.pattern:
                continue
            answer = he.send(operation.method, path.replace("{id}", "1"), {} if operation.method != "GET" else None)
            assert answer.status_code == 404, (operation.name, entity, answer.text)


def test_masked_values_are_as_described(compile_spec: SpecCompiler, boot: Boot) -> None:
    office = vault.opened(compile_spec, boot)
    project = compile_spec(vault.SPEC)
    for name in ("eve", "carl", "hans", "both"):
        send = Witness(project, program(office.app, office.people[name].user_id or 0))
        send("GET", "/firm/1")
        send("GET", "/firm")
        send("GET", "/firm/1/history")
