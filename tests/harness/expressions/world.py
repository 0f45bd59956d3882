"""The app that generated expressions are about: every type of field, references, lists, sub-tables, a tree."""

from __future__ import annotations

SPEC = """
app world "世界" { locale zh-CN, en; timezone "Asia/Shanghai"; currency CNY }

role sales "销售"
role manager "主管" includes sales

choice Stage "阶段" { open "进行中"; won "赢单"; lost "输单" { price "价格"; other "其他" } }
choice Kind "类型" { first "甲"; second "乙"; third "丙" }

entity Customer "客户" {
  name    "名称": text(80)
  level   "等级": Stage
  score   "评分": int
  credit  "信用额度": money
  rate    "费率": percent
  since   "起始": date
  active  "启用": bool
  owner   "负责人": User
  parent  "上级": Customer
  contacts "联系人": many Contact by customer
  title name
}

entity Contact "联系人" {
  customer "客户": Customer
  name     "姓名": text(80)
  met      "时间": datetime
  value    "金额": money
  rank     "序": int
  title name
}

entity Deal "商机" {
  name     "名称": text(80)
  note     "备注": longtext
  pieces   "件数": int
  spare    "备件": int
  weight   "重量": decimal(18, 6)
  price    "价格": money
  fee      "费用": money
  discount "折扣": percent
  active   "启用": bool
  urgent   "紧急": bool
  begin    "开始": date
  finish   "结束": date
  clock    "钟点": time
  met      "见面": datetime
  due      "到期": datetime
  stage    "阶段": Stage
  kinds    "类型": many of Kind
  customer "客户": Customer
  owner    "负责人": User
  department "部门": Department
  helpers  "协助": many User
  previous "前一个": Deal
  overdue  "过期": bool = finish < today
  age      "天数": int = days_between(begin, today)
  lines "明细": rows {
    label    "名": text(80)
    quantity "量": int
    amount   "额": money
    ratio    "比": decimal(18, 4)
    taxable  "含税": bool
    shipped  "发货": date
    seller   "卖方": Customer
  }
  title name
}

access Customer { everyone all }
access Contact  { everyone all }
access Deal     { everyone all }
"""
ENTITY = "Deal"
"""The entity of `this`."""
