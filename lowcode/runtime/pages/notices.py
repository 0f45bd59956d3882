"""What a page has to tell after it redirected: `Saved`, `Deleted — undo`.

A notice travels in a short-lived cookie as a key of the wording and numbers, never as text,
so that nobody can make the app say something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lowcode.runtime.locale.wording import wording_for

if TYPE_CHECKING:
    from starlette.responses import Response

    from lowcode.runtime.http.request import PageRequest

COOKIE: Final = "notice"
_FORM: Final = re.compile(
    r"(?P<kind>good|bad)\.(?P<key>[a-z_]{1,40})(?:\.(?P<count>\d{1,9}))?(?:\.bin(?P<bin>\d{1,10}))?"
)


@dataclass(frozen=True, slots=True)
class Notice:
    """One message above the page; `action_url` is where its button posts to."""

    kind: str
    text: str
    action_url: str | None = None
    action_label: str = ""


def tell(
    answer: Response, key: str, *, kind: str = "good", count: int | None = None, bin_entry: int | None = None
) -> None:
    """The page that `answer` redirects to will say `notice.<key>`; `bin_entry` adds an undo of that deletion."""
    value = f"{kind}.{key}"
    if count is not None:
        value += f".{count}"
    if bin_entry is not None:
        value += f".bin{bin_entry}"
    answer.set_cookie(COOKIE, value, max_age=30, httponly=True, samesite="lax")


def notices_of(request: PageRequest) -> tuple[Notice, ...]:
    """What the page before wanted said."""
    match = _FORM.fullmatch(request.cookies.get(COOKIE, ""))
    wording = wording_for(request.locale)
    if match is None or not wording.knows(f"notice.{match['key']}"):
        return ()
    text = wording.say(f"notice.{match['key']}", count=int(match["count"] or 1))
    if match["bin"] is None:
        return (Notice(match["kind"], text),)
    return (Notice(match["kind"], text, f"/-/recycle-bin/{match['bin']}", wording.say("action.undo")),)


def forget_notice(request: PageRequest, answer: Response) -> None:
    """Once shown, a notice is gone."""
    if COOKIE in request.cookies:
        answer.delete_cookie(COOKIE)
