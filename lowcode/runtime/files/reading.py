"""Who may read a file."""

from __future__ import annotations

from lowcode.runtime.access import can
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, Rows, Verb
from lowcode.runtime.field_rights import is_restricted, reads_every_value, states_in_record
from lowcode.runtime.files.records import KeptFile, Subject


def may_read_file(context: Context, kept: KeptFile) -> bool:
    """Whoever may read the record and the field that it belongs to; before it belongs to one, who has brought it."""
    if context.identity.is_system:
        return True
    subject = kept.subject
    if subject is None:
        return context.user_id is not None and kept.created_by_id == context.user_id
    entity = context.application.entity_by_name.get(subject.entity)
    if entity is None or not can(entity, Verb.READ, subject.record_id, context):
        return False
    return _reads_field(context, entity, subject)


def _reads_field(context: Context, entity: EntityDefinition, subject: Subject) -> bool:
    """Whether the field is one that pages show to the user; what is no field of the entity is as open as its record."""
    name, _, cell = subject.field.partition(".")
    definition = entity.field_by_name.get(name)
    if definition is None:
        return not cell
    if definition.hidden or (
        is_restricted(entity, name) and not states_in_record(context, entity, subject.record_id)[name].reads
    ):
        return False
    return not cell or _reads_cell(context, definition.type, cell)


def _reads_cell(context: Context, kind: object, name: str) -> bool:
    """The same for a column of a sub-table; which row the file is in is not known, so every row must be open."""
    if not isinstance(kind, Rows):
        return False
    rows = context.application.entity_by_name[kind.entity]
    definition = rows.field_by_name.get(name)
    return definition is not None and not definition.hidden and reads_every_value(context, rows, name)
