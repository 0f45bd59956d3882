"""Diagrams as files, for `lowcode diagram`."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.diagnostics.problem import Language
from lowcode.diagram_format import DiagramFormat
from lowcode.diagrams.bpmn import bpmn
from lowcode.diagrams.graphs import Drawer, Graph
from lowcode.diagrams.layout import placed
from lowcode.diagrams.mermaid import mermaid
from lowcode.diagrams.svg import svg
from lowcode.ir.application import Application
from lowcode.source import SourceFile

_SUFFIXES = {DiagramFormat.SVG: "svg", DiagramFormat.MERMAID: "mmd", DiagramFormat.BPMN: "bpmn"}


def drawn(
    application: Application,
    sources: Mapping[str, SourceFile],
    kind: DiagramFormat,
    only: str | None,
    language: Language,
) -> dict[str, str]:
    """Path → text of each diagram; with `only`, of the flow or approval of that name."""
    wanted = "zh" if language is Language.CHINESE else "en"
    locales = application.locales
    locale = next((number for number, each in enumerate(locales) if each.startswith(wanted)), 0)
    graphs = Drawer(application, dict(sources), locale).graphs()
    chosen = [graph for graph in graphs if only in (None, graph.name)]
    if kind is DiagramFormat.BPMN:
        chosen = [graph for graph in chosen if graph.kind != "entities"]
    return {f"{graph.identifier}.{_SUFFIXES[kind]}": _text(graph, kind) for graph in chosen}


def _text(graph: Graph, kind: DiagramFormat) -> str:
    match kind:
        case DiagramFormat.SVG:
            return svg(placed(graph))
        case DiagramFormat.MERMAID:
            return mermaid(graph)
        case DiagramFormat.BPMN:
            return bpmn(graph)
