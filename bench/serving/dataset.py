"""The records that all contestants serve: 100,000 customers of 20 people, with contacts and deals. Always the same."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

CUSTOMERS = 100_000
USERS = 20
LEVELS = {"strategic": "战略", "key": "重点", "normal": "普通"}
SOURCES = {"website": "官网", "event": "市场活动", "referral": "渠道推荐", "outbound": "自主开发"}
REGIONS = {"east": "华东", "north": "华北", "south": "华南", "west": "西部"}
STAGES = {"contact": "初步接洽", "proposal": "方案报价", "won": "赢单", "lost": "输单"}

_CITIES = (
    "苏州",
    "南京",
    "上海",
    "北京",
    "深圳",
    "广州",
    "杭州",
    "成都",
    "武汉",
    "西安",
    "青岛",
    "厦门",
    "长沙",
    "郑州",
    "重庆",
    "无锡",
)
_FIRST = "华明兴盛泰恒瑞新创联海天金宏达远东方正和信诚嘉鼎安博卓越锐凯"
_SECOND = "星达科通源力宇辉腾邦捷美泽丰润康健维思睿智云翔龙鹏飞驰航"
_TRADES = ("电子", "机械", "软件", "信息技术", "生物医药", "新材料", "物流", "食品", "能源", "仪器仪表", "汽车配件")
_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英"
_DAY_ZERO = datetime.datetime(2024, 1, 1, 1, 0, 0)  # noqa: DTZ001 - instants of the data set are UTC by definition


@dataclass(frozen=True, slots=True)
class Customer:
    """A row of the list: eight columns, the owner by number (1…20)."""

    id: int
    code: str
    name: str
    level: str
    source: str
    region: str
    revenue_cents: int
    owner: int
    last_contact: datetime.datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at a customer."""

    id: int
    customer: int
    name: str
    mobile: str
    email: str


@dataclass(frozen=True, slots=True)
class Deal:
    """Something that is being sold to a customer."""

    id: int
    customer: int
    name: str
    stage: str
    amount_cents: int
    close_on: datetime.date


@dataclass(frozen=True)
class Dataset:
    """Everything, and the questions' right answers."""

    users: Sequence[str]
    customers: Sequence[Customer]
    contacts: Sequence[Contact]
    deals: Sequence[Deal]

    @cached_property
    def words(self) -> dict[str, int]:
        """Words of two characters that are searched for, with the number of customers whose name has them."""
        pairs = [first + second for first, second in zip(_FIRST, _SECOND, strict=False)]
        found = {word: sum(word in customer.name for customer in self.customers) for word in pairs}
        return {word: number for word, number in found.items() if number}

    def owned_by(self, user: int) -> list[Customer]:
        """The customers of one person."""
        return [customer for customer in self.customers if customer.owner == user]


def make_dataset(customers: int = CUSTOMERS) -> Dataset:
    """The same records at every call."""
    source = random.Random(20_261_121)
    users = [_FAMILY[number % len(_FAMILY)] + source.choice(_GIVEN) for number in range(USERS)]
    rows = [_customer(source, number) for number in range(1, customers + 1)]
    contacts: list[Contact] = []
    deals: list[Deal] = []
    for row in rows:
        for _ in range(source.randint(1, 3)):
            contacts.append(_contact(source, len(contacts) + 1, row.id))
        for _ in range(source.randint(0, 2)):
            deals.append(_deal(source, len(deals) + 1, row.id))
    return Dataset(users, rows, contacts, deals)


def _customer(source: random.Random, number: int) -> Customer:
    name = source.choice(_CITIES) + source.choice(_FIRST) + source.choice(_SECOND) + source.choice(_TRADES)
    return Customer(
        id=number,
        code=f"KH-{number:06}",
        name=f"{name}有限公司{number}",
        level=source.choices(list(LEVELS), weights=(1, 4, 15))[0],
        source=source.choice(list(SOURCES)),
        region=source.choice(list(REGIONS)),
        revenue_cents=source.randrange(100_000, 5_000_000_000),
        owner=source.randint(1, USERS),
        last_contact=_DAY_ZERO + datetime.timedelta(seconds=source.randrange(86_400 * 700)),
    )


def _contact(source: random.Random, number: int, customer: int) -> Contact:
    name = source.choice(_FAMILY) + source.choice(_GIVEN)
    return Contact(number, customer, name, f"138{number:08}", f"contact{number}@example.com")


def _deal(source: random.Random, number: int, customer: int) -> Deal:
    return Deal(
        id=number,
        customer=customer,
        name=f"{source.choice(_TRADES)}项目 {number}",
        stage=source.choice(list(STAGES)),
        amount_cents=source.randrange(100_000, 300_000_000),
        close_on=_DAY_ZERO.date() + datetime.timedelta(days=source.randrange(900)),
    )
