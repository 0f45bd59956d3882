"""Trees of options in YAML files: `name: label`, or `name: {label: …, color: …, was: …, options: {…}}`.

The file is read as nodes, not as values: `no: 挪威` stays the option `no`, nothing is constructed, and every
node has its line.
"""

from __future__ import annotations

import re

import yaml

from lowcode.catalog.colors import COLORS
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.structure import DataFileBroken
from lowcode.dsl import ast
from lowcode.dsl.symbols import OptionSymbol
from lowcode.source import Span

_NAME = re.compile(r"[^\W\d]\w*")
_KEYS = ("label", "color", "was", "options")
DEEPEST = 50
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C is ten times faster; a PyYAML that was built without it has only the other."""


def read_options(path: str, text: str | None, span: Span, problems: list[Problem]) -> tuple[OptionSymbol, ...]:
    """The options in the file; what is wrong with it is reported at `span`, where the specification names it."""
    reader = _Reader(path, span, problems)
    if text is None:
        reader.report("missing", 0)
        return ()
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        reader.report("syntax", error.problem_mark.line + 1 if error.problem_mark else 1)
        return ()
    except (yaml.YAMLError, RecursionError):
        reader.report("syntax", 1)
        return ()
    if root is None:
        reader.report("empty", 1)
        return ()
    options = reader.options(root, 1)
    if not options and not reader.failed:
        reader.report("empty", 1)
    return options


class _Reader:
    def __init__(self, path: str, span: Span, problems: list[Problem]) -> None:
        self.path = path
        self.span = span
        self.problems = problems
        self.seen: set[str] = set()
        self.failed = False

    def report(self, reason: str, line: int, found: str = "") -> None:
        self.failed = True
        self.problems.append(DataFileBroken(span=self.span, path=self.path, line=line, reason=reason, found=found))

    def options(self, node: yaml.Node, depth: int) -> tuple[OptionSymbol, ...]:
        if not isinstance(node, yaml.MappingNode):
            self.report("not_a_mapping", _line(node))
            return ()
        if depth > DEEPEST:
            self.report("depth", _line(node))
            return ()
        found = [self.option(key, value, depth) for key, value in node.value]
        return tuple(each for each in found if each is not None)

    def option(self, key: yaml.Node, value: yaml.Node, depth: int) -> OptionSymbol | None:
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        if not _NAME.fullmatch(name):
            self.report("name", _line(key), name)
            return None
        if name.casefold() in self.seen:
            self.report("duplicate", _line(key), name)
            return None
        self.seen.add(name.casefold())
        if not isinstance(value, yaml.MappingNode):
            return OptionSymbol(name, self.label(value), None, (), self.span)
        parts = self.parts(value)
        return OptionSymbol(
            name=name,
            label=self.label(parts["label"]) if "label" in parts else (),
            color=self.color(parts["color"]) if "color" in parts else None,
            options=self.options(parts["options"], depth + 1) if "options" in parts else (),
            span=self.span,
            was=self.former_names(parts["was"]) if "was" in parts else (),
        )

    def parts(self, node: yaml.MappingNode) -> dict[str, yaml.Node]:
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name not in _KEYS:
                self.report("key", _line(key), name)
            else:
                found[name] = value
        return found

    def label(self, node: yaml.Node) -> tuple[str, ...]:
        if isinstance(node, yaml.ScalarNode):
            return (node.value,) if node.value else ()
        if isinstance(node, yaml.SequenceNode) and all(isinstance(each, yaml.ScalarNode) for each in node.value):
            return tuple(each.value for each in node.value)
        self.report("label", _line(node))
        return ()

    def former_names(self, node: yaml.Node) -> tuple[ast.Name, ...]:
        """`was: old`, `was: [old, older]`."""
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        texts = [each.value if isinstance(each, yaml.ScalarNode) else "" for each in nodes]
        for text in texts:
            if not _NAME.fullmatch(text):
                self.report("name", _line(node), text)
        return tuple(ast.Name(text, self.span) for text in texts if _NAME.fullmatch(text))

    def color(self, node: yaml.Node) -> str | None:
        if isinstance(node, yaml.ScalarNode) and node.value in COLORS:
            return str(node.value)
        self.report("key", _line(node), "color")
        return None


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
