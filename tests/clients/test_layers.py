"""A client changes what it imports: every kind of change, and what it comes to in the model."""

from __future__ import annotations

import pytest

from lowcode.checking import check
from lowcode.diagnostics.problem import Language
from lowcode.ir.application import Application, Field
from lowcode.ir.changes import Kind
from tests.clients.layers import BASE, checked, files_of, made, problems, words


def field(application: Application, name: str) -> Field:
    entity, _, own = name.rpartition(".")
    return next(each for each in application.entity(entity).fields if each.name == own)


ALL_KINDS = """
extend app acme "永信" / "Acme" { currency CNY; color "#1677ff" }
extend entity Customer "企业" / "Company" {
  shop "门店" / "Shop": text(40)
  check name != shop "不能相同" / "Must differ"
  title "{name} ({shop})"
}
extend entity Customer.lines { price "价格" / "Price": money }
extend Customer.name { label "企业名称" / "Company" help "全称" / "Full name" length 3..60; not search }
extend Customer.lines.product { label "货品" / "Goods" }
replace Customer.kind "类别" / "Kind": one of (key "重点" / "Key", normal "普通" / "Normal") default normal
remove Customer.fax "没人用" / "nobody has one"
remove Customer.lines.note "不用" / "not used"
remove Source.expo to web "合并" / "merged"
extend choice Source { fair "展销会" / "Fair", before other wechat "微信" / "WeChat" }
extend choice Region { east { hz "杭州" / "Hangzhou" } }
extend Region.west { label "西部" / "The west" color blue }
extend flow Pipeline {
  before won trial "试用" / "Trial" color blue
  demo -> trial "试用" / "Try" by sales
  replace new, demo -> won "签约" / "Sign" by boss
    when credit > 0
  on enter trial { notify boss "Trial" }
}
extend Pipeline.won { label "成交" / "Closed" color green }
remove Pipeline.any -> lost
extend flow Pipeline { demo -> lost "放弃" / "Give up" by sales }
extend approval Big {
  before law step money "财务" / "Finance": role sales
  replace step law "法务部" / "Legal": role boss
  remind every 2d
}
replace rule Tell "提醒" / "Tell" for Customer on update { notify sales "Changed {name}" }
extend view Customer { list name, shop sort shop filter source; also form { section "General" { shop } } }
extend menu { group "Customers" { Visits }, group "门店" / "Shops" { Visit } }
extend dashboard Cockpit { row Visits; refresh every 10m }
remove report Credit
entity Visit "拜访" / "Visit" { customer "客户" / "Customer": Customer; day "日期" / "Day": date }
report Visits "拜访" / "Visits" from Visit { chart number show count() }
access Visit { everyone all }
extend access Customer { sales delete }
remove access Customer.boss
role partner "伙伴" / "Partner"
extend role sales includes partner
extend entity User "员工" / "Staff" { nick "昵称" / "Nick": text(20) }
extend User.phone { label "手机号" / "Mobile" }
extend view User { list name, phone }
"""
"""One client with a change of each kind."""


@pytest.fixture(scope="module")
def acme() -> Application:
    return made(ALL_KINDS)


def test_fields(acme: Application) -> None:
    name = field(acme, "Customer.name")
    assert name.label.texts == ("企业名称", "Company")
    assert not name.search
    assert (name.span.path, acme.entity("Customer").label.texts[1]) == ("../base/app.lc", "Company")
    assert [each.name for each in acme.entity("Customer").fields][-1] == "shop"
    assert [each.name for each in acme.entity("Customer.lines").fields] == ["product", "price"]
    assert field(acme, "Customer.lines.product").label.texts[1] == "Goods"
    assert [each.name for each in acme.choice("Customer.kind").options] == ["key", "normal"]
    assert field(acme, "Customer.shop").span.path == "client.lc"
    assert field(acme, "User.phone").label.texts == ("手机号", "Mobile")
    assert acme.entity("User").label.texts == ("员工", "Staff")
    assert field(acme, "User.nick").span.path == "client.lc"


def test_removals_are_drops(acme: Application) -> None:
    drops = {(each.kind, each.owner, each.name, each.replacement) for each in acme.changes.drops}
    assert drops == {
        (Kind.FIELD, "Customer", "fax", None),
        (Kind.FIELD, "Customer.lines", "note", None),
        (Kind.OPTION, "Source", "expo", "web"),
    }
    assert {each.span.path for each in acme.changes.drops} == {"client.lc"}


