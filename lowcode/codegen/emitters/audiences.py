"""Whom a process addresses, as source: in definitions by functions of a record, in actions by values at hand."""

from __future__ import annotations

from collections.abc import Callable

from lowcode.codegen.emitters.process_functions import ProcessFunctions
from lowcode.codegen.python_source import Imports, call, literal, tuple_of
from lowcode.ir.expressions import Expression, FieldRead, Variable
from lowcode.ir.process import Address, Audience, ChosenBySubmitter, Leaders, People, RoleMembers
from lowcode.naming import identifier, shortened

DEFINITIONS = "lowcode.runtime.process_definitions"
_LONGEST_NAME = 60


def declared_audiences(
    audiences: tuple[Audience, ...], imports: Imports, functions: ProcessFunctions, origin: str
) -> str | None:
    """For a definition: `(Role("legal"), People(people_owner))`; None for nobody."""

    def function(expression: Expression) -> str:
        return functions.process_value(f"people_{_words(expression)}", expression, origin)

    return tuple_of([_declared(each, imports, function) for each in audiences]) if audiences else None


def _declared(audience: Audience, imports: Imports, function: Callable[[Expression], str]) -> str:
    match audience:
        case RoleMembers(role=role):
            return call(imports.name(DEFINITIONS, "Role"), literal(role))
        case People(expression=expression):
            return call(imports.name(DEFINITIONS, "People"), function(expression))
        case Leaders(expression=expression, levels=levels):
            shown = None if levels == 1 else repr(levels)
            return call(imports.name(DEFINITIONS, "Leaders"), function(expression), levels=shown)
        case ChosenBySubmitter(among=among):
            return call(
                imports.name(DEFINITIONS, "ChosenBySubmitter"), among=literal(among) if among is not None else None
            )
        case Address(expression=expression):
            return call(imports.name(DEFINITIONS, "Address"), function(expression))


def present_audiences(audiences: tuple[Audience, ...], imports: Imports, value: Callable[[Expression], str]) -> str:
    """For an action, where paths are answered on the spot: `(Role("legal"), c.owner, run.leaders(c.department))`."""
    return tuple_of([_present(each, imports, value) for each in audiences])


def _present(audience: Audience, imports: Imports, value: Callable[[Expression], str]) -> str:
    match audience:
        case RoleMembers(role=role):
            return call(imports.name(DEFINITIONS, "Role"), literal(role))
        case People(expression=expression) | Address(expression=expression):
            return value(expression)
        case Leaders(expression=expression, levels=levels):
            return call("run.leaders", value(expression), levels=None if levels == 1 else repr(levels))
        case ChosenBySubmitter():
            raise TypeError("nobody submits an action")


def _words(expression: Expression) -> str:
    """A name for the function that answers the path: `customer_owner`."""
    parts: list[str] = []
    while isinstance(expression, FieldRead):
        parts.append(identifier(expression.field))
        expression = expression.source
    words = "_".join(reversed(parts))
    if not words:
        words = expression.kind.value if isinstance(expression, Variable) else "found"
    return shortened(words, _LONGEST_NAME)
