"""What may be declared, and what is said about the rest."""

from __future__ import annotations

import pytest

from lowcode.diagnostics.problem import Language
from tests.harness.checking import assert_problem, checked, codes, described

E = "entity Thing { name: text"

NAMES = [
    ("entity Order { amount: mony }", "LC201", ("money",)),
    ("entity Order { name: text }\nview Ordr { list name }", "LC202", ("Order",)),
    ("entity Order { name: text }\nmenu { Oder }", "LC227", ("Order",)),
    ("entity Order { name: text }\naccess Oder { everyone read }", "LC202", ("Order",)),
    ("entity Order { items: many Itm }\nentity Item { name: text }", "LC202", ("Item",)),
    ("entity Order { name: text }\nsample Odrer 5", "LC202", ("Order",)),
    ('entity Order { name: text }\nsample { Ordre a { name = "x" } }', "LC202", ("Order",)),
    ("extend entity Usr { nick: text }", "LC650", ("User",)),
    (f"{E}; unique (nmae) }}", "LC203", ("name",)),
    (f"{E}; index (nmae) }}", "LC203", ("name",)),
    (f"{E} }}\nview Thing {{ list nmae }}", "LC203", ("name",)),
    (f"{E} }}\nview Thing {{ list name sort nmae }}", "LC203", ("name",)),
    (f"{E} }}\nview Thing {{ list name filter nmae }}", "LC203", ("name",)),
    (f"{E} }}\nview Thing {{ form {{ nmae }} }}", "LC203", ("name",)),
    (f"{E} }}\nview Thing {{ page {{ nmae }} }}", "LC203", ("name",)),
    (f"{E}; title nmae }}", "LC204", ("name",)),
    (f"{E}; level: one of (low, high) default hgih }}", "LC205", ("high",)),
    (f"{E} }}\nrole sales\naccess Thing {{ slaes read }}", "LC206", ("sales",)),
    ("role sales\nrole boss includes slaes", "LC206", ("sales",)),
    ("entity Thing { name: text requird }", "LC207", ("required",)),
    ("choice Level { low colour red }", "LC207", ("color",)),
    ('app test { locale en; timezon "UTC" }', "LC209", ("timezone",)),
    ("entity Thing { name: text }\nentity Thing { name: text }", "LC210", ()),
    ("entity Thing { name: text }\nchoice Thing { a }", "LC210", ()),
    ("entity Thing { name: text; name: int }", "LC210", ()),
    ("choice Level { low; low }", "LC210", ()),
    ("choice Level { low { sub }; high { sub } }", "LC210", ()),
    ("role sales\nrole sales", "LC210", ()),
    ('entity Tag { name: text }\nsample { Tag a { name = "x" }\nTag a { name = "y" } }', "LC210", ()),
    ("entity Thing { Name: text; name: text }", "LC211", ()),
    ("choice Level { Low; low }", "LC211", ()),
    ("role Sales\nrole sales", "LC211", ()),
    ("entity User { name: text }", "LC212", ()),
    ("entity A { name: text; id: int }", "LC212", ()),
    ("choice Role { a }", "LC212", ()),
    ("choice text { a }", "LC212", ()),
    ("role admin", "LC212", ()),
    ("extend entity User { name: text }", "LC212", ()),
    ("extend entity User { title email }", "LC212", ()),
    (
        'entity Tag { name: text; top: Tag }\nsample { Tag red { name = "x" }\nTag b { name = "y", top = rd } }',
        "LC213",
        ("red",),
    ),
    (
        (
            'entity Tag { name: text; top: Tag }\nsample { Tag red { name = "x" } }\n'
            'data { Tag b { name = "y", top = red } }'
        ),
        "LC213",
        (),
    ),
    ("choice Level { low }\nentity Thing { name: text; levels: many of Levle }", "LC214", ("Level",)),
    ("choice Level { low color bleu }", "LC215", ("blue",)),
    ("app test { locale zh-CM }", "LC215", ("zh-CN",)),
    ('app test { timezone "Asia/Shanghia" }', "LC215", ("Asia/Shanghai", "Asia/Khandyga")),
    ("app test { currency CNX }", "LC215", ("CNY",)),
    (f"{E}; top: Thing on delete casacde }}", "LC215", ("cascade",)),
]

