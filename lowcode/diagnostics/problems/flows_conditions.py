"""LC71x: conditions that say nothing."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Severity, Wording
from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, kw_only=True)
class NeverTrue(Problem):
    """A condition of a flow, approval or rule contradicts itself: whatever the record holds, it is false.

    What it guards never happens. To switch something off on purpose, write `when false`.

    Example:
        entity Order { amount: money; status: OrderFlow }
        flow OrderFlow for Order {
          new start; done end
          new -> done "Finish" by everyone when amount > 1_000 and amount < 500
        }

    How to fix: Correct one of the parts; `or` instead of `and` is often what was meant.
    """

    parts: tuple[str, ...]

    code = "LC710"
    message = Wording(en="this is never true: {parts}", zh="该条件永不成立：{parts}")
    help = Wording(
        en="no value fulfils that: was `or` meant, or another limit?",
        zh="没有任何取值能满足它：是否应为 `or`，或界限写反了？",
    )


@dataclass(frozen=True, kw_only=True)
class NeverTrueHere(Problem):
    """A condition is false for every record that keeps to the rules of its fields, or that is in the state it is for.

    `required`, `min`, `max` and `check` say which values there are; the source of a transition says the state.

    Example:
        entity Order { amount: money required min 0 }
        rule Odd for Order on update { when amount < 0; notify everyone "Less than nothing" }

    How to fix: Remove what the condition guards, or correct the condition or the rule of the field.
    """

    parts: tuple[str, ...]
    state: str

    code = "LC711"
    severity = Severity.WARNING
    message = Wording(en="no record can fulfil this: {parts}", zh="没有记录能满足该条件：{parts}")
    help = Wording(
        en="the rules of the fields (`required`, `min`, `max`, `check`) exclude it: what it guards never happens",
        zh="字段的规则（`required`、`min`、`max`、`check`）排除了这种情况，其后的内容永远不会执行",
    )

    def help_wording(self) -> Wording | None:
        """Which rule it is: of a field, or of the state."""
        if not self.state:
            return self.help
        return Wording(
            en="records are in `{state}` here, and their fields have rules (`required`, `min`, `max`, `check`)",
            zh="此处的记录处于状态 `{state}`，且字段有规则（`required`、`min`、`max`、`check`）",
        )


@dataclass(frozen=True, kw_only=True)
class AlwaysTrue(Problem):
    """A condition of a flow, approval or rule is true whatever the record holds, so it decides nothing.

    `unless` and `until` that are always true mean that nothing happens at all.

    Example:
        entity Order { amount: money required min 0 }
        rule Count for Order on update { when amount >= 0; notify everyone "Changed" }

    How to fix: Remove the condition, or correct it.
    """

    part: str
    condition: str

    code = "LC712"
    severity = Severity.WARNING
    message = Wording(en="`{part} {condition}` is always true", zh="`{part} {condition}` 永远成立")
    help = Wording(en="remove it, or correct the limit", zh="请删除该条件，或更正界限")


FLOWS_CONDITIONS: tuple[type[Problem], ...] = (NeverTrue, NeverTrueHere, AlwaysTrue)
