"""`was`, `drop` and `from` may stay: a first build remembers them, later ones are silent, older databases need them."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.building.projects import known
from lowcode.checking import check
from lowcode.compiler import build, sources_from

APP = "app test { locale en }\n"
FIRST = """
entity Client { first: text; last: text; fax: phone; kind: one of (a, b); code: int }
access Client { everyone all }
"""
SECOND = """
entity Customer was Client {
  name: text from first + " " + last
  fax:  phone
  kind: one of (a, bb was b)
  code: text from text(code + 1)
}
access Customer { everyone all }
drop field Customer.first "one name"
drop field Customer.last "one name"
"""
THIRD = """
entity Buyer was Customer was Client {
  title_: text was name from first + " " + last
  kind: one of (a, c was bb was b)
  code: text from text(code + 1)
}
access Buyer { everyone all }
drop field Buyer.first "one name"
drop field Buyer.last "one name"
drop field Buyer.fax "nobody has one"
"""


def built(spec: str, disk: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """What is on disk after a build of `spec` over `disk`, and the codes of what it said."""
    sources = sources_from({"spec.lc": APP + spec})
    checked = check(sources, {}, (), known(disk))
    assert checked.application is not None, checked.problems
    result = build(checked.application, sources, disk)
    problems = [each.code for each in (*checked.problems, *result.problems)]
    return {**disk, **result.plan.writes}, problems


def revisions(disk: Mapping[str, str]) -> int:
    """How many there are."""
    return sum(path.startswith("migrations/versions/") for path in disk)


def test_a_first_build_has_nothing_to_do_with_the_past() -> None:
    disk, problems = built(THIRD, {})
    assert problems == []
    assert revisions(disk) == 1
    again, problems = built(THIRD, disk)
    assert problems == []
    assert revisions(again) == 1


def test_words_are_carried_out_once() -> None:
    disk, _ = built(FIRST, {})
    for number, spec in enumerate((SECOND, THIRD), 2):
        disk, problems = built(spec, disk)
        assert problems == []
        assert revisions(disk) == number
        disk, problems = built(spec, disk)
        assert problems == []
        assert revisions(disk) == number


def test_a_version_may_be_skipped() -> None:
    disk, problems = built(THIRD, built(FIRST, {})[0])
    assert problems == ["LC627"], "the name that only the second version had"
    revision = next(text for path, text in disk.items() if "versions/0002" in path)
    assert 'rename_table(op, "client", "buyer")' in revision
    assert "former_first" in revision
    assert "archive_0002" in revision
    again, problems = built(THIRD, disk)
    assert problems == []
    assert again == disk


def test_words_that_leave_are_forgotten_without_harm() -> None:
    disk, _ = built(SECOND, built(FIRST, {})[0])
    plain = SECOND.partition("drop field")[0].replace(" was Client", "").replace(" was b", "")
    plain = plain.replace('from first + " " + last', "").replace("from text(code + 1)", "")
    disk, problems = built(plain, disk)
    assert problems == []
    assert revisions(disk) == 2
