"""All addresses of pages about processes."""

from __future__ import annotations

from typing import Final

from lowcode.runtime.http.routing import Route
from lowcode.runtime.pages.process.approval_page import decide, show_request, show_sign_off
from lowcode.runtime.pages.process.board_moves import move_card, show_moves
from lowcode.runtime.pages.process.board_page import show_board
from lowcode.runtime.pages.process.counting import show_counters
from lowcode.runtime.pages.process.events import show_events
from lowcode.runtime.pages.process.jobs_page import change_channel, change_delivery, change_timer, show_jobs
from lowcode.runtime.pages.process.moving import (
    ask_button,
    ask_submission,
    ask_transition,
    make_transition,
    press_button,
    submit_record,
)
from lowcode.runtime.pages.process.notification_page import (
    open_notification,
    read_all,
    show_latest,
    show_notifications,
)
from lowcode.runtime.pages.process.own_settings import (
    change_absence,
    change_messages,
    show_absence,
    show_messages,
)
from lowcode.runtime.pages.process.people import LOOKUP, show_colleagues
from lowcode.runtime.pages.process.task_views import finish, reopen
from lowcode.runtime.pages.process.todo_batch import decide_several
from lowcode.runtime.pages.process.todo_page import show_todo

PROCESS_ROUTES: Final = (
    Route("GET", "/-/todo", show_todo),
    Route("POST", "/-/todo/decide", decide_several, writes=False),
    Route("POST", "/-/tasks/{id}/done", finish),
    Route("POST", "/-/tasks/{id}/reopen", reopen),
    Route("GET", "/-/approvals/{id}", show_request),
    Route("GET", "/-/approvals/{id}/sign-off", show_sign_off),
    Route("POST", "/-/approvals/{id}/decide", decide, uploads=True),
    Route("GET", "/-/notifications", show_notifications),
    Route("GET", "/-/notifications/latest", show_latest),
    Route("POST", "/-/notifications/read", read_all),
    Route("POST", "/-/notifications/{id}/open", open_notification),
    Route("GET", "/-/events", show_events),
    Route("GET", "/-/counters", show_counters),
    Route("GET", LOOKUP, show_colleagues),
    Route("GET", "/-/account/messages", show_messages),
    Route("POST", "/-/account/messages", change_messages),
    Route("GET", "/-/account/absence", show_absence),
    Route("POST", "/-/account/absence", change_absence),
    Route("GET", "/-/jobs", show_jobs),
    Route("POST", "/-/jobs/timers/{id}", change_timer),
    Route("POST", "/-/jobs/deliveries/{id}", change_delivery),
    Route("POST", "/-/jobs/channels", change_channel),
    Route("GET", "/{entity}/board", show_board),
    Route("GET", "/{entity}/{id}/moves", show_moves),
    Route("POST", "/{entity}/{id}/to", move_card),
    Route("GET", "/{entity}/{id}/do/{transition}", ask_transition),
    Route("POST", "/{entity}/{id}/do/{transition}", make_transition, uploads=True),
    Route("GET", "/{entity}/{id}/press/{rule}", ask_button),
    Route("POST", "/{entity}/{id}/press/{rule}", press_button, uploads=True),
    Route("GET", "/{entity}/{id}/submit/{approval}", ask_submission),
    Route("POST", "/{entity}/{id}/submit/{approval}", submit_record),
)
