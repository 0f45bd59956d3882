"""An app whose reports are built by hand, with few records, so that every number can be computed by hand."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert

from lowcode.runtime.context import Context, Identity, make_context
from lowcode.runtime.database.engine import database_url, open_engine
from lowcode.runtime.database.process_tables import state as stays
from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition, Label
from lowcode.runtime.report_definitions import (
    Aggregated,
    Chart,
    Dimension,
    Form,
    Grouping,
    Measure,
    MeasureExpression,
    MeasureFunction,
    Reading,
    ReportDefinition,
    Source,
    ValueForm,
)
from lowcode.runtime.sort_key import sort_key
from tests.harness.apps import AppUnderTest, GeneratedApp, add_user

SPEC = """
app reporting "报表" / "Reporting" { locale zh-CN, en; timezone "Asia/Shanghai"; currency CNY }
role sales "销售" / "Sales"
role chief "主管" / "Chief" includes sales
choice Region "区域" / "Region" {
  east "华东" / "East" {
    jiangsu "江苏" / "Jiangsu" { nanjing "南京" / "Nanjing"; suzhou "苏州" / "Suzhou" }
    shanghai "上海" / "Shanghai"
  }
  north "华北" / "North"
}
choice Level "等级" / "Level" { high "高" / "High" color "#d4380d"; low "低" / "Low" }
entity Tag "标签" / "Tag" { name "名称" / "Name": text(40) required unique }
entity Customer "客户" / "Customer" {
  name   "名称" / "Name": text(60) required
  region "区域" / "Region": Region
  owner  "负责人" / "Owner": User
}
entity Deal "商机" / "Deal" {
  name     "名称" / "Name": text(60) required
  customer "客户" / "Customer": Customer on delete clear
  owner    "负责人" / "Owner": User
  stage    "阶段" / "Stage": Pipeline
  level    "等级" / "Level": Level
  amount   "金额" / "Amount": money
  hours    "工时" / "Hours": int
  margin   "毛利率" / "Margin": percent
  urgent   "加急" / "Urgent": bool
  signed   "签订日期" / "Signed": date
  met_at   "会面" / "Met": datetime
  tags     "标签" / "Tags": many Tag
  wants    "需求" / "Wants": many of (hardware "硬件" / "Hardware", software "软件" / "Software")
  secret   "底价" / "Floor price": money
  mine     "私密" / "Private": money
  lines    "明细" / "Lines": rows { product "产品" / "Product": text(40); price "单价" / "Price": money }
}
entity Lead "线索" / "Lead" {
  company "公司" / "Company": text(60) required
  owner   "负责人" / "Owner": User
  region  "区域" / "Region": Region
  cost    "成本" / "Cost": money
  came_on "来访日期" / "Came on": date
}
flow Pipeline "销售流程" / "Pipeline" for Deal {
  contact "接洽" / "Contact" start
  offer   "报价" / "Offer"
  won     "赢单" / "Won" end
  lost    "输单" / "Lost" end
  contact -> offer "报价" / "Offer" by chief
  offer -> won "赢单" / "Win" by chief
  any -> lost "输单" / "Lose" by chief
}
access Customer { sales read where owner == me; chief all }
access Deal {
  sales create, read where owner == me
  chief all
  field secret { read chief; update chief }
  field mine { read chief where owner == me; update chief }
}
access Lead { chief all }
access Tag { sales read }
"""

USERS = {"ann": ("sales",), "bob": ("sales",), "eve": ("chief",)}
TODAY = datetime.datetime(2026, 11, 22, 4)  # noqa: DTZ001 naive UTC, as the app keeps it: noon in Shanghai
_SYSTEM = {
    "created_at": datetime.datetime(2026, 1, 1, 8),  # noqa: DTZ001 naive UTC, as the app keeps it
    "updated_at": datetime.datetime(2026, 1, 1, 8),  # noqa: DTZ001 naive UTC, as the app keeps it
    "version": 1,
}


def at(text: str) -> datetime.datetime:
    """An instant in UTC."""
    return datetime.datetime.fromisoformat(text)


def on(text: str) -> datetime.date:
    """A day."""
    return datetime.date.fromisoformat(text)


CUSTOMERS = (
    {"id": 1, "name": "华星", "region": "nanjing", "owner_id": 1},
    {"id": 2, "name": "阿里山", "region": "suzhou", "owner_id": 1},
    {"id": 3, "name": "东方", "region": "north", "owner_id": 2},
    {"id": 4, "name": "无区", "region": None, "owner_id": 2},
)
DEALS = (
    # id, customer, owner, stage, level, amount, hours, margin, urgent, signed, met_at
    (1, 1, 1, "won", "high", "100.10", 3, "0.1000", True, "2026-11-03", "2026-11-01T15:59:59"),
    (2, 1, 1, "won", "low", "50.20", 5, "0.2500", False, "2026-11-20", "2026-11-01T16:00:00"),
    (3, 2, 1, "offer", "high", "0.05", 8, None, None, "2026-10-10", "2026-10-31T16:00:00"),
    (4, 3, 2, "lost", None, "999999999999.99", None, "0.5000", True, "2026-10-31", "2026-12-31T20:00:00"),
    (5, 3, 2, "contact", "low", None, 1, "0.0500", False, None, None),
    (6, 4, 2, "won", "low", "-20.00", 2, "0.2000", True, "2025-11-05", "2025-11-30T17:00:00"),
    (7, None, None, "won", "high", "30.00", 7, "0.3000", False, "2026-09-30", "2026-11-22T03:00:00"),
)
"""Signed this November: 1 and 2; last October: 3 and 4; last year's November: 6."""
STAYS = (
    # record, state, entered, left
    (1, "contact", "2026-10-01T00:00:00", "2026-10-03T00:00:00"),
    (1, "offer", "2026-10-03T00:00:00", "2026-10-04T12:00:00"),
    (1, "won", "2026-10-04T12:00:00", None),
    (2, "contact", "2026-10-01T00:00:00", "2026-10-02T00:00:00"),
    (2, "offer", "2026-10-02T00:00:00", "2026-10-02T12:00:00"),
    (2, "won", "2026-10-02T12:00:00", None),
    (3, "contact", "2026-10-05T00:00:00", "2026-10-05T12:00:00"),
    (3, "offer", "2026-11-20T04:00:00", None),
    (4, "contact", "2026-10-06T00:00:00", "2026-10-07T00:00:00"),
    (4, "lost", "2026-10-07T00:00:00", None),
    (5, "contact", "2026-11-21T04:00:00", None),
    (6, "won", "2025-11-05T00:00:00", None),
    (7, "won", "2026-09-30T00:00:00", "2026-10-01T00:00:00"),
    (7, "offer", "2026-10-01T00:00:00", "2026-10-02T00:00:00"),
    (7, "won", "2026-10-02T00:00:00", None),
)
TAGS = ((1, 1), (1, 2), (2, 1), (4, 2))
WANTS = ((1, "hardware"), (1, "software"), (3, "software"))
LINES = ((1, "盘", "60.10"), (1, "线", "40.00"), (2, "盘", "50.20"))
LEADS = (
    (1, "甲", 1, "nanjing", "10.00", "2026-11-02"),
    (2, "乙", 1, "shanghai", "5.50", "2026-11-09"),
    (3, "丙", 2, "north", None, "2026-10-09"),
    (4, "丁", None, None, "4.00", None),
)


