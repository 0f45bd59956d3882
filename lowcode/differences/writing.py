"""Expressions and measures as the specification writes them."""

from __future__ import annotations

import re
from decimal import Decimal

from lowcode.differences.side import Side
from lowcode.ir import expressions as ir
from lowcode.source import Span

_TOKEN = re.compile(r'"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*|\s+')
_CONSTANT = re.compile(r'[-"\d]|true$|false$|empty$')
_UNKNOWN = "…"


def written(side: Side, value: object) -> str:
    """The text of an expression; of one that the compiler has supplied, what would have to be written."""
    expression = side.condition_behind(value)  # type: ignore[arg-type] # measures have no fields of the compiler's own
    text = excerpt(side, expression.span)
    match expression:
        case ir.Variable(kind=kind, name=name):
            return name or kind.value
        case ir.FieldRead(source=source, field=field):
            read = written(side, source)
            return field if read == "this" else f"{read}.{field}"
        case ir.Literal(value=constant):
            is_written = _CONSTANT.match(text) or (isinstance(constant, str) and text.endswith(constant))
            return text if is_written else _constant(constant)
        case ir.TextTemplate(parts=parts) if not text.startswith('"'):
            return " + ".join(written(side, each) for each in parts)
        case _:
            return text or _UNKNOWN


def excerpt(side: Side, span: Span) -> str:
    """What stands at a place, on one line and without comments."""
    source = side.sources.get(span.path)
    text = source.text[span.start : span.end] if source is not None else ""
    return _TOKEN.sub(_on_one_line, text).strip()


def _on_one_line(match: re.Match[str]) -> str:
    token = match[0]
    if token.startswith('"'):
        return " ".join(token.split()) if "\n" in token else token
    return " "


def _constant(value: ir.LiteralValue) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)
