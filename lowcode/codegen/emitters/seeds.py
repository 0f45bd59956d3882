"""`<app>/seeds.py`: reference data and sample records."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.codegen.emitters.access import DEFINITIONS
from lowcode.codegen.expressions.python import compile_python
from lowcode.codegen.expressions.scope import Scope
from lowcode.codegen.files import GeneratedFile
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import HEADER, Imports, call, dictionary, docstring, literal, tuple_of
from lowcode.ir.application import Entity, Field, RowsFieldType
from lowcode.ir.expressions import Expression
from lowcode.ir.seeds import RecordLink, SeedRecord, SeedRow, SeedValue
from lowcode.ir.types import ListType, ValueType


def seed_files(project: Project) -> Iterator[GeneratedFile]:
    """One module for all of them: samples refer to each other across entities."""
    yield GeneratedFile(f"{project.package}/seeds.py", _Seeds(project).source())


class _Seeds:
    def __init__(self, project: Project) -> None:
        self._project = project
        self._imports = Imports(project.package)

    def source(self) -> str:
        application = self._project.application
        self._imports.name(DEFINITIONS, "SeedRecord")
        data = tuple_of([self._record(record) for record in application.data])
        samples = tuple_of([self._record(record) for record in application.samples])
        counts = tuple_of(
            f"({literal(application.entity(each.entity).identifier)}, {each.count})"
            for each in application.sample_counts
        )
        about = docstring(f"Reference data and samples; values are functions of the context. {HEADER}")
        return (
            f"{about}\n\n{self._imports.source()}\n"
            f"DATA: tuple[SeedRecord, ...] = {data}\n"
            f"SAMPLES: tuple[SeedRecord, ...] = {samples}\n"
            f"SAMPLE_COUNTS: tuple[tuple[str, int], ...] = {counts}\n"
        )

    def _record(self, record: SeedRecord) -> str:
        entity = self._project.application.entity(record.entity)
        return call(
            "SeedRecord",
            entity=literal(entity.identifier),
            handle=literal(record.handle),
            values=self._values(entity, record.values),
        )

    def _values(self, entity: Entity, values: tuple[tuple[str, SeedValue], ...]) -> str:
        fields = entity.field_by_name
        return dictionary({fields[name].identifier: self._value(entity, fields[name], value) for name, value in values})

    def _value(self, entity: Entity, field: Field, value: SeedValue) -> str:
        if not isinstance(value, tuple):
            return self._single(entity, _target(field.value_type), value)
        sources = []
        for item in value:
            if isinstance(item, SeedRow):
                if not isinstance(field.type, RowsFieldType):
                    raise TypeError(f"`{field.name}` has no rows")
                sources.append(self._values(self._project.application.entity(field.type.entity), item.values))
            else:
                sources.append(self._single(entity, _target(field.value_type), item))
        return tuple_of(sources)

    def _single(self, entity: Entity, target: ValueType, value: Expression | RecordLink) -> str:
        if isinstance(value, RecordLink):
            return call(self._imports.name(DEFINITIONS, "Link"), literal(value.name))
        scope = Scope(application=self._project.application, package=self._project.package, entity=entity.name)
        compiled = compile_python(value, scope, target)
        for needed in compiled.imports:
            if needed.name:
                self._imports.name(needed.module, needed.name)
            else:
                self._imports.module(f"import {needed.module}")
        return f"lambda context: {compiled.source}"


def _target(type_: ValueType) -> ValueType:
    """What one value of the field is: an item of a list."""
    return type_.item if isinstance(type_, ListType) else type_
