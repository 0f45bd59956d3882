"""Which handler does which operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lowcode.catalog.api import OPERATIONS
from lowcode.runtime.api.about import show_me, show_openapi
from lowcode.runtime.api.approvals import (
    add_signer,
    approve,
    give_back,
    list_approvals,
    reject,
    show_approval,
    transfer,
    withdraw,
)
from lowcode.runtime.api.files import download_file, upload_files
from lowcode.runtime.api.lists import list_records
from lowcode.runtime.api.records import (
    change_record,
    create_record,
    delete_record,
    show_deletion,
    show_history,
    show_record,
)
from lowcode.runtime.api.request import ApiRoute, Handler
from lowcode.runtime.api.steps import (
    make_transition,
    press_button,
    show_buttons,
    show_requests,
    show_transitions,
    submit_record,
)
from lowcode.runtime.api.tasks import finish, list_tasks, reopen
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.http.routing import RoutingTable

HANDLERS: Final[Mapping[str, Handler]] = {
    "list_records": list_records,
    "create_record": create_record,
    "show_record": show_record,
    "change_record": change_record,
    "delete_record": delete_record,
    "show_deletion": show_deletion,
    "show_history": show_history,
    "show_transitions": show_transitions,
    "make_transition": make_transition,
    "show_buttons": show_buttons,
    "press_button": press_button,
    "show_requests": show_requests,
    "submit_record": submit_record,
    "list_approvals": list_approvals,
    "show_approval": show_approval,
    "approve": approve,
    "reject": reject,
    "return": give_back,
    "transfer": transfer,
    "add_signer": add_signer,
    "withdraw": withdraw,
    "list_tasks": list_tasks,
    "finish_task": finish,
    "reopen_task": reopen,
    "upload_files": upload_files,
    "download_file": download_file,
    "show_me": show_me,
    "show_openapi": show_openapi,
}


def routing_table(application: ApplicationDefinition) -> RoutingTable[ApiRoute]:
    """The addresses below the prefix; rows of sub-tables are part of their record and have none."""
    entities = {each.name for each in application.entities if each.owner is None}
    return RoutingTable([ApiRoute(each, HANDLERS[each.name]) for each in OPERATIONS], entities)
