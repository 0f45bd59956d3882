"""From a delivery to a mail: text and HTML, headers, and the addresses by which its reader is followed."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, parseaddr
from typing import Final
from urllib.parse import urlsplit

from lowcode.runtime.context import utc_now
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.locale.wording import wording_for
from lowcode.runtime.process.channels.hooks import setting, text_of
from lowcode.runtime.process.channels.mail_pictures import Painted, attach, html_with_pictures, painted_pictures
from lowcode.runtime.process.channels.markdown import html_of, links_of
from lowcode.runtime.process.deliveries import LANGUAGE
from lowcode.runtime.process.outgoing import DeliveryError, Outgoing

SENDER: Final = "LOWCODE_MAIL_FROM"
ADDRESS: Final = "LOWCODE_ADDRESS"

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[^\W_][\w-]*"
_MAILBOX = re.compile(rf"{_ATOM}(\.{_ATOM})*@({_LABEL}\.)*{_LABEL}")
"""One receiver. Lists, groups and names would be receivers that nobody has named."""

_LONGEST_NAME = 64
_LONGEST_HOST = 253
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_ENCODED_WORD = re.compile(r"=(?=\?)")
"""Where an encoded word begins. What somebody typed is none: decoded, it could hold the end of the header's line."""

_MAIL = """<!doctype html><html><head><meta charset="utf-8"></head>
<body style="font-family:-apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif;font-size:15px;\
line-height:1.6;color:#1f2329">{body}{picture}</body></html>
"""


def compose(application: ApplicationDefinition, environment: Mapping[str, str], outgoing: Outgoing) -> EmailMessage:
    """The mail. Its Message-ID is made of the delivery's key."""
    name, sender = parseaddr(setting(environment, SENDER))
    if "@" not in sender:
        raise DeliveryError(f"{SENDER} is no e-mail address", is_final=True)
    base = environment.get(ADDRESS, "").strip().rstrip("/")
    subject, text = text_of(outgoing)
    label = application.label.texts[0]
    mail = EmailMessage()
    try:
        mail["Subject"] = one_line(subject or text.split("\n", 1)[0] or label)
        mail["From"] = formataddr((name or label, sender))
        mail["To"] = mailbox(outgoing.address or "")
    except ValueError as error:
        raise DeliveryError(f"the mail cannot be addressed: {error}", is_final=True) from error
    mail["Date"] = format_datetime(utc_now())
    mail["Message-ID"] = f"<{outgoing.key}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    body = with_record_link(application, text, base, outgoing)
    mail.set_content(body)
    pictures = painted_pictures(application, outgoing, sender.rpartition("@")[2])
    mail.add_alternative(_page(body, base, outgoing, pictures), subtype="html")
    attach(mail, pictures)
    return mail


def one_line(text: str) -> str:
    """The text as a header can have it."""
    return _ENCODED_WORD.sub("= ", " ".join(_CONTROLS.sub(" ", text).split()))


def mailbox(address: str) -> str:
    """The address of one receiver, its host in ASCII; everything else cannot be sent, now or later."""
    name, _, host = address.rpartition("@")
    if _MAILBOX.fullmatch(address) and len(name) <= _LONGEST_NAME and not name.startswith("=?"):
        try:
            ascii_host = host.encode("idna").decode()
        except UnicodeError:
            ascii_host = ""
        if 0 < len(ascii_host) <= _LONGEST_HOST:
            return f"{name}@{ascii_host}"
    raise DeliveryError(f"{address!a} is not one e-mail address", is_final=True)


def with_record_link(application: ApplicationDefinition, text: str, base: str, outgoing: Outgoing) -> str:
    """The text with a link to the record that it is about, if the app knows where it is reached."""
    entity, record_id = outgoing.entity, outgoing.record_id
    if not base or entity is None or record_id is None:
        return text
    word = wording_for(str(outgoing.payload.get(LANGUAGE, application.locales[0]))).say("jobs.open_record")
    return f"{text}\n\n[{word}]({base}/{entity}/{record_id})"


def link_number(
    application: ApplicationDefinition, environment: Mapping[str, str], outgoing: Outgoing, number: int
) -> str | None:
    """Where the link with the number leads, counted from 1 in the mail as it was sent."""
    base = environment.get(ADDRESS, "").strip().rstrip("/")
    body = with_record_link(application, text_of(outgoing)[1], base, outgoing)
    links = links_of(body)
    return links[number - 1] if 0 < number <= len(links) else None


def opened_address(base: str, key: str) -> str:
    """What the mail's invisible picture asks for."""
    return f"{base}/-/mail/{key}/open"


def followed_address(base: str, key: str, number: int) -> str:
    """By what way a link leads to its target."""
    return f"{base}/-/mail/{key}/{number}"


def _page(text: str, base: str, outgoing: Outgoing, pictures: Sequence[Painted] = ()) -> str:
    """The HTML part. Readers are followed only in messages that the spec names, and only where that can be told."""
    if outgoing.message is None or urlsplit(base).scheme not in ("http", "https"):
        return _MAIL.format(body=html_with_pictures(text, pictures, html_of), picture="")
    key = outgoing.key
    body = html_of(text, lambda number, _: followed_address(base, key, number))
    picture = f'<img src="{html.escape(opened_address(base, key))}" width="1" height="1" alt="">'
    return _MAIL.format(body=body, picture=picture)
