"""Text messages over whatever service takes them by HTTP.

`LOWCODE_SMS_URL` gets a POST with the JSON of `LOWCODE_SMS_BODY`, in which `{phone}`, `{text}` and `{key}` are filled
in (by default `{"phone": "{phone}", "text": "{text}", "key": "{key}"}`); `LOWCODE_SMS_TOKEN` goes into
`Authorization: Bearer`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from lowcode.runtime.process.channels.hooks import post_json, setting, text_of
from lowcode.runtime.process.outgoing import DeliveryError, Outgoing

URL = "LOWCODE_SMS_URL"
TOKEN = "LOWCODE_SMS_TOKEN"  # noqa: S105 - the name of a variable
BODY = "LOWCODE_SMS_BODY"

_DEFAULT_BODY = '{"phone":"{phone}","text":"{text}","key":"{key}"}'


class Sms:
    """Sends through a service's HTTP interface."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def send(self, outgoing: Outgoing) -> str:
        """Posts the text to the receiver's number."""
        if not outgoing.address:
            raise DeliveryError("the receiver has no phone number", is_final=True)
        token = self._environment.get(TOKEN, "").strip()
        headers = {"Idempotency-Key": outgoing.key}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return post_json(setting(self._environment, URL), self._body(outgoing), headers)

    def _body(self, outgoing: Outgoing) -> Any:
        places = {"{phone}": outgoing.address or "", "{text}": text_of(outgoing)[1], "{key}": outgoing.key}
        try:
            template = msgspec.json.decode(self._environment.get(BODY, "").strip() or _DEFAULT_BODY)
        except msgspec.DecodeError as error:
            raise DeliveryError(f"{BODY} is not JSON: {error}", is_final=True) from error
        return _filled(template, places)


def _filled(value: Any, places: Mapping[str, str]) -> Any:
    """The template with every place filled; what is filled in is never looked at again."""
    match value:
        case dict():
            return {name: _filled(each, places) for name, each in value.items()}
        case list():
            return [_filled(each, places) for each in value]
        case str():
            parts = [value]
            for place, text in places.items():
                parts = [piece for part in parts for piece in _split(part, place, text)]
            return "".join(parts)
        case _:
            return value


class _Done(str):
    """A text that was filled in."""

    __slots__ = ()


def _split(part: str, place: str, text: str) -> list[str]:
    if isinstance(part, _Done):
        return [part]
    pieces: list[str] = []
    for number, piece in enumerate(part.split(place)):
        if number:
            pieces.append(_Done(text))
        pieces.append(piece)
    return pieces
