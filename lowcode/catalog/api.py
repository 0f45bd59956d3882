"""The operations of the JSON API: what an app answers below `/api/v1`, and what a token needs for each.

The runtime has a handler for each of them, and the compiler describes each in the app's `openapi.json`: both go through
this table, so that nothing is served that is not described, and nothing described that is not served.
"""

from __future__ import annotations

from typing import Final

from lowcode.quick_dataclass import dataclass

PREFIX: Final = "/api/v1"
"""What all addresses of the API begin with."""

READ: Final = "read"
WRITE: Final = "write"
PROCESS: Final = "process"
SCOPES: Final = (READ, WRITE, PROCESS)
"""What a token may be given: to see, to save and delete, to move records and sign."""

FLOW: Final = "flow"
BUTTONS: Final = "buttons"
APPROVALS: Final = "approvals"
SUBMISSIONS: Final = "submissions"
PROCESSES: Final = "processes"
"""What an entity (or the app) must have for an operation to exist; submissions are approvals that are begun by hand."""

DEFAULT_LIMIT: Final = 50
MOST_ITEMS: Final = 200
"""Records of one page of a list."""

LIST_WORDS: Final = ("fields", "limit", "after", "count")
"""Parameters of a list's address that are no filters; a field of the name is asked for by `limit.is=…`."""

APPROVAL_LISTS: Final = ("to_sign", "returned", "started", "signed", "copied")
"""Which requests for approval one may ask for; the first is what one gets without asking."""

TASK_STATES: Final = ("open", "done")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address. `pattern` is below `PREFIX`; `{entity}` is an entity, `{id}` a positive number."""

    name: str
    method: str
    pattern: str
    scope: str | None
    """What the token must have; None: any token will do."""
    needs: str | None = None
    parameters: tuple[str, ...] | None = ()
    """What may stand behind the question mark; None: whatever the operation itself understands."""


OPERATIONS: Final = (
    Operation("list_records", "GET", "/{entity}", READ, parameters=None),
    Operation("create_record", "POST", "/{entity}", WRITE),
    Operation("show_record", "GET", "/{entity}/{id}", READ),
    Operation("change_record", "PATCH", "/{entity}/{id}", WRITE),
    Operation("delete_record", "DELETE", "/{entity}/{id}", WRITE),
    Operation("show_deletion", "GET", "/{entity}/{id}/deletion", READ),
    Operation("show_history", "GET", "/{entity}/{id}/history", READ, parameters=("before",)),
    Operation("show_transitions", "GET", "/{entity}/{id}/transitions", READ, FLOW),
    Operation("make_transition", "POST", "/{entity}/{id}/transitions", PROCESS, FLOW),
    Operation("show_buttons", "GET", "/{entity}/{id}/buttons", READ, BUTTONS),
    Operation("press_button", "POST", "/{entity}/{id}/buttons", PROCESS, BUTTONS),
    Operation("show_requests", "GET", "/{entity}/{id}/approvals", READ, APPROVALS),
    Operation("submit_record", "POST", "/{entity}/{id}/approvals", PROCESS, SUBMISSIONS),
    Operation("list_approvals", "GET", "/approvals", READ, PROCESSES, ("list", "before")),
    Operation("show_approval", "GET", "/approvals/{id}", READ, PROCESSES),
    Operation("approve", "POST", "/approvals/{id}/approve", PROCESS, PROCESSES),
    Operation("reject", "POST", "/approvals/{id}/reject", PROCESS, PROCESSES),
    Operation("return", "POST", "/approvals/{id}/return", PROCESS, PROCESSES),
    Operation("transfer", "POST", "/approvals/{id}/transfer", PROCESS, PROCESSES),
    Operation("add_signer", "POST", "/approvals/{id}/signers", PROCESS, PROCESSES),
    Operation("withdraw", "POST", "/approvals/{id}/withdraw", PROCESS, PROCESSES),
    Operation("list_tasks", "GET", "/tasks", READ, PROCESSES, ("status",)),
    Operation("finish_task", "POST", "/tasks/{id}/done", PROCESS, PROCESSES),
    Operation("reopen_task", "POST", "/tasks/{id}/reopen", PROCESS, PROCESSES),
    Operation("upload_files", "POST", "/files", WRITE),
    Operation("download_file", "GET", "/files/{id}", READ),
    Operation("show_me", "GET", "/me", None),
    Operation("show_openapi", "GET", "/openapi.json", None),
)
