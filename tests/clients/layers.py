"""A base, and what its clients make of it."""

from __future__ import annotations

from lowcode.checking import Checked, check
from lowcode.diagnostics.problem import Language, Problem
from lowcode.ir.application import Application
from lowcode.source import SourceFile

BASE = """
app crm "客户管理" / "CRM" { locale zh-CN, en; home Cockpit, Customer }
role sales "销售" / "Sales"
role boss "主管" / "Boss" includes sales
choice Source "来源" / "Source" { web "网站" / "Web"; expo "展会" / "Fair"; other "其他" / "Other" }
choice Region "地区" / "Region" { east "东" / "East" { sh "上海" / "Shanghai" }; west "西" / "West" }

# Who buys.
entity Customer "客户" / "Customer" {
  name   "名称" / "Name": text(80) required search
  fax    "传真" / "Fax": text(40)
  credit "额度" / "Credit": int min 0
  source "来源" / "Source": Source
  region "地区" / "Region": Region
  stage  "阶段" / "Stage": Pipeline
  kind   "类型" / "Kind": one of (small "小" / "Small", large "大" / "Large")
  lines  "明细" / "Lines": rows { product "产品" / "Product": text required; note "备注" / "Note": text }
  title name
  index (fax, name)
}
flow Pipeline "管道" / "Pipeline" for Customer {
  new  "新" / "New" start
  demo "演示" / "Demo"
  won  "赢" / "Won" end
  lost "输" / "Lost" end
  new -> demo "演示" / "Show" by sales
  new, demo -> won "成交" / "Win" by sales
  any -> lost "失败" / "Lose" by boss
}
rule Tell "提醒" / "Tell" for Customer on create { when credit > 100; notify boss "New {name}" }
approval Big "大单" / "Big" for Customer by sales {
  step law "法务" / "Law": role boss
  remind every 1d
}
report Count "客户数" / "Customers" from Customer { chart number show count() }
report Credit "额度" / "Credit" from Customer { chart number show sum(credit) }
dashboard Cockpit "驾驶舱" / "Cockpit" { row Count, Credit }
view Customer {
  list name, fax, source sort name filter source
  form {
    section "基本" / "General" { name, fax }
    section "更多" / "More" { credit, source, lines }
  }
}
access Customer { sales read, create, update; boss all; field fax { read boss } }
menu { group "客户" / "Customers" { Customer, Cockpit } }
sample {
  User li "李" { email = "li@example.com", roles = [sales] }
  Customer acme { name = "Acme", fax = "1", source = expo, region = sh, lines = [{ product = "A", note = "b" }] }
}
scenario "建档" { as li { create Customer { name = "Beta" } } }
"""


def files_of(client: str, base: str = BASE, **others: str) -> dict[str, SourceFile]:
    """The sources of a client that imports `../base`; `others` are folders with one file each."""
    texts = {"../base/app.lc": base, "client.lc": f'import "../base"\n{client}'}
    texts |= {f"../{folder}/{folder}.lc": text for folder, text in others.items()}
    return {path: SourceFile(path, text) for path, text in sorted(texts.items())}


def checked(client: str, base: str = BASE, **others: str) -> Checked:
    """The client on its base."""
    return check(files_of(client, base, **others))


def made(client: str, base: str = BASE, **others: str) -> Application:
    """The client's application, which nothing stands against."""
    found = checked(client, base, **others)
    assert found.application is not None, words(found.problems)
    return found.application


def problems(client: str, base: str = BASE, **others: str) -> list[Problem]:
    """What stands against a client, without the warnings."""
    return [each for each in checked(client, base, **others).problems if each.severity.value == "error"]


def words(found: tuple[Problem, ...]) -> list[str]:
    """Problems as one line each."""
    return [
        f"{each.code} {each.span.path} {each.message_wording().text(Language.ENGLISH, each.facts())}" for each in found
    ]
