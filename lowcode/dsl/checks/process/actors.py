"""Whether those who are to act have the role, and can see what they act on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.flows_approvals import ActorCannotRead, ActorCannotSeeField, NobodyHasRole
from lowcode.dsl.checks.process.people import roles_with
from lowcode.dsl.checks.process.signing import steps_of
from lowcode.dsl.checks.process.states import closed_states
from lowcode.dsl.checks.rights import Extent, Rights
from lowcode.dsl.symbols import ADMIN, EVERYONE, USER
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import process
from lowcode.ir import seeds as ir_seeds
from lowcode.ir.access import FieldRight, Verb
from lowcode.quick_dataclass import dataclass


def check_actors(application: app.Application, rights: Rights) -> Iterator[Problem]:
    """Everybody who is named by his role to sign, move, submit or press."""
    checker = _Actors(application, rights)
    yield from checker.of_flows()
    yield from checker.of_approvals()
    yield from checker.of_buttons()
    yield from checker.members()


@dataclass(frozen=True, slots=True)
class _Actors:
    application: app.Application
    rights: Rights

    def of_flows(self) -> Iterator[Problem]:
        for flow in self.application.flows:
            closed = closed_states(self.application, self.rights, flow)
            for transition in flow.transitions:
                if closed.intersection(transition.sources):
                    continue  # the state has been reported as a whole
                source = "any" if transition.is_from_any else ", ".join(transition.sources)
                what = f"`{source} -> {transition.target}`"
                yield from self._sees(transition.by, flow.entity, what, transition.asks)

    def of_approvals(self) -> Iterator[Problem]:
        for approval in self.application.approvals:
            yield from self._sees(approval.submitters, approval.entity, f"`approval {approval.name}`", ())
            for _, step in steps_of(approval):
                fields = tuple(dict.fromkeys((*approval.locked_fields, *step.edits)))
                yield from self._sees(step.signers, approval.entity, f"`step {step.name}`", fields, is_addressed=True)
                if step.escalation is not None:
                    what = f"`escalate` (`step {step.name}`)"
                    yield from self._sees(step.escalation.to, approval.entity, what, (), is_addressed=True)

    def of_buttons(self) -> Iterator[Problem]:
        for rule in self.application.rules:
            if isinstance(rule.trigger, process.OnButton) and rule.entity is not None:
                yield from self._sees(rule.trigger.by, rule.entity, f"`rule {rule.name}`", rule.trigger.asks)

    def _sees(
        self,
        audiences: Iterable[process.Audience],
        entity: str,
        what: str,
        fields: Iterable[str],
        *,
        is_addressed: bool = False,
    ) -> Iterator[Problem]:
        """Those to whom a role was given are addressed; to be permitted something, having it by inclusion is enough."""
        readers = tuple(self.rights.roles(entity, Verb.READ))
        for audience in audiences:
            if not isinstance(audience, process.RoleMembers) or audience.role == EVERYONE or not readers:
                continue  # a record that nobody reads is reported as such
            holders = (audience.role,) if is_addressed else roles_with(self.rights, audience.role)
            if all(self.rights.on_records(each, entity) is Extent.NEVER for each in holders):
                yield ActorCannotRead(span=audience.span, role=audience.role, what=what, entity=entity, readers=readers)
                continue
            for name in fields:
                block = self.rights.block(entity, name)
                if block is not None and all(self._is_hidden(each, entity, name) for each in holders):
                    yield ActorCannotSeeField(
                        span=audience.span, role=audience.role, what=what, field=name, block=block.span
                    )

    def _is_hidden(self, role: str, entity: str, field: str) -> bool:
        return self.rights.by_block(role, entity, field, FieldRight.READ) is Extent.NEVER

    def members(self) -> Iterator[Problem]:
        """Roles of signers that no user has: of `data`, or of `sample` where `data` has no users."""
        users = _users(self.application)
        if not users:
            return
        given = {role for roles in users.values() for role in roles}
        reported: set[str] = set()
        for approval in self.application.approvals:
            for _, step in steps_of(approval):
                named = [(f"`step {step.name}`", step.signers)]
                if step.escalation is not None:
                    named.append((f"`escalate` (`step {step.name}`)", step.escalation.to))
                for what, audiences in named:
                    for audience in audiences:
                        if not isinstance(audience, process.RoleMembers) or audience.role in (
                            ADMIN,
                            EVERYONE,
                            *reported,
                        ):
                            continue
                        if not given.intersection(roles_with(self.rights, audience.role)):
                            reported.add(audience.role)
                            yield NobodyHasRole(
                                span=audience.span, role=audience.role, what=what, users=tuple(users)[:5]
                            )


def _users(application: app.Application) -> dict[str, tuple[str, ...]]:
    """The users that the specification knows, with the roles that they were given."""
    for records in (application.data, application.samples):
        found = {each.handle or "…": _roles(dict(each.values)) for each in records if each.entity == USER}
        if found:
            is_sample = records is application.samples
            more = any(each.entity == USER for each in application.sample_counts)
            return {} if is_sample and more else found
    return {}


def _roles(values: dict[str, ir_seeds.SeedValue]) -> tuple[str, ...]:
    given = values.get("roles")
    items = given if isinstance(given, tuple) else (given,)
    return tuple(each.value for each in items if isinstance(each, ir.Literal) and isinstance(each.value, str))
