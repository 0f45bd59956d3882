"""`<app>/functions.py`, by which actions call what the owner writes, and the places for it in `custom/functions.py`."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.codegen.annotations import annotation, import_annotation
from lowcode.codegen.emitters.audiences import DEFINITIONS
from lowcode.codegen.emitters.field_types import field_type_source
from lowcode.codegen.files import GeneratedFile, Ownership
from lowcode.codegen.origins import process_title
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import (
    HEADER,
    Imports,
    call,
    docstring,
    literal,
    module_source,
    some_tuple,
    tuple_of,
)
from lowcode.ir.application import Application
from lowcode.ir.functions import Function, FunctionParameter
from lowcode.ir.types import ListType, ValueType

CUSTOM_FUNCTIONS = "custom/functions.py"
_RUNTIME = "lowcode.runtime.functions"
_HOW = """Your functions. lowcode made this file once and never touches it again.

The specification declares what they take and give. They run inside the change that set them off: whatever they do is
part of it, and raising `Refusal("…")` of `lowcode.runtime.functions` refuses it all, with that text. A function that
wants to change records takes one argument more, `run: Run`, and does it by that: `run.set(lead, points=3)`,
`run.create("task", …)`. Take `@unwritten` away from what you have written."""


def function_files(project: Project) -> Iterator[GeneratedFile]:
    """Nothing for an app without functions."""
    if not project.application.functions:
        return
    yield GeneratedFile(f"{project.package}/functions.py", _glue_source(project))
    yield GeneratedFile(CUSTOM_FUNCTIONS, _custom_source(project), Ownership.CREATED)


def signature_source(application: Application, function: Function) -> str:
    """`def score(lead: Lead, points: int | None) -> int | None:`."""
    return _head(application, function)


def place_source(application: Application, function: Function) -> str:
    """What to add to `custom/functions.py` for a function that was declared later."""
    return f"@unwritten\n{_head(application, function)}\n    raise NotImplementedError"


def parameter_annotation(application: Application, parameter: FunctionParameter) -> str:
    """What a parameter is given."""
    return _annotation(application, parameter.value_type, is_full=parameter.is_required)


def result_annotation(application: Application, function: Function) -> str:
    """What may come back."""
    if function.result_type is None:
        return "None"
    return _annotation(application, function.result_type, is_full=False)


def _glue_source(project: Project) -> str:
    imports = Imports(project.package)
    imports.name("lowcode.runtime.process.run", "Run")
    definition = imports.name(DEFINITIONS, "FunctionDefinition")
    functions = project.application.functions
    parts = [_glue(project, imports, each) for each in functions]
    definitions = tuple_of([_definition(project, imports, each) for each in functions])
    parts.append(f"FUNCTIONS: tuple[{definition}, ...] = {definitions}")
    return module_source(f"What is written by hand in {CUSTOM_FUNCTIONS}, with its types. {HEADER}", imports, parts)


def _glue(project: Project, imports: Imports, function: Function) -> str:
    _import_types(project, imports, function)
    arguments = [literal(function.identifier), *(each.identifier for each in function.parameters)]
    called = call("run.function", *arguments)
    head = _glue_head(project.application, function)
    body = f"    {docstring(_about(project, function))}\n"
    if function.result_type is None:
        return f"{head}\n{body}    {called}"
    returns = result_annotation(project.application, function)
    return f"{head}\n{body}    result: {returns} = {called}\n    return result"


def _definition(project: Project, imports: Imports, function: Function) -> str:
    application = project.application
    parameters = [
        call(
            imports.name(DEFINITIONS, "ParameterDefinition"),
            name=literal(each.identifier),
            type=field_type_source(application, imports, each.type),
            is_required="True" if each.is_required else None,
        )
        for each in function.parameters
    ]
    result = field_type_source(application, imports, function.result) if function.result is not None else None
    return call(
        "FunctionDefinition",
        name=literal(function.identifier),
        function=function.identifier,
        parameters=some_tuple(parameters),
        result=result,
        source=project.source_of(function.span, process_title("function", function.name)),
    )


def _custom_source(project: Project) -> str:
    imports = Imports(project.package)
    imports.name(_RUNTIME, "unwritten")
    parts = [_place(project, imports, each) for each in project.application.functions]
    return module_source(_HOW, imports, parts)


def _place(project: Project, imports: Imports, function: Function) -> str:
    _import_types(project, imports, function)
    about = docstring(_about(project, function))
    return f"@unwritten\n{_head(project.application, function)}\n    {about}\n    raise NotImplementedError"


def _head(application: Application, function: Function) -> str:
    named = (f"{each.identifier}: {parameter_annotation(application, each)}" for each in function.parameters)
    return f"def {function.identifier}({', '.join(named)}) -> {result_annotation(application, function)}:"


def _glue_head(application: Application, function: Function) -> str:
    """What actions give may be empty, whatever the function needs: the run refuses that."""
    named = (
        f"{each.identifier}: {_annotation(application, each.value_type, is_full=False)}" for each in function.parameters
    )
    returns = result_annotation(application, function)
    return f"def {function.identifier}({', '.join(('run: Run', *named))}) -> {returns}:"


def _annotation(application: Application, value_type: ValueType, *, is_full: bool) -> str:
    plain = str(annotation(application, value_type))
    return plain if is_full or isinstance(value_type, ListType) else f"{plain} | None"


def _import_types(project: Project, imports: Imports, function: Function) -> None:
    for each in function.parameters:
        import_annotation(project, imports, each.value_type)
    if function.result_type is not None:
        import_annotation(project, imports, function.result_type)


def _about(project: Project, function: Function) -> str:
    origin = project.origin(function.span, process_title("function", function.name))
    head, _, rest = function.documentation.partition("\n")
    return f"{head} — {origin}\n{rest}" if head else origin
