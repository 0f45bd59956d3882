"""Who will sign: the steps of an approval as they would be if the record were submitted now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lowcode.runtime.context import Context
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.process.people import Colleagues, choosable
from lowcode.runtime.process.audience import members
from lowcode.runtime.process_definitions import ApprovalDefinition, ChosenBySubmitter, SignMode, Step

_MODES = {
    SignMode.ANY: "approval.mode_any",
    SignMode.ALL: "approval.mode_all",
    SignMode.EACH: "approval.mode_each",
    SignMode.COUNT: "approval.mode_count",
    SignMode.SHARE: "approval.mode_share",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PickerView:
    """A choice of colleagues on a form."""

    name: str
    colleagues: Colleagues
    chosen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """A step before anybody signs."""

    label: str
    mode: str
    names: tuple[str, ...]
    is_skipped: bool
    picker: PickerView | None = None
    """The submitter names who signs."""
    stage: int = 0


def planned_steps(
    presentation: Presentation,
    context: Context,
    definition: ApprovalDefinition,
    record: Any,
    chosen: dict[str, list[int]] | None = None,
) -> tuple[PlannedStep, ...]:
    """All steps; those whose condition does not hold are marked."""
    return tuple(
        _planned(presentation, context, step, record, (chosen or {}).get(step.name, []), stage)
        for stage, steps in enumerate(definition.stages)
        for step in steps
    )


def mode_words(presentation: Presentation, step: Step, count: int) -> str:
    """How many must agree, where more than one is asked."""
    if count < 2 and step.mode not in (SignMode.COUNT, SignMode.SHARE):
        return ""
    quota = step.quota or 0
    share = f"{quota * 100:.0f}" if step.mode is SignMode.SHARE else str(quota)
    return presentation.say(_MODES[step.mode], quota=share)


def expected_names(context: Context, step: Step, record: Any) -> tuple[str, ...]:
    """Who would sign the step if it began now."""
    declared = tuple(each for each in step.signers if not isinstance(each, ChosenBySubmitter))
    return tuple(user.name for user in members(context, declared, record))


def _planned(
    presentation: Presentation, context: Context, step: Step, record: Any, chosen: list[int], stage: int
) -> PlannedStep:
    names = expected_names(context, step, record)
    choice = next((each for each in step.signers if isinstance(each, ChosenBySubmitter)), None)
    picker = None
    if choice is not None:
        colleagues = choosable(context, choice.among, chosen=chosen)
        picker = PickerView(name=f"signers.{step.name}", colleagues=colleagues, chosen=tuple(chosen))
    return PlannedStep(
        label=presentation.text(step.label),
        mode=mode_words(presentation, step, len(names) if choice is None else 2),
        names=names,
        is_skipped=step.when is not None and step.when(record, context) is not True,
        picker=picker,
        stage=stage,
    )
