"""The app that reports are measured on, and its million deals."""

from __future__ import annotations

from sqlalchemy import Connection, text

from bench.process.application import App

DEALS = 1_000_000
CUSTOMERS = 10_000
SELLERS = 20

SPEC = """
app reported "报表" / "Reported" { locale zh-CN, en; timezone "Asia/Shanghai"; currency CNY }
role seller "销售" / "Seller"
role boss "主管" / "Boss"
choice Stage "阶段" / "Stage" { open "接洽" / "Open"; offer "报价" / "Offer"; won "赢单" / "Won"; lost "输单" / "Lost" }
choice Region "区域" / "Region" {
  east "华东" / "East"; north "华北" / "North"; south "华南" / "South"; west "西部" / "West"
}
entity Customer "客户" / "Customer" {
  name   "名称" / "Name": text(60) required
  region "区域" / "Region": Region
}
entity Deal "商机" / "Deal" {
  name     "名称" / "Name": text(60) required
  customer "客户" / "Customer": Customer
  owner    "负责人" / "Owner": User
  stage    "阶段" / "Stage": Stage
  amount   "金额" / "Amount": money
  close_on "成交日期" / "Close": date
}
access Customer { boss all; seller read }
access Deal { boss all; seller read where owner == me }
report OwnerMonth "每人每月" / "By owner and month" from Deal on close_on {
  chart pivot by owner, month(close_on) show sum(amount) }
report Month "每月" / "By month" from Deal on close_on {
  chart combo by month(close_on) show sum(amount), count() }
report StageShare "阶段" / "By stage" from Deal on close_on {
  chart bar by stage show count(), avg(amount) }
report Ranking "排行" / "Ranking" from Deal where stage == won on close_on {
  chart leaderboard by owner show sum(amount) top 10 }
report RegionYear "区域" / "By region and year" from Deal on close_on {
  chart pivot by customer.region, year(close_on) show sum(amount), count() }
report Middle "中位数" / "Median" from Deal on close_on {
  chart bar by stage show median(amount) }
report Figure "总额" / "Figure" from Deal where stage == won on close_on {
  chart number show sum(amount), count(), max(amount) }
"""

NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {many}) SELECT n"
    " FROM numbers",
    "postgresql": "SELECT n FROM generate_series(1, {many}) AS numbers(n)",
}
_DAY = {
    "sqlite": "date('2024-11-01', '+' || ((n * 7919) % 750) || ' days')",
    "postgresql": "date '2024-11-01' + ((n::bigint * 7919) % 750)::integer",
}
_CENTS = "((n % 9973) * 12345 % 90000001) + 100"
_AMOUNT = {"sqlite": _CENTS, "postgresql": "(((n % 9973)::bigint * 12345 % 90000001) + 100) / 100.0"}
_SYSTEM = {"sqlite": "'2024-11-01 00:00:00'", "postgresql": "timestamp '2024-11-01 00:00:00'"}


def fill(app: App, database: str) -> None:
    """Sellers, customers, deals: the same on both databases."""
    for number in range(SELLERS):
        app.add_person(f"seller{number}", "seller")
    app.add_person("boss", "boss")
    with app.database.writing() as connection:
        _customers(connection, database)
        _deals(connection, database)
    with app.database.writing() as connection:
        connection.execute(text("ANALYZE"))


def _customers(connection: Connection, database: str) -> None:
    region = "CASE n % 4 WHEN 0 THEN 'east' WHEN 1 THEN 'north' WHEN 2 THEN 'south' ELSE 'west' END"
    moment = _SYSTEM[database]
    connection.execute(
        text(
            "INSERT INTO customer (id, name, name_sort, region, created_at, updated_at, version)"
            f" SELECT n, 'C' || n, 'C' || n, {region}, {moment}, {moment}, 1"
            f" FROM ({NUMBERS[database].format(many=CUSTOMERS)}) AS numbered"
        )
    )


def _deals(connection: Connection, database: str) -> None:
    stage = "CASE WHEN n % 10 < 3 THEN 'won' WHEN n % 10 < 6 THEN 'lost' WHEN n % 10 < 8 THEN 'open' ELSE 'offer' END"
    moment = _SYSTEM[database]
    values = (
        f"n, 'D' || n, 'D' || n, 1 + n % {CUSTOMERS}, 1 + n % {SELLERS}, {stage}, {_AMOUNT[database]},"
        f" {_DAY[database]}, {moment}, {moment}, 1"
    )
    connection.execute(
        text(
            "INSERT INTO deal (id, name, name_sort, customer_id, owner_id, stage, amount, close_on, created_at,"
            f" updated_at, version) SELECT {values} FROM ({NUMBERS[database].format(many=DEALS)}) AS numbered"
        )
    )
