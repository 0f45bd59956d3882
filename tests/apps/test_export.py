"""Lists as files: what is in them, who gets them, and what a spreadsheet must not be made to do."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest

from lowcode.runtime.exporting.csv_file import harmless
from lowcode.runtime.pages import export_page
from tests.apps.trading import Office
from tests.apps.vault import HIDDEN, MASKED_EMAIL, MASKED_MOBILE, MOBILE, SECRET, opened, send
from tests.conftest import Boot
from tests.harness.specs import SpecCompiler

SPEC = """
app shop "商店" / "Shop" { locale zh-CN, en; timezone "Asia/Shanghai"; currency CNY }
role clerk "店员" / "Clerk"
role chief "店长" / "Chief" includes clerk
choice Size "尺寸" / "Size" { small "小" / "Small"; large "大" / "Large" { huge "特大" / "Huge" } }
entity Tag "标签" / "Tag" { name "名称" / "Name": text(40) required }
entity Item "商品" / "Item" {
  name   "名称" / "Name": text(60) required search
  owner  "负责人" / "Owner": User default me
  price  "单价" / "Price": money
  rate   "税率" / "Rate": percent
  count  "数量" / "Count": int
  weight "重量" / "Weight": decimal(18, 6)
  new    "新品" / "New": bool
  day    "日期" / "Day": date
  at     "时刻" / "At": datetime
  hour   "时间" / "Hour": time
  size   "尺寸" / "Size": Size
  kinds  "种类" / "Kinds": many of (a "甲" / "A", b "乙" / "B")
  tags   "标签" / "Tags": many Tag
  phone  "电话" / "Phone": phone
  note   "备注" / "Note": longtext
}
view Item {
  list name, owner, price, rate, count, weight, new, day, at, hour, size, kinds, phone, note sort name
  filter size
}
access Item { clerk read, create; chief all; clerk export where owner == me }
access Tag { everyone read }
data { Tag hot { name = "热销" }; Tag odd { name = "=1+1" } }
"""


@pytest.fixture
def shop(compile_spec: SpecCompiler, boot: Boot) -> Office:
    app = boot(compile_spec(SPEC))
    found = Office(app, app.database())
    found.employ("eve", "chief")
    found.employ("carl", "clerk")
    found.employ("nil")
    full = {
        "name": "=HYPERLINK(1)",
        "price": "-1234.5",
        "rate": "12.5",
        "count": "-7",
        "weight": "123456789012.123456",
        "new": "true",
        "day": "2026-02-28",
        "at": "2026-02-28T09:30",
        "hour": "09:30",
        "size": "huge",
        "phone": "+1 202 456 1111",
        "note": "erste Zeile\nzweite; „Zeile“",
    }
    pairs = [*full.items(), ("kinds", "a"), ("kinds", "b"), ("tags", "1"), ("tags", "2")]
    assert found.saved("eve", "item", pairs) == 1
    assert found.saved("carl", "item", {"name": "Zange"}) == 2
    return found


def table_of(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def cells_of(answer: Any) -> list[list[tuple[str, str]]]:
    """Kind and text of each cell of the only sheet."""
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        assert not any("formula" in name for name in book.namelist())
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    assert sheet.find(".//x:f", space) is None
    return [
        [(cell.get("t", "n"), "".join(cell.itertext())) for cell in row.findall("x:c", space)]
        for row in sheet.findall(".//x:row", space)
    ]


def test_csv_has_the_rows_and_columns_of_the_list(shop: Office) -> None:
    heads, *rows = table_of(shop.app.client("eve").get("/item/export.csv"))
    assert " ".join(heads) == "名称 负责人 单价 税率 数量 重量 新品 日期 时刻 时间 尺寸 种类 电话 备注"
    assert rows[0] == [
        "'=HYPERLINK(1)",
        "eve",
        "-1234.50",
        "12.5%",
        "-7",
        "123456789012.123456",
        "是",
        "2026-02-28",
        "2026-02-28 09:30:00",
        "09:30:00",
        "大 / 特大",
        "甲、乙",
        "'+12024561111",
        "erste Zeile\nzweite; „Zeile“",
    ]
    assert rows[1] == ["Zange", "carl", *[""] * 12]


def test_xlsx_has_numbers_days_and_texts_but_no_formulas(shop: Office) -> None:
    heads, first, second = cells_of(shop.app.client("eve").get("/item/export.xlsx"))
    assert [text for _, text in heads][:3] == ["名称", "负责人", "单价"]
    kinds = dict(zip([text for _, text in heads], first, strict=True))
    assert kinds["名称"] == ("inlineStr", "=HYPERLINK(1)")
    assert kinds["单价"] == ("n", "-1234.5")
    assert kinds["税率"] == ("n", "0.125")
    assert kinds["重量"] == ("inlineStr", "123456789012.123456")
    days = (datetime.date(2026, 2, 28) - datetime.date(1899, 12, 30)).days
    assert kinds["日期"] == ("n", str(days))
    assert float(kinds["时刻"][1]) == pytest.approx(days + 9.5 / 24)
    assert kinds["电话"] == ("inlineStr", "+12024561111")
    assert ("inlineStr", "Zange") in second


def test_chosen_columns_are_those_of_the_file(shop: Office) -> None:
    client = shop.app.client("eve")
    send(client, "/item/columns", column=["tags", "name"])
    assert table_of(client.get("/item/export.csv"))[:2] == [["标签", "名称"], ["'=1+1、热销", "'=HYPERLINK(1)"]]


def test_filters_search_and_order_are_those_of_the_list(shop: Office) -> None:
    client = shop.app.client("eve")
    shop.saved("eve", "item", {"name": "Ahle", "size": "large"})
    names = [row[0] for row in table_of(client.get("/item/export.csv?sort=-name"))[1:]]
    assert names == ["Zange", "Ahle", "'=HYPERLINK(1)"]
    assert [row[0] for row in table_of(client.get("/item/export.csv?size.is=large&page=9"))[1:]] == [
        "'=HYPERLINK(1)",
        "Ahle",
    ]
    assert [row[0] for row in table_of(client.get("/item/export.csv?q=zan"))[1:]] == ["Zange"]


def test_only_who_may_export_gets_a_file_and_only_his_rows(shop: Office) -> None:
    assert [row[0] for row in table_of(shop.app.client("carl").get("/item/export.csv"))[1:]] == ["Zange"]
    assert shop.app.client("nil").get("/item/export.csv").status_code == 404
    assert shop.app.client("nil").get("/tag/export.csv").status_code == 403
    assert shop.app.client("carl").get("/tag/export.xlsx").status_code == 403
    assert "/item/export.csv" in shop.app.client("carl").get("/item").text
    assert "/tag/export.csv" not in shop.app.client("eve").get("/tag").text


def test_the_file_has_a_name_and_is_not_kept(shop: Office) -> None:
    answer = shop.app.client("eve").get("/item/export.xlsx")
    assert re.search(
        r"filename\*=UTF-8''%E5%95%86%E5%93%81-\d{4}-\d\d-\d\d\.xlsx", answer.headers["content-disposition"]
    )
    assert answer.headers["cache-control"] == "no-store"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert shop.app.client("eve").head("/item/export.csv").content == b""


def test_a_list_that_is_too_long_is_refused(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_page, "MOST_ROWS", 1)
    answer = shop.app.client("eve").get("/item/export.csv")
    assert answer.status_code == 400
    assert "先筛选" in answer.text
    assert shop.app.client("carl").get("/item/export.csv").status_code == 200


def test_rights_on_fields_hold_in_files(compile_spec: SpecCompiler, boot: Boot) -> None:
    office = opened(compile_spec, boot)
    assert office.app.client("carl").get("/firm/export.csv").status_code == 403
    assert MOBILE in office.app.client("eve").get("/firm/export.csv").text
    office.employ("mia", "clerk", "taker")
    client = office.app.client("mia")
    for address in ("/firm/export.csv", "/firm/export.csv?sort=-revenue&revenue.from=1", "/firm/export.csv?q=Wolper"):
        text = client.get(address).text
        assert not [each for each in (*HIDDEN, MOBILE, SECRET) if each in text]
    text = client.get("/firm/export.csv").text
    assert MASKED_MOBILE in text
    assert MASKED_EMAIL in text
    sheet = client.get("/firm/export.xlsx")
    assert not [text for row in cells_of(sheet) for _, text in row if text in (*HIDDEN, MOBILE)]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\r=1", "＝1", " =1"])
def test_what_looks_like_a_formula_is_made_a_text(text: str) -> None:
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a=1", "1-2", "华星", "'=1"])
def test_other_texts_stay(text: str) -> None:
    assert harmless(text) == text
