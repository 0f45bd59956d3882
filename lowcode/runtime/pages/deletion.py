"""Deleting: the consequences first, then the way into the recycle bin, one record or many."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.http.errors import ForbiddenError, NotFoundError
from lowcode.runtime.http.redirects import redirect
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.notices import tell
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.problem_words import ProblemWords
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.saving.deleting import Consequence, Consequences, Deleted, consequences, delete
from lowcode.runtime.saving.outcome import NotAllowedError, RecordNotFoundError, Refused


@dataclass(frozen=True, slots=True)
class RecordName:
    """A record by its title."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ConsequenceView:
    """What happens to records of one kind, in words."""

    text: str
    records: tuple[str, ...] = ()
    more: str = ""


@dataclass(frozen=True, slots=True)
class BlockerView:
    """Records that must be dealt with first."""

    text: str
    records: tuple[RecordName, ...] = ()
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionPage:
    """What `delete.html` shows."""

    title: str
    action: str
    back_url: str
    confirm: str
    consequences: tuple[ConsequenceView, ...] = ()
    blockers: tuple[BlockerView, ...] = ()
    titles: tuple[str, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    version: str = ""

    @property
    def is_blocked(self) -> bool:
        """Whether it cannot be deleted yet."""
        return bool(self.blockers)


def show_deletion(request: PageRequest) -> Response:
    """`/{entity}/{id}/delete`: what deleting would do."""
    try:
        found = consequences(request.context, request.entity, request.record_id)
    except RecordNotFoundError as error:
        raise NotFoundError from error
    except NotAllowedError as error:
        raise ForbiddenError from error
    return render(request, "delete.html", page=_page(presentation_of(request), found))


def delete_record(request: PageRequest) -> Response:
    """Moves the record to the recycle bin, or says what stands in the way."""
    entity = request.entity
    try:
        outcome = delete(request.context, entity, request.record_id)
    except RecordNotFoundError as error:
        raise NotFoundError from error
    except NotAllowedError as error:
        raise ForbiddenError from error
    presentation = presentation_of(request)
    if isinstance(outcome, Deleted):
        answer = redirect(f"/{entity.name}")
        tell(answer, "deleted", bin_entry=outcome.bin_id)
        return answer
    if isinstance(outcome, Refused):
        return render(request, "delete.html", status=422, page=_refused_page(request, presentation, outcome))
    return render(request, "delete.html", status=409, page=_page(presentation, outcome))


def _refused_page(request: PageRequest, presentation: Presentation, refused: Refused) -> DeletionPage:
    words = ProblemWords(presentation, request.entity, request.context)
    url = f"/{request.entity.name}/{request.record_id}"
    blockers = tuple(BlockerView(words.view(each).text) for each in refused.problems)
    title = presentation.say("delete.blocked_title", title=presentation.text(request.entity.label))
    return DeletionPage(title=title, action=f"{url}/delete", back_url=url, confirm="", blockers=blockers)


def _page(presentation: Presentation, found: Consequences) -> DeletionPage:
    say = presentation.say
    url = f"/{found.entity.name}/{found.record_id}"
    key = "delete.title" if found.is_allowed else "delete.blocked_title"
    return DeletionPage(
        title=say(key, title=found.title),
        action=f"{url}/delete",
        back_url=url,
        confirm=say("delete.confirm" if not found.cascades else "delete.confirm_all"),
        consequences=consequence_views(presentation, found),
        blockers=tuple(_blocker(presentation, each) for each in found.restricted),
    )


def consequence_views(presentation: Presentation, found: Consequences) -> tuple[ConsequenceView, ...]:
    """What happens to other records, in words."""
    cascades = (_view(presentation, "delete.cascade", each) for each in found.cascades)
    cleared = (_view(presentation, "delete.clear", each) for each in found.cleared)
    return (*cascades, *cleared)


def _view(presentation: Presentation, key: str, consequence: Consequence) -> ConsequenceView:
    text = presentation.say(key, count=consequence.count, **_names(presentation, consequence))
    return ConsequenceView(text, _titles(presentation, consequence), _more(presentation, consequence))


def _blocker(presentation: Presentation, consequence: Consequence) -> BlockerView:
    names = _names(presentation, consequence)
    if not consequence.titles:
        return BlockerView(presentation.say("delete.blocked_hidden"))
    text = presentation.say("delete.blocked", count=consequence.count, **names)
    entity: EntityDefinition = consequence.incoming.entity
    # Titles are those of readable records only: ids belong to them one by one only where none is left out.
    can_link = entity.owner is None and len(consequence.titles) == consequence.count
    records = tuple(
        RecordName(title or presentation.say("record.untitled"), f"/{entity.name}/{key}" if can_link else "")
        for title, key in zip(consequence.titles, consequence.ids, strict=False)
    )
    return BlockerView(text, records, _more(presentation, consequence))


def _names(presentation: Presentation, consequence: Consequence) -> dict[str, str]:
    incoming = consequence.incoming
    field = presentation.text(incoming.field.label) if incoming.field is not None else ""
    return {"label": presentation.counted(incoming.entity, consequence.count), "field": field}


def _titles(presentation: Presentation, consequence: Consequence) -> tuple[str, ...]:
    return tuple(title or presentation.say("record.untitled") for title in consequence.titles)


def _more(presentation: Presentation, consequence: Consequence) -> str:
    rest = consequence.count - len(consequence.titles)
    return presentation.say("delete.and_more", count=rest) if rest > 0 and consequence.titles else ""
