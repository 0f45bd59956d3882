"""How the values of one app are shown in one language: labels, options, formatted values as HTML.

One per app and language, made when first needed and kept by the renderer. Nothing here knows a request.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from markupsafe import Markup, escape

from lowcode.catalog.field_types import FIELD_TYPES, attached_files
from lowcode.runtime.definitions import (
    ApplicationDefinition,
    Autonumber,
    Choice,
    ChoiceOf,
    EntityDefinition,
    FieldDefinition,
    FieldType,
    Label,
    ManyChoiceOf,
    Option,
    Scalar,
)
from lowcode.runtime.locale.formatting import Formats, formats_for, plain_number
from lowcode.runtime.locale.nouns import plural, within
from lowcode.runtime.locale.wording import Wording, wording_for
from lowcode.runtime.pages.attachments import show_files
from lowcode.runtime.pages.escaping import escape as escape_text
from lowcode.runtime.pages.markdown import show_markdown
from lowcode.runtime.pages.special_values import show_color, show_location, show_rating
from lowcode.runtime.pages.theme import option_class

Show: TypeAlias = Callable[[Any], str]
"""From a value that is not empty to HTML."""

NUMBERS = frozenset({"int", "decimal", "money", "percent"})
"""Kinds of scalars that stand at the right."""


@dataclass(frozen=True, slots=True)
class OptionView:
    """One option as it is chosen: `path` are the labels from the root, `depth` its distance from it."""

    name: str
    label: str
    path: str
    depth: int
    css: str


class Presentation:
    """Labels and values in one language."""

    def __init__(self, application: ApplicationDefinition, locale: str) -> None:
        self.application = application
        self.locale = locale
        self.index = application.locales.index(locale) if locale in application.locales else 0
        self.wording: Wording = wording_for(locale)
        self.say = self.wording.say
        self.formats: Formats = formats_for(locale, application.timezone, application.currency)
        self._options: dict[str, dict[str, OptionView]] = {
            choice.identifier: {each.name: each for each in self._flat(choice.options)}
            for choice in application.choices
        }
        self._tags: dict[str, dict[str, Markup]] = {name: _tags(options) for name, options in self._options.items()}
        self._cells = {name: _option_cells(options) for name, options in self._options.items()}

    def text(self, label: Label) -> str:
        """The label in this language."""
        return label.texts[min(self.index, len(label.texts) - 1)]

    def one(self, entity: EntityDefinition) -> str:
        """What one record of the entity is called inside a sentence."""
        return within(self.text(entity.label), self.wording.language)

    def many(self, entity: EntityDefinition) -> str:
        """What its records are called, as a title."""
        return plural(self.text(entity.label), self.wording.language)

    def counted(self, entity: EntityDefinition, count: int) -> str:
        """What so many records are called inside a sentence."""
        return self.one(entity) if count == 1 else within(self.many(entity), self.wording.language)

    def options(self, choice: str) -> tuple[OptionView, ...]:
        """All options of a choice, children after their parent."""
        return tuple(self._options[choice].values())

    def option(self, choice: str, name: str) -> OptionView:
        """One option; a name that the choice no longer has is shown as it is."""
        return self._options[choice].get(name) or OptionView(name, name, name, 0, "")

    def choice_of(self, kind: FieldType) -> Choice | None:
        """The choice that a field of this type takes its options from."""
        match kind:
            case ChoiceOf(choice) | ManyChoiceOf(choice):
                return self.application.choice_by_name[choice]
            case _:
                return None

    def is_numeric(self, definition: FieldDefinition) -> bool:
        """Whether the values stand at the right, digit below digit."""
        return isinstance(definition.type, Scalar) and definition.type.kind in NUMBERS

    def plain(self, definition: FieldDefinition, value: Any) -> str:
        """The value as plain text: for titles, history, summaries. References need their title and are not for here."""
        match definition.type:
            case ChoiceOf(choice):
                return self.option(choice, value).path
            case ManyChoiceOf(choice):
                return self.say("filter.joined").join(self.option(choice, each).label for each in value)
            case Scalar(kind="rating", most=most):
                return self.say("rating.of", count=value, most=most)
            case Scalar(kind=kind, scale=scale):
                return self._plain_scalar(kind, scale, value)
            case _:
                return str(value)

    def show(self, definition: FieldDefinition, today: datetime.date) -> Show:
        """A function that shows values of the field as HTML. For fields without references; `today` names near days."""
        match definition.type:
            case ChoiceOf(choice):
                return self._show_option(choice)
            case ManyChoiceOf(choice):
                return self._show_options(choice)
            case Scalar() as scalar:
                return self._show_scalar(definition, scalar, today)
            case Autonumber():
                return escape
            case other:
                raise TypeError(f"a value of {other!r} needs the title of a record")

    def show_instant(self, today: datetime.date) -> Show:
        """A function that shows instants: near days by name, the whole value on hover."""
        near = self.near_instants(today)

        def show(value: datetime.datetime) -> Markup:
            shown, whole = near(value)
            return Markup(f'<time title="{whole}">{shown}</time>')  # noqa: S704 - digits and our own words

        return show

    def near_instants(self, today: datetime.date) -> Callable[[datetime.datetime], tuple[str, str]]:
        """A function from an instant to how it is shown (`昨天 09:30`) and how it is written in full."""
        local, near, year = self.formats.local, self.formats.relative_dates(today), today.year

        def shown(value: datetime.datetime) -> tuple[str, str]:
            moment = local(value)
            text = moment.isoformat(" ", "minutes")[:16]
            name = near(moment.date()) or (text[5:10] if moment.year == year else text[:10])
            return f"{name} {text[11:]}", text

        return shown

    def option_cells(self, choice: str) -> Mapping[str, str]:
        """The finished cells of a list's column, by option."""
        return self._cells[choice]

    def show_date(self, today: datetime.date) -> Show:
        """A function that shows days: near ones by name, the date on hover."""
        near = self.formats.relative_dates(today)

        def show(value: datetime.date) -> Markup:
            name = near(value)
            if name is None:
                return Markup(value.isoformat())  # noqa: S704 - digits
            return Markup(f'<time title="{value.isoformat()}">{name}</time>')  # noqa: S704 - digits and our own words

        return show

    def _plain_scalar(self, kind: str, scale: int | None, value: Any) -> str:
        formats = self.formats
        match kind:
            case "int":
                return formats.integer(value)
            case "decimal":
                return formats.decimal(value, scale)
            case "money":
                return formats.money(value)
            case "percent":
                return formats.percent(value)
            case "bool":
                return self.say("value.yes" if value else "value.no")
            case "date":
                return formats.date(value)
            case "time":
                return formats.time(value)
            case "datetime":
                return formats.instant(value)
            case "file" | "files" | "image" | "images":
                return self.say("filter.joined").join(each.name for each in attached_files(value))
            case _:
                return str(value)

    def _show_scalar(self, definition: FieldDefinition, scalar: Scalar, today: datetime.date) -> Show:
        kind, scale = scalar.kind, scalar.scale
        if kind == "datetime":
            return self.show_instant(today)
        if kind == "date":
            return self.show_date(today)
        if kind == "email":
            return _link("mailto:")
        if kind == "phone":
            return _link("tel:")
        if kind == "url":
            return _show_url
        special = self._show_special(scalar)
        if special is not None:
            return special
        if kind == "bool":
            yes = Markup('<span class="yes" role="img" aria-label="{0}" title="{0}"></span>').format(
                self.say("value.yes")
            )
            no = Markup('<span class="quiet">{}</span>').format(self.say("value.no"))
            return lambda value: yes if value else no
        if definition.unit is not None and kind in NUMBERS:
            unit = escape(self.text(definition.unit))
            return lambda value: Markup("{} {}").format(self._plain_scalar(kind, scale, value), unit)
        if kind in NUMBERS:
            plain = self._plain_scalar
            return lambda value: Markup(plain(kind, scale, value))  # noqa: S704 - digits and the currency's sign
        return lambda value: escape_text(self._plain_scalar(kind, scale, value))

    def _show_special(self, scalar: Scalar) -> Show | None:
        """A function for what is more than its text."""
        match scalar.kind:
            case "rating":
                return show_rating(self.wording, scalar.most or 1)
            case "color":
                return show_color
            case "location":
                return show_location(self.wording)
            case "markdown":
                return show_markdown
            case kind if FIELD_TYPES[kind].is_attachment:
                return lambda value: show_files(self, value)
            case _:
                return None

    def _show_option(self, choice: str) -> Show:
        tags = self._tags[choice]

        def show(value: str) -> Markup:
            return tags.get(value) or escape(value)

        return show

    def _show_options(self, choice: str) -> Show:
        tags = self._tags[choice]
        comma = (
            Markup() if any(each.css for each in self._options[choice].values()) else escape(self.say("filter.joined"))
        )

        def show(values: Any) -> Markup:
            return comma.join(tags.get(value) or escape(value) for value in values)

        return show

    def _flat(self, options: tuple[Option, ...], depth: int = 0, above: str = "") -> Iterator[OptionView]:
        for option in options:
            label = self.text(option.label)
            path = f"{above} / {label}" if above else label
            yield OptionView(option.name, label, path, depth, option_class(option.color))
            yield from self._flat(option.options, depth + 1, path)


