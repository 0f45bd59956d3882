"""Who may do what in the end: the grants of a role and of all that it includes, before and after."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple

from lowcode.diagnostics.problem import Wording
from lowcode.differences.changes import Change, Sign, Subject
from lowcode.differences.comparing import Comparer
from lowcode.differences.essence import essence
from lowcode.differences.side import Scope, Side
from lowcode.differences.speaking import NONE, Speaker
from lowcode.differences.vocabulary import wording
from lowcode.differences.words.keywords import MEMBERS
from lowcode.ir.access import FieldAccess, FieldRight, Verb
from lowcode.ir.changes import Kind as ChangedKind
from lowcode.ir.expressions import Expression
from lowcode.quick_dataclass import dataclass

EVERYONE = "everyone"
_ALL_RECORDS = wording("全部记录", "all records")
_WHERE = wording("{said}（{where}）", "{said} ({where})")
_OR = wording("，或 ", ", or ")
_NONE, _SOME, _ALL = (0,), (1,), (2,)
_RIGHTS = wording("权限", "rights")
_FIELD_RIGHTS = wording("字段权限", "rights on a field")


@dataclass(frozen=True, slots=True)
class Reach:
    """On which records somebody may do something."""

    key: Hashable
    text: str
    ranks: tuple[int, ...]
    """How far each right reaches: 0 nowhere, 1 to some records, 2 to all."""


class _Role(NamedTuple):
    """A role by its names on both sides; None: it is not there."""

    old: str | None
    new: str | None
    label: str


_Question = Callable[[_Role], tuple[Reach, Reach]]
"""What a role reaches before and after."""


@dataclass(frozen=True, slots=True)
class _Viewpoint:
    """One side's rights on one entity; None: there is no such entity."""

    side: Side
    entity: str | None

    @property
    def scope(self) -> Scope:
        return Scope(entity=self.entity)

    def included(self, role: str) -> frozenset[str]:
        """The roles whose grants `role` (by its name on this side) has."""
        found = next((each for each in self.side.application.roles if each.name == role), None)
        return frozenset((*(found.includes if found is not None else ()), EVERYONE))

    def reach(self, role: str | None, verb: Verb) -> Reach:
        """On which records the role may do `verb`."""
        access = self.side.application.access_to(self.entity) if self.entity is not None else None
        if access is None or role is None:
            return self._reach(())
        roles = self.included(role)
        return self._reach(each.where for each in access.grants if each.role in roles and verb in each.verbs)

    def field_reach(self, role: str | None, field: str) -> Reach:
        """What the role may do with a field of the records that it reaches."""
        access = self.side.application.access_to(self.entity) if self.entity is not None else None
        block = access.to_field(field) if access is not None else None
        reaches = {right: self._within(role, field, right, block) for right in FieldRight}
        parts = [self._right(right, reach) for right, reach in reaches.items() if any(reach.ranks)]
        return Reach(
            tuple((right, reach.key) for right, reach in reaches.items()),
            Speaker(self.side).joined(iter(parts)) or self._word(NONE),
            tuple(rank for reach in reaches.values() for rank in reach.ranks),
        )

    def _within(self, role: str | None, field: str, right: FieldRight, block: FieldAccess | None) -> Reach:
        """One right on a field: nobody has it on records that he does not reach; without a block it is the record's."""
        verb = Verb.UPDATE if right is FieldRight.UPDATE else Verb.READ
        is_there = self.side.field(self.entity, field) is not None
        if role is None or not is_there or not any(self.reach(role, verb).ranks):
            return self._reach(())
        if block is None:
            return self._reach(() if right is FieldRight.MASKED else (None,))
        roles = self.included(role)
        return self._reach(each.where for each in block.grants if each.role in roles and each.right is right)

    def _right(self, right: FieldRight, reach: Reach) -> str:
        said = self._word(MEMBERS[right])
        return said if reach.ranks == _ALL else _WHERE.text(self.side.language, {"said": said, "where": reach.text})

    def _reach(self, conditions: Iterable[Expression | None]) -> Reach:
        found = tuple(conditions)
        if not found:
            return Reach("none", self._word(NONE), _NONE)
        if None in found:
            return Reach("all", self._word(_ALL_RECORDS), _ALL)
        keys = {essence(self.side, each, self.scope): each for each in found}
        texts = [Speaker(self.side).said(each, self.scope) for each in keys.values()]
        return Reach(frozenset(keys), self._word(_OR).join(texts), _SOME)

    def _word(self, text: Wording) -> str:
        return text.text(self.side.language, {})


