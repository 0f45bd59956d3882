"""The app of `reporting` with reports and dashboards in its specification, for tests of their pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from tests.apps.reporting import SPEC, TODAY, fill
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest
from tests.harness.specs import SpecCompiler

BOARDS = """
report Won "赢单金额" / "Won" from Deal where stage == won on signed {
  chart number show sum(amount) "金额" / "Amount" compare last_year
}
report Stages "各阶段" / "Stages" from Deal on signed {
  chart bar by stage show count() "数量" / "Count", count(where urgent) "加急" / "Urgent"
}
report Owners "各人" / "People" from Deal on signed {
  chart leaderboard by owner show sum(amount) "金额" / "Amount" compare last_month
}
report Regions "各地" / "Regions" from Deal on signed {
  chart bar by level(customer.region, 1) "大区" / "Area" show count() "数量" / "Count"
        drill level(customer.region, 2) "省" / "Province", customer.region "城市" / "City"
}
report Crossed "人与阶段" / "People and stages" from Deal on signed {
  chart pivot by owner, stage show count() "数量" / "Count"
}
report Months "每月" / "Months" from Deal on signed {
  chart line by month(signed) show count() "数量" / "Count"
}
report Floor "底价" / "Floor" from Deal for chief {
  chart number show count() "数量" / "Count"
}
report Floors "底价合计" / "Floor prices" from Deal {
  chart number show sum(secret) "底价" / "Floor price"
}
report Clients "客户数" / "Clients" from Customer {
  chart bar by region show count() "数量" / "Count"
}
report Visitors "线索" / "Leads" from Lead on came_on {
  chart bar by region show count() "数量" / "Count"
}
dashboard Board "驾驶舱" / "Cockpit" for chief {
  filter period "时间" / "Period" on signed default this_year
  filter owner "负责人" / "Owner" on owner
  filter level "等级" / "Level" on level
  filter urgent "加急" / "Urgent" on urgent
  row "一览" / "Overview" Won, Stages 2
  row Owners, Regions
  row Crossed, Months
  refresh every 5m
}
dashboard Desk "我的台" / "Desk" {
  filter period "时间" / "Period" on created_at
  row Visitors, Stages
}
"""

WHOLE_SPEC = SPEC.replace("currency CNY }", "currency CNY; home Board, Desk, Customer }") + BOARDS


@contextmanager
def boards(compile_spec: SpecCompiler, boot: Boot) -> Iterator[AppUnderTest]:
    """The app with its records."""
    project = compile_spec(WHOLE_SPEC)
    yield boot(project, fill(project), key="boards")


def reader(app: AppUnderTest, name: str) -> TestClient:
    """Somebody who is signed in, on the day that the records were made for."""
    return app.client(name, clock=lambda: TODAY)


def read(client: TestClient, address: str, **headers: str) -> str:
    """The page, as text."""
    answer: Response = client.get(address, headers=headers)
    assert answer.status_code == 200, (address, answer.status_code, answer.text[:2000])
    return unescape(answer.text)


def part(client: TestClient, address: str) -> str:
    """The page as htmx gets it."""
    return read(client, address, **{"HX-Request": "true"})


def values(page: str, pattern: Any) -> list[str]:
    """What a pattern finds in a page."""
    found: list[str] = pattern.findall(page)
    return found
