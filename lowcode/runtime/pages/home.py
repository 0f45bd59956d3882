"""Where somebody lands who asks for nothing in particular."""

from __future__ import annotations

from starlette.responses import Response

from lowcode.runtime.http.redirects import redirect
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.reports.opening import entry_url, may_open_entry


def show_home(request: PageRequest) -> Response:
    """`/`: the first home of the specification that this user may open, else the first of the navigation."""
    context = request.context
    application = context.application
    entries = [*application.home, *(entry for group in application.menu for entry in group.entries)]
    for entry in entries:
        if may_open_entry(context, entry):
            return redirect(entry_url(entry))
    return redirect("/-/account")
