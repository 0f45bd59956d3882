"""Files as pages show them: names that open them, small pictures of images, what an input says about its limits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup, escape

from lowcode.catalog.field_types import FIELD_TYPES, AttachedFile, attached_files
from lowcode.runtime.definitions import FieldDefinition, Scalar

if TYPE_CHECKING:
    from lowcode.runtime.pages.presentation import Presentation


@dataclass(frozen=True, slots=True)
class FileView:
    """One file."""

    line: str
    """What its input sends."""
    name: str
    size: str
    url: str
    thumbnail: str
    """The address of its small picture, empty for what is no image."""


def file_url(attached: AttachedFile) -> str:
    """Where the file is read."""
    return f"/-/files/{attached.id}/{quote(attached.name, safe='')}"


def thumbnail_url(attached: AttachedFile) -> str:
    """Where the small picture is, empty for what is no image."""
    return f"/-/thumbnails/{attached.id}" if attached.is_image else ""


def file_views(presentation: Presentation, texts: Iterable[str]) -> tuple[FileView, ...]:
    """The files that the texts of an input name; what was not taken is not among them."""
    files = {each.id: each for text in texts for each in attached_files(text) if each.id and each.name}
    return tuple(
        FileView(each.line, each.name, presentation.formats.size(each.size), file_url(each), thumbnail_url(each))
        for each in files.values()
    )


def show_files(presentation: Presentation, value: str) -> Markup:
    """The files of a field on the page of its record: pictures side by side, the rest as a list."""
    parts = [_shown(presentation, each) for each in attached_files(value)]
    return Markup('<ul class="files">{}</ul>').format(Markup().join(parts))


def _shown(presentation: Presentation, attached: AttachedFile) -> Markup:
    size = presentation.formats.size(attached.size)
    if attached.is_image:
        return Markup(
            '<li class="picture"><a href="{}" target="_blank" title="{} · {}">'
            '<img src="{}" alt="{}" loading="lazy"></a></li>'
        ).format(file_url(attached), attached.name, size, thumbnail_url(attached), attached.name)
    return Markup('<li><a href="{}">{}</a> <small>{}</small></li>').format(file_url(attached), attached.name, size)


def cell_of(presentation: Presentation, value: str) -> str:
    """The first file in a cell of a list, and how many more there are."""
    files = attached_files(value)
    if not files:
        return "<td>"
    first = files[0]
    more = ""
    if len(files) > 1:
        more = f" <small>{escape(presentation.say('files.more', count=_counted(presentation, len(files))))}</small>"
    if first.is_image:
        picture = Markup('<img class="mini" src="{}" alt="{}" loading="lazy">').format(thumbnail_url(first), first.name)
        return f'<td><a href="{escape(file_url(first))}">{picture}</a>{more}'
    return f'<td><a href="{escape(file_url(first))}">{escape(first.name)}</a>{more}'


def _counted(presentation: Presentation, files: int) -> int:
    """Chinese counts all of them, English those that are not named."""
    return files if presentation.wording.language.startswith("zh") else files - 1


def hint_of(presentation: Presentation, definition: FieldDefinition) -> str:
    """What a field takes, in words."""
    if not isinstance(definition.type, Scalar):
        return ""
    say = presentation.say
    hints = []
    if definition.type.most is not None and definition.type.most > 1:
        hints.append(say("files.hint_most", count=definition.type.most))
    if definition.max_size is not None:
        hints.append(say("files.hint_size", size=presentation.formats.size(definition.max_size)))
    if definition.accept:
        kinds = say("filter.joined").join(each.upper() for each in definition.accept)
        hints.append(say("files.hint_kinds", kinds=kinds))
    return " · ".join(hints)


def is_attachment(definition: FieldDefinition) -> bool:
    """Whether the field holds files."""
    return isinstance(definition.type, Scalar) and FIELD_TYPES[definition.type.kind].is_attachment
