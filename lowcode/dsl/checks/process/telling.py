"""What messages tell, and to whom: nothing that the reader's role may not see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.flows_rules import SentButClosed, TellsSecret, ToldButCannotRead
from lowcode.dsl.checks.process.scripts import Script, all_actions, scripts_of
from lowcode.dsl.checks.rights import Extent, Rights
from lowcode.dsl.checks.storage import reads
from lowcode.dsl.symbols import EVERYONE
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import process
from lowcode.ir import types as t
from lowcode.ir.access import FieldRight, Verb
from lowcode.ir.naming import named
from lowcode.ir.reports import Dashboard
from lowcode.quick_dataclass import dataclass


def check_telling(application: app.Application, rights: Rights) -> Iterator[Problem]:
    """All notices, messages and tasks."""
    checker = _Telling(application, rights, {each.name: each for each in application.messages})
    for script in scripts_of(application):
        for placed in all_actions(script.actions):
            yield from checker.action(script, placed.action)


@dataclass(frozen=True, slots=True)
class _Telling:
    application: app.Application
    rights: Rights
    messages: dict[str, process.Message]

    def action(self, script: Script, action: process.Action) -> Iterator[Problem]:
        match action:
            case process.Notify(to=to, copies=copies, text=text):
                people = (*to, *copies)
                yield from self._tells(people, "notify", (text,))
                if script.entity is not None:
                    yield from self._leads(people, "notify", script.entity)
            case process.CreateTask(to=to, text=text, about=about):
                yield from self._tells(to, "task", (text,))
                yield from self._leads(to, "task", _entity(about))
            case process.SendMessage(message=name, about=about, to=to, copies=copies):
                entity = _entity(about)
                texts = [each for each in self.messages[name].texts if each.entity == entity]
                parts = [part for each in texts for part in (each.subject, each.body) if part is not None]
                yield from self._tells((*to, *copies), f"send {name}", parts)
            case process.SendDashboard(dashboard=dashboard, to=to, copies=copies):
                yield from self._is_closed((*to, *copies), named(self.application.dashboards, dashboard))
            case _:
                return

    def _is_closed(self, audiences: Iterable[process.Audience], dashboard: Dashboard) -> Iterator[Problem]:
        """The roles that may not open a dashboard which is sent to them."""
        for audience in audiences:
            if isinstance(audience, process.RoleMembers) and dashboard.roles:
                role = named(self.application.roles, audience.role)
                if not {role.name, *role.includes} & set(dashboard.roles):
                    yield SentButClosed(
                        span=audience.span, role=role.name, dashboard=dashboard.name, roles=dashboard.roles
                    )

    def _leads(self, audiences: Iterable[process.Audience], what: str, entity: str | None) -> Iterator[Problem]:
        if entity is None or self.application.access_to(entity) is None:
            return
        for audience in audiences:
            if not isinstance(audience, process.RoleMembers) or audience.role == EVERYONE:
                continue
            if self.rights.on_records(audience.role, entity) is Extent.NEVER:
                readers = tuple(self.rights.roles(entity, Verb.READ))
                yield ToldButCannotRead(
                    span=audience.span, role=audience.role, what=what, entity=entity, readers=readers
                )

    def _tells(
        self, audiences: Iterable[process.Audience], what: str, texts: Iterable[ir.Expression]
    ) -> Iterator[Problem]:
        """The first secret that somebody is told; who may read it in some records only is trusted with it."""
        keys = list(dict.fromkeys(key for text in texts for key in reads(text)))
        for audience in audiences:
            if not isinstance(audience, process.RoleMembers):
                continue
            for entity, name in keys:
                block = self.rights.block(entity, name)
                if block is None:
                    continue
                if self.rights.by_block(audience.role, entity, name, FieldRight.READ) is Extent.NEVER:
                    yield TellsSecret(span=audience.span, role=audience.role, secret=name, what=what, block=block.span)
                    break


def _entity(record: ir.Expression) -> str | None:
    return record.type.entity if isinstance(record.type, t.RecordType) else None
