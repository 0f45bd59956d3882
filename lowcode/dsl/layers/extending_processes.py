"""`extend flow` and `extend approval`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lowcode.dsl import ast
from lowcode.dsl import ast_clients as client
from lowcode.dsl.ast_process import ApprovalDecl, FlowDecl, StepDecl, StepSettingsDecl, TogetherDecl, TransitionDecl
from lowcode.dsl.layers.extending import PartExtender
from lowcode.dsl.layers.naming import part_called
from lowcode.dsl.layers.parts import inserted, mapped

_SETTINGS = {
    "remind_every": "remind",
    "escalation": "escalate",
    "time_limit": "after",
    "edits": "edit",
    "is_opinion_required": "opinion",
}
"""What an approval says for all its steps: attribute and word."""
_LINES = {"rights": "allow", "copies": "cc", "skips_duplicate_signers": "skip duplicate signers"}
_SKIPS = {"skips_submitter": "skip submitter"}


def transition_name(flow: str, transition: TransitionDecl) -> str:
    """What a transition is called: its states in their order, `any` among them."""
    sources = sorted(source.text for source in transition.sources)
    return f"{flow}.{','.join([*sources, *(['any'] if transition.is_from_any else [])])} -> {transition.target.text}"


class ProcessExtender(PartExtender):
    """Carries out what is about flows and approvals."""

    def flow(self, change: client.ExtendFlowDecl) -> None:
        """`extend flow Pipeline { … }`."""
        for place, flow, _ in self.working.below("flow", change.name, change.span):
            assert isinstance(flow, FlowDecl), "a flow is declared by `flow`"
            states = self.with_parts("state", flow.name.text, flow.states, change.states)
            transitions = self.with_transitions(flow, change.transitions)
            hooks = (*flow.hooks, *change.hooks)
            self.working.put(place, replace(flow, states=states, transitions=transitions, hooks=hooks))
            self.label("flow", change.name, change.label)

    def with_parts(self, kind: str, owner: str, parts: tuple[Any, ...], added: Sequence[Any]) -> tuple[Any, ...]:
        """States or steps with new ones, each where it is to stand."""
        for each in added:
            said = getattr(each, "before", None)
            new = getattr(each, kind, each) if said is not None else each
            before = self.working.place_before(owner, said)
            if before is not None and part_called(parts, before.text) is None:
                candidates = [f"{owner}.{part.name.text}" for part in parts if hasattr(part, "name")]
                self.working.missing(kind, f"{owner}.{before.text}", before.span, [], candidates)
            steps = new.steps if isinstance(new, TogetherDecl) else (new,)
            are_new = [self.is_new(kind, owner, step, parts) for step in steps]
            if all(are_new):
                parts = inserted(parts, new, before)
        return parts

    def with_transitions(
        self, flow: FlowDecl, added: Sequence[TransitionDecl | client.ReplacedTransition]
    ) -> tuple[TransitionDecl, ...]:
        """The transitions with new ones behind them and replaced ones in their places."""
        found = list(flow.transitions)
        for each in added:
            if isinstance(each, TransitionDecl):
                name = transition_name(flow.name.text, each)
                if self.working.note("transition", name, "+", each.span):
                    found.append(each)
                continue
            new = each.transition
            name = transition_name(flow.name.text, new)
            names = [transition_name(flow.name.text, old) for old in found]
            if name not in names:
                self.working.missing("transition", name, new.span, [], names)
                continue
            index = names.index(name)
            if self.working.note("transition", name, "*", each.span, found[index].span):
                found[index] = new
        return tuple(found)

    def approval(self, change: client.ExtendApprovalDecl) -> None:
        """`extend approval Big { … }`."""
        for place, approval, _ in self.working.below("approval", change.name, change.span):
            assert isinstance(approval, ApprovalDecl), "an approval is declared by `approval`"
            replaced = [each.step for each in change.stages if isinstance(each, client.ReplacedStep)]
            added = [each for each in change.stages if not isinstance(each, client.ReplacedStep)]
            stages = self.with_steps(approval, replaced)
            stages = self.with_parts("step", approval.name.text, stages, added)
            settings = self.settings(approval, change)
            lines = self.lines(approval, change)
            hooks = (*approval.hooks, *change.hooks)
            self.working.put(place, replace(approval, stages=stages, settings=settings, hooks=hooks, **lines))
            self.label("approval", change.name, change.label)

    def with_steps(self, approval: ApprovalDecl, replaced: Sequence[StepDecl]) -> tuple[Any, ...]:
        """The stages with some steps replaced."""
        stages: tuple[Any, ...] = approval.stages
        for step in replaced:
            names = (approval.name, step.name)
            path = ast.PathRef(names, step.name.span)
            found = self.find(path)
            if found is None:
                continue
            name = f"{approval.name.text}.{step.name.text}"
            if self.working.note("step", name, "*", step.span, found[1].span):
                stages = mapped(stages, step.name.text, lambda _, new=step: (new,))  # type: ignore[misc]  # bound now
        return stages

    def settings(self, approval: ApprovalDecl, change: client.ExtendApprovalDecl) -> StepSettingsDecl:
        """What is said for all steps, the new words before the old."""
        said = {
            attribute: getattr(change.settings, attribute)
            for attribute, word in _SETTINGS.items()
            if getattr(change.settings, attribute)
            and self.working.note("approval", approval.name.text, word, change.span, approval.span)
        }
        return replace(approval.settings, **said)

    def lines(self, approval: ApprovalDecl, change: client.ExtendApprovalDecl) -> dict[str, Any]:
        """The other lines that are said anew."""
        return {
            attribute: getattr(change, attribute)
            for attribute, word in (_LINES | _SKIPS).items()
            if getattr(change, attribute)
            and self.working.note("approval", approval.name.text, word, change.span, approval.span)
        }
