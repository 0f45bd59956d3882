"""LC650 to LC669: what a client changes in what it imports."""

from __future__ import annotations

from lowcode.diagnostics.problem import Edit, Fix, FixSafety, Problem, Related, Wording
from lowcode.diagnostics.suggestions import did_you_mean
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

KINDS = {
    "entity": "实体",
    "field": "字段",
    "choice": "选项集",
    "option": "选项",
    "role": "角色",
    "flow": "流程",
    "state": "状态",
    "transition": "流转",
    "approval": "审批",
    "step": "步骤",
    "rule": "规则",
    "message": "消息",
    "connection": "连接",
    "function": "函数",
    "report": "报表",
    "dashboard": "仪表盘",
    "scenario": "场景",
    "view": "视图",
    "access": "权限",
    "menu": "菜单",
    "app": "应用",
    "sample": "示例数据",
    "check": "检查",
    "unique": "唯一约束",
    "index": "索引",
    "hook": "挂钩动作",
    "filter": "筛选条件",
    "record": "记录",
}
"""What kinds of things are called in Chinese."""
_EXTENSIBLE = frozenset({"entity", "choice", "flow", "approval", "view", "access", "menu", "role", "dashboard", "app"})
_PARTS = frozenset({"field", "option", "state"})


@dataclass(frozen=True, kw_only=True)
class ClientProblem(Problem):
    """Something about a thing of a layer; `what` is `entity `Customer``, in the reader's language."""

    kind: str
    name: str

    def facts(self) -> dict[str, object]:
        """The thing in words, beside what else there is."""
        quoted = f" `{self.name}`" if self.name else ""
        thing = f"{KINDS[self.kind]}{quoted}"
        return {
            **Problem.facts(self),
            "what": f"{self.kind}{quoted}",
            "thing": thing,
            "topic": f"{thing} " if quoted else thing,
            "declaration": f"{self.kind} {self.name}".strip(),
        }


@dataclass(frozen=True, kw_only=True)
class NothingToChange(ClientProblem):
    """A change names something that the layers below do not have, or have no longer.

    Example:
        import "../base"
        extend Customer.phnoe { required }

    How to fix: Use the name that it has now. If it is gone from the base, take the change away, or declare the thing
    yourself.
    """

    candidates: tuple[str, ...]
    renamed: str = ""
    """What it is called now, if the base says so with `was`."""
    other: str = ""
    """What has this name, if it is something of another kind."""
    dropped: Span | None = None
    """Where a layer below says that it is gone."""

    code = "LC650"
    message = Wording(en="there is no {what} below this layer to change", zh="下层没有{thing}，没有可修改的内容")
    help = Wording(
        en="a change is about what an imported folder declares; your own is declared without `extend`",
        zh="修改的对象须由所导入的文件夹声明；自己的内容直接声明，不写 `extend`",
    )

    def message_wording(self) -> Wording:
        """That it has another name now, if that is known."""
        if self.renamed:
            return Wording(en="{what} is called `{renamed}` now", zh="{topic}现在叫 `{renamed}`")
        if self.other:
            return Wording(
                en="`{name}` is declared as `{other}`, not as `{kind}`", zh="`{name}` 是 `{other}`，不是 `{kind}`"
            )
        return self.message

    def suggestions(self) -> tuple[str, ...]:
        """The new name, or the names in the layers below that are closest."""
        return (self.renamed,) if self.renamed else did_you_mean(self.name, self.candidates)

    def related(self) -> tuple[Related, ...]:
        """The `drop`."""
        if self.dropped is None:
            return ()
        return (Related(self.dropped, Wording(en="dropped here", zh="在此移除")),)

    def fix(self) -> Fix | None:
        """The only suggestion, where the place is the name and nothing else."""
        is_name = self.span.end - self.span.start == len(self.name)
        return Problem.fix(self) if is_name else None

    def help_wording(self) -> Wording | None:
        """That a view or menu need not be there to be declared."""
        if self.dropped is not None:
            return Wording(
                en="take this away, or declare it in this layer (`extend entity … {{ … }}`), so that its values stay",
                zh="请删除此处，或在本层自行声明（`extend entity … {{ … }}`），以保留其数据",
            )
        if self.other:
            return Wording(en="write `{other}` here", zh="此处请写 `{other}`")
        if self.kind in ("view", "menu"):
            return Wording(
                en="nothing is declared below: write `{declaration}` without `extend` or `replace`",
                zh="下层没有声明：直接写 `{declaration}` 即可，不需要 `extend` 或 `replace`",
            )
        return self.help


