"""`openapi.json`: every operation of the app's API, with the fields of the spec and their words (OpenAPI 3.1).

What there is comes from the table that the runtime serves (`lowcode.catalog.api`). The text has a line for each
operation and each field, so that a change of the spec is a change of few lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from lowcode.catalog.api import (
    APPROVALS,
    BUTTONS,
    FLOW,
    OPERATIONS,
    PREFIX,
    PROCESSES,
    SCOPES,
    SUBMISSIONS,
    Operation,
)
from lowcode.codegen.emitters.openapi_filters import filters
from lowcode.codegen.emitters.openapi_parts import (
    ANSWERS,
    APPROVALS_SCHEMA,
    BEFORE_SCHEMA,
    DECISIONS,
    LIST_SCHEMAS,
    SHARED_SCHEMAS,
    STEP_VERSION,
    TASKS_SCHEMA,
    list_of,
    of,
    only,
    query,
)
from lowcode.codegen.emitters.openapi_schemas import (
    EntitySchemas,
    Json,
    change_name,
    choice_name,
    create_name,
    reference,
)
from lowcode.codegen.emitters.openapi_words import (
    ABOUT,
    OPERATION_WORDS,
    PARAMETER_WORDS,
    REFUSAL_WORDS,
    REFUSED,
    SCOPE_WORDS,
    SESSION,
    TOKEN,
    Texts,
)
from lowcode.codegen.emitters.processes import has_processes
from lowcode.codegen.files import GeneratedFile
from lowcode.codegen.project import Project
from lowcode.ir.application import Entity
from lowcode.ir.process import Approval, ChosenBySubmitter, Flow, OnButton, Rule, Transition, TransitionKind

PATH: Final = "openapi.json"
_encode: Final = json.JSONEncoder(ensure_ascii=False).encode
_BODY_REFUSALS: Final = (413, 415, 422)


def openapi_files(project: Project) -> Iterator[GeneratedFile]:
    """One file in the project's folder."""
    yield GeneratedFile(PATH, _printed(_Document(project).content()))


