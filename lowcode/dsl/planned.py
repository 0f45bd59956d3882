"""The parts of the language that this release does not compile.

The parser answers each with `NotSupportedYet` and leaves it out of the tree, except for `FIELD_TYPES`: whether
a name is a field type or a choice of the spec is the resolver's knowledge. A part that becomes supported is
deleted here.
"""

from __future__ import annotations

DECLARATIONS = frozenset(
    {
        "form", "document", "inbound", "sync",
    }
)  # fmt: skip

FIELD_TYPES = frozenset(
    {
        "duration", "month", "idcard", "address", "region", "signature", "slider", "progress", "json", "secret",
        "barcode", "tags", "daterange",
    }
)  # fmt: skip

FIELD_MODIFIERS = frozenset({"personal", "encrypted"})

ENTITY_LINES = frozenset({"history"})

VIEW_LINES = frozenset({"map", "calendar", "gallery", "gantt", "tree", "timeline"})

PROCESS_WORDS = frozenset({"inbound", "receive"})
"""A trigger and a statement of scenarios."""

VERBS = frozenset({"import", "print"})
