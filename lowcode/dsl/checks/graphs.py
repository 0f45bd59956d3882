"""Cycles in graphs of names, without recursion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node")


def inputs_first(graph: Mapping[Node, Iterable[Node]]) -> tuple[list[Node], list[tuple[Node, ...]]]:
    """The nodes in an order in which those that a node points to come before it; and the cycles that stand against it.

    A cycle begins and ends with the same node. Nodes that are pointed to but are no keys of `graph` are left out.
    """
    order: list[Node] = []
    cycles: list[tuple[Node, ...]] = []
    done: set[Node] = set()
    for start in graph:
        if start in done:
            continue
        path: dict[Node, None] = {start: None}
        waiting = [(start, iter(graph[start]))]
        while waiting:
            node, following = waiting[-1]
            target = next((each for each in following if each in graph and each not in done), None)
            if target is None:
                waiting.pop()
                path.pop(node)
                done.add(node)
                order.append(node)
            elif target in path:
                members = list(path)
                cycles.append((*members[members.index(target) :], target))
            else:
                path[target] = None
                waiting.append((target, iter(graph[target])))
    return order, cycles