class _Document:
    """Writes the description of one app."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._application = project.application
        self._language = 0 if self._application.locales[0].lower().startswith("zh") else 1
        self._entities = [each for each in self._application.entities if each.owner is None]

    def content(self) -> Json:
        """The whole."""
        paths: Json = {}
        for operation in OPERATIONS:
            subjects = self._entities if "{entity}" in operation.pattern else [None]
            for entity in subjects:
                if self._exists(operation, entity):
                    name = entity.identifier if entity is not None else ""
                    path = f"{PREFIX}{operation.pattern.replace('{entity}', name)}"
                    paths.setdefault(path, {})[operation.method.lower()] = self._operation(operation, entity)
        return {
            "openapi": "3.1.0",
            "info": {
                "title": self._application.label.texts[0],
                "version": "1",
                "description": "\n\n".join([self._say(ABOUT), *(self._say(SCOPE_WORDS[each]) for each in SCOPES)]),
            },
            "paths": dict(sorted(paths.items())),
            "components": {
                "schemas": self._schemas(),
                "parameters": self._parameters(),
                "responses": self._refusals(),
                "securitySchemes": {
                    "token": {"type": "http", "scheme": "bearer", "description": self._say(TOKEN)},
                    "session": {
                        "type": "apiKey",
                        "in": "cookie",
                        "name": f"{self._application.identifier}-session",
                        "description": self._say(SESSION),
                    },
                },
            },
        }

    def _say(self, texts: Texts) -> str:
        return texts[self._language]

    # --- what there is ---

    def _exists(self, operation: Operation, entity: Entity | None) -> bool:
        match operation.needs:
            case None:
                return True
            case str() as needs if needs == PROCESSES:
                return has_processes(self._project)
            case str() as needs if entity is not None:
                return bool(self._things(entity)[needs])
            case _:
                return False

    def _things(self, entity: Entity) -> dict[str, object]:
        return {
            FLOW: self._flow(entity),
            BUTTONS: self._buttons(entity),
            APPROVALS: self._approvals(entity),
            SUBMISSIONS: [each for each in self._approvals(entity) if each.submitters],
        }

    def _flow(self, entity: Entity) -> Flow | None:
        return next((each for each in self._application.flows if each.entity == entity.name), None)

    def _buttons(self, entity: Entity) -> list[tuple[Rule, OnButton]]:
        rules = (each for each in self._application.rules if each.entity == entity.name)
        return [(each, each.trigger) for each in rules if isinstance(each.trigger, OnButton)]

    def _approvals(self, entity: Entity) -> list[Approval]:
        return [each for each in self._application.approvals if each.entity == entity.name]

    # --- one operation ---

    def _operation(self, operation: Operation, entity: Entity | None) -> Json:
        label = entity.label.texts[0] if entity is not None else ""
        content: Json = {
            "operationId": f"{entity.identifier}.{operation.name}" if entity is not None else operation.name,
            "summary": self._say(OPERATION_WORDS[operation.name]).format(label=label),
            "tags": [entity.identifier if entity is not None else operation.pattern.split("/")[1].split(".")[0]],
            "security": self._security(operation),
        }
        parameters = self._parameters_of(operation, entity)
        if parameters:
            content["parameters"] = parameters
        body = self._body(operation, entity)
        if body is not None:
            content["requestBody"] = body
        content["responses"] = {**self._good(operation, entity), **self._refused(operation)}
        return content

    def _security(self, operation: Operation) -> list[Json]:
        needed: list[Json] = [{"token": [operation.scope] if operation.scope is not None else []}]
        return [*needed, {"session": []}] if operation.method == "GET" else needed

    def _refused(self, operation: Operation) -> Json:
        statuses: set[int] = set()
        if operation.method != "GET":
            statuses |= {409, 412, *_BODY_REFUSALS}
        if operation.name in {"change_record", "make_transition"}:
            statuses.add(428)
        known = {str(each): {"$ref": f"#/components/responses/{each}"} for each in sorted(statuses)}
        return {**known, "default": {"$ref": "#/components/responses/refused"}}

    def _good(self, operation: Operation, entity: Entity | None) -> Json:
        summary = self._say(OPERATION_WORDS[operation.name]).partition("：")[2] or "OK"
        submitted = {"202": _answer(summary, reference("api.Submitted"))}
        match operation.name:
            case "download_file":
                return {"200": {"description": "OK", "content": {"*/*": {}}}}
            case "submit_record":
                return submitted
            case "make_transition":
                return {"200": _answer(summary, self._answered(operation, entity)), **submitted}
            case "create_record" | "upload_files":
                return {"201": _answer(summary, self._answered(operation, entity))}
            case _:
                return {"200": _answer(summary, self._answered(operation, entity))}

    def _answered(self, operation: Operation, entity: Entity | None) -> Json:
        """What is answered where it went well; who may not read gets less of what he has written."""
        if entity is None or operation.name in ANSWERS:
            return ANSWERS.get(operation.name, reference("api.Request"))
        record = reference(entity.class_name)
        match operation.name:
            case "list_records":
                page = {"items": list_of(record), "next": {"type": ["string", "null"]}, "count": reference("api.Count")}
                return of(page, "items", "next")
            case "show_record":
                return record
            case _:
                return {"anyOf": [record, reference("api.Created")]}

    def _body(self, operation: Operation, entity: Entity | None) -> Json | None:
        if operation.name == "upload_files":
            file: Json = {"type": "string", "format": "binary"}
            form = of({"file": list_of(file)}, "file")
            return {"required": True, "content": {"multipart/form-data": {"schema": form}}}
        schema = self._sent(operation, entity)
        if schema is None:
            return None
        return {"required": True, "content": {"application/json": {"schema": schema}}}

    def _sent(self, operation: Operation, entity: Entity | None) -> Json | None:
        if operation.name in DECISIONS:
            return DECISIONS[operation.name]
        if entity is None:
            return None
        match operation.name:
            case "create_record":
                return reference(create_name(entity))
            case "change_record":
                return reference(change_name(entity))
            case "make_transition":
                return self._step(entity)
            case "press_button":
                asked = [name for _, trigger in self._buttons(entity) for name in trigger.asks]
                values = EntitySchemas(self._application, entity).settable(dict.fromkeys(asked))
                names = [rule.identifier for rule, _ in self._buttons(entity)]
                return only({"button": {"enum": names}, "values": values, "version": STEP_VERSION}, "button")
            case "submit_record":
                names = [each.identifier for each in self._approvals(entity) if each.submitters]
                return only({"approval": {"enum": names}, "signers": self._signers(entity)}, "approval")
            case _:
                return None

    def _step(self, entity: Entity) -> Json:
        """A transition with what it may ask for; what the new state demands may be any field."""
        flow = self._flow(entity)
        ways = [] if flow is None else [each for each in flow.transitions if each.kind is TransitionKind.MANUAL]
        return only(
            {
                "transition": {"type": "string", **_named(ways)},
                "values": reference(change_name(entity)),
                "version": STEP_VERSION,
                "signers": self._signers(entity),
            },
            "transition",
        )

    def _signers(self, entity: Entity) -> Json:
        steps = [
            step.name
            for approval in self._approvals(entity)
            for step in approval.steps
            if any(isinstance(each, ChosenBySubmitter) for each in step.signers)
        ]
        people = list_of(reference("api.Reference"))
        return {**only(dict.fromkeys(dict.fromkeys(steps), people)), "type": ["object", "null"]}

    # --- parameters ---

    def _parameters_of(self, operation: Operation, entity: Entity | None) -> list[Json]:
        found: list[Json] = []
        if "{id}" in operation.pattern:
            found.append({"$ref": "#/components/parameters/id"})
        if operation.name in {"change_record", "delete_record", "make_transition", "press_button"}:
            found.append({"$ref": "#/components/parameters/if_match"})
        if operation.method == "POST":
            found.append({"$ref": "#/components/parameters/idempotency_key"})
        found.append({"$ref": "#/components/parameters/language"})
        if operation.name == "list_records" and entity is not None:
            found += [{"$ref": f"#/components/parameters/{name}"} for name in LIST_SCHEMAS]
            found += [each for field in entity.fields for each in filters(self._application, field, self._say)]
        if operation.name == "list_approvals":
            found.append(query("list", APPROVALS_SCHEMA, self._say(PARAMETER_WORDS["list"])))
        if operation.name == "list_tasks":
            found.append(query("status", TASKS_SCHEMA, self._say(PARAMETER_WORDS["status"])))
        if operation.name in {"show_history", "list_approvals"}:
            found.append(query("before", BEFORE_SCHEMA, self._say(PARAMETER_WORDS["before"])))
        return found

    def _parameters(self) -> Json:
        say = self._say
        text: Json = {"type": "string"}
        shared: Json = {
            "id": {
                "name": "id",
                "in": "path",
                "required": True,
                "description": say(PARAMETER_WORDS["id"]),
                "schema": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
            },
            "if_match": _header("If-Match", say(PARAMETER_WORDS["if_match"]), text),
            "idempotency_key": _header(
                "Idempotency-Key",
                say(PARAMETER_WORDS["idempotency_key"]),
                {"type": "string", "minLength": 1, "maxLength": 200},
            ),
            "language": _header("Accept-Language", say(PARAMETER_WORDS["language"]), text),
        }
        lists = {name: query(name, schema, say(PARAMETER_WORDS[name])) for name, schema in LIST_SCHEMAS.items()}
        return {**shared, **lists}

    def _refusals(self) -> Json:
        found = {
            str(status): _refusal(self._say(words), "api.Conflict" if status == 412 else "api.Problem")
            for status, words in REFUSAL_WORDS.items()
        }
        return {**found, "refused": _refusal(self._say(REFUSED), "api.Problem")}

    # --- schemas ---

    def _schemas(self) -> Json:
        found: Json = dict(SHARED_SCHEMAS)
        for choice in self._application.choices:
            options = [{"const": each.name, "title": each.label.texts[0]} for each in choice.all_options]
            content: Json = {"title": choice.label.texts[0], "type": "string"}
            found[choice_name(choice.identifier)] = {**content, "oneOf": options} if options else content
        for entity in self._application.entities:
            schemas = EntitySchemas(self._application, entity)
            found[entity.class_name] = schemas.reading()
            found[change_name(entity)] = schemas.changing()
            if entity.owner is None:
                changed = found[change_name(entity)]["properties"]
                found[change_name(entity)]["properties"] = {"version": STEP_VERSION, **changed}
                found[create_name(entity)] = schemas.creating()
        return dict(sorted(found.items()))


def _named(ways: list[Transition]) -> Json:
    """The transitions by their names and labels; a flow may have none that people make."""
    return {"oneOf": [{"const": each.name, "title": each.label.texts[0]} for each in ways]} if ways else {}


def _answer(description: str, schema: Json) -> Json:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _refusal(description: str, schema: str) -> Json:
    return {"description": description, "content": {"application/problem+json": {"schema": reference(schema)}}}


def _header(name: str, description: str, schema: Json) -> Json:
    return {"name": name, "in": "header", "description": description, "schema": schema}


def _printed(document: Json) -> str:
    """A line for each operation, parameter, refusal and field."""
    return "\n".join(_lines(document, 0, (3, 5))) + "\n"


def _lines(content: Any, depth: int, limits: tuple[int, int], end: str = "") -> Iterator[str]:
    """The object, opened as far as the first limit goes, below `components` as far as the second."""
    indent = " " * (depth + 1)
    yield "{"
    last = len(content) - 1
    for place, (name, value) in enumerate(content.items()):
        comma = "," if place < last else ""
        deepest = limits[1] if depth == 0 and name == "components" else limits[0]
        key = f"{indent}{_encode(name)}: "
        if isinstance(value, dict) and value and depth + 1 < deepest:
            first, *rest = _lines(value, depth + 1, (deepest, limits[1]), comma)
            yield key + first
            yield from rest
        else:
            yield key + _encode(value) + comma
    yield " " * depth + "}" + end
