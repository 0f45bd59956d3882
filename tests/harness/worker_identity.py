"""The smallest app there is: it answers which process answers."""

from __future__ import annotations

import os
import sys

from starlette.types import Receive, Scope, Send


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The number of the process, as text; `/end` kills it."""
    assert scope["type"] == "http"
    if scope["path"] == "/end":
        os._exit(1)
    body = str(os.getpid()).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def make() -> object:
    """What the workers load."""
    return application


def make_patient() -> object:
    """The same in workers that leave a connection to a better one however long it takes, on however busy a machine."""
    vars(sys.modules["__main__"])["MOST_LOOKS"] = sys.maxsize
    return application


def fail() -> object:
    """An app that cannot be made."""
    message = "this app cannot be made"
    raise RuntimeError(message)
