"""SVG of a placed graph: texts escaped, no scripts, no fonts of its own, readable on light and dark paper."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from lowcode.catalog.colors import COLORS
from lowcode.diagrams.graphs import Shape
from lowcode.diagrams.layout import Box, Drawing, Line, shortened

_STYLE = (
    "text{font:13px system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;fill:#1f2933}"
    ".title{font-size:16px;font-weight:600}.edge{font-size:11px;fill:#52606d}"
    ".box{fill:#fff;stroke:#7b8794}.line{fill:none;stroke:#7b8794}.sign{fill:#7b8794}"
)
_NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'
_ARROW = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    '<path class="sign" d="M0 0 8 4 0 8z"/></marker></defs>'
)
_HEAD = 34


def svg(drawing: Drawing) -> str:
    """The whole file."""
    width, height = drawing.width, drawing.height + _HEAD
    parts = [
        f'<svg {_NAMESPACE} viewBox="0 0 {width} {height}" {_size(width, height)}{_named(drawing)}>',
        f"<style>{_STYLE}</style>",
        _ARROW,
        f'<rect width="{width}" height="{height}" fill="#f8fafc"/>',
        f'<text class="title" x="20" y="26">{escape(drawing.graph.title)}</text>',
        f'<g transform="translate(0 {_HEAD})">',
        *(_line(line) for line in drawing.lines),
        *(part for box in drawing.boxes for part in _box(box)),
        "</g></svg>",
    ]
    return "\n".join(parts) + "\n"


def _size(width: int, height: int) -> str:
    return f'width="{width}" height="{height}" role="img"'


def _named(drawing: Drawing) -> str:
    return f" aria-label={quoteattr(drawing.graph.title)}"


def _line(line: Line) -> str:
    points = " ".join(f"{x},{y}" for x, y in line.points)
    drawn = f'<polyline class="line" points="{points}" marker-end="url(#arrow)"/>'
    if not line.edge.label or line.label_at is None:
        return drawn
    x, y = line.label_at
    return f'{drawn}<text class="edge" x="{x}" y="{y}">{escape(shortened(line.edge.label))}</text>'


def _box(box: Box) -> Iterator[str]:
    x, y = box.middle
    match box.node.shape:
        case Shape.START:
            yield f'<circle class="box" cx="{x}" cy="{y}" r="{box.width // 2}"/>'
        case Shape.END:
            yield f'<circle class="box" cx="{x}" cy="{y}" r="{box.width // 2}" stroke-width="4"/>'
        case Shape.CHOICE | Shape.FORK:
            half = box.width // 2
            corners = f"{x},{y - half} {x + half},{y} {x},{y + half} {x - half},{y}"
            yield f'<polygon class="box" points="{corners}"/>'
            sign = "+" if box.node.shape is Shape.FORK else "×"
            yield f'<text x="{x}" y="{y + 5}" text-anchor="middle">{sign}</text>'
        case Shape.TASK | Shape.TABLE:
            yield (
                f'<rect class="box" x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="6"'
                f' stroke="{_color(box.node.color)}"/>'
            )
            yield from _texts(box)


def _texts(box: Box) -> Iterator[str]:
    x = box.middle[0]
    if not box.node.lines:
        yield f'<text x="{x}" y="{box.middle[1] + 5}" text-anchor="middle">{escape(box.node.label)}</text>'
        return
    yield f'<text x="{x}" y="{box.y + 25}" text-anchor="middle" font-weight="600">{escape(box.node.label)}</text>'
    for number, line in enumerate(box.node.lines):
        yield f'<text x="{box.x + 16}" y="{box.y + 54 + number * 18}">{escape(line)}</text>'


def _color(name: str | None) -> str:
    if name is None:
        return "#7b8794"
    return name if name.startswith("#") else COLORS.get(name, "#7b8794")
