"""What is decided about: the shown values as far as one may read them, and how they differ from before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from lowcode.runtime.definitions import EntityDefinition, Rows
from lowcode.runtime.field_rights import Masked
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.process.people import people_by_id
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.pages.timeline import kept_value
from lowcode.runtime.process.approvals.content import Change, changes_between, content_of
from lowcode.runtime.process.approvals.requests import Request, Signer, StepRow, record_of
from lowcode.runtime.process_definitions import ApprovalDefinition
from lowcode.runtime.queries.results import RecordView


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that is not as it was."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Differences:
    """What changed since a moment that `since` names in words."""

    since: str
    changes: tuple[Difference, ...]


def readable_fields(view: RecordView | None, names: Iterable[str]) -> frozenset[str]:
    """Those of the fields whose values the user sees in the record, unmasked."""
    if view is None:
        return frozenset()
    return frozenset(name for name in names if name in view.values and not isinstance(view.values[name], Masked))


def asked_values(request: PageRequest, found: Request, readable: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """What the step that waits for the approval will set, by label."""
    presentation = presentation_of(request)
    entity = request.context.application.entity_by_name[found.entity]
    values: Mapping[str, Any] = found.asked.get("values", {})
    return tuple(
        (presentation.text(entity.field_by_name[name].label), _asked(request, entity, name, value))
        for name, value in values.items()
        if name in entity.field_by_name and (name in readable or found.submitter_id == request.context.user_id)
    )


def _asked(request: PageRequest, entity: EntityDefinition, name: str, value: Any) -> str:
    definition = entity.field_by_name[name]
    target = getattr(definition.type, "entity", None)
    if target is not None and isinstance(value, int) and not isinstance(definition.type, Rows):
        titles = request.service.queries.titles(target, [value], request.context)
        return (titles[value].title if value in titles else None) or f"#{value}"
    return kept_value(presentation_of(request), request.context, entity, definition, value)


def differences(
    request: PageRequest,
    definition: ApprovalDefinition,
    found: Request,
    signed: tuple[tuple[StepRow, Signer], ...],
    readable: frozenset[str],
) -> Differences | None:
    """How the values differ from what the user signed before, or was signed in an earlier round, or was submitted."""
    context, presentation = request.context, presentation_of(request)
    entity = context.application.entity_by_name[found.entity]
    record = record_of(context, found)
    if record is None:
        return None
    key, content = _basis(request, found, signed)
    changes = changes_between(content, content_of(context, definition, record), entity)
    views = (
        (
            each,
            Difference(
                presentation.text(entity.field_by_name[each.field].label),
                kept_value(presentation, context, entity, entity.field_by_name[each.field], each.before),
                kept_value(presentation, context, entity, entity.field_by_name[each.field], each.after),
            ),
        )
        for each in changes
        if each.field in readable and each.field in entity.field_by_name
    )
    return Differences(presentation.say(key), tuple(view for change, view in views if not _is_converted(change, view)))


def _is_converted(change: Change, view: Difference) -> bool:
    """Whether nobody has changed it, but its field has another type since: it reads the same."""
    return view.before == view.after and type(change.before) is not type(change.after)


def _basis(
    request: PageRequest, found: Request, signed: tuple[tuple[StepRow, Signer], ...]
) -> tuple[str, Mapping[str, Any]]:
    kept = [(step, signer) for step, signer in signed if signer.content is not None and signer.decided_at is not None]
    kept.sort(key=lambda each: (each[0].round, each[1].decided_at, each[1].id))
    mine = [signer for _, signer in kept if signer.user_id == request.context.user_id]
    earlier = [signer for step, signer in kept if step.round < found.round]
    if mine and mine[-1].content is not None:
        return "approval.changed_since_mine", mine[-1].content
    if earlier and earlier[-1].content is not None:
        return "approval.changed_since_round", earlier[-1].content
    return "approval.changed_since_submission", found.content


def names_in(request: PageRequest, ids: Iterable[int | None]) -> str:
    """Several users by name, in one line."""
    people = people_by_id(request, ids)
    return presentation_of(request).say("filter.joined").join(each.name for each in people.values())


def shown_facts(value: Any, definition: ApprovalDefinition, view: RecordView | None) -> tuple[Markup, ...]:
    """The shown fields drawn as on the record's page; `value` is what draws a field there."""
    if view is None:
        return ()
    return tuple(html for name in definition.shown_fields if name in view.values and (html := value(name)))
