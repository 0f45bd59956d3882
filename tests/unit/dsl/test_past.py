"""`was`, `drop` and `from`: what is read, and what is said against it."""

from __future__ import annotations

import pytest

from lowcode.ir.changes import Kind
from tests.harness.checking import application, codes
from tests.harness.past import after, codes_after, words_after

EVERYTHING = """
entity Customer "客户" as customer was Client {
  was Kunde
  name  "姓名": text(80) was full_name was title from first + " " + last
  kind  "类型": one of (person "个人" was man, firm "企业")
  stage "阶段": Pipeline
  lines "明细": rows { part: text was item } was items
  source: Source
}
extend entity User { level: text was rank }
choice Source "来源" was Origin { web "网站" was site color blue; fair "展会" { local was town } }
flow Pipeline "流程" was Sales for Customer {
  demo "演示" start was show color orange
  was  "Was" end was done
  demo -> was "完成" by everyone
}
approval Big "大额" was Huge for Customer {
  step law "法务" was legal was jurist: role boss
}
rule Greet "欢迎" was Hello for Customer on create { set name = "x" }
role boss "老板" was chief
message Hi "你好" was Ho for Customer { subject "x"; body "y" }
connection Erp "ERP" was Sap { base "https://erp.example.com" }
report Count "数量" was Number from Customer { chart bar by name show count() }
dashboard Desk "台" was Table for boss { row Count }
access Customer { boss all }
drop entity Fax "不再使用" / "no longer used"
drop field Customer.fax "没有人有"
drop field Customer.lines.note "不需要"
drop option Source.expo to web "已合并"
drop option Customer.kind.other "不再区分"
drop option Pipeline.offer to demo "不再报价"
drop role clerk to boss "合并"
drop role guest "取消"
drop flow Old "取消"
drop approval Small "取消"
drop step Big.finance to law "合并"
"""


def test_everything_has_former_names() -> None:
    changes = application(EVERYTHING).changes
    assert [each.key for each in changes.renames] == [
        "field User.level was rank",
        "entity .Customer was Client",
        "entity .Customer was Kunde",
        "field Customer.name was full_name",
        "field Customer.name was title",
        "field Customer.lines was items",
        "field Customer.lines.part was item",
        "option Customer.kind.person was man",
        "choice .Source was Origin",
        "option Source.web was site",
        "option Source.local was town",
        "flow .Pipeline was Sales",
        "option Pipeline.demo was show",
        "option Pipeline.was was done",
        "role .boss was chief",
        "approval .Big was Huge",
        "rule .Greet was Hello",
        "message .Hi was Ho",
        "connection .Erp was Sap",
        "report .Count was Number",
        "dashboard .Desk was Table",
        "step Big.law was legal",
        "step Big.law was jurist",
    ]


def test_everything_can_be_dropped() -> None:
    changes = application(EVERYTHING).changes
    assert [(each.key, each.replacement) for each in changes.drops] == [
        ("drop entity .Fax", None),
        ("drop field Customer.fax", None),
        ("drop field Customer.lines.note", None),
        ("drop option Source.expo", "web"),
        ("drop option Customer.kind.other", None),
        ("drop option Pipeline.offer", "demo"),
        ("drop role .clerk", "boss"),
        ("drop role .guest", None),
        ("drop flow .Old", None),
        ("drop approval .Small", None),
        ("drop step Big.finance", "law"),
    ]
    assert changes.drops[0].reason.texts == ("不再使用", "no longer used")
    assert {each.kind for each in changes.drops} == {
        *(Kind.ENTITY, Kind.FIELD, Kind.OPTION, Kind.ROLE, Kind.FLOW, Kind.APPROVAL, Kind.STEP)
    }


def test_the_first_build_has_nothing_to_fill_but_remembers_all_words() -> None:
    changes = application(EVERYTHING).changes
    assert changes.fills == ()
    assert changes.keys == {
        *(each.key for each in changes.renames),
        *(each.key for each in changes.drops),
        "from Customer.name",
    }


def test_former_names_in_data_files() -> None:
    file = "web: {label: 网站, was: site}\nfair: {was: [expo, show], options: {local: {was: town}}}"
    changes = application('choice Source from "s.yaml"\nentity A { s: Source }', {"s.yaml": file}).changes
    assert [each.key for each in changes.renames] == [
        "option Source.web was site",
        "option Source.fair was expo",
        "option Source.fair was show",
        "option Source.local was town",
    ]


