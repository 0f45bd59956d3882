"""What conversions have to know of the application: labels, titles, words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lowcode.codegen.migrations.draft import Draft
from lowcode.codegen.storage import title_column
from lowcode.ir.changes import Kind
from lowcode.ir.former import FormerChoice
from lowcode.ir.matching import ROLES


@dataclass(frozen=True, slots=True)
class OptionNames:
    """From the options of one choice to those of another."""

    names: Mapping[str, str | None]
    """None: the value becomes empty."""
    is_complete: bool
    """Every former option has an answer."""


@dataclass(frozen=True)
class Place:
    """Where a conversion happens."""

    draft: Draft

    @property
    def timezone(self) -> str:
        """Of the app."""
        return self.draft.application.timezone

    @property
    def currency(self) -> str:
        """Of the app."""
        return self.draft.application.currency

    @property
    def yes_and_no(self) -> tuple[str, str]:
        """What `text(x)` says of a yes or no."""
        return ("是", "否") if self.draft.application.locales[0].startswith("zh") else ("yes", "no")

    def former_choice(self, name: str) -> FormerChoice:
        """The former choice that a former type, said in present names, means."""
        found = self.draft.matching.choices.get(name)
        return found if found is not None else self.draft.former.choice_by_name[name]

    def renamed(self, choice: str) -> Mapping[str, str]:
        """The former options of a choice by what they are called when values are converted: renames are done."""
        former = self.former_choice(choice)
        matched = choice in self.draft.matching.choices
        now = {old: new for new, old in self.draft.matching.options(choice, former).items()} if matched else {}
        return {each.name: now.get(each.name, each.name) for each in former.options}

    def former_labels(self, choice: str) -> Mapping[str, str]:
        """The former labels of the options that values have when they are converted."""
        former = self.former_choice(choice)
        return {now: former.option_by_name[old].label for old, now in self.renamed(choice).items()}

    def present_labels(self, choice: str) -> Mapping[str, tuple[str, ...]]:
        """The options that there are, each with its labels."""
        return {each.name: each.label.texts for each in self.draft.application.choice(choice).all_options}

    def options(self, old: str, new: str) -> OptionNames:
        """From the options of a former choice to those of `new`: by name or `was`, by label, or by `drop … to`."""
        former, matching = self.former_choice(old), self.draft.matching
        claimed = {name: option for option, name in matching.options(new, former).items()}
        labels = option_names(self.present_labels(new))
        found: dict[str, str | None] = {}
        is_complete = True
        for name, now in self.renamed(old).items():
            label = former.option_by_name[name].label
            drop = self.draft.drop_of(Kind.ROLE if new == ROLES else Kind.OPTION, "" if new == ROLES else new, name)
            if name in claimed:
                found[now] = claimed[name]
            elif drop is not None:
                found[now] = drop.replacement
            elif label in labels:
                found[now] = labels[label]
            else:
                is_complete = False
        return OptionNames(found, is_complete)

    def unrenamed(self, choice: str, names: Iterable[str]) -> list[str]:
        """Former options by what they were called, out of what they are called when values are converted."""
        now = {present: old for old, present in self.renamed(choice).items()}
        return [now[name] for name in names]

    def title(self, entity: str) -> tuple[str, str]:
        """Table and column of an entity's titles when values are converted."""
        former = self.draft.matching.entities.get(entity)
        gone = self.draft.middle.former_entities.get(entity)
        if gone is not None:
            return self.draft.gone_name(gone.table), gone.title_column
        present = self.draft.application.entity(entity)
        if former is None:
            return present.table, title_column(present)
        return present.table, self.draft.moment_column(present.table, former.title_column)


def option_names(labels: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """From all that an option may be called to its name; what two options are called is neither's."""
    found: dict[str, str | None] = {}
    for option, texts in labels.items():
        for text in dict.fromkeys(texts):
            found[text] = None if text in found else option
    found.update({option: option for option in labels})
    return {text: option for text, option in found.items() if option is not None}
