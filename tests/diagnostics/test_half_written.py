"""Half-written processes: one problem each, at the place where it is, with a way out."""

from __future__ import annotations

import pytest

from lowcode.dsl import ast
from lowcode.dsl.parser import parse
from lowcode.source import SourceFile

HALF_WRITTEN = [
    ('flow F for X {\n a "A" start\n a -> "x" by owner\n}', "LC120", '"x"', ("name",)),
    ('flow F for X {\n a "A" start\n a -> b "x" by\n}', "LC120", "", ("name", "chosen", "leader", "leaders", "role")),
    ('flow F for X {\n a "A" start\n a -> b "x" bye owner\n}', "LC120", "bye", ("by",)),
    ('flow F for X {\n a "A" strat\n}', "LC120", "strat", ("start",)),
    ('flow F for X {\n a "A" start\n a - > b\n}', "LC120", "-", ("->",)),
    ('flow F for X {\n a "A" start\n on entr won { notify owner "x" }\n}', "LC120", "entr", ("enter",)),
    ('flow F for X {\n a "A" start\n on enter { notify owner "x" }\n}', "LC120", "{", ("name",)),
    ('flow F for X {\n a "A" start\n on stay a longer 3d { notify owner "x" }\n}', "LC120", "3d", ("than",)),
    ('flow F for X {\n a "A" start\n on stay a { notify owner "x" }\n}', "LC120", "{", (",", "longer")),
    ('flow F X {\n a "A" start\n}', "LC120", "X", ('"…"', "as", "for")),
    ('flow F {\n a "A" start\n}', "LC120", "{", ('"…"', "as", "for")),
    ('flow F for X\n  a "A" start\n}', "LC114", "", ()),
    ('flow F for X {\n a -> b "x" by owner asks\n}', "LC120", "", ("name",)),
    ('flow F for X {\n a -> b "x" after 3\n}', "LC120", "3", ("3d",)),
    ('flow F for X {\n a -> b "x" after\n}', "LC120", "", ("3d",)),
    ('flow F for X {\n a -> b "x" when\n}', "LC120", "", ("value",)),
    ('flow F for X {\n a -> b "x" when e = 3 by owner\n}', "LC122", "=", ()),
    ('flow F for X {\n a -> b "x" by owner by sales\n}', "LC126", "by", ()),
    ('flow F for X {\n a => b "x" by owner\n}', "LC120", "=", ("->",)),
    ("flow F for X {\n a -> b x by owner\n}", "LC120", "x", ('"…"', "after", "asks", "by", "needs", "on", "when")),
    ('flow F for X {\n a: "A"\n}', "LC120", ":", ("->", '"…"', "color", "end", "start")),
    ('approval B for X {\n step manager "x" owner.manager\n}', "LC120", "owner", ("/", ":")),
    ('approval B for X {\n step manager "x":\n}', "LC120", "", ("name",)),
    ('approval B for X {\n step manager "x": al of legal\n}', "LC120", "al", ("all",)),
    ('approval B for X {\n step manager "x": 2 legal\n}', "LC120", "legal", ("of",)),
    ('approval B for X {\n stp manager "x": legal\n}', "LC124", "stp", ("step",)),
    ("approval B for X {\n step: legal\n}", "LC120", ":", ("name",)),
    ("approval B for X {\n escalate 24h to director\n}", "LC120", "24h", ("after",)),
    ("approval B for X {\n escalate after 24h director\n}", "LC120", "director", ("to",)),
    ("approval B for X {\n remind 1d\n}", "LC120", "1d", ("every",)),
    ("approval B for X {\n allow transfr\n}", "LC120", "transfr", ("transfer",)),
    ('approval B for X {\n on aproved { notify owner "x" }\n}', "LC120", "aproved", ("approved",)),
    ("approval B for X {\n after 3d aprove\n}", "LC120", "aprove", ("approve",)),
    ("approval B for X {\n together {\n  legal: x\n }\n}", "LC120", "legal", ("step", "}")),
    ("approval B for X {\n skip duplicates\n}", "LC120", "duplicates", ("duplicate",)),
    ("rule R for X on chnage of f {\n set a = 1\n}", "LC120", "chnage", ("change",)),
    ("rule R for X on change f {\n set a = 1\n}", "LC120", "f", ("of",)),
    ("rule R for X {\n set a = 1\n}", "LC120", "{", ("every", "on")),
    ("rule R for X onn create {\n set a = 1\n}", "LC120", "onn", ("on",)),
    ("rule R for X every dy at 09:00 {\n set a = 1\n}", "LC120", "dy", ("day",)),
    ("rule R for X every day at 9 {\n set a = 1\n}", "LC120", "9", ("09:00",)),
    ("rule R for X every month {\n set a = 1\n}", "LC120", "{", ("on",)),
    ("rule R for X on create {\n sett a = 1\n}", "LC124", "sett", ("set",)),
    ("rule R for X on create {\n set a == 1\n}", "LC120", "==", (".", "=")),
    ("rule R for X on create {\n a = 1\n}", "LC124", "a", ()),
    ("rule R for X on create {\n notify owner\n}", "LC120", "", ("(", ",", ".", '"…"', "by", "cc")),
    ('rule R for X on create {\n notify "x"\n}', "LC120", '"x"', ("name", "chosen", "leader", "leaders", "role")),
    ('rule R for X on create {\n notify owner via email "x"\n}', "LC120", "via", ("(", ",", ".", '"…"', "by", "cc")),
    ("rule R for X on create {\n send M owner\n}", "LC120", "owner", ("to",)),
    ('rule R for X on create {\n task owner "x" dew 3d\n}', "LC120", "dew", ("due", "on", "}")),
    ("rule R for X on create {\n create E { a = 1 \n set b = 2\n}", "LC110", "{", ()),
    ("rule R for X on create {\n create E as { a = 1 }\n}", "LC120", "{", ("name",)),
    ("rule R for X on create {\n move x state\n}", "LC120", "state", ("->", ".")),
    ("rule R for X on create {\n post Erp { a = 1 }\n}", "LC120", "{", ('"…"',)),
    ('rule R for X on create {\n for x of lines { stop "x" }\n}', "LC120", "of", ("in",)),
    ('rule R for X on create {\n if a = 1 { stop "x" }\n}', "LC122", "=", ()),
    ('rule R for X on create {\n if a stop "x"\n}', "LC120", "stop", ("{",)),
    ('rule R for X on create {\n after 3 days { stop "x" }\n}', "LC120", "3 days", ()),
    ('rule R for X on create {\n after 3d unless { stop "x" }\n}', "LC120", "{", ("value",)),
    ('rule R for X on create {\n repeat 1d { stop "x" }\n}', "LC120", "1d", ("every",)),
    ("rule R for X on create {\n when a\n when b\n}", "LC124", "when", ()),
    ("rule R for X on create {\n set b = 1\n when a\n}", "LC124", "when", ()),
    ("rule R for X on create {\n stop\n}", "LC120", "", ('"…"',)),
    ('rule R for X on button by owner {\n stop "x"\n}', "LC120", "by", ('"…"',)),
    ('message M {\n subject\n body "x"\n}', "LC120", "", ('"…"',)),
    ('message M {\n subjct "x"\n}', "LC124", "subjct", ("subject",)),
    ("message M for {\n}", "LC120", "{", ("name",)),
    ("connection C {\n base env\n}", "LC120", "", ("name",)),
    ('connection C {\n url "https://x"\n}', "LC124", "url", ()),
    ("connection C {\n auth token env X\n}", "LC120", "token", ("basic", "bearer", "header", "signature")),
    ("connection C {\n format yaml\n}", "LC120", "yaml", ("json", "xml")),
    ("connection C {\n timeout 10\n}", "LC120", "10", ("3d",)),
    ("connection C {\n network public\n}", "LC120", "public", ("private",)),
    ("scenario {\n expect a\n}", "LC120", "{", ('"…"',)),
    ("scenario X {\n expect a\n}", "LC120", "X", ('"…"',)),
    ('scenario "x" {\n expct a\n}', "LC124", "expct", ("expect",)),
    ('scenario "x" {\n expect\n}', "LC120", "", ("value",)),
    ('scenario "x" {\n as { expect a }\n}', "LC120", "{", ("name",)),
    ('scenario "x" {\n let x create E { a = 1 }\n}', "LC120", "create", ("=",)),
    ('scenario "x" {\n let x = creat E { a = 1 }\n}', "LC120", "creat", ("create",)),
    ('scenario "x" {\n aprove x "ok"\n}', "LC124", "aprove", ("approve",)),
    ('scenario "x" {\n x > done\n}', "LC120", ">", ("->",)),
    ('scenario "x" {\n x -> \n}', "LC120", "", ("name",)),
    ('scenario "x" {\n expect refused "x"\n}', "LC120", "", ("{",)),
    ('scenario "x" {\n expect refusd { x -> done }\n}', "LC120", "refusd", ("refused",)),
    ('scenario "x" {\n after 25\n}', "LC120", "25", ("3d",)),
    ('scenario "x" {\n at 2026-01-31\n}', "LC120", "", ("09:00",)),
    ('scenario "x" {\n at 2026-02-31 08:00\n}', "LC106", "2026-02-31 08:00", ()),
    ('scenario "x" {\n transfer x\n}', "LC120", "", (".", "to")),
    ('scenario "x" {\n add signer u x\n}', "LC120", "x", (".", "after", "before", "beside")),
    ('scenario "x" {\n open mail of u\n}', "LC120", "of", ('"…"',)),
    ('drop Customer.fax "x"', "LC120", "Customer", ("entity", "field", "option", "role", "flow", "approval", "step")),
    ('drop fields Customer.fax "x"', "LC120", "fields", ("field",)),
    ('drop field Customer.fax to "x"', "LC120", '"x"', ("name",)),
    ('entity A was B "x" {\n n: text\n}', "LC127", '"x"', ()),
    ('approval B for X {\n step law was legal "x": role r\n}', "LC127", '"x"', ()),
    ('entity A {\n 手机 was 电话 "手机": phone\n}', "LC127", "was", ()),
    ("entity A {\n mobile was phone was fax: text\n}", "LC127", "was", ()),
    ("entity A {\n mobile was phone\n}", "LC121", "", ()),
    ("entity A {\n n: text was\n}", "LC120", "", ("name",)),
    ("entity A {\n n: text from\n}", "LC120", "", ("value",)),
    ("view X {\n board stage\n}", "LC124", "board", ("board",)),
    ("view X {\n board by\n}", "LC120", "", ("name",)),
    ("view X {\n board by stage card\n}", "LC120", "", ("name",)),
]
"""Text, code, what is marked, what is offered: the word that was probably meant, or what could stand there."""


@pytest.mark.parametrize(("text", "code", "marked", "offered"), HALF_WRITTEN)
def test_half_written(text: str, code: str, marked: str, offered: tuple[str, ...]) -> None:
    (problem,) = parse(SourceFile("spec.lc", text)).problems
    expected = problem.facts().get("expected")
    assert (problem.code, text[problem.span.start : problem.span.end]) == (code, marked)
    assert (problem.suggestions()[:1] or expected or ()) == offered


@pytest.mark.parametrize("text", [text for text, *_ in HALF_WRITTEN])
def test_the_next_declaration_is_read(text: str) -> None:
    found = parse(SourceFile("spec.lc", f"{text}\nrole after_it"))
    assert len(found.problems) == 1
    last = found.tree.declarations[-1]
    assert isinstance(last, ast.RoleDecl)
