"""An app in which everything waits for somebody: steps that ask, approvals with every right, buttons, boards, tasks."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from starlette.testclient import TestClient

from lowcode.runtime.database.session import Database
from tests.harness.apps import AppUnderTest, csrf_token

SPEC = """
app deciding "审批" / "Deciding" { locale zh-CN, en; timezone "Asia/Shanghai"; currency CNY }

role seller "销售" / "Seller"
role chief "主管" / "Chief" includes seller
role legal "法务" / "Legal"

entity Deal "商机" / "Deal" {
  name   "名称" / "Name": text(60) required unique
  stage  "阶段" / "Stage": Pipeline
  amount "金额" / "Amount": money default 0 min 0
  floor  "底价" / "Floor price": money
  closes "成交日期" / "Closes on": date required when stage == offer
  reason "原因" / "Reason": longtext visible when stage == lost required when stage == lost
  note   "备注" / "Note": text(80)
  owner  "负责人" / "Owner": User default me
}
entity Sticker "便签" / "Sticker" {
  name  "名称" / "Name": text(60) required
  color "颜色" / "Colour": one of (red "红" / "Red" color red, blue "蓝" / "Blue", green "绿" / "Green")
}

flow Pipeline "销售流程" / "Pipeline" for Deal {
  contact "接洽" / "Contact" start
  offer   "报价" / "Offer"
  won     "赢单" / "Won" end color green
  lost    "输单" / "Lost" end
  contact -> offer "提交报价" / "Make an offer" by owner when amount > 0 "请先填写金额" / "Fill in the amount first"
  offer -> won "签约" / "Sign" by owner, chief needs Big when amount > 1_000
  any -> lost "放弃" / "Give up" by owner asks reason
  on enter offer { task owner "准备 {name} 的合同" due 1d }
}
approval Big "大额审批" / "Big deals" for Deal {
  step boss "主管审批" / "Boss": any of chief
  step law "法务审批" / "Law": all of legal { edit note; opinion required }
  allow transfer, add_signer, return, withdraw, delegate
}
approval Review "复核" / "Review" for Deal by owner {
  step picked "选定的人" / "Picked": chosen by submitter among chief
  allow withdraw
}
rule Claim "接手" / "Claim" for Deal on button "接手" / "Take over" by chief asks note {
  when owner != me
  set owner = me
}

view Deal {
  list name, stage, amount, owner
  board by stage card amount, owner
}
view Sticker { board by color }

access Deal {
  seller create, read, update where owner == me
  chief all
  legal read
  field floor { read chief; update chief }
}
access Sticker { seller all }
"""

_VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass
class Desk:
    """Several people at their browsers."""

    app: AppUnderTest
    database: Database
    ids: dict[str, int] = field(default_factory=dict)
    clients: dict[str, TestClient] = field(default_factory=dict)

    def employ(self, name: str, *roles: str) -> None:
        """Somebody who can sign in."""
        self.ids[name] = self.app.add_user(name, roles)

    def at(self, name: str) -> TestClient:
        """The browser of somebody."""
        if name not in self.clients:
            self.clients[name] = self.app.client(name, jobs=False)
            self.clients[name].headers["accept-language"] = "zh-CN"
        return self.clients[name]

    def page(self, name: str, path: str) -> str:
        """A page that must be there."""
        answer = self.at(name).get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:600])
        return answer.text

    def post(self, who: str, path: str, page: str, headers: dict[str, str] | None = None, /, **data: Any) -> Any:
        """Sends a form with the token and the version of the page that it is on, unless said otherwise."""
        text = self.at(who).get(page).text
        found = _VERSION.findall(text)
        version = {"version": found[-1]} if found else {}
        return self.at(who).post(path, data={"csrf_token": csrf_token(text), **version, **data}, headers=headers or {})

    def done(self, *arguments: Any, **data: Any) -> str:
        """The same, where it must succeed; where it leads."""
        answer = self.post(*arguments, **data)
        assert answer.status_code == 303, (answer.status_code, answer.text[-3000:])
        location: str = answer.headers["location"]
        return location

    def deal(self, who: str = "li", **values: Any) -> str:
        """A new deal; its address."""
        form = {"name": f"扩容 {len(self.rows('system_history'))}", "amount": "500", **values}
        return self.done(who, "/deal/new", "/deal/new", **form)

    def offered(self, **values: Any) -> str:
        """A deal whose offer is made."""
        url = self.deal(**values)
        step = f"{url}/do/contact_to_offer"
        self.done("li", step, step, is_form="1", closes="2030-01-01")
        return url

    def submitted(self, **values: Any) -> tuple[str, str]:
        """A deal that waits for its approval, and the request."""
        url = self.offered(amount="5000", **values)
        step = f"{url}/do/offer_to_won"
        self.done("li", step, step, is_form="1")
        return url, f"/-/approvals/{self.rows('system_approval')[-1]['id']}"

    def decide(self, who: str, request: str, action: str, **data: Any) -> Any:
        """Presses a button of a request."""
        return self.post(who, f"{request}/decide", request, action=action, **data)

    def rows(self, table: str) -> list[dict[str, Any]]:
        """A table of the runtime, by id."""
        with self.database.reading() as connection:
            names = connection.exec_driver_sql(f'select * from "{table}" order by 1')
            return [dict(row) for row in names.mappings()]

    def stage(self, url: str) -> str:
        """The state of a deal."""
        return str(self.value(url, "stage"))

    def value(self, url: str, name: str) -> Any:
        """A column of a deal."""
        number = int(url.rpartition("/")[2])
        return next(row[name] for row in self.rows("deal") if row["id"] == number)


def said(answer: Any) -> str:
    """What a page says above everything, without its tags."""
    found = re.findall(r'<div class="summary".*?</div>', answer.text, re.DOTALL)
    return re.sub(r"<[^>]+>", " ", " ".join(found))


def json_of(answer: Any) -> dict[str, Any]:
    """The answer to a script."""
    values: dict[str, Any] = json.loads(answer.text)
    return values
