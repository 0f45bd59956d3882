"""An app with flows, approvals and rules of every kind, and an office in which the clock can be moved."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from lowcode.runtime.context import SYSTEM, Context, make_context, utc_now
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.forms import parse_submission
from lowcode.runtime.jobs.handlers import KINDS
from lowcode.runtime.process import buttons, flows
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process.sweeping import sweep
from lowcode.runtime.saving.outcome import Outcome, Refused, Saved
from tests.apps.trading import Office

SPEC = """
app dealing "商机" / "Dealing" { locale zh-CN, en; timezone "Asia/Shanghai"; currency CNY }

role seller "销售" / "Seller"
role chief "主管" / "Chief" includes seller
role legal "法务" / "Legal"

choice Region "区域" / "Region" { east "华东" / "East"; north "华北" / "North"; west "西部" / "West" }

entity Firm "客户" / "Firm" {
  name   "名称" / "Name": text(60) required unique
  owner  "负责人" / "Owner": User default me
  deals  "商机" / "Deals": many Deal by firm
  total  "成交额" / "Total": money = sum(deals.amount where stage == won)
  lost   "输单数" / "Lost": int = count(deals where stage == lost)
  level  "等级" / "Level": one of (key "重点" / "Key", normal "普通" / "Normal") default normal
  memo   "备注" / "Memo": text(80)
}
entity Deal "商机" / "Deal" {
  firm    "客户" / "Firm": Firm required on delete cascade
  name    "名称" / "Name": text(60) required
  stage   "阶段" / "Stage": Pipeline
  amount  "金额" / "Amount": money default 0 min 0
  reason  "原因" / "Reason": longtext visible when stage == lost required when stage == lost
  owner   "负责人" / "Owner": User default me
  signed  "签订日期" / "Signed": date
  checked "已复核" / "Checked": bool default false
}
entity Task "待办" / "To-do" {
  deal "商机" / "Deal": Deal on delete cascade
  text "内容" / "Text": text(80) required
}
entity Lead "线索" / "Lead" {
  company "公司" / "Company": text(60) required
  region  "区域" / "Region": Region
  status  "状态" / "Status": LeadFlow visible when score >= 0
  owner   "负责人" / "Owner": User
  score   "意向" / "Score": int default 0 min 0
  rank    "等级" / "Rank": text(20)
  trail   "经过" / "Trail": text(40)
  count   "次数" / "Count": int default 0
  firm    "客户" / "Firm": Firm on delete clear
  title company
}

flow Pipeline "销售流程" / "Pipeline" for Deal {
  contact "接洽" / "Contact" start
  offer   "报价" / "Offer"
  talks   "谈判" / "Talks"
  won     "赢单" / "Won" end
  lost    "输单" / "Lost" end
  contact -> offer "提交" / "Offer" by owner when amount > 0 "请先填写金额" / "Fill in the amount"
  offer -> talks "谈判" / "Negotiate" by owner needs Big when amount > 100_000 asks signed
  talks -> won "签约" / "Sign" by owner, chief
  any -> lost "输单" / "Lose" by owner asks reason
  offer -> contact after 7d
  on enter won {
    create Task { deal = this, text = "合同：{name}" }
    notify owner "恭喜，{name} 已签约"
  }
  on leave contact { create Task { deal = this, text = "离开接洽" } }
  on stay offer longer than 3d { notify owner "{name} 报价已超过三天" }
}
flow LeadFlow "线索流程" / "Leads" for Lead {
  fresh "新" / "New" start
  work  "跟进" / "Working"
  done  "完成" / "Done" end
  fresh -> work "跟进" / "Work" by owner, chief
  fresh -> work on score > 90
  work -> done "完成" / "Finish" by owner
}
approval Big "大额审批" / "Big deals" for Deal { step chief "主管": any of chief }

