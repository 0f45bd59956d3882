"""The inputs of a form: what the template needs to know of each field, final and in words.

A form is drawn from texts, as they stand in inputs: those of the record, or those that were just sent and refused.
So nothing that was typed is lost, whatever was wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import (
    Autonumber,
    ChoiceOf,
    Condition,
    EntityDefinition,
    FieldDefinition,
    ManyChoiceOf,
    ManyReference,
    Reference,
    Rows,
    Scalar,
)
from lowcode.runtime.forms import is_writable, value_context
from lowcode.runtime.pages.attachments import FileView, file_views, hint_of, is_attachment
from lowcode.runtime.pages.presentation import OptionView, Presentation
from lowcode.runtime.saving.facts import facts_of, new_record

Texts = Mapping[str, Sequence[str]]
"""The texts of a form by the name of the input."""

FEW_OPTIONS: Final = 8
"""Up to so many options stand side by side (many of) or in a plain select."""

_DRAWINGS: Final = {"bool": "bool", "markdown": "markdown", "rating": "rating", "color": "color"}
"""Scalars that have a drawing of their own."""
_HINTS: Final = {"location": "location.hint", "color": "color.hint", "markdown": "markdown.hint"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A record that a reference is set to."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InputView:
    """One field on the form."""

    name: str
    """Name of the input: `price`, `lines[2].price`."""
    field: str
    """Identifier of the field."""
    id: str
    label: str
    kind: str
    """Which drawing: `text longtext markdown rating color files select bool checks multiselect reference references
    rows output`."""
    value_kind: str
    """What the script takes the text for: a scalar's kind, `choice`, `choices`, `reference`, `references`, `rows`."""
    text: str = ""
    texts: tuple[str, ...] = ()
    type: str = "text"
    inputmode: str | None = None
    step: str | None = None
    autocomplete: str = "off"
    maximum_length: int | None = None
    scale: int | None = None
    is_required: bool = False
    is_visible: bool = True
    is_readonly: bool = False
    is_wide: bool = False
    is_numeric: bool = False
    help: str = ""
    placeholder: str = ""
    unit: str = ""
    unit_before: str = ""
    error: str = ""
    options: tuple[OptionView, ...] = ()
    chosen: tuple[Chosen, ...] = ()
    entity: str = ""
    """Which records a reference chooses among."""
    entity_label: str = ""
    lookup_url: str = ""
    depends_on: tuple[str, ...] = ()
    may_create: bool = False
    sheet: SheetView | None = None
    most: int = 0
    """Stars of a rating, files of a field."""
    files: tuple[FileView, ...] = ()
    accept: str = ""
    """What the browser offers to choose: `.pdf,.docx`."""
    max_size: int | None = None
    hint: str = ""
    upload_field: str = ""
    """For which field a file is brought: `order.lines.proof`."""

    @property
    def state(self) -> tuple[object, ...]:
        """What may differ between two drawings of the field in one language; its options aside."""
        flags = (self.is_required, self.is_visible, self.is_readonly, self.may_create)
        return (self.text, self.texts, flags, self.error, self.chosen)

    @property
    def described_by(self) -> str:
        """The ids of help and error, for screen readers."""
        return f"{self.id}-error {self.id}-help" if self.help else f"{self.id}-error"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """A row of a sub-table."""

    index: str
    id: str
    cells: tuple[InputView, ...]
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetView:
    """A sub-table: its columns, its rows, and an empty row as the pattern for new ones."""

    entity: str
    columns: tuple[InputView, ...]
    rows: tuple[RowView, ...]
    pattern: RowView


