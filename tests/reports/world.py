"""A company with two years of deals and leads, as plain Python values: for the database and to reckon with.

The values are made here and go into the tables as they are; nothing is read back to reckon with.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, update

from lowcode.runtime.database.engine import database_url, open_engine
from lowcode.runtime.database.process_tables import state as state_table
from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.sort_key import sort_key
from tests.harness.apps import GeneratedApp, add_user

ZONE = ZoneInfo("Europe/Berlin")
"""Clocks change there, in March and October."""
NOW = datetime.datetime(2026, 11, 21, 10, 30)  # noqa: DTZ001 naive UTC, as the app keeps it
TODAY = datetime.date(2026, 11, 21)
FISCAL_YEAR_START = 4

SPEC = """
app company "公司" / "Company" {
  locale zh-CN, en
  timezone "Europe/Berlin"
  currency CNY
  fiscal_year 4
}
role sales "销售" / "Sales"
role boss "主管" / "Boss" includes sales
choice Level "等级" / "Level" { high "高" / "High"; middle "中" / "Middle"; low "低" / "Low" }
choice Region "区域" / "Region" {
  east "华东" / "East" { shanghai "上海" / "Shanghai"; jiangsu "江苏" / "Jiangsu" { nanjing "南京" / "Nanjing" } }
  north "华北" / "North" { beijing "北京" / "Beijing" }
}
entity Tag "标签" / "Tag" { name "名称" / "Name": text(40) required unique }
entity Customer "客户" / "Customer" {
  name    "名称" / "Name": text(120) required
  level   "等级" / "Level": Level
  region  "区域" / "Region": Region
  revenue "营收" / "Revenue": money
  owner   "负责人" / "Owner": User
}
entity Deal "商机" / "Deal" {
  customer  "客户" / "Customer": Customer required
  owner     "负责人" / "Owner": User
  stage     "阶段" / "Stage": Pipeline
  amount    "金额" / "Amount": money
  discount  "折扣" / "Discount": percent
  payable   "应付" / "Payable": money = round(amount * (1 - discount), 2)
  score     "评分" / "Score": int
  weight    "重量" / "Weight": decimal(12,3)
  paid      "已付" / "Paid": bool
  signed_on "签订" / "Signed": date
  met_at    "会面" / "Met": datetime
  tags      "标签" / "Tags": many Tag
  wants     "需求" / "Wants": many of (hardware "硬件" / "Hard", software "软件" / "Soft", service "服务" / "Service")
}
entity Lead "线索" / "Lead" {
  level "等级" / "Level": Level
  owner "负责人" / "Owner": User
  cost  "成本" / "Cost": money
  at    "时间" / "At": date
}
flow Pipeline "流程" / "Pipeline" for Deal {
  open  "接洽" / "Open" start
  offer "报价" / "Offer"
  deal  "谈判" / "Negotiation"
  won   "赢单" / "Won" end
  lost  "输单" / "Lost" end
  open -> offer by everyone
  offer -> deal by everyone
  deal -> won by everyone
  any -> lost by everyone
}
access Tag { everyone read }
access Customer { everyone read }
access Deal { sales read where owner == me; boss all }
access Lead { sales read where owner == me; boss all }
"""

STATES = ("open", "offer", "deal", "won", "lost")
PARENTS = {"shanghai": "east", "jiangsu": "east", "nanjing": "jiangsu", "beijing": "north"}
DEPARTMENTS = {1: None, 2: 1, 3: 2, 4: None}
"""Each department with the one above it."""
USERS = {"ann": 3, "bob": 2, "cat": 4, "dan": None, "eve": 1}
"""Each user's department; eve is the boss."""
TAGS = (1, 2, 3)


@dataclass(slots=True)
class Customer:
    """One record; ids of records, names of options."""

    id: int
    name: str
    level: str | None
    region: str | None
    revenue: Decimal | None
    owner: int | None


@dataclass(slots=True)
class Stay:
    """A stay in a state."""

    state: str
    entered_at: datetime.datetime
    left_at: datetime.datetime | None


