"""An app in which the same people come in more than once."""

from __future__ import annotations

SPEC = """
app contacts "客户库" / "Contacts" { locale zh-CN, en; timezone "Asia/Shanghai"; currency CNY; home Person }

role seller "销售" / "Seller"
role chief "主管" / "Chief"
role guest "访客" / "Guest"

choice Level "等级" / "Level" { gold "金" / "Gold"; tin "锡" / "Tin" }

entity Tag "标签" / "Tag" { name "名称" / "Name": text(20) required; people "客户" / "People": many Person }
entity Person "客户" / "Person" {
  name    "姓名" / "Name": text(40) required search
  phone   "电话" / "Phone": phone
  mail    "邮箱" / "Mail": email
  union   "标识" / "Union": text(40) hidden
  card    "证件" / "Card": text(20) unique
  note    "备注" / "Note": longtext
  secret  "机密" / "Secret": text(40)
  level   "等级" / "Level": Level
  seen    "渠道" / "Channels": many of (web "网站" / "Web", fair "展会" / "Fair")
  tags    "兴趣" / "Interests": many Tag
  parent  "介绍人" / "Referrer": Person on delete clear
  photos  "照片" / "Photos": files(3)
  state   "状态" / "State": Course
  owner   "负责人" / "Owner": User default me
  addresses "地址" / "Addresses": rows {
    city  "城市" / "City": text(20) required
    count "数量" / "Count": int default 1
    proof "证明" / "Proof": file
  }
  places  "地址数" / "Places": int = sum(addresses.count)
  deals   "订单" / "Deals": many Deal by person
  worth   "成交额" / "Worth": money = sum(deals.amount)
  told    "通知" / "Told": text(40)
  merge on phone, mail, union
}
entity Deal "订单" / "Deal" {
  person  "客户" / "Person": Person required on delete restrict
  name    "名称" / "Name": text(40) required
  amount  "金额" / "Amount": money default 0
  buyer   "采购人" / "Buyer": text(60) = person.name
  moved   "换人" / "Moved": bool default false
  lines   "明细" / "Lines": rows {
    item  "内容" / "Item": text(20) required
    guest "使用人" / "Guest": Person on delete clear
  }
  title   "{name} {person.name}"
  unique (person, name) "该客户已有同名订单" / "The person has such a deal"
}
entity Visit "拜访" / "Visit" {
  person "客户" / "Person": Person required on delete cascade
  text   "内容" / "Text": text(40)
}

flow Course "流程" / "Course" for Person {
  fresh "新" / "New" start
  known "熟" / "Known"
  left  "流失" / "Left" end
  fresh -> known "认识" / "Meet" by seller, chief needs Check
  known -> left "流失" / "Lose" by chief
}
approval Check "建档审批" / "Check" for Person by seller { step chief "主管": any of chief }

rule Moved "换客户" / "Moved" for Deal on change of person { set moved = true }
rule Gone "删除前" / "Gone" for Person on delete { when name == "不可删"; stop "不可删的客户" }
rule Remind "提醒" / "Remind" for Person on create { task owner "联系 {name}" due 1d }

access Person {
  seller read, create, update where owner == me
  chief  all
  guest  create
  field secret { read chief; update chief }
}
access Deal  { seller, chief all }
access Visit { seller, chief all }
access Tag   { seller, chief all }
"""
