"""Where somebody lands who asks for nothing in particular."""

from __future__ import annotations

from starlette.responses import Response

from lowcode.runtime.access import may
from lowcode.runtime.definitions import PageKind, Verb
from lowcode.runtime.http.redirects import redirect
from lowcode.runtime.http.request import PageRequest


def show_home(request: PageRequest) -> Response:
    """`/`: the first home of the specification that this user may open, else the first of the navigation."""
    context = request.context
    application = context.application
    entries = [*application.home, *(entry for group in application.menu for entry in group.entries)]
    for entry in entries:
        if entry.kind is PageKind.ENTITY and may(application.entity_by_name[entry.name], Verb.READ, context):
            return redirect(f"/{entry.name}")
    return redirect("/-/account")
