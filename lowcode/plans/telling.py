"""Steps in words: what each does, what it costs, whom it keeps waiting, what could stop it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Protocol

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.migrations.online.stages import OnlineOperation
from lowcode.codegen.migrations.steps import Step, StepKind
from lowcode.codegen.storage import column_of, link_table
from lowcode.diagnostics.field_types import SCALARS
from lowcode.diagnostics.problem import Language, Wording
from lowcode.ir.application import Application
from lowcode.ir.labels import Label
from lowcode.ir.matching import ROLES
from lowcode.ir.process import Flow
from lowcode.plans.effects import Database, Effect, Lock, Work, effect_of
from lowcode.plans.places import Places
from lowcode.plans.words import (
    COLUMN_TYPES,
    COMPUTED_INSTEAD,
    IN_THE_DATABASE,
    LOCKS,
    REASON,
    REPLACEMENT,
    ROLE_GIVES_WAY,
    ROLE_GONE,
    STEP_GIVES_WAY,
    STEP_GONE,
    STEPS,
    STOPS,
    WORKS,
)
from lowcode.source import SourceFile, shown_path

_LOCK = Wording(en="{lock} ({who})", zh="{lock}（{who}）")
_EACH = Wording(en="PostgreSQL: {one}; SQLite: {other}", zh="PostgreSQL：{one}；SQLite：{other}")
_SIZED = Wording(en="{said} ({sizes})", zh="{said}（{sizes}）")
_OF_TABLE = Wording(en="{table}: {said}", zh="{table}：{said}")
_GIVEN: Mapping[type, Wording] = {
    op.FillFrom: Wording(en="records that are there get what `from` says", zh="现有记录按 `from` 取值"),
    op.FillColumn: Wording(en="records that are there get the default", zh="现有记录取默认值"),
    op.NumberRecords: Wording(en="records that are there are numbered", zh="现有记录依次编号"),
}
"""What a new field is in records that are there."""
_OF_KIND = Wording(en="{kind} {name}", zh="{kind}“{name}”")
_KINDS: Mapping[str, Wording] = {
    "flow": Wording(en="flow", zh="流程"),
    "approval": Wording(en="approval", zh="审批"),
    "step": Wording(en="step", zh="审批环节"),
    "rule": Wording(en="rule", zh="规则"),
    "message": Wording(en="message", zh="消息"),
    "connection": Wording(en="connection", zh="外部系统"),
    "report": Wording(en="report", zh="报表"),
    "dashboard": Wording(en="dashboard", zh="看板"),
    "role": Wording(en="role", zh="角色"),
    "transition": Wording(en="step of a flow", zh="流程步骤"),
    "hook": Wording(en="actions of a state", zh="状态动作"),
    "wait": Wording(en="delay of a rule", zh="规则中的等待"),
    "choice": Wording(en="choice", zh="选项表"),
    "sort_key": Wording(en="sort key", zh="排序键"),
}
"""Words of `lowcode.ir.changes.Kind`, and those that only rows of the runtime know."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a step does on the two databases, all its operations together."""

    lock: Lock
    works: Mapping[Database, Work]
    sources: tuple[str, ...]
    """Pages of PostgreSQL's manual."""


def cost_of(*steps: Step) -> Cost:
    """What steps do, all together."""
    return cost_of_operations([each for step in steps for each in step.operations])


def cost_of_operations(operations: Sequence[OnlineOperation]) -> Cost:
    """The strongest lock, and the most that is done with the rows."""
    effects = [effect_of(each) for each in operations]
    return Cost(
        max((each.lock for each in effects), default=Lock.NONE),
        {database: max((each.work(database) for each in effects), default=Work.NOTHING) for database in Database},
        tuple(dict.fromkeys(each.source for each in _strongest(effects))),
    )


def _strongest(effects: list[Effect]) -> Iterator[Effect]:
    strongest = max((each.lock for each in effects), default=Lock.NONE)
    return (each for each in effects if each.lock is strongest)


_ABOUT_TABLES = frozenset(
    {
        StepKind.ADD_INDEX,
        StepKind.DROP_INDEX,
        StepKind.ADD_UNIQUE,
        StepKind.DROP_UNIQUE,
        StepKind.ADD_CHECK,
        StepKind.DROP_CHECK,
        StepKind.ADD_REFERENCE,
        StepKind.CHANGE_REFERENCE,
    }
)


def is_following(step: Step) -> bool:
    """Whether nobody has asked for the step and nothing can stop it: indexes and constraints that follow."""
    return (step.kind in _ABOUT_TABLES and not stops_of(step)) or ("kind", "sort_key") in step.facts


