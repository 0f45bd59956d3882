"""Who is behind an audience, as far as the specification tells."""

from __future__ import annotations

from collections.abc import Iterable

from lowcode.dsl.checks.process.shapes import shape_of, written
from lowcode.dsl.checks.rights import Extent, Rights
from lowcode.dsl.symbols import EVERYONE
from lowcode.ir import process
from lowcode.ir.access import Verb


def roles_with(rights: Rights, role: str) -> tuple[str, ...]:
    """The roles whose holders have this role: itself and those that include it."""
    roles = rights.application.roles
    return tuple(each.name for each in roles if role in (each.name, EVERYONE) or role in each.includes)


def may_read_records(rights: Rights, role: str, entity: str) -> bool:
    """Whether anybody with the role may read records of the entity at all."""
    return any(rights.on_records(each, entity) is not Extent.NEVER for each in roles_with(rights, role))


def can_anybody_act(rights: Rights, entity: str, audiences: Iterable[process.Audience]) -> bool:
    """Whether somebody among them may exist who can read the record: only then is there a button for him."""
    if rights.application.access_to(entity) is None:
        return True  # reported for the entity as a whole
    return any(
        may_read_records(rights, each.role, entity)
        if isinstance(each, process.RoleMembers)
        else bool(rights.roles(entity, Verb.READ))
        for each in audiences
    )


def is_same_audience(one: process.Audience, other: process.Audience) -> bool:
    """Whether both name the same people, wherever they were written."""
    return audience_key(one) == audience_key(other)


def audience_key(audience: process.Audience) -> str:
    """Equal for audiences that say the same."""
    match audience:
        case process.RoleMembers(role=role):
            return f"role {role}"
        case process.ChosenBySubmitter(among=among):
            return f"chosen {among}"
        case process.Leaders(expression=expression, levels=levels):
            return f"leaders {levels} {shape_of(expression)}"
        case process.People(expression=expression) | process.Address(expression=expression):
            return shape_of(expression)


def named(audience: process.Audience) -> str:
    """The audience as a person would write it."""
    match audience:
        case process.RoleMembers(role=role):
            return role
        case process.ChosenBySubmitter():
            return "chosen by submitter"
        case process.Leaders(expression=expression):
            return f"leader of {written(expression)}"
        case process.People(expression=expression) | process.Address(expression=expression):
            return written(expression)
