"""`accept` and `max_size`: which files a field takes."""

from __future__ import annotations

from lowcode.catalog.media_types import EXTENSIONS, RASTER_IMAGES
from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.dsl import ast
from lowcode.dsl.lowering.context import Lowering
from lowcode.ir import application as app

_IMAGES = ("image", "images")

Modifiers = dict[str, ast.ModifierDecl]


def accepted_extensions(lowering: Lowering, field_type: app.FieldType, modifiers: Modifiers) -> tuple[str, ...]:
    """The extensions in small letters without a dot, each once; without `accept` what the type takes by itself."""
    is_image = isinstance(field_type, app.ScalarType) and field_type.kind in _IMAGES
    candidates = tuple(RASTER_IMAGES if is_image else EXTENSIONS)
    modifier = modifiers.get("accept")
    if modifier is None:
        return candidates if is_image else ()
    found: dict[str, None] = {}
    for argument in modifier.arguments:
        if not isinstance(argument, ast.TextDecl):
            continue
        extension = argument.text.strip().lower().removeprefix("*").removeprefix(".")
        if extension in candidates:
            found[extension] = None
        else:
            lowering.report(
                name_problems.UnknownValue(
                    span=argument.span, what="accept", value=argument.text, candidates=candidates
                )
            )
    return tuple(found)


def largest_size(lowering: Lowering, modifiers: Modifiers) -> int | None:
    """The size of the largest file in bytes."""
    modifier = modifiers.get("max_size")
    if modifier is None:
        return None
    size = modifier.arguments[0]
    if isinstance(size, ast.LiteralExpr) and isinstance(size.value, int) and size.value > 0:
        return size.value
    lowering.report(
        structure_problems.ModifierIncomplete(span=modifier.span, modifier="max_size", usage="max_size 20MB")
    )
    return None
