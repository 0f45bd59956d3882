"""Where somebody lands who asks for nothing in particular."""

from __future__ import annotations

from starlette.responses import Response

from lowcode.runtime.access import may
from lowcode.runtime.definitions import Verb
from lowcode.runtime.http.redirects import redirect
from lowcode.runtime.http.request import PageRequest


def show_home(request: PageRequest) -> Response:
    """`/`: the home of the specification, else the first target of the navigation that this user may read."""
    context = request.context
    application = context.application
    names = [application.home] if application.home else []
    names += [name for group in application.menu for name in group.entities]
    for name in names:
        entity = application.entity_by_name.get(name)
        if entity is not None and may(entity, Verb.READ, context):
            return redirect(f"/{name}")
    return redirect("/-/account")