def test_options(acme: Application) -> None:
    assert [each.name for each in acme.choice("Source").options] == ["web", "wechat", "other", "fair"]
    region = acme.choice("Region")
    assert [each.name for each in region.all_options] == ["east", "sh", "hz", "west"]
    assert (region.options[1].label.texts[1], region.options[1].color) == ("The west", "blue")


def test_processes(acme: Application) -> None:
    flow = acme.flows[0]
    assert [each.name for each in flow.states] == ["new", "demo", "trial", "won", "lost"]
    assert flow.states[3].label.texts[1] == "Closed"
    assert [each.label.texts[1] for each in flow.transitions] == ["Show", "Sign", "Try", "Give up"]
    assert [each.name for each in acme.approvals[0].steps] == ["money", "law"]
    assert acme.approvals[0].steps[1].label.texts[1] == "Legal"
    assert acme.rules[0].span.path == "client.lc"


def test_pages(acme: Application) -> None:
    assert (acme.name, acme.identifier, acme.label.texts[1], acme.currency) == ("acme", "acme", "Acme", "CNY")
    view = acme.view("Customer")
    assert [each.path for each in view.list.columns] == [("name",), ("shop",)]
    assert [len(section.fields) for section in view.form] == [2, 3]
    assert [entry.name for group in acme.menu for entry in group.entries] == ["Customer", "Cockpit", "Visits", "Visit"]
    assert [tile.report for row in acme.dashboards[0].rows for tile in row.tiles] == ["Count", "Visits"]
    access = acme.access_to("Customer")
    assert access is not None
    assert {each.role for each in access.grants} == {"sales"}
    assert not access.fields
    assert acme.roles[[each.name for each in acme.roles].index("sales")].includes == ("sales", "partner")


def test_what_only_shows_or_fills_goes_with_it(acme: Application) -> None:
    sample = next(each for each in acme.samples if each.entity == "Customer")
    assert {name for name, _ in sample.values} >= {"name", "source", "region"}
    assert "fax" not in {name for name, _ in sample.values}


def test_layers_are_remembered(acme: Application) -> None:
    assert acme.layering.folders == ("../base", ".")
    label = acme.layering.changes_of("field", "Customer.name")[0]
    assert (label.what, label.span.path, label.former and label.former.path) == (
        "label",
        "client.lc",
        "../base/app.lc",
    )


INDUSTRY = """
import "../base"
extend Customer.name { label "店名" / "Shop name" required }
extend entity Customer { area "面积" / "Area": int }
remove Customer.fax "不用" / "not used"
"""


def test_three_layers() -> None:
    found = made(
        'import "../retail"\nextend Customer.name { label "门店" / "Branch" }\nextend Customer.area { min 1 }',
        retail=INDUSTRY,
    )
    assert found.layering.folders == ("../base", "../retail", ".")
    assert field(found, "Customer.name").label.texts == ("门店", "Branch")
    assert field(found, "Customer.area").span.path == "../retail/retail.lc"
    assert len(found.layering.changes_of("field", "Customer.name")) == 3


TWO_OF_A_RANK = 'import "../base"\nextend Customer.name { label "B" / "B" }\n'

SENT = """import "../base"
dashboard Board "看板" / "Board" { row Count }
rule Weekly "每周" / "Weekly" every monday { send Board to boss }
"""

