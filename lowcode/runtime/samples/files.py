"""Files for made-up records: small real ones, a few contents that many records share."""

from __future__ import annotations

import io
import random
from typing import Any, BinaryIO, Final

from PIL import Image, ImageDraw

from lowcode.catalog.field_types import attached_files, attachments_value
from lowcode.catalog.media_types import RASTER_IMAGES
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, FieldDefinition, Rows, Scalar
from lowcode.runtime.files import StoredFile, Subject, attach, file_store, register
from lowcode.runtime.saving.facts import facts_of

MOST: Final = 200
"""Optional fields of one kind of record that get files: a demonstration needs no ten thousand."""
_TONES: Final = ("#4c5fd7", "#0d8a7b", "#dd6b10", "#8a45c9", "#208a4b", "#cf3a7b")
_LARGEST: Final = 10_000
"""Bytes that none of the contents exceeds."""


class SampleFiles:
    """Makes the values of fields with files."""

    def __init__(self, context: Context, source: random.Random) -> None:
        self._context = context
        self._source = source
        self._contents: dict[tuple[str, int], StoredFile] = {}
        self._made: dict[int, int] = {}

    def draw(self, definition: FieldDefinition) -> str | None:
        """Some files for a field, kept already; None for most of the optional ones and for kinds nobody can make up."""
        kinds = [each for each in definition.accept or ("pdf", "txt") if each in _MAKERS]
        made = self._made.setdefault(id(definition), 0)
        is_enough = definition.required is None and (made >= MOST or self._source.random() < 0.5)
        if is_enough or not kinds or (definition.max_size or _LARGEST) < _LARGEST:
            return None
        self._made[id(definition)] = made + 1
        most = definition.type.most if isinstance(definition.type, Scalar) else 1
        count = self._source.randint(1, min(most or 1, 3))
        files = [register(self._context, self._content(definition, kinds, made + each)) for each in range(count)]
        return attachments_value(each.attached for each in files)

    def _content(self, definition: FieldDefinition, kinds: list[str], number: int) -> StoredFile:
        kind, variant = kinds[number % len(kinds)], number % len(_TONES)
        name = f"{self._context.text(definition.label)} {number + 1}.{kind}"
        found = self._contents.get((kind, variant))
        if found is None:
            stream = _content_of(kind, variant)
            found = self._contents[kind, variant] = file_store(self._context).store(stream, name)
        return StoredFile(sha256=found.sha256, name=name, size=found.size, media_type=found.media_type)


def attach_samples(context: Context, entity: EntityDefinition, records: list[Any]) -> None:
    """Makes the files of records that have just been written belong to them."""
    for definition in facts_of(entity).attachments:
        for record in records:
            value = getattr(record, definition.name)
            if value:
                subject = _subject(context, entity, definition, record)
                attach(context, [each.id for each in attached_files(value)], subject)


def _subject(context: Context, entity: EntityDefinition, definition: FieldDefinition, record: Any) -> Subject:
    if entity.owner is None:
        return Subject(entity.name, record.id, definition.name)
    owner = context.application.entity_by_name[entity.owner]
    rows = next(each.name for each in owner.fields if isinstance(each.type, Rows) and each.type.entity == entity.name)
    return Subject(entity.owner, record.owner_record_id, f"{rows}.{definition.name}")


def _content_of(kind: str, variant: int) -> BinaryIO:
    return io.BytesIO(_MAKERS[kind](kind, variant))


def _picture(kind: str, variant: int) -> bytes:
    picture = Image.new("RGB", (480, 320), _TONES[variant])
    drawing = ImageDraw.Draw(picture)
    for step in range(6):
        left = 40 + step * 70
        drawing.rectangle((left, 260 - (step * 37 + variant * 53) % 200, left + 40, 280), fill="white")
    content = io.BytesIO()
    picture.save(content, RASTER_IMAGES[kind].partition("/")[2].upper())
    return content.getvalue()


def _text(_kind: str, variant: int) -> bytes:
    return f"{variant + 1}\n".encode()


def _page(_kind: str, variant: int) -> bytes:
    """A sheet of paper with a coloured bar, as PDF."""
    red, green, blue = (int(_TONES[variant][at : at + 2], 16) / 255 for at in (1, 3, 5))
    drawing = f"{red:.2f} {green:.2f} {blue:.2f} rg 72 700 451 24 re f".encode()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing),
    )
    content, places = bytearray(b"%PDF-1.4\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, each)
    table = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(content)


_MAKERS: Final = {
    **dict.fromkeys(RASTER_IMAGES, _picture),
    **dict.fromkeys(("txt", "csv", "md", "log"), _text),
    "pdf": _page,
}
