"""What a signer may do with a request when it is his turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.form_drawing import drawn_form
from lowcode.runtime.pages.form_texts import texts_of
from lowcode.runtime.pages.process.people import Colleagues, choosable
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.pages.script_words import script_words
from lowcode.runtime.process.approvals.requests import Request, step_by_id, step_definition
from lowcode.runtime.process.approvals.signing import fields_to_edit, places_to_return, turn_of
from lowcode.runtime.process_definitions import ApprovalDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnView:
    """The form of a decision."""

    signer_id: int
    step: str
    on_behalf: str
    entity: str
    inputs: tuple[Markup, ...]
    """Fields that the signer may change."""
    is_opinion_required: bool
    may_return: bool
    places: tuple[tuple[str, str], ...]
    """Earlier steps that it can be returned to."""
    may_transfer: bool
    may_add: bool
    colleagues: Colleagues
    opinion: str
    script_texts: str

    @property
    def has_more(self) -> bool:
        """Whether there is more than yes and no."""
        return self.may_return or self.may_transfer or self.may_add


def turn_view(
    request: PageRequest,
    found: Request,
    definition: ApprovalDefinition | None,
    record: Any,
    texts: Mapping[str, list[str]] | None = None,
) -> TurnView | None:
    """What the user may do now; None if it is not his turn."""
    context, presentation = request.context, presentation_of(request)
    signer = turn_of(context, found.id)
    if signer is None or definition is None:
        return None
    row = step_by_id(context, signer.step_id)
    step = step_definition(definition, row.step) if row is not None else None
    entity = context.application.entity_by_name[found.entity]
    typed = dict(texts or {})
    inputs: tuple[Markup, ...] = ()
    edits = fields_to_edit(context, entity, step, found.record_id)
    if edits:
        shown = {**texts_of(context, entity, record), **typed}
        drawing = drawn_form(request, record, shown, {}, found.record_id, is_judged=False, entity=entity)
        inputs = tuple(drawing.field(name) for name in edits)
    labels = {each.name: presentation.text(each.label) for stage in definition.stages for each in stage}
    may_transfer, may_add = "transfer" in definition.rights, "add_signer" in definition.rights
    behalf = signer.on_behalf_of_id
    titles = request.service.queries.titles("user", [behalf], context) if behalf is not None else {}
    return TurnView(
        signer_id=signer.id,
        step=presentation.text(step.label) if step is not None else "",
        on_behalf=(titles[behalf].title or "") if behalf in titles else "",
        entity=entity.name,
        inputs=inputs,
        is_opinion_required=step is not None and step.is_opinion_required,
        may_return="return" in definition.rights,
        places=tuple((name, labels.get(name, name)) for name in places_to_return(context, found)),
        may_transfer=may_transfer,
        may_add=may_add,
        colleagues=choosable(context, chosen=_chosen(typed), but=context.user_id)
        if may_transfer or may_add
        else Colleagues(),
        opinion=typed.get("opinion", [""])[-1],
        script_texts=script_words(presentation),
    )


def _chosen(typed: Mapping[str, list[str]]) -> list[int]:
    """The colleague that was named before the form came back."""
    texts = typed.get("colleague", [""])
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10]
