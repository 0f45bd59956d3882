"""Files of fields on their way to being saved: which of those that were named may be there, and whose they become."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.catalog.field_types import FIELD_TYPES, attached_files, attachments_value
from lowcode.runtime.definitions import FieldDefinition, Scalar
from lowcode.runtime.files import KeptFile, Subject, attach, copy_file, files_by_id, is_accepted, may_read_file
from lowcode.runtime.saving.draft import Draft, Part


def is_attachment(definition: FieldDefinition) -> bool:
    """Whether the field holds files."""
    return isinstance(definition.type, Scalar) and FIELD_TYPES[definition.type.kind].is_attachment


def known_files(draft: Draft, part: Part, definition: FieldDefinition, value: str | None) -> str | None:
    """The value with what the app knows of the files, whatever was sent along with their numbers.

    A file may be named by who has brought it, by who may read it where it is, and where it has been before.
    """
    named = attached_files(value)
    missing = [each.id for each in named if each.id not in draft.files]
    draft.files |= files_by_id(draft.context, missing)
    files = [draft.files.get(each.id) for each in named]
    before = {each.id for each in attached_files(part.before.get(definition.name))}
    allowed = [each for each in files if each is not None and _may_name(draft, part, definition, each, before)]
    if len(allowed) < len(named):
        draft.refuse(part, definition, "file_not_found")
    return attachments_value(each.attached for each in allowed)


def _may_name(draft: Draft, part: Part, definition: FieldDefinition, kept: KeptFile, before: set[int]) -> bool:
    subject = kept.subject
    if kept.id in before or (subject is not None and subject == _subject(draft, part, definition)):
        return True
    return may_read_file(draft.context, kept)


def validate_files(draft: Draft, part: Part, definition: FieldDefinition, value: str) -> None:
    """How many there are, and of each new one how large it is and what it is. What was there before may stay."""
    if not part.is_changed(definition.name) or not isinstance(definition.type, Scalar):
        return
    files = attached_files(value)
    most = definition.type.most or 1
    if len(files) > most:
        draft.refuse(part, definition, "too_many_files", maximum=most, count=len(files))
    before = {each.id for each in attached_files(part.before.get(definition.name))}
    for each in files:
        if each.id in before:
            continue
        if definition.max_size is not None and each.size > definition.max_size:
            draft.refuse(
                part, definition, "file_larger_than", name=each.name, size=each.size, largest=definition.max_size
            )
        if not is_accepted(each.media_type, definition.accept):
            accepted = ", ".join(definition.accept)
            draft.refuse(part, definition, "file_not_accepted", name=each.name, accepted=accepted)


def claim_files(draft: Draft) -> None:
    """Files that belong to another record are copied, so that each record has files of its own; contents stay one."""
    for part, definition in _changed(draft):
        subject = _subject(draft, part, definition)
        files = [draft.files.get(each.id) for each in attached_files(getattr(part.record, definition.name))]
        own = [
            copy_file(draft.context, each) if each.subject is not None and each.subject != subject else each
            for each in files
            if each is not None
        ]
        draft.files |= {each.id: each for each in own}
        setattr(part.record, definition.name, attachments_value(each.attached for each in own))


def attach_files(draft: Draft) -> None:
    """Makes new files belong to the record, which has its number by now."""
    for part, definition in _changed(draft):
        ids = [each.id for each in attached_files(getattr(part.record, definition.name))]
        new = [each for each in ids if draft.files[each].subject is None]
        subject = _subject(draft, part, definition)
        if new and subject is not None:
            attach(draft.context, new, subject)


def _changed(draft: Draft) -> Iterator[tuple[Part, FieldDefinition]]:
    """The fields with files that were touched and are not empty. Whoever had none of their files looked up, has not."""
    if not draft.files:
        return
    for part in draft.parts:
        for definition in part.facts.attachments:
            value = getattr(part.record, definition.name)
            if value and all(each.id in draft.files for each in attached_files(value)):
                yield part, definition


def _subject(draft: Draft, part: Part, definition: FieldDefinition) -> Subject | None:
    """What files of the field belong to; None as long as the record has no number. Rows keep them with their owner."""
    record_id = draft.main.record.id
    if record_id is None:
        return None
    path = f"{part.rows_field}.{definition.name}" if part.rows_field else definition.name
    return Subject(draft.main.entity.name, record_id, path)
