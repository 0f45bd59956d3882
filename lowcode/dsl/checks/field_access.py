"""Whether `field` blocks keep what they promise: nothing else in the specification may tell what a field holds."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.field_access import (
    CheckLeak,
    FieldLeak,
    GrantLeak,
    MaskWithoutEffect,
    RequiredNotWritable,
    RestrictedInTitle,
    ShownToNobody,
    UpdateWithoutRead,
)
from lowcode.dsl.checks.required import needs_value
from lowcode.dsl.checks.rights import Extent, Rights, is_same_condition
from lowcode.dsl.checks.storage import FieldKey, reads
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir.access import Access, FieldAccess, FieldGrant, FieldRight, Grant, Verb
from lowcode.ir.types import RecordType
from lowcode.ir.walking import walk
from lowcode.source import Span

_READ, _UPDATE, _MASKED = FieldRight.READ, FieldRight.UPDATE, FieldRight.MASKED


def check_field_access(application: app.Application, incomplete: AbstractSet[Span]) -> Iterator[Problem]:
    """Everything about rights on fields; nothing is concluded from what `incomplete` blocks lack."""
    rights = Rights(application)
    if not rights.has_blocks:
        return
    checker = _Checker(application, rights)
    for access in application.access:
        for block in access.fields:
            yield from checker.block(access.entity, block)
        yield from checker.conditions(access)
    for entity in application.entities:
        yield from checker.entity(entity)
    for view in application.views:
        yield from checker.view(view, incomplete)


@dataclass(frozen=True, slots=True)
class _Checker:
    application: app.Application
    rights: Rights

    def block(self, entity: str, block: FieldAccess) -> Iterator[Problem]:
        """Whether the lines of one block go together."""
        rights = self.rights
        for grant in block.grants:
            if grant.right is _UPDATE and rights.by_block(grant.role, entity, block.field, _READ) is Extent.NEVER:
                yield UpdateWithoutRead(span=grant.span, field=block.field, role=grant.role)
            if grant.right is _MASKED:
                for read in rights.lines(grant.role, entity, block.field, _READ):
                    if read.where is None:
                        yield MaskWithoutEffect(
                            span=grant.span, field=block.field, role=grant.role, reader=read.role, read=read.span
                        )
                        break
        definition = self.application.entity(entity).field_by_name.get(block.field)  # None if its type is unknown
        if definition is not None and needs_value(definition):
            for role in rights.roles(entity, Verb.CREATE):
                if rights.by_block(role, entity, block.field, _UPDATE) is Extent.NEVER:
                    yield RequiredNotWritable(span=definition.span, field=definition.name, role=role, block=block.span)

    def conditions(self, access: Access) -> Iterator[Problem]:
        """Whether conditions read only what the role may read that they are for."""
        grants: list[Grant | FieldGrant] = [*access.grants]
        grants += [grant for block in access.fields for grant in block.grants]
        for grant in grants:
            for entity, secret, block in self._secrets(grant.where):
                if self.rights.by_block(grant.role, entity, secret, _READ) is not Extent.ALWAYS:
                    yield GrantLeak(span=grant.span, role=grant.role, secret=secret, block=block.span)
                    break

    def entity(self, entity: app.Entity) -> Iterator[Problem]:
        """Whether the title and the rules of an entity keep what is restricted to themselves."""
        for owner, secret, block in self._secrets(entity.title):
            if self.rights.by_block("everyone", owner, secret, _READ) is not Extent.ALWAYS:
                yield RestrictedInTitle(span=entity.title.span, entity=entity.name, field=secret, block=block.span)
        for field in entity.fields:
            yield from self._field(entity, field)
        for check in entity.checks:
            for owner, secret, block in self._secrets(check.expression):
                yield from self._tried_out(entity, check.fields, check.span, (owner, secret), block)
        for field in entity.fields:
            yield from self._bounds(entity, field)

    def _bounds(self, entity: app.Entity, field: app.Field) -> Iterator[Problem]:
        """A limit that another field sets says where the value is, as a check would."""
        own = self.rights.block(entity.name, field.name)
        if own is None:
            return
        for bound in (field.minimum, field.maximum):
            if bound is not None:
                names = tuple(name for owner, name in reads(bound) if owner == entity.name)
                yield from self._tried_out(entity, names, bound.span, (entity.name, field.name), own)

    def _field(self, entity: app.Entity, field: app.Field) -> Iterator[Problem]:
        for part, expression in _parts(field):
            for owner, secret, block in self._secrets(expression):
                if (owner, secret) == (entity.name, field.name):
                    continue
                role = self._betrayed(entity, field, (owner, secret), block)
                if role is not None:
                    yield FieldLeak(
                        span=expression.span, field=field.name, part=part, secret=secret, role=role, block=block.span
                    )

    def _betrayed(self, entity: app.Entity, field: app.Field, secret: FieldKey, block: FieldAccess) -> str | None:
        """The first role that sees the field but may not read the secret that it tells about."""
        for role in self.application.roles:
            if self.rights.on_records(role.name, entity.name) is Extent.NEVER:
                continue
            if self._sees_more(role.name, entity, field, secret, block):
                return role.name
        return None

    def _sees_more(self, role: str, entity: app.Entity, field: app.Field, secret: FieldKey, block: FieldAccess) -> bool:
        """Whether the role sees the field for records whose secret it may not read."""
        rights = self.rights
        sights = [rights.by_block(role, entity.name, field.name, _READ)]
        if not _is_masked_whole(field):
            sights.append(rights.by_block(role, entity.name, field.name, _MASKED))
        if max(sights) is Extent.NEVER:
            return False
        allowed = rights.by_block(role, *secret, _READ)
        if allowed is Extent.ALWAYS:
            return False
        if allowed is Extent.NEVER or secret[0] != entity.name or max(sights) is Extent.ALWAYS:
            return True
        lines = [line for right in (_READ, _MASKED) for line in rights.lines(role, entity.name, field.name, right)]
        known = [each.where for each in rights.lines(role, entity.name, block.field, _READ)]
        return not all(any(is_same_condition(line.where, where) for where in known) for line in lines)

    def _tried_out(
        self, entity: app.Entity, names: tuple[str, ...], span: Span, secret: FieldKey, block: FieldAccess
    ) -> Iterator[Problem]:
        """Whether somebody can try out values of one of the fields `names` to learn about the secret."""
        roles = self.rights.roles(entity.name, Verb.UPDATE)
        if secret[0] != entity.name:
            roles |= self.rights.roles(entity.name, Verb.CREATE)
        for role in roles:
            if self.rights.by_block(role, *secret, _READ) is Extent.NEVER:
                changed = self._changeable(role, entity, names, secret[1])
                if changed is not None:
                    yield CheckLeak(span=span, secret=secret[1], field=changed, role=role, block=block.span)
                    return

    def _changeable(self, role: str, entity: app.Entity, names: tuple[str, ...], secret: str) -> str | None:
        for name in names:
            field = entity.field_by_name.get(name)
            if name == secret or field is None or field.computed is not None:
                continue
            if self.rights.by_block(role, entity.name, name, _UPDATE) is not Extent.NEVER:
                return name
        return None

    def view(self, view: app.View, incomplete: AbstractSet[Span]) -> Iterator[Problem]:
        """Whether everything that is shown can be seen by somebody."""
        reported: set[FieldKey] = set()
        entity = self.application.entity(view.entity)
        shown = [("list", column.path, column.span) for column in view.list.columns]
        shown += [("form", (name,), section.span) for section in view.form for name in section.fields]
        shown += [("page", (name,), view.span) for name in view.page]
        for part, path, span in shown:
            found = self._end_of(entity, path)
            block = self.rights.block(*found) if found is not None else None
            if found is None or block is None or found in reported or block.span in incomplete:
                continue
            if any(each.right is _UPDATE for each in block.grants):
                continue  # whoever may change it may read it, or that is reported
            if not any(self._may_see(role.name, *found) for role in self.application.roles):
                reported.add(found)
                yield ShownToNobody(span=span, field=".".join(path), part=part, block=block.span)

    def _may_see(self, role: str, entity: str, field: str) -> bool:
        if self.rights.on_records(role, entity) is Extent.NEVER:
            return False
        return any(self.rights.by_block(role, entity, field, right) is not Extent.NEVER for right in (_READ, _MASKED))

    def _end_of(self, entity: app.Entity, path: tuple[str, ...]) -> FieldKey | None:
        for name in path[:-1]:
            kind = entity.field_by_name[name].type if name in entity.field_by_name else None
            if not isinstance(kind, app.ReferenceFieldType):
                return None
            entity = self.application.entity(kind.entity)
        return entity.name, path[-1]

    def _secrets(self, expression: ir.Expression | None) -> Iterator[tuple[str, str, FieldAccess]]:
        """The restricted fields that an expression reads, each once."""
        if expression is None:
            return
        found = [*reads(expression), *(key for each in walk(expression) for key in self._walked(each))]
        for entity, name in dict.fromkeys(found):
            block = self.rights.block(entity, name)
            if block is not None:
                yield entity, name, block

    def _walked(self, expression: ir.Expression) -> Iterator[FieldKey]:
        """What `x within y` follows beside its operands."""
        if isinstance(expression, ir.IsWithin) and isinstance(expression.operand.type, RecordType):
            yield expression.operand.type.entity, expression.parent_field


def _parts(field: app.Field) -> Iterator[tuple[str, ir.Expression]]:
    """The rules of a field whose outcome is seen by whoever sees the field."""
    conditions = (("visible", field.visible), ("required", field.required), ("readonly", field.readonly))
    for part, condition in conditions:
        if condition is not None and condition.when is not None:
            yield part, condition.when
    for part, expression in (
        ("=", field.computed.expression if field.computed is not None else None),
        ("default", field.default),
        ("min", field.minimum),
        ("max", field.maximum),
        ("options where", field.options_where),
    ):
        if expression is not None:
            yield part, expression


def _is_masked_whole(field: app.Field) -> bool:
    """Whether the masked form of the field is the same for every value."""
    return not isinstance(field.type, app.ScalarType) or not FIELD_TYPES[field.type.kind].is_masked_in_part
