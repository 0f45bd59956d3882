"""Files and images: `file`, `files(n)`, `image`, `images(n)`.

The value is a text of one line per file, `id size media/type name`, so that lists, pages and history name files without
another query. People send lines, too, but only the number is believed: saving writes the line anew from what the app
knows of the file. A line with the number 0 stands for a file that could not be taken, and names the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import ClassVar

from lowcode.catalog.field_types.base import (
    COMMON_MODIFIERS,
    FieldError,
    FieldType,
    InputFacts,
    Parameter,
    Shape,
    ValueContext,
)
from lowcode.catalog.kinds import StorageKind, ValueKind
from lowcode.catalog.media_types import RASTER_IMAGES
from lowcode.quick_dataclass import dataclass

MOST_FILES = 100
"""The largest number of files of one field."""
TOO_LARGE = "file_too_large"
"""The reason of a file that was larger than the installation takes."""
_REFUSALS = (TOO_LARGE,)
_LARGEST_ID = 2**31 - 1
_LINE = re.compile(r"(\d{1,10})(?: (\d{1,18}) (\S{1,100}) (.+))?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedFile:
    """One line of the value."""

    id: int
    size: int = 0
    media_type: str = ""
    """Of a file that could not be taken: the reason."""
    name: str = ""

    @property
    def line(self) -> str:
        """The line that stands for the file."""
        return f"{self.id} {self.size} {self.media_type} {self.name}" if self.name else str(self.id)

    @property
    def is_image(self) -> bool:
        """Whether it may be shown in place."""
        return self.media_type in RASTER_IMAGES.values()


def refused_file(name: str, size: int, reason: str = TOO_LARGE) -> AttachedFile:
    """What stands in a form for a file that could not be taken."""
    return AttachedFile(id=0, size=size, media_type=reason, name=name)


def attached_files(value: str | None) -> tuple[AttachedFile, ...]:
    """The files of a value; lines that are none are left out."""
    found = [_read(line) for line in (value or "").splitlines()]
    return tuple(each for each in found if each is not None)


def attachments_value(files: Iterable[AttachedFile]) -> str | None:
    """The value that names these files, None without any."""
    return "\n".join(each.line for each in files) or None


def _read(line: str) -> AttachedFile | None:
    match = _LINE.fullmatch(line.strip())
    if match is None or int(match[1]) > _LARGEST_ID:
        return None
    if match[4] is None:
        return AttachedFile(id=int(match[1]))
    return AttachedFile(id=int(match[1]), size=int(match[2]), media_type=match[3], name=match[4])


class AttachmentType(FieldType[str]):
    """What all fields with files have in common."""

    value_kind = ValueKind.FILES
    storage = StorageKind.FILES
    input = InputFacts(type="file")
    modifiers = COMMON_MODIFIERS - {"default", "placeholder"} | {"accept", "max_size"}
    is_attachment = True
    images_only: ClassVar[bool] = False

    def shape(self, arguments: Mapping[str, int], currency_scale: int) -> Shape:
        """How many files the field holds."""
        del currency_scale
        return Shape(most=arguments.get("most", self.parameters[0].default if self.parameters else 1))

    def read(self, text: str, context: ValueContext) -> str:
        """The files, each once, in the order that they were sent in; how many there may be is for saving to say."""
        del context
        lines = [line for line in text.splitlines() if line.strip()]
        files = [_read(line) for line in lines]
        known = {each.id: each for each in files if each is not None}
        if None in files or not known:
            raise FieldError("file_not_found")
        for each in files:
            if each is not None and each.id == 0 and each.media_type in _REFUSALS:
                raise FieldError(each.media_type, name=each.name, size=each.size)
        if 0 in known:
            raise FieldError("file_not_found")
        return "\n".join(each.line for each in known.values())

    def format(self, value: str, context: ValueContext) -> str:
        """The names."""
        del context
        return ", ".join(each.name for each in attached_files(value))

    def to_input(self, value: str, context: ValueContext) -> str:
        """The lines themselves."""
        del context
        return value


class Files(AttachmentType):
    """`files(n)`: up to `n` files."""

    name = "files"
    parameters = (Parameter(name="most", default=10, minimum=1, maximum=MOST_FILES),)


class File(AttachmentType):
    """`file`: one file."""

    name = "file"


class Images(AttachmentType):
    """`images(n)`: up to `n` pictures that browsers show."""

    name = "images"
    parameters = (Parameter(name="most", default=10, minimum=1, maximum=MOST_FILES),)
    images_only = True


class Image(AttachmentType):
    """`image`: one picture."""

    name = "image"
    images_only = True
