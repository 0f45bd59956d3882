"""`notify`, `send`, `task`: words to people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.diagnostics.problems import types as type_problems
from lowcode.diagnostics.problems.process_details import AddressWithoutChannel, NoRecordHere
from lowcode.diagnostics.problems.process_structure import SuperfluousPart
from lowcode.dsl import ast, ast_actions
from lowcode.dsl.ast_process import MessageDecl
from lowcode.dsl.lowering.processes.audiences import ADDRESS_CHANNELS, Allowed, address_kind, lower_audiences
from lowcode.dsl.lowering.processes.records import lower_record
from lowcode.dsl.lowering.processes.shared import Processes, this_of
from lowcode.dsl.type_checker import Checker, is_error, type_name
from lowcode.dsl.type_checker.context import PickPlace
from lowcode.ir import expressions as ir
from lowcode.ir import process
from lowcode.ir import types as t
from lowcode.source import Span

CHANNELS = {each.value: each for each in process.Channel}


def lower_channels(processes: Processes, names: Sequence[ast.Name]) -> tuple[process.Channel, ...]:
    """The channels of those names, each once."""
    found: dict[process.Channel, Span] = {}
    for name in names:
        channel = CHANNELS.get(name.text)
        if channel is None:
            processes.lowering.report(
                name_problems.UnknownValue(span=name.span, what="channel", value=name.text, candidates=tuple(CHANNELS))
            )
        elif channel in found:
            processes.lowering.report(
                structure_problems.MentionedTwice(span=name.span, name=name.text, first=found[channel])
            )
        else:
            found[channel] = name.span
    return tuple(found)


class Words:
    """Lowers what is said to people."""

    def __init__(self, processes: Processes, checker: Checker, owner: str) -> None:
        """`owner`: identifier of the rule or hook."""
        self._processes = processes
        self._lowering = processes.lowering
        self._checker = checker
        self._owner = owner

    def lowered(
        self, declaration: ast_actions.NotifyDecl | ast_actions.SendDecl | ast_actions.TaskDecl
    ) -> Iterator[process.Action]:
        """The action; none if it says nothing that could be understood."""
        match declaration:
            case ast_actions.NotifyDecl():
                yield self._notify(declaration)
            case ast_actions.SendDecl():
                yield from self._send(declaration)
            case ast_actions.TaskDecl():
                yield self._task(declaration)

    def _people(
        self, references: Sequence[ast_actions.AudienceRef], what: str, allowed: Allowed
    ) -> tuple[process.Audience, ...]:
        pick = PickPlace(self._processes.picks.first_plain(f"{self._owner}_{what}"))
        checker = self._checker.with_scope(replace(self._checker.scope, pick=pick))
        return lower_audiences(self._processes, references, checker, allowed)

    def _notify(self, declaration: ast_actions.NotifyDecl) -> process.Notify:
        to = self._people(declaration.to, "notify", Allowed.ADDRESSES)
        copies = self._people(declaration.copies, "cc", Allowed.ADDRESSES)
        channels = lower_channels(self._processes, declaration.channels) or (process.Channel.APP,)
        self._check_addresses((*to, *copies), channels)
        return process.Notify(to, copies, channels, self._text(declaration.text), declaration.span)

    def _send(self, declaration: ast_actions.SendDecl) -> Iterator[process.Action]:
        name = declaration.message
        if name.text in self._lowering.symbols.dashboards and name.text not in self._lowering.symbols.messages:
            yield self._send_dashboard(declaration)
            return
        about = self._about(declaration.about, declaration.span)
        entity = None if about is None else self._processes.entity_of(about)
        message = self._processes.message(declaration.message, None if entity is None else entity.name)
        to = self._people(declaration.to, "send", Allowed.ADDRESSES)
        copies = self._people(declaration.copies, "cc", Allowed.ADDRESSES)
        given = lower_channels(self._processes, declaration.channels)
        if about is None or entity is None:
            if declaration.about is None and message is not None:
                self._lowering.report(NoRecordHere(span=declaration.span, what="send"))
            return
        if message is None:
            return
        self._processes.sent.setdefault(message.name.text, {}).setdefault(entity.name, name.span)
        channels = given or message_channels(message)
        self._check_addresses((*to, *copies), channels)
        yield process.SendMessage(message.name.text, about, to, copies, channels, declaration.span)

    def _send_dashboard(self, declaration: ast_actions.SendDecl) -> process.SendDashboard:
        """A dashboard is for users, who see of it what they may, and goes by mail."""
        to = self._people(declaration.to, "send", Allowed.PEOPLE)
        copies = self._people(declaration.copies, "cc", Allowed.PEOPLE)
        if declaration.about is not None:
            self._lowering.report(SuperfluousPart(span=declaration.about.span, part="on", beside="send"))
        mail = process.Channel.EMAIL.value
        for name in declaration.channels:
            if name.text != mail:
                self._lowering.report(
                    name_problems.UnknownValue(span=name.span, what="channel", value=name.text, candidates=(mail,))
                )
        return process.SendDashboard(declaration.message.text, to, copies, declaration.span)

    def _task(self, declaration: ast_actions.TaskDecl) -> process.CreateTask:
        to = self._people(declaration.to, "task", Allowed.PEOPLE)
        text = self._text(declaration.text)
        about = self._about(declaration.about, declaration.span)
        if about is None:
            about = ir.Literal(None, t.EmptyType(), declaration.span)
        due = None if declaration.due is None else self._due(declaration.due)
        return process.CreateTask(to, text, about, due, declaration.span)

    def _due(self, due: ast.Expr) -> ir.Duration | ir.Expression | None:
        if isinstance(due, ast.LiteralExpr) and due.kind is ast.LiteralKind.DURATION:
            return self._processes.duration(due, "due")
        typed = self._checker.single(due)
        if is_error(typed):
            return None
        if not isinstance(typed.type, t.DateType | t.DateTimeType):
            self._lowering.report(type_problems.WrongType(span=due.span, expected="date", found=type_name(typed.type)))
            return None
        return typed

    def _about(self, target: ast.Expr | None, span: Span) -> ir.Expression | None:
        """The record that the words are about; None without one, or after a problem."""
        if target is None:
            this = self._checker.scope.this
            return None if this is None else this_of(this, span)
        return lower_record(self._processes, self._checker, target)

    def _text(self, text: ast.TextExpr) -> ir.Expression:
        typed = self._checker.single(text)
        if isinstance(typed, ir.Literal) and not typed.value and not is_error(typed):
            self._lowering.report(structure_problems.EmptyLabel(span=text.span))
        return typed

    def _check_addresses(self, audiences: Sequence[process.Audience], channels: tuple[process.Channel, ...]) -> None:
        for each in audiences:
            if not isinstance(each, process.Address):
                continue
            channel = ADDRESS_CHANNELS[address_kind(self._processes, each.expression) or "email"]
            if channel not in channels:
                field = each.expression.field if isinstance(each.expression, ir.FieldRead) else "?"
                self._lowering.report(AddressWithoutChannel(span=each.span, field=field, channel=channel.value))


def message_channels(message: MessageDecl) -> tuple[process.Channel, ...]:
    """Where a message goes if `send` does not say."""
    return tuple(CHANNELS[each.text] for each in message.channels if each.text in CHANNELS) or (process.Channel.EMAIL,)