@dataclass(frozen=True, kw_only=True)
class OwnDeclaration(ClientProblem):
    """A change is about something that the same layer declares.

    Example:
        entity Visit { day: date }
        extend Visit.day { required }

    How to fix: Write it where the thing is declared: `day: date required`.
    """

    first: Span

    code = "LC651"
    message = Wording(en="{what} is declared in this very layer", zh="{topic}就在本层声明")
    help = Wording(
        en="`extend`, `remove` and `replace` change what is imported; write it in the declaration instead",
        zh="`extend`、`remove`、`replace` 修改的是导入的内容；请直接写在声明处",
    )

    def related(self) -> tuple[Related, ...]:
        """The declaration."""
        return (Related(self.first, Wording(en="declared here", zh="在此声明")),)


@dataclass(frozen=True, kw_only=True)
class ChangedTwice(ClientProblem):
    """Two changes are about the same thing, in one layer or in two of which neither imports the other.

    Which of the two holds would depend on the order of files.

    Example:
        import "../base"
        extend Customer.name { label "Company" }
        extend Customer.name { label "Firm" }

    How to fix: Keep one of the two. If one layer is meant to have the last word, let it import the other.
    """

    part: str = ""
    first: Span

    code = "LC652"
    message = Wording(en="{what} is changed twice", zh="{topic}被修改了两次")
    label = Wording(en="changed again here", zh="此处再次修改")
    help = Wording(
        en="keep one of the two; a layer that imports another may change it once more",
        zh="请保留其中一处；上层导入下层后，可以再次修改",
    )

    def message_wording(self) -> Wording:
        """With the part that is said twice."""
        if not self.part:
            return self.message
        return Wording(en="`{part}` of {what} is changed twice", zh="{topic}的 `{part}` 被修改了两次")

    def related(self) -> tuple[Related, ...]:
        """The other change."""
        return (Related(self.first, Wording(en="changed here as well", zh="此处也修改了它")),)


@dataclass(frozen=True, kw_only=True)
class DeclaredBelow(ClientProblem):
    """A layer declares what a layer below it declares already.

    Example:
        import "../base"
        entity Customer { name: text; shop: text }

    How to fix: Write `extend entity Customer { shop: text }` to add to it, `replace entity Customer { … }` to put
    another in its place, or choose another name.
    """

    first: Span

    code = "LC653"
    message = Wording(en="{what} is declared in a layer below already", zh="下层已经声明了{thing}")
    label = Wording(en="declared again here", zh="此处再次声明")
    help = Wording(
        en="write `extend {kind}` to add to it, `replace {kind}` to put this one in its place, or choose another name",
        zh="补充请写 `extend {kind}`，整体替换请写 `replace {kind}`，否则请换一个名称",
    )

    def help_wording(self) -> Wording | None:
        """Not everything can be extended."""
        if self.kind in _EXTENSIBLE:
            return self.help
        return Wording(
            en="write `replace {kind}` to put this one in its place, or choose another name",
            zh="整体替换请写 `replace {kind}`，否则请换一个名称",
        )

    def related(self) -> tuple[Related, ...]:
        """The declaration below."""
        return (Related(self.first, Wording(en="declared here", zh="在此声明")),)