REFUSED = [
    ('import "../a"\nimport "../b"', {"a": TWO_OF_A_RANK, "b": TWO_OF_A_RANK}, ["LC652"]),
    ('extend Customer.name { help "a" }\nextend Customer.name { help "b" }', {}, ["LC652"]),
    ('remove rule Tell\nreplace rule Tell for Customer on create { notify boss "x" }', {}, ["LC652"]),
    ('remove Customer.fax "a"\nremove Customer.fax "a"', {}, ["LC652"]),
    ("extend entity Customer { shop: text }\nextend entity Customer { shop: text }", {}, ["LC652"]),
    ('extend flow Pipeline { new -> demo "x" by sales }', {}, ["LC467"]),
    ('extend flow Pipeline { replace demo -> demo "x" by sales }', {}, ["LC650"]),
    ('extend flow Pipeline { demo "x" }', {}, ["LC654"]),
    ("extend approval Big { step law: role boss }", {}, ["LC654"]),
    ("extend approval Big { replace step lwa: role boss }", {}, ["LC650"]),
    ('extend choice Source { web "x" }', {}, ["LC654"]),
    ('extend choice Region { east "x" { bj "x" } }', {}, ["LC654"]),
    ('extend choice Source { before webb fair "x" }', {}, ["LC650"]),
    ("extend Pipeline.won { required }", {}, ["LC207"]),
    ("extend Customer.name { colour red }", {}, ["LC207"]),
    ("extend Customer.nmae { required }", {}, ["LC650"]),
    ("extend Costumer.name { required }", {}, ["LC650"]),
    ("remove Pipeline.won -> new", {}, ["LC650"]),
    ("remove access Customer.director", {}, ["LC650"]),
    ("replace report Coumt from Customer { chart number show count() }", {}, ["LC650"]),
    ("replace Source.web: int", {}, ["LC650"]),
    ('remove Customer.credit "x"', {}, ["LC656"]),
    ('remove role boss to sales "x"', {}, ["LC656"]),
    ('remove Pipeline.demo to new "x"', {}, ["LC656"]),
    ('remove entity Customer "x"', {}, ["LC656"]),
    ("remove sample", {}, ["LC656"]),
    ('import "../sent"\nremove dashboard Board', {"sent": SENT}, ["LC656"]),
    ("remove rule Tell to Told", {}, ["LC661"]),
    ('remove check Customer "x"', {}, ["LC650"]),
    ("remove on enter Pipeline.demo", {}, ["LC650"]),
    ("remove on enter Pipelin.demo", {}, ["LC650"]),
    ("remove on approved Big", {}, ["LC650"]),
    ("remove filter Cockpit.kind", {}, ["LC650"]),
    ("remove access Customer.sales (delete)", {}, ["LC650"]),
    ("remove rule Tell (delete)", {}, ["LC650"]),
    ("remove data acme", {}, ["LC650"]),
    ("remove sample nobody", {}, ["LC650"]),
    (
        'extend flow Pipeline { on enter demo { notify boss "x" } }\nremove on enter Pipeline.demo',
        {},
        ["LC650"],
    ),
    ("remove unique Customer (name)", {}, ["LC650"]),
    ("extend choice Pipeline { x }", {}, ["LC650"]),
    ("extend choice Customer.name { x }", {}, ["LC650"]),
    ("extend entity Source { a: text }", {}, ["LC650"]),
    ("extend flow Source { x }", {}, ["LC650"]),
    ("extend approval Tell { remind every 1d }", {}, ["LC650"]),
    ("extend entity Customer { more: rows { a: text } }\nextend entity Customer.more { b: text }", {}, ["LC651"]),
    ("view Customer { list name }", {}, ["LC653"]),
    ("access Customer { sales all }", {}, ["LC653"]),
    ("menu { Customer }", {}, ["LC653"]),
    ('app acme "Acme"', {}, ["LC653"]),
]


@pytest.mark.parametrize(("client", "others", "codes"), REFUSED, ids=[each[0][:60] for each in REFUSED])
def test_refused(client: str, others: dict[str, str], codes: list[str]) -> None:
    found = problems(client, **others)
    assert sorted({each.code for each in found}) == codes, words(tuple(found))


def test_all_uses_of_a_removed_field() -> None:
    (problem,) = problems('remove Customer.credit "x"')
    places = [BASE[each.span.start : each.span.end] for each in problem.related()]
    assert places == ["credit", "credit"]
    assert problem.span.path == "client.lc"


def test_a_layer_may_change_what_a_lower_one_has_changed() -> None:
    found = made('import "../retail"\nreplace Customer.area: text(10)', retail=INDUSTRY)
    assert [each.name for each in found.entity("Customer").fields].count("area") == 1


def test_lines_without_a_name_can_be_removed() -> None:
    base = BASE.replace(
        "  title name\n",
        '  title name\n  check credit < 9 "太多" / "Too much"\n  unique (name, source)\n  index (source, name)\n',
    )
    client = (
        'remove check Customer "Too much"\nremove unique Customer (name, source)\nremove index Customer (source, name)'
    )
    customer = made(client, base).entity("Customer")
    assert (customer.checks, customer.unique_keys) == ((), ())
    assert [each.fields for each in customer.indexes] == [("fax", "name")]


