"""One app under two sets of names, and a day of work in it that leaves traces in every table of the runtime."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from lowcode.runtime.files import Subject, attach
from lowcode.runtime.files.records import register
from lowcode.runtime.files.store import StoredFile
from lowcode.runtime.http.preferences import write_preference
from lowcode.runtime.pages.reports.saved_charts import save_chart
from lowcode.runtime.process.approvals.starting import submit_by_hand
from lowcode.runtime.process.circuits import note_outage
from lowcode.runtime.process.schedules import sweep_schedules
from lowcode.runtime.reports.embeds import make_embed
from lowcode.runtime.saving.deleting import Deleted, delete
from lowcode.runtime.saving.outcome import Saved
from lowcode.runtime.seeds import Seeds
from tests.apps.dealing import Desk

NAMES = {
    "Firm": "Client", "Deal": "Chance", "name": "title", "code": "number", "firm": "client", "lines": "items",
    "part": "piece", "unit": "measure", "stage": "state", "kind": "sort_of", "photo": "picture", "amount": "worth",
    "east": "orient", "piece_": "single", "offer": "quote", "Pipeline": "Path", "Big": "Large", "law": "legal",
    "chief": "head", "Welcome": "Greeting", "Daily": "EveryDay", "Late": "Overdue", "Hello": "Salute", "erp": "books",
    "Sales": "Turnover", "Board": "Panel", "seller": "vendor",
}  # fmt: skip
"""What the first specification says, and what the second says instead."""

_SPEC = """
app dealing "商机" / "Dealing" { locale zh-CN, en; timezone "Asia/Shanghai"; currency CNY }

role @seller "销售" / "Seller"^seller
role @chief "主管" / "Chief"^chief includes $seller

choice Region "区域" / "Region" { @east "华东" / "East"^east; west "西部" / "West" }
connection @erp "账" / "Books"^erp { base "https://books.example.com" }

entity @Firm "客户" / "Firm"^Firm {
  @name  "名称" / "Name": text(60) required^name
  @code  "编号" / "Number": autonumber("F-{yyyy}-{seq:3}")^code
  @kind  "区域" / "Region": Region^kind
  regions "多区域" / "Regions": many of Region
  @photo "照片" / "Photo": image^photo
  owner  "负责人" / "Owner": User default me
  @amount "金额" / "Amount": money default 0^amount
  due    "到期" / "Due": date
}
entity @Deal "商机" / "Deal"^Deal {
  @firm   "客户" / "Firm": $Firm on delete cascade^firm
  topic   "名称" / "Topic": text(60) required
  @stage  "阶段" / "Stage": $Pipeline^stage
  price   "金额" / "Price": money default 0
  note    "说明" / "Note": text(80)
  owner   "负责人" / "Owner": User default me
  @lines  "明细" / "Lines": rows {
    @part "零件" / "Part": text(40)^part
    @unit "单位" / "Unit": one of (@piece_ "件" / "Piece"^piece_, box "箱" / "Box")^unit
  }^lines
  title topic
}
flow @Pipeline "销售流程" / "Pipeline"^Pipeline for $Deal {
  contact "接洽" / "Contact" start
  @offer  "报价" / "Offer"^offer
  won     "赢单" / "Won" end
  contact -> $offer "提交" / "Offer" by owner
  $offer -> won "签约" / "Sign" by owner needs $Big asks note
  $offer -> contact after 7d
  on enter $offer { after 2d { notify owner "两天了 {topic}" } }
  on stay $offer longer than 3d { notify owner "{topic} 报价已超过三天" }
}
approval @Big "大额审批" / "Big deals"^Big for $Deal by $seller {
  step @law "法务" / "Law"^law: any of $chief
  step end "终审" / "End": any of $chief
  allow withdraw
}
rule @Welcome "欢迎" / "Welcome"^Welcome for $Firm on create {
  task owner "拜访 {$name}"
  send $Hello to owner
  post $erp "/firms" { name = $name }
  if owner is empty { set owner = pick(User where has_role($seller), round_robin) }
  after 5d unless $kind == $east { notify owner "五天了 {$name}" }
}
rule @Daily "每日" / "Daily"^Daily for $Firm every day at 09:00 { notify owner "早 {$name}" }
rule @Late "逾期" / "Late"^Late for $Firm on due < today { notify owner "逾期 {$name}" }
message @Hello "你好" / "Hello"^Hello for $Firm by email {
  subject "你好 {$name}"
  body "你好"
}
report @Sales "成交" / "Sales"^Sales from $Firm {
  chart bar by $kind show sum($amount) "成交" / "Sales"
}
dashboard @Board "看板" / "Board"^Board { row $Sales }

