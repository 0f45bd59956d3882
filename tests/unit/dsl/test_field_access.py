"""`field` blocks: what they lower to, what the compiler knows from them, what it lets pass."""

from __future__ import annotations

import pytest

from lowcode.dsl.checks.rights import Extent, Rights
from lowcode.ir.access import FieldRight, Verb
from tests.harness.checking import application, codes

ROLES = """
role sales
role manager includes sales
role legal
"""
CUSTOMER = ROLES + "entity Customer { name: text; owner: User default me; revenue: money; mobile: phone }\n"


def test_a_block_has_a_line_per_role() -> None:
    model = application(
        CUSTOMER
        + "access Customer { sales read; field revenue { read manager, legal where owner == me; update legal } }"
    )
    access = model.access_to("Customer")
    assert access is not None
    block = access.to_field("revenue")
    assert block is not None
    assert [(each.role, each.right, each.where is not None) for each in block.grants] == [
        ("manager", FieldRight.READ, True),
        ("legal", FieldRight.READ, True),
        ("legal", FieldRight.UPDATE, False),
    ]
    assert access.to_field("name") is None


def test_blocks_of_one_field_add_up() -> None:
    model = application(
        CUSTOMER + "access Customer { sales read; field revenue { read manager } }\n"
        "access Customer { field revenue { read legal; masked for sales } }"
    )
    access = model.access_to("Customer")
    assert access is not None
    assert [each.role for block in access.fields for each in block.grants] == ["manager", "legal", "sales"]


def test_words_of_a_block_are_names_elsewhere() -> None:
    assert codes("entity Thing { masked: text; for: text; field: text }\naccess Thing { everyone all }") == []


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("field nonsense { read sales }", ["LC203"]),
        ("field revenue { raed sales }", ["LC801"]),
        ("field revenue { masked sales }", ["LC120"]),
        ("field revenue { read for sales }", ["LC120"]),
        ("field revenue { read saels }", ["LC206"]),
        ("field revenue { read sales; read sales where owner == me }", ["LC810"]),
        ("field revenue { read sales where owner == me; read sales where owner is empty }", []),
        ("field revenue { read sales; masked for legal }", []),
        ("field revenue { read sales where owner == me; masked for sales }", []),
        ("field revenue { read manager; update sales }", ["LC812"]),
        ("field revenue { read sales where owner == me; update sales }", []),
        ("field revenue { update sales }", ["LC812"]),
        ("field name { read sales }", ["LC814"]),
        ("field name { read everyone; update manager }", []),
    ],
)
def test_blocks_are_judged(lines: str, found: list[str]) -> None:
    assert codes(CUSTOMER + "access Customer { sales, manager, legal read, update; " + lines + " }") == found


@pytest.mark.parametrize(
    ("rule", "block", "found"),
    [
        ("is_large: bool = revenue > 5", "", ["LC815"]),
        ("is_large: bool = revenue > 5", "field is_large { read manager }", []),
        ("is_large: bool = revenue > 5", "field is_large { read manager; masked for sales }", []),
        ("shown: text = text(revenue)", "field shown { read manager; masked for sales }", ["LC815"]),
        ("goal: money default revenue", "", ["LC815"]),
        ("goal: money max revenue", "", ["LC815"]),
        ("note: text required when revenue > 5", "", ["LC815"]),
        ("note: text readonly when revenue > 5", "field note { read manager; update manager }", []),
        ('note: text visible when name == "x"', "", []),
        ('check revenue is empty or revenue < 1_000 "!"', "", []),
        ('goal: money; check goal < revenue "!"', "", ["LC817"]),
        ('goal: money; check goal < revenue "!"', "field goal { read sales; update manager }", []),
        ("code: text required", "field code { read manager; update manager }", ["LC818"]),
        ('code: text required default "x"', "field code { read manager; update manager }", []),
        ('code: text required when name == "x"', "field code { read manager; update manager }", []),
        ('title "{name} {revenue}"', "", ["LC814"]),
    ],
)
def test_what_would_tell_about_a_field(rule: str, block: str, found: list[str]) -> None:
    spec = (
        ROLES + f"entity Customer {{ name: text; revenue: money; {rule} }}\n"
        f"access Customer {{ sales all; field revenue {{ read manager; update manager }}; {block} }}"
    )
    assert codes(spec) == found


def test_a_condition_may_depend_on_the_same_condition() -> None:
    spec = (
        CUSTOMER.replace("mobile: phone", "mobile: phone; twice: money = revenue * 2")
        + "access Customer { sales read; "
        "field revenue { read sales where owner == me }; field twice { read sales where %s } }"
    )
    assert codes(spec % "owner == me") == []
    assert codes(spec % "owner is empty") == ["LC815"]


def test_rows_of_a_sub_table_share_its_block() -> None:
    spec = (
        ROLES + "entity Offer { name: text; cost: money; lines: rows { what: text; share: money = cost * 2 } }\n"
        "access Offer { sales read; field cost { read manager }; %s }"
    )
    assert codes(spec % "field lines { read manager }") == []
    assert codes(spec % "") == ["LC815"]


def test_rights_of_roles() -> None:
    model = application(
        CUSTOMER
        + "entity Offer { customer: Customer required; lines: rows { what: text } }\n"
        + "access Customer { sales read where owner == me; manager read, update, export; legal create;"
        " field revenue { read legal, sales where owner == me; update sales }; field mobile { masked for sales } }\n"
        "access Offer { everyone read; legal update }"
    )
    rights = Rights(model)
    read = {role: rights.on_records(role, "Customer") for role in ("sales", "manager", "legal", "admin")}
    assert read == {
        "sales": Extent.SOMETIMES,
        "manager": Extent.ALWAYS,
        "legal": Extent.NEVER,
        "admin": Extent.NEVER,
    }
    assert rights.roles("Customer", Verb.EXPORT) == {"manager": Extent.ALWAYS}
    assert rights.on_records("legal", "Offer.lines", Verb.DELETE) is Extent.ALWAYS
    assert rights.on_records("sales", "Offer.lines") is Extent.ALWAYS
    assert rights.on_field("sales", "Customer", "revenue") is Extent.SOMETIMES
    assert rights.on_field("manager", "Customer", "revenue") is Extent.SOMETIMES
    assert rights.on_field("legal", "Customer", "revenue") is Extent.NEVER
    assert rights.on_field("manager", "Customer", "revenue", FieldRight.UPDATE) is Extent.ALWAYS
    assert rights.on_field("manager", "Customer", "name") is Extent.ALWAYS
    assert rights.on_field("sales", "Customer", "mobile", FieldRight.MASKED) is Extent.SOMETIMES
    assert rights.on_field("sales", "Customer", "mobile") is Extent.NEVER


def test_a_block_of_a_field_whose_type_is_unknown() -> None:
    text = "entity A { n: text; x: nothing }\naccess A { everyone all; field x { read everyone; update admin } }"
    assert codes(text) == ["LC201"]
