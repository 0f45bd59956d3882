"""The readme of a generated project is in the app's first language, and says the same in both."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lowcode.codegen import text_templates
from lowcode.codegen.emitters.project_files import project_files
from tests.migrations.planning import HEAD, project_of

TEMPLATES = Path(text_templates.__file__).parent / "templates"
PLACEHOLDERS = re.compile(r"PATH/OF/LOWCODE|lowcode源代码的路径|FILE|NAME|REVISION|文件|名称|版本")
"""What a reader puts in."""


def named(template: str) -> list[str]:
    """Commands, paths and variables, in order of the alphabet; comments beside commands are words."""
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    blocks = [
        line.partition("#")[0].strip()
        for block in re.findall(r"```\n(.*?)```", text, re.DOTALL)
        for line in block.splitlines()
    ]
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"```\n.*?```", "", text, flags=re.DOTALL))
    return sorted({PLACEHOLDERS.sub("…", each) for each in (*blocks, *spans)})


@pytest.mark.parametrize(
    "names", [("README.md.jinja", "README_zh.md.jinja"), ("custom_readme.jinja", "custom_readme_zh.jinja")]
)
def test_both_languages_name_the_same_commands_paths_and_variables(names: tuple[str, str]) -> None:
    english, chinese = map(named, names)
    assert english == chinese


@pytest.mark.parametrize(("locales", "heading"), [("zh-CN, en", "## 运行"), ("en, zh-CN", "## Run it")])
def test_a_project_is_explained_in_the_first_language_of_its_app(locales: str, heading: str) -> None:
    files = {each.path: each.text for each in project_files(project_of(HEAD.replace("locale en", f"locale {locales}")))}
    assert f"\n{heading}\n" in files["README.md"]
    assert files["custom/README.md"].startswith("# 您的部分" if heading == "## 运行" else "# Your part")
