"""`/-/events`: the stream that tells a page that something has come (server-sent events)."""

from __future__ import annotations

from starlette.responses import Response, StreamingResponse

from lowcode.runtime.http.request import PageRequest

_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def show_events(request: PageRequest) -> Response:
    """The stream. An answer without content tells a browser to ask no more: its page then counts now and then."""
    feed = request.service.feed
    if request.method == "HEAD" or request.context.application.processes is None or feed.is_full:
        return Response(status_code=204, headers=_HEADERS)
    stream = feed.stream(request.context.user_id or 0)
    return StreamingResponse(stream, media_type="text/event-stream", headers=_HEADERS)
