"""What counts as a difference, and as which one: names, meanings, rights, orders, languages."""

from __future__ import annotations

import pytest

from lowcode.checking import check
from lowcode.diagnostics.problem import Language
from lowcode.differences.areas import compare
from lowcode.differences.documents import Document
from lowcode.dsl.analysis import PRELUDE_PATH, prelude_source
from lowcode.ir.application import Application
from lowcode.source import SourceFile

HEAD = 'app shop "Shop" { locale en }\nrole seller "Seller"\nrole boss "Boss" includes seller\n'
CHOICE = 'choice Area "Area" { east "East" { port "Port" }; west "West" }\n'
ENTITY = (
    'entity Deal "Deal" {\n  name "Name": text(40)\n  amount "Amount": int\n  area "Area": Area\n'
    '  big "Big": bool = amount > 5\n  near "Near": bool = area in [east]\n}\n'
)
RULES = (
    'rule Tell "Tell" for Deal on create { notify boss "{name}"; set amount = 3 }\n'
    'rule Also "Also" for Deal on update { when amount > 3; set name = "x" }\n'
)
ACCESS = "access Deal { seller read where amount > 2; boss all }\n"
WHOLE = HEAD + CHOICE + ENTITY + RULES + ACCESS


def model(text: str) -> tuple[Application, dict[str, SourceFile]]:
    source = SourceFile("app.lc", text)
    checked = check({source.path: source})
    assert checked.application is not None, checked.problems
    return checked.application, {source.path: source, PRELUDE_PATH: prelude_source()}


def lines(old: str, new: str, language: Language = Language.ENGLISH) -> list[str]:
    comparison = compare(*model(old), *model(new), language)
    text = Document(comparison, "a", "b", language).text()
    return [line.strip() for line in text.splitlines()[3:] if line.strip()[:2] in {"+ ", "- ", "~ "}]


def edited(*edits: tuple[str, str]) -> str:
    text = WHOLE
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(
    "edits",
    [
        [("\n  amount", "\n\n  # a comment\n  amount")],
        [("amount > 5", "amount   >   5")],
        [(ACCESS, ""), (ENTITY, ACCESS + ENTITY)],
        [("boss all }", "boss all; boss read }")],
        [("app shop", 'import "app.lc"\napp shop')],
    ],
    ids=["comment", "blanks", "order", "granted already", "files"],
)
def test_what_means_the_same_is_no_difference(edits: list[tuple[str, str]]) -> None:
    assert lines(WHOLE, edited(*edits)) == []


def test_a_rename_is_one_line_and_nothing_that_reads_it() -> None:
    text = edited(("amount", "price"), ('price "Amount": int', 'price "Amount": int was amount'))
    assert lines(WHOLE, text) == ["~ Amount · name in the specification: `amount` → `price`"]


def test_a_rename_of_an_entity_takes_all_with_it() -> None:
    text = edited(
        ('entity Deal "Deal" {', 'entity Sale "Deal" {\n  was Deal'),
        ("for Deal", "for Sale"),
        ("access Deal", "access Sale"),
    )
    assert lines(WHOLE, text) == ["~ Deal · name in the specification: `Deal` → `Sale`"]


def test_a_step_of_an_approval_that_has_another_name_itself_is_known_again() -> None:
    old = WHOLE + 'approval Big "Big" for Deal by seller { step law "Law": any of boss }\n'
    new = WHOLE + 'approval Large "Big" was Big for Deal by seller { step legal "Lawyers" was law: any of boss }\n'
    assert lines(old, new) == [
        "~ Big · name in the specification: `Big` → `Large`",
        "~ Big › step “Lawyers” · name in the specification: `law` → `legal`",
        "~ Big › step “Lawyers” · name: Law → Lawyers",
    ]


def test_a_rename_that_lies_behind_is_no_difference() -> None:
    text = edited(('amount "Amount": int', 'amount "Amount": int was price'))
    assert lines(text, text) == []
    assert lines(WHOLE, text) == []


def test_two_that_exchange_their_names_are_told_once() -> None:
    fields = '  one "One": int\n  two "Two": int\n  big'
    old = edited(("  big", fields))
    new = edited(("  big", '  one "One": int was two\n  two "Two": int was one\n  big'))
    assert lines(old, new)[:4] == [
        "~ One · name in the specification: `two` → `one`",
        "~ One · name: Two → One",
        "~ Two · name in the specification: `one` → `two`",
        "~ Two · name: One → Two",
    ]
    assert lines(new, new) == []


def test_without_a_word_it_is_a_loss_and_something_new() -> None:
    text = edited(("amount", "price"))
    found = lines(WHOLE, text)
    assert "+ Amount: type: whole number" in found
    assert "- Amount" in found


def test_the_same_words_may_mean_something_else() -> None:
    text = edited(('{ port "Port" }', '{ port "Port"; bay "Bay" }'))
    assert lines(WHOLE, text) == [
        "~ Near · computed as: `area in [east]` → `area in [east]` (same words, which mean something else now)",
        "+ Area › option “East” › option “Bay”",
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("seller read where amount > 2", "seller read", ["+ Seller · read: `amount > 2` → all records"]),
        (
            "seller read where amount > 2",
            "seller read where amount > 3",
            ["~ Seller · read: `amount > 2` → `amount > 3`"],
        ),
        ("seller read where amount > 2;", "", ["- Seller · read: `amount > 2` → none"]),
        ("seller read where", "seller read, export where", ["+ Seller · export: none → `amount > 2`"]),
        ("boss all }", "boss all; everyone read }", ["+ Administrator, Everyone, Seller · read: none → all records"]),
        ("boss all }", "boss all; field amount { read boss, seller; update boss } }", []),
    ],
)
def test_rights_are_what_a_role_may_do_in_the_end(old: str, new: str, expected: list[str]) -> None:
    before = edited(("seller read where amount > 2", "seller read")) if "field" in new else WHOLE
    found = lines(before, before.replace(old, new))
    if "everyone" in new:
        assert any("read" in line and "all records" in line for line in found)
    else:
        assert found == expected


