"""When a user hears of things outside the app, and who signs for him while he is away."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import select
from starlette.responses import Response

from lowcode.runtime.database.process_tables import absence
from lowcode.runtime.http.redirects import redirect
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.notices import tell
from lowcode.runtime.pages.process.attempts import attempt
from lowcode.runtime.pages.process.people import choosable, people_by_id
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.pages.script_words import script_words
from lowcode.runtime.process.approvals.handing_over import end_absence, set_absence
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process.preferences import (
    MessagePreferences,
    message_preferences,
    write_message_preferences,
)
from lowcode.runtime.values.moments import instant

_LAST_MINUTE = datetime.time(23, 59)
_MIDNIGHT = datetime.time(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceView:
    """An absence that goes on or is still to come."""

    delegate: str
    text: str
    is_present: bool


def show_messages(request: PageRequest) -> Response:
    """`GET /-/account/messages`."""
    chosen = message_preferences(request.context.connection, request.context.user_id or 0)
    texts = {
        "quiet_from": _text(chosen.quiet_from),
        "quiet_until": _text(chosen.quiet_until),
        "digest_at": _text(chosen.digest_at),
    }
    return render(request, "message_settings.html", texts=texts, problem="", timezone=_timezone(request))


def change_messages(request: PageRequest) -> Response:
    """`POST /-/account/messages`: empty times switch off."""
    names = ("quiet_from", "quiet_until", "digest_at")
    texts = {name: request.form.get(name, "").strip() for name in names}
    times = {name: _time(text) for name, text in texts.items()}
    problem = ""
    if any(text and times[name] is None for name, text in texts.items()):
        problem = "messages.not_a_time"
    elif bool(texts["quiet_from"]) is not bool(texts["quiet_until"]):
        problem = "messages.both_times"
    if problem:
        said = presentation_of(request).say(problem)
        return render(
            request, "message_settings.html", status=422, texts=texts, problem=said, timezone=_timezone(request)
        )
    write_message_preferences(request.context.connection, request.context.user_id or 0, MessagePreferences(**times))
    answer = redirect("/-/account/messages")
    tell(answer, "saved")
    return answer


def show_absence(request: PageRequest) -> Response:
    """`GET /-/account/absence`."""
    return _absence_page(request, {})


def change_absence(request: PageRequest) -> Response:
    """`POST /-/account/absence`: from one day to another, or until further notice; or the end of it."""
    context, form = request.context, request.form
    if form.get("action") == "end":
        end_absence(context, context.user_id or 0)
        answer = redirect("/-/account/absence")
        tell(answer, "absence_ended")
        return answer
    texts = {name: form.get(name, "") for name in ("delegate", "from_day", "until_day")}
    delegate, first, last = texts["delegate"], _day(texts["from_day"]), _day(texts["until_day"])
    start = instant(first, _MIDNIGHT, context.timezone) if first is not None else context.now
    end = instant(last, _LAST_MINUTE, context.timezone) if last is not None else None
    is_unreadable = (bool(texts["from_day"]) and first is None) or (bool(texts["until_day"]) and last is None)
    if is_unreadable or start is None or not delegate.isdigit() or len(delegate) > 10:
        return _absence_page(request, texts, presentation_of(request).say("problem.absence_wrong"))
    begins = max(start, context.now) if first is None or first <= context.today else start
    outcome = attempt(context, lambda: set_absence(context, context.user_id or 0, int(delegate), begins, end))
    if isinstance(outcome, ProcessRefusal):
        return _absence_page(request, texts, presentation_of(request).say("problem.absence_wrong"))
    answer = redirect("/-/account/absence")
    tell(answer, "absence_set")
    return answer


def _absence_page(request: PageRequest, texts: dict[str, str], problem: str = "") -> Response:
    context = request.context
    delegate = texts.get("delegate", "")
    named = [int(delegate)] if delegate.isascii() and delegate.isdigit() and len(delegate) < 10 else []
    colleagues = choosable(context, chosen=named, but=context.user_id)
    return render(
        request,
        "absence.html",
        status=422 if problem else 200,
        absences=_absences(request),
        colleagues=colleagues,
        texts=texts,
        script_texts=script_words(presentation_of(request)),
        problem=problem,
    )


def _absences(request: PageRequest) -> tuple[AbsenceView, ...]:
    context, presentation = request.context, presentation_of(request)
    open_ended = absence.c.ends_at.is_(None) | (absence.c.ends_at > context.now)
    statement = select(absence).where(absence.c.user_id == context.user_id, open_ended).order_by(absence.c.starts_at)
    rows = context.connection.execute(statement).all()
    people = people_by_id(request, [row.delegate_id for row in rows])
    say, formats = presentation.say, presentation.formats
    return tuple(
        AbsenceView(
            delegate=people[row.delegate_id].name,
            text=say("absence.until", start=formats.instant(row.starts_at), end=formats.instant(row.ends_at))
            if row.ends_at is not None
            else say("absence.open", start=formats.instant(row.starts_at)),
            is_present=row.starts_at <= context.now,
        )
        for row in rows
    )


def _timezone(request: PageRequest) -> str:
    return request.context.application.timezone


def _text(time: datetime.time | None) -> str:
    return time.isoformat("minutes") if time is not None else ""


def _time(text: str) -> datetime.time | None:
    try:
        return datetime.time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None) if text else None
    except ValueError:
        return None


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        return None
