"""Files that the people of a scenario bring: by name alone, for nobody in a scenario opens one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from lowcode.catalog.field_types import attachments_value
from lowcode.catalog.media_types import EXTENSIONS, UNKNOWN
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, Rows
from lowcode.runtime.files import KeptFile, StoredFile, clean_name, register
from lowcode.runtime.files.names import extension_of
from lowcode.runtime.saving.attachments import is_attachment

_SIZE: Final = 1_000
"""Bytes that each of them has."""


def with_files(context: Context, entity: EntityDefinition, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with files that the context's user has just brought in place of their names."""
    found = dict(values)
    for name, value in values.items():
        definition = entity.field_by_name[name]
        if isinstance(definition.type, Rows):
            rows = context.application.entity_by_name[definition.type.entity]
            found[name] = tuple(replace(each, values=with_files(context, rows, each.values)) for each in value)
        elif is_attachment(definition) and value:
            names = (value,) if isinstance(value, str) else tuple(value)
            found[name] = attachments_value(_brought(context, each).attached for each in names)
    return found


def _brought(context: Context, name: str) -> KeptFile:
    """A file of this name, which is what its extension says."""
    shown = clean_name(name)
    digest = hashlib.sha256(shown.encode()).hexdigest()
    media_type = EXTENSIONS.get(extension_of(shown), UNKNOWN)
    return register(context, StoredFile(sha256=digest, name=shown, size=_SIZE, media_type=media_type))