def test_including_a_role_gives_its_rights() -> None:
    text = edited(
        ('role boss "Boss" includes seller', 'role boss "Boss" includes seller\nrole aide "Aide" includes seller')
    )
    found = lines(WHOLE, text)
    assert (found[0], found[-1]) == ("+ Aide: has the roles: Seller", "+ Aide · read: none → `amount > 2`")


def test_a_new_field_that_only_some_see_is_no_loss_for_others() -> None:
    text = edited(
        ('  area "Area": Area', '  cost "Cost": int\n  area "Area": Area'),
        ("boss all }", "boss all; field cost { read boss } }"),
    )
    found = [line for line in lines(WHOLE, text) if "“" in line and "Cost ›" in line]
    assert found == ["+ Cost › “Boss”: none → read"]


def test_the_order_of_rules_and_of_what_they_do_is_told() -> None:
    first, second = RULES.splitlines(keepends=True)
    assert lines(WHOLE, edited((RULES, second + first))) == ["~ rule · order: Tell, Also → Also, Tell"]
    swapped = edited(('notify boss "{name}"; set amount = 3', 'set amount = 3; notify boss "{name}"'))
    assert lines(WHOLE, swapped)[0] == "~ Tell · actions"
    assert {line[:1] for line in lines(WHOLE, swapped)[1:]} == {"+", "-"}


def test_a_hidden_field_of_the_compiler_is_told_as_the_condition_it_is() -> None:
    text = edited(("for Deal on update { when amount > 3;", "for Deal on area in [west] {"))
    listed = text.replace("area in [west]", "owner.name == name").replace(
        'amount "Amount": int', 'amount "Amount": int\n  owner "Owner": User'
    )
    found = lines(listed, listed.replace("owner.name == name", "owner.email == name"))
    assert found == ["~ Also · set off: as soon as `owner.name == name` → as soon as `owner.email == name`"]


def test_labels_are_compared_in_each_language() -> None:
    old = edited(("locale en", "locale zh-CN, en"), ('"Amount"', '"金额" / "Amount"'))
    new = old.replace('"金额" / "Amount"', '"总额" / "Total"')
    assert lines(old, new) == ["~ Total · name (zh-CN): 金额 → 总额", "~ Total · name: Amount → Total"]
    assert lines(old, new, Language.CHINESE) == ["~ 总额 · 名称：金额 → 总额", "~ 总额 · 名称（en）：Amount → Total"]


def test_another_language_is_one_line() -> None:
    assert lines(WHOLE, edited(("locale en", "locale en, zh-CN"))) == ["~ languages: en → en, zh-CN"]
    assert lines(WHOLE, edited(("locale en", "locale zh-CN"))) == ["~ languages: en → zh-CN"]


def test_what_stands_in_a_text_breaks_no_document() -> None:
    text = edited(('"Amount"', '"A | b <i> # `c`"'))
    comparison = compare(*model(WHOLE), *model(text), Language.ENGLISH)
    rows = [
        line for line in Document(comparison, "a|b", "c", Language.ENGLISH).markdown().splitlines() if line[:1] == "|"
    ]
    assert len(rows) >= 3
    assert all(row.replace("\\|", "").count("|") in {5, 6} for row in rows)


FLOW = (
    'flow Way "Way" for Deal {\n  one "One" start\n  two "Two"\n  three "Three" end\n  one -> two "On" by boss\n'
    '  two -> three "End" by boss needs Yes\n}\n'
    'approval Yes "Yes" for Deal { step first "First": any of boss; step second "Second": any of boss }\n'
)


@pytest.mark.parametrize(
    ("edits", "drop", "expected"),
    [
        ([('step second "Second": any of boss', "")], 'drop step Yes.second "too slow"',
         "- Yes › step “Second”: reason: too slow"),
        ([('  two "Two"\n', ""), ("one -> two", "one -> three"), ('  two -> three "End" by boss needs Yes\n', "")],
         'drop option Way.two to one "one is enough"', "- Way › state “Two”: becomes “One”; reason: one is enough"),
    ],
)  # fmt: skip
def test_reasons_of_what_is_gone(edits: list[tuple[str, str]], drop: str, expected: str) -> None:
    before = edited(("  area", '  way "Way": Way\n  area')) + FLOW
    after = before + drop
    for old, new in edits:
        after = after.replace(old, new)
    assert expected in lines(before, after)


def test_steps_behind_steps_side_by_side_are_found_by_their_names() -> None:
    together = 'together { step a "A": any of boss; step b "B": any of boss }'
    steps = f'{together}; step c "C": any of boss; step d "D": any of boss'
    before = edited(("  area", '  way "Way": Way\n  area')) + FLOW.replace(
        'step first "First": any of boss; step second "Second": any of boss', steps
    )
    assert lines(before, before.replace('step c "C": any of boss; ', "")) == ["- Yes › step “C”"]
    assert lines(before, before.replace('step a "A": any', 'step a "A": all')) == [
        "~ Yes › steps side by side “A, B” › step “A” · how many: any of them → all of them"
    ]
