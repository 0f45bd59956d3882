"""Dashboards in the model: rows, and filters that take hold on the sources of their reports."""

from __future__ import annotations

import pytest

from lowcode.ir import expressions as ir
from lowcode.ir import process
from lowcode.ir import reports as rep
from lowcode.ir import types as t
from tests.harness.checking import application, assert_problem, codes

BASE = """
app crm "CRM" { locale zh-CN, en }
role sales
choice Channel { web; fair { east } }
entity Customer { name: text; region: Channel; owner: User; scan: file; best: bool }
entity Deal {
  name: text; customer: Customer; channel: Channel; owner: User; signed_on: date; amount: money; best: bool
  lines: rows { product: text; qty: int }
}
entity Lead { name: text; channel: Channel; owner: User; found_at: datetime; tags: many of Channel }
access Customer { sales all }
access Deal { sales all }
access Lead { sales all }
report Deals from Deal { chart number show count() }
report Leads from Lead { chart number show count() }
report Rows from Deal.lines { chart number show count() }
"""


def dashboard(text: str) -> rep.Dashboard:
    (found,) = application(f"{BASE}\ndashboard D {{ {text} }}").dashboards
    return found


def paths(found: rep.DashboardFilter) -> dict[str, str]:
    """What the filter compares, as a path from `this` or `owner`."""

    def path(expression: ir.Expression) -> str:
        if isinstance(expression, ir.FieldRead):
            return f"{path(expression.source)}.{expression.field}"
        assert isinstance(expression, ir.Variable)
        return expression.kind.value

    return {target.entity: path(target.expression) for target in found.targets}


def test_rows_have_labels_and_widths() -> None:
    found = dashboard('row "本月" / "Month" Deals 2, Leads; row Rows; refresh every 5m')
    assert [each.tiles for each in found.rows] == [
        (rep.Tile("Deals", 2), rep.Tile("Leads", 1)),
        (rep.Tile("Rows", 1),),
    ]
    assert found.rows[0].label is not None
    assert found.rows[0].label.texts == ("本月", "Month")
    assert found.refresh == ir.Duration(seconds=300)


FILTERS: list[tuple[str, dict[str, str], t.ValueType, object]] = [
    (
        "filter f on created_at default this_quarter",
        {"Deal": "this.created_at", "Lead": "this.created_at", "Deal.lines": "owner.created_at"},
        t.DateTimeType(),
        "this_quarter",
    ),
    (
        "filter f on created_at, Deal.signed_on",
        {"Deal": "this.signed_on", "Lead": "this.created_at", "Deal.lines": "owner.signed_on"},
        t.DateTimeType(),
        None,
    ),
    (
        "filter f on owner.department",
        {
            "Deal": "this.owner.department",
            "Lead": "this.owner.department",
            "Deal.lines": "owner.owner.department",
        },
        t.RecordType("Department"),
        None,
    ),
    (
        "filter f on owner default me",
        {"Deal": "this.owner", "Lead": "this.owner", "Deal.lines": "owner.owner"},
        t.RecordType("User"),
        "me",
    ),
    (
        "filter f on channel default fair",
        {"Deal": "this.channel", "Lead": "this.channel", "Deal.lines": "owner.channel"},
        t.ChoiceType("Channel"),
        "fair",
    ),
    (
        "filter f on customer.region default Channel.east",
        {"Deal": "this.customer.region", "Deal.lines": "owner.customer.region"},
        t.ChoiceType("Channel"),
        "east",
    ),
    ("filter f on best default true", {"Deal": "this.best", "Deal.lines": "owner.best"}, t.BooleanType(), True),
    ("filter f on product", {"Deal.lines": "this.product"}, t.TextType(), None),
    ('filter f on Lead.name default "x"', {"Lead": "this.name"}, t.TextType(), "x"),
]


@pytest.mark.parametrize(("text", "targets", "type_", "default"), FILTERS)
def test_filters(text: str, targets: dict[str, str], type_: t.ValueType, default: object) -> None:
    (found,) = dashboard(f"{text}; row Deals, Leads, Rows").filters
    assert (paths(found), found.type, found.default) == (targets, type_, default)


