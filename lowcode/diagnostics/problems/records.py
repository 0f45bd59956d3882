"""LC45x: records of `data` and `sample`. Part of the family `structure`."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Related, Wording
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, kw_only=True)
class ValueMissing(Problem):
    """A record of `data` or `sample` lacks the value of a required field without default.

    Example:
        entity Customer { name: text required; code: text }
        sample { Customer acme { code = "A" } }

    How to fix: Give the value.
    """

    entity: str
    field: str

    code = "LC450"
    message = Wording(en="`{entity}.{field}` is required", zh="`{entity}.{field}` 必填")


@dataclass(frozen=True, kw_only=True)
class ValueTwice(Problem):
    """Two records of `data` and `sample` have the same value of a unique field or key.

    Example:
        entity Tag { name: text unique }
        sample { Tag a { name = "x" }; Tag b { name = "x" } }

    How to fix: Change one of the values.
    """

    entity: str
    fields: tuple[str, ...]
    first: Span

    code = "LC451"
    message = Wording(
        en="another record of `{entity}` has the same {fields}", zh="另一条 `{entity}` 记录的 {fields} 与此相同"
    )

    def related(self) -> tuple[Related, ...]:
        """The other record."""
        return (Related(self.first, Wording(en="the other record", zh="另一条记录")),)


@dataclass(frozen=True, kw_only=True)
class NotGiven(Problem):
    """A field is given a value that it gets by itself: it is computed, numbered or the other side of a reference.

    Example:
        entity Order { code: autonumber("A-{seq}"); name: text }
        sample { Order a { code = "A-1", name = "First" } }

    How to fix: Leave the value out.
    """

    field: str

    code = "LC452"
    message = Wording(en="`{field}` gets its value by itself", zh="`{field}` 的值由系统生成，不能给出")


@dataclass(frozen=True, kw_only=True)
class SampleCountOutOfRange(Problem):
    """The number of generated sample records is below 1 or above 1,000,000.

    Example:
        sample Customer 0

    How to fix: Give a number from 1 to 1,000,000.
    """

    code = "LC453"
    message = Wording(en="the number of records is from 1 to 1,000,000", zh="记录数须为 1 到 1,000,000")


@dataclass(frozen=True, kw_only=True)
class NoTitleField(Problem):
    """`Entity handle "Text"` gives the text to the field that is the title, but the title is no single text field.

    Example:
        entity Tag { name: text; color: text; title "{name} {color}" }
        sample { Tag red "Red" }

    How to fix: Name the field: `Tag red { name = "Red" }`.
    """

    entity: str

    code = "LC454"
    message = Wording(en="the title of `{entity}` is not a single text field", zh="`{entity}` 的标题不是单个文本字段")


@dataclass(frozen=True, kw_only=True)
class ValueRefused(Problem):
    """A record of `data` or `sample` has a value that its field would refuse.

    Example:
        entity Product { name: text; price: money min 0 }
        sample { Product gift { name = "Gift", price = -1 } }

    How to fix: Give a value that keeps to the field's `min`, `max`, `length` and `matches`.
    """

    entity: str
    field: str
    rule: str

    code = "LC455"
    message = Wording(
        en="`{entity}.{field}` does not take this value because of its `{rule}`",
        zh="`{entity}.{field}` 的 `{rule}` 不允许此值",
    )


RECORDS: tuple[type[Problem], ...] = (
    ValueMissing,
    ValueTwice,
    NotGiven,
    SampleCountOutOfRange,
    NoTitleField,
    ValueRefused,
)