@dataclass(frozen=True, kw_only=True)
class InputMaker:
    """Makes the inputs of one form."""

    presentation: Presentation
    context: Context
    texts: Texts
    record: Any
    """The record as it stands in the form: conditions and dependent options read it."""
    errors: Mapping[str, str]
    titles: Mapping[tuple[str, str], str]
    """Titles of the records that references are set to, by entity and id."""
    may_create: Callable[[str], bool] = field(default=lambda _entity: False)
    outputs: Mapping[str, str] = field(default_factory=dict)
    """Computed values in words."""
    row_records: Mapping[str, Any] = field(default_factory=dict)
    """The rows as they stand in the form, by their path (`lines[2]`)."""
    row_defaults: Mapping[str, Texts] = field(default_factory=dict)
    """What a new row of each sub-table begins with."""
    is_new: bool = False

    def field(self, entity: EntityDefinition, definition: FieldDefinition, *, is_output: bool = False) -> InputView:
        """The input of a field of the record; `is_output`: this user may see it, but not change it."""
        if is_output:
            base = self._common(definition, definition.name, self.record) | {"is_required": False}
            return InputView(**base, kind="output", **self._output(definition, definition.name))
        return self._input(definition, definition.name, self.record, f"/{entity.name}/options/")

    def signature(self, definition: FieldDefinition) -> tuple[object, ...] | None:
        """All that the drawing of an input depends on besides its field and the language; None if that is not plain.

        Telling it is cheaper than making the input. What looks at the record, or at other fields, is not plain.
        """
        kind, name = definition.type, definition.name
        conditions = (definition.required, definition.visible, definition.readonly)
        is_plain = (
            definition.options_where is None
            and is_writable(definition)
            and all(each is None or each.when is None for each in conditions)
            and isinstance(kind, Scalar | ChoiceOf | Reference)
            and not is_attachment(definition)
        )
        if not is_plain:
            return None
        texts = tuple(self.texts.get(name, ()))
        if not isinstance(kind, Reference):
            return texts, self.errors.get(name)
        titles = tuple(self.titles.get((kind.entity, each)) for each in texts)
        return texts, self.errors.get(name), titles, self.may_create(kind.entity)

    def _input(self, definition: FieldDefinition, name: str, record: Any, lookup: str) -> InputView:
        base = self._common(definition, name, record)
        base["lookup_url"] = lookup + definition.name
        kind = definition.type
        if isinstance(kind, Rows):
            sheet = self._sheet(definition, kind, f"{lookup}{definition.name}.")
            return InputView(**base, kind="rows", value_kind="rows", sheet=sheet)
        if definition.computed is not None or isinstance(kind, Autonumber) or not is_writable(definition):
            return InputView(**base | {"is_required": False}, kind="output", **self._output(definition, name))
        match kind:
            case Scalar() if is_attachment(definition):
                path = f"{lookup}{definition.name}".strip("/").replace("/options/", ".")
                return InputView(**base, **self._files(definition, kind, base["texts"], path))
            case Scalar():
                return InputView(**base, **self._scalar(definition, kind))
            case ChoiceOf(choice):
                return InputView(
                    **base, kind="select", value_kind="choice", options=self._options(definition, choice, record)
                )
            case ManyChoiceOf(choice):
                options = self._options(definition, choice, record)
                drawing = "checks" if len(options) <= FEW_OPTIONS else "multiselect"
                return InputView(**base, kind=drawing, value_kind="choices", options=options)
            case Reference(target):
                return InputView(
                    **base,
                    kind="reference",
                    value_kind="reference",
                    **self._reference(definition, target, base["texts"]),
                )
            case ManyReference(target):
                return InputView(
                    **base,
                    kind="references",
                    value_kind="references",
                    **self._reference(definition, target, base["texts"]),
                )
            case _:
                raise TypeError(f"no input for {kind!r}")

    def _common(self, definition: FieldDefinition, name: str, record: Any) -> dict[str, Any]:
        text = self.presentation.text
        texts = tuple(self.texts.get(name, ()))
        return {
            "name": name,
            "field": definition.name,
            "id": "f-" + name.replace("[", "-").replace("].", "-"),
            "label": text(definition.label),
            "text": texts[-1] if texts else "",
            "texts": texts,
            "is_required": self._holds(definition.required, record),
            "is_visible": definition.visible is None or self._holds(definition.visible, record),
            "is_readonly": self._holds(definition.readonly, record),
            "is_wide": _is_wide(definition),
            "is_numeric": self.presentation.is_numeric(definition),
            "help": text(definition.help) if definition.help else "",
            "placeholder": text(definition.placeholder) if definition.placeholder else "",
            "unit": text(definition.unit) if definition.unit else "",
            "error": self.errors.get(name, ""),
            "depends_on": definition.options_where.depends_on if definition.options_where else (),
        }

    def _holds(self, condition: Condition | None, record: Any) -> bool:
        if condition is None:
            return False
        return condition.when is None or bool(condition.when(record, self.context))

    def _scalar(self, definition: FieldDefinition, scalar: Scalar) -> dict[str, Any]:
        kind = FIELD_TYPES[scalar.kind]
        facts = kind.input
        values: dict[str, Any] = {
            "kind": _DRAWINGS.get(scalar.kind, "longtext" if facts.tag == "textarea" else "text"),
            "value_kind": scalar.kind,
            "type": facts.type,
            "inputmode": facts.inputmode,
            "step": kind.step(value_context(scalar, self.context))
            if facts.type in {"time", "datetime-local"}
            else None,
            "autocomplete": facts.autocomplete,
            "scale": scalar.scale,
            "maximum_length": definition.maximum_length or scalar.length,
            "most": scalar.most or 0,
            "hint": self.presentation.say(_HINTS[scalar.kind]) if scalar.kind in _HINTS else "",
        }
        if scalar.kind == "money":
            values["unit_before"] = self.presentation.formats.currency_symbol.strip()
        return values

    def _files(self, definition: FieldDefinition, scalar: Scalar, texts: Iterable[str], path: str) -> dict[str, Any]:
        return {
            "kind": "files",
            "value_kind": scalar.kind,
            "most": scalar.most or 1,
            "files": file_views(self.presentation, texts),
            "accept": ",".join(f".{each}" for each in definition.accept),
            "max_size": definition.max_size,
            "hint": hint_of(self.presentation, definition),
            "upload_field": path,
        }

    def _output(self, definition: FieldDefinition, name: str) -> dict[str, Any]:
        kind = definition.type
        shown = self.outputs.get(name, "")
        if not shown and isinstance(kind, Autonumber) and self.is_new:
            shown = self.presentation.say("form.automatic")
        return {
            "value_kind": kind.kind if isinstance(kind, Scalar) else "text",
            "chosen": (Chosen("", shown),),
            "scale": kind.scale if isinstance(kind, Scalar) else None,
        }

    def _options(self, definition: FieldDefinition, choice: str, record: Any) -> tuple[OptionView, ...]:
        options = self.presentation.options(choice)
        where = definition.options_where
        if where is None or where.option is None:
            return options
        allowed = where.option
        return tuple(each for each in options if allowed(each.name, record, self.context))

    def _reference(self, definition: FieldDefinition, target: str, texts: Iterable[str]) -> dict[str, Any]:
        entity = self.context.application.entity_by_name[target]
        return {
            "entity": target,
            "entity_label": self.presentation.text(entity.label),
            "chosen": tuple(Chosen(each, self.titles[target, each]) for each in texts if (target, each) in self.titles),
            "may_create": definition.options_where is None and self.may_create(target),
        }

    def _sheet(self, definition: FieldDefinition, kind: Rows, lookup: str) -> SheetView:
        entity = self.context.application.entity_by_name[kind.entity]
        columns = tuple(each for each in entity.fields if not each.hidden and not isinstance(each.type, Rows))
        blank = new_record(facts_of(entity))
        rows = []
        for index in row_numbers(self.texts, definition.name):
            path = f"{definition.name}[{index}]"
            rows.append(self.row(columns, path, self.row_records.get(path, blank), lookup))
        defaults = {
            f"{definition.name}[0000].{name}": texts
            for name, texts in self.row_defaults.get(definition.name, {}).items()
        }
        blank_maker = replace(self, texts=defaults, errors={}, outputs={})
        pattern = blank_maker.row(columns, f"{definition.name}[0000]", blank, lookup)
        return SheetView(entity=kind.entity, columns=pattern.cells, rows=tuple(rows), pattern=pattern)

    def row(self, columns: Sequence[FieldDefinition], path: str, record: Any, lookup: str) -> RowView:
        """One row of a sub-table; `path` is what the names of its inputs begin with."""
        cells = tuple(self._input(each, f"{path}.{each.name}", record, lookup) for each in columns)
        ids = self.texts.get(f"{path}.id", ())
        return RowView(index=path, id=ids[-1] if ids else "", cells=cells, error=self.errors.get(path, ""))


def row_numbers(texts: Texts, field_name: str) -> list[int]:
    """The numbers of the rows of a sub-table that the texts hold, in their order."""
    start, found = f"{field_name}[", dict[int, None]()
    for name in texts:
        if name.startswith(start):
            number = name[len(start) :].partition("]")[0]
            if number.isascii() and number.isdigit():
                found[int(number)] = None
    return list(found)


def _is_wide(definition: FieldDefinition) -> bool:
    kind = definition.type
    return isinstance(kind, Rows) or (
        isinstance(kind, Scalar) and (FIELD_TYPES[kind.kind].is_long or FIELD_TYPES[kind.kind].is_attachment)
    )
