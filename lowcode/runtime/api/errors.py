"""Refusals of the API: each with a status, a code that programs read and words that people read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.http.errors import HttpError
from lowcode.runtime.saving.outcome import Problem


class ApiError(HttpError):
    """Ends a request. `key` is the place of its words, and behind the point the code."""

    status = HTTPStatus.BAD_REQUEST
    key = "api.bad_request"

    def __init__(self, **values: object) -> None:
        super().__init__()
        self.values = values
        self.headers: dict[str, str] = {}
        self.members: dict[str, Any] = {}
        """More of the answer than every refusal has."""


class TokenMissingError(ApiError):
    """Nobody has said who he is, or not in a way that this method takes."""

    status = HTTPStatus.UNAUTHORIZED
    key = "api.token_missing"


class TokenUnknownError(ApiError):
    """There is no such token."""

    status = HTTPStatus.UNAUTHORIZED
    key = "api.token_unknown"


class TokenExpiredError(ApiError):
    """Its time is over."""

    status = HTTPStatus.UNAUTHORIZED
    key = "api.token_expired"


class TokenRevokedError(ApiError):
    """Its user or an administrator has ended it."""

    status = HTTPStatus.UNAUTHORIZED
    key = "api.token_revoked"


class UserInactiveError(ApiError):
    """Its user does not work here any more."""

    status = HTTPStatus.UNAUTHORIZED
    key = "api.user_inactive"


class ScopeMissingError(ApiError):
    """The token was not given what this needs."""

    status = HTTPStatus.FORBIDDEN
    key = "api.scope_missing"


class PasswordNeededError(ApiError):
    """The browser's session is one that has to change its password first."""

    status = HTTPStatus.FORBIDDEN
    key = "api.password_needed"


class NotJsonError(ApiError):
    """The body is not JSON by what its header says."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    key = "api.not_json"


class BrokenJsonError(ApiError):
    """The body is no JSON that can be read; `reason` says why."""

    key = "api.broken_json"


class VersionNeededError(ApiError):
    """Nobody changes what he has not seen: the version is missing."""

    status = HTTPStatus.PRECONDITION_REQUIRED
    key = "api.version_needed"


class KeyReusedError(ApiError):
    """The same `Idempotency-Key` came with another request before."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    key = "api.key_reused"


class BadKeyError(ApiError):
    """An `Idempotency-Key` has 1 to 200 visible ASCII characters."""

    key = "api.bad_key"


class ChangedError(ApiError):
    """Somebody else has changed the record since the version that was named."""

    status = HTTPStatus.PRECONDITION_FAILED
    key = "api.changed"


class InTheWayError(ApiError):
    """Other records need the one that was to be deleted."""

    status = HTTPStatus.CONFLICT
    key = "api.in_the_way"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is wrong, in words."""

    field: str
    code: str
    message: str
    more: Mapping[str, Any]


class ProblemsError(ApiError):
    """What was sent cannot be taken; `problems` say why, worded as problems of records of `entity`."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    key = "api.invalid"

    def __init__(
        self,
        problems: tuple[Problem, ...],
        entity: EntityDefinition | None = None,
        status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
    ) -> None:
        super().__init__()
        self.problems = problems
        self.entity = entity
        self.status = status


class BadParametersError(ProblemsError):
    """The address asks for something that there is not."""

    key = "api.bad_parameters"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems, status=HTTPStatus.BAD_REQUEST)


class RefusedError(ProblemsError):
    """A process says no: what was wanted is not possible, not now, or not for this user."""

    key = "api.refused"
