"""`remove`: what a layer below has is gone; where records hold it, the word becomes a `drop` with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lowcode.diagnostics.problems import clients as problems
from lowcode.dsl import ast
from lowcode.dsl import ast_clients as client
from lowcode.dsl.ast_process import FlowDecl, TransitionDecl
from lowcode.dsl.layers.cleaning import Cleaner
from lowcode.dsl.layers.extending_processes import transition_name
from lowcode.dsl.layers.naming import Part, parts_in
from lowcode.dsl.layers.parts import follower
from lowcode.dsl.layers.removing_lines import LineRemover
from lowcode.dsl.layers.working import Holder, Removal, Working, dotted, is_built_in
from lowcode.source import Span

_ANY = "any"
_WITH_DATA = ("entity", "role", "approval")
_WITH_SUCCESSOR = ("role", "option", "state", "step")
"""What can take over from a thing of its kind: `to`."""


LINES: dict[str, type[object]] = {"check": ast.CheckDecl, "unique": ast.UniqueDecl, "index": ast.IndexDecl}
"""Lines of entities that can be removed, by their word."""


class Remover(LineRemover):
    """Carries out every `remove`; each answers with the drops that it means for a database."""

    def __init__(self, working: Working) -> None:
        super().__init__(working)
        self.cleaner = Cleaner(working)

    def removal(self, change: client.RemoveDecl) -> tuple[ast.DropDecl, ...]:
        """What a `remove` is about, by its form."""
        if change.kind is not None and change.path is not None and self.nameless(change, change.kind.text, change.path):
            return ()
        if change.title is not None:
            self.whole(change, "scenario", ast.Name(change.title.text, change.title.span))
            return ()
        if change.kind is not None and change.path is None:
            return self.block(change, change.kind.text)
        assert change.path is not None, "only blocks and scenarios go without a path"
        if change.target is not None:
            self.transition(change, change.path, change.target)
            return ()
        if change.kind is None:
            return self.part(change, change.path)
        return self.named(change, change.kind.text, change.path)

    def nameless(self, change: client.RemoveDecl, kind: str, path: ast.PathRef) -> bool:
        """Takes away what goes by something else than a name of its own; False if it is none of these."""
        if kind in LINES:
            self.line(change, kind, path)
        elif kind == "hook" and change.event is not None:
            self.hook(change, change.event, path)
        elif kind == "filter":
            self.filter(change, path)
        elif kind == "record" and change.event is not None:
            self.record(change, change.event, path.names[-1])
        elif change.fields:
            self.verbs(change, kind, path)
        else:
            return False
        return True

    # --- whole declarations ---

    def named(self, change: client.RemoveDecl, kind: str, path: ast.PathRef) -> tuple[ast.DropDecl, ...]:
        """`remove rule Nurture`, `remove access Customer.sales`."""
        if kind == "access" and len(path.names) > 1:
            self.grants(change, path)
            return ()
        name = ast.Name(dotted(path.names), path.span)
        successor = self.successor(change, kind)
        if kind in _WITH_DATA and not self.has_reason(change, kind, name.text):
            return ()
        if not self.whole(change, kind, name):
            return ()
        self.cleaner.whole(kind, name.text, change)
        return _drop(change, kind, path, successor) if kind in _WITH_DATA else ()

    def whole(self, change: client.RemoveDecl, kind: str, name: ast.Name) -> bool:
        """Takes a declaration away; False if there is none to take."""
        found = self.working.below(kind, name, change.span)
        if not found or not self.may_go(found[0][2].span, name.text, change.span):
            return False
        if not self.working.note(kind, name.text, "-", change.span, found[0][2].span):
            return False
        for place, _, _ in found:
            self.working.put(place, None)
        names = frozenset({name.text, *self.names_in(found[0][1])})
        entity = getattr(found[0][1], "entity", None)
        of = entity.text if kind == "flow" and entity else ""
        shown_on = self.cleaner.dashboards_with(name.text) if kind == "report" else frozenset()
        self.working.removals.append(Removal(kind, name.text, change.span, names, of, shown_on))
        return True

    def names_in(self, declaration: ast.Declaration) -> Iterator[str]:
        """What goes with a declaration: records of an entity, states of a flow."""
        if isinstance(declaration, FlowDecl):
            yield from (each.name.text for each in declaration.states)
        if isinstance(declaration, ast.EntityDecl):
            for _, other in self.working.all():
                if isinstance(other, ast.SampleDecl | ast.DataDecl):
                    own = (each for each in other.records if each.entity.text == declaration.name.text)
                    yield from (each.handle.text for each in own if each.handle is not None)

    def may_go(self, former: Span, name: str, span: Span) -> bool:
        """Whether a thing is not built in; reported if it is."""
        if is_built_in(former):
            self.working.problems.append(problems.BuiltInPart(span=span, name=name))
            return False
        return True

    def successor(self, change: client.RemoveDecl, kind: str) -> ast.Name | None:
        """What takes over; reported where nothing can."""
        if change.replacement is not None and kind not in _WITH_SUCCESSOR:
            self.working.problems.append(problems.NoSuccessor(span=change.replacement.span, kind=kind))
            return None
        return change.replacement

    def has_reason(self, change: client.RemoveDecl, kind: str, name: str) -> bool:
        """Whether a removal of data says why; reported if not."""
        if change.reason is None:
            self.working.problems.append(problems.ReasonMissing(span=change.span, kind=kind, name=name))
        return change.reason is not None

    def block(self, change: client.RemoveDecl, kind: str) -> tuple[ast.DropDecl, ...]:
        """`remove menu`, `remove sample`, `remove scenarios`."""
        if kind == "sample":
            self.samples(change)
        elif kind == "scenarios":
            self.scenarios(change)
        else:
            self.whole(change, kind, ast.Name("", change.span))
        return ()

    def samples(self, change: client.RemoveDecl) -> None:
        """All records of demonstration of the layers below."""
        handles: set[str] = set()
        for place, declaration in list(self.working.all()):
            is_lower = self.working.layers.is_below(place.path, change.span.path)
            if is_lower and isinstance(declaration, ast.SampleDecl | ast.SampleCountDecl):
                records = declaration.records if isinstance(declaration, ast.SampleDecl) else ()
                handles.update(each.handle.text for each in records if each.handle is not None)
                self.working.put(place, None)
        if self.working.note("sample", "", "-", change.span):
            self.working.removals.append(Removal("sample", "", change.span, frozenset(handles)))

    def scenarios(self, change: client.RemoveDecl) -> None:
        """All scenarios of the layers below."""
        for place, declaration in list(self.working.all()):
            is_lower = self.working.layers.is_below(place.path, change.span.path)
            if is_lower and isinstance(declaration, ast.ScenarioDecl):
                self.working.put(place, None)
        self.working.note("scenario", "", "-", change.span)

    def grants(self, change: client.RemoveDecl, path: ast.PathRef) -> None:
        """`remove access Customer.sales`: what a role may do there."""
        entity, role = path.names[0], path.names[-1].text
        found = False
        for place, access, _ in self.working.below("access", entity, change.span):
            assert isinstance(access, ast.AccessDecl), "grants are declared by `access`"
            kept = tuple(each for each in access.grants if each.role.text != role)
            fields = tuple(_without_role(each, role) for each in access.fields)
            found = found or kept != access.grants or fields != access.fields
            self.working.put(place, replace(access, grants=kept, fields=tuple(each for each in fields if each.grants)))
        name = dotted(path.names)
        if not found:
            self.working.missing("access", name, path.span, [])
        elif self.working.note("access", name, "-", change.span):
            self.working.removals.append(Removal("access", name, change.span, frozenset()))

    # --- parts ---

    def part(self, change: client.RemoveDecl, path: ast.PathRef) -> tuple[ast.DropDecl, ...]:
        """`remove Customer.fax "…"`, `remove Source.expo to web "…"`."""
        found = self.find(path)
        if found is None:
            return ()
        holder, part = found
        name = dotted(path.names)
        successor = self.successor(change, holder.kind)
        is_computed = isinstance(part, ast.FieldDecl) and part.computed is not None
        if holder.kind != "step" and not is_computed and not self.has_reason(change, holder.kind, name):
            return ()
        if not self.may_go(part.name.span, name, change.span):
            return ()
        if not self.working.note(holder.kind, name, "-", change.span, part.name.span):
            return ()
        self.working.followers[name] = follower(holder.parts, part)
        self.change(holder, part.name.text, lambda _: ())
        self.gone(change, holder, part)
        kind = "option" if holder.kind == "state" else holder.kind
        names = [each.name for each in parts_in((part,))]
        paths = [ast.PathRef((*path.names[:-1], ast.Name(each.text, path.span)), path.span) for each in names]
        return tuple(drop for each in paths for drop in _drop(change, kind, each, successor))

    def gone(self, change: client.RemoveDecl, holder: Holder, part: Part) -> None:
        """What goes with a part, and who has to know."""
        for each in parts_in((part,)):
            name = f"{holder.owner}.{each.name.text}"
            names = frozenset({each.name.text})
            self.working.removals.append(Removal(holder.kind, name, change.span, names))
        self.cleaner.part(holder, part, change)

    # --- lines of entities ---

    def line(self, change: client.RemoveDecl, kind: str, path: ast.PathRef) -> None:
        """`remove check Customer "message"`, `remove unique Customer (a, b)`: lines that have no name."""
        holders = [each for each in self.owners(path.names, path.span) if each.kind == "field"]
        wanted = line_name(dotted(path.names), change.title, change.fields)
        candidates: list[str] = []
        for holder in holders:
            for member in holder.parts:
                names = names_of_line(holder.owner, kind, member)
                candidates += names
                is_lower = self.working.layers.is_below(member.span.path, change.span.path)
                if wanted in names and is_lower and not is_built_in(member.span):
                    if self.working.note(kind, wanted, "-", change.span, member.span):
                        kept = tuple(each for each in holder.parts if each is not member)
                        self.working.put(holder.place, holder.rebuilt(kept))
                    return
        if holders:
            self.working.missing(kind, wanted, change.span, [], candidates)

    # --- transitions ---

    def transition(self, change: client.RemoveDecl, path: ast.PathRef, target: ast.Name) -> None:
        """`remove Pipeline.contact -> won`: of a transition from several states only this one."""
        flow_name, source = path.names[0], path.names[-1].text
        for place, flow, _ in self.working.below("flow", flow_name, change.span):
            assert isinstance(flow, FlowDecl), "a flow is declared by `flow`"
            left = [_without_source(each, source, target.text) for each in flow.transitions]
            if left == list(flow.transitions):
                names = [transition_name(flow.name.text, each) for each in flow.transitions]
                name = f"{flow.name.text}.{source} -> {target.text}"
                self.working.missing("transition", name, change.span, [], names)
                continue
            for before, after in zip(flow.transitions, left, strict=True):
                if before is not after:
                    name = transition_name(flow.name.text, before)
                    self.working.note("transition", name, "-", change.span, before.span)
            transitions = tuple(each for each in left if each is not None)
            self.working.put(place, replace(flow, transitions=transitions))


def line_name(owner: str, message: ast.TextDecl | None, fields: Sequence[ast.Name]) -> str:
    """What a line without a name is called: by its message, or by its fields."""
    if message is not None:
        return f"{owner} {message.text}"
    return f"{owner} ({', '.join(each.text for each in fields)})"


def names_of_line(owner: str, kind: str, member: ast.EntityMember) -> list[str]:
    """The names of a line of the kind: of a check one per language; none for other members."""
    if not isinstance(member, LINES[kind]):
        return []
    if isinstance(member, ast.CheckDecl):
        return [line_name(owner, part, ()) for part in member.message.parts] if member.message else []
    if isinstance(member, ast.UniqueDecl | ast.IndexDecl):
        return [line_name(owner, None, member.fields)]
    return []


def _without_source(transition: TransitionDecl, source: str, target: str) -> TransitionDecl | None:
    """The transition as it goes on; None if nothing of it is left."""
    if transition.target.text != target:
        return transition
    sources = tuple(each for each in transition.sources if each.text != source)
    is_from_any = transition.is_from_any and source != _ANY
    if sources == transition.sources and is_from_any == transition.is_from_any:
        return transition
    return replace(transition, sources=sources, is_from_any=is_from_any) if sources or is_from_any else None


def _without_role(access: ast.FieldAccessDecl, role: str) -> ast.FieldAccessDecl:
    grants = [
        replace(each, roles=tuple(name for name in each.roles if name.text != role))
        if any(name.text == role for name in each.roles)
        else each
        for each in access.grants
    ]
    return replace(access, grants=tuple(each for each in grants if each.roles))


def _drop(
    change: client.RemoveDecl, kind: str, path: ast.PathRef, replacement: ast.Name | None
) -> tuple[ast.DropDecl, ...]:
    """The `drop` that a removal is for a database."""
    if change.reason is None:
        return ()
    return (ast.DropDecl(ast.Name(kind, change.span), path, replacement, change.reason, change.span, of_client=True),)
