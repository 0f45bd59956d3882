"""Answers that are not the page one asked for. Handlers raise them; the dispatcher makes the error page."""

from __future__ import annotations

from http import HTTPStatus


class HttpError(Exception):
    """Ends the request with `status`. `reason` is a key of the wording that says more, never an internal text."""

    status: HTTPStatus = HTTPStatus.BAD_REQUEST

    def __init__(self, reason: str | None = None) -> None:
        super().__init__(reason or self.status.phrase)
        self.reason = reason


class BadRequestError(HttpError):
    """The request makes no sense: an address or a form that no page of ours makes."""


class NotSignedInError(HttpError):
    """Nobody is signed in: the browser is sent to the sign-in page and comes back afterwards."""

    status = HTTPStatus.UNAUTHORIZED


class PasswordChangeRequiredError(HttpError):
    """Signed in with a password that somebody else knows: nothing else is possible before it is changed."""

    status = HTTPStatus.FORBIDDEN


class ForbiddenError(HttpError):
    """Signed in, but not allowed to."""

    status = HTTPStatus.FORBIDDEN


class NotFoundError(HttpError):
    """There is no such page or record, or none that this user may know of."""

    status = HTTPStatus.NOT_FOUND


class MethodNotAllowedError(HttpError):
    """The page exists, but not for this method."""

    status = HTTPStatus.METHOD_NOT_ALLOWED

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__()
        self.allowed = allowed


class TooLargeError(HttpError):
    """The body is larger than the installation takes."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class ThrottledError(HttpError):
    """Throttled. `wait` seconds have to pass."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, wait: int, reason: str | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class UnsupportedMediaTypeError(HttpError):
    """The body is not a form."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class InternalError(HttpError):
    """Our mistake. The log says which; the page does not."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR


class UnavailableError(HttpError):
    """The database does not answer, or is busy for too long."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
