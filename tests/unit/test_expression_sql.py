"""The shape of emitted SQLAlchemy: plain where indexes have to work, two-valued where `not` sees it."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from lowcode.catalog.functions import FUNCTIONS, Function
from lowcode.checking import check
from lowcode.codegen.expressions.javascript import compile_javascript
from lowcode.codegen.expressions.python import compile_python
from lowcode.codegen.expressions.scope import Scope
from lowcode.codegen.expressions.sql import compile_condition, compile_sql
from lowcode.ir.application import Application
from lowcode.ir.expressions import Expression
from lowcode.runtime import values
from lowcode.source import SourceFile
from tests.harness.expressions.world import SPEC

MARK = "  title name\n}\n\naccess"


def application_with(field: str) -> Application:
    """The world with one more computed field of `Deal`, called `probe`."""
    checked = check({"app.lc": SourceFile("app.lc", SPEC.replace(MARK, f"  probe: {field}\n{MARK}"))})
    assert checked.application is not None, checked.problems
    return checked.application


def probe(field: str) -> tuple[Expression, Scope]:
    application = application_with(field)
    computed = application.entity("Deal").field_by_name["probe"].computed
    assert computed is not None
    return computed.expression, Scope(application=application, package="world", entity="Deal")


@pytest.mark.parametrize(
    ("condition", "source"),
    [
        ("owner == me", "this.owner_id == columns.integer_value(context.user_id)"),
        ("finish < today", "this.finish < context.today"),
        ("price > 100 and stage == won", 'and_(this.price > Decimal(100), this.stage == "won")'),
        ("price > fee", "this.price > this.fee"),
        ("price > 0.005", 'columns.greater(this.price, Decimal("0.005"))'),
        ("pieces < weight", "columns.less(this.pieces, this.weight)"),
        ("not (price > 100)", "not_(columns.truth(this.price > Decimal(100)))"),
        ("not active", "not_(this.active.is_(True))"),
        ("not (price is empty)", "not_(this.price.is_(None))"),
        ("stage == lost", 'this.stage.in_(["lost", "price", "other"])'),
        (
            "met >= today - 7d",
            'columns.on_day(this.met, ">=", values.shift_date(context.today, days=-7), context.timezone)',
        ),
        ("begin in this_month", 'columns.in_period(this.begin, "this_month", context)'),
        (
            "customer.owner == me",
            (
                "columns.related(this.customer_id, Customer,"
                " lambda customer: customer.owner_id == columns.integer_value(context.user_id))"
            ),
        ),
        (
            "department within me.department",
            (
                "columns.is_within(this.department_id, Department, lambda department: department.parent_id,"
                " columns.integer_value(None if context.me is None else context.me.department_id))"
            ),
        ),
        (
            "exists(lines where taxable)",
            (
                "columns.exists(DealLines, lambda deal_lines:"
                " and_(deal_lines.owner_record_id == this.id, deal_lines.taxable.is_(True)))"
            ),
        ),
    ],
)
def test_conditions_are_written_plainly(condition: str, source: str) -> None:
    expression, scope = probe(f"bool = {condition}")
    assert compile_condition(expression, scope).source == source


def test_computed_numbers_fit_their_column() -> None:
    expression, scope = probe("money = price * (1 - discount)")
    assert compile_sql(expression, scope, expression.type).source == (
        "columns.fitted(columns.rounded(columns.multiply(this.price, columns.subtract(1, this.discount)), 2), 2)"
    )
    assert compile_python(expression, scope, expression.type).source == (
        "values.rounded(values.multiply(this.price, values.subtract(Decimal(1), this.discount)), 2)"
    )


@pytest.mark.parametrize(
    ("field", "needs", "needs_user", "on_server"),
    [
        ("money = sum(lines.amount)", set(), set(), False),
        ("text = customer.name", {("customer", "name")}, set(), False),
        ("int = count(customer.contacts)", {("customer", "contacts"), ("customer", "contacts", "id")}, set(), False),
        ("bool = owner == me", set(), set(), False),
        ("bool = department == me.department", set(), {("department",)}, False),
        ("bool = department within me.department", set(), {("department",)}, True),
    ],
)
def test_scripts_say_what_they_need(
    field: str, needs: set[tuple[str, ...]], needs_user: set[tuple[str, ...]], on_server: bool
) -> None:
    expression, scope = probe(field)
    compiled = compile_javascript(expression, scope)
    assert compiled.on_server is on_server
    assert on_server or (compiled.needs, compiled.needs_user) == (needs, needs_user)


@pytest.mark.parametrize("function", [each for each in FUNCTIONS if "==" in each.example], ids=lambda each: each.name)
def test_examples_of_the_manual_are_true(function: Function) -> None:
    checked = check({"app.lc": SourceFile("app.lc", SPEC.replace(MARK, f"  probe: bool = {function.example}\n{MARK}"))})
    if checked.application is None:
        assert any(type(problem).__name__ == "UnknownName" for problem in checked.problems), checked.problems
        return
    expression, scope = probe(f"bool = {function.example}")
    source = compile_python(expression, scope).source
    if "this." not in source:
        assert eval(source, {"values": values, "Decimal": Decimal, "datetime": datetime}) is True
