"""Which change of an upper layer is behind a problem that shows itself in a lower one.

A base that is built alone has no problems of its own any more. What a check finds in its files for a client comes of
what the client has changed, and the reader has to know of what.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence

from lowcode.diagnostics.problem import Problem, Related, Wording
from lowcode.dsl import ast
from lowcode.ir.layers import LayerChange, Layering
from lowcode.source import Span

_WITHOUT_CONSEQUENCE = frozenset({"+", "label", "help", "placeholder", "unit", "color"})
_MOST = 3
_CHANGED = Wording(en="changed by a layer above", zh="上层在此修改了它")


def with_causes(problems: Iterable[Problem], files: Sequence[ast.FileDecl], layering: Layering) -> list[Problem]:
    """The problems; those in lower layers with the changes above that they come of."""
    telling = [each for each in layering.changes if each.what not in _WITHOUT_CONSEQUENCE]
    return [_with_cause(each, files, layering, telling) for each in problems] if telling else list(problems)


def _with_cause(
    problem: Problem, files: Sequence[ast.FileDecl], layering: Layering, changes: Sequence[LayerChange]
) -> Problem:
    above = [each for each in changes if layering.is_above(each.span, problem.span)]
    is_told = any(layering.is_above(each.span, problem.span) for each in problem.related())
    if not above or is_told:
        return problem
    said = set(_texts(problem.facts().values()))
    found = [each for each in above if each.name in said] or _around(problem.span, files, above)
    causes = tuple(Related(each.span, _CHANGED) for each in found[:_MOST])
    return dataclasses.replace(problem, causes=causes) if causes else problem


def _texts(facts: Iterable[object]) -> Iterator[str]:
    """What a problem names, also as a dotted name of two facts."""
    found = [each for each in facts if isinstance(each, str)]
    yield from found
    yield from (f"{owner}.{part}" for owner in found for part in found)


def _around(span: Span, files: Sequence[ast.FileDecl], above: Sequence[LayerChange]) -> list[LayerChange]:
    """The changes of what is named closest around a place, within its declaration."""
    file = next((each for each in files if each.path == span.path), None)
    chain = list(_chain(file.declarations, span)) if file is not None else []
    for node in reversed(chain[1:]):
        names = set(_names(node))
        found = [each for each in above if each.name.rpartition(".")[2] in names]
        if found:
            return found
    return []


def _chain(node: object, span: Span) -> Iterator[object]:
    """The nodes around a place, the outermost first."""
    for child in _children(node):
        around = getattr(child, "span", None)
        if isinstance(child, tuple):
            yield from _chain(child, span)
        elif isinstance(around, Span) and around.path == span.path and around.start <= span.start <= around.end:
            yield child
            yield from _chain(child, span)
            return


def _names(node: object) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.text
    for child in _children(node):
        yield from _names(child)


def _children(node: object) -> Iterator[object]:
    if isinstance(node, tuple):
        yield from node
    elif dataclasses.is_dataclass(node) and not isinstance(node, Span):
        yield from (getattr(node, each.name) for each in dataclasses.fields(node))