STRUCTURE = [
    (f"{E}; n: text min 3 }}", "LC401"),
    (f"{E}; n: int length 1..3 }}", "LC401"),
    (f"{E}; n: bool search }}", "LC401"),
    (f"{E}; n: longtext unique }}", "LC401"),
    (f"{E}; n: int on delete cascade }}", "LC401"),
    (f'{E}; n: date matches "x" "y" }}', "LC401"),
    (f"{E}; n: int options where n > 1 }}", "LC401"),
    (f'{E}; n: autonumber("A-{{seq}}") required }}', "LC401"),
    (f"{E}; n: many Thing default empty }}", "LC401"),
    ("entity Thing { name: text required required }", "LC402"),
    ('entity Thing { name: text matches "a" }', "LC403"),
    ("entity Thing { name: text; check name is not empty }", "LC403"),
    (f"{E}; n: int min 5 max 3 }}", "LC404"),
    (f"{E}; n: date min 2026-02-01 max 2026-01-01 }}", "LC404"),
    (f"{E}; n: text length 5..3 }}", "LC404"),
    (f"{E}; n: text(10) length 0..20 }}", "LC405"),
    (f"{E}; n: int required = 5 }}", "LC406"),
    (f"{E}; n: int default 4 = 5 }}", "LC406"),
    (f"{E}; n: many Thing = 5 }}", "LC407"),
    (f"{E}; n: Thing = this }}", "LC407"),
    ("entity A { name: text; bs: many B by name }\nentity B { name: text }", "LC408"),
    ("entity A { name: text; b: rows { name: text; c: rows { name: text } } }", "LC409"),
    ("app one { locale en }\napp two { locale en }", "LC410"),
    ("entity A { name: text; title name; title name }", "LC410"),
    ("entity A { name: text }\nview A { list name }\nview A { list name }", "LC410"),
    ("entity A { name: text }\nmenu { A }\nmenu { A }", "LC410"),
    ("choice Level { }", "LC412"),
    ("entity A { }", "LC412"),
    ("entity A { name: text; unique (name, name) }", "LC413"),
    ("entity A { name: text }\nview A { list name, name }", "LC413"),
    ('entity A { name: text }\nmenu { A; group "x" { A } }', "LC413"),
    ("app test { locale en, en }", "LC413"),
    ("entity A { name: text; tags: many of (x, y); unique (tags) }", "LC414"),
    ("entity A { name: text; note: longtext; index (note) }", "LC414"),
    ('entity A { name: text; b: A; unique (name) when b.name == "x" }', "LC414"),
    ("entity A { name: text; due: date; late: bool = due < today; unique (late) }", "LC414"),
    ("entity A { name: text; b: User required on delete clear }", "LC415"),
    ('app test { locale en }\nentity A "A" / "甲" { name: text }', "LC416"),
    ('entity A " " { name: text }', "LC417"),
    ('choice Level from "nothing.yaml"', "LC418"),
    ("entity A { name: text; n: int default n + 1 }", "LC419"),
    ("entity A { name: text; x: int = y + 1; y: int = x + 1 }", "LC430"),
    ("entity A { name: text; x: int = x + 1 }", "LC430"),
    ('entity A { name: text; b: A; title "{b}" }', "LC431"),
    ("entity A { name: text; b: A required }", "LC432"),
    ("role a includes b\nrole b includes a", "LC433"),
    (f"{E}; secret_: text hidden }}\nview Thing {{ list name, secret_ }}", "LC440"),
    (f"{E}; secret_: text hidden }}\nview Thing {{ form {{ secret_ }} }}", "LC440"),
    ("entity A { name: text; b: A; bs: many A by b }\nview A { list name, bs }", "LC440"),
    ("entity A { name: text; b: A; bs: many A by b }\nview A { list name sort bs }", "LC440"),
    ("entity A { name: text; b: A }\nview A { list name filter b.name }", "LC440"),
    ("entity A { name: text; b: A; bs: many A by b }\nview A { form { name, bs } }", "LC440"),
    ("entity A { name: text; b: A }\nview A { page { b } }", "LC440"),
    ("entity A { name: text; due: date; late: bool = due < today }\nview A { list name sort late }", "LC440"),
    (
        "entity A { name: text required; code: text required }\nview A { form { name } }\naccess A { everyone all }",
        "LC441",
    ),
    ("entity A { name: text required readonly }", "LC442"),
    ("entity A { name: text required hidden }", "LC442"),
    ('entity A { name: text required; code: text }\nsample { A a { code = "1" } }', "LC450"),
    ('entity A { name: text unique }\nsample { A a { name = "x" }\nA b { name = "x" } }', "LC451"),
    (
        (
            'entity A { name: text; top: A; unique (top, name) }\nsample { A r { name = "r" }\n'
            'A a { name = "x", top = r }\nA b { name = "x", top = r } }'
        ),
        "LC451",
    ),
    ('entity A { name: text; n: int = 5 }\nsample { A a { name = "x", n = 3 } }', "LC452"),
    ("entity A { name: text }\nsample A 0", "LC453"),
    ("entity A { name: text }\nsample A 1_000_001", "LC453"),
    ('entity A { name: text; b: text; title "{name} {b}" }\nsample { A a "x" }', "LC454"),
]

