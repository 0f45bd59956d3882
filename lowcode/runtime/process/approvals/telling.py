"""What people hear about approvals, in the app; mails and chats go by the rules of the spec."""

from __future__ import annotations

from collections.abc import Iterable

from lowcode.runtime.context import Context
from lowcode.runtime.locale.wording import wording_for
from lowcode.runtime.process.approvals.requests import Request, definition_of
from lowcode.runtime.process.notifications import notify_users


def ask_to_sign(context: Context, request: Request, user_ids: Iterable[int]) -> None:
    """It is your turn."""
    tell(context, request, user_ids, "approval_asks")


def tell(context: Context, request: Request, user_ids: Iterable[int | None], key: str, **parameters: str) -> None:
    """One of the app's own messages about a request, each receiver once, in the app's first language."""
    receivers = sorted({each for each in user_ids if each is not None})
    definition = definition_of(context, request.approval)
    label = definition.label.texts[0] if definition is not None else request.approval
    if receivers:
        text = wording_for(context.application.locales[0]).say(
            f"process.{key}", approval=label, title=request.title, **parameters
        )
        about = (request.entity, request.record_id) if request.entity in context.application.entity_by_name else None
        notify_users(context, receivers, text, about, f"approval {request.approval}")
