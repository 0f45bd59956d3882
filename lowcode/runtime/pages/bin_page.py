"""The recycle bin: what was deleted, by whom, and the way back."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from lowcode.runtime.http.errors import ForbiddenError, NotFoundError
from lowcode.runtime.http.redirects import redirect
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.notices import tell
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.recycle_bin import deleted_records, restore
from lowcode.runtime.saving.outcome import NotAllowedError, RecordNotFoundError, Refused

_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class BinEntry:
    """One deleted record."""

    title: str
    kind: str
    who: str
    when: str
    at: str
    restore_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BinPage:
    """What `recycle_bin.html` shows."""

    entries: tuple[BinEntry, ...]
    problem: str
    next_url: str | None


def show_bin(request: PageRequest) -> Response:
    """`/-/recycle-bin`."""
    return _page(request)


def restore_record(request: PageRequest) -> Response:
    """Brings a deleted record back and opens it."""
    bin_id = request.record_id
    entries = [each for each in deleted_records(request.context, limit=1, before=bin_id + 1) if each.id == bin_id]
    try:
        outcome = restore(request.context, bin_id)
    except RecordNotFoundError as error:
        raise NotFoundError from error
    except NotAllowedError as error:
        raise ForbiddenError from error
    if isinstance(outcome, Refused):
        has_changed = any(each.code == "database" for each in outcome.problems)
        word = "bin.refused_changed" if has_changed else "bin.refused_plain"
        return _page(request, problem=presentation_of(request).say(word))
    answer = redirect(f"/{entries[0].entity.name}/{outcome.record_id}" if entries else "/-/recycle-bin")
    tell(answer, "restored")
    return answer


def _page(request: PageRequest, problem: str = "") -> Response:
    presentation, context = presentation_of(request), request.context
    before = request.query.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 11 else None
    found = deleted_records(context, limit=_SIZE + 1, before=number)
    users = {each.deleted_by_id for each in found if each.deleted_by_id is not None}
    names = request.service.queries.titles("user", users, context) if users else {}
    formats = presentation.formats
    entries = tuple(
        BinEntry(
            title=each.title,
            kind=presentation.text(each.entity.label),
            who=(names[each.deleted_by_id].title if each.deleted_by_id in names else None)
            or presentation.say("history.system"),
            when=formats.ago(each.deleted_at, context.now),
            at=formats.instant(each.deleted_at),
            restore_url=f"/-/recycle-bin/{each.id}",
        )
        for each in found[:_SIZE]
    )
    next_url = f"/-/recycle-bin?before={found[_SIZE - 1].id}" if len(found) > _SIZE else None
    page = BinPage(entries=entries, problem=problem, next_url=next_url)
    return render(request, "recycle_bin.html", status=409 if problem else 200, page=page)
