"""LC670 to LC673: what a new version of a base means for a client that changes it."""

from __future__ import annotations

from lowcode.diagnostics.problem import Edit, Fix, FixSafety, Problem, Related, Severity, Wording
from lowcode.diagnostics.problems.clients import ClientProblem
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

_NOW = Wording(en="now in the base", zh="基础规格中现在的内容")
_WITHOUT_RECORDS = frozenset({"view", "menu", "access", "function", "scenario", "app", "sample", "record", "filter"})
"""Kinds that no `was` is written for."""
_BEFORE = Wording(en="in the base before", zh="基础规格中原来的内容")


@dataclass(frozen=True, kw_only=True)
class Orphaned(ClientProblem):
    """A client changes or uses something that the new version of its base has renamed or removed.

    `lowcode check CLIENT --base-was OLD_BASE` compares the base as it was with the base as it is.

    Example:
        import "../base"
        extend Customer.fax { required }

    How to fix: Use the new name. If it is gone for good, take the change away, or declare the thing in the client with
    `extend entity … { … }`, so that its values stay.
    """

    renamed: str
    replacement: str
    """The new name, as it is written at the place."""
    now: Span | None
    before: Span
    is_removal: bool = False
    """Whether the client has wanted nothing else than to be without it."""

    code = "LC670"
    message = Wording(en="the new base has no {what} any more", zh="新的基础规格中已没有{thing}")
    help = Wording(
        en="take this away, or declare it in the client, so that its values stay",
        zh="请删除此处，或在客户规格中自行声明，以保留其数据",
    )

    def message_wording(self) -> Wording:
        """Renamed or removed."""
        if self.renamed:
            return Wording(
                en="{what} is called `{renamed}` in the new base", zh="新的基础规格中，{topic}改名为 `{renamed}`"
            )
        return self.message

    def help_wording(self) -> Wording | None:
        """For what has a new name, that."""
        if self.renamed:
            return Wording(
                en="use the new name; records follow it by themselves", zh="请使用新名称；记录会自动沿用新名称"
            )
        if self.is_removal:
            return Wording(en="take this away: it is gone anyway", zh="请删除此处：它已不存在")
        return self.help

    def related(self) -> tuple[Related, ...]:
        """Where it was, and where it is."""
        now = (Related(self.now, _NOW),) if self.now is not None else ()
        return (*now, Related(self.before, _BEFORE))

    def fix(self) -> Fix | None:
        """The new name, where the place is the name."""
        if not self.replacement:
            return None
        return Fix((Edit(self.span, self.replacement),), FixSafety.DISPLAY)


@dataclass(frozen=True, kw_only=True)
class Shadowed(ClientProblem):
    """The new version of a base declares something of the same name as one of the client's own things.

    Example:
        import "../base"
        extend entity Customer { shop: text(40) }

    How to fix: If both mean the same, take yours away: the values stay, because the column is the same. If not, give
    yours another name, with the old one behind `was`: `own_shop: text(40) was shop`. Its values go along with it, and
    the base's begins empty.
    """

    now: Span

    code = "LC671"
    message = Wording(en="the new base declares {what}, too", zh="新的基础规格自己也有了{thing}")
    label = Wording(en="the client's", zh="客户自己的")
    help = Wording(
        en="if both mean the same, take this one away; if not, give it another name, and keep its records with `was"
        " {last}`",
        zh="若两者含义相同，请删除此处；否则请换一个名称，并写上 `was {last}`，以保留其数据",
    )

    def facts(self) -> dict[str, object]:
        """With the name alone, as `was` says it."""
        return {**ClientProblem.facts(self), "last": self.name.rpartition(".")[2]}

    def help_wording(self) -> Wording | None:
        """Not everything has records that would have to be kept."""
        if self.kind not in _WITHOUT_RECORDS:
            return self.help
        return Wording(
            en="if both mean the same, take this one away; if not, give it another name, or write `replace`",
            zh="若两者含义相同，请删除此处；否则请换一个名称，或写 `replace`",
        )

    def related(self) -> tuple[Related, ...]:
        """The base's."""
        return (Related(self.now, _NOW),)


@dataclass(frozen=True, kw_only=True)
class Clashing(ClientProblem):
    """The base and the client have both changed the same, each in another way.

    What the client says holds, so the new word of the base has no effect there.

    Example:
        import "../base"
        extend Customer.name { label "Company" }

    How to fix: Compare the places. To follow the base, take the change away; to keep it, nothing needs to be done.
    """

    part: str
    now: Span
    before: Span

    code = "LC672"
    severity = Severity.WARNING
    message = Wording(
        en="the base has changed `{part}` of {what}, too; what the client says holds",
        zh="基础规格也修改了{topic}的 `{part}`；以客户规格为准",
    )
    help = Wording(
        en="take this away to follow the base, or keep it as it is", zh="要沿用基础规格，请删除此处；否则保持不变"
    )

    def message_wording(self) -> Wording:
        """Of a whole that the client has replaced."""
        if self.part:
            return self.message
        return Wording(
            en="the base has changed {what}, which the client replaces as a whole",
            zh="基础规格修改了{topic}，而客户规格将其整体替换",
        )

    def related(self) -> tuple[Related, ...]:
        """Both versions of the base."""
        return (Related(self.now, _NOW), Related(self.before, _BEFORE))


@dataclass(frozen=True, kw_only=True)
class Redundant(ClientProblem):
    """The new version of a base says itself what the client says about it.

    Example:
        import "../base"
        extend Customer.name { required }

    How to fix: Take the line away; nothing changes by it.
    """

    part: str
    now: Span | None
    before: Span | None

    code = "LC673"
    severity = Severity.WARNING
    message = Wording(en="the base says the same of {what} now", zh="基础规格对{topic}的规定已与此相同")
    help = Wording(en="this can go: nothing changes by it", zh="可以删除此处，不会有任何变化")

    def message_wording(self) -> Wording:
        """Of what the base has removed, or added, too."""
        if self.part == "-":
            return Wording(en="the base has removed {what}, too", zh="基础规格也移除了{thing}")
        if self.part == "+":
            return Wording(en="the base has the same {what} now", zh="基础规格已有相同的{thing}")
        return self.message

    def related(self) -> tuple[Related, ...]:
        """Where the base says so, or said it."""
        now = (Related(self.now, _NOW),) if self.now is not None else ()
        before = (Related(self.before, _BEFORE),) if self.before is not None else ()
        return (*now, *before)


PROBLEMS: tuple[type[Problem], ...] = (Orphaned, Shadowed, Clashing, Redundant)
