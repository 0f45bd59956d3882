"""Mails over SMTP.

`LOWCODE_SMTP` is `smtp://user:password@host:587` (encrypted if the server offers it), `smtps://…` (encrypted from the
start) or `smtp+plain://…` (never); `LOWCODE_MAIL_FROM` is `客户平台 <crm@example.com>`. `LOWCODE_ADDRESS`, where
the app is reached from outside, makes mails lead to their record and tells who opened them and what he followed.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import SplitResult, unquote, urlsplit

from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.process.calls.deadlines import deadline
from lowcode.runtime.process.channels.composing import compose
from lowcode.runtime.process.channels.hooks import setting
from lowcode.runtime.process.outgoing import DeliveryError, Outgoing

SERVER = "LOWCODE_SMTP"

_SECONDS = 30.0
_PORTS = {"smtp": 587, "smtp+plain": 25, "smtps": 465}
_FINAL = 500
_WRONG_PASSWORD = frozenset({530, 534, 535, 538})
"""Refusals that the installation can mend; the mails wait for it."""


class Mail:
    """Sends mails one by one."""

    def __init__(self, application: ApplicationDefinition, environment: Mapping[str, str]) -> None:
        self._application = application
        self._environment = environment

    def send(self, outgoing: Outgoing) -> str:
        """Hands the mail to the server. Sent again, it has the same Message-ID."""
        if not outgoing.address:
            raise DeliveryError("the receiver has no e-mail address", is_final=True)
        server = urlsplit(setting(self._environment, SERVER))
        if server.scheme not in _PORTS or not server.hostname:
            raise DeliveryError(f"{SERVER} is no address of a mail server", is_final=True)
        mail = compose(self._application, self._environment, outgoing)
        try:
            with self._connected(server) as client:
                client.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code, told = next(iter(error.recipients.values()))
            raise _refusal(code, told) from error
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:  # of this mail, not of the server
            raise DeliveryError(str(error), is_final=True, has_answered=True) from error
        except (smtplib.SMTPException, OSError) as error:
            raise DeliveryError(f"{type(error).__name__}: {error}", is_outage=True) from error
        return f"accepted, {mail['Message-ID']}"

    @contextmanager
    def _connected(self, server: SplitResult) -> Iterator[smtplib.SMTP]:
        host, port = server.hostname or "", server.port or _PORTS[server.scheme]
        safe = ssl.create_default_context()
        client = (
            smtplib.SMTP_SSL(timeout=_SECONDS, context=safe)
            if server.scheme == "smtps"
            else smtplib.SMTP(timeout=_SECONDS)
        )
        client._host = host  # type: ignore[attr-defined] # noqa: SLF001 - what `connect` should set itself: the name to be proved
        with deadline(_SECONDS, lambda: _socket_of(client)):
            try:
                client.connect(host, port)
                client.ehlo_or_helo_if_needed()
                if server.scheme == "smtp" and client.has_extn("starttls"):
                    client.starttls(context=safe)
                    client.ehlo()
                if server.username:
                    client.login(unquote(server.username), unquote(server.password or ""))
                yield client
                _say_goodbye(client)
            finally:
                client.close()


def _socket_of(client: smtplib.SMTP) -> socket.socket | None:
    return getattr(client, "sock", None)


def _say_goodbye(client: smtplib.SMTP) -> None:
    """The mail is handed over; however the server parts, that is true."""
    try:
        client.quit()
    except (smtplib.SMTPException, OSError):
        return


def _refusal(code: int, told: bytes | str) -> DeliveryError:
    text = told.decode("utf-8", errors="replace") if isinstance(told, bytes) else told
    is_final = code >= _FINAL and code not in _WRONG_PASSWORD
    return DeliveryError(f"{code} {text}", is_final=is_final, has_answered=True)
