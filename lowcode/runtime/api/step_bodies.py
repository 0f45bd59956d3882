"""The bodies of requests that do something: what they name, the values that a step asks for, the signers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from lowcode.runtime.api.errors import ProblemsError
from lowcode.runtime.api.reading import RecordReader, unknown_name
from lowcode.runtime.api.references import BadReferenceError, ReferenceReader
from lowcode.runtime.api.request import ApiRequest
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.process.approvals.starting import signers_to_choose
from lowcode.runtime.process_definitions import ApprovalDefinition
from lowcode.runtime.saving.outcome import Problem
from lowcode.runtime.saving.submission import Submission

_MOST_SIGNERS: Final = 200


def body_of(request: ApiRequest, names: tuple[str, ...]) -> Mapping[str, Any]:
    """The body, with nothing in it but these."""
    body = request.json_object()
    unknown = tuple(unknown_name(each, each, list(names)) for each in body if each not in names)
    if unknown:
        raise ProblemsError(unknown)
    return body


def asked_values(
    request: ApiRequest, entity: EntityDefinition, body: Mapping[str, Any], asked: Collection[str]
) -> Submission:
    """The values that were asked for; others would be passed over, so they are refused."""
    given = body.get("values")
    if given is None:
        return Submission(values={})
    if not isinstance(given, dict):
        raise ProblemsError((Problem(path="values", code="not_an_object"),))
    submission = RecordReader(request.context).submission(entity, given)
    others = [Problem(path=each, code="not_asked") for each in submission.values if each not in asked]
    others += [each for each in submission.problems if each.path.partition("[")[0] not in asked]
    if others:
        raise ProblemsError(tuple(others), entity)
    return submission


def named_signers(
    request: ApiRequest, body: Mapping[str, Any], approval: ApprovalDefinition | None
) -> dict[str, list[int]] | None:
    """The signers that the submitter names: `{"step": [5, {"email": "li@example.com"}]}`."""
    given = body.get("signers")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise ProblemsError((Problem(path="signers", code="not_an_object"),))
    steps = [name for name, _ in signers_to_choose(approval)] if approval is not None else []
    problems = [unknown_name(f"signers.{name[:80]}", name, steps) for name in given if name not in steps]
    chosen: dict[str, list[int]] = {}
    for name, people in given.items():
        if name in steps:
            chosen[name] = _people(request, f"signers.{name}", people, problems)
    if problems:
        raise ProblemsError(tuple(problems))
    return chosen


def _people(request: ApiRequest, path: str, people: object, problems: list[Problem]) -> list[int]:
    reader = ReferenceReader(request.context)
    user = request.context.application.entity_by_name["user"]
    if not isinstance(people, list):
        problems.append(Problem(path=path, code="not_a_list"))
        return []
    if len(people) > _MOST_SIGNERS:
        problems.append(Problem(path=path, code="too_many_rows", parameters={"maximum": _MOST_SIGNERS}))
        return []
    try:
        return [reader.record_id(user, each) for each in people]
    except BadReferenceError as error:
        problems.append(Problem(path=path, code=error.code, parameters=error.parameters))
        return []


def no_such(path: str, name: object, known: list[str]) -> Problem:
    """The problem of a name that is none of the known ones, or no name at all."""
    if not isinstance(name, str):
        return Problem(path=path, code="choose_one_of", parameters={"known": ", ".join(known)})
    return unknown_name(path, name, known)
