"""Many records at once: one field of all of them, or their deletion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup
from starlette.responses import Response

from lowcode.runtime.access import may, may_update_field
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, FieldDefinition, Rows, Verb
from lowcode.runtime.forms import is_writable, parse_submission
from lowcode.runtime.http.errors import BadRequestError, ForbiddenError
from lowcode.runtime.http.redirects import redirect, safe_next
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.attachments import is_attachment
from lowcode.runtime.pages.deletion import ConsequenceView, DeletionPage, consequence_views
from lowcode.runtime.pages.form_drawing import drawn_form
from lowcode.runtime.pages.inputs import InputView
from lowcode.runtime.pages.notices import tell
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.problem_words import ProblemWords
from lowcode.runtime.pages.process.bulk_moves import ask_moves, move_several
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.pages.script_words import script_words
from lowcode.runtime.saving.bulk import BulkRefusal, bulk_submit
from lowcode.runtime.saving.deleting import Consequences, Deleted, consequences, delete
from lowcode.runtime.saving.facts import facts_of, new_record
from lowcode.runtime.saving.outcome import NotAllowedError, RecordNotFoundError

MOST: Final = 500
"""Records that one form may name; a page of a list shows at most a hundred."""


@dataclass(frozen=True, slots=True)
class RefusalView:
    """A record that stayed as it was, and why."""

    title: str
    url: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkEditPage:
    """What `bulk_edit.html` shows: first the choice of a field, then its input."""

    title: str
    entity: str
    action: str
    next_url: str
    ids: tuple[int, ...]
    fields: tuple[tuple[str, str], ...] = ()
    input: InputView | None = None
    drawn: Markup | None = None
    confirm: str = ""
    refusals: tuple[RefusalView, ...] = ()
    refusal_title: str = ""
    script_texts: str = "{}"


def run_bulk(request: PageRequest) -> Response:
    """`/{entity}/bulk`: what the bar below a list asks for."""
    ids = tuple(dict.fromkeys(int(text) for text in request.form.getlist("id") if _is_id(text)))[:MOST]
    if not ids:
        answer = redirect(_next(request))
        tell(answer, "nothing_chosen", kind="bad")
        return answer
    match request.form.get("action"):
        case "edit":
            return _edit(request, ids)
        case "change":
            return _change(request, ids)
        case "move":
            return ask_moves(request, ids)
        case "move-now":
            return move_several(request, ids)
        case "delete":
            return _ask_deletion(request, ids)
        case "delete-now":
            return _delete(request, ids)
        case _:
            raise BadRequestError


def _edit(request: PageRequest, ids: tuple[int, ...]) -> Response:
    presentation = presentation_of(request)
    name = request.form.get("field", "")
    fields = _fields(request.entity, request.context)
    if not may(request.entity, Verb.UPDATE, request.context):
        raise ForbiddenError
    if name not in {each.name for each in fields}:
        choices = tuple((each.name, presentation.text(each.label)) for each in fields)
        return render(request, "bulk_edit.html", page=_page(request, presentation, ids, fields=choices))
    return _input_page(request, presentation, ids, request.entity.field_by_name[name], "", ())


def _input_page(
    request: PageRequest,
    presentation: Presentation,
    ids: tuple[int, ...],
    definition: FieldDefinition,
    error: str,
    refusals: tuple[RefusalView, ...],
) -> Response:
    record = new_record(facts_of(request.entity))
    texts = {definition.name: list(request.form.getlist(definition.name))}
    errors = {definition.name: error} if error else {}
    drawing = drawn_form(request, record, texts, errors, is_judged=False)
    view = drawing.view(definition.name)
    page = _page(
        request,
        presentation,
        ids,
        view=view,
        drawn=drawing.field(definition.name),
        refusals=refusals,
    )
    request.context.session.expunge_all()
    return render(request, "bulk_edit.html", status=422 if error or refusals else 200, page=page)


def _page(
    request: PageRequest,
    presentation: Presentation,
    ids: tuple[int, ...],
    *,
    fields: tuple[tuple[str, str], ...] = (),
    view: InputView | None = None,
    drawn: Markup | None = None,
    refusals: tuple[RefusalView, ...] = (),
) -> BulkEditPage:
    say = presentation.say
    label = presentation.counted(request.entity, len(ids))
    return BulkEditPage(
        title=say("list.bulk_edit_title", count=len(ids), label=label),
        entity=request.entity.name,
        action=f"/{request.entity.name}/bulk",
        next_url=_next(request),
        ids=ids,
        fields=fields,
        input=view,
        drawn=drawn,
        confirm=say("list.bulk_confirm", count=len(ids)),
        refusals=refusals,
        refusal_title=say("list.bulk_refused", count=len(refusals)) if refusals else "",
        script_texts=script_words(presentation),
    )


def _change(request: PageRequest, ids: tuple[int, ...]) -> Response:
    entity, context = request.entity, request.context
    definition = entity.field_by_name.get(request.form.get("field", ""))
    if definition is None or definition not in _fields(entity, context):
        raise BadRequestError
    presentation = presentation_of(request)
    pairs = [(name, value) for name, value in request.form.multi_items() if name == definition.name]
    submission = parse_submission(entity, pairs, context)
    words = ProblemWords(presentation, entity, context)
    if submission.problems:
        return _input_page(request, presentation, ids, definition, words.view(submission.problems[0]).text, ())
    outcome = bulk_submit(context, entity, ids, submission)
    if outcome.refused and not outcome.saved:
        refusals = _refusals(request, presentation, outcome.refused, words)
        return _input_page(request, presentation, ids, definition, "", refusals)
    if outcome.refused:
        left = tuple(each.record_id for each in outcome.refused)
        refusals = _refusals(request, presentation, outcome.refused, words)
        answer = _input_page(request, presentation, left, definition, "", refusals)
        answer.status_code = 200  # what could be saved is: the transaction is to be committed
        return answer
    answer = redirect(_next(request))
    tell(answer, "changed_many", count=len(outcome.saved))
    return answer


def _refusals(
    request: PageRequest, presentation: Presentation, refused: tuple[BulkRefusal, ...], words: ProblemWords
) -> tuple[RefusalView, ...]:
    titles = request.service.queries.titles(request.entity.name, [each.record_id for each in refused], request.context)
    views = []
    for each in refused:
        link = titles.get(each.record_id)
        text = words.view(each.problems[0]).text if each.problems else presentation.say("list.bulk_not_allowed")
        url = f"/{request.entity.name}/{each.record_id}" if link is not None else ""
        title = (link.title if link is not None else None) or f"#{each.record_id}"
        views.append(RefusalView(title, url, text))
    return tuple(views)


def _ask_deletion(request: PageRequest, ids: tuple[int, ...]) -> Response:
    """What deleting all of them would do; those that cannot be deleted are named."""
    presentation, context, entity = presentation_of(request), request.context, request.entity
    found: list[Consequences] = []
    for record_id in ids:
        try:
            found.append(consequences(context, entity, record_id))
        except (RecordNotFoundError, NotAllowedError):
            continue
    if not found:
        raise ForbiddenError
    return render(request, "delete.html", page=_deletion_page(request, presentation, found))


def _deletion_page(request: PageRequest, presentation: Presentation, found: list[Consequences]) -> DeletionPage:
    say = presentation.say
    entity = request.entity
    allowed = [each for each in found if each.is_allowed]
    blocked = [each for each in found if not each.is_allowed]
    label = presentation.counted(entity, len(allowed))
    views: list[ConsequenceView] = [view for each in allowed for view in consequence_views(presentation, each)]
    views += [ConsequenceView(say("delete.kept", title=each.title)) for each in blocked]
    return DeletionPage(
        title=say("list.bulk_delete_title", count=len(allowed), label=label),
        action=f"/{entity.name}/bulk",
        back_url=_next(request),
        confirm=say("delete.confirm"),
        consequences=tuple(views),
        titles=tuple(each.title for each in allowed),
        hidden=(
            ("action", "delete-now"),
            ("next", _next(request)),
            *(("id", str(each.record_id)) for each in allowed),
        ),
    )


def _delete(request: PageRequest, ids: tuple[int, ...]) -> Response:
    deleted = 0
    for record_id in ids:
        try:
            outcome = delete(request.context, request.entity, record_id)
        except (RecordNotFoundError, NotAllowedError):
            continue
        deleted += isinstance(outcome, Deleted)
    answer = redirect(_next(request))
    tell(answer, "deleted_many", count=deleted)
    return answer


def _fields(entity: EntityDefinition, context: Context) -> tuple[FieldDefinition, ...]:
    """The fields that many records may share: what is unique, a table of its own or files is not among them."""
    on_form = [name for section in entity.form for name in section.fields]
    return tuple(
        each
        for each in (entity.field_by_name[name] for name in on_form)
        if is_writable(each)
        and not each.unique
        and not isinstance(each.type, Rows)
        and not is_attachment(each)
        and each.readonly is None
        and each.flow is None
        and may_update_field(context, entity, each.name)
    )


def _next(request: PageRequest) -> str:
    return safe_next(request.form.get("next", f"/{request.entity.name}"))


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < len(text) < 11
