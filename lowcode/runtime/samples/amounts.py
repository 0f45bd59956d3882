"""Numbers as they occur: amounts of all sizes, quantities that fit a price, ratings that lean to the good side."""

from __future__ import annotations

import datetime
import math
import random
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lowcode.catalog.field_types.rating import DEFAULT_STARS
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, FieldDefinition, Scalar
from lowcode.runtime.samples.courses import is_settled
from lowcode.runtime.samples.planning import references_of

_RATING = re.compile(r"rating|score|stars|satisf|recommend|评分|满意|打分|推荐|意向")
_QUANTITY = re.compile(r"qty|quantity|数量|台数|件数")
_HEADS = re.compile(r"employee|headcount|staff|人数")
_DAYS = re.compile(r"days|人天|工期|天数")
_SECONDS = re.compile(r"seconds|秒|停留")
_FEW = re.compile(r"count|number|次数|新增")
_PAID = re.compile(r"paid|received|回款|已付|已收|到账")
_AMOUNT = re.compile(r"amount|total|payable|value|金额|合计|总额|应付")
_PRICE = re.compile(r"price|quot|单价|报价|售价")
_COST = re.compile(r"cost|spent|spending|费用|成本|支出|花费")
_SPENDING = re.compile(r"spending|expense|投入|费用|报销|开支")
_BUDGET = re.compile(r"budget|预算")
_LINE_AMOUNT = 26_000
"""What a line of an order usually comes to."""


@dataclass(frozen=True, slots=True)
class _Spread:
    """Amounts whose logarithms are normal."""

    usual: float
    width: float


_SPREADS = (
    (re.compile(r"revenue|turnover|capital|营收|营业额|注册资本|资产"), _Spread(24_000_000, 1.3)),
    (re.compile(r"unit_price|list_price|单价|标准价"), _Spread(2_400, 1.2)),
    (_SPENDING, _Spread(5_200, 0.6)),
    (_BUDGET, _Spread(38_000, 0.8)),
    (_COST, _Spread(32_000, 0.8)),
    (re.compile(r"goal|target|目标|指标"), _Spread(120_000, 0.25)),
    (re.compile(r"price|报价"), _Spread(90_000, 0.9)),
)
_ANYTHING = _Spread(60_000, 0.95)
_STUBBORN = 2
_MODESTY = 4
"""An amount that is refused more often than that is a fourth the next time."""
_STARS = (0.03, 0.06, 0.15, 0.40, 0.36)
"""How many give one star, two, …, five."""
_GRADES = (0.1, 0.22, 0.32, 0.24, 0.12)


