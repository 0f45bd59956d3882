"""The parts of the language that this release does not compile.

The parser answers each with `NotSupportedYet` and leaves it out of the tree, except for `FIELD_TYPES`: whether
a name is a field type or a choice of the spec is the resolver's knowledge. A part that becomes supported is
deleted here.
"""

from __future__ import annotations

DECLARATIONS = frozenset(
    {
        "flow", "approval", "rule", "report", "dashboard", "form", "document", "message", "connection",
        "inbound", "sync", "function", "scenario", "extend", "remove", "replace",
    }
)  # fmt: skip

FIELD_TYPES = frozenset(
    {
        "markdown", "duration", "month", "color", "idcard", "location", "address", "region", "file", "files",
        "image", "images", "signature", "rating", "slider", "progress", "json", "secret", "barcode", "tags",
        "daterange",
    }
)  # fmt: skip

FIELD_MODIFIERS = frozenset({"personal", "encrypted", "accept", "max_size", "was"})

ENTITY_LINES = frozenset({"history", "merge", "was"})

VIEW_LINES = frozenset({"board", "map", "calendar", "gallery", "gantt", "tree", "timeline"})

VERBS = frozenset({"export", "import", "print"})

ACCESS_LINES = frozenset({"field"})
