"""Draws flows, approvals and entities of a checked model: SVG, Mermaid, BPMN 2.0.

`graphs` turns the model into boxes and arrows, `layout` places them, `svg`, `mermaid` and `bpmn` write them. Only the
model is read; nothing of it is written.
"""