@dataclass(slots=True)
class Deal:
    """One record with its lists and its history."""

    id: int
    customer: Customer
    owner: int | None
    stage: str
    amount: Decimal | None
    discount: Decimal | None
    score: int | None
    weight: Decimal | None
    paid: bool | None
    signed_on: datetime.date | None
    met_at: datetime.datetime | None
    created_at: datetime.datetime
    tags: tuple[int, ...]
    wants: tuple[str, ...]
    stays: list[Stay] = field(default_factory=list)

    @property
    def payable(self) -> Decimal | None:
        """`round(amount * (1 - discount), 2)`."""
        if self.amount is None or self.discount is None:
            return None
        return (self.amount * (1 - self.discount)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(slots=True)
class Lead:
    """One record."""

    id: int
    level: str | None
    owner: int | None
    cost: Decimal | None
    at: datetime.date | None
    created_at: datetime.datetime


@dataclass(slots=True)
class World:
    """All records. Users have the ids 1 to 5 in the order of `USERS`."""

    customers: list[Customer]
    deals: list[Deal]
    leads: list[Lead]

    @staticmethod
    def department(user: int | None) -> int | None:
        """The department of a user."""
        return None if user is None else list(USERS.values())[user - 1]


def make_world(seed: int, deals: int = 260, leads: int = 110) -> World:
    """Records with ties, empties, negative amounts, and moments around changes of the clock."""
    chance = random.Random(seed)
    customers = [_customer(chance, number) for number in range(1, 31)]
    return World(
        customers,
        [_deal(chance, number, customers) for number in range(1, deals + 1)],
        [_lead(chance, number) for number in range(1, leads + 1)],
    )


def _customer(chance: random.Random, number: int) -> Customer:
    return Customer(
        id=number,
        name=f"{chance.choice(('华星', '东方', 'Acme'))}{number % 12}",
        level=chance.choice(("high", "middle", "low", None)),
        region=chance.choice(("east", "shanghai", "jiangsu", "nanjing", "north", "beijing", None)),
        revenue=chance.choice((None, Decimal(chance.randrange(10_000_000)) / 100)),
        owner=chance.choice((None, 1, 2, 3)),
    )


def _deal(chance: random.Random, number: int, customers: list[Customer]) -> Deal:
    made = Deal(
        id=number,
        customer=chance.choice(customers),
        owner=chance.choice((None, 1, 1, 2, 3, 4)),
        stage="open",
        amount=chance.choice((None, Decimal(chance.randrange(-50_000, 900_000)) / 100, Decimal(100), Decimal("0.01"))),
        discount=chance.choice((None, Decimal(0), Decimal("0.1"), Decimal("0.0825"))),
        score=chance.choice((None, 1, 2, 2, 3, 5, 8, -4)),
        weight=chance.choice((None, Decimal(chance.randrange(5_000_000)) / 1000)),
        paid=chance.choice((None, True, False)),
        signed_on=chance.choice((None, _day(chance), _day(chance))),
        met_at=chance.choice((None, _moment(chance), _moment(chance))),
        created_at=_moment(chance),
        tags=tuple(sorted(chance.sample(TAGS, chance.randrange(3)))),
        wants=tuple(sorted(chance.sample(("hardware", "software", "service"), chance.randrange(3)))),
    )
    made.stays = _stays(chance, made.created_at)
    made.stage = made.stays[-1].state
    return made


def _stays(chance: random.Random, start: datetime.datetime) -> list[Stay]:
    stays = [Stay("open", start, None)]
    following = {"open": ("offer", "lost"), "offer": ("deal", "lost"), "deal": ("won", "lost")}
    while stays[-1].state in following and chance.random() < 0.7:
        last = stays[-1]
        moment = last.entered_at + datetime.timedelta(seconds=chance.randrange(60, 3_000_000))
        if moment >= NOW:
            break
        last.left_at = moment
        stays.append(Stay(chance.choice(following[last.state]), moment, None))
    return stays


def _lead(chance: random.Random, number: int) -> Lead:
    return Lead(
        id=number,
        level=chance.choice(("high", "middle", "low", None)),
        owner=chance.choice((None, 1, 2, 3)),
        cost=chance.choice((None, Decimal(chance.randrange(100_000)) / 100)),
        at=chance.choice((None, _day(chance), _day(chance))),
        created_at=_moment(chance),
    )


def _day(chance: random.Random) -> datetime.date:
    return datetime.date(2025, 1, 1) + datetime.timedelta(days=chance.randrange(680))


def _moment(chance: random.Random) -> datetime.datetime:
    if chance.random() < 0.2:
        change = chance.choice((datetime.datetime(2026, 3, 29, 1), datetime.datetime(2026, 10, 25, 1)))  # noqa: DTZ001 naive UTC
        return change + datetime.timedelta(minutes=chance.randrange(-180, 180))
    start = datetime.datetime(2025, 1, 1)  # noqa: DTZ001 naive UTC, as the app keeps it
    return start + datetime.timedelta(seconds=chance.randrange(680 * 86_400))


def fill(app: GeneratedApp, world: World) -> Callable[[str], None]:
    """Puts the world into a database."""

    def prepare(url: str) -> None:
        definition = app.definition()
        database = Database(open_engine(database_url({"DATABASE_URL": url}, Path(), app.package)))
        for name in USERS:
            add_user(definition, database, name, ["boss" if name == "eve" else "sales"])
        _fill_tables(definition, database, world)
        database.close()

    return prepare


def _fill_tables(definition: ApplicationDefinition, database: Database, world: World) -> None:
    tables = definition.entities[0].model.__table__.metadata.tables
    system = {"created_at": NOW, "updated_at": NOW, "version": 1}

    def named(values: dict[str, Any]) -> dict[str, Any]:
        return {**system, **values, "name_sort": sort_key(values["name"])}

    departments = [named({"id": number, "name": f"D{number}", "parent_id": up}) for number, up in DEPARTMENTS.items()]
    with database.writing() as connection:
        rows: list[tuple[str, list[dict[str, Any]]]] = [
            ("department", departments),
            ("tag", [named({"id": number, "name": f"T{number}"}) for number in TAGS]),
            ("customer", [named(_customer_row(each)) for each in world.customers]),
            ("deal", [{**system, **_deal_row(each)} for each in world.deals]),
            ("deal_tags", [{"record_id": each.id, "target_id": tag} for each in world.deals for tag in each.tags]),
            ("deal_wants", [{"record_id": each.id, "option": want} for each in world.deals for want in each.wants]),
            ("lead", [{**system, **_lead_row(each)} for each in world.leads]),
        ]
        for name, values in rows:
            columns = set(tables[name].columns.keys())
            connection.execute(insert(tables[name]), [{k: v for k, v in row.items() if k in columns} for row in values])
        users = tables["user"]
        for number, department in enumerate(USERS.values(), 1):
            connection.execute(update(users).where(users.c.id == number).values(department_id=department))
        stays = [
            {"flow": "pipeline", "entity": "deal", "record_id": deal.id, "state": stay.state}
            | {"entered_at": stay.entered_at, "left_at": stay.left_at}
            for deal in world.deals
            for stay in deal.stays
        ]
        connection.execute(insert(state_table), stays)


def _customer_row(each: Customer) -> dict[str, Any]:
    return {
        "id": each.id,
        "name": each.name,
        "level": each.level,
        "region": each.region,
        "revenue": each.revenue,
        "owner_id": each.owner,
    }


def _deal_row(each: Deal) -> dict[str, Any]:
    names = ("id", "stage", "amount", "discount", "payable", "score", "weight", "paid", "signed_on", "met_at")
    values = {name: getattr(each, name) for name in (*names, "created_at")}
    return {**values, "customer_id": each.customer.id, "owner_id": each.owner, "title_text": f"Deal {each.id}"}


def _lead_row(each: Lead) -> dict[str, Any]:
    values = {name: getattr(each, name) for name in ("id", "level", "cost", "at", "created_at")}
    return {**values, "owner_id": each.owner, "title_text": f"Lead {each.id}"}
