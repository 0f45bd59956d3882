"""Flows, approvals and entities as boxes and arrows, before anything is placed or drawn."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from lowcode.ir.application import (
    Application,
    Entity,
    Field,
    ManyReferenceFieldType,
    ReferenceFieldType,
    ReverseFieldType,
    RowsFieldType,
)
from lowcode.ir.expressions import Duration, Expression
from lowcode.ir.labels import Label
from lowcode.ir.naming import named
from lowcode.ir.process import Approval, Flow, SignMode, Step, Transition, TransitionKind
from lowcode.quick_dataclass import dataclass
from lowcode.source import SourceFile


class Shape(Enum):
    """What a box is."""

    START = "start"
    END = "end"
    TASK = "task"
    CHOICE = "choice"
    """One way or another."""
    FORK = "fork"
    """All ways at once, or all of them have come."""
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Node:
    """A box. `lines` stand below the label, as the fields of an entity do."""

    id: str
    label: str
    shape: Shape
    color: str | None = None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow. `timer`: time makes it, after so long (ISO 8601)."""

    source: str
    target: str
    label: str = ""
    timer: str | None = None


@dataclass(frozen=True, slots=True)
class Graph:
    """One diagram. `kind`: flow, approval or entities."""

    name: str
    identifier: str
    title: str
    kind: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Drawer:
    """Makes graphs of an application, with texts in the locale number `locale` and conditions as the spec says them."""

    application: Application
    sources: dict[str, SourceFile]
    locale: int = 0

    def graphs(self) -> Iterator[Graph]:
        """All flows, all approvals, the entities."""
        for flow in self.application.flows:
            yield self.flow(flow)
        for approval in self.application.approvals:
            yield self.approval(approval)
        yield self.entities()

    # --- flows ---

    def flow(self, flow: Flow) -> Graph:
        """States and the ways between them."""
        nodes = [Node("start", "", Shape.START)]
        edges = [Edge("start", state.name) for state in flow.states if state.is_start]
        for state in flow.states:
            nodes.append(Node(state.name, self._text(state.label), Shape.TASK, state.color))
            if state.is_end:
                nodes.append(Node(f"end_{state.name}", "", Shape.END))
                edges.append(Edge(state.name, f"end_{state.name}"))
        for transition in flow.transitions:
            timer = _iso(transition.after) if transition.after is not None else None
            label = self._transition(transition)
            edges += [Edge(source, transition.target, label, timer) for source in transition.sources]
        return Graph(flow.name, flow.identifier, self._text(flow.label), "flow", tuple(nodes), tuple(edges))

    def _transition(self, transition: Transition) -> str:
        parts = [] if transition.kind is not TransitionKind.MANUAL else [self._text(transition.label)]
        if transition.after is not None:
            parts.append(self._spoken(transition.after))
        if transition.when is not None:
            parts.append(f"[{self._said(transition.when)}]")
        if transition.needs is not None:
            approval = named(self.application.approvals, transition.needs)
            parts.append(f"({self._text(approval.label)})")
        return " ".join(parts)

    # --- approvals ---

    def approval(self, approval: Approval) -> Graph:
        """Steps in their order; steps side by side between a fork and a join."""
        nodes = [Node("start", "", Shape.START)]
        edges: list[Edge] = []
        before, label = "start", ""
        for number, stage in enumerate(approval.stages, start=1):
            steps = tuple(getattr(stage, "steps", (stage,)))
            if len(steps) == 1:
                before, label = self._single(steps[0], before, label, nodes, edges)
                continue
            fork, join = f"fork_{number}", f"join_{number}"
            nodes.append(Node(fork, "", Shape.FORK))
            edges.append(Edge(before, fork, label))
            for step in steps:
                last, rest = self._single(step, fork, "", nodes, edges)
                edges.append(Edge(last, join, rest))
            nodes.append(Node(join, "", Shape.FORK))
            before, label = join, ""
        nodes.append(Node("approved", "", Shape.END))
        edges.append(Edge(before, "approved", label))
        return Graph(
            approval.name, approval.identifier, self._text(approval.label), "approval", tuple(nodes), tuple(edges)
        )

    def _single(self, step: Step, before: str, label: str, nodes: list[Node], edges: list[Edge]) -> tuple[str, str]:
        """A step, and around it a choice if it depends; where it ends, and the label of what goes on from there."""
        text = f"{self._text(step.label)} ({self._mode(step)})"
        if step.when is None:
            nodes.append(Node(step.name, text, Shape.TASK))
            edges.append(Edge(before, step.name, label))
            return step.name, ""
        choice, merge = f"if_{step.name}", f"after_{step.name}"
        nodes += [Node(choice, "", Shape.CHOICE), Node(step.name, text, Shape.TASK), Node(merge, "", Shape.CHOICE)]
        edges += [
            Edge(before, choice, label),
            Edge(choice, step.name, self._said(step.when)),
            Edge(step.name, merge),
            Edge(choice, merge, "否" if self._is_chinese else "else"),
        ]
        return merge, ""

    def _mode(self, step: Step) -> str:
        chinese = {
            SignMode.ANY: "或签",
            SignMode.ALL: "会签",
            SignMode.EACH: "依次",
            SignMode.COUNT: f"{step.quota} 人",
            SignMode.SHARE: f"{float(step.quota or 0):.0%}",
        }
        english = {
            **chinese,
            SignMode.ANY: "any of",
            SignMode.ALL: "all of",
            SignMode.EACH: "each of",
            SignMode.COUNT: f"{step.quota} of",
        }
        return (chinese if self._is_chinese else english)[step.mode]

    # --- entities ---

    def entities(self) -> Graph:
        """Entities with their fields, and what refers to what."""
        shown = self.application.entities
        nodes = [Node(each.identifier, self._text(each.label), Shape.TABLE, None, self._fields(each)) for each in shown]
        edges = [edge for entity in shown for edge in self._references(entity)]
        title = self._text(self.application.label)
        return Graph(self.application.name, "entities", title, "entities", tuple(nodes), tuple(edges))

    def _fields(self, entity: Entity) -> tuple[str, ...]:
        fields = [field for field in entity.fields if not isinstance(field.type, ReverseFieldType) and not field.hidden]
        return tuple(self._field(field) for field in fields)

    def _field(self, field: Field) -> str:
        """`负责人 → 用户`: what a reference leads to."""
        target = _target(field)
        label = self._text(field.label)
        return label if target is None else f"{label} → {self._text(self.application.entity(target).label)}"

    def _references(self, entity: Entity) -> Iterator[Edge]:
        for field in entity.fields:
            target = _target(field)
            if target is not None:
                yield Edge(entity.identifier, self.application.entity(target).identifier, self._text(field.label))

    # --- texts ---

    @property
    def _is_chinese(self) -> bool:
        return self.application.locales[self.locale].startswith("zh")

    def _text(self, label: Label) -> str:
        return label.texts[min(self.locale, len(label.texts) - 1)]

    def _spoken(self, duration: Duration) -> str:
        hours, rest = divmod(duration.seconds, 3600)
        amounts = (duration.months, duration.days, hours, rest // 60, rest % 60)
        units = ("个月", "天", "小时", "分钟", "秒") if self._is_chinese else ("mo", "d", "h", "min", "s")
        said = " ".join(f"{amount} {unit}" for amount, unit in zip(amounts, units, strict=True) if amount)
        return f"{said}后" if self._is_chinese else f"after {said}"

    def _said(self, expression: Expression) -> str:
        source = self.sources.get(expression.span.path)
        text = source.text[expression.span.start : expression.span.end] if source is not None else ""
        return " ".join(text.split())


def _target(field: Field) -> str | None:
    match field.type:
        case ReferenceFieldType(entity=entity) | ManyReferenceFieldType(entity=entity) | RowsFieldType(entity=entity):
            return entity
        case _:
            return None


def _iso(duration: Duration) -> str:
    """ISO 8601, as BPMN wants it."""
    days = f"{duration.months}M" if duration.months else ""
    days += f"{duration.days}D" if duration.days else ""
    seconds = f"T{duration.seconds}S" if duration.seconds else ""
    return f"P{days}{seconds}" if days or seconds else "PT0S"
