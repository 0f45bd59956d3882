"""LC43x: things that depend on themselves. Part of the family `structure`."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Wording
from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, kw_only=True)
class Cycle(Problem):
    """The base of the problems here; `path` begins and ends with the same name."""

    path: tuple[str, ...]

    def facts(self) -> dict[str, object]:
        """The path as an arrow from name to name."""
        return {"path": " → ".join(f"`{name}`" for name in self.path)}


@dataclass(frozen=True, kw_only=True)
class ComputedCycle(Cycle):
    """Computed fields that are computed from each other, so none of them ever gets a value.

    Example:
        entity Order { net: money = gross / 2; gross: money = net * 2 }

    How to fix: Make one of the fields on the way a field that is typed in.
    """

    code = "LC430"
    message = Wording(en="computed from itself: {path}", zh="计算字段循环依赖：{path}")


@dataclass(frozen=True, kw_only=True)
class TitleCycle(Cycle):
    """The title of a record contains titles that contain it again.

    Example:
        entity Task { next: Task; title "after {next}" }

    How to fix: Use fields of the other record that are no references, such as its name.
    """

    code = "LC431"
    message = Wording(en="a title that contains itself: {path}", zh="标题循环引用：{path}")


@dataclass(frozen=True, kw_only=True)
class TitleTooLong(Problem):
    """A title contains titles that contain titles, and so on, until nobody can read it and each change moves too much.

    Example:
        entity A { b: B; title "{b} {b} {b} {b} {b} {b} {b} {b}" }
        entity B { c: C; title "{c} {c} {c} {c} {c} {c} {c} {c}" }
        entity C { x: text; y: text; title "{x} {y} {x} {y} {x} {y}" }

    How to fix: Use a name of the other record instead of its whole title.
    """

    entity: str

    code = "LC434"
    message = Wording(
        en="the title of `{entity}` contains too many other titles", zh="`{entity}` 的标题包含了过多其他标题"
    )


@dataclass(frozen=True, kw_only=True)
class FormulaTooLarge(Problem):
    """A formula reads fields that are computed when they are read, these read others, and so on, until it explodes.

    What depends on the moment or the reader (`today`, `me`) has no column of its own: its formula becomes a part of
    each formula that reads it.

    Example:
        entity Note { a: int = day(today); b: int = a + a + a + a; c: int = b + b + b + b; d: int = c + c + c + c }

    How to fix: Let the fields on the way depend on stored values, or read each of them fewer times.
    """

    field: str
    limit: int

    code = "LC435"
    message = Wording(
        en="with all that it reads, the formula of `{field}` has more than {limit} parts",
        zh="连同其读取的内容，`{field}` 的公式超过 {limit} 个部分",
    )


@dataclass(frozen=True, kw_only=True)
class RequiredCycle(Cycle):
    """Records that need each other: the first one could never be saved.

    Example:
        entity Team { leader: Person required }
        entity Person { team: Team required }

    How to fix: Make one of the references optional.
    """

    code = "LC432"
    message = Wording(
        en="no first record could ever be saved, each needs another: {path}",
        zh="互相必填，永远无法保存第一条记录：{path}",
    )


@dataclass(frozen=True, kw_only=True)
class RoleCycle(Cycle):
    """Roles that include each other are one role.

    Example:
        role a "A" includes b
        role b "B" includes a

    How to fix: Remove one of the `includes`.
    """

    code = "LC433"
    message = Wording(en="roles that include each other: {path}", zh="角色循环包含：{path}")


CYCLES: tuple[type[Problem], ...] = (ComputedCycle, TitleCycle, RequiredCycle, RoleCycle, TitleTooLong, FormulaTooLarge)
