"""Which clients have to be worked on at all. Told by hashes and times of change: the compiler is not loaded for it."""

from __future__ import annotations

from collections.abc import Iterable

from lowcode.build_cache import finished_build
from lowcode.fleet.definition import Client
from lowcode.fleet.outcomes import Outcome, Result, Task
from lowcode.fleet.state import ClientState, state_of
from lowcode.quick_dataclass import dataclass
from lowcode.workspace import FileTexts, Sources, read_sources


@dataclass(frozen=True, slots=True)
class Choice:
    """Clients with nothing to do, as lines of the table, and all others."""

    unchanged: tuple[Outcome, ...]
    waiting: tuple[Client, ...]


def chosen(task: Task, clients: Iterable[Client], *, only_changed: bool, force: bool = False) -> Choice:
    """Those that `task` has to do with; with `only_changed` those whose inputs differ from their last build."""
    texts = FileTexts()
    unchanged: list[Outcome] = []
    waiting: list[Client] = []
    for client in clients:
        sources = read_sources(client.spec, texts)
        is_done = only_changed and state_of(client, sources).is_current
        if is_done or (not force and _is_built(task, client, sources)):
            unchanged.append(Outcome(client=client.name, result=Result.UNCHANGED))
        else:
            waiting.append(client)
    return Choice(tuple(unchanged), tuple(waiting))


def states(clients: Iterable[Client]) -> tuple[ClientState, ...]:
    """How each client stands, its generated files included."""
    texts = FileTexts()
    return tuple(state_of(each, read_sources(each.spec, texts), look_at_output=True) for each in clients)


def _is_built(task: Task, client: Client, sources: Sources) -> bool:
    return task in (Task.BUILD, Task.PLAN) and finished_build(sources, client.out) is not None
