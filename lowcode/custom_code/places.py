"""Places in the owner's Python."""

from __future__ import annotations

import ast

from lowcode.source import SourceFile, Span


def tree_of(text: str) -> ast.Module | SyntaxError:
    """The tree of a module, or why there is none."""
    try:
        return ast.parse(text)
    except SyntaxError as error:
        return error
    except ValueError as error:  # a NUL character, before Python 3.12
        return SyntaxError(str(error))


def line_span(source: SourceFile, number: int) -> Span:
    """The text of a line without its indentation; the last line if there are not so many."""
    start, line = _line(source, number)
    indentation = len(line) - len(line.lstrip())
    return Span(source.path, start + indentation, start + len(line.rstrip()))


def end_span(source: SourceFile, node: ast.expr, length: int) -> Span:
    """The last characters of an expression: the name behind the dot."""
    start, line = _line(source, node.end_lineno or node.lineno)
    end = start + len(line.encode()[: node.end_col_offset or 0].decode(errors="replace"))
    return Span(source.path, max(start, end - length), end)


def _line(source: SourceFile, number: int) -> tuple[int, str]:
    lines = source.text.split("\n")
    number = min(max(number, 1), len(lines))
    return sum(len(each) + 1 for each in lines[: number - 1]), lines[number - 1]