def fill(app: GeneratedApp) -> Callable[[str], None]:
    """Users, departments and records, always the same."""

    def prepare(url: str) -> None:
        definition = app.definition()
        database = Database(open_engine(database_url({"DATABASE_URL": url}, Path(), app.package)))
        for name, roles in USERS.items():
            add_user(definition, database, name, list(roles))
        with database.writing() as connection:
            _fill_tables(definition, connection)
        database.close()

    return prepare


def _fill_tables(definition: ApplicationDefinition, connection: Connection) -> None:
    tables = definition.entities[0].model.__table__.metadata.tables
    departments = ((1, "公司", None), (2, "东部", 1), (3, "上海组", 2))
    put(connection, tables["department"], [{"id": n, "name": name, "parent_id": up} for n, name, up in departments])
    user = tables["user"]
    for number, department in ((1, 3), (2, 2), (3, 1)):
        connection.execute(user.update().where(user.c.id == number).values(department_id=department))
    put(connection, tables["tag"], [{"id": 1, "name": "重要"}, {"id": 2, "name": "续约"}])
    put(connection, tables["customer"], CUSTOMERS)
    put(connection, tables["deal"], [_deal(*each) for each in DEALS])
    connection.execute(insert(tables["deal_tags"]), [{"record_id": n, "target_id": tag} for n, tag in TAGS])
    connection.execute(insert(tables["deal_wants"]), [{"record_id": n, "option": option} for n, option in WANTS])
    lines = [
        {"owner_record_id": n, "position": place, "product": product, "price": Decimal(price)}
        for place, (n, product, price) in enumerate(LINES)
    ]
    put(connection, tables["deal_lines"], lines)
    put(connection, tables["lead"], [_lead(*each) for each in LEADS])
    for record, state, entered, left in STAYS:
        row = {"flow": "pipeline", "entity": "deal", "record_id": record, "state": state, "entered_at": at(entered)}
        connection.execute(insert(stays), {**row, "left_at": None if left is None else at(left)})


