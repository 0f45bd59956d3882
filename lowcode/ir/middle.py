"""The application in the middle of a migration: what `from` reads, and is typed and compiled in.

Names are the new ones. Beside what there is from now on stands what there was and is no longer: dropped and renamed
fields under their old names, gone entities, dropped options. A field of another type is still what it was, because no
value has been converted yet. Former columns have attributes that begin with `former_`, so that old and new are never
confused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from lowcode.ir import expressions as ir
from lowcode.ir import types as t
from lowcode.ir.application import (
    Application,
    Choice,
    Entity,
    Field,
    ManyChoiceFieldType,
    ManyReferenceFieldType,
    Option,
    ReverseFieldType,
    RowsFieldType,
    ScalarType,
)
from lowcode.ir.changes import Changes
from lowcode.ir.former import FormerApplication, FormerChoice, FormerEntity, FormerField
from lowcode.ir.labels import Label
from lowcode.ir.matching import Matching
from lowcode.ir.value_types import value_type
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

TITLE = "title_text"
"""The field by which a gone entity's title is read, if its title was a column of its own."""
_LISTS = (ManyChoiceFieldType, ManyReferenceFieldType, ReverseFieldType, RowsFieldType)


@dataclass(frozen=True)
class Middle:
    """What can be read, and where it really is."""

    application: Application
    former_fields: Mapping[tuple[str, str], FormerField]
    """By entity and name in `application`: the fields that are still what they were. All others are as they will be."""
    former_entities: Mapping[str, FormerEntity]
    """By name in `application`: the entities that are gone."""


def middle(application: Application, matching: Matching) -> Middle:
    """What the specification `application` reads while its database is still that of `matching.former`."""
    return _Maker(application, matching).middle()


class _Maker:
    def __init__(self, application: Application, matching: Matching) -> None:
        self.application = application
        self.matching = matching
        self.former_fields: dict[tuple[str, str], FormerField] = {}
        self.span = application.span

    def middle(self) -> Middle:
        gone = [each for each in self.former.entities if each.name not in self.matching.entity_now]
        entities = [self.present(each) for each in self.application.entities]
        entities += [self.gone(each) for each in gone]
        application = replace(
            self.application,
            entities=tuple(entities),
            choices=tuple(self.choices()),
            changes=Changes(),
        )
        return Middle(application, self.former_fields, {each.name: each for each in gone})

    @property
    def former(self) -> FormerApplication:
        return self.matching.former

    # --- entities ---

    def present(self, entity: Entity) -> Entity:
        """The entity with all that can be read of its records at that moment."""
        former = self.matching.entities.get(entity.name)
        fields = [found for each in entity.fields if (found := self.present_field(entity, each)) is not None]
        if former is not None:
            fields += self.retired(entity, former, {each.name for each in entity.fields})
        return replace(entity, fields=tuple(fields))

    def present_field(self, entity: Entity, field: Field) -> Field | None:
        """A field that is declared; None if it is computed and its values are not there yet."""
        former = self.matching.fields.get((entity.name, field.name))
        if field.computed is not None and not isinstance(field.type, _LISTS):
            if former is None or former.column is None or self.matching.is_retyped(former, field.type):
                return None
            return replace(field, computed=None)
        if former is None or not self.matching.is_retyped(former, field.type):
            return field
        return self.kept(entity.name, field.name, former, field.span)

    def retired(self, entity: Entity, former: FormerEntity, declared: set[str]) -> Iterator[Field]:
        """The fields that are gone, and those that are called otherwise from now on."""
        now = self.matching.fields_now
        present = entity.field_by_name
        for each in former.fields:
            new = now.get((entity.name, each.name))
            if each.name in declared:
                continue
            if new is None or self.matching.is_retyped(each, present[new].type):
                yield self.kept(entity.name, each.name, each, entity.span)
            elif (field := self.present_field(entity, present[new])) is not None:
                yield replace(field, name=each.name)

    def gone(self, former: FormerEntity) -> Entity:
        """An entity that is no longer declared."""
        owner = self.matching.entity_now.get(former.owner, former.owner) if former.owner else None
        fields = [self.kept(former.name, each.name, each, self.span) for each in former.fields]
        title = next((each.name for each in former.fields if each.column == former.title_column), None)
        if title is None and former.title_column:
            column = FormerField(TITLE, TITLE, TITLE, ScalarType("text"), former.title_column)
            fields.append(self.kept(former.name, TITLE, column, self.span))
            title = TITLE
        return Entity(
            name=former.name,
            identifier=f"former_{former.identifier}",
            class_name="Former" + "".join(part.capitalize() for part in former.identifier.split("_")),
            table=former.table,
            label=self.label(former.label),
            fields=tuple(fields),
            title=self.title(former, title),
            checks=(),
            unique_keys=(),
            indexes=(),
            documentation="",
            span=self.span,
            owner=owner,
            owner_field=former.owner_field,
        )

    def title(self, former: FormerEntity, field: str | None) -> ir.Expression:
        if field is None:
            return ir.Literal(former.label, t.TextType(), self.span)
        source = ir.Variable(ir.VariableKind.THIS, 0, t.RecordType(former.name), self.span)
        found = former.field_by_name.get(field)
        type_ = t.TextType() if found is None else value_type(self.matching.current_type(found.type))
        read = ir.FieldRead(source, field, type_, self.span)
        return read if isinstance(type_, t.TextType) else ir.TextTemplate((read,), t.TextType(), self.span)

    def kept(self, entity: str, name: str, former: FormerField, span: Span) -> Field:
        """A field as it was."""
        self.former_fields[entity, name] = former
        type_ = self.matching.current_type(former.type)
        return Field(
            name=name,
            identifier=f"former_{former.identifier}",
            label=self.label(former.label),
            type=type_,
            value_type=value_type(type_),
            span=span,
        )

    # --- choices ---

    def choices(self) -> Iterable[Choice]:
        """Those that there are with the options that are dropped, and those that are gone."""
        for choice in self.application.choices:
            former = self.matching.choices.get(choice.name)
            yield (
                choice if former is None else replace(choice, options=(*choice.options, *self.dropped(choice, former)))
            )
        for former in self.former.choices:
            if former.name not in self.matching.choice_now:
                yield Choice(
                    name=former.name,
                    identifier=former.name,
                    label=self.label(former.name),
                    options=tuple(self.option(each.name, each.label) for each in former.options),
                    documentation="",
                    span=self.span,
                )

    def dropped(self, choice: Choice, former: FormerChoice) -> Iterator[Option]:
        still = set(self.matching.options(choice.name, former).values())
        present = {each.name for each in choice.all_options}
        for each in former.options:
            if each.name not in still and each.name not in present:
                yield self.option(each.name, each.label)

    def option(self, name: str, label: str) -> Option:
        return Option(name, self.label(label), None, None, (), self.span)

    def label(self, text: str) -> Label:
        """A former label, of which only the first language is known."""
        return Label((text,) * len(self.application.locales))