@dataclass(frozen=True, kw_only=True)
class NameTaken(ClientProblem):
    """An extension adds a field, option, state or step whose name is there already.

    Example:
        import "../base"
        extend entity Customer { name: text(200) }

    How to fix: Change what is there with `extend Customer.name { … }`, put another in its place with `replace`, or
    choose another name for the new one.
    """

    first: Span

    code = "LC654"
    message = Wording(en="{what} is there already", zh="{topic}已经存在")
    label = Wording(en="added again here", zh="此处再次添加")
    help = Wording(
        en="to change it write `extend {name} {{ … }}`; a new one needs another name",
        zh="修改它请写 `extend {name} {{ … }}`；新增则请换一个名称",
    )

    def help_wording(self) -> Wording | None:
        """Fields can be replaced, too, steps only so."""
        if self.kind == "field":
            return Wording(
                en="to change it write `extend {name} {{ … }}`, or `replace {name}: type` for another type;"
                " a new one needs another name",
                zh="修改它请写 `extend {name} {{ … }}`，更换类型请写 `replace {name}: 类型`；新增则请换一个名称",
            )
        if self.kind in _PARTS:
            return self.help
        return Wording(
            en="put `replace` before it to put it in the place of the other; a new one needs another name",
            zh="替换原有的请在前面写 `replace`；新增则请换一个名称",
        )

    def related(self) -> tuple[Related, ...]:
        """The one that is there."""
        return (Related(self.first, Wording(en="there already", zh="原有的在此")),)


@dataclass(frozen=True, kw_only=True)
class GoneBelow(ClientProblem):
    """A change is about something that a layer below has removed.

    Example:
        import "../industry"
        extend Customer.fax { required }

    How to fix: Take the change away, or the removal.
    """

    first: Span

    code = "LC655"
    message = Wording(en="{what} has been removed", zh="{topic}已被移除")
    help = Wording(en="take the change away, or the removal", zh="请删除这处修改，或取消移除")

    def related(self) -> tuple[Related, ...]:
        """The removal."""
        return (Related(self.first, Wording(en="removed here", zh="在此移除")),)


@dataclass(frozen=True, kw_only=True)
class RemovedButUsed(ClientProblem):
    """Something is removed that others still need: expressions, rules, reports, references, scenarios.

    Columns, forms, menus, tiles, grants and values of example records that only show or fill it go with it.

    Example:
        import "../base"
        remove Customer.credit "not used here"

    How to fix: Change or remove each of the places as well, or keep the thing.
    """

    uses: tuple[Span, ...]

    code = "LC656"
    message = Wording(en="{what} is removed, but still used", zh="{topic}被移除，但仍在使用")
    label = Wording(en="removed here", zh="在此移除")
    help = Wording(
        en="change these places as well (`extend`, `replace`, `remove`), or keep it",
        zh="请同时修改这些位置（`extend`、`replace`、`remove`），或保留它",
    )

    def related(self) -> tuple[Related, ...]:
        """All uses."""
        return tuple(Related(each, Wording(en="used here", zh="在此使用")) for each in self.uses)


@dataclass(frozen=True, kw_only=True)
class NotBelow(ClientProblem):
    """A change is about something of a layer that this one does not import.

    Example:
        import "../base"
        extend entity Visit { place: text }

    How to fix: Import the folder that declares it, or make the change there.
    """

    first: Span

    code = "LC657"
    message = Wording(en="{what} belongs to a layer that this one does not import", zh="{topic}所在的层没有被本层导入")
    help = Wording(en="import its folder, or make the change there", zh="请导入它所在的文件夹，或在那里修改")

    def related(self) -> tuple[Related, ...]:
        """The declaration."""
        return (Related(self.first, Wording(en="declared here", zh="在此声明")),)


