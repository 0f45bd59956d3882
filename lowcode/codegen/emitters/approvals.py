"""`<app>/approvals/<approval>.py`: who signs, under which conditions, and what follows."""

from __future__ import annotations

from decimal import Decimal

from lowcode.codegen.emitters.actions import actions_function, span_source
from lowcode.codegen.emitters.audiences import DEFINITIONS, declared_audiences
from lowcode.codegen.emitters.process_functions import ProcessFunctions
from lowcode.codegen.labels import label_source
from lowcode.codegen.origins import part_title, process_title
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import (
    HEADER,
    Imports,
    call,
    comment_lines,
    decimal_literal,
    literal,
    module_source,
    some_tuple,
    tuple_of,
    tuple_of_texts,
)
from lowcode.ir.process import Approval, OutcomeHook, Stage, Step, Together


def approval_source(project: Project, approval: Approval) -> str:
    """The module of one approval."""
    return _ApprovalModule(project, approval).source()


class _ApprovalModule:
    def __init__(self, project: Project, approval: Approval) -> None:
        self._project = project
        self._approval = approval
        self._entity = project.application.entity(approval.entity)
        self._imports = Imports(project.package)
        self._functions = ProcessFunctions(project, self._entity, self._imports)
        self._title = process_title("approval", approval.name)

    def source(self) -> str:
        approval = self._approval
        rights = ", ".join(sorted(literal(each.value) for each in approval.rights))
        definition = call(
            self._word("ApprovalDefinition"),
            name=literal(approval.identifier),
            label=label_source(self._imports, approval.label),
            entity=literal(self._entity.identifier),
            stages=tuple_of([self._stage(stage) for stage in approval.stages]),
            rights=f"frozenset({{{rights}}})" if rights else None,
            copies=declared_audiences(approval.copies, self._imports, self._functions, self._title),
            skips_duplicate_signers="True" if approval.skips_duplicate_signers else None,
            skips_submitter="True" if approval.skips_submitter else None,
            hooks=some_tuple([self._hook(hook) for hook in approval.hooks]),
            locked_fields=self._fields(approval.locked_fields),
            shown_fields=self._fields(approval.shown_fields),
            submitters=declared_audiences(approval.submitters, self._imports, self._functions, self._title),
            source=self._project.source_of(approval.span, self._title),
        )
        about = f"{approval.label.texts[0]} — {self._project.origins(approval.span, self._title)}. {HEADER}"
        about = f"{about}\n\n{approval.documentation}" if approval.documentation else about
        return module_source(about, self._imports, [*self._functions.sources, f"APPROVAL = {definition}"])

    def _word(self, name: str) -> str:
        return self._imports.name(DEFINITIONS, name)

    def _fields(self, names: tuple[str, ...]) -> str | None:
        fields = self._entity.field_by_name
        return tuple_of_texts(fields[name].identifier for name in names) if names else None

    def _stage(self, stage: Stage) -> str:
        steps = stage.steps if isinstance(stage, Together) else (stage,)
        return tuple_of([self._step(step) for step in steps])

    def _step(self, step: Step) -> str:
        functions, escalation, limit = self._functions, step.escalation, step.time_limit
        when = None
        if step.when is not None:
            when = functions.process_condition(f"when_{step.name}", step.when, self._title)
        return comment_lines(step.documentation) + call(
            self._word("Step"),
            name=literal(step.name),
            label=label_source(self._imports, step.label),
            mode=f"{self._word('SignMode')}.{step.mode.name}",
            quota=self._quota(step.quota),
            signers=declared_audiences(step.signers, self._imports, functions, self._title) or "()",
            when=when,
            remind_every=span_source(functions, step.remind_every) if step.remind_every is not None else None,
            escalate_after=span_source(functions, escalation.after) if escalation is not None else None,
            escalate_to=declared_audiences(escalation.to, self._imports, functions, self._title)
            if escalation is not None
            else None,
            limit_after=span_source(functions, limit.after) if limit is not None else None,
            limit_outcome=literal(limit.outcome.value) if limit is not None else None,
            edits=self._fields(step.edits),
            is_opinion_required="True" if step.is_opinion_required else None,
            source=self._project.source_of(step.span, part_title(self._title, step.name)),
        )

    def _quota(self, quota: int | Decimal | None) -> str | None:
        if isinstance(quota, Decimal):
            self._imports.name("decimal", "Decimal")
            return decimal_literal(quota)
        return str(quota) if quota is not None else None

    def _hook(self, hook: OutcomeHook) -> str:
        about = f"{hook.outcome.value} — {self._project.origin(hook.span, self._title)}"
        blocks = actions_function(self._functions, hook.name, hook.actions, about)
        return call(
            self._word("OutcomeHook"),
            name=literal(hook.name),
            outcome=literal(hook.outcome.value),
            actions=blocks.function,
            blocks=some_tuple(blocks.later),
            source=self._project.source_of(hook.span, part_title(self._title, hook.name)),
        )
