"""Messages inside the app: the menu under the bell, the list of all, marking as read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from starlette.responses import Response

from lowcode.runtime.database.process_tables import notification
from lowcode.runtime.http.errors import NotFoundError
from lowcode.runtime.http.redirects import redirect, safe_next
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.process.origins import origin_words
from lowcode.runtime.pages.process.record_links import links_to
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.process.notifications import SHOWN, Notification, mark_read, notifications_of

_IN_MENU = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationView:
    """One message."""

    id: int
    title: str
    text: str
    when: str
    at: str
    origin: str
    is_unread: bool
    has_target: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationPage:
    """What `notifications.html` and `notification_menu.html` show."""

    messages: tuple[NotificationView, ...]
    has_unread: bool
    older_url: str | None = None


def show_notifications(request: PageRequest) -> Response:
    """`GET /-/notifications`."""
    text = request.query.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 11 else None
    found = notifications_of(request.context.connection, _reader(request), before=before, limit=SHOWN + 1)
    shown = found[:SHOWN]
    older = f"/-/notifications?before={shown[-1].id}" if len(found) > SHOWN else None
    page = NotificationPage(messages=_views(request, shown), has_unread=_has_unread(shown), older_url=older)
    return render(request, "notifications.html", page=page)


def show_latest(request: PageRequest) -> Response:
    """`GET /-/notifications/latest`: what the menu under the bell holds."""
    found = notifications_of(request.context.connection, _reader(request), limit=_IN_MENU)
    page = NotificationPage(messages=_views(request, found), has_unread=_has_unread(found))
    return render(request, "notification_menu.html", page=page)


def open_notification(request: PageRequest) -> Response:
    """`POST /-/notifications/{id}/open`: marks it as read and goes to what it is about."""
    context = request.context
    statement = select(notification.c.entity, notification.c.record_id).where(
        notification.c.id == request.record_id, notification.c.user_id == context.user_id
    )
    row = context.connection.execute(statement).one_or_none()
    if row is None:
        raise NotFoundError
    mark_read(context.connection, _reader(request), context.now, [request.record_id])
    links = links_to(request, [(row.entity, row.record_id)])
    link = links.get((row.entity, row.record_id))
    return redirect(link.url if link is not None else "/-/todo" if row.entity is not None else "/-/notifications")


def read_all(request: PageRequest) -> Response:
    """`POST /-/notifications/read`: all at once."""
    mark_read(request.context.connection, _reader(request), request.context.now)
    return redirect(safe_next(request.form.get("next", "/-/notifications")))


def _reader(request: PageRequest) -> int:
    return request.context.user_id or 0


def _has_unread(messages: Iterable[Notification]) -> bool:
    return any(each.read_at is None for each in messages)


def _views(request: PageRequest, messages: list[Notification]) -> tuple[NotificationView, ...]:
    presentation, context = presentation_of(request), request.context
    views = []
    for each in messages:
        title, _, text = each.text.partition("\n")
        views.append(
            NotificationView(
                id=each.id,
                title=title,
                text=text,
                when=presentation.formats.ago(each.created_at, context.now),
                at=presentation.formats.instant(each.created_at),
                origin=origin_words(presentation, context, each.origin),
                is_unread=each.read_at is None,
                has_target=each.entity is not None,
            )
        )
    return tuple(views)
