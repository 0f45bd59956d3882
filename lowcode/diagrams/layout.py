"""Places the boxes of a graph: columns by the longest way from the start, rows so that main lines are straight.

Arrows to the next column go through the gap between, which is as wide as their labels; all others, backward or over
columns, run on tracks of their own below everything. Entities have no order and fill columns of equal height; arrows
between all of them would hide more than they show, so their fields name what they lead to.
"""

from __future__ import annotations

from unicodedata import east_asian_width

from lowcode.diagrams.graphs import Edge, Graph, Node, Shape
from lowcode.quick_dataclass import dataclass

MOST_LETTERS = 32
"""Of a label on an arrow; the rest is cut off."""

_MARGIN = 36
_GAP = 64
_ROW_GAP = 32
_LINE = 18
_PADDING = 16
_EVENT = 36
_GATEWAY = 50
_HEAD = 40
_TRACK = 24
_EDGE_LETTER = 6 / 7


@dataclass(frozen=True, slots=True)
class Box:
    """Where a node is; in pixels, from the top left."""

    node: Node
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> tuple[int, int]:
        """Its centre."""
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class Line:
    """The way of an arrow, by its corners, and where its label stands; None: it shares another's."""

    edge: Edge
    points: tuple[tuple[int, int], ...]
    label_at: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything in its place."""

    graph: Graph
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: int
    height: int


def placed(graph: Graph) -> Drawing:
    """The graph with places: deterministic, boxes never overlap."""
    columns = _stacks(graph) if graph.kind == "entities" else _grid(graph)
    widths = [max((_size(node)[0] for node in column if node is not None), default=0) for column in columns]
    gaps = _gaps(graph, columns)
    heights = _row_heights(columns) if graph.kind != "entities" else None
    boxes: dict[str, Box] = {}
    x = _MARGIN
    for column, width, gap in zip(columns, widths, gaps, strict=True):
        y = _MARGIN
        for row, node in enumerate(column):
            height = heights[row] if heights is not None else (_size(node)[1] if node is not None else 0)
            if node is not None:
                own_width, own_height = _size(node)
                left, top = x + (width - own_width) // 2, y + (height - own_height) // 2
                boxes[node.id] = Box(node, left, top, own_width, own_height)
            y += height + _ROW_GAP
        x += width + gap
    bottom = max(box.y + box.height for box in boxes.values()) + _ROW_GAP
    if graph.kind == "entities":
        return Drawing(graph, tuple(boxes[node.id] for node in graph.nodes), (), x - gaps[-1] + _MARGIN, bottom)
    lines, bottom = _lines(graph, boxes, _column_numbers(columns), bottom)
    return Drawing(graph, tuple(boxes[node.id] for node in graph.nodes), lines, x - gaps[-1] + _MARGIN, bottom)


def shortened(text: str) -> str:
    """A label as it is drawn on an arrow."""
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"


def text_width(text: str) -> int:
    """Pixels that a text of 13 px takes, about; Chinese signs are twice as wide."""
    return sum(13 if east_asian_width(each) in "WF" else 7 for each in text)


Column = list[Node | None]


def _size(node: Node) -> tuple[int, int]:
    if node.shape in (Shape.START, Shape.END):
        return _EVENT, _EVENT
    if node.shape in (Shape.CHOICE, Shape.FORK):
        return _GATEWAY, _GATEWAY
    width = max(100, *(text_width(text) + 2 * _PADDING for text in (node.label, *node.lines)))
    return width, _HEAD + (len(node.lines) * _LINE + _PADDING if node.lines else 24)


# --- columns and rows ---


def _grid(graph: Graph) -> list[Column]:
    """A column per distance from the start; each node in the row of one before it, if that is free."""
    ranks = _ranks(graph)
    rows: dict[str, int] = {}
    taken: set[tuple[int, int]] = set()
    for node in graph.nodes:
        rank = ranks[node.id]
        before = [rows[edge.source] for edge in graph.edges if edge.target == node.id and edge.source in rows]
        row = min(before, default=0)
        while (rank, row) in taken:
            row += 1
        rows[node.id] = row
        taken.add((rank, row))
    columns: list[Column] = [[None] * (max(rows.values()) + 1) for _ in range(max(ranks.values()) + 1)]
    for node in graph.nodes:
        columns[ranks[node.id]][rows[node.id]] = node
    return [column for column in columns if any(node is not None for node in column)]


def _ranks(graph: Graph) -> dict[str, int]:
    """The longest way to each node along edges that lead to a later declared one; others go back."""
    order = {node.id: number for number, node in enumerate(graph.nodes)}
    ranks = dict.fromkeys(order, 0)
    for node in graph.nodes:
        for edge in graph.edges:
            if edge.target == node.id and order[edge.source] < order[node.id]:
                ranks[node.id] = max(ranks[node.id], ranks[edge.source] + 1)
    return ranks


def _stacks(graph: Graph) -> list[Column]:
    """As many columns as make it about as wide as high."""
    count = max(1, round((len(graph.nodes) * 1.6) ** 0.5))
    columns: list[Column] = [[] for _ in range(count)]
    heights = [0] * count
    for node in graph.nodes:
        shortest = heights.index(min(heights))
        columns[shortest].append(node)
        heights[shortest] += _size(node)[1] + _ROW_GAP
    return [column for column in columns if column]


def _row_heights(columns: list[Column]) -> list[int]:
    return [max((_size(node)[1] for node in row if node is not None), default=0) for row in zip(*columns, strict=True)]


def _gaps(graph: Graph, columns: list[Column]) -> list[int]:
    """Behind each column, room for the labels of the arrows to the next."""
    numbers = _column_numbers(columns)
    gaps = [_GAP] * len(columns)
    for edge in graph.edges:
        source = numbers[edge.source]
        if numbers[edge.target] == source + 1:
            gaps[source] = max(gaps[source], round(text_width(shortened(edge.label)) * _EDGE_LETTER) + _GAP - 16)
    return gaps


def _column_numbers(columns: list[Column]) -> dict[str, int]:
    return {node.id: number for number, column in enumerate(columns) for node in column if node is not None}


# --- arrows ---


def _lines(graph: Graph, boxes: dict[str, Box], columns: dict[str, int], bottom: int) -> tuple[tuple[Line, ...], int]:
    lines: list[Line] = []
    lefts: dict[int, int] = {}
    for box in boxes.values():
        lefts[columns[box.node.id]] = min(box.x, lefts.get(columns[box.node.id], box.x))
    tracks: dict[tuple[str, str], int] = {}
    for number, edge in enumerate(graph.edges):
        source, target = boxes[edge.source], boxes[edge.target]
        if columns[edge.target] == columns[edge.source] + 1:
            lines.append(_forward(edge, source, target, lefts[columns[edge.target]] - 20))
            continue
        key = (edge.target, edge.label)
        is_first = key not in tracks
        if is_first:
            tracks[key] = bottom
            bottom += _TRACK
        lines.append(_around(edge, source, target, tracks[key], number, is_labelled=is_first))
    return tuple(lines), bottom + _MARGIN


def _forward(edge: Edge, source: Box, target: Box, bend: int) -> Line:
    start = (source.x + source.width, source.middle[1])
    end = (target.x, target.middle[1])
    points = (start, (bend, start[1]), (bend, end[1]), end) if start[1] != end[1] else (start, end)
    return Line(edge, points, (start[0] + 8, start[1] - 6) if start[1] == end[1] else (start[0] + 8, end[1] - 6))


def _around(edge: Edge, source: Box, target: Box, track: int, number: int, *, is_labelled: bool) -> Line:
    """Down, along the track, up: a self-loop comes back beside where it left."""
    out = (source.middle[0] + min(8 + number % 5 * 6, source.width // 4), source.y + source.height)
    into = (target.middle[0] - min(8 + track % 7 * 4, target.width // 4), target.y + target.height)
    points = (out, (out[0], track), (into[0], track), into)
    return Line(edge, points, (min(out[0], into[0]) + 8, track - 4) if is_labelled else None)
