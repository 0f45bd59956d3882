"""Refusals as `application/problem+json`, in the language of whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import msgspec
from starlette.datastructures import Headers
from starlette.responses import Response

from lowcode.runtime.api.errors import ApiError, ProblemsError
from lowcode.runtime.api.request import ApiRequest
from lowcode.runtime.http.errors import HttpError, MethodNotAllowedError, ThrottledError
from lowcode.runtime.http.locale import choose_locale
from lowcode.runtime.http.service import Service
from lowcode.runtime.locale.wording import Wording, wording_for
from lowcode.runtime.pages.problem_words import ProblemWords
from lowcode.runtime.pages.process.attempts import named_step
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.saving.outcome import Problem

MEDIA_TYPE: Final = "application/problem+json"

_KEYS: Final[Mapping[HTTPStatus, str]] = {
    HTTPStatus.BAD_REQUEST: "api.bad_request",
    HTTPStatus.FORBIDDEN: "api.forbidden",
    HTTPStatus.NOT_FOUND: "api.not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "api.method_not_allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "api.too_large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "api.not_json",
    HTTPStatus.TOO_MANY_REQUESTS: "api.throttled",
    HTTPStatus.INTERNAL_SERVER_ERROR: "api.internal",
    HTTPStatus.SERVICE_UNAVAILABLE: "api.unavailable",
}
"""The words of refusals that pages have, too; behind the point is the code."""

_HIDDEN: Final = {"not_unique_with": "not_unique"}
"""Problems that name another record, and what is said instead to who may not read."""


def problem_answer(request: ApiRequest, error: HttpError) -> Response:
    """The refusal of a request of somebody who is known."""
    problems: list[dict[str, Any]] = []
    if isinstance(error, ProblemsError):
        problems = [_item(request, error, each) for each in error.problems]
    return _answer(wording_for(request.locale), error, problems)


def plain_problem(service: Service, headers: Headers, error: HttpError) -> Response:
    """The refusal of a request whose sender is not known, or when nothing else can be said."""
    accepted = headers.get("accept-language", "")
    locale = choose_locale(service.application.locales, None, None, accepted)
    return _answer(wording_for(locale), error, [])


def _answer(wording: Wording, error: HttpError, problems: list[dict[str, Any]]) -> Response:
    key = error.key if isinstance(error, ApiError) else _KEYS.get(error.status, "api.bad_request")
    code = key.partition(".")[2]
    values = error.values if isinstance(error, ApiError) else {}
    content: dict[str, Any] = {
        "type": f"urn:problem:{code}",
        "title": wording.say(key, **values),
        "status": error.status.value,
        "code": code,
        "problems": problems,
    }
    if isinstance(error, ApiError):
        content |= error.members
    headers = _headers(error)
    return Response(msgspec.json.encode(content), error.status.value, headers, MEDIA_TYPE)


def _headers(error: HttpError) -> dict[str, str]:
    headers = dict(error.headers) if isinstance(error, ApiError) else {}
    if error.status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="api"'
    if isinstance(error, MethodNotAllowedError):
        headers["Allow"] = ", ".join(error.allowed)
    if isinstance(error, ThrottledError):
        headers["Retry-After"] = str(error.wait)
    return headers


def _item(request: ApiRequest, error: ProblemsError, problem: Problem) -> dict[str, Any]:
    shown = named_step(request.context, problem)
    if not request.reads and shown.code in _HIDDEN:
        shown = Problem(path=shown.path, code=_HIDDEN[shown.code], message=shown.message)
    item: dict[str, Any] = {"field": shown.path, "code": shown.code, "message": _words(request, error, shown)}
    suggestion = shown.parameters.get("suggestion")
    if suggestion:
        item["suggestion"] = suggestion
    other = shown.parameters.get("id")
    if shown.code == "not_unique_with" and other is not None:
        item["record"] = {"id": other, "title": shown.parameters.get("title")}
    return item


def _words(request: ApiRequest, error: ProblemsError, problem: Problem) -> str:
    presentation = presentation_of(request)
    if error.entity is None:
        if problem.message is not None:
            return presentation.text(problem.message)
        return presentation.say(f"problem.{problem.code}", label=problem.path, **problem.parameters)
    return ProblemWords(presentation, error.entity, request.context).view(problem).text
