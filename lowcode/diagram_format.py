"""How `lowcode diagram` writes; apart from the drawing, so that the command line knows it without loading that."""

from __future__ import annotations

from enum import Enum


class DiagramFormat(Enum):
    """SVG for people, Mermaid for Markdown pages, BPMN for modelling tools (flows and approvals only)."""

    SVG = "svg"
    MERMAID = "mermaid"
    BPMN = "bpmn"
