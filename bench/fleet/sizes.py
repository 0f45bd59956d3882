"""A base of forty entities and a hundred clients that import it and add to it."""

from __future__ import annotations

from pathlib import Path

ENTITIES = 40
ENTITIES_PER_FILE = 5
CLIENTS = 100
EVERY_PARTIAL = 4
"""Every fourth client leaves the changed file of the base out."""
CHANGED_FILE = "part08.lc"

_FLEET = """base: base
out: generated/{name}
clients:
  - clients/*
"""

_ROLES = """role sales   "销售" / "Sales"
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

_CLIENT = """app {name} "客户 {number}" / "Client {number}" {{
  locale   zh-CN, en
  timezone "Asia/Shanghai"
  currency CNY
  home     Order
}}
{imports}
entity Order "订单" / "Order" {{
  number "单号" / "Number": text(40) required unique
  about  "说明" / "About": text(200) search
  first  "产品" / "Product": Entity01 required
  amount "金额" / "Amount": money required default 0
  placed "日期" / "Placed": date default today
}}
view Order {{ list number, first, amount, placed  sort placed desc  filter placed }}
access Order {{ sales read, create, update; manager all }}
extend entity User {{ badge "工号" / "Badge": text({size}) }}
"""

CHANGE = ("longtext\n", 'longtext\n  extra   "新增" / "Extra": text(30)\n')
"""(text, replacement): an entity of the changed file gets one field more."""


def write_fleet(directory: Path, clients: int) -> None:
    """A fleet of so many clients."""
    base = directory / "base"
    base.mkdir(parents=True)
    (directory / "lowcode.yaml").write_text(_FLEET, encoding="utf-8")
    (base / "roles.lc").write_text(_ROLES, encoding="utf-8")
    for start in range(1, ENTITIES + 1, ENTITIES_PER_FILE):
        numbers = range(start, start + ENTITIES_PER_FILE)
        text = "".join(_entity(number, start) for number in numbers)
        (base / f"part{start // ENTITIES_PER_FILE + 1:02}.lc").write_text(text, encoding="utf-8")
    for number in range(1, clients + 1):
        folder = directory / "clients" / client_name(number)
        folder.mkdir(parents=True)
        (folder / "client.lc").write_text(_client(number, base), encoding="utf-8")


def change_base(directory: Path) -> None:
    """Change one field of the base."""
    path = directory / "base" / CHANGED_FILE
    path.write_text(path.read_text(encoding="utf-8").replace(*CHANGE, 1), encoding="utf-8")


def client_name(number: int) -> str:
    """The name of a client; they count from 1."""
    return f"client{number:03}"


def is_concerned(number: int) -> bool:
    """Whether the client has the file of the base that changes."""
    return number % EVERY_PARTIAL != 0


def _client(number: int, base: Path) -> str:
    if is_concerned(number):
        imports = 'import "../../base"\n'
    else:
        files = sorted(each.name for each in base.iterdir() if each.name != CHANGED_FILE)
        imports = "".join(f'import "../../base/{name}"\n' for name in files)
    return _CLIENT.format(name=client_name(number), number=number, imports=imports, size=20 + number)


def _entity(number: int, first: int) -> str:
    """An entity that refers to the one before it in its file."""
    return _ENTITY.format(name=_entity_name(number), number=number, parent=_entity_name(max(first, number - 1)))


def _entity_name(number: int) -> str:
    return f"Entity{number:02}"