SEED_RULES = [
    "entity A { name: text; n: int min 1 max 5 }\nsample { A a { n = 0 } }",
    "entity A { name: text; n: int min 1 max 5 }\nsample { A a { n = 6 } }",
    'entity A { name: text length 2..3 }\nsample { A a { name = "four" } }',
    'entity A { name: text; r: rows { code: text matches "[A-Z]+" "!" } }\nsample { A a { r = [{ code = "x" }] } }',
]

TYPES = [
    (f'{E}; n: date default "tomorrow" }}', "LC301"),
    (f"{E}; n: int default 1.5 }}", "LC301"),
    (f"{E}; n: money = name }}", "LC301"),
    (f"{E}; n: int = 5 / 2 }}", "LC301"),
    (f"{E}; n: int min today }}", "LC301"),
    (f"{E}; n: date max 5 }}", "LC301"),
    (f"{E}; n: decimal = 30% }}", "LC301"),
    (f"{E} }}\nsample {{ Thing a {{ name = 5 }} }}", "LC301"),
    ('entity A { name: text; b: A }\nsample { A a { b = "x" } }', "LC301"),
    ('entity A { name: text; b: User }\nsample { A a { b = c }\nA c { name = "c" } }', "LC301"),
    (f"{E}; n: percent; check n < 30 'x' }}".replace("'", '"'), "LC314"),
    (f"{E}; n: decimal(4,2) default 1000.00 }}", "LC315"),
    (f"{E}; n: money default 0.005 }}", "LC315"),
    (f'{E}; n: text(3) default "four" }}', "LC316"),
    (f"{E}; n: int required when name }}", "LC305"),
    (f"{E} }}\naccess Thing {{ everyone read where name }}", "LC305"),
    (f"{E}; unique (name) when created_at > now - 7d }}", "LC317"),
    (f'{E}; title "{{name}} {{today}}" }}', "LC317"),
    (f'{E}; o: User }}\nsample {{ Thing a {{ name = "x", o = me }} }}', "LC213"),
    (f'{E}; n: phone default "12" }}', "LC324"),
    (f'{E}; n: email }}\nsample {{ Thing a {{ n = "nobody" }} }}', "LC324"),
    (f'{E}; n: url }}\nsample {{ Thing a {{ n = "javascript:alert(1)" }} }}', "LC324"),
    (f'{E}; title "{{name}} {{id}}" }}', "LC317"),
    ("entity A { n: text(0) }", "LC318"),
    ("entity A { n: decimal(3,5) }", "LC318"),
    ("entity A { n: text(x) }", "LC318"),
    ("entity A { n: int(5) }", "LC307"),
    ('entity A { n: autonumber("A") }', "LC319"),
    ('entity A { n: autonumber("{seq}{seq}") }', "LC319"),
    ('entity A { n: autonumber("{dd}{seq}") }', "LC319"),
    (f'{E}; n: text matches "[A-Z" "x" }}', "LC320"),
    (f'{E}; n: text matches "(?i)a" "x" }}', "LC321"),
]