rule AssignEast "华东分配" / "Assign east" for Lead on create {
  when region == east and owner is empty
  set owner = pick(User where has_role(seller), round_robin)
  after 1d unless status != fresh { notify owner "{company} 还没有跟进" }
}
rule AssignNorth "华北分配" / "Assign north" for Lead on create {
  when region == north and owner is empty
  set owner = pick(User where has_role(seller), least_loaded)
}
rule Grade "评级" / "Grade" for Lead on change of score {
  if score > 50 { set rank = "A" } else { set rank = "B" }
}
rule Ranked "等级变化" / "Ranked" for Lead on change of rank { set trail = "{old.rank}>{rank}" }
rule Count "计数" / "Count" for Lead on update { set count = count + 1 }
rule NoWest "西部停用" / "No west" for Lead on create { when region == west; stop "西部区域暂停受理 {company}" }
rule Claim "领取" / "Claim" for Lead on button "领取" / "Claim" by seller asks score {
  when owner is empty
  set owner = me
}
rule Key "重点客户" / "Key firm" for Firm on total > 1_000 { set level = key }
rule Losing "输单过多" / "Losing" for Firm on change of lost { set memo = "输单 {lost}" }
rule Gone "商机删除" / "Gone" for Deal on delete { set firm.memo = "{firm.name} 少了 {name}" }
rule Unfirmed "客户没了" / "Unfirmed" for Lead on change of firm { set trail = "firm" }
rule Review "复核" / "Review" for Deal on create {
  when name == "复核"
  set checked = true
  create Task { deal = this, text = "" }
}

access Firm { seller all }
access Deal { seller read; seller create, update where owner == me; chief all }
access Task { seller read }
access Lead { seller all }
"""


@dataclass
class Desk(Office):
    """An office with a clock."""

    now: datetime.datetime = field(default_factory=utc_now)

    @contextmanager
    def acting(self, who: str = "") -> Iterator[Context]:
        """A transaction at the office's own time."""
        with self.database.writing() as connection:
            identity = self.people[who] if who else SYSTEM
            yield make_context(self.app.definition, connection, identity, locale="zh-CN", now=self.now)

    def entity(self, name: str) -> EntityDefinition:
        """The definition of an entity."""
        return self.app.definition.entity_by_name[name]

    def wait(self, **span: float) -> None:
        """Time passes, and what is due is done."""
        assert KINDS
        self.now += datetime.timedelta(**span)
        swept = sweep(self.database, self.app.definition, self.now)
        assert swept.failed == 0, self.rows("system_timer")

    def move(
        self,
        who: str,
        entity: str,
        record_id: int,
        transition: str,
        form: Mapping[str, Any] | None = None,
        version: int | None = None,
    ) -> Outcome | flows.Submitted:
        """Presses a button of a flow."""
        with self.acting(who) as context:
            definition = self.entity(entity)
            values = parse_submission(definition, (form or {}).items(), context)
            return flows.move(context, definition, record_id, transition, values, version)

    def moved(self, who: str, entity: str, record_id: int, *transitions: str) -> None:
        """Presses buttons that must work."""
        for each in transitions:
            outcome = self.move(who, entity, record_id, each)
            assert isinstance(outcome, Saved), outcome

    def refusal(self, who: str, entity: str, record_id: int, transition: str, **more: Any) -> ProcessRefusal:
        """Presses a button that must not work."""
        try:
            outcome = self.move(who, entity, record_id, transition, **more)
        except ProcessRefusal as refusal:
            return refusal
        raise AssertionError(outcome)

    def press(self, who: str, record_id: int, rule: str, form: Mapping[str, Any] | None = None) -> Outcome:
        """Presses the button of a rule on a lead."""
        with self.acting(who) as context:
            definition = self.entity("lead")
            values = parse_submission(definition, (form or {}).items(), context)
            return buttons.press(context, definition, record_id, rule, values)

    def offers(self, who: str, entity: str, record_id: int) -> dict[str, tuple[bool, tuple[str, ...]]]:
        """What somebody may do with a record, and why not."""
        with self.acting(who) as context:
            record = context.session.get(self.entity(entity).model, record_id)
            return {
                each.transition.name: (
                    each.is_possible,
                    tuple(text if isinstance(text, str) else context.text(text) for text in each.reasons),
                )
                for each in flows.offers(context, self.entity(entity), record)
            }

    def texts(self, outcome: Any) -> list[str]:
        """The codes of what stood against saving."""
        assert isinstance(outcome, Refused), outcome
        return [each.code for each in outcome.problems]

    def notes(self, name: str) -> list[str]:
        """What somebody was told in the app."""
        rows = self.rows("system_notification")
        return [row["text"] for row in rows if row["user_id"] == self.people[name].user_id]
