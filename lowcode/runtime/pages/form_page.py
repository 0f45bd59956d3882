"""Creating and editing: the form, what comes back from it, and what happens when two people save."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup
from starlette.responses import JSONResponse, Response

from lowcode.runtime.access import may
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, Rows, Section, Verb
from lowcode.runtime.forms import parse_submission
from lowcode.runtime.http.errors import ForbiddenError, NotFoundError
from lowcode.runtime.http.redirects import redirect, safe_next
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.conflict_page import show_conflict
from lowcode.runtime.pages.form_drawing import drawn_form
from lowcode.runtime.pages.form_texts import texts_of
from lowcode.runtime.pages.notices import tell
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.problem_words import ProblemView, ProblemWords, in_form_order
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.pages.script_words import script_words
from lowcode.runtime.saving.facts import facts_of
from lowcode.runtime.saving.loading import load_for
from lowcode.runtime.saving.outcome import (
    Conflict,
    NotAllowedError,
    Problem,
    RecordNotFoundError,
    Saved,
)
from lowcode.runtime.saving.preview import preview
from lowcode.runtime.saving.save import save
from lowcode.runtime.saving.submission import Submission

_OWN: Final = frozenset({"csrf_token", "version", "next", "dialog", "then", "named", "copy"})
"""Parameters of the form itself, which are no fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """What `form.html` shows."""

    title: str
    entity: str
    entity_label: str
    list_url: str
    record_url: str | None
    record_title: str
    action: str
    back_url: str
    next_url: str
    check_url: str
    draft_key: str
    version: str
    is_new: bool
    is_dialog: bool
    sections: tuple[Section, ...]
    problems: tuple[ProblemView, ...]
    scripts: tuple[str, ...]
    script_texts: str
    script_facts: str
    has_files: bool
    """Whether files may come with the form, which takes another encoding."""


@dataclass(frozen=True, kw_only=True)
class _Form:
    """One form on its way to the page."""

    request: PageRequest
    record: Any
    record_id: int | None
    texts: dict[str, list[str]]
    version: str
    problems: tuple[Problem, ...] = ()
    status: int = 200

    def answer(self) -> Response:
        """The page."""
        request, entity = self.request, self.request.entity
        presentation = presentation_of(request)
        words = ProblemWords(presentation, entity, request.context)
        problems = tuple(words.view(problem) for problem in in_form_order(entity, self.problems))
        errors = {each.path: each.text for each in problems}
        drawing = drawn_form(request, self.record, self.texts, errors, self.record_id)
        page = self._page(presentation, problems)
        return render(
            request,
            f"{entity.name}/form.html",
            "form.html",
            status=self.status,
            page=page,
            field=drawing.field,
            section=_section(request, presentation, entity),
        )

    def _page(self, presentation: Presentation, problems: tuple[ProblemView, ...]) -> FormPage:
        request, entity = self.request, self.request.entity
        list_url = f"/{entity.name}"
        record_url = f"{list_url}/{self.record_id}" if self.record_id is not None else None
        next_url = _next(request)
        title = getattr(self.record, entity.title, None) or presentation.say("record.untitled")
        return FormPage(
            title=presentation.say(
                "form.edit_title" if record_url else "form.create_title", label=presentation.one(entity)
            ),
            entity=entity.name,
            entity_label=presentation.many(entity),
            list_url=list_url,
            record_url=record_url,
            record_title=title if record_url else "",
            action=f"{record_url}/edit" if record_url else f"{list_url}/new",
            back_url=next_url or record_url or list_url,
            next_url=next_url,
            check_url=f"{record_url}/check" if record_url else f"{list_url}/check",
            draft_key=f"{request.context.application.name}/{request.context.user_id}{record_url or list_url}",
            version=self.version,
            is_new=self.record_id is None,
            is_dialog=is_dialog(request),
            sections=entity.form,
            problems=problems,
            scripts=_scripts(request, entity),
            script_texts=script_words(presentation),
            script_facts=_facts(presentation, request.context),
            has_files=_has_files(request, entity),
        )


def show_new(request: PageRequest) -> Response:
    """`/{entity}/new`: the empty form; the address may set fields (`?customer=12`) or name a record to copy."""
    entity, context = request.entity, request.context
    if not may(entity, Verb.CREATE, context):
        raise ForbiddenError
    record = preview(context, entity, _given(request))
    return _Form(
        request=request, record=record, record_id=None, texts=texts_of(context, entity, record), version=""
    ).answer()


def show_edit(request: PageRequest) -> Response:
    """`/{entity}/{id}/edit`: the form with the record as it is."""
    record = _load(request)
    texts = texts_of(request.context, request.entity, record)
    return _Form(
        request=request, record=record, record_id=request.record_id, texts=texts, version=str(record.version)
    ).answer()


def create(request: PageRequest) -> Response:
    """Saves a new record."""
    if not may(request.entity, Verb.CREATE, request.context):
        raise ForbiddenError
    return _submit(request, None)


def change(request: PageRequest) -> Response:
    """Saves a record that exists."""
    return _submit(request, request.record_id)


def is_dialog(request: PageRequest) -> bool:
    """Whether the form is shown in a dialog, to create in place."""
    return "1" in (request.query.get("dialog"), request.form.get("dialog"))