def stops_of(step: Step) -> tuple[str, ...]:
    """Kinds of records that would stop it; `words.STOPS` has a wording for each."""
    several = ("several",) if any(isinstance(each, op.ColumnFromLink) for each in step.operations) else ()
    return tuple(dict.fromkeys((*step.notes, *several)))


class _Labelled(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def label(self) -> Label: ...


@dataclass(frozen=True)
class Teller:
    """Tells steps to a reader."""

    application: Application
    sources: Mapping[str, SourceFile]
    language: Language
    folder: Path = Path()
    """That of the specification, so that places can be opened from where the command runs."""

    def word(self, wording: Wording, **facts: object) -> str:
        """A sentence in the reader's language."""
        return wording.text(self.language, facts)

    def joined(self, texts: Iterable[str]) -> str:
        """A list in the reader's language."""
        return ("、" if self.language is Language.CHINESE else ", ").join(texts)

    # --- what it does ---

    def sentence(self, step: Step) -> str:
        """What the step does; of an index or a constraint without saying to which table."""
        facts = dict.fromkeys(("old", "from", "type", "archive", "columns", "options"), "") | dict(step.facts)
        facts = {**facts, "it": self._it(step, facts), "table": step.table}
        facts |= {name: self._type(facts[name]) for name in ("from", "type")}
        if step.kind in {StepKind.ADD_UNIQUE, StepKind.DROP_UNIQUE}:
            facts["columns"] = self.joined(self._column(step.table, name) for name in facts["columns"].split(", "))
        facts["options"] = self.joined(self._option(step.subject, name) for name in facts["options"].split(", "))
        if step.kind is StepKind.CANCEL_WAITING and facts.get("kind") == "step":
            return self._approval_step_gone(step, facts)
        said = [self.word(self._wording(step, facts), **facts)]
        if (given := next((_GIVEN[type(each)] for each in step.operations if type(each) in _GIVEN), None)) is not None:
            said += [self.word(given)] if step.kind is StepKind.ADD_COLUMN else []
        if facts.get("to"):
            said.append(self.word(REPLACEMENT, to=self._option(step.subject.partition(".")[0], facts["to"])))
        return self._with_reason(said, step, facts)

    @staticmethod
    def _wording(step: Step, facts: Mapping[str, str]) -> Wording:
        is_called_so = facts["old"] == step.subject.rpartition(".")[2]
        match step.kind:
            case StepKind.DROP_OPTION if step.subject.startswith(f"{ROLES}."):
                return ROLE_GIVES_WAY if facts.get("to") else ROLE_GONE
            case StepKind.STORE_COMPUTED if facts["archive"]:
                return COMPUTED_INSTEAD
            case StepKind.RENAME_TABLE | StepKind.RENAME_COLUMN if is_called_so:
                return IN_THE_DATABASE
            case _:
                return STEPS[step.kind]

    def _approval_step_gone(self, step: Step, facts: Mapping[str, str]) -> str:
        to = facts["to"]
        owner = step.subject.partition(".")[0]
        wording = STEP_GIVES_WAY if to else STEP_GONE
        return self._with_reason([self.word(wording, it=facts["it"], to=self._option(owner, to))], step, facts)

    def _with_reason(self, said: list[str], step: Step, facts: Mapping[str, str]) -> str:
        if reason := self._reason(step) or facts.get("reason"):
            said.append(self.word(REASON, reason=reason))
        return ("；" if self.language is Language.CHINESE else "; ").join(said)

    def _option(self, owner: str, name: str) -> str:
        """The label of an option or a step of what is called `owner`."""
        return self._inside(owner, name) or name

    def _column(self, table: str, column: str) -> str:
        """The label of the field that has the column."""
        fields = (field for each in self.application.entities if each.table == table for field in each.fields)
        return next((self.text_of(each.label) for each in fields if column_of(each) == column), column)

    def _type(self, source: str) -> str:
        """`文本（80）` for `Text(80)`, `电话` for `phone`."""
        name, _, arguments = source.partition("(")
        wording = COLUMN_TYPES.get(name) or SCALARS.get(name)
        if wording is None:
            return source
        sizes = arguments.removesuffix(")")
        sizes = self._named(sizes) or sizes if name == "choice" else sizes
        said = self.word(wording)
        return self.word(_SIZED, said=said, sizes=sizes) if sizes else said

    def _reason(self, step: Step) -> str | None:
        """The reason of the `drop` that the step follows, in the reader's language."""
        drops = self.application.changes.drops
        return next((self.text_of(each.reason) for each in drops if each.span == step.span), None)

    def whole_sentence(self, step: Step) -> str:
        """What the step does, and where."""
        said = self.sentence(step)
        return self.word(_OF_TABLE, table=self.table(step.table), said=said) if step.kind in _ABOUT_TABLES else said

    def _it(self, step: Step, facts: Mapping[str, str]) -> str:
        if step.kind in _BY_NAME:
            return step.subject
        owner, dot, name = step.subject.rpartition(".")
        if owner == ROLES:
            found = self._inside(owner, name) or facts.get(f"label_{self._locale}") or facts.get("label") or name
            return self.word(_OF_KIND, kind=self.word(_KINDS["role"]), name=found)
        label = facts.get(f"label_{self._locale}") or facts.get("label", "")
        said = self.label_of(owner, name, label) if dot else label or self.label_of("", step.subject, "")
        kind = _KINDS.get(facts.get("kind", ""))
        return said if kind is None else self.word(_OF_KIND, kind=self.word(kind), name=said)

    def table(self, name: str) -> str:
        """What people call the records of a table."""
        for entity in self.application.entities:
            if entity.table == name:
                return self.text_of(entity.label)
            for field in entity.fields:
                if link_table(entity, field) == name:
                    return f"{self.text_of(entity.label)}·{self.text_of(field.label)}"
        return name

    def label_of(self, owner: str, name: str, label: str) -> str:
        """`客户·传真`: labels as far as the specification still has them."""
        if not owner:
            return self._named(name) or label or name
        return f"{self._named(owner) or owner}·{self._inside(owner, name) or label or name}"

    def _named(self, name: str) -> str | None:
        """The label of an entity, a choice, or whatever has a name of its own."""
        application = self.application
        named: Iterator[_Labelled] = chain(
            application.entities,
            application.choices,
            application.flows,
            application.approvals,
            application.rules,
            application.roles,
            application.messages,
            application.connections,
            application.reports,
            application.dashboards,
        )
        return self._found(named, name)

    def _inside(self, owner: str, name: str) -> str | None:
        """The label of a field, an option, a state or a step; a transition goes by those of its states."""
        application = self.application
        flow = next((each for each in application.flows if each.name == owner), None)
        if flow is not None and (part := self._of_flow(flow, name)) is not None:
            return part
        parts: Iterator[_Labelled] = chain(
            *(each.fields for each in application.entities if each.name == owner),
            *(each.all_options for each in application.choices if each.name == owner),
            *(each.steps for each in application.approvals if each.name == owner),
        )
        return self._found(parts, name)

    def _of_flow(self, flow: Flow, name: str) -> str | None:
        states = {each.name: self.text_of(each.label) for each in flow.states}
        for transition in flow.transitions:
            if transition.name == name:
                sources = "…" if transition.is_from_any else self.joined(states[each] for each in transition.sources)
                return f"{sources} → {states[transition.target]}"
        return next((states[each.state] for each in flow.hooks if each.name == name), None)

    def _found(self, things: Iterable[_Labelled], name: str) -> str | None:
        return next((self.text_of(each.label) for each in things if each.name == name), None)

    def text_of(self, label: Label) -> str:
        """The text of a label that the reader understands best."""
        return label.texts[self._locale]

    @cached_property
    def _locale(self) -> int:
        """The number of the language that the reader understands best."""
        wanted = "zh" if self.language is Language.CHINESE else "en"
        return next((number for number, each in enumerate(self.application.locales) if each.startswith(wanted)), 0)

    def place(self, step: Step) -> str | None:
        """`specs/crm/crm.lc:12`; None for what nobody has written."""
        span = self._places.of(step)
        source = self.sources.get(span.path) if span is not None else None
        if source is None or span is None:
            return None
        return f"{shown_path(self.folder, span.path)}:{source.line_and_column(span.start)[0]}"

    @cached_property
    def _places(self) -> Places:
        return Places(self.application)

    # --- what it costs ---

    def lock(self, cost: Cost) -> str:
        """The lock that PostgreSQL takes, and whom it keeps waiting; empty: none."""
        if cost.lock is Lock.NONE:
            return ""
        return self.word(_LOCK, lock=cost.lock.sql, who=self.word(LOCKS[cost.lock]))

    def work(self, cost: Cost) -> str:
        """What is done with the rows, once where both databases do the same."""
        one, other = (self.word(WORKS[cost.works[each]]) for each in (Database.POSTGRESQL, Database.SQLITE))
        return one if one == other else self.word(_EACH, one=one, other=other)

    def stops(self, step: Step) -> str:
        """What could stop it; empty: nothing."""
        return self.joined(self.word(STOPS[each]) for each in stops_of(step))


_BY_NAME = frozenset(
    {StepKind.ADD_REFERENCE, StepKind.CHANGE_REFERENCE, StepKind.ADD_CHECK, StepKind.DROP_CHECK, StepKind.ADD_INDEX}
)
"""What has no label: it is called by its name in the database."""
