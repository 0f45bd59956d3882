"""Did you mean …?"""

from __future__ import annotations

import pytest

from lowcode.checking import check
from lowcode.diagnostics.suggestions import LabelledName, did_you_mean
from lowcode.source import SourceFile

NAMES = ("customer", "code", "created_at", "Level", "客户名称", "客户等级", "手机")


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ("custmer", ("customer",)),
        ("cusotmer", ("customer",)),
        ("CUSTOMER", ("customer",)),
        ("createdAt", ("created_at",)),
        ("level", ("Level",)),
        ("客户名", ("客户名称",)),
        ("手机号", ("手机",)),
        ("xyz", ()),
        ("", ()),
        ("__", ()),
        ("a" * 10_000, ()),
    ],
)
def test_names(wrong: str, expected: tuple[str, ...]) -> None:
    assert did_you_mean(wrong, NAMES)[: len(expected) or 3] == expected


def test_never_more_than_three() -> None:
    assert did_you_mean("name", ["name1", "name2", "name3", "name4"]) == ("name1", "name2", "name3")


def test_labels_lead_to_names() -> None:
    names = [LabelledName("name", ["企业名称", "Company name"]), LabelledName("code", ["编号"])]
    assert did_you_mean("企业名称", names) == ("name",)
    assert did_you_mean("Company nam", names) == ("name",)
    assert did_you_mean("编码", names) == ("code",)
    assert did_you_mean("单位", names) == ()


def test_labels_of_a_specification() -> None:
    text = """
app test { locale zh-CN }
role sales "销售"
entity Customer "客户" {
  name  "企业名称": text
  level "等级": one of (key "重点", normal "普通") default 重点
  check 企业名称 is not empty "…"
}
view Customer { list 企业名称 }
access 客户 { 销售 read }
access Customer { 销售 read }
entity Order "订单" { customer "客户": 客户 }
"""
    problems = check({"spec.lc": SourceFile("spec.lc", text)}).problems
    suggestions = {text[each.span.start : each.span.end]: each.suggestions() for each in problems if each.suggestions()}
    assert suggestions == {
        "重点": ("key",),
        "企业名称": ("name",),
        "客户": ("Customer",),
        "销售": ("sales",),
    }
