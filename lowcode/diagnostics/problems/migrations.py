"""LC60x and LC63x: changes that the database cannot follow without a word in the specification."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Wording
from lowcode.quick_dataclass import dataclass

_ROLE, _STEP = "role", "step"
_ROLE_GONE = Wording(
    en="the role `{option}` is no longer in the spec, but users may have it",
    zh="规格中不再有角色 `{option}`，但可能有用户拥有它",
)
_ANOTHER_NEEDED = Wording(
    en='say what they get, for they must have something: `drop {word} to … "why"`',
    zh='请说明它们改为什么（这些记录必须有值）：`drop {word} to … "原因"`',
)
_ROLE_PERHAPS_RENAMED = Wording(
    en="the role `{old}` is gone and `{new}` is new: is `{new}` what `{old}` was?",
    zh="角色 `{old}` 已删除，`{new}` 是新的：`{new}` 就是原来的 `{old}` 吗？",
)
_STEP_RENAMED_OR_GONE = Wording(
    en='if so, write `was {old}` at `{new}`; if not, `drop {word} "why"`, or with `to` where its requests go on',
    zh='若是，请在 `{new}` 处写 `was {old}`；若不是，请写 `drop {word} "原因"`，或用 `to` 指定申请转到的环节',
)


def _dropped(kind: str, owner: str, name: str) -> str:
    """What a `drop` of it says: `option Source.expo`, `role boss`."""
    return f"{kind} {name}" if kind == _ROLE else f"{kind} {owner}.{name}"


@dataclass(frozen=True, kw_only=True)
class EntityGone(Problem):
    """An entity or a sub-table is gone, and nothing says that this is meant, while its table may hold records.

    lowcode never takes data out of an app without a word. With `drop` the records leave the app and are kept in an
    archive table, from which they can be had back.

    Example:
        drop entity Fax "nobody sends any more"     # the entity Fax is no longer declared

    How to fix: Put the declaration back, or say `drop entity`; for another name write `was` at the entity that it is
    called now.
    """

    entity: str
    word: str
    """What a `drop` of it says: `entity Fax`, `field Order.lines`."""

    code = "LC601"
    message = Wording(
        en="`{entity}` is no longer in the spec, but its table may hold records",
        zh="规格中不再有 `{entity}`，但它的数据表中可能有记录",
    )
    help = Wording(
        en='to keep its records in an archive: `drop {word} "why"`; to keep it: put it back',
        zh='若要将记录存入归档表：`drop {word} "原因"`；若要保留：请恢复原样',
    )


@dataclass(frozen=True, kw_only=True)
class FieldGone(Problem):
    """A field is gone, and nothing says that this is meant, while records may have values in it.

    With `drop` the values leave the app and are kept in an archive table, from which they can be had back.

    Example:
        drop field Customer.fax "nobody has one"    # the field is no longer declared

    How to fix: Put the field back (`hidden` takes it off all pages), or say `drop field`; for another name write `was`.
    """

    entity: str
    field: str

    code = "LC602"
    message = Wording(
        en="`{entity}` no longer has the field `{field}`, but records may have values in it",
        zh="`{entity}` 不再有字段 `{field}`，但记录中可能有它的值",
    )
    help = Wording(
        en='to keep its values in an archive: `drop field {entity}.{field} "why"`; to keep it: put it back',
        zh='若要将值存入归档表：`drop field {entity}.{field} "原因"`；若要保留：请恢复该字段',
    )


@dataclass(frozen=True, kw_only=True)
class TypeNotConvertible(Problem):
    """The values of a field cannot become values of its new type by themselves: there is no one way to do it.

    `from` says what each record gets, in terms of the field's old value (under its own name) and of the others.

    Example:
        entity Task { effort: int from if effort == small then 1 else 5 }    # was: effort: one of (small, large)

    How to fix: Say with `from` what becomes of the values, or give the new field another name and `drop` the old one.
    """

    entity: str
    field: str

    is_list: bool = False
    """Whether one of the types is that of lists or files, which no expression gives."""

    code = "LC603"
    message = Wording(
        en="the values of `{entity}.{field}` cannot become values of its new type by themselves",
        zh="`{entity}.{field}` 的值无法自动转换为新类型",
    )
    help = Wording(
        en="say with `from` what each record gets, or give the new field another name and `drop` the old one",
        zh="请用 `from` 说明每条记录得到什么值，或为新字段另取名称并用 `drop` 删除旧字段",
    )

    def help_wording(self) -> Wording | None:
        """Lists cannot be had from an expression."""
        if not self.is_list:
            return self.help
        return Wording(
            en="give the new field another name and `drop` the old one",
            zh="请为新字段另取名称并用 `drop` 删除旧字段",
        )


@dataclass(frozen=True, kw_only=True)
class PartsLost(Problem):
    """The new type holds less than the old one: a part of every value would be lost.

    It has to be said with `from`. The values as they were are kept in an archive table then.

    Example:
        entity Visit { at: date from date(at) }     # was: at: datetime

    How to fix: Write `from` with the expression that you mean, or keep the type.
    """

    entity: str
    field: str
    proposal: str
    """An expression."""

    code = "LC604"
    message = Wording(
        en="the new type of `{entity}.{field}` holds less than the old one: a part of each value would be lost",
        zh="`{entity}.{field}` 的新类型比原来容纳得少：每个值都会丢失一部分",
    )
    help = Wording(
        en="say that it is meant: `from {proposal}`; the values as they were are kept in an archive",
        zh="若确实如此，请写 `from {proposal}`；原来的值会存入归档表",
    )


@dataclass(frozen=True, kw_only=True)
class RequiredFieldAdded(Problem):
    """A new required field in an entity that was there: records that are there would have no value.

    Example:
        entity Customer { phone: phone required }   # new field; Customer had records before

    How to fix: Say with `from` what records that are there get, give the field a `default` that is a constant, or write
    `required when true`: people must fill it in, records that are there keep it empty until then.
    """

    entity: str
    field: str

    code = "LC605"
    message = Wording(
        en="the new field `{entity}.{field}` is required, but records that are there have no value for it",
        zh="新字段 `{entity}.{field}` 为必填，但已有记录没有它的值",
    )
    help = Wording(
        en="say with `from` what they get, give it a constant `default`, or write `required when true`",
        zh="请用 `from` 说明它们得到什么值，或给出常量 `default`，或写 `required when true`",
    )


@dataclass(frozen=True, kw_only=True)
class ReferenceChanged(Problem):
    """A reference leads to another entity now. Which record of the new one stands for which of the old is not known.

    Example:
        entity Contact { owner: Employee from first(Employee.…) }   # was: owner: User

    How to fix: Say with `from` which record each one gets, or give the new reference another name and `drop` the old
    one.
    """

    entity: str
    field: str
    old: str
    new: str

    code = "LC606"
    message = Wording(
        en="`{entity}.{field}` led to `{old}` and leads to `{new}` now: which record stands for which is not known",
        zh="`{entity}.{field}` 原来引用 `{old}`，现在引用 `{new}`：无法得知记录之间的对应关系",
    )
    help = Wording(
        en="say it with `from`, or give the new reference another name and `drop` the old one",
        zh="请用 `from` 说明，或为新的引用另取名称并用 `drop` 删除旧的",
    )


@dataclass(frozen=True, kw_only=True)
class SnapshotUnreadable(Problem):
    """`.lowcode/schema.json` of the generated project is damaged, so nobody knows what its migrations lead to.

    Example:
        A merge left `<<<<<<<` in `generated/crm/.lowcode/schema.json`.

    How to fix: Take the file from version control.
    """

    reason: str

    code = "LC607"
    message = Wording(
        en="`.lowcode/schema.json` of the generated project cannot be read: {reason}",
        zh="无法读取生成项目的 `.lowcode/schema.json`：{reason}",
    )
    help = Wording(en="restore the file from version control", zh="请从版本库恢复该文件")


@dataclass(frozen=True, kw_only=True)
class EntityPerhapsRenamed(Problem):
    """One entity is gone and another with much the same fields is new: is it the same under another name?

    If it is, `was` keeps its records, their history and everything that belongs to them. If not, `drop` says so.

    Example:
        entity Customer { was Client; name: text }  # was: entity Client { name: text }

    How to fix: Write `was` at the new entity, or `drop entity` with the reason.
    """

    old: str
    new: str
    word: str = "entity"
    """What is dropped otherwise: an entity, or the field with the rows of a sub-table."""

    code = "LC630"
    message = Wording(
        en="`{old}` is gone and `{new}` is new: is `{new}` what `{old}` was?",
        zh="`{old}` 已删除，`{new}` 是新的：`{new}` 就是原来的 `{old}` 吗？",
    )
    help = Wording(
        en='if so, write `was {old}` in `{new}`; if not, `drop {word} {old} "why"` keeps its records in an archive',
        zh='若是，请在 `{new}` 中写 `was {old}`；若不是，`drop {word} {old} "原因"` 会将其记录存入归档表',
    )


@dataclass(frozen=True, kw_only=True)
class FieldPerhapsRenamed(Problem):
    """One field is gone and another of a like type is new in the same entity: is it the same under another name?

    If it is, `was` keeps its values. If not, `drop` says so, and the values are kept in an archive table.

    Example:
        entity Customer { mobile: phone was phone }     # was: phone: phone

    How to fix: Write `was` at the new field, or `drop field` with the reason.
    """

    entity: str
    old: str
    new: str

    code = "LC631"
    message = Wording(
        en="`{entity}.{old}` is gone and `{entity}.{new}` is new: is `{new}` what `{old}` was?",
        zh="`{entity}.{old}` 已删除，`{entity}.{new}` 是新的：`{new}` 就是原来的 `{old}` 吗？",
    )
    help = Wording(
        en=(
            "if so, write `was {old}` at `{new}`;"
            ' if not, `drop field {entity}.{old} "why"` keeps its values in an archive'
        ),
        zh='若是，请在 `{new}` 处写 `was {old}`；若不是，`drop field {entity}.{old} "原因"` 会将其值存入归档表',
    )


@dataclass(frozen=True, kw_only=True)
class OptionGone(Problem):
    """An option of a choice, a state of a flow or a role is gone, but records may have it.

    `drop option … to other` gives them another one; without `to` they become empty. What they had is kept in an
    archive table.

    Example:
        drop option Source.expo to web "merged"

    How to fix: Put the option back, or say `drop option` (`drop role`) and what records get instead.
    """

    choice: str
    option: str
    kind: str
    """What `drop` calls it: `option`, `role`."""
    needs_another: bool = False
    """Whether the records must have something: a state, a field that is required."""

    code = "LC632"
    message = Wording(
        en="`{choice}` no longer has `{option}`, but records may have it",
        zh="`{choice}` 不再有 `{option}`，但记录中可能有它",
    )
    help = Wording(
        en='say what they get: `drop {word} to … "why"`, or without `to`: nothing',
        zh='请说明它们改为什么：`drop {word} to … "原因"`；不写 `to` 则为空',
    )

    def message_wording(self) -> Wording:
        """Roles are of no choice that anybody has written."""
        return _ROLE_GONE if self.kind == _ROLE else self.message

    def help_wording(self) -> Wording:
        """Nothing is offered that would be refused."""
        return _ANOTHER_NEEDED if self.needs_another else self.help

    def facts(self) -> dict[str, object]:
        """With what a `drop` of it says."""
        return {**super().facts(), "word": _dropped(self.kind, self.choice, self.option)}


@dataclass(frozen=True, kw_only=True)
class OptionPerhapsRenamed(Problem):
    """One option is gone and another is new in the same choice: is it the same under another name?

    If it is, `was` gives the new name to all records that have it. If not, `drop` says what they get. The same is
    asked about roles, states of a flow, and steps of an approval, which requests may be waiting at.

    Example:
        choice Source { web was site }      # was: choice Source { site }

    How to fix: Write `was` at the new one, or `drop option` (`drop role`, `drop step`) with the reason.
    """

    choice: str
    old: str
    new: str
    kind: str
    """What `drop` calls it: `option`, `role`, `step`."""

    code = "LC633"
    message = Wording(
        en="`{old}` of `{choice}` is gone and `{new}` is new: is `{new}` what `{old}` was?",
        zh="`{choice}` 的 `{old}` 已删除，`{new}` 是新的：`{new}` 就是原来的 `{old}` 吗？",
    )
    help = Wording(
        en='if so, write `was {old}` at `{new}`; if not, `drop {word} to … "why"`',
        zh='若是，请在 `{new}` 处写 `was {old}`；若不是，请写 `drop {word} to … "原因"`',
    )

    def message_wording(self) -> Wording:
        """Roles are of no choice that anybody has written."""
        return _ROLE_PERHAPS_RENAMED if self.kind == _ROLE else self.message

    def help_wording(self) -> Wording:
        """A step needs no other one in its place."""
        return _STEP_RENAMED_OR_GONE if self.kind == _STEP else self.help

    def facts(self) -> dict[str, object]:
        """With what a `drop` of it says."""
        return {**super().facts(), "word": _dropped(self.kind, self.choice, self.old)}


@dataclass(frozen=True, kw_only=True)
class ApprovalGone(Problem):
    """An approval is gone, but requests may be running.

    With `drop` they are withdrawn, with the reason as a note; what was decided stays on the records.

    Example:
        drop approval BigDeal "no longer needed"

    How to fix: Put the approval back, or say `drop approval`; for another name write `was` at the one that it is called
    now.
    """

    approval: str

    code = "LC634"
    message = Wording(
        en="the approval `{approval}` is no longer in the spec, but requests may be running",
        zh="规格中不再有审批 `{approval}`，但可能有正在进行的申请",
    )
    help = Wording(
        en='to withdraw them: `drop approval {approval} "why"`; for another name: `was {approval}` at the new one',
        zh='若要撤回它们：`drop approval {approval} "原因"`；若已改名：请在新的审批处写 `was {approval}`',
    )


@dataclass(frozen=True, kw_only=True)
class FlowPerhapsRenamed(Problem):
    """One flow of an entity is gone and another is new: is it the same under another name?

    If it is, `was` keeps how long records have been in their states, and the timers that run. If not, `drop flow` says
    so: timers are cancelled, records begin their stay anew.

    Example:
        flow Pipeline was SalesFlow for Opportunity { … }

    How to fix: Write `was` at the new flow, or `drop flow` with the reason.
    """

    old: str
    new: str

    code = "LC635"
    message = Wording(
        en="the flow `{old}` is gone and `{new}` is new: is `{new}` what `{old}` was?",
        zh="流程 `{old}` 已删除，`{new}` 是新的：`{new}` 就是原来的 `{old}` 吗？",
    )
    help = Wording(
        en='if so, write `was {old}` at `{new}`; if not, `drop flow {old} "why"` cancels what waits',
        zh='若是，请在 `{new}` 处写 `was {old}`；若不是，`drop flow {old} "原因"` 会取消等待中的事项',
    )


PROBLEMS: tuple[type[Problem], ...] = (
    EntityGone,
    FieldGone,
    TypeNotConvertible,
    PartsLost,
    RequiredFieldAdded,
    ReferenceChanged,
    SnapshotUnreadable,
    EntityPerhapsRenamed,
    FieldPerhapsRenamed,
    OptionGone,
    OptionPerhapsRenamed,
    ApprovalGone,
    FlowPerhapsRenamed,
)
