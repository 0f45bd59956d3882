"""An app with approvals of every kind, and an office in which they are signed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import update

from lowcode.runtime.database.process_tables import approval
from lowcode.runtime.process.approvals import handing_over, signing
from lowcode.runtime.process.approvals.lists import to_do
from lowcode.runtime.process.approvals.starting import submit_by_hand
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.saving.submission import Submission
from tests.apps.dealing import Desk
from tests.harness.apps import AppUnderTest

SPEC = """
app signing "审批" / "Signing" { locale zh-CN, en; timezone "Asia/Shanghai"; currency CNY }

role buyer "采购" / "Buyer"
role judge "评审" / "Judge"
role boss  "主管" / "Boss"
role legal "法务" / "Legal"

entity Order "订单" / "Order" {
  name   "名称" / "Name": text(60) required
  amount "金额" / "Amount": money default 0 min 0
  memo   "备注" / "Memo": text(80)
  note   "批注" / "Note": text(80)
  owner  "负责人" / "Owner": User default me
  judges "评审人" / "Judges": many User
  state  "状态" / "State": OrderFlow
  marked "标记" / "Marked": text(40)
  block  "阻止" / "Block": bool default false
}
flow OrderFlow "订单" / "Order" for Order {
  open   "新" / "Open" start
  bought "已购" / "Bought" end
  gone   "作废" / "Gone" end
  open -> bought "购买" / "Buy" by owner needs Long when amount > 1_000 asks memo
  open -> gone "作废" / "Drop" by owner when note is empty "有批注" / "There is a note" needs Drop
}

approval AnyOf   "或签" / "Any"   for Order by buyer {
  step one "一": any of judges
  allow transfer, add_signer, return, withdraw, delegate
}
approval AllOf   "会签" / "All"   for Order by buyer {
  step one "一": all of judges
  allow transfer, add_signer, return, withdraw, delegate
}
approval EachOf  "依次" / "Each"  for Order by buyer {
  step one "一": each of judges
  allow transfer, add_signer, return, withdraw, delegate
}
approval TwoOf   "两人" / "Two"   for Order by buyer {
  step one "一": 2 of judges
  allow transfer, add_signer, return, withdraw, delegate
}
approval Share   "比例" / "Share" for Order by buyer {
  step one "一": 60% of judges
  allow transfer, add_signer, return, withdraw, delegate
}

approval Long "多级" / "Long" for Order by buyer {
  step first "初审": owner.manager
  step extra "加审": any of legal when amount > 10_000
  together { step left "左": any of judges ; step right "右": any of boss { edit note } }
  step last "终审": any of boss
  allow transfer, add_signer, return, withdraw, delegate
  cc legal
  on approved  { set marked = "approved"; if block { stop "被阻止" } }
  on rejected  { set marked = "rejected"; if block { stop "被阻止" } }
  on returned  { set marked = "returned"; if block { stop "被阻止" } }
  on withdrawn { set marked = "withdrawn"; if block { stop "被阻止" } }
}
approval Drop "作废审批" / "Drop" for Order { step one "一": any of boss }

approval Chain  "逐级" / "Chain" for Order by buyer { step up "上级": each of leaders of owner.department up to 2 }
approval Chosen "自选" / "Chosen" for Order by buyer {
  step one "一": any of chosen by submitter among judge
  allow return
}
approval Free   "任选" / "Free" for Order by buyer { step one "一": all of chosen by submitter }
approval Skips  "去重" / "Skips" for Order by buyer {
  step one "一": any of boss
  step two "二": all of boss, owner
  step three "三": any of owner
  allow transfer, add_signer, delegate
  skip duplicate signers
  skip submitter
}
approval Alone "自己" / "Alone" for Order by buyer { step one "一": this.owner; skip submitter }
approval Edits "可改" / "Edits" for Order by buyer {
  step one "一": any of boss { edit amount }
  step two "二": any of legal when amount > 100
}
approval Strict "严格" / "Strict" for Order by buyer { step one "一": any of boss { opinion required; edit note } }
approval Slow "催办" / "Slow" for Order by buyer {
  step one "一": all of judges
  allow add_signer, transfer
  remind every 1d
  escalate after 2d to boss
  after 9d approve
}
approval SlowEach "依次催办" / "Slow each" for Order by buyer {
  step one "一": each of judges
  escalate after 2d to boss
}
approval SlowTwo "两人催办" / "Slow two" for Order by buyer {
  step one "一": 2 of judges
  escalate after 2d to boss
  after 3d reject
}

rule Again "再提交" / "Again" for Order on change of memo { when memo == "again"; submit AnyOf }
rule Kill "删除" / "Kill" for Order on change of note { when note == "kill"; delete this }
rule Auto "自动提交" / "Auto" for Order on create { when name == "auto"; submit Chosen }

