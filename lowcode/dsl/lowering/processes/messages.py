"""Messages and connections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.diagnostics.problems.process_details import HeaderNotPossible, NotAnAddressOfASystem, SecretName
from lowcode.diagnostics.problems.process_structure import PartMissing
from lowcode.dsl import ast
from lowcode.dsl.ast_process import ConnectionDecl, HeaderDecl, MessageDecl, SecretRef
from lowcode.dsl.lowering.paths import entity_of
from lowcode.dsl.lowering.processes.shared import Processes
from lowcode.dsl.lowering.processes.words import lower_channels, message_channels
from lowcode.dsl.type_checker import Scope
from lowcode.ir import expressions as ir
from lowcode.ir import process
from lowcode.source import Span

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", re.ASCII)
_HEADER_VALUE = re.compile(r"[\x20-\x7e]*")
_OWN_HEADERS = frozenset({"host", "content-length", "transfer-encoding", "connection", "content-type"})
_USUAL_TIMEOUT = ir.Duration(seconds=10)
_LONGEST_TIMEOUT = ir.Duration(seconds=300)
_USUAL_ATTEMPTS = 8
_MOST_ATTEMPTS = 50


def lower_messages(processes: Processes) -> tuple[process.Message, ...]:
    """All messages, typed for each entity that they are sent about; to be called when all actions are known."""
    return tuple(_message(processes, each) for each in processes.lowering.symbols.messages.values())


def _message(processes: Processes, declaration: MessageDecl) -> process.Message:
    name = declaration.name
    if declaration.body is None:
        processes.lowering.report(PartMissing(span=name.span, name=name.text, part="body", usage='body """…"""'))
    lower_channels(processes, declaration.channels)
    return process.Message(
        name=name.text,
        identifier=processes.identifiers.messages[name.text],
        label=processes.lowering.labels.label(declaration.label, name.text),
        channels=message_channels(declaration),
        texts=tuple(_texts(processes, declaration)),
        documentation=declaration.documentation,
        span=name.span,
    )


def _texts(processes: Processes, declaration: MessageDecl) -> Iterator[process.MessageText]:
    entities = dict.fromkeys(processes.sent.get(declaration.name.text, {}))
    if declaration.entity is not None:
        entity = entity_of(processes.lowering, declaration.entity)
        entities = {} if entity is None else {entity.name: None}
    for name in entities:
        checker = processes.checker(Scope(this=processes.lowering.symbols.entities[name]))
        subject = None if declaration.subject is None else checker.single(declaration.subject)
        if declaration.body is not None:
            yield process.MessageText(name, subject, checker.single(declaration.body))


def lower_connections(processes: Processes) -> tuple[process.Connection, ...]:
    """All connections."""
    return tuple(_Connection(processes, each).lowered() for each in processes.lowering.symbols.connections.values())


class _Connection:
    def __init__(self, processes: Processes, declaration: ConnectionDecl) -> None:
        self.processes = processes
        self.lowering = processes.lowering
        self.declaration = declaration

    def lowered(self) -> process.Connection:
        declaration = self.declaration
        name = declaration.name
        authentication = declaration.authentication
        kind = process.Authentication.NONE
        if authentication is not None:
            kind = process.Authentication(authentication.kind.text)
        header = None if authentication is None or authentication.header is None else authentication.header
        if header is not None:
            self.check_header(header, "")
        timeout, attempts = declaration.timeout, declaration.attempts
        return process.Connection(
            name=name.text,
            identifier=self.processes.identifiers.connections[name.text],
            label=self.lowering.labels.label(declaration.label, name.text),
            base=self.base(),
            format=process.BodyFormat.JSON
            if declaration.format is None
            else process.BodyFormat(declaration.format.text),
            authentication=kind,
            credentials=() if authentication is None else tuple(self.secret(each) for each in authentication.secrets),
            header=None if header is None else header.text,
            headers=tuple(self.headers(declaration.headers)),
            timeout=_USUAL_TIMEOUT
            if timeout is None
            else self.processes.duration(timeout, "timeout", longest=_LONGEST_TIMEOUT),
            attempts=_USUAL_ATTEMPTS
            if attempts is None
            else self.processes.number(attempts, "attempts", 1, _MOST_ATTEMPTS),
            allows_private=declaration.network is not None,
            documentation=declaration.documentation,
            span=name.span,
        )

    def base(self) -> str | process.Secret:
        base, name = self.declaration.base, self.declaration.name
        if base is None:
            usage = 'base "https://…"'
            self.lowering.report(PartMissing(span=name.span, name=name.text, part="base", usage=usage))
            return ""
        if isinstance(base, SecretRef):
            return self.secret(base)
        if not _is_address(base.text):
            self.lowering.report(NotAnAddressOfASystem(span=base.span, text=base.text))
        return base.text

    def secret(self, reference: SecretRef) -> process.Secret:
        name = reference.variable
        if not _VARIABLE.fullmatch(name.text):
            self.lowering.report(SecretName(span=name.span, name=name.text))
        return process.Secret(name.text, reference.span)

    def headers(self, declarations: tuple[HeaderDecl, ...]) -> Iterator[tuple[str, str]]:
        first: dict[str, Span] = {}
        for each in declarations:
            key = each.name.text.casefold()
            if key in first:
                self.lowering.report(
                    structure_problems.MentionedTwice(span=each.name.span, name=each.name.text, first=first[key])
                )
                continue
            first[key] = each.name.span
            self.check_header(each.name, each.value.text)
            yield each.name.text, each.value.text

    def check_header(self, name: ast.TextDecl, value: str) -> None:
        is_possible = _HEADER.fullmatch(name.text) and _HEADER_VALUE.fullmatch(value)
        if not is_possible or name.text.casefold() in _OWN_HEADERS:
            self.lowering.report(HeaderNotPossible(span=name.span, name=name.text))


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    has_host = parts.scheme in ("http", "https") and bool(parts.hostname)
    return has_host and parts.username is None and not parts.fragment and port != 0 and " " not in text
