"""The cells of list tables: one function per column that makes the finished `<td>` of a value.

They are made once per list, language and day; a row is nothing but calls and a join, because a macro per cell would
cost more than the rest of the page. End tags and quotes that HTML does not need are left out: 400 cells weigh.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from markupsafe import Markup

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import (
    ApplicationDefinition,
    Autonumber,
    ChoiceOf,
    EntityDefinition,
    FieldDefinition,
    ManyChoiceOf,
    ManyReference,
    Reference,
    Scalar,
)
from lowcode.runtime.field_rights import Masked
from lowcode.runtime.pages.attachments import cell_of
from lowcode.runtime.pages.escaping import escape
from lowcode.runtime.pages.presentation import NUMBERS, Presentation
from lowcode.runtime.pages.shell import initials, tone
from lowcode.runtime.queries.field_guards import sight_at
from lowcode.runtime.queries.plans import SYSTEM_FIELDS
from lowcode.runtime.queries.results import ListRow

Cell: TypeAlias = Callable[[Any], str]
_LONG: Final = 80
"""Characters of a long text that a cell shows."""


def field_at(application: ApplicationDefinition, entity: EntityDefinition, path: Sequence[str]) -> FieldDefinition:
    """The field at the end of a path of references."""
    definition = entity.field_by_name.get(path[0]) or SYSTEM_FIELDS[path[0]]
    if len(path) == 1:
        return definition
    kind = definition.type
    if not isinstance(kind, Reference):
        raise TypeError(f"{'.'.join(path)} leads through {path[0]}, which refers to no record")
    return field_at(application, application.entity_by_name[kind.entity], path[1:])


def column_label(presentation: Presentation, entity: EntityDefinition, path: Sequence[str]) -> str:
    """What stands above a column: the label of the field, system fields in the interface's words."""
    application = presentation.application
    labels = []
    for depth in range(1, len(path) + 1):
        definition = field_at(application, entity, path[:depth])
        name = path[depth - 1]
        is_system = SYSTEM_FIELDS.get(name) is definition
        labels.append(presentation.say(f"system.{name}") if is_system else presentation.text(definition.label))
    return " · ".join(labels) if len(labels) < 3 else f"{labels[-2]} · {labels[-1]}"


def cell_for(presentation: Presentation, definition: FieldDefinition, today: datetime.date) -> Cell:
    """The function that makes the cells of a column."""
    match definition.type:
        case Reference(entity="user"):
            return _person
        case Reference(entity=target):
            return _link_to(target)
        case ManyReference(entity=target):
            return _links_to(target, presentation.say("filter.joined"))
        case Scalar(kind=kind) if FIELD_TYPES[kind].is_long:
            return _long_text
        case Scalar(kind=kind) if FIELD_TYPES[kind].is_attachment:
            return lambda value: cell_of(presentation, value) if value is not None else "<td>"
        case Scalar(kind=kind) if kind in NUMBERS:
            return _number(presentation, definition, today)
        case ChoiceOf(choice):
            return _option(presentation.option_cells(choice))
        case Scalar(kind="datetime"):
            return _instant(presentation.near_instants(today))
        case Scalar() | ManyChoiceOf() | Autonumber():
            return _shown(presentation, definition, today)
        case other:
            raise TypeError(f"{other!r} has no cells in a list")


def cell_at(presentation: Presentation, context: Context, entity: EntityDefinition, path: Sequence[str]) -> Cell:
    """The function that makes the cells of a column for this user: what he sees masked is printed as it stands."""
    cell = cell_for(presentation, field_at(presentation.application, entity, path), context.today)
    if sight_at(context, entity, tuple(path)).is_full:
        return cell
    return lambda value: f"<td>{escape(value)}" if isinstance(value, Masked) else cell(value)


