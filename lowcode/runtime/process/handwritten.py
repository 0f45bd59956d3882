"""Calls what the app's owner has written in Python, and sees to it that it is what the specification declares.

What is not there, or is something else, refuses the change with words that say so; what it raises, except for its own
no, goes its way like any error of the app: nothing is saved, and it is in the log.
"""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, Union, get_args, get_origin

from lowcode.runtime.definitions import ApplicationDefinition, Label
from lowcode.runtime.functions import is_unwritten
from lowcode.runtime.hooks import HookRefusal, hooks_of
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process.failures import failed
from lowcode.runtime.process.handwritten_values import UnfitError, fitting
from lowcode.runtime.process.index import index_of
from lowcode.runtime.process_definitions import FunctionDefinition, processes_of
from lowcode.runtime.saving.outcome import Problem

if TYPE_CHECKING:
    from lowcode.runtime.process.run import Run

FILE: Final = "custom/functions.py"
_RUN: Final = "run"
_OR_NOTHING: Final = " | None"
_LONGEST_VALUE = 80
_UNREADABLE = (NameError, AttributeError, TypeError, SyntaxError)
"""What evaluating an annotation raises that means nothing here, such as a name imported for type checkers only."""


def call_function(run: Run, name: str, arguments: tuple[Any, ...]) -> Any:
    """What the owner's function gives for the arguments."""
    context = run.context
    index = index_of(context.application)
    if index is None:
        raise LookupError(f"there is no function {name}")
    definition = index.function_by_name[name]
    function = hooks_of(context.application).functions.get(name)
    code = objection(definition, function)
    if code is not None or function is None:
        raise failed(context, (Problem(path="", code=f"function_{code}", parameters=_facts(definition)),))
    named = {_RUN: run} if _takes_run(function) else {}
    try:
        result = function(*_given(run, definition, arguments), **named)
    except HookRefusal as refusal:
        raise ProcessRefusal("stopped", Label(refusal.text)) from refusal
    return _returned(run, definition, result)


def function_problems(application: ApplicationDefinition) -> Iterator[tuple[str, Mapping[str, str]]]:
    """What is wrong with the functions in `custom/functions.py`: `missing`, `unwritten` or `differs`, and the facts."""
    written = hooks_of(application).functions
    for definition in processes_of(application).functions:
        code = objection(definition, written.get(definition.name))
        if code is not None:
            yield code, _facts(definition)


def objection(definition: FunctionDefinition, function: Callable[..., Any] | None) -> str | None:
    """Why the function cannot be called; None if it can."""
    if function is None:
        return "missing"
    if is_unwritten(function):
        return "unwritten"
    return None if _is_as_declared(definition, function) else "differs"


def signature_text(definition: FunctionDefinition) -> str:
    """`score(lead: Lead, points: int | None) -> int | None`, as the specification has it."""
    declared = inspect.signature(definition.function)
    found = {name: each for name, each in declared.parameters.items() if name != _RUN}
    for each in definition.parameters:
        if each.is_required:
            annotation = str(found[each.name].annotation).removesuffix(_OR_NOTHING)
            found[each.name] = found[each.name].replace(annotation=annotation)
    return definition.name + str(declared.replace(parameters=list(found.values()))).replace("'", "")


def _facts(definition: FunctionDefinition) -> dict[str, str]:
    return {"function": definition.name, "file": FILE, "signature": signature_text(definition)}


# --- arguments and results ---


def _given(run: Run, definition: FunctionDefinition, arguments: tuple[Any, ...]) -> Iterator[Any]:
    for parameter, argument in zip(definition.parameters, arguments, strict=True):
        facts = {"function": definition.name, "parameter": parameter.name, "value": shown(argument)}
        try:
            value = fitting(run.context, parameter.type, argument)
        except UnfitError as error:
            raise failed(run.context, (Problem(path="", code="function_argument", parameters=facts),)) from error
        if parameter.is_required and (value is None or value == []):
            raise failed(run.context, (Problem(path="", code="function_needs", parameters=facts),))
        yield value


def _returned(run: Run, definition: FunctionDefinition, result: Any) -> Any:
    if definition.result is None:
        return None
    try:
        return fitting(run.context, definition.result, result)
    except UnfitError as error:
        facts = {**_facts(definition), "value": shown(result)}
        raise failed(run.context, (Problem(path="", code="function_result", parameters=facts),)) from error


def shown(value: Any) -> str:
    """A value in short, for messages."""
    text = repr(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


# --- signatures ---


@functools.cache
def _takes_run(function: Callable[..., Any]) -> bool:
    return _RUN in inspect.signature(function).parameters


@functools.cache
def _is_as_declared(definition: FunctionDefinition, written: Callable[..., Any]) -> bool:
    """Whether names, order and types fit; what has no annotation takes and gives anything."""
    wanted, found = _signature(definition.function), _signature(written)
    takes = [each for each in found.parameters.values() if each.name != _RUN]
    if [each.name for each in takes] != [each.name for each in definition.parameters]:
        return False
    if any(each.kind in (each.KEYWORD_ONLY, each.VAR_KEYWORD, each.VAR_POSITIONAL) for each in takes):
        return False
    for parameter, taken in zip(definition.parameters, takes, strict=True):
        given = _members(wanted.parameters[parameter.name].annotation)
        if given is not None and parameter.is_required:
            given -= {type(None)}
        if not _is_within(given, _members(taken.annotation)):
            return False
    return _is_within(_members(found.return_annotation), _members(wanted.return_annotation))


def _signature(function: Callable[..., Any]) -> inspect.Signature:
    """With the types themselves, or without any where the names of types lead nowhere."""
    try:
        return inspect.signature(function, eval_str=True)
    except _UNREADABLE:
        plain = inspect.signature(function)
        parameters = [each.replace(annotation=inspect.Parameter.empty) for each in plain.parameters.values()]
        return plain.replace(parameters=parameters, return_annotation=inspect.Signature.empty)


def _is_within(narrow: frozenset[Any] | None, wide: frozenset[Any] | None) -> bool:
    """Whether every value of the one types is a value of the others."""
    return narrow is None or wide is None or narrow <= wide


def _members(annotation: Any) -> frozenset[Any] | None:
    """The types of a union; None for anything."""
    if annotation in (inspect.Parameter.empty, Any, object):
        return None
    if annotation is None:
        return frozenset({type(None)})
    if get_origin(annotation) in (Union, types.UnionType):
        return frozenset(get_args(annotation))
    return frozenset({annotation})