@dataclass(frozen=True, kw_only=True)
class NothingToTake(Problem):
    """`not` takes a modifier away that the field, option or state does not have.

    Example:
        import "../base"
        extend Customer.name { not unique }

    How to fix: Take the line away, or name a modifier that is there.
    """

    name: str
    modifier: str
    candidates: tuple[str, ...]
    first: Span

    code = "LC658"
    message = Wording(en="`{name}` has no `{modifier}` to take away", zh="`{name}` 没有可去掉的 `{modifier}`")

    def suggestions(self) -> tuple[str, ...]:
        """The modifiers that are there."""
        return did_you_mean(self.modifier, self.candidates)

    def related(self) -> tuple[Related, ...]:
        """Where they would stand."""
        return (Related(self.first, Wording(en="declared here", zh="在此声明")),)


@dataclass(frozen=True, kw_only=True)
class BuiltInPart(Problem):
    """What every app relies on is removed, replaced, or given other rules.

    `User` and `Department` take new fields (`extend entity User { … }`), and their own fields another `label`, `help`
    or `placeholder`; everything else about them is fixed.

    Example:
        remove User.phone "not used"

    How to fix: Leave it, hide it from the views (`extend view User { … }`), or add a field of your own.
    """

    name: str

    code = "LC659"
    message = Wording(
        en="`{name}` is built in; only its `label`, `help` and `placeholder` can be changed",
        zh="`{name}` 是内置内容，只能修改 `label`、`help` 和 `placeholder`",
    )


@dataclass(frozen=True, kw_only=True)
class ReasonMissing(ClientProblem):
    """Something that records hold is removed without a word why.

    The reason stands in the plan and beside the archive in which the data is kept, so that whoever looks for it later
    knows what happened.

    Example:
        import "../base"
        remove Customer.fax

    How to fix: Say why: `remove Customer.fax "nobody has one"`.
    """

    code = "LC660"
    message = Wording(en="the removal of {what} needs a reason", zh="移除{topic}需要写明原因")
    help = Wording(
        en='say why, in quotation marks: `remove … "nobody has one"`', zh='请在引号中写明原因：`remove … "没有人使用"`'
    )

    def fix(self) -> Fix | None:
        """Room for the reason."""
        end = Span(self.span.path, self.span.end, self.span.end)
        return Fix((Edit(end, ' "…"'),), FixSafety.DISPLAY)


@dataclass(frozen=True, kw_only=True)
class NoSuccessor(Problem):
    """`to` names what takes over from a removed thing, where nothing can.

    Records move from an option to another, from a state to another, and people from a role to another; a field has no
    successor.

    Example:
        import "../base"
        remove Customer.fax to phone "nobody has one"

    How to fix: Leave `to` out. To keep values of a field in another one, give that one `from`.
    """

    kind: str

    code = "LC661"
    message = Wording(en="a removed {kind} has no successor", zh="被移除的{thing}不能由其他内容接替")
    help = Wording(
        en="leave `to` out; only options, states, roles and steps have one",
        zh="请去掉 `to`；只有选项、状态、角色和步骤可以接替",
    )

    def facts(self) -> dict[str, object]:
        """The kind in Chinese."""
        return {**Problem.facts(self), "thing": KINDS[self.kind]}


@dataclass(frozen=True, kw_only=True)
class NothingToAddTo(Problem):
    """`also` adds to a line of a view that the layers below leave to the default.

    Example:
        import "../base"
        extend view Customer { also page { visits } }

    How to fix: Write the line without `also`, and name all that it is to show.
    """

    name: str
    line: str

    code = "LC662"
    message = Wording(
        en="the view of `{name}` below has no `{line}` to add to", zh="下层 `{name}` 的视图没有可补充的 `{line}`"
    )
    help = Wording(
        en="write `{line}` without `also`, with all that it is to show", zh="请去掉 `also`，并写出 `{line}` 的全部内容"
    )


PROBLEMS: tuple[type[Problem], ...] = (
    NothingToChange,
    OwnDeclaration,
    ChangedTwice,
    DeclaredBelow,
    NameTaken,
    GoneBelow,
    RemovedButUsed,
    NotBelow,
    NothingToTake,
    BuiltInPart,
    ReasonMissing,
    NoSuccessor,
    NothingToAddTo,
)
