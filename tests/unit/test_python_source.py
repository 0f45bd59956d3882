"""Whatever text goes into generated source comes out as that text, and never as code."""

from __future__ import annotations

import ast
import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from lowcode.codegen.emitters.templates import template_comment
from lowcode.codegen.expressions.javascript import js_literal
from lowcode.codegen.files import inside_project
from lowcode.codegen.python_source import Imports, comment, comment_lines, docstring, literal

HOSTILE = st.one_of(
    st.text(max_size=40),
    st.text(alphabet=st.sampled_from("\"'\\\n\r\t#{}%<>/*`$\u2028\u202e\ufeff\x00\x85a"), max_size=20),
)


@given(HOSTILE)
def test_a_literal_is_the_text_in_printable_characters(text: str) -> None:
    source = literal(text)
    assert ast.literal_eval(source) == text
    assert source.isprintable()


@given(HOSTILE)
def test_a_docstring_is_one_string_and_nothing_else(text: str) -> None:
    module = ast.parse(docstring(text) + "\nx = 1\n")
    assert isinstance(module.body[0], ast.Expr)
    assert isinstance(module.body[0].value, ast.Constant)
    assert isinstance(module.body[1], ast.Assign)
    assert len(module.body) == 2


@given(HOSTILE)
def test_comments_end_with_their_lines(text: str) -> None:
    assert "\n" not in comment(text)
    assert not any(unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") for character in comment(text))
    assert ast.literal_eval(f"({comment_lines(text)}1)") == 1


@given(HOSTILE)
def test_a_comment_of_a_template_prints_nothing(text: str) -> None:
    assert Environment(autoescape=True).from_string(template_comment(text) + "kept").render() == "kept"


@given(HOSTILE)
def test_a_script_literal_is_the_text_and_ends_no_script(text: str) -> None:
    source = js_literal(text)
    assert json.loads(source.replace("\\u003c", "<")) == text
    assert "<" not in source
    assert source.isascii()


def test_paths_stay_inside_the_project() -> None:
    assert inside_project("crm/models/customer.py")
    for path in ("", "/etc/passwd", "../x", "a/../../x", "a//b", "a\\b", "c:/x", "./x"):
        assert not inside_project(path), path


def test_imports_are_printed_in_the_order_of_the_import_sorter() -> None:
    imports = Imports("shop")
    imports.module("import sqlalchemy as sa")
    imports.module("import datetime")
    imports.name("decimal", "Decimal")
    imports.name("lowcode.runtime.definitions", "Label")
    imports.name("shop.seeds", "SAMPLES")
    imports.name("shop.seeds", "SAMPLE_COUNTS")
    imports.name("shop.entities", "line10")
    imports.name("shop.entities", "line2")
    imports.typing_name("shop.models.tag", "Tag")
    assert imports.source() == (
        "from __future__ import annotations\n\n"
        "import datetime\n"
        "from decimal import Decimal\n"
        "from typing import TYPE_CHECKING\n\n"
        "import sqlalchemy as sa\n\n"
        "from lowcode.runtime.definitions import Label\n"
        "from shop.entities import line2, line10\n"
        "from shop.seeds import SAMPLE_COUNTS, SAMPLES\n\n"
        "if TYPE_CHECKING:\n"
        "    from shop.models.tag import Tag\n"
    )
