"""Options of choices, states of flows and roles: new names, new ones, and those that give way to others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lowcode import naming
from lowcode.codegen.migrations.counting import rows_with_option
from lowcode.codegen.migrations.draft import Draft, RowName, label_facts, reason_of
from lowcode.codegen.migrations.operations import ArchiveColumn, CancelWaiting, ChangeOptions, Operation
from lowcode.codegen.migrations.steps import Loss, StepKind
from lowcode.codegen.migrations.suspects import closest
from lowcode.codegen.schema import Column
from lowcode.codegen.storage import database_name, link_table
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.migrations import OptionGone, OptionPerhapsRenamed
from lowcode.ir.application import Choice, ChoiceFieldType, ManyChoiceFieldType
from lowcode.ir.changes import Drop, Kind
from lowcode.ir.former import FormerChoice, FormerField, FormerOption
from lowcode.ir.matching import ROLES


@dataclass(frozen=True, slots=True)
class _Use:
    """A column of the database that holds options of a choice."""

    entity: str
    field: str
    """By their present names; the former ones of what is gone."""
    identifiers: tuple[str, str]
    old_table: str
    old_column: Column
    table: str
    """From the renames on."""
    column: str
    is_link: bool
    stays: bool
    """The column holds options of this very choice afterwards, too."""


def option_steps(draft: Draft) -> None:
    """Adds the steps of all choices that there were."""
    draft.fitting.update(_checks_on_options(draft))
    for choice in draft.application.choices:
        former = draft.matching.choices.get(choice.name)
        if former is not None:
            _Options(draft, choice, former).compare()


def _checks_on_options(draft: Draft) -> Iterator[tuple[str, str]]:
    """What is in the database is an option, and what gets another name or gives way is one afterwards."""
    for entity in draft.application.entities:
        for field in entity.fields:
            if isinstance(field.type, ChoiceFieldType):
                yield entity.table, database_name("ck", entity.table, field.identifier, "options")
            elif isinstance(field.type, ManyChoiceFieldType):
                table = link_table(entity, field)
                yield table, database_name("ck", table, "option")


class _Options:
    def __init__(self, draft: Draft, choice: Choice, former: FormerChoice) -> None:
        self.draft = draft
        self.choice = choice
        self.former = former
        self.now = {old: new for new, old in draft.matching.options(choice.name, former).items()}
        """Former option → present option."""
        self.uses = list(_uses(draft, choice, former))
        flows = {each.name: each.identifier for each in draft.application.flows}
        self.owner = flows.get(choice.name, choice.identifier)
        self.is_flow = choice.name in flows
        self.kind = Kind.ROLE if choice.name == ROLES else Kind.OPTION

    def compare(self) -> None:
        self._renamed()
        was = set(self.now.values())
        added = [each.name for each in self.choice.all_options if each.name not in was]
        gone = [each for each in self.former.options if each.name not in self.now]
        if added:
            self.draft.add(
                StepKind.ADD_OPTIONS,
                self.choice.name,
                "",
                facts=(("options", ", ".join(added)),),
                span=self.choice.span,
            )
        for option in gone:
            self._gone(option, added)

    def _renamed(self) -> None:
        renamed = {old: new for old, new in self.now.items() if old != new}
        spans = {each.name: each.span for each in self.choice.all_options}
        for old, new in renamed.items():
            subject = f"{self.choice.name}.{new}"
            step = self.draft.add(StepKind.RENAME_OPTION, subject, "", facts=(("old", old),), span=spans[new])
            owner = "" if self.kind is Kind.ROLE else self.owner
            fields = tuple(use.identifiers for use in self.uses if use.stays)
            self.draft.row_names.append(RowName(self.kind.value, owner, old, new, step, fields))
            if len(step.operations) == 0 and old == next(iter(renamed)):
                pairs: tuple[tuple[str, str | None], ...] = tuple(renamed.items())
                step.operations += [ChangeOptions(use.table, use.column, pairs, use.is_link) for use in self.uses]
        if renamed:
            self._note_change()

    def _note_change(self) -> None:
        self.draft.changed.update((use.entity, use.field) for use in self.uses if use.stays)

    def _gone(self, option: FormerOption, added: list[str]) -> None:
        uses = [use for use in self.uses if use.stays]
        owner = "" if self.kind is Kind.ROLE else self.choice.name
        drop = self.draft.drop_of(self.kind, owner, option.name)
        if drop is not None:
            self._settled(option, drop, uses)
        elif uses:
            self._unexplained(option, added, needs_another=self.is_flow or any(map(self._is_required, uses)))

    def _is_required(self, use: _Use) -> bool:
        required = self.draft.application.entity(use.entity).field_by_name[use.field].required
        return required is not None and required.when is None

    def _unexplained(self, option: FormerOption, added: list[str], *, needs_another: bool) -> None:
        choice, old, kind = self.choice.name, option.name, self.kind.value
        problem: Problem
        if added:
            new = next(each for each in self.choice.all_options if each.name == closest(old, added))
            problem = OptionPerhapsRenamed(span=new.span, choice=choice, old=old, new=new.name, kind=kind)
        else:
            span = self.draft.application.span if self.kind is Kind.ROLE else self.choice.span
            problem = OptionGone(span=span, choice=choice, option=old, kind=kind, needs_another=needs_another)
        self.draft.problems.append(problem)

    def _settled(self, option: FormerOption, drop: Drop, uses: list[_Use]) -> None:
        subject, reason = f"{self.choice.name}.{option.name}", reason_of(drop)
        operations: list[Operation] = []
        archives = []
        for use in uses:
            place = f"{use.old_table}_{use.old_column.name}_{ascii_option(option.name)}"
            archive = self.draft.archive(Kind.OPTION, subject, place)
            archives.append(archive)
            only = (option.name,)
            operations.append(ArchiveColumn(use.old_table, use.old_column, archive, subject, reason, only))
            pair = (option.name, drop.replacement)
            operations.append(ChangeOptions(use.table, use.column, (pair,), use.is_link, is_settling=True))
        if self.is_flow or self.kind is Kind.ROLE:
            owner = "" if self.kind is Kind.ROLE else self.owner
            operations.append(CancelWaiting(self.kind.value, owner, option.name, drop.replacement, reason))
        facts = (("reason", reason), ("to", drop.replacement or ""), ("archive", " ".join(archives)))
        self.draft.add(
            StepKind.DROP_OPTION,
            subject,
            uses[0].table if uses else "",
            *operations,
            loss=Loss.RECOVERABLE if archives else Loss.NONE,
            facts=(*facts, *label_facts(option.label, *option.others)),
            span=drop.span,
            rows=rows_with_option(uses[0].old_table, uses[0].old_column.name, option.name) if uses else "",
        )
        self._note_change()


def _uses(draft: Draft, choice: Choice, former: FormerChoice) -> Iterator[_Use]:
    """Every column that held options of the former choice and is still in the database while values are converted."""
    for moves in draft.moves:
        entity = next((each for each in draft.application.entities if each.table == moves.new.name), None)
        if entity is None:
            continue
        was = draft.matching.entities[entity.name]
        for field in was.fields:
            if getattr(field.type, "choice", None) != former.name:
                continue
            name = draft.matching.fields_now.get((entity.name, field.name), "")
            present = entity.field_by_name.get(name)
            stays = present is not None and getattr(present.type, "choice", None) == choice.name
            identifiers = (entity.identifier, present.identifier if present is not None else field.identifier)
            if isinstance(field.type, ChoiceFieldType) and field.column is not None:
                old = next(each for each in moves.old.columns if each.name == field.column)
                column = moves.kept.get(field.column) or moves.gone[field.column]
                yield _Use(
                    entity.name,
                    name,
                    identifiers,
                    moves.old.name,
                    old,
                    moves.new.name,
                    column,
                    is_link=False,
                    stays=stays and field.column in moves.kept,
                )
            elif isinstance(field.type, ManyChoiceFieldType) and field.link_table in draft.old_tables:
                yield from _link_use(draft, field, (entity.name, name), identifiers, stays=stays)


def _link_use(
    draft: Draft, field: FormerField, names: tuple[str, str], identifiers: tuple[str, str], *, stays: bool
) -> Iterator[_Use]:
    was = draft.old_tables[field.link_table or ""]
    now = next((each.new.name for each in draft.moves if each.old.name == was.name), None)
    column = next(each for each in was.columns if each.name == "option")
    table = now or draft.gone_name(was.name)
    yield _Use(*names, identifiers, was.name, column, table, "option", is_link=True, stays=stays and now is not None)


def ascii_option(option: str) -> str:
    """The option in the name of a table; two that sound alike are told apart."""
    return option if option.isascii() else naming.distinguished(naming.identifier(option), option)
