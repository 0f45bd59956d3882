"""One request to the API, as its handlers see it, and the answers that they make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgspec
from starlette.responses import Response

from lowcode.catalog.api import PREFIX, READ, Operation
from lowcode.runtime.access import may
from lowcode.runtime.api.authentication import Caller
from lowcode.runtime.api.bodies import read_json
from lowcode.runtime.api.errors import NotJsonError, ProblemsError
from lowcode.runtime.definitions import EntityDefinition, Verb
from lowcode.runtime.http.body import Upload
from lowcode.runtime.http.errors import BadRequestError, NotFoundError
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.saving.outcome import Problem

_JSON_TYPES = frozenset({"application/json", "application/merge-patch+json"})


@dataclass(kw_only=True)
class ApiRequest(PageRequest):
    """What a handler gets: like a page's, with JSON for a form."""

    caller: Caller
    body: bytes
    uploads: tuple[Upload, ...] = ()

    @property
    def reads(self) -> bool:
        """Whether the token may see records; one that may only save is told no values of others."""
        return READ in self.caller.scopes

    def json(self) -> Any:
        """What the body says; raises what is wrong with it."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in _JSON_TYPES:
            raise NotJsonError
        return read_json(self.body)

    def json_object(self) -> Mapping[str, Any]:
        """The body as an object; an empty body is an empty one."""
        if not self.body.strip():
            return {}
        found = self.json()
        if not isinstance(found, dict):
            raise ProblemsError((Problem(path="", code="not_an_object"),))
        return found


Handler: TypeAlias = Callable[[ApiRequest], Response]


@dataclass(frozen=True, slots=True)
class ApiRoute:
    """An operation with what does it."""

    operation: Operation
    handler: Handler

    @property
    def method(self) -> str:
        """Such as GET."""
        return self.operation.method

    @property
    def pattern(self) -> str:
        """Below the prefix of the API."""
        return self.operation.pattern

    @property
    def writes(self) -> bool:
        """Whether the handler gets a transaction that may write."""
        return self.operation.method != "GET"

    @property
    def uploads(self) -> bool:
        """Whether files may come with it."""
        return self.operation.name == "upload_files"


def json_answer(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The content as JSON; exact numbers and days are texts in it."""
    return Response(msgspec.json.encode(content), status, headers, "application/json")


def address_of(entity: str, record_id: int | None = None, *below: str) -> str:
    """The address of an entity, a record, or something of it."""
    parts = [PREFIX, entity, *([] if record_id is None else [str(record_id)]), *below]
    return "/".join(parts)


def require_known(request: ApiRequest) -> EntityDefinition:
    """The entity of the address, for who may do anything to some record of it; for others there is none."""
    entity = request.entity
    if not any(may(entity, verb, request.context) for verb in Verb):
        raise NotFoundError
    return entity


def whole_number(text: str, largest: int = 2**31 - 1) -> int:
    """A positive whole number of the address."""
    if not text.isascii() or not text.isdigit() or len(text) > 10 or not 0 < int(text) <= largest:
        raise BadRequestError
    return int(text)
