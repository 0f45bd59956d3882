"""YAML as nodes with places: every value of `lowcode.yaml` knows where it stands, so that problems do too."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import yaml

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.fleet import FleetFileUnreadable, FleetKeyMissing, FleetKeyUnknown, FleetValueUnfit
from lowcode.source import SourceFile, Span


class Nodes:
    """Reads one file; what does not fit is reported and then as if it had not been written."""

    def __init__(self, source: SourceFile, problems: list[Problem]) -> None:
        self.source = source
        self.problems = problems

    def root(self) -> yaml.MappingNode | None:
        """The mapping that the file is."""
        try:
            root = yaml.compose(self.source.text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            start = error.problem_mark.index if error.problem_mark else 0
            self.problems.append(FleetFileUnreadable(span=self.place(start, start + 1)))
            return None
        except (yaml.YAMLError, RecursionError):
            self.problems.append(FleetFileUnreadable(span=self.place(0, 0)))
            return None
        if isinstance(root, yaml.MappingNode):
            return root
        self.problems.append(FleetFileUnreadable(span=self.place(0, 0) if root is None else self.span(root)))
        return None

    def keys(self, node: yaml.MappingNode, known: Collection[str]) -> dict[str, yaml.Node]:
        """The values by their keys; unknown and repeated ones are left out."""
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name not in known:
                self.problems.append(FleetKeyUnknown(span=self.span(key), key=name, known=tuple(known)))
            elif name in found:
                self.problems.append(FleetValueUnfit(span=self.span(key), key=name, expected="once"))
            else:
                found[name] = value
        return found

    def text(self, keys: Mapping[str, yaml.Node], key: str) -> yaml.ScalarNode | None:
        """The text under a key."""
        node = keys.get(key)
        if node is None or (isinstance(node, yaml.ScalarNode) and node.value):
            return node
        self.unfit(node, key, "text")
        return None

    def percent(self, keys: Mapping[str, yaml.Node], key: str) -> float | None:
        """The number under a key."""
        node = keys.get(key)
        number = _percent(node.value) if isinstance(node, yaml.ScalarNode) else None
        if node is not None and number is None:
            self.unfit(node, key, "percent")
        return number

    def missing(self, node: yaml.Node, key: str) -> None:
        """A key that has to be there is not."""
        self.problems.append(FleetKeyMissing(span=self.span(node), key=key))

    def unfit(self, node: yaml.Node, key: str, expected: str) -> None:
        """The value is not what the key takes."""
        self.problems.append(FleetValueUnfit(span=self.span(node), key=key, expected=expected))

    def span(self, node: yaml.Node) -> Span:
        """Where a node stands: its first line, without what follows."""
        return self.place(node.start_mark.index, node.end_mark.index)

    def place(self, start: int, end: int) -> Span:
        """A piece of the file that ends with its line."""
        text = self.source.text
        start = min(start, len(text))
        line_end = text.find("\n", start)
        end = min(end, len(text) if line_end == -1 else line_end)
        return Span(self.source.path, start, max(start, start + len(text[start:end].rstrip())))


def _percent(text: str) -> float | None:
    try:
        number = float(text.removesuffix("%"))
    except ValueError:
        return None
    return number if 0 <= number <= 100 else None
