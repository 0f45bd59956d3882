"""The model: what the spec says, and what it gets when it does not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import seeds
from lowcode.ir.access import Verb
from tests.harness.checking import application, codes

CUSTOMERS = """
app crm "客户管理平台" / "Customers" { locale zh-CN, en; currency CNY; home Customer; color blue }
role sales "销售" / "Sales"
role manager "主管" / "Manager" includes sales
choice Level "等级" { key "重点" / "Key" color red; normal }
extend entity User { level: Level }
# Somebody who buys.
entity Customer "客户" {
  code    "编号": autonumber("KH-{yyyy}-{seq:4}")
  name    "名称": text(80) required unique
  level   "等级": Level default normal
  staff   "规模": one of (small "小", large "大")
  owner   "负责人": User default me
  revenue "营收": money min 0
  deals   "商机": many Deal by customer
  won     "成交": money = sum(deals.amount where stage == won)
  silent  "沉默": int = days_between(updated_at, now)
  late    "逾期": bool = silent > 7
  notes   "备注": longtext
}
entity Deal "商机" {
  customer "客户": Customer required on delete cascade
  stage    "阶段": one of (open, won) default open
  lines    "明细": rows {
    product: text required; quantity: int required default 1; price: money; total: money = quantity * price }
  amount   "金额": money = round(sum(lines.total) * 0.95, 2)
  check amount is empty or amount >= 0 "金额不能为负" / "Not below zero"
  check amount is empty or amount < 1_000_000 "金额过大"
}
access Customer { sales read, create where owner == me; manager all }
access Deal { sales all }
sample {
  Department east "华东"
  User li { name = "李", email = "li@example.com", roles = [manager], department = east, level = key }
  Customer acme { name = "Acme", owner = li }
  Deal first { customer = acme, lines = [{ product = "x", price = 10 }] }
}
sample Customer 20
"""

MODEL = application(CUSTOMERS)
CUSTOMER = MODEL.entity("Customer")
DEAL = MODEL.entity("Deal")


def test_the_application() -> None:
    assert (MODEL.name, MODEL.identifier, MODEL.locales) == ("crm", "crm", ("zh-CN", "en"))
    assert MODEL.home == (app.MenuEntry("Customer"),)
    assert MODEL.currency_scale == 2
    assert MODEL.color.startswith("#")
    assert [each.name for each in MODEL.entities] == ["User", "Department", "Customer", "Deal", "Deal.lines"]


def test_labels_fall_back_to_the_name() -> None:
    assert MODEL.label.texts == ("客户管理平台", "Customers")
    assert CUSTOMER.label.texts == ("客户", "Customer")
    assert DEAL.checks[1].message.texts == ("金额过大", "金额过大")
    assert MODEL.choice("Level").options[1].label.texts == ("Normal", "Normal")
    assert MODEL.entity("User").label.texts == ("用户", "User")


def test_built_in_labels_follow_the_languages_of_the_app() -> None:
    english = application("app x { locale en }")
    assert english.entity("User").label.texts == ("User",)
    assert [each.label.texts for each in english.roles] == [("Administrator",), ("Everyone",)]


def test_roles_include_themselves_first() -> None:
    manager = next(each for each in MODEL.roles if each.name == "manager")
    assert manager.includes == ("manager", "sales")
    assert [each.name for each in MODEL.choice("Role").options] == ["admin", "sales", "manager"]


def test_sub_tables_are_entities() -> None:
    lines = MODEL.entity("Deal.lines")
    assert (lines.identifier, lines.class_name, lines.owner, lines.owner_field) == (
        "deal_lines",
        "DealLines",
        "Deal",
        "lines",
    )


def test_inline_choices_are_named_after_their_field() -> None:
    assert CUSTOMER.field_by_name["staff"].type == app.ChoiceFieldType("Customer.staff")
    assert MODEL.choice("Customer.staff").identifier == "customer_staff"


def test_titles_are_derived() -> None:
    assert isinstance(CUSTOMER.title, ir.FieldRead)
    assert CUSTOMER.title.field == "name"
    assert isinstance(DEAL.title, ir.FieldRead)
    assert isinstance(DEAL.title.source, ir.FieldRead)


def storage(name: str) -> app.ComputedStorage:
    computed = CUSTOMER.field_by_name[name].computed
    assert computed is not None
    return computed.storage


def test_what_depends_on_the_moment_is_not_stored() -> None:
    assert storage("won") is app.ComputedStorage.STORED
    assert storage("silent") is app.ComputedStorage.ON_READ
    assert storage("late") is app.ComputedStorage.ON_READ


def test_computed_amounts_are_rounded_to_the_digits_of_their_field() -> None:
    spec = "entity A { price: money; rate: percent; tax: money = price * rate }"
    computed = application(spec).entity("A").field_by_name["tax"].computed
    assert computed is not None
    assert isinstance(computed.expression, ir.Call)
    assert computed.expression.function == "round"


def test_constants_take_the_unit_of_their_place() -> None:
    minimum = CUSTOMER.field_by_name["revenue"].minimum
    assert isinstance(minimum, ir.Literal)
    assert minimum.type == CUSTOMER.field_by_name["revenue"].value_type


def test_names_of_checks_tell_them_apart() -> None:
    assert [each.name for each in DEAL.checks] == ["amount", "amount_2"]
    assert DEAL.checks[0].fields == ("amount",)


def test_default_view() -> None:
    view = MODEL.view("Customer")
    assert [each.path for each in view.list.columns][:3] == [("code",), ("name",), ("level",)]
    assert view.list.filters == ("level", "staff", "owner")
    assert view.page == ("deals",)
    assert "deals" not in view.form[0].fields
    assert [section.fields for section in MODEL.view("Deal").form][1] == ("lines",)


def test_default_menu_has_own_entities_first() -> None:
    assert [tuple(each.name for each in group.entries) for group in MODEL.menu] == [
        ("Customer", "Deal"),
        ("User", "Department"),
    ]


def test_all_means_the_four_verbs() -> None:
    access = MODEL.access_to("Deal")
    assert access is not None
    assert access.grants[0].verbs == tuple(Verb)


def test_people_can_be_read_by_everyone_and_managed_by_administrators() -> None:
    access = MODEL.access_to("User")
    assert access is not None
    assert [(each.role, len(each.verbs)) for each in access.grants] == [("admin", 5), ("everyone", 1)]


def test_seed_records() -> None:
    east, li, acme, first = MODEL.samples
    assert east.values[0][0] == "name"
    assert dict(li.values)["department"] == seeds.RecordLink("east")
    assert dict(acme.values)["owner"] == seeds.RecordLink("li")
    rows = dict(first.values)["lines"]
    assert isinstance(rows, tuple)
    assert isinstance(rows[0], seeds.SeedRow)
    assert MODEL.sample_counts[0].count == 20


def test_comments_travel_along() -> None:
    assert CUSTOMER.documentation == "Somebody who buys."


def test_a_renamed_field_is_reported_where_it_is_used_and_nowhere_else() -> None:
    spec = """
    entity A { title_: text required; n: int }
    view A { form { titl, n } }
    access A { everyone all }
    sample { A a { titl = "x" } }
    """
    assert codes(spec) == ["LC203", "LC203"]


def test_too_few_languages_are_said_once() -> None:
    fields = "; ".join(f'f{index} "甲" / "A": int' for index in range(20))
    assert codes(f"app x {{ locale en }}\nentity A {{ {fields} }}") == ["LC416"]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("percent default 0 min 0 max 30", ("0.00", "0.00", "0.30")),
        ("percent default 0.5 min -5 max 12.25", ("0.005", "-0.05", "0.1225")),
        ("percent default 2% min 1% max 130%", ("0.02", "0.01", "1.30")),
    ],
)
def test_a_plain_number_as_limit_or_default_of_a_percentage_counts_percent(
    field: str, values: tuple[str, str, str]
) -> None:
    model = application(f'app a "A"\nentity Order {{ share: {field} }}\naccess Order {{ everyone all }}')
    found = model.entity("Order").field_by_name["share"]
    constants = [each for each in (found.default, found.minimum, found.maximum) if isinstance(each, ir.Literal)]
    assert [each.value for each in constants] == [Decimal(value) for value in values]


@pytest.mark.parametrize("place", ["default if true then 30 else 0", "default 10 + 20", "= 30"])
def test_anywhere_else_it_is_an_error(place: str) -> None:
    text = f'app a "A"\nentity Order {{ share: percent {place} }}\naccess Order {{ everyone all }}'
    assert codes(text) in (["LC314"], ["LC301"])


def test_boards() -> None:
    spec = """entity Job { name: text required; status: one of (new, done); holder: User; notes: longtext }
    view Job { list name; board by status card name, holder.department }"""
    board = application(spec).view("Job").board
    assert board is not None
    assert (board.by, [each.path for each in board.card]) == ("status", [("name",), ("holder", "department")])
    usual = application(spec.replace(" card name, holder.department", "")).view("Job").board
    assert usual is not None
    assert [each.path for each in usual.card] == [("name",), ("holder",)]
    assert codes(spec.replace("by status", "by holder")) == ["LC440"]
    assert codes(spec.replace("by status", "by statos")) == ["LC203"]
    assert codes(spec.replace("card name", "card name, nme")) == ["LC203"]