def row_maker(
    entity: EntityDefinition, cells: Sequence[Cell], main: int, *, can_select: bool
) -> Callable[[Iterable[ListRow]], Markup]:
    """The function that makes all rows. `main` is the column that stands for the record: it is the link."""
    base = f"/{entity.name}/"
    before, after = tuple(cells[:main]), tuple(cells[main + 1 :])
    main_cell = cells[main]

    def rows(records: Iterable[ListRow]) -> Markup:
        lines = []
        for record in records:
            key, values = record.id, record.values
            box = f"<tr><td><input type=checkbox name=id value={key}>" if can_select else "<tr><td>"
            shown = inner(main_cell(values[main])) or escape(record.title or f"#{key}")
            lines.append(
                box
                + "".join([cell(value) for cell, value in zip(before, values, strict=False)])
                + f"<td class=m><a href={base}{key}>{shown}</a>"
                + "".join([cell(value) for cell, value in zip(after, values[main + 1 :], strict=True)])
            )
        return Markup("\n".join(lines))  # noqa: S704 - every cell escapes its value

    return rows


def main_column(application: ApplicationDefinition, entity: EntityDefinition, paths: Sequence[Sequence[str]]) -> int:
    """Which of the columns stands for the record: its title, else its first own text, else the first."""
    for index, path in enumerate(paths):
        if tuple(path) == (entity.title,):
            return index
    for index, path in enumerate(paths):
        kind = field_at(application, entity, path).type
        if len(path) == 1 and isinstance(kind, Scalar) and kind.kind == "text":
            return index
    for index, path in enumerate(paths):
        if not isinstance(field_at(application, entity, path).type, Reference):
            return index
    return 0


def inner(cell: str) -> str:
    """What is inside a cell; links and persons would be links within a link, so only their text stays."""
    content = cell[cell.index(">") + 1 :]
    return Markup(content).striptags() and escape(Markup(content).striptags()) if "<a " in content else content  # noqa: S704 - our own cell


def _person(link: Any) -> str:
    if link is None:
        return "<td>"
    return _person_cell(link.id, link.title or "")


@functools.lru_cache(maxsize=4096)
def _person_cell(user_id: int, name: str) -> str:
    return f'<td><a class=p{tone(name)} data-i="{escape(initials(name))}" href=/user/{user_id}>{escape(name)}</a>'


def _option(cells: Mapping[str, str]) -> Cell:
    return lambda value: (cells.get(value) or f"<td>{escape(value)}") if value is not None else "<td>"


def _instant(near: Callable[[datetime.datetime], tuple[str, str]]) -> Cell:
    def cell(value: Any) -> str:
        if value is None:
            return "<td>"
        shown, whole = near(value)
        return f'<td class=d title="{whole}">{shown}'

    return cell


def _link_to(target: str) -> Cell:
    start = f"<td><a href=/{target}/"

    def cell(link: Any) -> str:
        return f"{start}{link.id}>{escape(link.title or link.id)}</a>" if link is not None else "<td>"

    return cell


def _links_to(target: str, comma: str) -> Cell:
    start = f"<a href=/{target}/"

    def cell(links: Any) -> str:
        return "<td>" + comma.join([f"{start}{link.id}>{escape(link.title or link.id)}</a>" for link in links])

    return cell


def _long_text(value: Any) -> str:
    if value is None:
        return "<td>"
    text = " ".join(value.split())
    if len(text) <= _LONG:
        return f"<td>{escape(text)}"
    return f'<td title="{escape(text[:400])}">{escape(text[:_LONG])}…'


def _number(presentation: Presentation, definition: FieldDefinition, today: datetime.date) -> Cell:
    kind = definition.type
    if isinstance(kind, Scalar) and kind.kind == "money" and definition.unit is None:
        money = presentation.formats.money
        return lambda value: f"<td class=n>{money(value)}" if value is not None else "<td>"
    show = presentation.show(definition, today)
    return lambda value: f"<td class=n>{show(value)}" if value is not None else "<td>"


def _shown(presentation: Presentation, definition: FieldDefinition, today: datetime.date) -> Cell:
    show = presentation.show(definition, today)
    if isinstance(definition.type, ManyChoiceOf):
        return lambda value: f"<td>{show(value)}" if value else "<td>"
    return lambda value: f"<td>{show(value)}" if value is not None else "<td>"