def put(connection: Connection, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows with the system's columns and the sort keys of their texts."""
    for row in rows:
        whole = {**_SYSTEM, **row}
        for name, value in row.items():
            if f"{name}_sort" in table.c and isinstance(value, str):
                whole[f"{name}_sort"] = sort_key(value)
        connection.execute(insert(table), {key: value for key, value in whole.items() if key in table.c})


def _deal(number: int, customer: int | None, owner: int | None, stage: str, level: str | None, *rest: Any) -> Any:
    amount, hours, margin, urgent, signed, met_at = rest
    return {
        "id": number,
        "name": f"D{number}",
        "customer_id": customer,
        "owner_id": owner,
        "stage": stage,
        "level": level,
        "amount": None if amount is None else Decimal(amount),
        "hours": hours,
        "margin": None if margin is None else Decimal(margin),
        "urgent": urgent,
        "signed": None if signed is None else on(signed),
        "met_at": None if met_at is None else at(met_at),
        "secret": Decimal(number),
        "mine": Decimal(number),
    }


def _lead(number: int, company: str, owner: int | None, region: str | None, cost: Any, came_on: Any) -> Any:
    return {
        "id": number,
        "company": company,
        "owner_id": owner,
        "region": region,
        "cost": None if cost is None else Decimal(cost),
        "came_on": None if came_on is None else on(came_on),
    }


@dataclass(frozen=True, slots=True)
class Desk:
    """Asks reports as one of the users, at noon of 22 November 2026."""

    app: AppUnderTest
    connection: Connection

    def context(self, name: str = "eve", *, locale: str = "en", timezone: str | None = None) -> Context:
        roles = {"everyone", *USERS[name]} | ({"sales"} if "chief" in USERS[name] else set())
        identity = Identity(user_id=list(USERS).index(name) + 1, name=name, roles=frozenset(roles))
        context = make_context(self.app.definition, self.connection, identity, locale=locale, now=TODAY)
        return context if timezone is None else replace(context, timezone=ZoneInfo(timezone))


@contextmanager
def desk_of(app: AppUnderTest) -> Iterator[Desk]:
    """A desk on the app's database."""
    with app.database().reading() as connection:
        yield Desk(app, connection)


# --- reports by hand ---

_FORMS = {
    "amount": Form(ValueForm.MONEY, scale=2),
    "secret": Form(ValueForm.MONEY, scale=2),
    "mine": Form(ValueForm.MONEY, scale=2),
    "price": Form(ValueForm.MONEY, scale=2),
    "cost": Form(ValueForm.MONEY, scale=2),
    "margin": Form(ValueForm.PERCENT, scale=4),
    "hours": Form(ValueForm.INTEGER),
    "id": Form(ValueForm.INTEGER),
    "urgent": Form(ValueForm.BOOLEAN),
    "signed": Form(ValueForm.DATE),
    "came_on": Form(ValueForm.DATE),
    "met_at": Form(ValueForm.DATETIME),
    "created_at": Form(ValueForm.DATETIME),
    "level": Form(ValueForm.CHOICE, "level"),
    "region": Form(ValueForm.CHOICE, "region"),
    "stage": Form(ValueForm.CHOICE, "pipeline"),
    "wants": Form(ValueForm.CHOICE, "deal_wants"),
    "owner": Form(ValueForm.RECORD, "user"),
    "customer": Form(ValueForm.RECORD, "customer"),
    "department": Form(ValueForm.RECORD, "department"),
    "tags": Form(ValueForm.RECORD, "tag"),
    "name": Form(ValueForm.TEXT),
    "product": Form(ValueForm.TEXT),
    "company": Form(ValueForm.TEXT),
}
COUNT_FORM = Form(ValueForm.INTEGER)
_ENTITIES = {"customer": "customer", "owner": "user", "department": "department", "owner_record": "deal"}


def form_of(path: str) -> Form:
    """The form of the field at the end of a path."""
    return _FORMS[path.rpartition(".")[2]]


def reading(path: str, entity: str = "deal") -> Reading:
    """A path of fields, as the compiler emits it: `customer.region`."""
    *steps, name = path.split(".")
    owners = [entity, *(_ENTITIES[each] for each in steps)]
    is_record = _FORMS[name].kind is ValueForm.RECORD and name != "tags"
    is_list = name in {"tags", "wants"}
    attribute = "id" if is_list else f"{name}_id" if is_record else name
    reads = tuple(zip(owners, (*steps, name), strict=True))
    column = _COLUMNS.setdefault(attribute, _column(attribute))
    return Reading(path=tuple(steps), column=column, reads=reads, field=(*steps, name))


def _column(attribute: str) -> Callable[[Any, Context], Any]:
    return lambda this, context: getattr(this, attribute)


_COLUMNS: dict[str, Callable[[Any, Context], Any]] = {}


def by(path: str, grouping: Grouping, *more: Reading, form: Form | None = None) -> Dimension:
    """A dimension; `more`: its readings in further sources."""
    name = path.replace(".", "_")
    label = Label(name, name)
    return Dimension(
        name=name, label=label, grouping=grouping, form=form or form_of(path), readings=(reading(path), *more)
    )


def aggregated(function: str, path: str | None = None, **more: Any) -> Aggregated:
    """`sum(amount)`."""
    entity = more.pop("entity", "deal")
    form = COUNT_FORM if path is None else form_of(path)
    value = None if path is None else reading(path, entity)
    return Aggregated(function=MeasureFunction(function), form=form, value=value, **more)


def measure(name: str, expression: MeasureExpression, form: Form = COUNT_FORM) -> Measure:
    """A measure of the chart."""
    return Measure(name=name, label=Label(name, name), expression=expression, form=form)


def source(entity: str = "deal", date: str = "signed", **more: Any) -> Source:
    """A source."""
    return Source(entity=entity, name=entity, date=reading(date, entity), date_form=form_of(date), **more)


def report(
    dimensions: Sequence[Dimension],
    measures: Sequence[Measure],
    *,
    sources: Sequence[Source] = (),
    kind: str = "bar",
    **options: Any,
) -> ReportDefinition:
    """A report over deals, unless other sources are given."""
    chart = Chart(kind=kind, dimensions=tuple(dimensions), measures=tuple(measures), **options)
    return ReportDefinition(
        name="report", label=Label("报表", "Report"), sources=tuple(sources) or (source(),), chart=chart
    )
