"""Mermaid text of a graph, as Markdown pages of forges draw it."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.diagrams.graphs import Edge, Graph, Shape


def mermaid(graph: Graph) -> str:
    """A state diagram for flows, a flowchart for approvals, an entity-relationship diagram for entities."""
    writers = {"flow": _states, "approval": _flowchart, "entities": _entities}
    title = graph.title.replace('"', "'").replace("\n", " ")
    return "\n".join(("---", f'title: "{title}"', "---", *writers[graph.kind](graph))) + "\n"


def _states(graph: Graph) -> Iterator[str]:
    yield "stateDiagram-v2"
    ids = _ids(graph)
    for node in graph.nodes:
        if node.shape is Shape.TASK:
            yield f'  state "{_text(node.label)}" as {ids[node.id]}'
    for edge in graph.edges:
        label = f" : {_text(edge.label)}" if edge.label else ""
        yield f"  {ids[edge.source]} --> {ids[edge.target]}{label}"


def _flowchart(graph: Graph) -> Iterator[str]:
    yield "flowchart LR"
    ids = {node.id: f"n{number}" for number, node in enumerate(graph.nodes)}
    shapes = {
        Shape.START: "((●))",
        Shape.END: "((◉))",
        Shape.FORK: '{"+"}',
        Shape.CHOICE: '{"×"}',
    }
    for node in graph.nodes:
        yield f"  {ids[node.id]}" + shapes.get(node.shape, f'["{_text(node.label)}"]')
    for edge in graph.edges:
        label = f'|"{_text(edge.label)}"|' if edge.label else ""
        yield f"  {ids[edge.source]} -->{label} {ids[edge.target]}"


def _entities(graph: Graph) -> Iterator[str]:
    yield "erDiagram"
    for node in graph.nodes:
        yield f'  {node.id}["{_text(node.label)}"] {{'
        yield from (f'    field f{number} "{_text(line)}"' for number, line in enumerate(node.lines))
        yield "  }"
    yield from (_relation(edge) for edge in graph.edges)


def _relation(edge: Edge) -> str:
    return f'  {edge.source} }}o--|| {edge.target} : "{_text(edge.label)}"'


def _ids(graph: Graph) -> dict[str, str]:
    return {
        node.id: "[*]" if node.shape in (Shape.START, Shape.END) else f"s{number}"
        for number, node in enumerate(graph.nodes)
    }


def _text(text: str) -> str:
    """Nothing that Mermaid would read as its own: entities by number, as its page on syntax says."""
    return "".join(each if each not in '"#;<>{}[]|:`\\' else f"#{ord(each)};" for each in " ".join(text.split()))
