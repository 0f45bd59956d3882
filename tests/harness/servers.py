"""A web server and a mail server that behave as badly as the real ones: they fail, stall, repeat, answer late, die."""

from __future__ import annotations

import socket
import socketserver
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What the web server does with a request. `dies`: it reads the request and hangs up."""

    status: int = 200
    body: str = '{"ok":true}'
    headers: Mapping[str, str] = field(default_factory=dict)
    after: float = 0.0
    dies: bool = False
    drips: bool = False
    """A byte at a time, each soon enough for a limit that counts from the last one."""


@dataclass(frozen=True, slots=True)
class Received:
    """A request that came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class WebServer:
    """Answers in the order that it was told, then as the last one says."""

    def __init__(self) -> None:
        self.answers: list[Answer] = [Answer()]
        self.received: list[Received] = []
        self.address = ""
        self._lock = threading.Lock()

    def take(self, request: Received) -> Answer:
        """Notes a request; what is to be done with it."""
        with self._lock:
            self.received.append(request)
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def web_server() -> Iterator[WebServer]:
    """A server on a free port of this machine."""
    told = WebServer()

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = told.take(Received(self.command, self.path, headers, body))
            time.sleep(answer.after)
            if answer.dies:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            try:
                self.respond(answer)
            except OSError:
                return  # who asked has lost patience

        def respond(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            content = answer.body.encode()
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            for number in range(len(content) if answer.drips else 0):
                time.sleep(0.05)
                self.wfile.write(content[number : number + 1])
                self.wfile.flush()
            if not answer.drips:
                self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = handle_any  # noqa: N815 - the names of the base class

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
            """Tests look at what came."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        told.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
            thread.join()


@dataclass(slots=True)
class MailServer:
    """What the mail server does with the next mails, and those that it has taken.

    `behaviour`: ok, refuse (for good), later (for now), stall; die_before, die_unsaid and die_after: without the mail,
    with the mail but before it says so, after it has said so.
    """

    behaviour: list[str] = field(default_factory=lambda: ["ok"])
    mails: list[EmailMessage] = field(default_factory=list)
    port: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> str:
        """What is to be done with this mail."""
        with self.lock:
            return self.behaviour.pop(0) if len(self.behaviour) > 1 else self.behaviour[0]


class _MailHandler(socketserver.StreamRequestHandler):
    """One conversation."""

    def handle(self) -> None:
        """Until the client leaves, or the server dies."""
        assert isinstance(self.server, _MailSocket)
        told = self.server.told
        behaviour = told.next()
        if behaviour == "stall":
            time.sleep(1.5)
            return
        self._say("220 here")
        for line in iter(self.rfile.readline, b""):
            command = line[:4].upper()
            if command == b"DATA":
                if self._takes_and_dies(told, behaviour):
                    return
            elif command == b"QUIT":
                self._say("221 bye")
                return
            elif command == b"RCPT" and behaviour in _REFUSALS:
                self._say(_REFUSALS[behaviour])
            else:
                self._say("250 yes")

    def _takes_and_dies(self, told: MailServer, behaviour: str) -> bool:
        self._say("354 go on")
        content = b""
        while not content.endswith(b"\r\n.\r\n"):
            content += self.rfile.readline()
        if behaviour == "die_before":
            return True
        with told.lock:
            told.mails.append(message_from_bytes(content[:-5].replace(b"\r\n..", b"\r\n."), policy=policy.default))
        if behaviour == "die_unsaid":
            return True
        self._say("250 taken")
        return behaviour == "die_after"

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class _MailSocket(socketserver.ThreadingTCPServer):
    daemon_threads = True
    told: MailServer


_REFUSALS = {"refuse": "550 nobody here", "later": "451 come again"}


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server on a free port of this machine, without encryption."""
    with _MailSocket(("127.0.0.1", 0), _MailHandler) as server:
        server.told = MailServer(port=server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server.told
        finally:
            server.shutdown()
            thread.join()