class Amounts:
    """Draws numbers for the fields of records."""

    def __init__(self, context: Context, source: random.Random) -> None:
        self._context = context
        self._source = source
        self.attempt = 0
        """How often the record was refused: its amounts become ever smaller."""

    def draw(self, entity: EntityDefinition, definition: FieldDefinition, kind: str, record: Any) -> Any:
        """A number within the field's limits."""
        low = definition.minimum(record, self._context) if definition.minimum else None
        high = definition.maximum(record, self._context) if definition.maximum else None
        scale = definition.type.scale if isinstance(definition.type, Scalar) else 0
        if kind == "percent":
            drawn = self._percentage(low, high)
        elif kind == "money":
            drawn = self._money(entity, definition, record)
        else:
            drawn = Decimal(self._count(entity, definition, record, low, high))
        drawn = max(drawn, Decimal(low)) if low is not None else drawn
        drawn = min(drawn, Decimal(high)) if high is not None else drawn
        return int(drawn) if kind in ("int", "rating") else drawn.quantize(Decimal(1).scaleb(-(scale or 0)))

    def stars(self, definition: FieldDefinition) -> int:
        """Most are satisfied; what is no opinion of customers lies around the middle."""
        most = (definition.type.most if isinstance(definition.type, Scalar) else None) or DEFAULT_STARS
        shares = _STARS if _RATING.search(_words(definition)) else _GRADES
        drawn = self._source.choices(range(1, 6), shares)[0]
        return max(1, round(drawn * most / 5))

    def _percentage(self, low: Any, high: Any) -> Decimal:
        """Small ones more often than large ones."""
        start, end = float(low or 0), float(high if high is not None else Decimal("0.3"))
        return Decimal(str(round(start + (end - start) * self._source.random() ** 2.2, 2)))

    def _money(self, entity: EntityDefinition, definition: FieldDefinition, record: Any) -> Decimal:
        name = _words(definition)
        if _PAID.search(name):
            return self._payment(entity, definition, record)
        following = self._following(entity, definition, record)
        if following is not None:
            return following
        if _SPENDING.search(f"{entity.name} {entity.label.texts[0]}"):
            name = "spending"
        spread = next((spread for pattern, spread in _SPREADS if pattern.search(name)), _ANYTHING)
        usual = spread.usual / _MODESTY ** max(0, self.attempt - _STUBBORN)
        return _rounded(usual * self._source.lognormvariate(0, spread.width))

    def _following(self, entity: EntityDefinition, definition: FieldDefinition, record: Any) -> Decimal | None:
        """An amount that another one leads to: the cost a budget, the price a cost, the contract its deal."""
        name = _words(definition)
        if _COST.search(name):
            return self._share_of(_money_like(entity, record, _BUDGET), 0.72, 1.06)
        if _PRICE.search(name):
            return self._share_of(_money_like(entity, record, _COST), 1.18, 1.6)
        if not _AMOUNT.search(name):
            return None
        for each, target in references_of(entity):
            source = getattr(record, each.name)
            if source is not None and target != "user":
                found = _money_like(self._context.application.entity_by_name[target], source, _AMOUNT, is_own=False)
                if found:
                    return found
        return None

    def _share_of(self, amount: Decimal | None, low: float, high: float) -> Decimal | None:
        return _rounded(float(amount) * self._source.uniform(low, high)) if amount else None

    def _payment(self, entity: EntityDefinition, definition: FieldDefinition, record: Any) -> Decimal:
        """What has been paid of an amount: the older, the more."""
        amount = _money_like(entity, record, _AMOUNT, but=definition.name, is_own=False)
        if not amount or not is_settled(self._context.application, entity, record):
            return Decimal(0)
        age = (self._context.now - record.created_at) / datetime.timedelta(days=1)
        steps = min(4, max(0, round(self._source.gauss(age / 60, 0.8))))
        share = (Decimal(0), Decimal("0.3"), Decimal("0.6"), Decimal("0.9"), Decimal(1))[steps]
        return (amount * share).quantize(Decimal("0.01"))

    def _count(self, entity: EntityDefinition, definition: FieldDefinition, record: Any, low: Any, high: Any) -> int:
        name = _words(definition)
        if _RATING.search(name):
            least, most = int(low or 0), int(high if high is not None else 5)
            return least + round((most - least) * self._source.betavariate(4.6, 1.3))
        if _QUANTITY.search(name):
            return self._quantity(entity, record)
        usual, width = 12.0, 0.9
        if _HEADS.search(name):
            usual, width = 160.0, 1.2
        elif _SECONDS.search(name):
            usual, width = 75.0, 0.9
        elif _DAYS.search(name):
            usual, width = 9.0, 0.8
        elif _FEW.search(name):
            usual, width = 4.0, 0.6
        return max(1, round(usual * self._source.lognormvariate(0, width)))

    def _quantity(self, entity: EntityDefinition, record: Any) -> int:
        """So many of a thing that its price fits a line: two servers, two hundred sensors."""
        price = _money_like(entity, record, _PRICE) or self._price_of_thing(entity, record)
        wanted = _LINE_AMOUNT * self._source.lognormvariate(0, 1.0)
        return min(500, max(1, round(wanted / float(price)))) if price else self._source.randint(1, 12)

    def _price_of_thing(self, entity: EntityDefinition, record: Any) -> Decimal | None:
        for each, target in references_of(entity):
            thing = getattr(record, each.name)
            if thing is not None and target != "user":
                found = _money_like(self._context.application.entity_by_name[target], thing, _PRICE)
                if found:
                    return found
        return None


def is_payment(definition: FieldDefinition) -> bool:
    """Whether the field says what has been paid, so that the amount must be known before."""
    is_money = isinstance(definition.type, Scalar) and definition.type.kind == "money"
    return is_money and _PAID.search(_words(definition)) is not None


def _words(definition: FieldDefinition) -> str:
    return f"{definition.name} {definition.label.texts[0]}"


def _money_like(
    entity: EntityDefinition, record: Any, pattern: re.Pattern[str], *, but: str = "", is_own: bool = True
) -> Decimal | None:
    """The last amount of a record whose field is called so; with `is_own` only what was typed in."""
    for definition in reversed(entity.fields):
        is_money = isinstance(definition.type, Scalar) and definition.type.kind == "money" and definition.name != but
        is_known = definition.computed is None or (definition.computed.stored and not is_own)
        if is_money and is_known and pattern.search(_words(definition)):
            value = getattr(record, definition.name)
            if value is not None:
                found: Decimal = value
                return found
    return None


def _rounded(value: float) -> Decimal:
    """With two or three digits that matter, as people quote."""
    digits = max(0, math.floor(math.log10(max(value, 1))) - 1)
    step = Decimal(10) ** max(digits - 1, 0) * (5 if digits > 1 else 1)
    return max(Decimal(round(Decimal(value) / step)) * step, Decimal(1))
