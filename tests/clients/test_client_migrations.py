"""Two versions of a base reach a client's database in one line of revisions, with the client's own fields."""

from __future__ import annotations

from pathlib import Path

import pytest

from lowcode.building.projects import known
from lowcode.checking import check
from lowcode.compiler import build, sources_from
from tests.harness.apps import GeneratedApp
from tests.harness.projects import write_files
from tests.migrations.changed import command, insert, query

BASE_1 = """
app base "Base" { locale en }
role staff "Staff"
entity Customer "Customer" {
  name  "Name": text(40) required
  phone "Phone": text(20)
  fax   "Fax": text(20)
}
access Customer { staff all }
"""
BASE_2 = (
    BASE_1.replace('phone "Phone": text(20)', 'mobile "Mobile": text(20) was phone\n  size "Size": int')
    + 'entity Visit "Visit" { customer "Customer": Customer }\naccess Visit { staff all }\n'
)
CLIENT_1 = """
import "../base"
extend app acme "Acme"
extend entity Customer { shop "Shop": text(20) }
extend Customer.name { label "Company" }
"""
CLIENT_2 = CLIENT_1 + 'extend Customer.mobile { help "Of the shop" }\nremove Customer.fax "nobody has one"\n'
CLIENT_3 = CLIENT_2 + 'remove Customer.size "never asked for"\n'


def built(base: str, client: str, disk: dict[str, str]) -> dict[str, str]:
    sources = sources_from({"../base/app.lc": base, "client.lc": client})
    checked = check(sources, {}, (), known(disk))
    assert checked.application is not None, checked.problems
    result = build(checked.application, sources, disk)
    assert not result.problems, result.problems
    return {**disk, **result.plan.writes}


def revisions(disk: dict[str, str]) -> list[str]:
    return sorted(path for path in disk if path.startswith("migrations/versions/"))


@pytest.fixture(scope="module")
def lines() -> list[dict[str, str]]:
    first = built(BASE_1, CLIENT_1, {})
    second = built(BASE_2, CLIENT_2, first)
    return [first, second, built(BASE_2, CLIENT_3, second)]


def test_each_build_appends_one_revision(lines: list[dict[str, str]]) -> None:
    assert [len(revisions(disk)) for disk in lines] == [1, 2, 3]
    assert revisions(lines[2])[:2] == revisions(lines[1])
    assert all(lines[2][path] == lines[1][path] for path in revisions(lines[1]))


def test_a_first_build_of_a_client_starts_from_where_it_is() -> None:
    """Renames of the base and removals of the client have nothing to do in a database that never held them."""
    assert len(revisions(built(BASE_2, CLIENT_3, {}))) == 1


def test_data_goes_along(lines: list[dict[str, str]], tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'acme.db'}"
    apps = []
    for number, disk in enumerate(lines):
        write_files(tmp_path / str(number), disk)
        apps.append(GeneratedApp(tmp_path / str(number), "acme"))
    command(apps[0], url, "migrate")
    insert(url, "customer", {"name": "Blue", "phone": "1234", "fax": "99", "shop": "Centre"})
    command(apps[1], url, "migrate")
    assert query(url, "SELECT name, mobile, shop FROM customer") == [("Blue", "1234", "Centre")]
    archives = [
        name
        for (name,) in query(url, "SELECT name FROM sqlite_master WHERE type = 'table'")
        if name.startswith("archive_")
    ]
    assert [query(url, f'SELECT value FROM "{name}"') for name in archives] == [[("99",)]]
    command(apps[2], url, "migrate")
    assert query(url, "SELECT name, mobile, shop FROM customer") == [("Blue", "1234", "Centre")]
    columns = {row[1] for row in query(url, "PRAGMA table_info(customer)")}
    assert columns >= {"mobile", "shop"}
    assert not columns & {"phone", "fax", "size"}


OWN_1 = """
import "../base"
extend app acme "Acme"
extend entity Customer { size "Size": one of (small "Small", large "Large") }
"""
OWN_2 = OWN_1.replace("size ", "own_size ").replace('Large")', 'Large") was size')


def test_a_client_gives_way_to_a_name_that_the_base_has_taken(tmp_path: Path) -> None:
    """The base's `size` is another one than the client's, which takes its values along under a name of its own."""
    first = built(BASE_1, OWN_1, {})
    second = built(BASE_2, OWN_2, first)
    third = built(BASE_2.replace('"Size": int', '"Size in the base": int'), OWN_2, second)
    assert [len(revisions(each)) for each in (first, second, third)] == [1, 2, 2]
    url = f"sqlite:///{tmp_path / 'acme.db'}"
    for number, disk in enumerate((first, second)):
        write_files(tmp_path / str(number), disk)
        command(GeneratedApp(tmp_path / str(number), "acme"), url, "migrate")
        if not number:
            insert(url, "customer", {"name": "Blue", "phone": "1234", "size": "large"})
    assert query(url, "SELECT name, mobile, own_size, size FROM customer") == [("Blue", "1234", "large", None)]


def test_what_was_the_base_s_stays_the_base_s() -> None:
    """The same words about a field of the base would take its values away from it."""
    first = built(BASE_1, CLIENT_1, {})
    client = CLIENT_1.replace('shop "Shop"', 'cell "Cell": text(20) was phone\n  shop "Shop"')
    sources = sources_from({"../base/app.lc": BASE_1, "client.lc": client})
    assert [each.code for each in check(sources, {}, (), known(first)).problems] == ["LC611"]


def test_a_client_keeps_what_the_base_drops() -> None:
    """It declares the field itself; whatever the base does with its own, the values stay where they are."""
    base = BASE_1.replace('  fax   "Fax": text(20)\n', "") + 'drop field Customer.fax "nobody has one"\n'
    client = CLIENT_1.replace('shop "Shop"', 'fax "Fax": text(20)\n  shop "Shop"')
    first = built(BASE_1, CLIENT_1, {})
    second = built(base, client, first)
    assert len(revisions(second)) == 1
    third = built(base, CLIENT_1, second)
    assert len(revisions(third)) == 2, "once the client lets go of it, the base's word holds"