HOOKED = """import "../base"
extend flow Pipeline {
  on enter demo, won { notify boss "In: {name}" }
  on leave demo { notify boss "Out: {name}" }
  on stay demo longer than 3d { notify boss "Still: {name}" }
}
extend approval Big { on approved { notify boss "Yes" }; on rejected { notify boss "No" } }
extend dashboard Cockpit {
  filter kind "类型" / "Kind" on Customer.kind
  filter source "来源" / "Source" on Customer.source
}
extend access Customer { sales delete where name == "x"; sales read where name == "y" }
data { Customer first { name = "First" }; Customer second { name = "Second" } }
"""


def test_what_has_no_name_of_its_own_can_be_removed_and_said_anew() -> None:
    found = made(
        """import "../hooked"
remove on enter Pipeline.demo
remove on stay Pipeline.demo
remove on rejected Big
remove filter Cockpit.kind
remove access Customer.sales (read, create)
remove data second
remove sample acme
extend flow Pipeline { on enter demo { notify sales "Mine: {name}" } }
extend approval Big { on rejected { notify sales "No" } }
extend dashboard Cockpit { filter kind "种类" / "Sort" on Customer.kind }
extend access Customer { sales read where name == "z" }
data { Customer second { name = "Another" } }
""",
        hooked=HOOKED,
    )
    hooks = [(each.name, each.span.path) for each in found.flows[0].hooks]
    assert hooks == [
        ("on_enter_won", "../hooked/hooked.lc"),
        ("on_leave_demo", "../hooked/hooked.lc"),
        ("on_enter_demo", "client.lc"),
    ]
    outcomes = [(each.outcome.value, each.span.path) for each in found.approvals[0].hooks]
    assert outcomes == [("approved", "../hooked/hooked.lc"), ("rejected", "client.lc")]
    assert [each.label.texts[1] for each in found.dashboards[0].filters] == ["Source", "Sort"]
    access = found.access_to("Customer")
    assert access is not None
    sales = [({verb.value for verb in each.verbs}, each.span.path) for each in access.grants if each.role == "sales"]
    assert sales == [({"update"}, "../base/app.lc"), ({"delete"}, "../hooked/hooked.lc"), ({"read"}, "client.lc")]
    assert [(each.handle, each.span.path) for each in found.data if each.entity == "Customer"] == [
        ("first", "../hooked/hooked.lc"),
        ("second", "client.lc"),
    ]
    assert "acme" not in [each.handle for each in found.samples]
    assert found.layering.changes_of("hook", "Pipeline.on enter demo")[0].span.path == "client.lc"


def test_all_verbs_are_taken_apart() -> None:
    access = made("remove access Customer.boss (delete, export)").access_to("Customer")
    assert access is not None
    (boss,) = [each for each in access.grants if each.role == "boss"]
    assert {each.value for each in boss.verbs} == {"read", "create", "update"}


def test_a_client_may_have_its_own_examples() -> None:
    found = made('remove sample\nremove scenarios\nsample { Customer own { name = "Own" } }')
    assert ([each.handle for each in found.samples], found.scenarios) == (["own"], ())


def test_layers_in_a_circle_count_as_one() -> None:
    found = problems(
        "extend Customer.name { required }", base=f'import "../project"\n{BASE}', project='import "../base"'
    )
    assert not found


def test_options_of_a_file_can_be_added_to() -> None:
    from_file = BASE.replace(
        'choice Region "地区" / "Region" { east "东" / "East" { sh "上海" / "Shanghai" }; west "西" / "West" }',
        'choice Region "地区" / "Region" from "regions.yaml"',
    ).replace("region = sh, ", "")
    client = 'extend choice Region { north "北" / "North"; east { hz "杭州" / "Hangzhou" } }'
    data = {"../base/regions.yaml": "east: {label: East, options: {sh: Shanghai}}\n"}
    found = check(files_of(client, from_file), data)
    assert found.application is not None, words(found.problems)
    assert [each.name for each in found.application.choice("Region").all_options] == ["east", "sh", "hz", "north"]


def test_a_new_part_may_stand_where_a_removed_one_stood() -> None:
    """`before` says where, not that something is changed, so that both may be said of the same thing."""
    application = made(
        'remove Source.expo to web "none"\nremove Source.other to web "none"\n'
        'extend choice Source { before expo fair "展" / "Fair"; before other podcast "播客" / "Podcast" }\n'
        'remove Big.law "none"\nextend approval Big { before law step money "财务" / "Finance": role sales }'
    )
    options = [each.name for each in application.choice("Source").all_options]
    assert options == ["web", "fair", "podcast"]
    assert [step.name for each in application.approvals for step in each.steps] == ["money"]


