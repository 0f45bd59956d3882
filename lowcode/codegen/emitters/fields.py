"""The definition of one field, and the functions that its modifiers need."""

from __future__ import annotations

from lowcode.codegen.emitters.access import DEFINITIONS
from lowcode.codegen.emitters.field_types import field_type_source, number_source
from lowcode.codegen.functions import Functions
from lowcode.codegen.labels import label_source
from lowcode.codegen.origins import field_title
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import Imports, call, literal, some_tuple
from lowcode.codegen.reads import own_fields_read
from lowcode.codegen.storage import column_of, title_field
from lowcode.ir.application import (
    ComputedStorage,
    Condition,
    Entity,
    Field,
    ManyReferenceFieldType,
    ReferenceFieldType,
)
from lowcode.ir.expressions import Expression
from lowcode.ir.labels import Label
from lowcode.ir.naming import named


class FieldEmitter:
    """Writes the fields of one entity."""

    def __init__(self, project: Project, entity: Entity, imports: Imports, functions: Functions) -> None:
        self._project = project
        self._application = project.application
        self._entity = entity
        self._imports = imports
        self._functions = functions
        self._title = title_field(entity)

    def source(self, field: Field) -> str:
        """`FieldDefinition(…)`."""
        column = column_of(field)
        return call(
            self._vocabulary("FieldDefinition"),
            name=literal(field.identifier),
            label=self._label(field.label),
            type=field_type_source(self._application, self._imports, field.type),
            required=self._condition("required", field, field.required),
            unique="True" if field.unique else None,
            default=self._value("default", field, field.default),
            minimum=self._value("minimum", field, field.minimum),
            maximum=self._value("maximum", field, field.maximum),
            minimum_length=number_source(field.minimum_length),
            maximum_length=number_source(field.maximum_length),
            pattern=self._pattern(field),
            help=self._label(field.help),
            placeholder=self._label(field.placeholder),
            unit=self._label(field.unit),
            visible=self._condition("visible", field, field.visible),
            readonly=self._condition("readonly", field, field.readonly),
            options_where=self._options_where(field),
            computed=self._computed(field),
            search="True" if self._is_searched(field) else None,
            hidden="True" if field.hidden else None,
            flow=self._flow(field),
            accept=some_tuple(literal(each) for each in field.accept),
            max_size=number_source(field.max_size),
            sort_column=literal(f"{column}_sort") if field.name in self._project.sorted_fields(self._entity) else None,
            source=self._project.sources_of(field.span, self._origin(field)),
        )

    def _flow(self, field: Field) -> str | None:
        if field.flow is None:
            return None
        return literal(named(self._application.flows, field.flow).identifier)

    def _origin(self, field: Field) -> str:
        return field_title(self._entity, field)

    def _vocabulary(self, name: str) -> str:
        return self._imports.name(DEFINITIONS, name)

    def _label(self, label: Label | None) -> str | None:
        return label_source(self._imports, label) if label is not None else None

    def _condition(self, modifier: str, field: Field, condition: Condition | None) -> str | None:
        if condition is None:
            return None
        when = None
        if condition.when is not None:
            when = self._functions.record_condition(
                f"{modifier}_{field.identifier}", condition.when, self._origin(field)
            )
        return call(self._vocabulary("Condition"), when=when, message=self._label(condition.message))

    def _value(self, modifier: str, field: Field, expression: Expression | None) -> str | None:
        if expression is None:
            return None
        name = f"{modifier}_{field.identifier}"
        return self._functions.record(name, expression, field.value_type, self._origin(field))

    def _pattern(self, field: Field) -> str | None:
        if field.pattern is None:
            return None
        message = label_source(self._imports, field.pattern.message)
        return call(self._vocabulary("Pattern"), literal(field.pattern.regex), message)

    def _options_where(self, field: Field) -> str | None:
        if field.options_where is None:
            return None
        name = f"options_{field.identifier}"
        origin = self._origin(field)
        column = option = None
        match field.type:
            case ReferenceFieldType(entity=entity) | ManyReferenceFieldType(entity=entity):
                target = self._application.entity(entity)
                column = self._functions.options_column(name, field.options_where, target, origin)
            case _:
                option = self._functions.options_record(name, field.options_where, origin)
        read = own_fields_read(field.options_where)
        return call(
            self._vocabulary("OptionsWhere"),
            column=column,
            option=option,
            depends_on=some_tuple(literal(each.identifier) for each in self._entity.fields if each.name in read),
        )

    def _computed(self, field: Field) -> str | None:
        computed = field.computed
        if computed is None:
            return None
        origin = self._origin(field)
        stored = computed.storage is ComputedStorage.STORED
        local = stored and self._project.dependencies.is_local(self._entity, field.name)
        return call(
            self._vocabulary("Computed"),
            self._functions.record(f"compute_{field.identifier}", computed.expression, field.value_type, origin),
            self._functions.column(f"column_{field.identifier}", computed.expression, field.value_type, origin),
            stored=str(stored),
            local=str(local),
        )

    def _is_searched(self, field: Field) -> bool:
        """What the spec says, and the title always: it is what people remember."""
        return field.search or (self._title is not None and self._title.name == field.name)
