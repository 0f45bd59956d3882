"""LC2xx: names that are not declared, or declared twice."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Related, Wording
from lowcode.diagnostics.problems.process_names import PROCESS_NAMES
from lowcode.diagnostics.problems.report_names import REPORT_NAMES
from lowcode.diagnostics.suggestions import did_you_mean
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, kw_only=True)
class UnknownType(Problem):
    """The type of a field is neither built in, nor a choice or an entity of the specification.

    Example:
        entity Order { amount: mony }

    How to fix: Use a built-in type, or declare the choice or entity that the field refers to.
    """

    name: str
    candidates: tuple[str, ...]

    code = "LC201"
    message = Wording(en="there is no type `{name}`", zh="没有类型 `{name}`")
    help = Wording(
        en="a type is a built-in such as `text`, or the name of a choice or an entity",
        zh="类型可以是 `text` 等内置类型，也可以是选项集或实体的名称",
    )

    def suggestions(self) -> tuple[str, ...]:
        """The types with the closest names."""
        return did_you_mean(self.name, self.candidates)


@dataclass(frozen=True, kw_only=True)
class UnknownEntity(Problem):
    """A name that must be an entity's is not.

    Example:
        entity Customer { name: text }
        view Custmer { list name }

    How to fix: Use the name of an entity, or declare it.
    """

    name: str
    candidates: tuple[str, ...]

    code = "LC202"
    message = Wording(en="there is no entity `{name}`", zh="没有实体 `{name}`")

    def suggestions(self) -> tuple[str, ...]:
        """The entities with the closest names."""
        return did_you_mean(self.name, self.candidates)


@dataclass(frozen=True, kw_only=True)
class UnknownField(Problem):
    """An expression, view or record mentions a field that its entity does not have.

    Example:
        entity Customer { name: text; title nmae }
        view Customer { list nmae }

    How to fix: Use one of the entity's fields, or declare the field.
    """

    entity: str
    field: str
    candidates: tuple[str, ...]

    code = "LC203"
    message = Wording(en="entity `{entity}` has no field `{field}`", zh="实体 `{entity}` 没有字段 `{field}`")

    def suggestions(self) -> tuple[str, ...]:
        """The fields with the closest names."""
        return did_you_mean(self.field, self.candidates)


@dataclass(frozen=True, kw_only=True)
class UnknownName(Problem):
    """A name in an expression is nothing that can be read there: no field, option or built-in name.

    Example:
        entity Order { amount: money; check ammount > 0 "Must be positive" }

    How to fix: Use a field of the record, an option of the choice it is compared with, or a built-in name such as
    `today`. In `options where` the option goes by the name of the field: `customer: Customer options where
    customer.active`.
    """

    name: str
    candidates: tuple[str, ...]
    meant: str = ""
    """What it most likely stands for: `customer.active` for `active`, in the options of the field `customer`."""

    code = "LC204"
    message = Wording(en="`{name}` is not known here", zh="此处无法识别 `{name}`")

    def suggestions(self) -> tuple[str, ...]:
        """What is meant for certain, or the names in reach that are closest."""
        return (self.meant,) if self.meant else did_you_mean(self.name, self.candidates)


@dataclass(frozen=True, kw_only=True)
class UnknownOption(Problem):
    """A choice does not have the option.

    Example:
        choice Level { key; normal }
        entity Customer { level: Level default norml }

    How to fix: Use one of the choice's options, or add the option.
    """

    choice: str
    option: str
    candidates: tuple[str, ...]

    code = "LC205"
    message = Wording(en="choice `{choice}` has no option `{option}`", zh="选项集 `{choice}` 没有选项 `{option}`")

    def suggestions(self) -> tuple[str, ...]:
        """The options with the closest names."""
        return did_you_mean(self.option, self.candidates)


@dataclass(frozen=True, kw_only=True)
class UnknownRole(Problem):
    """A role is mentioned that is not declared.

    Example:
        role sales "Sales"
        access Customer { slaes read }

    How to fix: Use a declared role, or one of the built-in ones: `admin`, `everyone`.
    """

    name: str
    candidates: tuple[str, ...]

    code = "LC206"
    message = Wording(en="there is no role `{name}`", zh="没有角色 `{name}`")

    def suggestions(self) -> tuple[str, ...]:
        """The roles with the closest names."""
        return did_you_mean(self.name, self.candidates)


@dataclass(frozen=True, kw_only=True)
class UnknownModifier(Problem):
    """The word after a field, an option or a declaration is not a modifier.

    Example:
        entity Customer { name: text requird }

    How to fix: Use one of the modifiers of the language, or remove the word.
    """

    name: str
    candidates: tuple[str, ...]

    code = "LC207"
    message = Wording(en="there is no modifier `{name}`", zh="没有修饰词 `{name}`")

    def suggestions(self) -> tuple[str, ...]:
        """The modifiers with the closest names."""
        return did_you_mean(self.name, self.candidates)


@dataclass(frozen=True, kw_only=True)
class UnknownFunction(Problem):
    """A function is called that does not exist.

    Example:
        entity Order { amount: money; tax: money = ruond(amount * 0.13, 2) }

    How to fix: Use a function of the language; `docs/language.md` lists them.
    """

    name: str
    candidates: tuple[str, ...]

    code = "LC208"
    message = Wording(en="there is no function `{name}`", zh="没有函数 `{name}`")

    def suggestions(self) -> tuple[str, ...]:
        """The functions with the closest names."""
        return did_you_mean(self.name, self.candidates)


@dataclass(frozen=True, kw_only=True)
class UnknownSetting(Problem):
    """A line of `app` is no setting.

    Example:
        app crm { timezon "Asia/Shanghai" }

    How to fix: Use one of `locale`, `timezone`, `currency`, `home`, `color`, `logo`.
    """

    name: str
    candidates: tuple[str, ...]

    code = "LC209"
    message = Wording(en="`app` has no setting `{name}`", zh="`app` 没有设置项 `{name}`")

    def suggestions(self) -> tuple[str, ...]:
        """The settings with the closest names."""
        return did_you_mean(self.name, self.candidates)


@dataclass(frozen=True, kw_only=True)
class DefinedTwice(Problem):
    """A name is declared a second time where names must differ.

    Entities and choices share one set of names, because both are types; so do the fields of an entity, the
    options of a choice, the roles, and the records of `data` and `sample`.

    Example:
        entity Customer { name: text; name: text }

    How to fix: Remove one of the two, or rename it.
    """

    name: str
    first: Span

    code = "LC210"
    message = Wording(en="`{name}` is defined twice", zh="`{name}` 重复定义")
    label = Wording(en="defined again here", zh="此处再次定义")

    def related(self) -> tuple[Related, ...]:
        """The first definition."""
        return (Related(self.first, Wording(en="first defined here", zh="首次定义于此")),)


@dataclass(frozen=True, kw_only=True)
class DifferOnlyInCase(Problem):
    """Two names differ in nothing but upper and lower case.

    Databases and people take them for the same.

    Example:
        choice Level { Key; key }

    How to fix: Rename one of the two.
    """

    name: str
    other: str
    first: Span

    code = "LC211"
    message = Wording(
        en="`{name}` differs from `{other}` only in upper and lower case",
        zh="`{name}` 与 `{other}` 仅大小写不同",
    )

    def related(self) -> tuple[Related, ...]:
        """The other name."""
        return (Related(self.first, Wording(en="the other name", zh="另一个名称")),)


@dataclass(frozen=True, kw_only=True)
class BuiltInName(Problem):
    """A name of the language is declared again.

    Example:
        entity User { name: text }

    How to fix: Choose another name. Fields are added to `User` and `Department` with `extend entity User { … }`.
    """

    name: str

    code = "LC212"
    message = Wording(en="`{name}` is built in and cannot be declared", zh="`{name}` 是内置名称，不能再次声明")
    help = Wording(en="choose another name", zh="请换一个名称")


@dataclass(frozen=True, kw_only=True)
class UnknownRecord(Problem):
    """A record of `data` or `sample` refers to a record that neither of them has.

    Records of `data` ship with the app and cannot refer to records of `sample`.

    Example:
        sample { Customer acme { name = "Acme", owner = lee } }

    How to fix: Give the record's handle, the name after its entity: `User lee { … }`.
    """

    entity: str
    name: str
    candidates: tuple[str, ...]

    code = "LC213"
    message = Wording(
        en="no record of `{entity}` is called `{name}` here", zh="此处没有名为 `{name}` 的 `{entity}` 记录"
    )

    def suggestions(self) -> tuple[str, ...]:
        """The records of the entity with the closest names."""
        return did_you_mean(self.name, self.candidates)


@dataclass(frozen=True, kw_only=True)
class UnknownChoice(Problem):
    """`many of` is followed by a name that is not a choice's.

    Example:
        choice Level { key; normal }
        entity Customer { levels: many of Levle }

    How to fix: Use the name of a choice; many records of an entity are `many Entity`.
    """

    name: str
    candidates: tuple[str, ...]

    code = "LC214"
    message = Wording(en="there is no choice `{name}`", zh="没有选项集 `{name}`")

    def suggestions(self) -> tuple[str, ...]:
        """The choices with the closest names."""
        return did_you_mean(self.name, self.candidates)


@dataclass(frozen=True, kw_only=True)
class UnknownValue(Problem):
    """A word or text is not one of the values that the setting or modifier takes.

    Example:
        choice Level { key color bleu }

    How to fix: Use one of the values that it takes.
    """

    what: str
    value: str
    candidates: tuple[str, ...]
    """All that are possible, or the closest of very many."""

    code = "LC215"
    message = Wording(en="`{value}` is not a `{what}`", zh="`{value}` 不是可用的 `{what}`")
    help = Wording(en="possible: {candidates}", zh="可用：{candidates}")

    def help_wording(self) -> Wording | None:
        """The possible values, where there are few."""
        return self.help if 0 < len(self.candidates) <= 20 else None

    def suggestions(self) -> tuple[str, ...]:
        """The values that are closest."""
        return did_you_mean(self.value, self.candidates)


PROBLEMS: tuple[type[Problem], ...] = (
    UnknownType,
    UnknownEntity,
    UnknownField,
    UnknownName,
    UnknownOption,
    UnknownRole,
    UnknownModifier,
    UnknownFunction,
    UnknownSetting,
    DefinedTwice,
    DifferOnlyInCase,
    BuiltInName,
    UnknownRecord,
    UnknownChoice,
    UnknownValue,
    *PROCESS_NAMES,
    *REPORT_NAMES,
)