def test_a_field_wins_over_an_entity_of_its_name() -> None:
    spec = """
entity Kunde { name: text }
entity Auftrag { name: text; Kunde: Kunde }
access Kunde { everyone all }
access Auftrag { everyone all }
report A from Auftrag { chart number show count() }
dashboard D { filter f on Kunde.name; row A }
"""
    (found,) = application(spec).dashboards[0].filters
    assert paths(found) == {"Auftrag": "this.Kunde.name"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("filter f on nothing; row Deals", "LC363"),
        ("filter f on owner.nothing; row Deals", "LC363"),
        ("filter f on Deal.nothing; row Deals", "LC203"),
        ("filter f on Customer.region; row Deals", "LC750"),
        ("filter f on amount; row Deals", "LC365"),
        ("filter f on tags; row Leads", "LC365"),
        ("filter f on Deal.best, Lead.name; row Deals, Leads", "LC364"),
        ("filter f on signed_on, created_at; row Deals", "LC367"),
        ("filter f on signed_on, Deal.created_at; row Deals", "LC367"),
        ("filter f on owner; filter f on channel; row Deals", "LC413"),
        ("filter f on signed_on default this_mnth; row Deals", "LC215"),
        ("filter f on signed_on default 2026-01-01; row Deals", "LC366"),
        ("filter f on customer default me; row Deals", "LC366"),
        ("filter f on owner default zhang; row Deals", "LC366"),
        ("filter f on channel default wbe; row Deals", "LC205"),
        ("filter f on best default 3; row Deals", "LC301"),
        ("filter f on best default best; row Deals", "LC366"),
        ("row Dealz", "LC225"),
        ("row Deal", "LC225"),
        ("row Deals; row Deals", "LC413"),
        ("row Deals 0", "LC470"),
        ("refresh every 5m", "LC469"),
    ],
)
def test_what_does_not_fit(text: str, code: str) -> None:
    assert codes(f"{BASE} dashboard D {{ {text} }}") == [code]


def test_what_is_reported_of_a_report_has_no_consequences() -> None:
    spec = BASE + (
        "report Broken from Dael { chart number show count() }\n"
        "dashboard D { filter f on nothing; filter g on Deal.signed_on; row Broken }"
    )
    assert codes(spec) == ["LC202"]


def test_a_report_that_cannot_be_read_is_known_by_its_name() -> None:
    assert codes(BASE + "report Broken from { chart }\ndashboard D { row Broken, Deals }\nmenu { Broken }") == ["LC120"]


def test_a_dashboard_is_sent_to_users_by_mail() -> None:
    rule = "rule Weekly every monday at 08:00 { send D to sales by email cc role sales }"
    (found,) = application(f"{BASE} dashboard D {{ row Deals }}\n{rule}").rules[0].actions
    assert isinstance(found, process.SendDashboard)
    assert (found.dashboard, len(found.to), len(found.copies)) == ("D", 1, 1)


@pytest.mark.parametrize(
    ("action", "code"),
    [
        ("send D to sales by sms", "LC215"),
        ("send D to sales on this", "LC466"),
        ("send D to email", "LC475"),
        ("send Dash to sales", "LC223"),
    ],
)
def test_what_a_dashboard_is_not_sent_with(action: str, code: str) -> None:
    spec = f"{BASE} extend entity User {{ nick: text }} dashboard D {{ row Deals }}".replace("} d", "}\nd")
    more = "entity Note { email: email }\naccess Note { sales all }"
    found = codes(f"{spec}\n{more}\nrule Tell for Note on create {{ {action} }}")
    assert found == [code]


def test_suggestions() -> None:
    assert_problem(f"{BASE} dashboard D {{ filter f on sgned_on; row Deals }}", "LC363", "signed_on")
    assert_problem(f"{BASE} menu {{ Deasl }}", "LC227", "Deal", "Deals")


def test_a_source_comes_before_a_field_of_its_name() -> None:
    (found,) = application(
        """
app a "A"
role r
entity 客户 { 名称: text; 来源: one of (官网, 展会) }
entity 商机 { 名称: text; 客户: 客户; 来源: one of (官网, 展会) }
access 客户 { r all }
access 商机 { r all }
report 一 from 客户 { chart donut by 来源 show count() }
report 二 from 商机 { chart donut by 客户 show count() }
dashboard 看板 { filter 时间 on 客户.created_at, 商机.created_at; row 一, 二 }
"""
    ).dashboards
    assert paths(found.filters[0]) == {"客户": "this.created_at", "商机": "this.created_at"}
