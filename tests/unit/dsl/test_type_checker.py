"""What types expressions have, and which have none."""

from __future__ import annotations

import pytest

from lowcode.ir import expressions as ir
from tests.harness.checking import assert_problem, expression, shown_type

FIELDS = """
  name: text(40)
  note: longtext
  count_: int
  size: decimal(10, 3)
  amount: money
  cost: money
  rate: percent
  done: bool
  due: date
  at: datetime
  clock: time
  region: Region
  level: one of (low "L", high "H")
  kinds: many of Region
  owner: User
  parent: Thing
  children: many Thing by parent
  lines: rows {
    text_: text
    quantity: int
    price: money
    total: money = quantity * price
    taxed: bool
  }
"""
REGION = """
choice Region { east "East" { shanghai "S"; suzhou "Z" }; north "North" }
role sales "Sales"
"""

TYPES = {
    "1": "int",
    "1.50": "decimal(2)",
    "30%": "percent(2)",
    '"a"': "text",
    '"a {amount}"': "text",
    "true": "bool",
    "2026-11-21": "date",
    "2026-11-21 09:00": "datetime",
    "09:30": "time",
    "today": "date",
    "now": "datetime",
    "me": "User",
    "this": "Thing",
    "count_ + 1": "int",
    "count_ + size": "decimal(3)",
    "1.5 * amount": "money(3)",
    "amount * rate": "money(6)",
    "amount + 1": "money(2)",
    "amount + 0.125": "money(3)",
    "amount - cost": "money(2)",
    "amount / cost": "decimal(10)",
    "amount / 3": "money(10)",
    "amount / rate": "money(10)",
    "count_ / 2": "decimal(10)",
    "count_ % 2": "int",
    "size % 2": "decimal(3)",
    "1 - rate": "percent(4)",
    "rate * rate": "percent(8)",
    "rate * count_": "percent(4)",
    "rate / 2": "percent(10)",
    "rate / rate": "decimal(10)",
    "amount * (1 - rate)": "money(6)",
    "amount * rate * rate * rate * rate * rate * rate": "money(20)",
    "round(amount * rate, 2)": "money(2)",
    "round(size)": "int",
    "-amount": "money(2)",
    'name + "x"': "text",
    "due + 7d": "date",
    "at - 24h": "datetime",
    "due - today": "int",
    "days_between(at, now)": "int",
    "amount > 100": "bool",
    "rate > 0": "bool",
    "rate < 30%": "bool",
    "rate < 0.3": "bool",
    "at < today - 7d": "bool",
    "at == due": "bool",
    "not done": "bool",
    "done and due is empty": "bool",
    "region == east": "bool",
    "east == region": "bool",
    "region != Region.suzhou": "bool",
    "region in Region.east": "bool",
    "region in [shanghai, north]": "bool",
    "region within east": "bool",
    "level == high": "bool",
    "level == Thing.level.high": "bool",
    "shanghai in kinds": "bool",
    "east in kinds": "bool",
    "region in kinds": "bool",
    "owner == me": "bool",
    "owner is not empty": "bool",
    "children is empty": "bool",
    "this in parent.children": "bool",
    "due in this_month": "bool",
    "at not in last_year": "bool",
    "count_ in [1, 2]": "bool",
    "size in [1, 2.5]": "bool",
    "owner.department within me.department": "bool",
    "parent within this": "bool",
    "parent.parent.amount": "money(2)",
    "created_by.email": "text",
    "id": "int",
    "created_at": "datetime",
    "if done then amount else 0": "money(2)",
    "if done then east else region": "Region",
    "if done then empty else due": "date",
    "count(children)": "int",
    "count(children where amount > 5)": "int",
    "count(kinds)": "int",
    "exists(children where done)": "bool",
    "sum(lines.price)": "money(2)",
    "sum(lines.total where taxed)": "money(2)",
    "sum(lines.quantity)": "int",
    "avg(lines.quantity)": "decimal(10)",
    "avg(lines.price)": "money(10)",
    "min(children.due)": "date",
    "max(children.at where done)": "datetime",
    "min(count_, size)": "decimal(3)",
    "first(children.name)": "text",
    "first(children).name": "text",
    "sum(parent.children.amount)": "money(2)",
    "count(children where count(lines where price > 3) > 1)": "int",
    "sum(children.parent.amount)": "money(2)",
    "count(children where amount > this.amount)": "int",
    "has_role(me, sales)": "bool",
    "has_role(sales)": "bool",
    "coalesce(name, note)": "text",
    "coalesce(amount, 0)": "money(2)",
    "text(region)": "text",
    "concat(name, amount, owner)": "text",
    "length(name)": "int",
    "date(at)": "date",
    "percent(amount / cost)": "percent(10)",
    "decimal(amount)": "decimal(2)",
}


