"""Specs of any size: ten fields and one reference per entity, a view and an access line for each."""

from __future__ import annotations

from pathlib import Path

ENTITIES_PER_FILE = 20

_HEAD = """app sized "规模测试" / "Sized" {
  locale   zh-CN, en
  timezone "Asia/Shanghai"
  currency CNY
  home     Entity0001
  color    "#1677ff"
}

role sales   "销售" / "Sales"
role manager "主管" / "Manager" includes sales
"""

_ENTITY = """
entity {name} "实体 {number}" / "Entity {number}" {{
  name    "名称" / "Name": text(120) required search
  code    "编号" / "Code": text(40) unique
  kind    "类型" / "Kind": one of (goods "货物" / "Goods", software "软件" / "Software", service "服务" / "Service")
  amount  "金额" / "Amount": money min 0
  pieces  "数量" / "Pieces": int default 1
  total   "合计" / "Total": money = amount * pieces
  share   "比例" / "Share": percent max 100%
  due     "到期" / "Due": date
  seen_at "时间" / "Seen": datetime
  note    "备注" / "Note": longtext
  parent  "上级" / "Parent": {parent}

  title name
  check due is empty or amount is not empty "有到期日时应填写金额" / "With a due date there is an amount"
}}
view {name} {{ list name, code, kind, amount, due  sort due desc  filter kind, due }}
access {name} {{ sales read, create, update; manager all }}
"""

CHANGED_FIELD = ("longtext\n", 'longtext\n  extra   "新增" / "Extra": text(30)\n')
"""(text, replacement): one field more in a line of its own, which moves all that comes after it in the file."""


def entity_name(number: int) -> str:
    """The name of an entity; they count from 1."""
    return f"Entity{number:04}"


def write_spec(directory: Path, entities: int) -> None:
    """A spec of so many entities in files of twenty."""
    directory.mkdir(parents=True)
    (directory / "app.lc").write_text(_HEAD, encoding="utf-8")
    for start in range(1, entities + 1, ENTITIES_PER_FILE):
        numbers = range(start, min(start + ENTITIES_PER_FILE, entities + 1))
        text = "".join(_entity(number) for number in numbers)
        (directory / f"part{start:04}.lc").write_text(text, encoding="utf-8")


def change_one_field(directory: Path, number: int) -> None:
    """Change one field of one entity."""
    start = (number - 1) // ENTITIES_PER_FILE * ENTITIES_PER_FILE + 1
    path = directory / f"part{start:04}.lc"
    before, mark, after = path.read_text(encoding="utf-8").partition(f"entity {entity_name(number)} ")
    path.write_text(before + mark + after.replace(*CHANGED_FIELD, 1), encoding="utf-8")


def _entity(number: int) -> str:
    return _ENTITY.format(name=entity_name(number), number=number, parent=entity_name(max(1, number - 1)))
