"""Whether an entity is shown as a board, and to whom."""

from __future__ import annotations

from lowcode.runtime.access import may, may_update_field
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, Verb
from lowcode.runtime.field_rights import reads_every_value
from lowcode.runtime.process.index import processes_about


def has_board(context: Context, entity: EntityDefinition) -> bool:
    """Whether the user sees the board: he reads the field that its columns stand for, in every record."""
    board = entity.board
    return board is not None and reads_every_value(context, entity, board.by)


def board_url(context: Context, entity: EntityDefinition, query: str) -> str | None:
    """The address of the board of what the list shows."""
    if not has_board(context, entity):
        return None
    return f"/{entity.name}/board{query and f'?{query}'}"


def has_steps(context: Context, entity: EntityDefinition) -> bool:
    """Whether the records have a flow."""
    about = processes_about(context.application, entity.name)
    return about is not None and about.flow is not None


def can_be_moved(context: Context, entity: EntityDefinition) -> bool:
    """Whether cards can be moved at all. Who may make which step is asked when a card is dropped."""
    if entity.board is None:
        return False
    if entity.field_by_name[entity.board.by].flow is not None:
        return True
    return may(entity, Verb.UPDATE, context) and may_update_field(context, entity, entity.board.by)
