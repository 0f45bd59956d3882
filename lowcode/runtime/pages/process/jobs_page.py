"""`/-/jobs`: for administrators, what waits, what has failed and why, and who does the work."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from lowcode.runtime.context import ADMINISTRATOR, Context
from lowcode.runtime.http.errors import BadRequestError, ForbiddenError, NotFoundError
from lowcode.runtime.http.redirects import redirect
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.jobs.health import (
    SHOWN,
    Health,
    close_circuit,
    deliveries_in,
    drop_delivery,
    drop_timer,
    health,
    retry_dead,
    retry_delivery,
    retry_timer,
    timers_in,
)
from lowcode.runtime.jobs.workers import SILENT_AFTER
from lowcode.runtime.pages.notices import tell
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.process.channels import channel_words
from lowcode.runtime.pages.process.durations import duration
from lowcode.runtime.pages.process.migration_view import MigrationView, migration_view
from lowcode.runtime.pages.process.origins import origin_words
from lowcode.runtime.pages.process.record_links import RecordLinks, links_to
from lowcode.runtime.pages.process.timer_words import timer_words
from lowcode.runtime.pages.rendering import presentation_of, render

LISTS: Final = {
    "timers": "jobs.tab_timers",
    "failed": "jobs.tab_failed",
    "deliveries": "jobs.tab_deliveries",
    "dead": "jobs.tab_dead",
    "workers": "jobs.tab_workers",
    "migration": "jobs.tab_migration",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """A timer or a delivery."""

    id: int
    what: str
    about: str
    about_url: str
    when: str
    at: str
    is_overdue: bool
    attempts: int
    error: str
    retry_url: str
    drop_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerView:
    """A process that does the work."""

    name: str
    kind: str
    since: str
    seen: str
    handled: str
    is_silent: bool
    is_stopping: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JobsPage:
    """What `jobs.html` shows."""

    tab: str
    tabs: tuple[tuple[str, str, str, int], ...]
    """Name, label, address, number."""
    warnings: tuple[str, ...]
    jobs: tuple[JobView, ...]
    workers: tuple[WorkerView, ...]
    migration: MigrationView | None
    circuits: tuple[tuple[str, str, str], ...]
    """Channel by name, its label, until when it is left alone."""
    next_url: str | None
    can_retry_dead: bool
    empty: str


def show_jobs(request: PageRequest) -> Response:
    """`GET /-/jobs?list=…`."""
    _require_administrator(request)
    context, presentation = request.context, presentation_of(request)
    state = health(context.connection, context.now)
    migration = migration_view(presentation, context)
    wanted = request.query.get("list", "")
    tab = wanted if wanted in LISTS and (wanted != "migration" or migration) else _most_urgent(state, migration)
    text = request.query.get("after", "")
    after = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    rows = _rows(context, tab, after)
    links = links_to(request, [(row.entity, row.record_id) for row in rows])
    view = _timer if tab in ("timers", "failed") else _delivery
    page = JobsPage(
        tab=tab,
        tabs=_tabs(presentation, state, migration),
        warnings=tuple(_warnings(presentation, context, state)),
        jobs=tuple(view(presentation, context, row, links) for row in rows[:SHOWN]),
        workers=_workers(presentation, context, state) if tab == "workers" else (),
        migration=migration if tab == "migration" else None,
        circuits=tuple(
            (name, channel_words(presentation, context, name), presentation.formats.instant(until))
            for name, until in state.open_circuits
        ),
        next_url=f"/-/jobs?list={tab}&after={after + SHOWN}" if len(rows) > SHOWN else None,
        can_retry_dead=tab == "dead" and bool(rows),
        empty=presentation.say("jobs.nothing"),
    )
    return render(request, "jobs.html", page=page)


def change_timer(request: PageRequest) -> Response:
    """`POST /-/jobs/timers/{id}`: again at once, or never."""
    return _change(request, {"retry": retry_timer, "drop": drop_timer})


def change_delivery(request: PageRequest) -> Response:
    """`POST /-/jobs/deliveries/{id}`: again at once with the same key, or never."""
    return _change(request, {"retry": retry_delivery, "drop": drop_delivery})


def change_channel(request: PageRequest) -> Response:
    """`POST /-/jobs/channels`: tries a channel that is left alone; sends all that is dead again."""
    _require_administrator(request)
    context, channel = request.context, request.form.get("channel", "")
    match request.form.get("action"):
        case "close":
            close_circuit(context, channel)
            count = 1
        case "retry":
            count = retry_dead(context, channel or None)
        case _:
            raise BadRequestError
    answer = redirect("/-/jobs")
    tell(answer, "job_retried", count=count)
    return answer


def _change(request: PageRequest, actions: dict[str, Callable[[Context, int], bool]]) -> Response:
    _require_administrator(request)
    action = request.form.get("action", "")
    if action not in actions:
        raise BadRequestError
    if not actions[action](request.context, request.record_id):
        raise NotFoundError
    name = request.form.get("list", "")
    answer = redirect(f"/-/jobs?list={name}" if name in LISTS else "/-/jobs")
    if action == "retry":
        tell(answer, "job_retried", count=1)
    else:
        tell(answer, "job_dropped")
    return answer


def _require_administrator(request: PageRequest) -> None:
    if not request.context.has_role(ADMINISTRATOR):
        raise ForbiddenError


def _most_urgent(state: Health, migration: MigrationView | None) -> str:
    if migration is not None and migration.parts:
        return "migration"
    return "failed" if state.failed_timers else "dead" if state.dead_deliveries else "timers"


def _rows(context: Context, tab: str, after: int) -> list[Any]:
    match tab:
        case "timers":
            return list(timers_in(context.connection, "waiting", after=after, limit=SHOWN + 1))
        case "failed":
            return list(timers_in(context.connection, "failed", after=after, limit=SHOWN + 1))
        case "deliveries":
            return list(deliveries_in(context.connection, "waiting", after=after, limit=SHOWN + 1))
        case "dead":
            return list(deliveries_in(context.connection, "dead", after=after, limit=SHOWN + 1))
        case _:
            return []


def _tabs(
    presentation: Presentation, state: Health, migration: MigrationView | None
) -> tuple[tuple[str, str, str, int], ...]:
    counts = {
        "timers": state.waiting_timers,
        "failed": state.failed_timers,
        "deliveries": state.waiting_deliveries,
        "dead": state.dead_deliveries,
        "workers": len(state.workers),
    }
    if migration is not None:
        counts["migration"] = migration.open_batches
    return tuple((name, presentation.say(LISTS[name]), f"/-/jobs?list={name}", count) for name, count in counts.items())


def _warnings(presentation: Presentation, context: Context, state: Health) -> list[str]:
    found = []
    if not state.is_worked_on:
        found.append(presentation.say("jobs.nobody_works"))
    if state.oldest_overdue is not None:
        seconds = round((context.now - state.oldest_overdue).total_seconds())
        if seconds >= SILENT_AFTER.total_seconds():
            found.append(presentation.say("jobs.overdue", time=duration(presentation, seconds)))
    return found


def _timer(presentation: Presentation, context: Context, row: Any, links: RecordLinks) -> JobView:
    what = timer_words(presentation, context, row)
    is_overdue = row.status == "waiting" and row.due_at < context.now
    return _job(presentation, row, links, what, row.due_at, "timers", is_overdue=is_overdue)


def _delivery(presentation: Presentation, context: Context, row: Any, links: RecordLinks) -> JobView:
    channel = channel_words(presentation, context, row.channel)
    origin = origin_words(presentation, context, row.origin)
    what = " · ".join(each for each in (channel, row.address or "", origin) if each)
    moment = row.next_attempt_at or row.created_at
    is_overdue = row.status == "waiting" and moment < context.now
    return _job(presentation, row, links, what, moment, "deliveries", is_overdue=is_overdue)


def _job(
    presentation: Presentation,
    row: Any,
    links: RecordLinks,
    what: str,
    moment: datetime.datetime,
    kind: str,
    *,
    is_overdue: bool,
) -> JobView:
    link = links.get((row.entity, row.record_id))
    entity = presentation.application.entity_by_name.get(row.entity or "")
    unread = f"{presentation.text(entity.label)} #{row.record_id}" if entity is not None else ""
    about = link.title if link is not None else unread
    return JobView(
        id=row.id,
        what=what,
        about=about,
        about_url=link.url if link is not None else "",
        when=presentation.formats.instant(moment),
        at=presentation.formats.instant(row.created_at),
        is_overdue=is_overdue,
        attempts=row.attempts,
        error=row.last_error or "",
        retry_url=f"/-/jobs/{kind}/{row.id}",
        drop_url=f"/-/jobs/{kind}/{row.id}",
    )


def _workers(presentation: Presentation, context: Context, state: Health) -> tuple[WorkerView, ...]:
    kinds = {"embedded": "jobs.kind_embedded", "worker": "jobs.kind_worker"}
    formats = presentation.formats
    return tuple(
        WorkerView(
            name=each.name,
            kind=presentation.say(kinds[each.kind]) if each.kind in kinds else each.kind,
            since=formats.instant(each.started_at),
            seen=formats.ago(each.seen_at, context.now),
            handled=formats.integer(each.handled),
            is_silent=context.now - each.seen_at >= SILENT_AFTER,
            is_stopping=each.stopping,
        )
        for each in state.workers
    )
