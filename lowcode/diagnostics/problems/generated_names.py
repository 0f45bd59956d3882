"""LC5xx: names that clash in what is generated."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Related, Wording
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, kw_only=True)
class IdentifierClash(Problem):
    """Two things get the same name in tables, columns, modules or addresses.

    Names are put into ASCII for the database (`客户` becomes `ke_hu`). A silent number behind one of the two would
    change
    when their order changes, and with it the table.

    Example:
        entity 客户 { 名称: text }
        entity KeHu { name: text }

    How to fix: Name one of the two with `as`.
    """

    name: str
    other: str
    identifier: str
    first: Span

    code = "LC501"
    message = Wording(
        en="`{name}` and `{other}` would both be called `{identifier}` in the database",
        zh="`{name}` 与 `{other}` 在数据库中都会叫 `{identifier}`",
    )
    help = Wording(
        en="give one of them another name with `as`, for example `as {identifier}_2`",
        zh="请用 `as` 为其中一个另取名称，例如 `as {identifier}_2`",
    )

    def related(self) -> tuple[Related, ...]:
        """The other one."""
        return (Related(self.first, Wording(en="the other one", zh="另一个")),)


@dataclass(frozen=True, kw_only=True)
class UnsafeIdentifier(Problem):
    """The name after `as` is not a plain ASCII name, or is one that the generated code needs itself.

    Example:
        entity 客户 as class { 名称: text }

    How to fix: Use small letters, digits and `_`, begin with a letter, at most 40 characters, and no word of Python.
    """

    identifier: str

    code = "LC502"
    message = Wording(
        en="`{identifier}` cannot be used as a name in the database", zh="`{identifier}` 不能用作数据库中的名称"
    )
    help = Wording(
        en="use small letters, digits and `_`, a letter first, at most 40 characters, no reserved word",
        zh="请使用小写字母、数字和 `_`，以字母开头，最多 40 个字符，且不是保留字",
    )


PROBLEMS: tuple[type[Problem], ...] = (IdentifierClash, UnsafeIdentifier)
