"""The form of the language: what ends a statement, soft keywords, recovery, documentation."""

from __future__ import annotations

from pathlib import Path

import pytest

from lowcode.checking import check
from lowcode.diagnostics.problem import FixSafety
from lowcode.diagnostics.problems.syntax import UnexpectedToken
from lowcode.dsl import ast
from lowcode.dsl.parser import ParsedFile, parse
from lowcode.dsl.scanner import scan
from lowcode.source import SourceFile

WHOLE = Path(__file__).with_name("whole_language.lc")


def parsed(text: str) -> ParsedFile:
    return parse(SourceFile("spec.lc", text))


def clean(text: str) -> tuple[ast.Declaration, ...]:
    found = parsed(text)
    assert found.problems == ()
    return found.tree.declarations


def entity(text: str) -> ast.EntityDecl:
    (declaration,) = clean(text)
    assert isinstance(declaration, ast.EntityDecl)
    return declaration


def codes(text: str) -> list[str]:
    return [problem.code for problem in parsed(text).problems]


def fixed(text: str) -> str:
    """The text with all safe fixes applied."""
    fixes = [problem.fix() for problem in parsed(text).problems]
    edits = [edit for fix in fixes if fix and fix.safety is FixSafety.SAFE for edit in fix.edits]
    for edit in sorted(edits, key=lambda each: -each.span.start):
        text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
    return text


def test_whole_language_says_what_is_not_supported_and_nothing_else() -> None:
    text = WHOLE.read_text(encoding="utf-8")
    problems = check({"spec.lc": SourceFile("spec.lc", text)}).problems
    assert {problem.code for problem in problems} == {"LC180"}
    words = [text[problem.span.start : problem.span.end] for problem in problems]
    assert words == [
        *("personal", "idcard", "encrypted", "money range", "daterange"),
        "history",
        "inbound",
        *("map", "gallery", "gantt", "tree", "calendar"),
        *("document", "import", "print"),
        *("form", "inbound", "sync", "receive"),
    ]


SOFT = (
    "title", "check", "state", "by", "report", "where", "when", "unique", "index", "list", "form", "page", "group",
    "section", "field", "sort", "filter", "desc", "min", "max", "default", "required", "on", "as", "of", "many", "one",
    "rows", "in", "is", "color", "value", "options", "search", "entity", "access", "role", "history", "merge", "text",
    "was", "from", "drop", "to",
)  # fmt: skip


@pytest.mark.parametrize("word", SOFT)
def test_keywords_are_soft(word: str) -> None:
    text = f"""
entity {word} "Label" {{
  {word} "Label": text required min {word} default {word}
  other: {word if word not in ("one", "many", "rows") else "text"} = {word}.{word} + {word}
  title {word}
  check {word} > 1 and {word} is not empty "message"
  unique ({word}, other)
  index ({word})
}}
view {word} {{
  list {word}, other sort {word} desc, other filter {word}
  form {{ section "Label" {{ {word}, other }} ; {word} }}
  page {{ {word} }}
}}
choice {word} {{ {word} "Label" color {word}; other {{ {word} }} }}
role {word} includes {word}
access {word} {{ {word} read, update where {word} == {word} }}
menu {{ {word}, other; group "Label" {{ {word} }} }}
sample {{ {word} {word} {{ {word} = {word}, other = 1 }} }}
sample {word} 20
"""
    assert len(clean(text)) == 8


@pytest.mark.parametrize(
    "body",
    [
        "a: int; b: int",
        "a: int\nb: int\n",
        "\n\n a: int\n\n\n b: int\n\n",
        "a: int # why\n# what\nb: int",
        "a: int\r\nb: int\r\n",
        "\ta: int\n\tb: int",
        "a: int;\nb: int;",
        "a: int = max(1,\n 2\n); b: int",
        "a: one of (\n x,\n y\n)\n b: int",
        "a: one of (x, y,)\n b: int",
        '\na: int\n   help "text"\n   required\nb: int',
        "\na: int\n  = 1\nb: int",
        '\na "A"\n  / "B": int\nb: int',
    ],
)
def test_what_ends_a_statement(body: str) -> None:
    members = entity(f"entity X {{ {body} }}").members
    assert [member.name.text for member in members if isinstance(member, ast.FieldDecl)] == ["a", "b"]


def test_a_brace_may_stand_on_the_next_line() -> None:
    assert len(entity("entity X\n{\n  a: int\n}").members) == 1


def test_documentation_travels() -> None:
    text = '''
# --- heading ---
# First line.
# Second line.
entity X {
  # Of the field.
  a: int  # not this
  b: int

  # Lost: an empty line follows.

  """
  More
    text.
  """
  c: int
}
'''
    found = entity(text)
    assert found.documentation == "First line.\nSecond line."
    assert [getattr(member, "documentation", "") for member in found.members] == [
        "Of the field.",
        "",
        "More\n  text.",
    ]