@pytest.mark.parametrize("value", ["1st", "[a, 2b]", "{a: b}", "[[a]]"])
def test_former_names_in_data_files_are_names(value: str) -> None:
    found = codes('choice Source from "s.yaml"\nentity A { s: Source }', {"s.yaml": f"web: {{was: {value}}}"})
    assert found == ["LC418"]


BEFORE = """
entity Customer {
  first: text
  last:  text
  phone: phone
  code:  int
  fax:   phone
  kind:  one of (person "个人", firm "企业", other "其他")
  spent: money
  tags:  many of (a, b)
  lines: rows { part: text; count: int }
  orders: many Order by customer
  shout: text = upper(first)
}
entity Order { customer: Customer; place: text }
entity Old { name: text }
"""


def edited(*edits: tuple[str, str], more: str = "") -> str:
    """The specification `BEFORE` with texts replaced and lines added."""
    text = BEFORE
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return text + more


PHONE = "phone: phone\n  code"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (edited((PHONE, "mobile: phone was phone\n  code")), []),
        (edited(("entity Customer", "entity Client was Customer"), (": Customer", ": Client")), []),
        (edited(("first: text", "first: text was last"), ("last:  text", "last: text was first")), []),
        (edited((PHONE, "mobile: phone was phon\n  code")), ["LC610"]),
        (edited((PHONE, "phone: phone was mobile\n  code")), ["LC627"]),
        (edited((PHONE, "phone: phone was mobile\n  code"), ("shout: text = upper(first)\n", "")), ["LC627"]),
        (edited((PHONE, "phone: phone was fax\n  code"), ("fax:   phone\n", "")), ["LC626"]),
        (edited(("other", "rest"), more='drop option Customer.kind.othr "x"'), ["LC615"]),
        (edited(("shout: text = upper(first)", ""), ("fax:   phone", "shout: phone was fax")), []),
        (edited(more='drop field Customer.email "x"'), ["LC628"]),
        (edited(more='drop field Custmer.email "x"'), ["LC628"]),
        (edited(("fax:   phone\n", ""), more='drop field Customer.fax "x"'), []),
        (edited(("; count: int", ""), more='drop field Customer.lines.count "x"'), []),
        (edited(("lines: rows", "parts: rows"), ("count: int }", "n: int was count } was lines")), []),
        (edited(("entity Old { name: text }", ""), more='drop entity Old "x"'), []),
        (edited((', other "其他"', ""), more='drop option Customer.kind.other "x"'), []),
        (edited((', firm "企业"', ', company "企业" was firm')), []),
        (edited(("entity Old", "entity New { a: text }\nentity Old")), []),
    ],
)
def test_words_are_compared_with_what_there_was(spec: str, expected: list[str]) -> None:
    assert codes_after(BEFORE, spec) == expected, words_after(BEFORE, spec)


