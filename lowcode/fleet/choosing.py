"""Which clients have to be worked on at all. Told by hashes and times of change: the compiler is not loaded for it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lowcode.building.finished_builds import finished_build
from lowcode.fleet.definition import Client
from lowcode.fleet.outcomes import Finding, Outcome, Result, Task
from lowcode.fleet.revisions import is_concerned
from lowcode.fleet.state import ClientState, state_of
from lowcode.quick_dataclass import dataclass
from lowcode.workspace import FileTexts, Sources, read_sources


@dataclass(frozen=True, slots=True)
class Choice:
    """Clients with nothing to do, as lines of the table, and all others."""

    unchanged: tuple[Outcome, ...]
    waiting: tuple[Client, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which clients are worked on."""

    only_changed: bool = False
    """Those whose inputs differ from their last build, or whose app from what that wrote."""
    changed_files: frozenset[Path] | None = None
    """Those that these files concern; None: no matter which have changed."""

    def takes(self, client: Client, sources: Sources) -> bool:
        """Whether the client is one of them."""
        if self.changed_files is not None and not is_concerned(client, sources, self.changed_files):
            return False
        return not self.only_changed or not state_of(client, sources, look_at_output=True).is_current


def chosen(task: Task, clients: Iterable[Client], wanted: Filter, way: str, *, force: bool = False) -> Choice:
    """Those that `task` has to do with; `way`: how findings are drawn (`Order.way`)."""
    texts = FileTexts()
    unchanged: list[Outcome] = []
    waiting: list[Client] = []
    for client in clients:
        sources = read_sources(client.spec, texts)
        if not wanted.takes(client, sources):
            unchanged.append(Outcome(client=client.name, result=Result.UNCHANGED))
        elif force or (found := _findings_of_build(task, client, sources, way)) is None:
            waiting.append(client)
        else:
            unchanged.append(Outcome(client=client.name, result=Result.UNCHANGED, findings=found))
    return Choice(tuple(unchanged), tuple(waiting))


def states(clients: Iterable[Client], wanted: Filter) -> tuple[ClientState, ...]:
    """How each client stands, its generated files included."""
    texts = FileTexts()
    read = ((client, read_sources(client.spec, texts)) for client in clients)
    found = (
        state_of(client, sources, look_at_output=True)
        for client, sources in read
        if Filter(changed_files=wanted.changed_files).takes(client, sources)
    )
    return tuple(each for each in found if not wanted.only_changed or not each.is_current)


def _findings_of_build(task: Task, client: Client, sources: Sources, way: str) -> tuple[Finding, ...] | None:
    """The warnings of a build that is finished; None if there is none, or more to find out than a build would."""
    is_more = task is Task.TEST or (task is Task.CHECK and client.former_base is not None)
    build = None if is_more else finished_build(sources, client.out)
    if build is None or (build.has_warnings and way not in build.drawn):
        return None
    return tuple(Finding(is_error=False, code=code, shown=shown) for code, shown in build.drawn.get(way, ()))
