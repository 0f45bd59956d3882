"""What Python calls the type of a value."""

from __future__ import annotations

from lowcode.codegen.project import Project
from lowcode.codegen.python_source import Imports
from lowcode.ir.application import Application
from lowcode.ir.types import (
    BooleanType,
    ChoiceType,
    DateTimeType,
    DateType,
    DecimalType,
    DurationType,
    EmptyType,
    ErrorType,
    FilesType,
    IntegerType,
    ListType,
    MoneyType,
    PercentType,
    PeriodType,
    RecordType,
    TextType,
    TimeType,
    ValueType,
)


def annotation(application: Application, value_type: ValueType) -> str | None:
    """The annotation of a value that is not empty; None for what no function takes or gives."""
    match value_type:
        case TextType() | ChoiceType() | FilesType():
            return "str"
        case IntegerType():
            return "int"
        case DecimalType() | MoneyType() | PercentType():
            return "Decimal"
        case BooleanType():
            return "bool"
        case DateType():
            return "datetime.date"
        case TimeType():
            return "datetime.time"
        case DateTimeType():
            return "datetime.datetime"
        case RecordType(entity=name):
            return application.entity(name).class_name
        case ListType(item=item):
            return f"list[{annotation(application, item)}]"
        case DurationType() | PeriodType() | EmptyType() | ErrorType():
            return None


def import_annotation(project: Project, imports: Imports, value_type: ValueType) -> None:
    """What the annotation needs imported."""
    match value_type:
        case DecimalType() | MoneyType() | PercentType():
            imports.name("decimal", "Decimal")
        case DateType() | TimeType() | DateTimeType():
            imports.module("import datetime")
        case RecordType(entity=name):
            entity = project.application.entity(name)
            imports.name(project.model_module(entity), entity.class_name)
        case ListType(item=item):
            import_annotation(project, imports, item)
        case _:
            return