data { $Firm { $name = "远景", $kind = $east } }

access $Firm { $seller all }
access $Deal { $seller all }
"""


def specification(*, is_new: bool) -> str:
    """The text under the first names, or under the second with `was`."""

    def named(match: re.Match[str]) -> str:
        sign, name = match.groups()
        if sign == "^":
            return f" was {name}" if is_new else ""
        return NAMES[name] if is_new else name

    return re.sub(r"([$@^])(\w+)", named, _SPEC)


def identifiers(*, is_new: bool) -> dict[str, str]:
    """Each name of the first specification as rows spell it."""
    found = {old: _snake(new if is_new else old) for old, new in NAMES.items()}
    entities = {"firm_": "Firm", "deal_": "Deal", "big": "Big", "sales": "Sales", "board": "Board"}
    return {**found, **{name: found[old] for name, old in entities.items()}}


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def work_for_a_day(desk: Desk, names: Mapping[str, str]) -> None:
    """Whatever writes into a table of the runtime, once at least."""
    n = names
    desk.employ("ann", n["seller"])
    desk.employ("bob", n["chief"])
    with desk.acting() as context:
        Seeds(context).load("data", desk.app.definition.data)
    firm = _saved(desk.submit("ann", n["firm_"], {n["name"]: "华星", n["kind"]: n["east"], n["amount"]: "10"}))
    _saved(desk.submit("ann", n["firm_"], {n["name"]: "华星电子", n["kind"]: "west", "due": "2026-01-05"}, firm))
    _saved(desk.submit("ann", n["firm_"], [("regions", n["east"]), ("regions", "west")], firm))
    deals = [_saved(desk.submit("ann", n["deal_"], _deal(n, firm, topic))) for topic in ("一", "二", "三")]
    for each in deals:
        desk.moved("ann", n["deal_"], each, f"contact_to_{n['offer']}")
    _saved(desk.submit("ann", n["deal_"], [(f"{n['lines']}[0].{n['part']}", "新")], deals[0]))
    desk.move("ann", n["deal_"], deals[0], f"{n['offer']}_to_won", {"note": "急"})
    with desk.acting("ann") as context:
        submit_by_hand(context, n["big"], desk.entity(n["deal_"]), deals[1])
    with desk.acting("ann") as context:
        assert isinstance(delete(context, desk.entity(n["deal_"]), deals[2]), Deleted)
    _choose(desk, n, firm)
    sweep_schedules(desk.database, desk.app.definition, desk.now)
    desk.wait(days=1)
    sweep_schedules(desk.database, desk.app.definition, desk.now)
    desk.wait(hours=1)
    with desk.acting("ann") as context:
        assert isinstance(delete(context, desk.entity(n["firm_"]), 1), Deleted)


def _deal(n: Mapping[str, str], firm: int, topic: str) -> dict[str, Any]:
    return {
        n["firm"]: firm,
        "topic": topic,
        "price": "3",
        f"{n['lines']}[0].{n['part']}": "螺丝",
        f"{n['lines']}[0].{n['unit']}": n["piece_"],
    }


def _saved(outcome: Any) -> int:
    assert isinstance(outcome, Saved), outcome
    return outcome.record_id


def _choose(desk: Desk, n: Mapping[str, str], firm: int) -> None:
    """What people keep for themselves."""
    with desk.acting("ann") as context:
        user = context.user_id
        assert user is not None
        stored = StoredFile(sha256="a" * 64, name="照片.png", size=3, media_type="image/png")
        kept = register(context, stored)
        attach(context, [kept.id], Subject(n["firm_"], firm, n["photo"]))
        write_preference(context.connection, user, f"columns.{n['firm_']}", [n["name"], n["kind"], "owner.name"])
        write_preference(context.connection, user, f"columns.{n['deal_']}", ["topic", f"{n['firm']}.{n['name']}"])
        listed = f"{n['kind']}={n['east']}&{n['amount']}.from=1&sort=-{n['amount']}"
        query = f"{listed}&~by={n['kind']}&~show=sum%3A{n['amount']}"
        save_chart(context, n["firm_"], "我的", query)
        note_outage(context.connection, f"call:{n['erp']}", desk.now)
        make_embed(context.connection, user, ("report", n["sales"]), "", desk.now, 30)
        make_embed(context.connection, user, ("dashboard", n["board"]), f"pick.{n['sales']}=1", desk.now, 30)


BEGIN = datetime.datetime(2026, 1, 7, 1)  # noqa: DTZ001 naive UTC, as the app keeps it
