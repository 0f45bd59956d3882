"""The addresses in mails: the invisible picture, and links on their way to where they lead. Nobody is signed in."""

from __future__ import annotations

import base64

from starlette.responses import Response

from lowcode.runtime.http.errors import NotFoundError
from lowcode.runtime.http.redirects import redirect
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.http.routing import Route
from lowcode.runtime.process.reading import clicked, opened, target_of

_PICTURE = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


def show_picture(request: PageRequest) -> Response:
    """One transparent pixel, whether the mail is known or not."""
    opened(request.context, request.route_values["key"])
    return Response(_PICTURE, media_type="image/gif", headers={"Cache-Control": "no-store"})


def follow_link(request: PageRequest) -> Response:
    """Goes where the link of the mail leads."""
    key = request.route_values["key"]
    target = target_of(request.context, key, request.record_id)
    if target is None:
        raise NotFoundError
    clicked(request.context, key)
    return redirect(target)


ROUTES = (
    Route("GET", "/-/mail/{key}/open", show_picture, public=True, writes=True),
    Route("GET", "/-/mail/{key}/{id}", follow_link, public=True, writes=True),
)