def test_one_problem_per_declaration_and_the_next_is_read() -> None:
    text = "entity A { x: text(80 }\nrole b\nentity C { x text; y int; z z }\nrole d }\nrole e"
    found = parsed(text)
    assert [problem.code for problem in found.problems] == ["LC110", "LC111", "LC121"]
    kinds = [type(declaration).__name__ for declaration in found.tree.declarations]
    assert kinds == ["UnsupportedDecl", "RoleDecl", "UnsupportedDecl", "UnsupportedDecl", "RoleDecl"]
    assert found.is_complete


@pytest.mark.parametrize("missing", ["}", ")", "]"])
def test_a_missing_bracket_does_not_swallow_the_rest(missing: str) -> None:
    opening = {"}": "{", ")": "(", "]": "["}[missing]
    inside = {"}": "", ")": "a: text(", "]": "a: int = [1, "}[missing]
    text = f"entity A {{ {inside}\n\nentity B {{\n  form: text\n  menu: text\n}}\nrole c\n"
    found = parsed(text)
    assert [problem.code for problem in found.problems] == ["LC110"]
    assert found.problems[0].facts()["opening"] in (opening, "{")
    names = [getattr(each, "name", None) for each in found.tree.declarations]
    assert [name.text for name in names if name] == ["A", "B", "c"]


def test_full_width_signs_are_understood_and_mended() -> None:
    text = "entity 客户 “客户” ｛ 名称： text（80）　required； 年龄：int min １ ｝"
    assert set(codes(text)) == {"LC101"}
    mended = fixed(text)
    assert mended == 'entity 客户 "客户" { 名称: text(80)　required; 年龄:int min 1 }'
    assert len(entity(mended).members) == 2


def test_foreign_signs_are_understood_and_mended() -> None:
    text = "entity A { x: int; check x <> 1 && !(x ≥ 2 || x === 3) 'no' }"
    assert set(codes(text)) == {"LC102"}
    assert codes(fixed(text)) == []


def test_signs_in_texts_are_texts() -> None:
    found = entity('entity A "：，“”（）\'" { x: text help "&& || ’" }')
    assert found.label is not None
    assert found.label.parts[0].text == "：，“”（）'"


@pytest.mark.parametrize(
    ("literal", "kind", "value"),
    [
        ("12_500", ast.LiteralKind.INTEGER, "12500"),
        ("12_500.50", ast.LiteralKind.DECIMAL, "12500.50"),
        ("30%", ast.LiteralKind.PERCENT, "0.30"),
        ("true", ast.LiteralKind.BOOLEAN, "True"),
        ("empty", ast.LiteralKind.EMPTY, "None"),
        ("2026-11-21", ast.LiteralKind.DATE, "2026-11-21"),
        ("09:00", ast.LiteralKind.TIME, "09:00:00"),
        ("2026-11-21 09:30", ast.LiteralKind.DATETIME, "2026-11-21 09:30:00"),
        ("15m", ast.LiteralKind.DURATION, "Duration(months=0, days=0, seconds=900)"),
        ("2w", ast.LiteralKind.DURATION, "Duration(months=0, days=14, seconds=0)"),
        ("1y", ast.LiteralKind.DURATION, "Duration(months=12, days=0, seconds=0)"),
        ("20MB", ast.LiteralKind.SIZE, "20000000"),
    ],
)
def test_literals(literal: str, kind: ast.LiteralKind, value: str) -> None:
    (member,) = entity(f"entity A {{ x: int = {literal} }}").members
    assert isinstance(member, ast.FieldDecl)
    assert isinstance(member.computed, ast.LiteralExpr)
    assert (member.computed.kind, str(member.computed.value)) == (kind, value)


def test_percent_and_remainder() -> None:
    (member,) = entity("entity A { x: int = a % 3 + 10% }").members
    assert isinstance(member, ast.FieldDecl)
    assert isinstance(member.computed, ast.BinaryExpr)
    assert isinstance(member.computed.left, ast.BinaryExpr)
    assert member.computed.left.operator == "%"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('"plain"', ["plain"]),
        ('""', []),
        ('"a {b} c"', ["a ", "b", " c"]),
        (r'"\{b\} \"c\" \n \d"', ['{b} "c" \n \\d']),
        ('"{a.b}{c}"', ["b", "c"]),
        ('"""\n  two\n    lines {x}\n  """', ["two\n  lines {x}"]),
    ],
)
def test_texts(text: str, parts: list[str]) -> None:
    (member,) = entity(f"entity A {{ title {text} }}").members
    assert isinstance(member, ast.TitleDecl)
    assert isinstance(member.expression, ast.TextExpr)
    found = [
        part.text if isinstance(part, ast.TextDecl) else getattr(part, "name", ast.Name("?", part.span)).text
        for part in member.expression.parts
    ]
    assert found == parts


