"""LC34x: expressions and people in flows, approvals, rules and scenarios."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Wording
from lowcode.quick_dataclass import dataclass

_WAYS_OUT = {
    "old": Wording(
        en="the record before the change is known in rules `on update`, `on change of`, and in `on enter`, `on leave`",
        zh="变更前的记录只在 `on update`、`on change of` 规则以及 `on enter`、`on leave` 中可用",
    ),
    "pick": Wording(
        en="choose somebody in an action of a rule or flow: `set owner = pick(User where …, round_robin)`",
        zh="请在规则或流程的动作中选人：`set owner = pick(User where …, round_robin)`",
    ),
}


@dataclass(frozen=True, kw_only=True)
class OnlyInRules(Problem):
    """`old`, `pick` and lists of all records have a meaning only where something happens.

    What is computed, required or granted must be the same whenever it is asked; it reads the record, what the record
    refers to and what refers to it.

    Example:
        entity Customer { name: text; level: int = count(Customer where name == "A") }

    How to fix: Move it into a rule, or read a list of the record: `deals: many Deal by customer`.
    """

    name: str

    code = "LC340"
    message = Wording(en="`{name}` has no meaning here", zh="`{name}` 在此处没有意义")

    def help_wording(self) -> Wording | None:
        """Where it belongs, or what to write instead."""
        return _WAYS_OUT.get(
            self.name,
            Wording(
                en="all records are read in rules, flows and scenarios; elsewhere read a list of the record"
                " (`items: many {name} by …`)",
                zh="只有规则、流程和场景能读取实体的全部记录；此处请读取记录自身的列表（`items: many {name} by …`）",
            ),
        )


@dataclass(frozen=True, kw_only=True)
class EntityIsNoValue(Problem):
    """The name of an entity stands where a value is expected.

    Example:
        entity Customer { name: text; check Customer is not empty "Why" }

    How to fix: Name a record, or ask about all of them: `exists(Customer where …)` in rules and scenarios.
    """

    entity: str

    code = "LC341"
    message = Wording(en="`{entity}` is an entity, not a value", zh="`{entity}` 是实体，不是值")
    help = Wording(
        en="rules and scenarios ask about its records with `count({entity} where …)`, `first({entity} where …)`",
        zh="在规则和场景中可用 `count({entity} where …)`、`first({entity} where …)` 查询其记录",
    )


@dataclass(frozen=True, kw_only=True)
class OldRecordAlone(Problem):
    """`old` is used without a field. The record as it was is no record that could be given to anybody.

    Example:
        entity Order { name: text; twin: Order }
        rule Keep for Order on update { set twin = old }

    How to fix: Read a field of it, as in `old.name`; `this` is the record.
    """

    code = "LC342"
    message = Wording(en="`old` is read with a field: `old.name`", zh="`old` 须与字段一起使用：`old.name`")


@dataclass(frozen=True, kw_only=True)
class NotKnownFromBefore(Problem):
    """A list, or a value computed for each reader, is read from the record before the change.

    Only what the record itself holds is known from before.

    Example:
        entity Tag { name: text }
        entity Order { tags: many Tag }
        rule Keep for Order on update { when count(old.tags) > 0; stop "No" }

    How to fix: Keep what matters of it in a computed field that does not read `now`, `today` or `me`, and read that.
    """

    field: str

    code = "LC343"
    message = Wording(en="the former `{field}` is not known", zh="无法得知变更前的 `{field}`")
    help = Wording(
        en="only what the record itself holds is known from before: neither lists nor what is computed for each reader",
        zh="只有记录自身保存的内容才有变更前的值，列表和按查看者计算的字段没有",
    )


@dataclass(frozen=True, kw_only=True)
class LoadOfNothing(Problem):
    """`least_loaded` counts the records that name a user in the field that is being set; here none is.

    Example:
        entity Lead { name: text }
        rule Tell for Lead on create { notify pick(User where active, least_loaded) "A new lead" }

    How to fix: Set a field, then use it: `set owner = pick(User where …, least_loaded)`; or choose `round_robin`.
    """

    code = "LC344"
    message = Wording(
        en="`least_loaded` needs a field that is being set, whose records it counts",
        zh="`least_loaded` 按被赋值字段所在的记录计数，此处没有赋值的字段",
    )
    help = Wording(
        en="write `set owner = pick(…, least_loaded)`, or use `round_robin`",
        zh="请写 `set owner = pick(…, least_loaded)`，或使用 `round_robin`",
    )


@dataclass(frozen=True, kw_only=True)
class NoPerson(Problem):
    """A path that should lead to people leads to something else.

    Example:
        entity Order { name: text; amount: int }
        rule Tell for Order on create { notify amount "A new order" }

    How to fix: Name a user, a field of many users, or a department (its leader). In `notify` and `send` a field of type
    `email` or `phone` will do, too.
    """

    found: str

    code = "LC345"
    message = Wording(en="`{found}` is nobody", zh="`{found}` 不是人员")
    help = Wording(
        en="people are a user, many users, or a department, whose leader is meant",
        zh="人员可以是用户、多个用户，或部门（指其负责人）",
    )


@dataclass(frozen=True, kw_only=True)
class QueryInQuery(Problem):
    """The condition by which records are searched asks for all records of an entity itself.

    Example:
        entity Order { name: text; count: int }
        rule Count for Order on create { set count = count(Order where count(Order) > 3) }

    How to fix: Read a list of the records that are searched, such as `count(lines)`, or ask first and search then:
    `if count(Order) > 3 { … }`.
    """

    name: str

    code = "LC346"
    message = Wording(
        en="all of `{name}` cannot be asked for inside another search", zh="不能在一个查询的条件中再查询全部 `{name}`"
    )
    help = Wording(
        en="read a list of the records that are searched, or ask first with `if`",
        zh="请读取被查询记录自身的列表，或先用 `if` 判断",
    )


PROCESS_TYPES: tuple[type[Problem], ...] = (
    OnlyInRules,
    EntityIsNoValue,
    OldRecordAlone,
    NotKnownFromBefore,
    LoadOfNothing,
    NoPerson,
    QueryInQuery,
)
