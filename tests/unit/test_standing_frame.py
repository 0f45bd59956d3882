"""A navigation and top bar that are kept show what those drawn anew would show."""

from __future__ import annotations

from dataclasses import replace

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined

from lowcode.runtime.locale.wording import wording_for
from lowcode.runtime.pages.rendering import RUNTIME_TEMPLATES
from lowcode.runtime.pages.shell import Language, MenuGroupView, MenuItem, Person, Shell
from lowcode.runtime.pages.standing_frame import StandingFrame

ROLES = frozenset({"everyone", "seller"})
CUSTOMERS = MenuItem("customer", "客户", "/customer", "building")
DEALS = MenuItem("deal", "商机", "/deal", "briefcase")
SHELL = Shell(
    app_name="销售",
    language="zh-CN",
    theme="auto",
    color_scheme="light dark",
    theme_url="/-/theme.css",
    logo_url="/-/logo.svg",
    csrf_token="token",
    here="/customer/1",
    current="customer",
    path="/customer/1",
    search_text="",
    is_narrow=False,
    user=Person("李静", "li@example.com", "李", 3),
    menu=(MenuGroupView("客户", (CUSTOMERS, DEALS)),),
    first_targets=(CUSTOMERS, DEALS),
    creatable=(CUSTOMERS,),
    languages=(Language("zh-CN", "中文", is_current=True), Language("en", "English", is_current=False)),
    shortcuts=((("/",), "搜索"),),
)
OTHERS = (
    replace(SHELL, here='/customer?q="><script>', path="/customer"),
    replace(SHELL, here="/deal/7", path="/deal/7", current="deal"),
    replace(SHELL, csrf_token="another"),
    replace(SHELL, theme="dark"),
    replace(SHELL, user=Person("王芳", "wang@example.com", "王", 5)),
    replace(SHELL, here="/-/recycle-bin", path="/-/recycle-bin", current="-"),
    replace(SHELL, here="/-/search?q=<b>", path="/-/search", current="-", search_text="<b>"),
)


def environment(templates: dict[str, str] | None = None) -> Environment:
    loaders = [DictLoader(templates or {}), FileSystemLoader(RUNTIME_TEMPLATES)]
    made = Environment(loader=ChoiceLoader(loaders), autoescape=True, undefined=StrictUndefined)
    made.globals.update(icon=lambda name: name, asset=lambda name: name)
    return made


def anew(shell: Shell) -> str:
    say = wording_for("zh-CN").say
    names = ("navigation.html", "top_bar.html")
    return "".join(environment().get_template(name).render(shell=shell, say=say) for name in names)


@pytest.mark.parametrize("other", OTHERS)
def test_what_is_kept_is_what_would_be_drawn(other: Shell) -> None:
    frame, say = StandingFrame(environment(), RUNTIME_TEMPLATES), wording_for("zh-CN").say
    for shell in (SHELL, other, SHELL, other):
        assert frame.draw(shell, ROLES, say) == anew(shell)


def test_other_roles_have_another_menu() -> None:
    frame, say = StandingFrame(environment(), RUNTIME_TEMPLATES), wording_for("zh-CN").say
    frame.draw(SHELL, ROLES, say)
    less = replace(SHELL, menu=(), first_targets=(), creatable=())
    assert frame.draw(less, frozenset({"everyone"}), say) == anew(less)


def test_a_template_of_the_project_is_drawn_each_time() -> None:
    own = environment({"top_bar.html": "{{ shell.here|urlencode }}"})
    frame, say = StandingFrame(own, RUNTIME_TEMPLATES), wording_for("zh-CN").say
    assert frame.draw(SHELL, ROLES, say).endswith("/customer/1")
    assert frame.draw(OTHERS[0], ROLES, say).endswith("/customer%3Fq%3D%22%3E%3Cscript%3E")