access Order { everyone all }
"""


class Bench(Desk):
    """People who sign."""

    def order(self, *judges: str, who: str = "sub", **values: Any) -> int:
        """An order that these people judge."""
        names = [("judges", str(self.people[each].user_id)) for each in judges]
        pairs = [("name", "纸张"), *((name, str(value)) for name, value in values.items()), *names]
        return self.saved(who, "order", dict(pairs) if len(names) < 2 else pairs)

    def sent(self, approval_name: str, *judges: str, who: str = "sub", **values: Any) -> int:
        """A new order that is submitted; its id, which is also the request's in a new database."""
        number = self.order(*judges, who=who, **values)
        self.send(approval_name, number, who=who)
        return number

    def send(
        self, approval_name: str, order: int, *, who: str = "sub", chosen: Mapping[str, Sequence[str]] | None = None
    ) -> int:
        """Submits by hand; the request's id."""
        named = {step: [self.people[each].user_id or 0 for each in names] for step, names in (chosen or {}).items()}
        with self.acting(who) as context:
            return submit_by_hand(context, approval_name, self.entity("order"), order, named or None)

    def request_of(self, order: int) -> dict[str, Any]:
        """The newest request of an order."""
        return [each for each in self.rows("system_approval") if each["record_id"] == order][-1]

    def status(self, order: int) -> str:
        """What became of the newest request."""
        return str(self.request_of(order)["status"])

    def steps(self, order: int) -> list[tuple[int, str, str]]:
        """Round, step, status."""
        request = self.request_of(order)["id"]
        rows = [each for each in self.rows("system_approval_step") if each["approval_id"] == request]
        return [(each["round"], each["step"], each["status"]) for each in rows]

    def notes_of_steps(self, order: int) -> dict[str, str | None]:
        """Note by step."""
        request = self.request_of(order)["id"]
        rows = [each for each in self.rows("system_approval_step") if each["approval_id"] == request]
        return {each["step"]: each["note"] for each in rows}

    def turn(self, order: int) -> list[str]:
        """Whose turn it is, by name."""
        names = {identity.user_id: name for name, identity in self.people.items()}
        request = self.request_of(order)["id"]
        steps = [each["id"] for each in self.rows("system_approval_step") if each["approval_id"] == request]
        rows = [each for each in self.rows("system_approval_signer") if each["approval_step_id"] in steps]
        return sorted({names[each["user_id"]] for each in rows if each["status"] == "active"})

    def signers(self, order: int) -> list[dict[str, Any]]:
        """All signers of the newest request."""
        request = self.request_of(order)["id"]
        steps = [each["id"] for each in self.rows("system_approval_step") if each["approval_id"] == request]
        return [each for each in self.rows("system_approval_signer") if each["approval_step_id"] in steps]

    def sign(
        self,
        who: str,
        order: int,
        decision: str = "approve",
        opinion: str = "",
        *,
        values: Mapping[str, Any] | None = None,
        version: int | None = None,
        files: Sequence[int] = (),
        step: str | None = None,
    ) -> None:
        """Decides."""
        with self.acting(who) as context:
            request = self._newest(context, order)
            signer = signing.turn_of(context, request)
            if signer is None:
                raise ProcessRefusal("not_your_turn")
            if decision == "approve":
                submission = Submission(values=dict(values)) if values else None
                signing.approve(context, signer.id, opinion, submission, files, version)
            elif decision == "reject":
                signing.reject(context, signer.id, opinion, files)
            else:
                signing.give_back(context, signer.id, opinion, step)

    def withdraw(self, who: str, order: int) -> None:
        """Takes a request back."""
        with self.acting(who) as context:
            signing.withdraw(context, self._newest(context, order))

    def hand(self, who: str, order: int, to: str, way: str = "transfer") -> None:
        """Transfers, or adds a signer."""
        with self.acting(who) as context:
            signer = signing.turn_of(context, self._newest(context, order))
            if signer is None:
                raise ProcessRefusal("not_your_turn")
            user = self.people[to].user_id or 0
            if way == "transfer":
                handing_over.transfer(context, signer.id, user, "请代审")
            else:
                handing_over.add_signer(context, signer.id, user, way)

    def absent(self, who: str, delegate: str, *, begins: float = 0, days: float | None = None) -> None:
        """Somebody is away."""
        start = self.now + datetime.timedelta(days=begins)
        end = start + datetime.timedelta(days=days) if days is not None else None
        with self.acting(who) as context:
            user, other = self.people[who].user_id or 0, self.people[delegate].user_id or 0
            handing_over.set_absence(context, user, other, start, end)

    def back(self, who: str) -> None:
        """Somebody is here again."""
        with self.acting(who) as context:
            handing_over.end_absence(context, self.people[who].user_id or 0)

    def retire(self, who: str, *, active: bool = False) -> None:
        """Somebody leaves (or comes back), by an ordinary save."""
        self.saved("root", "user", {"active": "true" if active else "false"}, self.people[who].user_id)

    def to_do(self, who: str) -> list[str]:
        """The approvals that wait for somebody."""
        with self.acting(who) as context:
            return [each.approval for each in to_do(context, self.people[who].user_id or 0)]

    def code(self, action: Any, *arguments: Any, **named: Any) -> str:
        """The code of the refusal."""
        try:
            action(*arguments, **named)
        except ProcessRefusal as refusal:
            return refusal.code
        raise AssertionError("nothing was refused")

    def outdate(self, order: int, fingerprint: str) -> None:
        """The request was begun under another version of the app."""
        with self.acting() as context:
            context.connection.execute(
                update(approval).where(approval.c.record_id == order).values(fingerprint=fingerprint)
            )

    def _newest(self, context: Any, order: int) -> int:
        columns = approval.c
        found = context.connection.execute(
            columns.id.table.select().where(columns.record_id == order).order_by(columns.id.desc())
        ).first()
        assert found is not None
        return int(found.id)


PEOPLE = {"sub": "buyer", "lead": "boss", "ana": "judge", "bo": "judge", "cy": "judge", "di": "buyer", "lex": "legal"}


def opened(app: AppUnderTest) -> Bench:
    """The office with everybody in it; lead is the manager of sub."""
    bench = Bench(app, app.database())
    bench.employ("root", "admin")
    for name, role in PEOPLE.items():
        bench.employ(name, role)
    bench.saved("root", "user", {"manager": bench.people["lead"].user_id}, bench.people["sub"].user_id)
    return bench