@pytest.mark.parametrize(("text", "expected"), TYPES.items())
def test_type(text: str, expected: str) -> None:
    assert shown_type(expression(text, FIELDS, REGION)) == expected


PROBLEMS = {
    "amount + rate > 0": "LC302",
    "amount * cost > 0": "LC302",
    "5 / amount > 0": "LC302",
    "amount % 2 > 0": "LC302",
    "due + 7 > today": "LC302",
    "at - now > 0": "LC302",
    "name + count_ == name": "LC302",
    "done + 1 > 0": "LC302",
    "due + due > today": "LC302",
    'due > "2026-01-01"': "LC303",
    "amount == rate": "LC303",
    "region == level": "LC303",
    "owner == this": "LC303",
    "name == 5": "LC303",
    'count_ in [1, "a"]': "LC303",
    "owner in children": "LC303",
    "done > false": "LC304",
    "region > east": "LC304",
    "owner < me": "LC304",
    "amount": "LC305",
    "not count_": "LC305",
    "done and amount": "LC305",
    "if count_ then true else false": "LC305",
    "due == empty": "LC306",
    "empty != name": "LC306",
    "round(amount, 2, 3) > 1": "LC307",
    "length() > 1": "LC307",
    "count() > 1": "LC307",
    "has_role() ": "LC307",
    "length(amount) > 1": "LC308",
    "round(amount, count_) > 1": "LC308",
    "round(amount, 99) > 1": "LC308",
    "sum(children) > 1": "LC308",
    "sum(children.name) > 1": "LC308",
    "min(children.done)": "LC308",
    "amount.value > 1": "LC309",
    "lines.price > 1": "LC310",
    "children == this": "LC310",
    "sum(children.lines.price) > 1": "LC310",
    "sum(amount) > 1": "LC311",
    "max(kinds) == east": "LC311",
    "amount in 5": "LC312",
    "amount in []": "LC312",
    "name within name": "LC313",
    "amount within cost": "LC313",
    "rate < 30": "LC314",
    "rate in [10]": "LC314",
    "count_ < 1_000_000_000_000_000_000": "LC315",
    'if done then true else "a"': "LC322",
    "coalesce(name, amount) == name": "LC322",
    "[1, 2]": "LC323",
    "this_month": "LC323",
    "round == 1": "LC323",
    "nmae == name": "LC204",
    "parent.nmae == name": "LC203",
    "region == easst": "LC205",
    "region == Region.easst": "LC205",
    "region in [shanghia]": "LC205",
    "has_role(me, slaes)": "LC206",
    "ruond(amount, 2) > 1": "LC208",
}


@pytest.mark.parametrize(("text", "code"), PROBLEMS.items())
def test_problem(text: str, code: str) -> None:
    spec = f'{REGION}\nentity Thing {{ {FIELDS}\ncheck {text} "-"\n}}'
    suggestions = {
        "nmae == name": ("name",),
        "parent.nmae == name": ("name",),
        "region == easst": ("east",),
        "region == Region.easst": ("east",),
        "region in [shanghia]": ("shanghai",),
        "has_role(me, slaes)": ("sales",),
        "ruond(amount, 2) > 1": ("round",),
    }
    assert_problem(spec, code, *suggestions.get(text, ()))


def test_a_branch_stands_for_its_subtree() -> None:
    found = expression("region == east", FIELDS, REGION)
    assert isinstance(found, ir.IsIn)
    assert [each.value for each in found.items if isinstance(each, ir.Literal)] == ["east", "shanghai", "suzhou"]


def test_unequal_to_a_branch_is_false_for_an_empty_value() -> None:
    found = expression("region != east", FIELDS, REGION)
    assert isinstance(found, ir.Binary)
    assert isinstance(found.left, ir.IsEmpty)
    assert found.left.negated


def test_an_option_wins_over_a_field_of_another_type() -> None:
    found = expression("kind == name", 'name: text\nkind: one of (name "Name", other "Other")')
    assert isinstance(found, ir.Binary)
    assert isinstance(found.right, ir.Literal)


def test_rows_read_fields_of_their_owner() -> None:
    found = expression("sum(b.y)", "rate: percent\nb: rows { x: money; y: money = x * rate }")
    assert shown_type(found) == "money(2)"


def test_a_record_in_a_text_is_shown_by_its_title() -> None:
    found = expression('"{parent}"', "name: text\nparent: Thing\ntitle name")
    assert isinstance(found, ir.TextTemplate)
    assert isinstance(found.parts[0], ir.FieldRead)
    assert found.parts[0].field == "name"


def test_has_role_asks_about_the_user_in_a_list_of_users() -> None:
    asked = expression("count(helpers where has_role(sales))", "helpers: many User", "role sales")
    assert isinstance(asked, ir.Aggregate)
    assert isinstance(asked.condition, ir.HasRole)
    assert isinstance(asked.condition.user, ir.Variable)
    assert asked.condition.user.kind is ir.VariableKind.ITEM
