"""A spec that has everything saving must know, and a way to save in it as somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from lowcode.runtime.context import EVERYONE, SYSTEM, Context, Identity, make_context
from lowcode.runtime.database.session import Database
from lowcode.runtime.forms import parse_submission
from lowcode.runtime.saving.deleting import Consequences, Deleted, consequences, delete
from lowcode.runtime.saving.outcome import Outcome, Refused, Saved
from lowcode.runtime.saving.save import save
from tests.harness.apps import AppUnderTest

SPEC = """
app trading "贸易" / "Trading" { locale zh-CN, en; timezone "Asia/Shanghai"; currency CNY }

role seller "销售" / "Seller"
role chief "主管" / "Chief" includes seller

choice Level "等级" / "Level" { high "高" / "High"; normal "普通" / "Normal" }
choice Stage "阶段" / "Stage" { open "进行中" / "Open"; won "赢单" / "Won"; lost "输单" / "Lost" }

entity Sector "行业" / "Sector" {
  name  "名称" / "Name": text(40) required unique
  firms "客户" / "Firms": many Firm by sector
  total "成交" / "Total": money = sum(firms.won_amount)
  size  "客户数" / "Size": int = count(firms)
}
entity Tag "标签" / "Tag" { name "名称" / "Name": text(40) required unique }
entity Firm "客户" / "Firm" {
  code    "编号" / "Code": autonumber("KH-{yyyy}-{seq:4}")
  name    "名称" / "Name": text(60) required unique search
  credit  "信用代码" / "Credit code": text(18) matches "[0-9A-Z]{18}" "信用代码应为 18 位" / "18 characters"
  slogan  "口号" / "Slogan": text(50) length 3..20
  level   "等级" / "Level": Level default normal
  revenue "营收" / "Revenue": money min 0
  owner   "负责人" / "Owner": User default me
  sector  "行业" / "Sector": Sector on delete clear
  uses    "用途" / "Uses": many of (office "办公" / "Office", plant "工厂" / "Plant")
  tags    "标签" / "Tags": many Tag
  people  "联系人" / "People": many Person by firm
  deals   "商机" / "Deals": many Deal by firm
  won_amount "成交额" / "Won": money = sum(deals.amount where stage == won)
  secret  "内部备注" / "Secret": text(40) hidden default "x"
  check revenue is empty or revenue < 1_000_000 "营收超出范围" / "Revenue is out of range"
}
entity Person "联系人" / "Person" {
  firm   "客户" / "Firm": Firm required on delete cascade
  name   "姓名" / "Name": text(40) required
  mobile "手机" / "Mobile": phone required unique
  title "{name}（{firm.name}）"
}
entity Product "产品" / "Product" {
  name  "名称" / "Name": text(60) required unique
  price "单价" / "Price": money required min 0
  old   "停售" / "Old": bool default false
}
entity Deal "商机" / "Deal" {
  firm     "客户" / "Firm": Firm required
  name     "名称" / "Name": text(60) required
  stage    "阶段" / "Stage": Stage required default open
  amount   "金额" / "Amount": money = sum(lines.amount)
  discount "折扣" / "Discount": percent default 0 min 0 max 30%
  payable  "应付" / "Payable": money = round(amount * (1 - discount), 2)
  close_on "成交日期" / "Closes on": date required when stage == won "赢单须填日期" / "Say when"
  reason   "原因" / "Reason": longtext visible when stage == lost required when stage == lost
  note     "备注" / "Note": text(80) readonly when stage == won
  person   "联系人" / "Person": Person options where person.firm == firm on delete clear
  owner    "负责人" / "Owner": User default me
  lines    "明细" / "Lines": rows {
    product  "产品" / "Product": Product required options where not product.old
    quantity "数量" / "Quantity": int required min 1 default 1
    price    "单价" / "Price": money required default product.price
    amount   "小计" / "Amount": money = quantity * price
    check quantity != 13 "不按 13 件供货" / "Not sold in thirteens"
  }
  title "{firm.name} / {name}"
  unique (firm, name) "同一客户下不能重名" / "Taken"
}
entity Club "协会" / "Club" { name "名称" / "Name": text(40) required; firms "会员" / "Firms": many Firm }