@pytest.mark.parametrize(
    ("spec", "answered", "expected"),
    [
        (edited((PHONE, "phone: phone was mobile\n  code")), "field Customer.phone was mobile", []),
        (edited(more='drop field Customer.email "x"'), "drop field Customer.email", []),
        (edited((PHONE, "phone: phone from fax\n  code")), "from Customer.phone", []),
        (edited((PHONE, "phone: phone from mobile\n  code")), "from Customer.phone", []),
        (edited((PHONE, "phone: phone from fax\n  code")), "from Customer.fax", ["LC619"]),
        (edited(("code:  int", "code: int min 1 from if code < 1 then 1 else code")), "from Customer.code", []),
        (
            edited(
                ("entity Customer", "entity Client was Customer"),
                (": Customer", ": Client"),
                (PHONE, "phone: phone was mobile from fax\n  code"),
                more='drop field Client.email "x"',
            ),
            "field Customer.phone was mobile|from Customer.phone|drop field Customer.email",
            [],
        ),
        (edited((PHONE, "phone: phone was mobile was handy\n  code")), "field Customer.phone was handy", []),
    ],
)
def test_what_has_been_answered_may_stay(spec: str, answered: str, expected: list[str]) -> None:
    assert codes_after(BEFORE, spec, answered.split("|")) == expected, words_after(BEFORE, spec, answered.split("|"))


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ('full: text required from first + " " + last', "new"),
        ("code: text from text(code)", "retyped"),
        ("code: text from code", "LC301"),
        ("first: text required from last", "required"),
        ("phone: phone from if phone is empty then fax else phone", "merged"),
        ("part: text from first(lines.part where count > 1)", "new"),
        ("total: int from sum(lines.count)", "new"),
        ("code: int min 1 from if code < 1 then 1 else code", "merged"),
        ("place: text from first(orders.place)", "new"),
        ("loud: text from shout", "new"),
        ("when: date from today", "new"),
        ("owner: User from created_by", "new"),
        ("has: bool from a in tags", "new"),
        ("firm: bool from kind == firm", "new"),
        ("net: money from spent / (1 + 19%)", "new"),
        ("net: money from spent + 19%", "LC302"),
        ("net: money from spend", "LC204"),
        ("who: text from me.name", "LC621"),
        ("all: int from count(Order where place is empty)", "LC340"),
        ("level: one of (low, high) from if spent > 100 then high else low", "new"),
        ('number: autonumber("A-{seq}") from first', "new"),
    ],
)
def test_from_is_typed_in_the_middle_of_the_migration(field: str, reason: str) -> None:
    name = field.partition(":")[0]
    kept = [
        line for line in BEFORE.partition("entity Order")[0].splitlines() if not line.strip().startswith(f"{name}:")
    ]
    kept = [line for line in kept if not line.strip().startswith("fax:")]
    spec = "\n".join(kept[:2]) + f"\n  {field}\n" + "\n".join(kept[2:])
    spec += '\nentity Order { customer: Customer; place: text }\nentity Old { name: text }\ndrop field Customer.fax "x"'
    found = after(BEFORE, spec)
    problems = [each.code for each in found.problems if each.code != "LC802"]
    if reason.startswith("LC"):
        assert problems == [reason], words_after(BEFORE, spec)
    else:
        assert found.application is not None, words_after(BEFORE, spec)
        assert [(each.key, each.reason.value) for each in found.application.changes.fills] == [
            (f"from Customer.{name}", reason)
        ]


def test_fields_are_filled_after_those_they_read() -> None:
    spec = edited((PHONE, "gross: money from net * 2\n  net: money from spent\n  phone: phone\n  code"))
    found = after(BEFORE, spec).application
    assert found is not None
    assert [each.field for each in found.changes.fills] == ["net", "gross"]


@pytest.mark.parametrize(
    "spec",
    [
        "entity A { a: text from b + c.d + first(e.f where g == h) }",
        'entity A { a: text was b was c from b }\ndrop field A.c2 "x"',
        "entity A { n: text; a: money from if kind == old then 1 else amount * 2 }",
        'entity A { a: text from "{b} {c.d}" }',
    ],
)
def test_without_a_former_build_unknown_names_may_be_former_ones(spec: str) -> None:
    assert codes(spec) == []


def test_without_a_former_build_nobody_knows_what_types_fields_had() -> None:
    assert codes("entity A { a: money from b; b: percent }") == []
    assert codes("entity A { a: money from me }") == ["LC301"]
    assert codes("entity A { a: money from upper(b, b) }") == ["LC307"]


def test_nothing_is_concluded_from_a_spec_that_could_not_be_read() -> None:
    broken = edited(("entity Old { name: text }", "entity Old { name text }"))
    assert "LC610" not in codes_after(BEFORE, broken.replace("phone: phone\n  code", "mobile: phone was handy\n  code"))


def test_former_names_are_found_by_their_labels() -> None:
    before = 'entity 客户 "客户" / "Customer" { phone "电话" / "Phone": phone }'
    problems = after(before, 'entity 客户 "客户" / "Customer" { mobile "手机" / "Mobile": phone was 电话 }').problems
    (problem,) = (each for each in problems if each.code == "LC610")
    assert problem.suggestions() == ("phone",)


def test_what_is_dropped_may_be_called_as_it_was_then() -> None:
    spec = """
    entity Customer was Client { name: text; parts: rows { a: text } was lines; kind: one of (a, b) was sort }
    choice Source was Origin { web }
    entity A { s: Source }
    approval Big was Huge for Customer { step law: role admin }
    drop field Client.fax "x"
    drop field Client.lines.note "x"
    drop option Client.sort.c "x"
    drop option Origin.fair to web "x"
    drop step Huge.legal to law "x"
    """
    assert [each.key for each in application(spec).changes.drops] == [
        "drop field Customer.fax",
        "drop field Customer.parts.note",
        "drop option Customer.kind.c",
        "drop option Source.fair",
        "drop step Big.legal",
    ]
    twice = 'entity B was A { n: text }\ndrop field A.x "x"\ndrop field B.x "x"'
    assert codes(twice) == ["LC622"]
