"""One record: create, read, change, delete; what deleting would do; what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from lowcode.runtime.access import may
from lowcode.runtime.api.errors import InTheWayError, ProblemsError
from lowcode.runtime.api.outcomes import record_answer, refuse, wanted_version
from lowcode.runtime.api.reading import RecordReader
from lowcode.runtime.api.request import ApiRequest, json_answer, require_known, whole_number
from lowcode.runtime.api.values import link_json, masked_names, moment_text, record_json
from lowcode.runtime.definitions import Verb
from lowcode.runtime.field_rights import Masked
from lowcode.runtime.http.errors import ForbiddenError, NotFoundError
from lowcode.runtime.merging.following import merged_into
from lowcode.runtime.pages.process.origins import origin_words
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.queries.results import HistoryEntry
from lowcode.runtime.saving.deleting import Consequence, Consequences, Deleted, consequences, delete
from lowcode.runtime.saving.loading import load_for
from lowcode.runtime.saving.outcome import Conflict, NotAllowedError, RecordNotFoundError, Refused, Saved
from lowcode.runtime.saving.save import save
from lowcode.runtime.saving.submission import Submission

_HISTORY: Final = 50


def show_record(request: ApiRequest) -> Response:
    """`GET /{entity}/{id}`; of a record that was merged into another, the way to that."""
    view = request.service.queries.record(request.entity, request.record_id, request.context)
    if view is None:
        found = merged_into(request.context, request.entity, request.record_id)
        if found is None:
            raise NotFoundError
        return Response(status_code=308, headers={"Location": f"{request.path.rpartition('/')[0]}/{found}"})
    return json_answer(record_json(request.context.application, view), headers={"ETag": f'"{view.version}"'})


def create_record(request: ApiRequest) -> Response:
    """`POST /{entity}`."""
    entity = require_known(request)
    if not may(entity, Verb.CREATE, request.context):
        raise ForbiddenError
    body = request.json_object()
    submission = RecordReader(request.context).submission(entity, body)
    return record_answer(request, _saved(request, None, submission, None), 201)


def change_record(request: ApiRequest) -> Response:
    """`PATCH /{entity}/{id}`: the fields that are named, and no others."""
    entity = require_known(request)
    body = dict(request.json_object())
    version = wanted_version(request, body)
    body.pop("version", None)
    submission = RecordReader(request.context).submission(entity, body)
    return record_answer(request, _saved(request, request.record_id, submission, version))


def _saved(request: ApiRequest, record_id: int | None, submission: Submission, version: int | None) -> Saved:
    entity = request.entity
    try:
        outcome = save(request.context, entity, record_id, submission, version)
    except RecordNotFoundError as error:
        raise NotFoundError from error
    except NotAllowedError as error:
        raise ForbiddenError from error
    if isinstance(outcome, Refused | Conflict):
        refuse(request, outcome, entity)
    return outcome


def show_deletion(request: ApiRequest) -> Response:
    """`GET /{entity}/{id}/deletion`: what deleting the record would do, without doing it."""
    found = _consequences(request)
    return json_answer(
        {"possible": found.is_allowed, **_consequences_json(request, found), "in_the_way": _blockers(request, found)}
    )


def delete_record(request: ApiRequest) -> Response:
    """`DELETE /{entity}/{id}`: into the recycle bin; the answer says what went with it."""
    found = _consequences(request)
    _check_version(request)
    outcome = delete(request.context, request.entity, request.record_id)
    if isinstance(outcome, Refused):
        raise ProblemsError(outcome.problems, request.entity)
    if not isinstance(outcome, Deleted):
        error = InTheWayError()
        error.members["in_the_way"] = _blockers(request, outcome)
        raise error
    return json_answer({"id": request.record_id, "recycle_bin": outcome.bin_id, **_consequences_json(request, found)})


def _consequences(request: ApiRequest) -> Consequences:
    require_known(request)
    try:
        return consequences(request.context, request.entity, request.record_id)
    except RecordNotFoundError as error:
        raise NotFoundError from error
    except NotAllowedError as error:
        raise ForbiddenError from error


def _check_version(request: ApiRequest) -> None:
    """Whoever names a version deletes that one and no other."""
    version = wanted_version(request, {}, required=False)
    if version is None:
        return
    record = load_for(request.context, request.entity, request.record_id, Verb.DELETE)
    if record.version != version:
        conflict = Conflict(version=record.version, changed_by_id=record.updated_by_id, differences=())
        refuse(request, conflict, request.entity)


def _consequences_json(request: ApiRequest, found: Consequences) -> dict[str, Any]:
    return {
        "deleted_too": [_consequence(request, each) for each in found.cascades],
        "cleared": [_consequence(request, each) for each in found.cleared],
    }


def _blockers(request: ApiRequest, found: Consequences) -> list[dict[str, Any]]:
    """What stands in the way; of records that one may not read only that there are some."""
    return [_consequence(request, each) if each.titles and request.reads else {} for each in found.restricted]


def _consequence(request: ApiRequest, each: Consequence) -> dict[str, Any]:
    incoming = each.incoming
    content: dict[str, Any] = {
        "entity": incoming.entity.name,
        "label": presentation_of(request).text(incoming.entity.label),
        "field": incoming.field.name if incoming.field is not None else None,
        "count": each.count,
    }
    if request.reads:
        content["titles"] = list(each.titles)
    # Titles are those of readable records only: ids belong to them one by one only where none is left out.
    if request.reads and len(each.titles) == each.count:
        content["ids"] = list(each.ids)
    return content


def show_history(request: ApiRequest) -> Response:
    """`GET /{entity}/{id}/history`: who changed what, the latest first."""
    entity, context, queries = request.entity, request.context, request.service.queries
    if queries.record(entity, request.record_id, context) is None:
        raise NotFoundError
    before = whole_number(request.query["before"]) if "before" in request.query else None
    entries = queries.history(entity, request.record_id, context, before=before, most=_HISTORY + 1)
    shown = entries[:_HISTORY]
    return json_answer(
        {
            "items": [_entry(request, each) for each in shown],
            "next": f"{request.path}?before={shown[-1].id}" if len(entries) > len(shown) else None,
        }
    )


def _entry(request: ApiRequest, entry: HistoryEntry) -> Mapping[str, Any]:
    return {
        "id": entry.id,
        "at": moment_text(entry.at),
        "by": link_json(entry.by),
        "action": entry.action,
        "origin": origin_words(presentation_of(request), request.context, entry.origin) or None,
        "changes": [
            {"field": path, "old": _kept(old), "new": _kept(new), **masked_names((("old", old), ("new", new)))}
            for path, old, new in entry.changes
        ],
    }


def _kept(value: Any) -> Any:
    """A value as histories keep it; a masked one as it stands."""
    return str(value) if isinstance(value, Masked) else value