def _submit(request: PageRequest, record_id: int | None) -> Response:
    entity, context = request.entity, request.context
    submission = parse_submission(entity, request.form.multi_items(), context)
    version_text = request.form.get("version", "")
    version = _version(version_text) if record_id is not None else None
    if request.form.get("then") == "form":
        return _again(request, record_id, submission, (), version_text, status=200)
    try:
        outcome = save(context, entity, record_id, submission, version)
    except RecordNotFoundError as error:
        raise NotFoundError from error
    except NotAllowedError as error:
        raise ForbiddenError from error
    if isinstance(outcome, Saved):
        return _saved(request, outcome, is_new=record_id is None)
    if isinstance(outcome, Conflict):
        return show_conflict(request, outcome)
    return _again(request, record_id, submission, outcome.problems, version_text, status=422)


def _version(text: str) -> int:
    """The version that the form was opened with. A form without one counts as older than everything."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _saved(request: PageRequest, saved: Saved, *, is_new: bool) -> Response:
    entity, context = request.entity, request.context
    url = f"/{entity.name}/{saved.record_id}"
    if is_dialog(request):
        found = request.service.queries.titles(entity.name, [saved.record_id], context)
        title = found[saved.record_id].title if saved.record_id in found else None
        return JSONResponse({"value": str(saved.record_id), "text": title or f"#{saved.record_id}"})
    next_url = _next(request)
    if request.form.get("then") == "new":
        url = f"/{entity.name}/new"
    answer = redirect(next_url or url)
    tell(answer, "created" if is_new else "saved")
    return answer


def _again(
    request: PageRequest,
    record_id: int | None,
    submission: Submission,
    problems: tuple[Problem, ...],
    version: str,
    *,
    status: int,
) -> Response:
    """The form once more, with everything as it was typed and what is wrong with it."""
    entity, context = request.entity, request.context
    try:
        record = preview(context, entity, submission, record_id)
    except RecordNotFoundError as error:
        raise NotFoundError from error
    texts = {name: list(values) for name, values in submission.raw.items() if name not in _OWN}
    return _Form(
        request=request,
        record=record,
        record_id=record_id,
        texts=texts,
        version=version,
        problems=problems,
        status=status,
    ).answer()


def _load(request: PageRequest) -> Any:
    try:
        return load_for(request.context, request.entity, request.record_id, Verb.UPDATE, lock=False)
    except RecordNotFoundError as error:
        raise NotFoundError from error
    except NotAllowedError as error:
        raise ForbiddenError from error


def _given(request: PageRequest) -> Submission:
    """What the address says about the new record; what cannot be understood is left out."""
    entity, context = request.entity, request.context
    pairs = [(name, value) for name, value in request.query.multi_items() if name not in _OWN]
    copied = request.query.get("copy", "")
    if copied.isascii() and copied.isdigit() and len(copied) < 10:
        pairs = [*_copied(request, int(copied)), *pairs]
    named = request.query.get("named", "").strip()
    title = entity.field_by_name.get(entity.title)
    if named and title is not None and title.computed is None:
        pairs.append((title.name, named))
    submission = parse_submission(entity, pairs, context)
    return Submission(values=submission.values)


def _copied(request: PageRequest, record_id: int) -> list[tuple[str, str]]:
    """Another record's values, without those that must be unique and without the identity of its rows."""
    entity, context = request.entity, request.context
    try:
        record = load_for(context, entity, record_id, Verb.READ, lock=False)
    except (RecordNotFoundError, NotAllowedError):
        return []
    texts = texts_of(context, entity, record)
    unique = {each.name for each in entity.fields if each.unique}
    return [
        (name, value)
        for name, values in texts.items()
        if name not in unique and not name.endswith("].id")
        for value in values
    ]


def _next(request: PageRequest) -> str:
    wanted = request.form.get("next") or request.query.get("next") or ""
    return safe_next(wanted) if wanted else ""


def _section(request: PageRequest, presentation: Presentation, entity: EntityDefinition) -> Any:
    macro = request.service.renderer.macro("values.html", "form_section")

    def section(number: int, caller: Any) -> Markup:
        label = entity.form[number].label
        return macro(presentation.text(label) if label else "", number, caller())

    return section


def _has_files(request: PageRequest, entity: EntityDefinition) -> bool:
    """Whether the record or one of its sub-tables has a field for files."""
    entities = request.context.application.entity_by_name
    rows = [entities[name] for _, name in facts_of(entity).rows]
    return any(facts_of(each).attachments for each in (entity, *rows))


def _scripts(request: PageRequest, entity: EntityDefinition) -> tuple[str, ...]:
    rows = [each.type.entity for each in entity.fields if isinstance(each.type, Rows)]
    names = [f"entities/{name}.js" for name in (entity.name, *rows)]
    static = request.service.static
    return tuple(static.url(name) for name in names if static.has(name))


def _facts(presentation: Presentation, context: Context) -> str:
    """What the rules in the browser want to know of the circumstances."""
    return json.dumps(
        {
            "now": context.now.isoformat(" ", "seconds"),
            "today": context.today.isoformat(),
            "timezone": context.application.timezone,
            "locale": context.locale,
            "currency": presentation.formats.currency_symbol,
            "me": context.user_id,
            "roles": sorted(context.identity.roles),
        }
    )
