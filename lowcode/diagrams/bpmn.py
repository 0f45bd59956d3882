"""BPMN 2.0 XML (OMG formal/2011-01-03) of flows and approvals, with places, so that bpmn-js opens and draws it.

A state or step is a user task; where several ways lead on there is an exclusive gateway, steps side by side stand
between parallel ones, and what the clock does is a boundary timer event.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from lowcode.diagrams.graphs import Edge, Graph, Node, Shape
from lowcode.diagrams.layout import Box, placed
from lowcode.quick_dataclass import dataclass

_NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
    ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
_TAGS = {
    Shape.START: "startEvent",
    Shape.END: "endEvent",
    Shape.TASK: "userTask",
    Shape.CHOICE: "exclusiveGateway",
    Shape.FORK: "parallelGateway",
}
_EVENT = 36


@dataclass(frozen=True, slots=True)
class _Timer:
    """A boundary event on a task."""

    id: str
    task: str
    edge: Edge


def bpmn(graph: Graph) -> str:
    """The whole file."""
    timers = [
        _Timer(f"timer_{number}", edge.source, edge)
        for number, edge in enumerate(graph.edges)
        if edge.timer is not None
    ]
    plain = _with_choices(graph)
    process = f"process_{graph.identifier}"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<definitions {_NAMESPACES} id="definitions_{graph.identifier}" targetNamespace="urn:lowcode:diagram">',
        f'  <process id="{process}" name={quoteattr(graph.title)} isExecutable="false">',
        *_elements(plain, timers),
        "  </process>",
        f'  <bpmndi:BPMNDiagram id="diagram_{graph.identifier}">',
        f'    <bpmndi:BPMNPlane id="plane_{graph.identifier}" bpmnElement="{process}">',
        *_places(plain, timers),
        "    </bpmndi:BPMNPlane>",
        "  </bpmndi:BPMNDiagram>",
        "</definitions>",
    ]
    return "\n".join(lines) + "\n"


def _with_choices(graph: Graph) -> Graph:
    """A task that leads on in several ways does so through a gateway: two plain arrows would mean both at once."""
    untimed = [edge for edge in graph.edges if edge.timer is None]
    leading: dict[str, list[Edge]] = {}
    for edge in untimed:
        leading.setdefault(edge.source, []).append(edge)
    nodes: list[Node] = []
    edges: list[Edge] = []
    for node in graph.nodes:
        nodes.append(node)
        ways = leading.get(node.id, [])
        if node.shape is Shape.TASK and len(ways) > 1:
            gateway = f"choice_{node.id}"
            nodes.append(Node(gateway, "", Shape.CHOICE))
            edges.append(Edge(node.id, gateway))
            edges += [Edge(gateway, edge.target, edge.label) for edge in ways]
        else:
            edges += ways
    return Graph(graph.name, graph.identifier, graph.title, graph.kind, tuple(nodes), tuple(edges))


def _flows(graph: Graph, timers: list[_Timer]) -> list[tuple[str, str, str, str]]:
    """`(id, source, target, name)` of every sequence flow."""
    flows = [(f"flow_{number}", edge.source, edge.target, edge.label) for number, edge in enumerate(graph.edges)]
    return [*flows, *((f"flow_{timer.id}", timer.id, timer.edge.target, timer.edge.label) for timer in timers)]


def _elements(graph: Graph, timers: list[_Timer]) -> Iterator[str]:
    flows = _flows(graph, timers)
    for node in graph.nodes:
        tag = _TAGS[node.shape]
        yield f'    <{tag} id="{_id(node.id)}" name={quoteattr(node.label)}>'
        yield from _ends(node.id, flows)
        yield f"    </{tag}>"
    for timer in timers:
        yield f'    <boundaryEvent id="{timer.id}" attachedToRef="{_id(timer.task)}" cancelActivity="true">'
        yield from _ends(timer.id, flows)
        yield f'      <timerEventDefinition id="{timer.id}_definition">'
        yield f'        <timeDuration xsi:type="tFormalExpression">{timer.edge.timer}</timeDuration>'
        yield "      </timerEventDefinition>"
        yield "    </boundaryEvent>"
    for name, source, target, label in flows:
        yield (
            f'    <sequenceFlow id="{name}" name={quoteattr(label)} sourceRef="{_id(source)}"'
            f' targetRef="{_id(target)}"/>'
        )


def _ends(node: str, flows: list[tuple[str, str, str, str]]) -> Iterator[str]:
    yield from (f"      <incoming>{name}</incoming>" for name, _, target, _ in flows if target == node)
    yield from (f"      <outgoing>{name}</outgoing>" for name, source, _, _ in flows if source == node)


def _places(graph: Graph, timers: list[_Timer]) -> Iterator[str]:
    drawing = placed(graph)
    boxes = {box.node.id: box for box in drawing.boxes}
    for box in drawing.boxes:
        marker = ' isMarkerVisible="true"' if box.node.shape is Shape.CHOICE else ""
        yield from _shape(_id(box.node.id), box.x, box.y, box.width, box.height, marker)
    for number, timer in enumerate(timers):
        task = boxes[timer.task]
        yield from _shape(timer.id, *_timer_place(task, number), _EVENT, _EVENT, "")
    for number, edge in enumerate(graph.edges):
        points = next((line.points for line in drawing.lines if line.edge is edge), None)
        yield from _edge(f"flow_{number}", points or _straight(boxes[edge.source], boxes[edge.target]))
    for number, timer in enumerate(timers):
        x, y = _timer_place(boxes[timer.task], number)
        end = boxes[timer.edge.target]
        below = drawing.height + 20 * number
        start = (x + _EVENT // 2, y + _EVENT)
        into = (end.middle[0], end.y + end.height)
        yield from _edge(f"flow_{timer.id}", (start, (start[0], below), (into[0], below), into))


def _timer_place(task: Box, number: int) -> tuple[int, int]:
    return task.x + 10 + number % 3 * (_EVENT + 6), task.y + task.height - _EVENT // 2


def _shape(name: str, x: int, y: int, width: int, height: int, marker: str) -> Iterator[str]:
    yield f'      <bpmndi:BPMNShape id="{name}_shape" bpmnElement="{name}"{marker}>'
    yield f'        <dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'
    yield "      </bpmndi:BPMNShape>"


def _edge(name: str, points: tuple[tuple[int, int], ...]) -> Iterator[str]:
    yield f'      <bpmndi:BPMNEdge id="{name}_edge" bpmnElement="{name}">'
    yield from (f'        <di:waypoint x="{x}" y="{y}"/>' for x, y in points)
    yield "      </bpmndi:BPMNEdge>"


def _straight(source: Box, target: Box) -> tuple[tuple[int, int], ...]:
    return (source.middle, target.middle)


def _id(name: str) -> str:
    """Names of states may be Chinese, which XML allows in ids; digits may not begin one."""
    return name if name.startswith(("timer_", "flow_")) else f"node_{name}"
