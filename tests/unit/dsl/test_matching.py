"""What was what, and what can be read in the middle of a migration."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from lowcode.checking import check
from lowcode.codegen.expressions.scope import Scope
from lowcode.codegen.expressions.sql import compile_sql
from lowcode.ir.changes import Kind
from lowcode.ir.former import FormerApplication
from lowcode.ir.matching import Matching, match
from lowcode.ir.middle import Middle, middle
from lowcode.source import SourceFile
from tests.harness.past import APP, after, former, words_after

BEFORE = """
entity Client {
  name: text
  main: Contact
  kind: one of (a "A", b "B", c "C")
  contacts: many Contact by client
  lines: rows { amount: money; count: int }
  tags: many of (x, y)
  fax: Fax
  source: Source
  double: int = 2
}
entity Contact { client: Client; address: text; age: int; stage: Sales }
entity Fax { number: text; title number + "!" }
choice Source { web; fair }
flow Sales for Contact { show start; done end; show -> done by everyone }
approval Huge for Client { step legal: role boss }
role boss
"""
AFTER = """
entity Customer was Client {
  full: text from name + text(kind)
  main: Contact
  kind: text from if kind == a then "x" else "y"
  address: text from main.address
  oldest: text from first(contacts.address where age > 3)
  numbers: text from fax.number
  shown: text from "{fax}"
  tagged: int from count(tags)
  parts: rows { amount: money; count: int; total: money from amount * count; who: text from name } was lines
  sum: money from sum(lines.amount) + sum(parts.amount)
  web: bool from source == website
  owner: User from created_by
  double: int = 3
  twice: int from double
}
entity Contact {
  customer: Customer was client
  age: int
  from_: text from client.name
  source: Source
  stage: Pipeline
}
choice Source { website was web; fair }
flow Pipeline was Sales for Contact { demo start was show; done end; demo -> done by everyone }
approval Big was Huge for Customer { step law was legal: role chief }
role chief was boss
drop entity Fax "x"
drop field Customer.name "x"
drop field Customer.tags "x"
drop field Customer.fax "x"
drop field Customer.source "x"
drop field Contact.address "x"
"""


def matched(before: str, spec: str, answered: Iterable[str] = ()) -> Matching:
    """What was what."""
    application = after(before, spec, answered).application
    assert application is not None, words_after(before, spec, answered)
    return match(application, former(before, answered))


@pytest.fixture(scope="module")
def matching() -> Matching:
    return matched(BEFORE, AFTER)


@pytest.fixture(scope="module")
def between(matching: Matching) -> Middle:
    return middle(matching.application, matching)


def test_everything_finds_its_past(matching: Matching) -> None:
    assert {new: old.name for new, old in matching.entities.items() if "." in new or new != old.name} == {
        "Customer": "Client",
        "Customer.parts": "Client.lines",
    }
    assert {new: old.name for new, old in matching.fields.items() if new[1] != old.name} == {
        ("Customer", "parts"): "lines",
        ("Contact", "customer"): "client",
    }
    assert {new: old.name for new, old in matching.choices.items() if new != old.name} == {"Pipeline": "Sales"}
    assert matching.options("Pipeline", matching.choices["Pipeline"]) == {"demo": "show", "done": "done"}
    assert matching.options("Source", matching.choices["Source"]) == {"website": "web", "fair": "fair"}
    assert matching.options("Role", matching.choices["Role"])["chief"] == "boss"
    assert matching.processes[Kind.APPROVAL, "Big"].name == "Huge"
    assert matching.steps("Big") == {"law": "legal"}


def test_owners_that_are_gone_or_renamed(matching: Matching) -> None:
    assert matching.former_owner(Kind.FIELD, "Customer") == "Client"
    assert matching.former_owner(Kind.FIELD, "Customer.parts") == "Client.lines"
    assert matching.former_owner(Kind.FIELD, "Customer.gone") == "Client.gone"
    assert matching.former_owner(Kind.FIELD, "Fax") == "Fax"
    assert matching.former_owner(Kind.OPTION, "Customer.kind") == "Client.kind"
    assert matching.former_owner(Kind.OPTION, "Pipeline") == "Sales"
    assert matching.former_owner(Kind.STEP, "Big") == "Huge"


@pytest.mark.parametrize(
    ("spec", "answered", "expected"),
    [
        ("a: text was b; b: text was a", (), {"a": "b", "b": "a"}),
        ("a: text was b; b: text was a", ("field E.a was b", "field E.b was a"), {"a": "a", "b": "b"}),
        ("a: text was z; b: text", (), {"a": "a", "b": "b"}),
        ("c: text was z was a; b: text", (), {"b": "b", "c": "a"}),
        ("c: text was a; b: text", ("field E.c was a",), {"b": "b", "c": "a"}),
        ("c: text; b: text was a", (), {"b": "a"}),
    ],
)
def test_names_are_matched(spec: str, answered: tuple[str, ...], expected: dict[str, str]) -> None:
    before = former("entity E { a: text; b: text }", answered)
    application = check({"a.lc": SourceFile("a.lc", f"{APP}entity E {{ {spec} }}")}).application
    assert application is not None
    found = match(application, before)
    assert {new: old.name for (_, new), old in sorted(found.fields.items()) if _ == "E"} == expected


def test_nothing_is_retyped_by_a_new_name_of_what_it_refers_to(matching: Matching) -> None:
    contact = matching.application.entity("Contact").field_by_name
    assert not matching.is_retyped(matching.fields["Contact", "customer"], contact["customer"].type)
    customer = matching.application.entity("Customer").field_by_name
    assert matching.is_retyped(matching.fields["Customer", "kind"], customer["kind"].type)


def test_what_can_be_read_in_the_middle(between: Middle) -> None:
    customer = between.application.entity("Customer").field_by_name
    assert customer["lines"].type == customer["parts"].type
    assert customer["name"].identifier == "former_name"
    assert customer["kind"].identifier == "former_kind"
    assert between.former_fields["Customer", "fax"].column == "fax_id"
    assert "Fax" in between.former_entities
    assert [each.name for each in between.application.choice("Source").all_options] == ["website", "fair"]
    assert [each.name for each in between.application.choice("Client.kind").all_options] == ["a", "b", "c"]


COMPILED = {
    ("Customer", "kind"): 'columns.chosen(this.former_kind == "a", columns.text_value("x"), columns.text_value("y"))',
    ("Customer", "address"): "columns.read(this.main_id, Contact, lambda contact: contact.former_address)",
    ("Customer", "oldest"): (
        "columns.first(Contact, lambda contact: contact.former_address,"
        " lambda contact: and_(contact.customer_id == this.id, contact.age > 3))"
    ),
    ("Customer", "numbers"): "columns.read(this.former_fax_id, FormerFax, lambda former_fax: former_fax.former_number)",
    ("Customer", "shown"): (
        "columns.joined(columns.read(this.former_fax_id, FormerFax, lambda former_fax: former_fax.former_title_text))"
    ),
    ("Customer", "web"): 'columns.truth(this.former_source == "website")',
    ("Customer", "owner"): "this.created_by_id",
    ("Customer", "twice"): "this.double",
    ("Customer.parts", "who"): "columns.read(this.owner_record_id, Customer, lambda customer: customer.former_name)",
    ("Contact", "from_"): "columns.read(this.customer_id, Customer, lambda customer: customer.former_name)",
}


@pytest.mark.parametrize("key", COMPILED, ids=".".join)
def test_fills_are_compiled_in_the_middle(key: tuple[str, str], matching: Matching, between: Middle) -> None:
    application = matching.application
    fill = next(each for each in application.changes.fills if (each.entity, each.field) == key)
    scope = Scope(application=between.application, package="p", entity=fill.entity)
    target = application.entity(fill.entity).field_by_name[fill.field].value_type
    assert compile_sql(fill.expression, scope, target).source == COMPILED[key]


def test_an_empty_past() -> None:
    application = after("entity E { a: text }", "entity E { a: text }").application
    assert application is not None
    found = match(application, FormerApplication())
    assert not found.entities
    assert not found.fields
