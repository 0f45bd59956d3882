"""What a problem says depends on its facts; each of the sentences can be put together."""

from __future__ import annotations

import pytest

from lowcode.compiler import check, sources_from
from lowcode.diagnostics.description import describe
from lowcode.diagnostics.problem import Language

SPEC = """
app test "Test"
entity Order { customer: Customer; name: text }
entity Customer {
  name: text; hidden_name: text hidden
  orders: many Order by customer; late: bool = name == text(today)
}
access Customer { everyone all }
access Order { everyone all }
view Customer { %s }
"""


@pytest.mark.parametrize(
    "line", ["list orders", "sort orders", "filter orders", "form { hidden_name }", "form { orders }", "page { name }"]
)
@pytest.mark.parametrize("language", list(Language))
def test_what_cannot_stand_in_a_part_of_a_view_is_explained(line: str, language: Language) -> None:
    sources = sources_from({"app.lc": SPEC % line})
    found = [each for each in check(sources).problems if each.code == "LC440"]
    assert found
    assert all(describe(each, language).help for each in found)
