"""Reports of rows tell no more than the sub-table that the rows stand in."""

from __future__ import annotations

import datetime

import pytest

from lowcode.runtime.context import Identity, make_context
from lowcode.runtime.report_definitions import analysis_of
from lowcode.runtime.reports.answering import answer
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest
from tests.harness.specs import SpecCompiler

SPEC = """
app rows "Rows" { locale en }
role seller "Seller"
role director "Director" includes seller
entity Deal "Deal" {
  name "Name": text(60) required
  items "Items": rows {
    price "Price": money
  }
  other "Others": rows {
    price "Price": money
  }
}
access Deal {
  seller all
  field items { read director; update director }
}
report Count from Deal.items { chart number show count() }
report Total from Deal.items { chart number show sum(price) }
report Others from Deal.other { chart number show count() }
"""


@pytest.fixture
def app(boot: Boot, compile_spec: SpecCompiler) -> AppUnderTest:
    return boot(compile_spec(SPEC))


@pytest.mark.parametrize(
    ("report", "role", "is_withheld"),
    [
        ("count", "seller", True),
        ("total", "seller", True),
        ("others", "seller", False),
        ("count", "director", False),
        ("total", "director", False),
    ],
)
def test_rows_are_counted_for_whom_the_sub_table_is(
    app: AppUnderTest, report: str, role: str, is_withheld: bool
) -> None:
    roles = frozenset({"everyone", "seller", role})
    now = datetime.datetime(2026, 11, 21, 10, 30)  # noqa: DTZ001 naive UTC, as the app keeps it
    with app.database().reading() as connection:
        identity = Identity(user_id=1, name="ann", roles=roles)
        context = make_context(app.definition, connection, identity, now=now, locale="en")
        found = answer(analysis_of(app.definition).report_by_name[report], context)
    assert found.is_withheld == is_withheld