@pytest.mark.parametrize("text", ['"{"', '"}"', '"{}"', '"{a"', '"{a b}"', '"{seq:4}"', '"{ {a} }"', '"{a}}"'])
def test_unreadable_texts(text: str) -> None:
    assert len(codes(f"entity A {{ title {text} }}")) == 1


@pytest.mark.parametrize("word", ["required", "readonly"])
def test_a_single_equals_sign_in_a_condition(word: str) -> None:
    text = f"app t entity A {{ s: text; x: int {word} when s = b }} access A {{ everyone all }}".replace(
        " entity", "\nentity"
    )
    problems = check({"spec.lc": SourceFile("spec.lc", text.replace(" access", "\naccess"))}).problems
    assert [problem.code for problem in problems] == ["LC122"]


def test_a_computed_field_may_be_shown_conditionally() -> None:
    (member,) = entity("entity A { x: int visible when s = b }").members
    assert isinstance(member, ast.FieldDecl)
    assert isinstance(member.computed, ast.NameExpr)


def test_precedence() -> None:
    (member,) = entity("entity A { check not a or b and c == -d * 2 + 1 }").members
    assert isinstance(member, ast.CheckDecl)
    either = member.expression
    assert isinstance(either, ast.BinaryExpr)
    assert either.operator == "or"
    assert isinstance(either.left, ast.UnaryExpr)
    assert isinstance(either.right, ast.BinaryExpr)
    assert either.right.operator == "and"
    comparison = either.right.right
    assert isinstance(comparison, ast.BinaryExpr)
    assert comparison.operator == "=="
    assert isinstance(comparison.right, ast.BinaryExpr)
    assert comparison.right.operator == "+"


def test_a_value_of_another_entity_is_no_former_name() -> None:
    (problem,) = parsed('entity Customer { address "Address": text(200) was Contact.address }').problems
    assert isinstance(problem, UnexpectedToken)
    assert problem.meant == "from reference.address"


def test_an_unknown_modifier_takes_its_argument_along() -> None:
    (member,) = entity("entity A { x: User dafault me required mim 3 }").members
    assert isinstance(member, ast.FieldDecl)
    assert [modifier.name.text for modifier in member.modifiers] == ["dafault", "required", "mim"]


def test_spans_are_exact() -> None:
    text = "entity A { x: int = customer.owner.name }"
    (member,) = entity(text).members
    assert isinstance(member, ast.FieldDecl)
    assert isinstance(member.computed, ast.MemberExpr)
    shown = [member.span, member.type.span, member.computed.span, member.computed.source.span]
    assert [text[span.start : span.end] for span in shown] == [
        "x: int = customer.owner.name",
        "int",
        "customer.owner.name",
        "customer.owner",
    ]


@pytest.mark.parametrize(
    "text",
    ["entity A { x: text ", 'entity A { x: text help """never closed', "entity A { " + "(" * 200, "{" * 200],
)
def test_nothing_is_concluded_from_what_could_not_be_read(text: str) -> None:
    problems = check({"spec.lc": SourceFile("spec.lc", text)}).problems
    assert problems
    assert all(problem.code.startswith("LC1") or problem.code == "LC411" for problem in problems)


def test_the_rest_of_an_open_text_is_not_read() -> None:
    assert not scan(SourceFile("spec.lc", 'entity A { x: text help """never\nrole b')).is_complete


def test_the_rest_of_a_declaration_without_end_is_not_read() -> None:
    fields = "".join(f"  f{number}: text required\n" for number in range(30_000))
    source = SourceFile("spec.lc", f"role a\nentity B {{\n{fields}}}\nrole c\n")
    scanned = scan(source)
    assert not scanned.is_complete
    assert len(scanned.tokens) < 20_100
    (problem,) = [each for each in check({"spec.lc": source}).problems if each.code != "LC411"]
    assert (problem.code, source.text[problem.span.start :].partition("\n")[0]) == ("LC113", "entity B {")


def test_many_declarations_are_not_one() -> None:
    text = "".join(f"entity B{number} {{ x: text }}\n" for number in range(4_000))
    assert scan(SourceFile("spec.lc", text)).is_complete
    broken = SourceFile("spec.lc", f"entity A {{ x: text\n{text}")
    assert [each.code for each in parse(broken).problems] == ["LC110"]
