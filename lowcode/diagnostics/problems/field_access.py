"""LC81x: rights on fields. Part of the family `access`."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Related, Severity, Wording
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

_BLOCK = Wording(en="`{field}` is restricted here", zh="`{field}` 在此处设置了字段权限")


@dataclass(frozen=True, kw_only=True)
class FieldRoleTwice(Problem):
    """A role gets the same right on a field twice, and one of the two lines says it without a condition.

    Only the line without a condition has an effect. Two lines with conditions are fine: they add up.

    Example:
        access Customer {
          sales read
          field revenue { read sales; read sales where owner == me }
        }

    How to fix: Delete one of the two.
    """

    field: str
    role: str
    right: str
    other: Span

    code = "LC810"
    message = Wording(en="`{role}` may `{right}` `{field}` already", zh="`{role}` 已可 `{right}` 字段 `{field}`")
    help = Wording(
        en="delete one of the two lines: a line without a condition covers the other",
        zh="请删除其中一行：不带条件的一行已包含另一行",
    )

    def related(self) -> tuple[Related, ...]:
        """The other line."""
        return (Related(self.other, Wording(en="said here", zh="已在此处声明")),)


@dataclass(frozen=True, kw_only=True)
class RightDoesNotFit(Problem):
    """A field cannot have this right.

    What is computed, numbered by the app, or a list of records that point here is changed by nobody through this
    field. Lists of records and options are seen or not seen; there is no masked form of them.

    Example:
        entity Order { price: money; total: money = price * 2 }
        access Order { everyone all; field total { read everyone; update everyone } }

    How to fix: Delete the line; restrict the fields that the value comes from.
    """

    field: str
    right: str

    code = "LC811"
    message = Wording(en="`{right}` does not apply to `{field}`", zh="`{right}` 不适用于字段 `{field}`")

    def help_wording(self) -> Wording | None:
        """Why not."""
        return _NOT_FITTING.get(self.right)


_NOT_FITTING = {
    "update": Wording(
        en="its value is computed or given by the app: restrict the fields that it comes from",
        zh="它的值由系统计算或生成，请限制其来源字段",
    ),
    "masked": Wording(
        en="lists have no masked form: give the roles `read`, or leave them out",
        zh="列表类字段没有脱敏形式：请授予 `read`，或不列出这些角色",
    ),
}


@dataclass(frozen=True, kw_only=True)
class UpdateWithoutRead(Problem):
    """A role may change a field that it may never read.

    Whoever cannot see a value cannot know what he overwrites, and no form would show him the field.

    Example:
        role sales; role finance
        access Customer { sales, finance all; field revenue { read finance; update sales } }

    How to fix: Add the role to `read`, or take it out of `update`.
    """

    field: str
    role: str

    code = "LC812"
    message = Wording(en="`{role}` may change `{field}` but not read it", zh="`{role}` 可修改 `{field}` 却不能查看")
    help = Wording(
        en="add `read {role}` to the block of `{field}`, or take `{role}` out of `update`",
        zh="请在 `{field}` 的权限中加上 `read {role}`，或从 `update` 中去掉 `{role}`",
    )


@dataclass(frozen=True, kw_only=True)
class MaskWithoutEffect(Problem):
    """A role is to see a field masked, but reads it in full anyhow.

    Rights add up: who has a role that reads the field reads it, whatever his other roles are.

    Example:
        role support
        access Contact { support read; field mobile { read everyone; masked for support } }

    How to fix: Take the role that reads the field out of `read`, or the other out of `masked for`.
    """

    field: str
    role: str
    reader: str
    read: Span

    code = "LC813"
    message = Wording(
        en="`masked for {role}` has no effect: `{role}` reads `{field}` in full",
        zh="`masked for {role}` 不起作用：`{role}` 可完整查看 `{field}`",
    )
    help = Wording(
        en="rights add up; `{role}` reads it as `{reader}`: take `{reader}` out of `read`"
        " or `{role}` out of `masked for`",
        zh="权限取并集，`{role}` 作为 `{reader}` 可以查看：请从 `read` 去掉 `{reader}`，"
        "或从 `masked for` 去掉 `{role}`",
    )

    def related(self) -> tuple[Related, ...]:
        """The line that gives the whole value."""
        return (Related(self.read, Wording(en="`{reader}` reads it here", zh="`{reader}` 在此处获得查看权限")),)


@dataclass(frozen=True, kw_only=True)
class RestrictedInTitle(Problem):
    """The title of a record shows a field that not everybody may read.

    Titles stand wherever a record is mentioned: in references, searches, messages, the history. They are the same for
    everybody, so that whoever comes across one would read the field.

    Example:
        role boss
        entity Deal { name: text; price: money; title "{name} {price}" }
        access Deal { everyone read; field price { read boss } }

    How to fix: Leave the field out of `title`, or let `everyone` read it.
    """

    entity: str
    field: str
    block: Span

    code = "LC814"
    message = Wording(
        en="the title of `{entity}` shows `{field}`, which not everybody may read",
        zh="`{entity}` 的标题包含并非人人可见的字段 `{field}`",
    )
    help = Wording(
        en="leave `{field}` out of the title, or choose another field with `title`",
        zh="请不要在标题中使用 `{field}`，或用 `title` 指定其他字段",
    )

    def related(self) -> tuple[Related, ...]:
        """The block of the field."""
        return (Related(self.block, _BLOCK),)


@dataclass(frozen=True, kw_only=True)
class FieldLeak(Problem):
    """A field shows something about another one to people who may not read that other one.

    A computed value, a default, a limit or a condition (`visible when`, `options where` …) that reads a restricted
    field tells about its value. So a field with such a rule must be restricted at least as much.

    Example:
        role boss
        entity Customer { name: text; revenue: money; is_large: bool = revenue > 1_000_000 }
        access Customer { everyone read; field revenue { read boss } }

    How to fix: Restrict the field that reads the other: `field is_large { read boss }`, or do not read it there.
    """

    field: str
    part: str
    secret: str
    role: str
    block: Span

    code = "LC815"
    message = Wording(
        en="`{field}` tells `{role}` about `{secret}`, which `{role}` may not read",
        zh="`{field}` 会向 `{role}` 透露其无权查看的 `{secret}`",
    )
    help = Wording(
        en="give `{field}` a `field` block without `{role}`, let `{role}` read `{secret}`,"
        " or do not read it in `{part}`",
        zh="请为 `{field}` 设置不含 `{role}` 的字段权限，或允许 `{role}` 查看 `{secret}`，或不在 `{part}` 中读取它",
    )

    def related(self) -> tuple[Related, ...]:
        """The block of the field that is read."""
        return (Related(self.block, Wording(en="`{secret}` is restricted here", zh="`{secret}` 在此处设置了字段权限")),)


@dataclass(frozen=True, kw_only=True)
class GrantLeak(Problem):
    """A condition of `access` reads a field that the role may not read.

    Which records somebody sees then tells him what the field holds.

    Example:
        role sales; role boss
        access Customer { sales read where revenue < 1_000; boss read; field revenue { read boss } }

    How to fix: Use another condition, or let the role read the field.
    """

    role: str
    secret: str
    block: Span

    code = "LC816"
    message = Wording(
        en="what `{role}` may do depends on `{secret}`, which `{role}` may not read",
        zh="`{role}` 的权限取决于其无权查看的 `{secret}`",
    )
    help = Wording(
        en="which records he sees would tell him its value: use another condition, or add `read {role}` to the block",
        zh="可见的记录会透露该字段的值：请换一个条件，或在字段权限中加上 `read {role}`",
    )

    def related(self) -> tuple[Related, ...]:
        """The block of the field that is read."""
        return (Related(self.block, Wording(en="`{secret}` is restricted here", zh="`{secret}` 在此处设置了字段权限")),)


@dataclass(frozen=True, kw_only=True)
class CheckLeak(Problem):
    """A check compares a field that somebody may not read with one that he may change.

    By trying out values he can find where the check begins to refuse, and so learn about the field. The check holds
    all the same; this is a warning.

    Example:
        role sales; role boss
        entity Offer { price: money; cost: money; check price > cost "Too cheap" }
        access Offer { sales, boss all; field cost { read boss; update boss } }

    How to fix: Restrict changes of the other field, too, or let the role read the field.
    """

    secret: str
    field: str
    role: str
    block: Span

    code = "LC817"
    severity = Severity.WARNING
    message = Wording(
        en="by trying values of `{field}`, `{role}` can find out about `{secret}`",
        zh="`{role}` 可通过尝试 `{field}` 的值推测出 `{secret}`",
    )
    help = Wording(
        en="the check refuses depending on both: restrict changes of `{field}`, or let `{role}` read `{secret}`",
        zh="该校验同时取决于两者：请限制 `{field}` 的修改，或允许 `{role}` 查看 `{secret}`",
    )

    def related(self) -> tuple[Related, ...]:
        """The block of the field that is read."""
        return (Related(self.block, Wording(en="`{secret}` is restricted here", zh="`{secret}` 在此处设置了字段权限")),)


@dataclass(frozen=True, kw_only=True)
class RequiredNotWritable(Problem):
    """A role may create records, but may not fill a field that they need.

    Nothing else fills the field: it has no default. So whatever the role enters is refused.

    Example:
        role sales; role boss
        entity Customer { name: text; revenue: money required }
        access Customer { sales create; boss all; field revenue { read boss; update boss } }

    How to fix: Add the role to `update` and `read`, give the field a default, or do not require it.
    """

    field: str
    role: str
    block: Span

    code = "LC818"
    message = Wording(
        en="`{role}` may create records but not fill the required field `{field}`",
        zh="`{role}` 可以新建记录，却不能填写必填字段 `{field}`",
    )
    help = Wording(
        en="give the field a default, require it only sometimes, or add `{role}` to `read` and `update`",
        zh="请为该字段设置默认值、改为有条件必填，或在 `read` 和 `update` 中加上 `{role}`",
    )

    def related(self) -> tuple[Related, ...]:
        """The block of the field."""
        return (Related(self.block, _BLOCK),)


@dataclass(frozen=True, kw_only=True)
class ShownToNobody(Problem):
    """A view shows a field that nobody may see.

    Whoever has a role that reads the records has none that reads the field, not even masked.

    Example:
        role boss
        access Customer { everyone read; field revenue { } }
        view Customer { list name, revenue }

    How to fix: Name the roles that may read the field, or leave it out of the view (`hidden` keeps it off all pages).
    """

    field: str
    part: str
    block: Span

    code = "LC819"
    message = Wording(en="`{part}` shows `{field}`, which nobody may read", zh="`{part}` 中的 `{field}` 没有人可以查看")
    help = Wording(
        en="add `read role` to the block of the field, or leave the field out of `{part}`",
        zh="请在字段权限中加上 `read 角色`，或从 `{part}` 中去掉该字段",
    )

    def related(self) -> tuple[Related, ...]:
        """The block of the field."""
        return (Related(self.block, _BLOCK),)


FIELD_ACCESS: tuple[type[Problem], ...] = (
    FieldRoleTwice,
    RightDoesNotFit,
    UpdateWithoutRead,
    MaskWithoutEffect,
    RestrictedInTitle,
    FieldLeak,
    GrantLeak,
    CheckLeak,
    RequiredNotWritable,
    ShownToNobody,
)
