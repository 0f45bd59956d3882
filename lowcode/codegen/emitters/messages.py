"""`<app>/messages.py` and `<app>/connections.py`: reusable texts, and the other systems that rules call."""

from __future__ import annotations

from lowcode.codegen.emitters.actions import span_source
from lowcode.codegen.emitters.audiences import DEFINITIONS
from lowcode.codegen.emitters.process_functions import ProcessFunctions
from lowcode.codegen.labels import label_source
from lowcode.codegen.origins import process_title
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import (
    HEADER,
    Imports,
    call,
    comment_lines,
    dictionary,
    literal,
    module_source,
    some_tuple,
    tuple_of,
    tuple_of_texts,
)
from lowcode.ir.process import Authentication, BodyFormat, Connection, Message, MessageText, Secret


def messages_source(project: Project) -> str:
    """All messages, their texts as functions of the record that they are about."""
    imports = Imports(project.package)
    sources: list[str] = []
    definitions = [_message(project, imports, sources, message) for message in project.application.messages]
    imports.name(DEFINITIONS, "MessageDefinition")
    parts = [*sources, f"MESSAGES: tuple[MessageDefinition, ...] = {tuple_of(definitions)}"]
    return module_source(f"The messages of the app. {HEADER}", imports, parts)


def _message(project: Project, imports: Imports, sources: list[str], message: Message) -> str:
    title = process_title("message", message.name)
    texts = {}
    for text in message.texts:
        entity = project.application.entity(text.entity)
        functions = ProcessFunctions(project, entity, imports)
        texts[entity.identifier] = _text(imports, functions, f"{message.identifier}_{entity.identifier}", text, title)
        sources += functions.sources
    return comment_lines(message.documentation) + call(
        "MessageDefinition",
        name=literal(message.identifier),
        label=label_source(imports, message.label),
        channels=tuple_of_texts(each.value for each in message.channels),
        texts=dictionary(texts),
        source=project.source_of(message.span, title),
    )


def _text(imports: Imports, functions: ProcessFunctions, name: str, text: MessageText, title: str) -> str:
    subject = functions.letter(f"{name}_subject", text.subject, title) if text.subject is not None else None
    body = functions.letter(f"{name}_body", text.body, title)
    return call(imports.name(DEFINITIONS, "MessageText"), body=body, subject=subject)


def connections_source(project: Project) -> str:
    """All connections; secrets by the names of their variables only."""
    imports = Imports(project.package)
    functions = ProcessFunctions(project, None, imports)
    definitions = [_connection(project, imports, functions, each) for each in project.application.connections]
    imports.name(DEFINITIONS, "ConnectionDefinition")
    parts = [f"CONNECTIONS: tuple[ConnectionDefinition, ...] = {tuple_of(definitions)}"]
    return module_source(f"The systems that the app calls. {HEADER}", imports, parts)


def _connection(project: Project, imports: Imports, functions: ProcessFunctions, connection: Connection) -> str:
    title = process_title("connection", connection.name)
    is_plain = connection.authentication is Authentication.NONE
    return comment_lines(connection.documentation) + call(
        "ConnectionDefinition",
        name=literal(connection.identifier),
        label=label_source(imports, connection.label),
        base=_secret(imports, connection.base),
        format=None if connection.format is BodyFormat.JSON else literal(connection.format.value),
        authentication=None if is_plain else literal(connection.authentication.value),
        credentials=some_tuple([_secret(imports, each) for each in connection.credentials]),
        header=literal(connection.header) if connection.header is not None else None,
        headers=dictionary({name: literal(value) for name, value in connection.headers})
        if connection.headers
        else None,
        timeout=span_source(functions, connection.timeout),
        attempts=str(connection.attempts),
        allows_private="True" if connection.allows_private else None,
        source=project.source_of(connection.span, title),
    )


def _secret(imports: Imports, value: str | Secret) -> str:
    if isinstance(value, str):
        return literal(value)
    return call(imports.name(DEFINITIONS, "Secret"), literal(value.variable))