access Club    { seller all }
access Sector  { everyone read; chief all }
access Tag     { seller all }
access Firm    { seller create, read, update where owner == me; chief all }
access Person  { seller all where firm.owner == me; chief all }
access Product { seller read; chief all }
access Deal    { seller read, create, update where owner == me; chief all }

data { Sector metal { name = "金属" } }
sample {
  User zhang { name = "张伟", email = "zhang@example.com", roles = [seller] }
  Product gateway { name = "网关", price = 800 }
  Firm star { name = "华星电子", owner = zhang, sector = metal }
  Deal { firm = star, name = "扩容", owner = zhang, lines = [{ product = gateway, quantity = 2 }] }
}
sample Firm 30
"""


@dataclass
class Office:
    """The app with a few people in it."""

    app: AppUnderTest
    database: Database
    people: dict[str, Identity] = field(default_factory=dict)

    def employ(self, name: str, *roles: str) -> Identity:
        """Somebody who can act, by name."""
        number = self.app.add_user(name, roles)
        included = {role for each in self.app.definition.roles if each.name in roles for role in each.includes}
        self.people[name] = Identity(user_id=number, name=name, roles=frozenset({EVERYONE, *roles, *included}))
        return self.people[name]

    @contextmanager
    def acting(self, who: str = "") -> Iterator[Context]:
        """A transaction in somebody's name, or in the app's own."""
        with self.database.writing() as connection:
            identity = self.people[who] if who else SYSTEM
            yield make_context(self.app.definition, connection, identity, locale="zh-CN")

    def submit(
        self,
        who: str,
        entity: str,
        form: Mapping[str, Any] | Iterable[tuple[str, str]],
        record_id: int | None = None,
        version: int | None = None,
    ) -> Outcome:
        """Saves what somebody typed."""
        pairs = form.items() if isinstance(form, Mapping) else form
        definition = self.app.definition.entity_by_name[entity]
        with self.acting(who) as context:
            submission = parse_submission(definition, [(name, str(text)) for name, text in pairs], context)
            return save(context, definition, record_id, submission, version)

    def saved(self, who: str, entity: str, form: Any, record_id: int | None = None) -> int:
        """Saves what must be fine; the id."""
        outcome = self.submit(who, entity, form, record_id)
        assert isinstance(outcome, Saved), outcome
        return outcome.record_id

    def problems(self, who: str, entity: str, form: Any, record_id: int | None = None) -> dict[str, str]:
        """What stands against saving: code by path."""
        outcome = self.submit(who, entity, form, record_id)
        assert isinstance(outcome, Refused), outcome
        return {problem.path: problem.code for problem in outcome.problems}

    def delete(self, who: str, entity: str, record_id: int) -> Deleted | Consequences | Refused:
        """Deletes in somebody's name."""
        with self.acting(who) as context:
            return delete(context, self.app.definition.entity_by_name[entity], record_id)

    def consequences(self, who: str, entity: str, record_id: int) -> Consequences:
        """What deleting would do."""
        with self.acting(who) as context:
            return consequences(context, self.app.definition.entity_by_name[entity], record_id)

    def value(self, entity: str, record_id: int, name: str) -> Any:
        """A field's value in the database."""
        model: Any = self.app.definition.entity_by_name[entity].model
        with self.acting() as context:
            return getattr(context.session.get(model, record_id), name)

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All rows of a table, ordered by id."""
        metadata = self.app.definition.entities[0].model.__table__.metadata
        found = metadata.tables[table]
        with self.acting() as context:
            order = list(found.primary_key.columns)
            return [dict(row) for row in context.connection.execute(found.select().order_by(*order)).mappings()]
