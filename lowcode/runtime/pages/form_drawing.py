"""Draws the fields of a form: `{{ field("name") }}` in the emitted templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from lowcode.runtime.access import may
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, Rows, Verb
from lowcode.runtime.field_rights import OPEN_STATE, FieldState, states_of
from lowcode.runtime.forms import is_writable
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.drawn_fields import DrawnFields
from lowcode.runtime.pages.form_texts import input_texts, linked_titles, named_records, outputs_of, titles_in
from lowcode.runtime.pages.inputs import InputMaker, InputView, row_numbers
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.saving.facts import facts_of, new_record
from lowcode.runtime.saving.values import plain

Texts = Mapping[str, list[str]]


_STATE = Markup('<div class="field" data-field="{}" data-kind="choice" data-value="{}" hidden></div>')
_SHORT = 80
"""Characters of a text that may well stand in another form, too."""


@dataclass(frozen=True, slots=True)
class FormDrawing:
    """What a template calls to draw the fields."""

    entity: EntityDefinition
    maker: InputMaker
    draw: Callable[..., Markup]
    say: Callable[..., str]
    drawn: DrawnFields
    states: Mapping[str, FieldState]
    """What the user may do with restricted fields."""

    def view(self, name: str) -> InputView:
        """The input of a field; what he may only see is an output."""
        state = self.states.get(name, OPEN_STATE)
        definition = self.entity.field_by_name[name]
        return self.maker.field(self.entity, definition, is_output=not state.updates)

    def is_drawn(self, name: str) -> bool:
        """Whether the field stands on this user's form. A sub-table that he may not change stands on the page only."""
        state = self.states.get(name, OPEN_STATE)
        return state.updates or (state.is_seen and not isinstance(self.entity.field_by_name[name].type, Rows))

    def field(self, name: str) -> Markup:
        """A field with its label, input, help and problem."""
        if not self.is_drawn(name):
            return Markup()
        definition = self.entity.field_by_name[name]
        if definition.flow is not None:
            return self._state(name)
        signature = self.maker.signature(definition) if self.states.get(name, OPEN_STATE).updates else None
        if signature is None:
            return self._kept_by_view(name)
        key = (self.maker.context.locale, self.entity.name, name, signature)
        found = self.drawn.get(key)
        if found is None:
            view = self.view(name)
            found = self.draw(view, self.say)
            if len(view.text) <= _SHORT:
                self.drawn.keep(key, found)
        return found

    def _kept_by_view(self, name: str) -> Markup:
        """The drawing of what has to be made first: it depends on the record, or on other fields."""
        view = self.view(name)
        if view.sheet is not None or len(view.text) > _SHORT:
            return self.draw(view, self.say)
        where = self.entity.field_by_name[name].options_where
        options = tuple(each.name for each in view.options) if where is not None else ()
        key = (self.maker.context.locale, self.entity.name, name, view.kind, view.state, options)
        found = self.drawn.get(key)
        if found is None:
            found = self.draw(view, self.say)
            self.drawn.keep(key, found)
        return found

    def _state(self, name: str) -> Markup:
        """The state is changed by steps only: it stands in the form for the conditions that read it, unseen."""
        state = getattr(self.maker.record, name, None)
        return _STATE.format(name, state) if state is not None else Markup()


def drawn_form(
    request: PageRequest,
    record: Any,
    texts: Texts,
    errors: Mapping[str, str],
    record_id: int | None = None,
    *,
    is_judged: bool = True,
    entity: EntityDefinition | None = None,
) -> FormDrawing:
    """The drawing of a form with these texts; `record` is how it stands, of the address's entity unless said otherwise.

    Not `is_judged`: what the form asks for is not a matter of the user's rights on fields, or each of the records that
    it is for will be judged when it is saved.
    """
    context, entity = request.context, entity or request.entity
    presentation = presentation_of(request)
    entities = context.application.entity_by_name
    maker = InputMaker(
        presentation=presentation,
        context=context,
        texts=texts,
        record=record,
        errors=errors,
        titles=_titles(request, entity, texts, record_id),
        may_create=lambda name: may(entities[name], Verb.CREATE, context),
        outputs=_placed(outputs_of(presentation, context, entity, record), entity, texts),
        row_records=_row_records(entity, record, texts),
        row_defaults=_row_defaults(context, entity, record),
        is_new=record_id is None,
    )
    renderer = request.service.renderer
    return FormDrawing(
        entity=entity,
        maker=maker,
        draw=renderer.macro("fields.html", "field"),
        say=presentation.say,
        drawn=renderer.drawn_fields,
        states=states_of(context, entity, record) if is_judged else {},
    )


def _titles(
    request: PageRequest, entity: EntityDefinition, texts: Texts, record_id: int | None
) -> dict[tuple[str, str], str]:
    """The titles of the records that the form names.

    A record may refer to one that its editor may not read; its title stands on the page of the record, so it stands in
    the form, too, for as long as it is the saved value.
    """
    queries, context = request.service.queries, request.context
    titles = titles_in(queries, context, entity, texts)
    wanted = named_records(context, entity, texts)
    if record_id is None or wanted <= titles.keys():
        return titles
    saved = queries.record(entity, record_id, context)
    return titles if saved is None else linked_titles(context, saved) | titles


def filled_rows(entity: EntityDefinition, texts: Mapping[str, Any]) -> dict[str, list[int]]:
    """The numbers of the rows of each sub-table that are more than empty, in their order: those that become records."""
    found: dict[str, list[int]] = {}
    for definition in entity.fields:
        if isinstance(definition.type, Rows):
            numbers = row_numbers(texts, definition.name)
            found[definition.name] = [each for each in numbers if _is_filled(f"{definition.name}[{each}].", texts)]
    return found


def _is_filled(prefix: str, texts: Mapping[str, Any]) -> bool:
    return any(text.strip() for name, values in texts.items() if name.startswith(prefix) for text in values)


def _row_records(entity: EntityDefinition, record: Any, texts: Texts) -> dict[str, Any]:
    """The rows of the record by the path that they have on the form."""
    found: dict[str, Any] = {}
    for name, numbers in filled_rows(entity, texts).items():
        rows = list(getattr(record, name, None) or ())
        found |= {f"{name}[{number}]": row for number, row in zip(numbers, rows, strict=False)}
    return found


def _placed(outputs: Mapping[str, str], entity: EntityDefinition, texts: Texts) -> dict[str, str]:
    """Outputs count the rows of the record; on the form rows have numbers of their own."""
    numbers = filled_rows(entity, texts)
    placed: dict[str, str] = {}
    for path, text in outputs.items():
        name, bracket, rest = path.partition("[")
        if not bracket:
            placed[path] = text
            continue
        index, _, cell = rest.partition("].")
        if int(index) < len(numbers[name]):
            placed[f"{name}[{numbers[name][int(index)]}].{cell}"] = text
    return placed


def _row_defaults(context: Context, entity: EntityDefinition, record: Any) -> dict[str, dict[str, list[str]]]:
    """What a new row of each sub-table begins with: the defaults that do not wait for another cell."""
    found: dict[str, dict[str, list[str]]] = {}
    for definition in entity.fields:
        if not isinstance(definition.type, Rows):
            continue
        row_entity = context.application.entity_by_name[definition.type.entity]
        row = new_record(facts_of(row_entity))
        row.__dict__["owner_record"] = record
        found[definition.name] = {
            each.name: input_texts(context, each, plain(each, each.default(row, context)))
            for each in row_entity.fields
            if each.default is not None and is_writable(each)
        }
    return found
