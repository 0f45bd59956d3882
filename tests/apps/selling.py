"""A small app with everything that lists can sort, filter and search, and records with ties and empties in it."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from lowcode.runtime.context import Context, Identity, make_context
from lowcode.runtime.database.engine import database_url, open_engine
from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.search_index import terms_of_text
from lowcode.runtime.sort_key import sort_key
from tests.harness.apps import AppUnderTest, GeneratedApp, add_user

SPEC = """
app selling "销售" / "Selling" {
  locale zh-CN, en
  timezone "Asia/Shanghai"
  currency CNY
}
role sales "销售员" / "Sales"
role boss "主管" / "Boss" includes sales
choice Level "等级" / "Level" { high "高" / "High"; middle "中" / "Middle"; low "低" / "Low" }
choice Region "区域" / "Region" {
  east "华东" / "East" { shanghai "上海" / "Shanghai"; jiangsu "江苏" / "Jiangsu" { nanjing "南京" / "Nanjing" } }
  north "华北" / "North"
}
entity Tag "标签" / "Tag" { name "名称" / "Name": text(40) required unique }
entity Customer "客户" / "Customer" {
  name    "名称" / "Name": text(120) required search
  level   "等级" / "Level": Level
  region  "区域" / "Region": Region
  revenue "营收" / "Revenue": money
  staff   "人数" / "Staff": int
  active  "活跃" / "Active": bool
  since   "始于" / "Since": date
  met_at  "会面" / "Met": datetime
  owner   "负责人" / "Owner": User
  tags    "标签" / "Tags": many Tag
  wants   "需求" / "Wants": many of (hardware "硬件" / "Hardware", software "软件" / "Software")
  visits  "拜访" / "Visits": many Visit by customer
  secret  "暗号" / "Secret": text(40) hidden
  overdue "超期" / "Overdue": bool = since < today - 30d
}
entity Visit "拜访" / "Visit" {
  customer "客户" / "Customer": Customer required on delete cascade
  subject  "主题" / "Subject": text(80) required
  lines    "明细" / "Lines": rows { what "内容" / "What": text(80) required; cost "费用" / "Cost": money }
}
view Customer {
  list name, level, region, revenue, staff, active, since, met_at, owner, overdue
  sort revenue desc
  filter level, region, owner, active, since, revenue
  page { visits }
}
view Visit { list subject, customer, customer.level sort subject }
access Customer { sales create; sales read, update where owner == me; boss all }
access Visit { sales all where customer.owner == me; boss all }
access Tag { sales read; boss all }
"""

NUMBER = 260
USERS = {"ann": ("sales",), "bob": ("sales",), "eve": ("boss",), "root": ("admin",), "nil": ()}
WORDS = ("华星", "电子", "科技", "东方", "明珠", "Acme", "Ünion", "贸易")


def fill(app: GeneratedApp) -> Callable[[str], None]:
    """Users and records, always the same."""

    def prepare(url: str) -> None:
        definition = app.definition()
        database = Database(open_engine(database_url({"DATABASE_URL": url}, Path(), app.package)))
        ids = {name: add_user(definition, database, name, list(roles)) for name, roles in USERS.items()}
        _fill_tables(definition, database, (ids["ann"], ids["bob"], None))
        database.close()

    return prepare


def fill_for_more(app: GeneratedApp) -> Callable[[str], None]:
    """The same, where more is to be created: the numbers were given by hand, and PostgreSQL has not counted them."""

    def prepare(url: str) -> None:
        fill(app)(url)
        database = Database(open_engine(database_url({"DATABASE_URL": url}, Path(), app.package)))
        with database.writing() as connection:
            for table in () if database.is_sqlite else ("tag", "customer", "visit", "visit_lines"):
                sequence = f"pg_get_serial_sequence('{table}', 'id')"
                connection.exec_driver_sql(f"SELECT setval({sequence}, (SELECT max(id) FROM {table}))")
        database.close()

    return prepare


def _fill_tables(definition: ApplicationDefinition, database: Database, owners: tuple[int | None, ...]) -> None:
    tables = definition.entities[0].model.__table__.metadata.tables
    system = {
        "created_at": datetime.datetime(2026, 1, 1, 8),  # noqa: DTZ001 naive UTC, as the app keeps it
        "updated_at": datetime.datetime(2026, 1, 1, 8),  # noqa: DTZ001 naive UTC, as the app keeps it
        "version": 1,
    }
    chance = random.Random(7)
    customers = [{**system, **_customer(number, chance, owners)} for number in range(1, NUMBER + 1)]
    terms = [{"term": t, "record_id": c["id"]} for c in customers for t in sorted(terms_of_text([c["name"]]))]
    tags = [{**system, "id": n, "name": f"T{n}", "name_sort": sort_key(f"T{n}")} for n in (1, 2)]
    some = range(1, NUMBER + 1)
    visits = [
        {**system, "id": n, "customer_id": 1 + n % 40, "subject": f"S{n % 9}", "subject_sort": sort_key(f"S{n % 9}")}
        for n in range(1, 121)
    ]
    lines = [{**system, "owner_record_id": 1, "position": n, "what": f"L{n}", "cost": Decimal(n) / 4} for n in range(3)]
    with database.writing() as connection:
        for name, rows in (
            ("tag", tags),
            ("customer", customers),
            ("customer_search", terms),
            ("customer_tags", [{"record_id": n, "target_id": t} for n in some for t in (1, 2) if n % (t + 1) == 0]),
            ("customer_wants", [{"record_id": n, "option": "hardware"} for n in some if n % 4 == 0]),
            ("visit", visits),
            ("visit_lines", lines),
        ):
            columns = set(tables[name].columns.keys())
            connection.execute(insert(tables[name]), [{k: v for k, v in row.items() if k in columns} for row in rows])


def _customer(number: int, chance: random.Random, owners: tuple[int | None, ...]) -> dict[str, Any]:
    name = "".join(chance.choices(WORDS, k=2)) + str(number % 50)
    day = datetime.date(2026, 1, 1) + datetime.timedelta(days=chance.randrange(60))
    moment = datetime.datetime(2026, 3, 1, 15, 30) + datetime.timedelta(hours=chance.randrange(96))  # noqa: DTZ001 naive UTC, as the app keeps it
    return {
        "id": number,
        "name": name,
        "name_sort": sort_key(name),
        "level": chance.choice(["high", "middle", "low", None]),
        "region": chance.choice(["east", "shanghai", "jiangsu", "nanjing", "north", None]),
        "revenue": chance.choice([None, Decimal("0.5"), Decimal("12.00"), Decimal("-3.25"), Decimal("100000.01")]),
        "staff": chance.choice([None, 1, 2, 3, 5, 8]),
        "active": chance.choice([None, True, False]),
        "since": chance.choice([None, day]),
        "met_at": chance.choice([None, moment]),
        "owner_id": owners[number % len(owners)],
        "secret": f"hush{number}",
    }


def context_of(app: AppUnderTest, database: Database, connection: Any, name: str) -> Context:
    """A context of one of `USERS`."""
    roles = {"everyone", *USERS[name]} | ({"sales"} if "boss" in USERS[name] else set())
    number = list(USERS).index(name) + 1
    return make_context(app.definition, connection, Identity(user_id=number, name=name, roles=frozenset(roles)))