def test_a_dashboard_that_loses_all_it_shows_is_told_with_the_removal() -> None:
    found = problems("remove report Count\nremove report Credit")
    assert [(each.code, each.span.path) for each in found] == [("LC656", "client.lc")]
    assert [each.span.path for each in found[0].related()] == ["../base/app.lc"]
    assert not problems("remove report Count\nremove report Credit\nremove dashboard Cockpit")
    assert not problems(
        "remove report Count\nremove report Credit\nextend dashboard Cockpit { row Own }\n"
        "report Own from Customer { chart number show count() }"
    )


@pytest.mark.parametrize(
    ("languages", "texts"),
    [
        ("en, zh-CN", ("Customer", "客户")),
        ("en", ("Customer",)),
        ("zh-CN", ("客户",)),
        ("zh-CN, en", ("客户", "Customer")),
    ],
)
def test_a_client_may_have_other_languages_than_its_base(languages: str, texts: tuple[str, ...]) -> None:
    """Texts of the base are in its languages, in its order; those of the client in the client's."""
    own = " / ".join(
        f'"{each}"' for each in (("Visit", "拜访") if languages[0] == "e" else ("拜访", "Visit"))[: len(texts)]
    )
    found = checked(
        f"extend app {{ locale {languages} }}\nentity Visit {own} {{ day: date }}\naccess Visit {{ sales all }}"
    )
    assert found.application is not None, words(found.problems)
    assert found.application.entity("Customer").label.texts == texts
    assert found.application.entity("User").label.texts == tuple(
        {"en": "User", "zh-CN": "用户"}[each] for each in found.application.locales
    )
    assert found.application.entity("Visit").label.texts == tuple(
        {"客户": "拜访", "Customer": "Visit"}[each] for each in texts
    )
    assert "LC416" not in {each.code for each in found.problems}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("extend Customer { shop: text(20) }", "extend entity Customer { … }"),
        ('remove field Customer.fax "x"', "remove Customer.fax …"),
        ("extend field Customer.fax { required }", "extend Customer.fax …"),
        ("extend Customer.credit: money", "replace Customer.credit: …"),
        ("replace Customer.credit money", "replace Customer.credit: money"),
        ('drop field Customer.fax "x"', "what a layer below declares is taken away by `remove`"),
    ],
)
def test_how_a_change_is_written(written: str, meant: str) -> None:
    (problem,) = problems(written)
    wording = problem.help_wording()
    assert wording is not None
    assert meant in wording.text(Language.ENGLISH, problem.facts())


def test_what_a_replacement_has_no_longer_is_told_with_it() -> None:
    """The base's uses are no mistakes of the base; columns, forms and examples go along as with a removal."""
    client = 'replace entity Customer "客户" / "Customer" { name: text(20) required; stage: Pipeline; source: Source }'
    found = problems(client)
    assert {each.code for each in found} == {"LC656"}
    assert {each.span.path for each in found} == {"client.lc"}
    assert {each.facts()["name"] for each in found} == {"Customer.credit"}
    assert not problems(f"{client}\nremove rule Tell\nremove report Credit")
    assert not problems('replace choice Source "来源" / "Source" { shop "店" / "Shop" }')
    assert not problems('replace Customer.kind "类型" / "Kind": text(20)')


@pytest.mark.parametrize(
    ("client", "code"),
    [
        ('replace Customer.credit "额度" / "Credit": text(20)\nremove report Credit', "LC303"),
        ("extend Customer.credit { required }", "LC450"),
        ("extend Customer.name { length 9..10 }", "LC307"),
    ],
)
def test_a_problem_of_the_base_that_comes_of_the_client_says_so(client: str, code: str) -> None:
    for problem in problems(client):
        assert problem.span.path == "../base/app.lc"
        assert [(each.span.path, each.span.start > 0) for each in problem.causes] == [("client.lc", True)]


def test_a_problem_of_the_base_itself_has_no_cause_above() -> None:
    found = problems("extend Customer.kind { default small }", BASE.replace("credit > 100", "credt > 100"))
    assert [(each.code, each.causes) for each in found] == [("LC204", ())]
