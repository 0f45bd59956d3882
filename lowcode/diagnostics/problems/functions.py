"""LC347 to LC349 and LC920 to LC922: functions that the app's owner writes in Python."""

from __future__ import annotations

from typing import ClassVar

from lowcode.diagnostics.problem import Problem, Related, Severity, Wording
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

_DECLARED = Wording(en="declared here", zh="在此声明")


@dataclass(frozen=True, kw_only=True)
class FunctionMisplaced(Problem):
    """A hand-written function is called where an expression is worked out in more than one place.

    What is computed, required, granted or searched for must come out the same in Python, in the database and in the
    browser. Python that somebody writes has a meaning in only one of them, and it may change records; so it runs only
    where something happens: in what rules, flows and approvals do.

    Example:
        entity Lead { name: text; points: int = score(this) }
        function score(lead: Lead) -> int

    How to fix: Keep the result in a field that a rule sets: `set points = score(this)`.
    """

    name: str

    code = "LC347"
    message = Wording(
        en="`{name}` is written in Python and can be called by actions only",
        zh="`{name}` 用 Python 编写，只能由动作调用",
    )
    help = Wording(
        en="let a rule keep its result: `set field = {name}(…)`; conditions, formulas and scenarios read the field",
        zh="请用规则把结果存入字段：`set 字段 = {name}(…)`；条件、公式和场景再读取该字段",
    )


@dataclass(frozen=True, kw_only=True)
class FunctionTypeNotTaken(Problem):
    """A parameter or result of a function has a type that is no value: a file, a sub-table, options in place.

    Example:
        function read(scan: file) -> text

    How to fix: Use a type of value (`text`, `int`, `money`, `date`, …), a choice, an entity, `many of` a choice or
    `many` of an entity. Who needs the rows or files of a record is given the record.
    """

    type: str

    code = "LC348"
    message = Wording(en="functions neither take nor give `{type}`", zh="函数的参数和结果不能是 `{type}`")
    help = Wording(
        en="give it the record, which has them, or declare a `choice`",
        zh="请传入所属的记录，或用 `choice` 声明选项",
    )


@dataclass(frozen=True, kw_only=True)
class FunctionGivesNothing(Problem):
    """A value is wanted of a function that is declared without one.

    Example:
        entity Lead { name: text; points: int }
        function tidy(lead: Lead)
        rule Score for Lead on create { set points = tidy(this) }

    How to fix: Declare what it gives (`function tidy(lead: Lead) -> int`), or only call it: `call tidy(this)`.
    """

    name: str
    declared: Span

    code = "LC349"
    message = Wording(en="`{name}` gives no value", zh="`{name}` 没有返回值")
    help = Wording(
        en="declare it with `-> type`, or write `call {name}(…)`", zh="请用 `-> 类型` 声明，或写 `call {name}(…)`"
    )

    def related(self) -> tuple[Related, ...]:
        """The declaration."""
        return (Related(self.declared, _DECLARED),)


@dataclass(frozen=True, kw_only=True)
class FunctionNotWritten(Problem):
    """The specification declares a function that `custom/functions.py` does not have.

    The build makes that file once, with a place for each function there is then, and never touches it again. Until the
    function is written, whatever calls it is refused with a message that says so.

    Example:
        `function score(lead: Lead) -> int` was added; `custom/functions.py` has no `def score`.

    How to fix: Add the function to `custom/functions.py`; the help shows the text to begin with.
    """

    name: str
    stub: str

    code = "LC920"
    severity: ClassVar[Severity] = Severity.WARNING
    message = Wording(en="`{name}` is declared but not written here", zh="此处缺少已声明的函数 `{name}`")
    help = Wording(en="add to the file:\n\n{stub}", zh="请在文件中添加：\n\n{stub}")


@dataclass(frozen=True, kw_only=True)
class FunctionDiffers(Problem):
    """A function in `custom/functions.py` takes or gives something else than the specification declares.

    The names of the parameters, their order and their types are those of the declaration; `run: Run` may stand behind
    them. A parameter may take more than it is given, a result may be less than what is allowed.

    Example:
        `function score(lead: Lead, points: int) -> int` and `def score(lead: Lead | None) -> int: …`

    How to fix: Change the first line of the function as the help shows, or change the declaration.
    """

    name: str
    signature: str

    code = "LC921"
    message = Wording(en="`{name}` is not as it is declared", zh="`{name}` 与声明不一致")
    help = Wording(en="it is declared as `{signature}`", zh="声明为 `{signature}`")


@dataclass(frozen=True, kw_only=True)
class CustomCodeUnreadable(Problem):
    """A file in `custom/` is no Python, so the app could not start.

    Example:
        `def score(lead: Lead) -> int` without a colon at its end.

    How to fix: Correct the line.
    """

    reason: str

    code = "LC922"
    message = Wording(en="this is no Python: {reason}", zh="此处不是有效的 Python：{reason}")


FUNCTION_TYPES: tuple[type[Problem], ...] = (FunctionMisplaced, FunctionTypeNotTaken, FunctionGivesNothing)
"""They belong to the family of types."""

CUSTOM_FILES: tuple[type[Problem], ...] = (FunctionNotWritten, FunctionDiffers, CustomCodeUnreadable)
"""They belong to the family of files."""
