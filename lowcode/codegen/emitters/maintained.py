"""Which computed values elsewhere a change of an entity's records makes stale, as `Maintains` entries."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.codegen.dependencies import Maintained
from lowcode.codegen.functions import Functions
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import Imports, call, literal, tuple_of_texts
from lowcode.codegen.reads import Path, Step, StepKind
from lowcode.codegen.storage import link_table
from lowcode.ir.application import Entity, ReverseFieldType

_DEFINITIONS = "lowcode.runtime.definitions"


def maintains_sources(project: Project, entity: Entity, imports: Imports, functions: Functions) -> Iterator[str]:
    """One entry per entity and path that reads records of `entity`."""
    for maintained in project.dependencies.maintained_by(entity):
        yield _Writer(project, entity, imports, functions).source(maintained)


class _Writer:
    def __init__(self, project: Project, entity: Entity, imports: Imports, functions: Functions) -> None:
        self._project = project
        self._application = project.application
        self._entity = entity
        self._imports = imports
        self._functions = functions

    def source(self, maintained: Maintained) -> str:
        target = self._application.entity(maintained.target)
        return call(
            self._imports.name(_DEFINITIONS, "Maintains"),
            entity=literal(target.identifier),
            fields=tuple_of_texts(maintained.fields),
            affected=self._affected(maintained, target),
            watches=tuple_of_texts(self._watched(name) for name in maintained.watches),
        )

    def _watched(self, name: str) -> str:
        field = self._entity.field_by_name.get(name)
        return field.identifier if field is not None else name

    def _affected(self, maintained: Maintained, target: Entity) -> str:
        path = maintained.path
        along = "_".join(self._identifier(step) for step in path)
        collection = self._imports.name("collections.abc", "Collection")
        parameters = f"this: type[{self._class(target.name)}], changed: {collection}[int]"
        read = self._application.entity(path[-1].target).label.texts[0]
        fields = ", ".join(f"`{field}`" for field in maintained.fields)
        text = f"Records of {target.label.texts[0]} whose {fields} read a changed record of {read}."
        body = "this.id.is_not(None)" if maintained.everywhere else self._condition(path)
        returns = self._functions.column_element("bool")
        return self._functions.plain(f"affected_{target.identifier}_{along}", parameters, returns, text, body)

    def _condition(self, path: Path) -> str:
        """From the end of the path back to its start: each step is a subquery on what it leads to."""
        ids = "changed"
        for step in reversed(path[1:]):
            ids = self._starts_of(step, ids)
        return self._is_start(path[0], ids)

    def _is_start(self, step: Step, ids: str) -> str:
        if step.kind in (StepKind.REFERENCE, StepKind.OWNER):
            return f"this.{self._reference_column(step)}.in_({ids})"
        return f"this.id.in_({self._starts_of(step, ids)})"

    def _starts_of(self, step: Step, ids: str) -> str:
        """The ids of the records from which the step leads to the records with `ids`."""
        match step.kind:
            case StepKind.REFERENCE | StepKind.OWNER:
                source = self._class(step.source)
                return self._select(f"{source}.id", f"{source}.{self._reference_column(step)}", ids)
            case StepKind.REVERSE:
                target = self._class(step.target)
                return self._select(f"{target}.{self._reverse_column(step)}", f"{target}.id", ids)
            case StepKind.ROWS:
                target = self._class(step.target)
                return self._select(f"{target}.owner_record_id", f"{target}.id", ids)
            case StepKind.MANY:
                table = self._link(step)
                return self._select(f"{table}.c.record_id", f"{table}.c.target_id", ids)

    def _select(self, column: str, key: str, ids: str) -> str:
        select = self._imports.name("sqlalchemy", "select")
        return f"{select}({column}).where({key}.in_({ids})).correlate(None)"

    def _reference_column(self, step: Step) -> str:
        return "owner_record_id" if step.kind is StepKind.OWNER else f"{self._identifier(step)}_id"

    def _reverse_column(self, step: Step) -> str:
        field = self._application.entity(step.source).field_by_name[step.field]
        if not isinstance(field.type, ReverseFieldType):
            raise TypeError(f"`{step.field}` is no reverse list")
        return f"{self._application.entity(step.target).field_by_name[field.type.by].identifier}_id"

    def _link(self, step: Step) -> str:
        source = self._application.entity(step.source)
        table = link_table(source, source.field_by_name[step.field])
        return self._imports.name(self._project.model_module(source), table)

    def _identifier(self, step: Step) -> str:
        if step.kind is StepKind.OWNER:
            return "owner"
        field = self._application.entity(step.source).field_by_name.get(step.field)
        return field.identifier if field is not None else step.field

    def _class(self, name: str) -> str:
        entity = self._application.entity(name)
        return self._imports.name(self._project.model_module(entity), entity.class_name)
