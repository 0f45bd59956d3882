"""`remove` of what has no name of its own: hooks, filters, verbs of a role, records that ship with an app."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lowcode.dsl import ast
from lowcode.dsl import ast_clients as client
from lowcode.dsl.ast_process import ApprovalDecl, FlowDecl, StateHookDecl
from lowcode.dsl.ast_reports import DashboardDecl
from lowcode.dsl.layers.naming import hook_name, outcome_name
from lowcode.dsl.layers.parts import PartFinder
from lowcode.dsl.layers.working import Removal, dotted
from lowcode.ir.access import Verb

_ALL = "all"
_VERBS = tuple(each.value for each in Verb)
"""What `all` stands for."""


class LineRemover(PartFinder):
    """Carries out what is about a line of a declaration. To change one, a client removes it and says it anew."""

    # --- hooks ---

    def hook(self, change: client.RemoveDecl, event: ast.Name, path: ast.PathRef) -> None:
        """`remove on enter Pipeline.demo`: of a hook for several states only this one; `remove on approved Big`."""
        owner, rest = path.names[0], path.names[1:]
        if rest:
            self.state_hook(change, event, owner, ast.Name(dotted(rest), rest[-1].span))
            return
        for place, approval, _ in self.working.below("approval", owner, change.span):
            assert isinstance(approval, ApprovalDecl), "an approval is declared by `approval`"
            gone = [each for each in approval.hooks if each.outcome.text == event.text]
            names = [outcome_name(owner.text, each) for each in approval.hooks]
            if self.takes(change, "hook", f"{owner.text}.on {event.text}", gone, names):
                kept = tuple(each for each in approval.hooks if each not in gone)
                self.working.put(place, replace(approval, hooks=kept))

    def state_hook(self, change: client.RemoveDecl, event: ast.Name, owner: ast.Name, state: ast.Name) -> None:
        """All that the flow does at this moment of this state."""
        for place, flow, _ in self.working.below("flow", owner, change.span):
            assert isinstance(flow, FlowDecl), "a flow is declared by `flow`"
            wanted = f"{owner.text}.on {event.text} {state.text}"
            gone = [each for each in flow.hooks if wanted in _names(owner.text, each)]
            names = [name for each in flow.hooks for name in _names(owner.text, each)]
            if self.takes(change, "hook", wanted, gone, names):
                left = (_without_state(each, state.text) if each in gone else each for each in flow.hooks)
                self.working.put(place, replace(flow, hooks=tuple(each for each in left if each.states)))

    # --- dashboards ---

    def filter(self, change: client.RemoveDecl, path: ast.PathRef) -> None:
        """`remove filter Cockpit.period`."""
        owner, last = path.names[0], path.names[-1]
        for place, dashboard, _ in self.working.below("dashboard", owner, change.span):
            assert isinstance(dashboard, DashboardDecl), "a dashboard is declared by `dashboard`"
            gone = [each for each in dashboard.filters if each.name.text == last.text]
            names = [f"{owner.text}.{each.name.text}" for each in dashboard.filters]
            if self.takes(change, "filter", dotted(path.names), gone, names):
                kept = tuple(each for each in dashboard.filters if each not in gone)
                self.working.put(place, replace(dashboard, filters=kept))

    # --- grants ---

    def verbs(self, change: client.RemoveDecl, kind: str, path: ast.PathRef) -> None:
        """`remove access Customer.sales (update)`: these verbs of a role, with whatever condition."""
        name = f"{dotted(path.names)} ({', '.join(each.text for each in change.fields)})"
        if kind != "access" or len(path.names) < 2:
            self.working.missing(kind, name, change.span, [])
            return
        entity, role = path.names[0], path.names[-1].text
        unwanted = {each.text for each in change.fields}
        blocks = self.working.below("access", entity, change.span)
        of_role = [
            each
            for _, access, _ in blocks
            if isinstance(access, ast.AccessDecl)
            for each in access.grants
            if each.role.text == role
        ]
        there = {verb for each in of_role for verb in _said(each)}
        candidates = [f"{dotted(path.names)} ({verb})" for verb in _VERBS if verb in there]
        gone = of_role if unwanted <= there else []
        if not blocks or not self.takes(change, "access", name, gone, candidates):
            return
        for place, access, _ in blocks:
            assert isinstance(access, ast.AccessDecl), "grants are declared by `access`"
            left = (_without_verbs(each, unwanted) if each.role.text == role else each for each in access.grants)
            self.working.put(place, replace(access, grants=tuple(each for each in left if each.verbs)))

    # --- records ---

    def record(self, change: client.RemoveDecl, word: ast.Name, handle: ast.Name) -> None:
        """`remove data east`, `remove sample acme`: a record that other layers ship with the app."""
        names: list[str] = []
        kind = ast.DataDecl if word.text == "data" else ast.SampleDecl
        for place, declaration in list(self.working.all()):
            is_lower = self.working.layers.is_below(place.path, change.span.path)
            if not is_lower or not isinstance(declaration, kind):
                continue
            names += [each.handle.text for each in declaration.records if each.handle is not None]
            gone = [each for each in declaration.records if each.handle is not None and each.handle.text == handle.text]
            if gone and self.takes(change, "record", handle.text, gone, names):
                kept = tuple(each for each in declaration.records if each not in gone)
                self.working.put(place, replace(declaration, records=kept))
                names_gone = frozenset({handle.text})
                self.working.removals.append(Removal("record", handle.text, change.span, names_gone))
                return
        if handle.text not in names:
            self.working.missing("record", handle.text, handle.span, [], names)

    def takes(
        self,
        change: client.RemoveDecl,
        kind: str,
        name: str,
        gone: Sequence[Any],
        candidates: Sequence[str],
    ) -> bool:
        """Whether there is something to take away, and nobody else has changed it; reported if not."""
        if not gone:
            self.working.missing(kind, name, change.span, [], candidates)
            return False
        return self.working.note(kind, name, "-", change.span, gone[0].span)


def _names(flow: str, hook: StateHookDecl) -> list[str]:
    return [hook_name(flow, hook, state) for state in hook.states]


def _without_state(hook: StateHookDecl, state: str) -> StateHookDecl:
    return replace(hook, states=tuple(each for each in hook.states if each.text != state))


def _said(grant: ast.GrantDecl) -> tuple[str, ...]:
    """The verbs of a grant, `all` taken apart."""
    said = tuple(each.text for each in grant.verbs)
    return _VERBS if _ALL in said else said


def _without_verbs(grant: ast.GrantDecl, unwanted: set[str]) -> ast.GrantDecl:
    said = _said(grant)
    if unwanted.isdisjoint(said):
        return grant
    span = grant.verbs[0].span
    places = {each.text: each.span for each in grant.verbs}
    verbs = tuple(ast.Name(verb, places.get(verb, span)) for verb in said if verb not in unwanted)
    return replace(grant, verbs=verbs)
