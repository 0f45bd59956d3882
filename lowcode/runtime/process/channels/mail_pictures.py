"""Charts in mails: a delivery has them as descriptions, at places of its text; they are drawn when it is sent.

So a row stays small, nothing is drawn in a transaction, and what was asked with the reader's rights is what he sees.
Without the extra `pictures` there are none, and the tables of the text say the same.
"""

from __future__ import annotations

import html
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any, Final

from lowcode.runtime.charts.drawing_engine import PictureError, can_draw, drawn_svg, painted
from lowcode.runtime.charts.palettes import palette_of
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.process.outgoing import Outgoing

PICTURES: Final = "pictures"
"""In the payload of a delivery."""

_log = logging.getLogger("lowcode.jobs")
_IMAGE = (
    '<p><img src="cid:{cid}" alt="{label}" width="{width}" height="{height}" style="max-width:100%;height:auto"></p>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPicture:
    """A chart to be drawn into a mail."""

    at: int
    """Before so many characters of the text."""
    drawing: str
    """What is drawn, as `Canvas.to_json` tells it."""
    label: str
    """What it shows, for those who do not see it."""
    width: int
    height: int

    def to_payload(self) -> Mapping[str, Any]:
        """As it is kept in a delivery."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Painted:
    """A picture with its bytes and the name that the HTML has for it."""

    picture: MailPicture
    cid: str
    """With its angle brackets."""
    content: bytes


def painted_pictures(application: ApplicationDefinition, outgoing: Outgoing, domain: str) -> list[Painted]:
    """The pictures of a delivery. What cannot be drawn is left out: the text below it says the same."""
    wanted = [MailPicture(**each) for each in outgoing.payload.get(PICTURES, ())]
    if not wanted or not can_draw():
        return []
    palette = palette_of(application).to_json()
    found = []
    for picture in wanted:
        try:
            content = painted(drawn_svg(picture.drawing, palette, picture.width, picture.height))
        except PictureError as error:
            _log.warning("a picture of delivery %d cannot be drawn: %s", outgoing.id, error)
            continue
        found.append(Painted(picture, make_msgid(domain=domain), content))
    return found


def html_with_pictures(text: str, pictures: Sequence[Painted], html_of: Callable[[str], str]) -> str:
    """The text as HTML with the pictures in their places."""
    return "".join(_pieces(text, pictures, html_of))


def _pieces(text: str, pictures: Sequence[Painted], html_of: Callable[[str], str]) -> Iterator[str]:
    begun = 0
    for each in sorted(pictures, key=lambda found: found.picture.at):
        picture = each.picture
        yield html_of(text[begun : picture.at])
        yield _IMAGE.format(
            cid=each.cid[1:-1], label=html.escape(picture.label), width=picture.width, height=picture.height
        )
        begun = picture.at
    yield html_of(text[begun:])


def attach(mail: EmailMessage, pictures: Sequence[Painted]) -> None:
    """Puts the pictures beside the HTML, which is the mail's last part."""
    page = list(mail.iter_parts())[-1]
    for number, each in enumerate(pictures, 1):
        page.add_related(
            each.content, "image", "png", cid=each.cid, disposition="inline", filename=f"chart-{number}.png"
        )
