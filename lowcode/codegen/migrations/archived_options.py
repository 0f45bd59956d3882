"""Options in archives: they get other names and give way as those in tables do, so that what comes back fits.

What is in archives is nobody's any more: no word is asked for where an option goes that is only there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from lowcode.codegen.migrations.archives import choice_now
from lowcode.codegen.migrations.draft import Draft, StepDraft, label_facts, reason_of
from lowcode.codegen.migrations.operations import AllowEmpty, ArchiveColumn, ArchiveTable, ChangeOptions, RestoreTable
from lowcode.codegen.migrations.options import ascii_option
from lowcode.codegen.migrations.phases import Phase, phase_of
from lowcode.codegen.migrations.schema_json import table_from
from lowcode.codegen.migrations.steps import Loss, StepKind
from lowcode.codegen.schema import Column
from lowcode.codegen.storage import OPTION_LENGTH
from lowcode.ir.application import Choice, ChoiceFieldType, ManyChoiceFieldType
from lowcode.ir.changes import Kind
from lowcode.ir.former import Archive, FormerChoice, FormerOption
from lowcode.ir.matching import ROLES

_VALUE = Column("value", f"Text({OPTION_LENGTH})", nullable=False)


@dataclass(frozen=True, slots=True)
class _Place:
    """A column of an archive, or of a table that is about to be one, with options of a choice that is declared."""

    archive: Archive
    column: Column
    is_link: bool
    """A row for each value: no value is no row."""
    former: FormerChoice
    """What values may be, by their former names."""
    choice: Choice
    table: str
    """While values are copied."""
    later: str
    """From the renames on."""

    @property
    def is_leaving(self) -> bool:
        """Whether it is not an archive yet: values are changed where expressions may read them."""
        return self.table != self.archive.table

    @property
    def has_uses(self) -> bool:
        """Whether the renaming of options sees to it itself, because its entity stays."""
        return self.is_leaving and self.archive.kind == Kind.FIELD.value

    def change(
        self, *pairs: tuple[str, str | None], is_settling: bool = False, is_early: bool = False
    ) -> ChangeOptions:
        """`is_early`: before anything else is called what goes."""
        of_archive = is_early or not self.is_leaving
        table = self.table if of_archive else self.later
        return ChangeOptions(table, self.column.name, pairs, self.is_link, is_settling, of_archive)


def archived_option_steps(draft: Draft) -> None:
    """Adds to the steps of options, or adds steps, what becomes of those in archives."""
    for place in list(_places(draft)):
        now = {old: new for new, old in draft.matching.options(place.choice.name, place.former).items()}
        renamed = {old: new for old, new in now.items() if old != new}
        if renamed and not place.has_uses:
            old, new = next(iter(renamed.items()))
            _renaming_step(draft, place.choice, old, new).operations.append(place.change(*renamed.items()))
        for option in place.former.options:
            if option.name not in now:
                _settle(draft, place, option, set(renamed.values()))


def _settle(draft: Draft, place: _Place, option: FormerOption, taken: set[str]) -> None:
    is_role = place.choice.name == ROLES
    kind, owner = (Kind.ROLE, "") if is_role else (Kind.OPTION, place.choice.name)
    drop = draft.drop_of(kind, owner, option.name)
    reason, replacement = ("", None) if drop is None else (reason_of(drop), drop.replacement)
    subject = f"{place.choice.name}.{option.name}"
    name = f"{place.archive.table.removeprefix('archive_')}_{place.column.name}_{ascii_option(option.name)}"
    archive = draft.archive(Kind.OPTION, subject, name)
    step = _dropping_step(draft, subject, option, archive)
    step.operations.append(ArchiveColumn(place.table, place.column, archive, subject, reason, (option.name,)))
    if replacement is None and not place.is_link and not place.column.nullable:
        step.operations.append(AllowEmpty(place.table, place.column))
        draft.emptied.add((place.archive.table, place.column.name))
    is_early = replacement is None and (option.name in taken or not place.is_leaving)
    step.operations.append(place.change((option.name, replacement), is_settling=True, is_early=is_early))


def _renaming_step(draft: Draft, choice: Choice, old: str, new: str) -> StepDraft:
    subject = f"{choice.name}.{new}"
    for step in draft.steps:
        if (step.kind, step.subject) == (StepKind.RENAME_OPTION, subject):
            return step
    span = next(each.span for each in choice.all_options if each.name == new)
    return draft.add(StepKind.RENAME_OPTION, subject, "", facts=(("old", old),), span=span)


def _dropping_step(draft: Draft, subject: str, option: FormerOption, archive: str) -> StepDraft:
    """The step of the option that is gone, which names all archives of it."""
    found = [each for each in draft.steps if (each.kind, each.subject) == (StepKind.DROP_OPTION, subject)]
    labels = label_facts(option.label, *option.others)
    step = found[0] if found else draft.add(StepKind.DROP_OPTION, subject, "", facts=(("reason", ""), *labels))
    facts = dict(step.facts)
    facts["archive"] = f"{facts.get('archive', '')} {archive}".strip()
    step.facts, step.loss = tuple(facts.items()), Loss.RECOVERABLE
    return step


def _places(draft: Draft) -> Iterator[_Place]:
    """Those of earlier revisions, but for tables that are back already, and those of this one."""
    operations = [each for step in draft.steps for each in step.operations]
    restored = (each for each in operations if isinstance(each, RestoreTable))
    back = {each.archive for each in restored if phase_of(each) is Phase.REVIVE}
    former = {draft.gone_name(name): name for name in draft.old_tables}
    leaving = {each.archive: each.table.name for each in operations if isinstance(each, ArchiveTable)}
    for archive in (*draft.former.archives, *draft.archives):
        if archive.table not in back:
            later = leaving.get(archive.table, archive.table)
            yield from _places_in(draft, archive, former.get(later, later), later)


def _places_in(draft: Draft, archive: Archive, table: str, later: str) -> Iterator[_Place]:
    choices = {**draft.former.choice_by_name, **{each.name: each for each in archive.choices}}
    declared = {each.name: each for each in draft.application.choices}
    for column, choice, is_link in _columns(archive):
        now = declared.get(choice_now(draft.matching, choice))
        if choice in choices and now is not None:
            yield _Place(archive, column, is_link, choices[choice], now, table, later)


def _columns(archive: Archive) -> Iterator[tuple[Column, str, bool]]:
    """Columns with options, each with the choice and whether it has a row for each value."""
    columns = table_from("", json.loads(archive.schema)).columns if archive.schema else (_VALUE,)
    by_name = {each.name: each for each in columns}
    match archive.type:
        case ChoiceFieldType(choice=choice) | ManyChoiceFieldType(choice=choice):
            yield by_name.get("option", _VALUE), choice, True
    for field in () if archive.entity is None else archive.entity.fields:
        if isinstance(field.type, ChoiceFieldType) and field.column is not None:
            yield by_name[field.column], field.type.choice, False
