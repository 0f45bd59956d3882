"""The actions of an application, wherever they stand, and the conditions among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lowcode.ir import application as app
from lowcode.ir import process
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, slots=True)
class Script:
    """Actions that something sets off: a rule, a hook of a state or of an approval's outcome."""

    name: str
    """As messages call it."""
    entity: str | None
    actions: tuple[process.Action, ...]
    span: Span
    rule: process.Rule | None = None
    hook: process.StateHook | None = None
    flow: process.Flow | None = None
    approval: process.Approval | None = None


def scripts_of(application: app.Application) -> Iterator[Script]:
    """All of them, in the order of the specification, flows first."""
    for flow in application.flows:
        for hook in flow.hooks:
            name = f"on {hook.event.value} {hook.state}"
            yield Script(name, flow.entity, hook.actions, hook.span, hook=hook, flow=flow)
    for approval in application.approvals:
        for outcome in approval.hooks:
            name = f"on {outcome.outcome.value}"
            yield Script(name, approval.entity, outcome.actions, outcome.span, approval=approval)
    for rule in application.rules:
        yield Script(rule.name, rule.entity, rule.actions, rule.span, rule=rule)


@dataclass(frozen=True, slots=True)
class Placed:
    """An action with the blocks around it, the outermost first."""

    action: process.Action
    inside: tuple[process.Action, ...]

    @property
    def is_later(self) -> bool:
        """Whether it runs at another moment than what set it off."""
        return any(isinstance(each, process.Later | process.Repeat) for each in self.inside)


def all_actions(actions: Sequence[process.Action], inside: tuple[process.Action, ...] = ()) -> Iterator[Placed]:
    """The actions and those within them, in the order of the text."""
    for action in actions:
        yield Placed(action, inside)
        match action:
            case process.If(then=then, otherwise=otherwise):
                yield from all_actions(then, (*inside, action))
                yield from all_actions(otherwise, (*inside, action))
            case process.ForEach() | process.Later() | process.Repeat():
                yield from all_actions(action.actions, (*inside, action))
            case _:
                continue