def input_number(value: Any) -> str:
    """A number as an input holds it."""
    return plain_number(value)


def _tags(options: dict[str, OptionView]) -> dict[str, Markup]:
    """Options as HTML. In a choice without any colour they are plain text: grey everywhere would only be noise."""
    has_colors = any(each.css for each in options.values())
    return {each.name: _tag(each, has_colors=has_colors) for each in options.values()}


def _tag(option: OptionView, *, has_colors: bool) -> Markup:
    title = Markup(' title="{}"').format(option.path) if option.depth else Markup()
    if has_colors:
        return Markup('<b class="tag {}"{}>{}</b>').format(option.css, title, option.label)
    return Markup("<span{}>{}</span>").format(title, option.label) if title else escape(option.label)


def _option_cells(options: dict[str, OptionView]) -> dict[str, str]:
    """Cells of a list: a tag where there are colours, else the label with its path as the title."""
    if any(each.css for each in options.values()):
        return {name: f"<td>{tag}" for name, tag in _tags(options).items()}
    titles = {each.name: Markup(' title="{}"').format(each.path) if each.depth else "" for each in options.values()}
    return {each.name: f"<td{titles[each.name]}>{escape(each.label)}" for each in options.values()}


def _show_url(value: str) -> Markup:
    shown = value.removeprefix("https://").removeprefix("http://").rstrip("/")
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(value, shown)


def _link(scheme: str) -> Show:
    def show(value: str) -> Markup:
        text = escape_text(value)
        return Markup(f'<a href="{scheme}{text}">{text}</a>')  # noqa: S704 - the value is escaped

    return show