def rights_changes(comparer: Comparer, old: str | None, new: str | None) -> Iterator[Change]:
    """Who gains and who loses on an entity, by its names on both sides."""
    before, after = _Viewpoint(comparer.old, old), _Viewpoint(comparer.new, new)
    roles = list(_roles(comparer))
    by_roles: dict[tuple[tuple[str, ...], Reach, Reach], list[str]] = {}
    for verb in Verb:
        for was, becomes, labels in _grouped(roles, _asking(before, after, verb)):
            by_roles.setdefault((labels, was, becomes), []).append(comparer.after.word(MEMBERS[verb]))
    for (labels, was, becomes), verbs in by_roles.items():
        subject = Subject(comparer.after.word(_RIGHTS), comparer.after.joined(iter(labels)), "")
        yield _change((subject,), comparer.after.joined(iter(verbs)), was, becomes)
    yield from _field_changes(comparer, before, after, roles)


def _asking(before: _Viewpoint, after: _Viewpoint, verb: Verb) -> _Question:
    return lambda role: (before.reach(role.old, verb), after.reach(role.new, verb))


def _asking_about_field(before: _Viewpoint, after: _Viewpoint, old: str, new: str) -> _Question:
    return lambda role: (before.field_reach(role.old, old), after.field_reach(role.new, new))


def _field_changes(comparer: Comparer, before: _Viewpoint, after: _Viewpoint, roles: list[_Role]) -> Iterator[Change]:
    for was_named, named in _restricted(comparer, before, after):
        for was, becomes, labels in _grouped(roles, _asking_about_field(before, after, was_named, named)):
            field = comparer.new.field(after.entity, named)
            label = comparer.new.label(field.label) if field is not None else named
            joined = comparer.after.joined(iter(labels))
            trail = (Subject(comparer.after.word(_FIELD_RIGHTS), label, named), Subject("", joined, ""))
            yield _change(trail, "", was, becomes)


def _restricted(comparer: Comparer, before: _Viewpoint, after: _Viewpoint) -> list[tuple[str, str]]:
    """The fields with a block on either side that are there on both, or new, by both names."""
    later = comparer.old.renamed
    found: dict[str, str] = {}
    for viewpoint in (before, after):
        access = viewpoint.side.application.access_to(viewpoint.entity) if viewpoint.entity is not None else None
        for block in access.fields if access is not None else ():
            is_old = viewpoint is before
            name = later.field(viewpoint.entity, block.field) if is_old else block.field
            if (viewpoint.entity or "", block.field) not in viewpoint.side.watching:
                found.setdefault(name, block.field if is_old else _former(comparer, before, name))
    return [(old, new) for new, old in found.items() if comparer.new.field(after.entity, new) is not None]


def _former(comparer: Comparer, before: _Viewpoint, name: str) -> str:
    entity = comparer.old.entity(before.entity)
    fields = entity.fields if entity is not None else ()
    later = comparer.old.renamed
    return next((each.name for each in fields if later.field(before.entity, each.name) == name), name)


def _roles(comparer: Comparer) -> Iterator[_Role]:
    """Every role by its name before and after, with its label."""
    later = comparer.old.renamed
    old = {later.name(ChangedKind.ROLE, each.name): each for each in comparer.old.application.roles}
    for role in comparer.new.application.roles:
        former = old.pop(role.name, None)
        yield _Role(former.name if former is not None else None, role.name, comparer.new.label(role.label))
    for role in old.values():
        yield _Role(role.name, None, comparer.old.label(role.label))


def _grouped(roles: list[_Role], question: _Question) -> Iterator[tuple[Reach, Reach, tuple[str, ...]]]:
    """What differs, once for all roles that it is the same for."""
    groups: dict[tuple[Reach, Reach], list[str]] = {}
    for role in roles:
        was, becomes = question(role)
        if was.key != becomes.key:
            groups.setdefault((was, becomes), []).append(role.label)
    for (was, becomes), labels in groups.items():
        yield was, becomes, tuple(labels)


def _change(trail: tuple[Subject, ...], what: str, was: Reach, becomes: Reach) -> Change:
    steps = [after - before for before, after in zip(was.ranks, becomes.ranks, strict=True)]
    sign = Sign.CHANGED
    if any(steps) and min(steps) >= 0:
        sign = Sign.ADDED
    elif any(steps) and max(steps) <= 0:
        sign = Sign.REMOVED
    return Change(sign, trail, what, was.text, becomes.text)
