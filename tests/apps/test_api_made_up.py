"""Bodies made up from the description itself: of the right form, and full of values that nobody has thought of."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from lowcode.catalog.api import PREFIX
from tests.conftest import Boot
from tests.harness.programs import Program, program
from tests.harness.schemas import Schemas
from tests.harness.specs import SpecCompiler

pytestmark = pytest.mark.one_database

TEXTS = some.text(max_size=30) | some.sampled_from(
    ["2026-01-31", "2026-01-31T08:00:00Z", "13800138000", "0.3", "a@b.cn"]
)
LARGE = 10**19


class MadeUp:
    """Makes up values that a description allows."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.paths: dict[str, Any] = document["paths"]
        self.schemas = Schemas(document)
        self.sending = sorted(
            (method, path)
            for path, methods in self.paths.items()
            for method, operation in methods.items()
            if "application/json" in operation.get("requestBody", {}).get("content", {})
        )

    def values(self, schema: dict[str, Any]) -> some.SearchStrategy[Any]:
        """Everything that the schema allows."""
        if "$ref" in schema:
            return self.values(self.schemas.found(schema["$ref"]))
        for word in ("anyOf", "oneOf"):
            if word in schema:
                return some.one_of([self.values(each) for each in schema[word]])
        if "const" in schema:
            return some.just(schema["const"])
        if "enum" in schema:
            return some.sampled_from(schema["enum"])
        kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        return some.one_of([self._of(kind, schema) for kind in kinds])

    def _of(self, kind: str, schema: dict[str, Any]) -> some.SearchStrategy[Any]:
        match kind:
            case "null":
                return some.none()
            case "boolean":
                return some.booleans()
            case "integer":
                return some.integers(schema.get("minimum", -LARGE), schema.get("maximum", LARGE))
            case "number":
                return some.floats(allow_nan=False, allow_infinity=False) | some.integers(-LARGE, LARGE)
            case "array":
                return some.lists(self.values(schema["items"]), max_size=2)
            case "object":
                return self._objects(schema)
            case _:
                return TEXTS

    def _objects(self, schema: dict[str, Any]) -> some.SearchStrategy[Any]:
        if "properties" not in schema:
            keys = some.sampled_from(["name", "email", "code", "id"])
            return some.dictionaries(keys, TEXTS | some.integers(), max_size=2)
        parts = {name: self.values(each) for name, each in schema["properties"].items()}
        needed = {name: parts[name] for name in schema.get("required", ())}
        others = {name: part for name, part in parts.items() if name not in needed}
        return some.fixed_dictionaries(needed, optional=others)


@pytest.fixture
def made_up(compile_spec: SpecCompiler) -> MadeUp:
    text = (compile_spec.own("crm").folder / "openapi.json").read_text(encoding="utf-8")
    return MadeUp(json.loads(text))


@pytest.fixture
def director(compile_spec: SpecCompiler, boot: Boot) -> Program:
    app = boot(compile_spec.own("crm"))
    number = app.add_user("wang", ["director", "legal", "support", "marketing", "admin"])
    found = program(app, number, client=app.visitor(api_rate=0))
    found.post("/customer", {"name": "华星", "source": "website"}, 201)
    found.post("/opportunity", {"customer": 1, "name": "首单"}, 201)
    return found


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=some.data())
def test_whatever_has_the_right_form_is_taken_or_refused(made_up: MadeUp, director: Program, data: Any) -> None:
    method, path = data.draw(some.sampled_from(made_up.sending))
    operation = made_up.paths[path][method]
    body = data.draw(made_up.values(operation["requestBody"]["content"]["application/json"]["schema"]))
    address = path.removeprefix(PREFIX).replace("{id}", data.draw(some.sampled_from(["1", "2", "99"])))
    answer = director.send(method, address, body, {"If-Match": "*"})
    described = operation["responses"].get(str(answer.status_code))
    if answer.status_code >= 400:
        assert answer.status_code < 500, (method, address, body, answer.text)
        described = described or operation["responses"]["default"]
    assert described is not None, (method, address, body, answer.text)
    if "$ref" in described:
        described = made_up.schemas.found(described["$ref"])
    schema = described["content"][answer.headers["content-type"]]["schema"]
    assert not list(made_up.schemas.problems(schema, answer.json())), (method, address, body, answer.text)