OPTIONS_IN_QUOTES = [
    'entity A { level: one of (low "Low", high "High") default "low" }',
    'entity A { level: one of (low "Low", high "High") default "High" }',
    'entity A { level: one of (low, high); check level == "high" "!" }',
]

GENERATED = [
    ("entity 客户 { name: text }\nentity KeHu { name: text }", "LC501"),
    ("entity A { 客户: text; ke_hu: text }", "LC501"),
    ("entity A { owner: User; owner_id: int }", "LC501"),
    ("entity A { name: text; tags: many User }\nentity ATags { name: text }", "LC501"),
    ("entity A { name: text; lines: rows { name: text } }\nentity ALines { name: text }", "LC501"),
    ("choice 级别 { a }\nchoice JiBie { a }", "LC501"),
    ("entity A as class { name: text }", "LC502"),
    ("entity A { name: text as Name }", "LC502"),
    ("entity A { name: text as id }", "LC502"),
]

ACCESS = [
    ("entity A { name: text }\naccess A { everyone raed }", "LC801"),
    ("entity A { name: text }", "LC802"),
    ("entity A { name: text }\naccess A { }", "LC802"),
]


@pytest.mark.parametrize(("spec", "code", "suggestions"), NAMES)
def test_names(spec: str, code: str, suggestions: tuple[str, ...]) -> None:
    assert_problem(spec, code, *suggestions)


@pytest.mark.parametrize(("spec", "code"), [*STRUCTURE, *TYPES, *GENERATED])
def test_code(spec: str, code: str) -> None:
    assert codes(spec) == [code], described(checked(spec).problems)


@pytest.mark.parametrize("spec", SEED_RULES)
def test_seed_rules(spec: str) -> None:
    assert_problem(spec, "LC455")


@pytest.mark.parametrize("spec", OPTIONS_IN_QUOTES)
def test_an_option_in_quotes_is_explained(spec: str) -> None:
    problem = next(each for each in checked(spec).problems if each.code != "LC802")
    help_ = problem.help_wording()
    assert help_ is not None
    assert help_.text(Language.ENGLISH, problem.facts()).startswith("options are written without quotes: `")


@pytest.mark.parametrize(("spec", "code"), ACCESS)
def test_access(spec: str, code: str) -> None:
    assert [each.code for each in checked(spec).problems] == [code]


PLANNED = [
    "entity A { n: barcode }",
    "entity A { n: money range }",
    "entity A { n: duration }",
    "entity A { n: text personal }",
    "entity A { name: text; x: int = median(bs.n); bs: many A by a; a: A; n: int }",
    "entity A { name: text }\nview A { calendar by name }",
]


@pytest.mark.parametrize("spec", PLANNED)
def test_planned(spec: str) -> None:
    found = checked(spec).problems
    assert [each.code for each in found if each.code != "LC802"] == ["LC180"], described(found)


CLEAN = [
    "entity A { name: text; n: percent min 0 max 100% default 5% }",
    "entity A { name: text }\naccess A { everyone read }\naccess A { admin all }",
    "entity A { name: text; b: A; bs: many A by b; deep: int = sum(bs.n); n: int }",
    "extend entity User { level: one of (a, b) }\nview User { list name, level }",
    "entity A { name: text; status: one of (new, old) default new; b: text required when status == old }",
    "entity A { title: text; check: text; by: User; report: int; me_: bool }",
]


@pytest.mark.parametrize("spec", CLEAN)
def test_clean(spec: str) -> None:
    assert codes(spec) == [], described(checked(spec).problems)
