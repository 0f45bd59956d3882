"""What people hear about approvals, in the app; mails and chats go by the rules of the spec."""

from __future__ import annotations

from collections.abc import Iterable

from lowcode.runtime.context import Context
from lowcode.runtime.locale.wording import wording_for
from lowcode.runtime.process.approvals.requests import Request, definition_of
from lowcode.runtime.process.languages import by_language, in_language
from lowcode.runtime.process.notifications import notify_users


def ask_to_sign(context: Context, request: Request, user_ids: Iterable[int]) -> None:
    """It is your turn."""
    tell(context, request, user_ids, "approval_asks")


def tell(context: Context, request: Request, user_ids: Iterable[int | None], key: str, **parameters: str) -> None:
    """One of the app's own messages about a request, each receiver once and in his language."""
    receivers = sorted({each for each in user_ids if each is not None})
    definition = definition_of(context, request.approval)
    about = (request.entity, request.record_id) if request.entity in context.application.entity_by_name else None
    for language, readers in by_language(context, receivers).items():
        spoken = in_language(context, language)
        label = spoken.text(definition.label) if definition is not None else request.approval
        text = wording_for(language).say(f"process.{key}", approval=label, title=request.title, **parameters)
        notify_users(context, readers, text, about, f"approval {request.approval}")
