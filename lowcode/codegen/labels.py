"""Labels as source, in every locale of the app."""

from __future__ import annotations

from lowcode.codegen.python_source import Imports, call, literal
from lowcode.ir.labels import Label

_DEFINITIONS = "lowcode.runtime.definitions"


def label_source(imports: Imports, label: Label) -> str:
    """`Label("客户", "Customer")`."""
    return call(imports.name(_DEFINITIONS, "Label"), *(literal(text) for text in label.texts))
