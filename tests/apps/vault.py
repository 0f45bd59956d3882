"""A spec in which fields have rights of their own, of every kind, and people with every mixture of roles."""

from __future__ import annotations

import re
from typing import Any

from starlette.testclient import TestClient

from tests.apps.trading import Office
from tests.conftest import Boot
from tests.harness.apps import csrf_token
from tests.harness.specs import SpecCompiler

SPEC = """
app vault "保险库" / "Vault" { locale zh-CN, en; timezone "Asia/Shanghai"; currency CNY }

role clerk  "文员" / "Clerk"
role helper "助理" / "Helper"
role boss   "老板" / "Boss" includes clerk
role taker  "导出员" / "Exporter"

choice Grade "评级" / "Grade" { good "好" / "Good"; bad "坏" / "Bad" }

entity Sector "行业" / "Sector" { name "名称" / "Name": text(40) required; firms "客户" / "Firms": many Firm by sector }
entity Firm "客户" / "Firm" {
  name    "名称" / "Name": text(60) required search
  owner   "负责人" / "Owner": User default me
  revenue "营收" / "Revenue": money min 0
  taxes   "税额" / "Taxes": money = revenue * 0.2
  mobile  "手机" / "Mobile": phone unique search
  email   "邮箱" / "E-mail": email
  alias   "代号" / "Alias": text(40) search
  grade   "评级" / "Grade": Grade default good
  sector  "行业" / "Sector": Sector
  uses    "用途" / "Uses": many of (office "办公" / "Office", plant "工厂" / "Plant")
  limit   "额度" / "Limit": int default 7
  secret  "密语" / "Secret": text(40) search
  rank    "排名" / "Rank": int = days_between(date(2000, 1, 1), today) * 0 + 424242
  wants   "需求" / "Wants": many of (plum "青梅" / "Plum", pear "香梨" / "Pear")
  visits  "拜访" / "Visits": many Visit by firm
  costs   "成本" / "Costs": rows { what "内容" / "What": text(40) required; cost "费用" / "Cost": money }
}
entity Visit "拜访" / "Visit" {
  firm    "客户" / "Firm": Firm required
  subject "主题" / "Subject": text(80) required
  contact "联系对象" / "Contact": Firm
}

view Firm {
  list name, owner, revenue, taxes, mobile, email, alias, grade, sector, uses, limit, rank, wants
       sort revenue desc
       filter revenue, grade, sector, owner, mobile
  form { name, owner, revenue, taxes, mobile, email, alias, grade, sector, uses, limit, secret, costs, rank, wants }
  page { visits }
}
view Visit { list subject, firm, firm.revenue, firm.mobile, firm.alias }

access Firm {
  clerk, helper read, create, update
  boss all
  taker export
  field revenue { read boss; update boss; masked for clerk }
  field taxes   { read boss; masked for clerk }
  field mobile  { read clerk where owner == me; read boss; update clerk; masked for clerk }
  field email   { read boss; update boss; masked for clerk, helper }
  field alias   { read boss; update boss }
  field grade   { read boss; update boss }
  field sector  { read boss; update boss }
  field uses    { read everyone; update boss }
  field limit   { read everyone; update boss }
  field secret  { read clerk where owner == me; update clerk }
  field rank    { read clerk where owner == me; masked for helper }
  field wants   { read clerk where owner == me; update clerk }
  field costs   { read everyone; update boss }
}
access Visit  { clerk, helper, boss all; field contact { read boss; update boss } }
access Sector { everyone read; boss all }
"""

REVENUE, TAXES = "31,415,926", "6,283,185"
MOBILE, MASKED_MOBILE = "13812348000", "138****8000"
SPOKEN_MOBILE = "138 1234 8000"
EMAIL, MASKED_EMAIL = "zebra@example.org", "z***@example.org"
ALIAS, SECRET, SECTOR = "Wolpertinger", "Xylophon", "Bergbau"
HIDDEN = (REVENUE, "31415926", TAXES, ALIAS, SECTOR)
"""What nobody but the boss may ever see."""


def opened(compile_spec: SpecCompiler, boot: Boot) -> Office:
    """One firm of the boss (1) with everything in it, one of the clerk (2), and somebody of each kind."""
    app = boot(compile_spec(SPEC))
    found = Office(app, app.database())
    found.employ("eve", "boss")
    found.employ("carl", "clerk")
    found.employ("hans", "helper")
    found.employ("both", "clerk", "helper")
    sector = found.saved("eve", "sector", {"name": SECTOR})
    values = {
        "name": "甲公司",
        "revenue": "31415926",
        "mobile": MOBILE,
        "email": EMAIL,
        "alias": ALIAS,
        "grade": "bad",
        "sector": str(sector),
        "uses": "plant",
        "limit": "9",
        "secret": SECRET,
        "wants": "plum",
        "costs[0].what": "Reise",
        "costs[0].cost": "12",
    }
    assert found.saved("eve", "firm", values) == 1
    assert (
        found.saved("carl", "firm", {"name": "乙公司", "mobile": "13900001111", "secret": "Quarz", "wants": "pear"})
        == 2
    )
    assert found.saved("eve", "visit", {"firm": "1", "subject": "甲访", "contact": "1"}) == 1
    return found


def send(client: TestClient, page: str, address: str = "", **data: Any) -> Any:
    """Posts fields with the token and the version of the page that they are on, whether it shows them or not."""
    text = client.get(page).text
    version = dict(re.findall(r'name="(version)" value="(\d+)"', text))
    return client.post(address or page, data={"csrf_token": csrf_token(text), **version, **data})


def columns_of(page: str) -> list[str]:
    """The heads of a list's columns."""
    return re.findall(r"<th scope=\"col\"[^>]*>(?:<a[^>]*>)?([^<]+)", page)


def rows_of(client: TestClient, address: str) -> list[str]:
    """The ids of a list's rows in their order."""
    return re.findall(r"<a href=/firm/(\d+)>", client.get(address).text)


def sees(page: str, *texts: str) -> list[str]:
    """Those of the texts that are on the page."""
    return [text for text in texts if text in page]
