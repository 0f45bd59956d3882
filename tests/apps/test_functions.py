"""Functions that somebody writes by hand, called by rules, on both databases."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lowcode.runtime.hooks import load_hooks
from lowcode.runtime.saving.outcome import Refused
from tests.apps.trading import Office
from tests.harness.apps import AppUnderTest, CommandFailedError, GeneratedApp, csrf_token

SPEC = """
app scoring "评分" / "Scoring" { locale zh-CN, en; timezone "Asia/Shanghai"; currency CNY }
role seller "销售" / "Seller"
choice Level "等级" / "Level" { gold "金" / "Gold"; tin "锡" / "Tin" }
entity Lead "线索" / "Lead" {
  company "公司" / "Company": text(60) required
  phone   "电话" / "Phone": phone
  budget  "预算" / "Budget": money
  share   "比例" / "Share": percent
  score   "评分" / "Score": int
  level   "等级" / "Level": Level
  seen    "见过" / "Seen": many of Level
  met     "见面" / "Met": datetime
  owner   "负责人" / "Owner": User default me
  calls   "电话" / "Calls": many Call by lead
}
entity Call "通话" / "Call" { lead "线索" / "Lead": Lead required on delete cascade; text "内容" / "Text": text(40) }
access Lead { seller all }
access Call { seller all }

function rate(lead: Lead required, points: int) -> int "How promising it is"
function share_of(budget: money) -> percent
function level_of(score: int) -> Level
function seen_by(lead: Lead) -> many of Level
function clean(phone: phone) -> phone
function met_at(lead: Lead) -> datetime
function best(lead: Lead) -> User
function register(lead: Lead required, calls: many Call)

rule Rate "评分" / "Rate" for Lead on create {
  set score = rate(this, 3)
  set share = share_of(budget), level = level_of(score), seen = seen_by(this), phone = clean(phone)
  set met = met_at(this), owner = best(this)
}
rule Register "登记" / "Register" for Lead on change of company { call register(this, calls where text is not empty) }
"""

WRITTEN = '''
"""What the tests have written."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from lowcode.runtime.functions import Refusal
from lowcode.runtime.process.run import Run
from scoring.models.call import Call
from scoring.models.lead import Lead


def rate(lead: Lead, points: int | None) -> int:
    if lead.company == "拒绝":
        raise Refusal("这家公司不接待")
    if lead.company == "故障":
        raise RuntimeError("broken")
    if lead.company == "错误":
        return "many"
    return len(lead.company) + (points or 0)


def share_of(budget: Decimal | None) -> Decimal | None:
    return None if budget is None else budget / Decimal(3)


def level_of(score: int | None) -> str | None:
    return "gold" if score is not None and score > 5 else "tin"


def seen_by(lead):
    return ["gold", "tin"]


def clean(phone: str | None) -> str | None:
    return None if phone is None else f" +86 {phone}"


def met_at(lead: Any) -> datetime.datetime:
    return datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))


def best(lead: Lead | None, *, run: Run) -> Any:
    return run.context.me


def register(lead: Lead, calls: list[Call], run: Run) -> None:
    run.create("call", lead=lead, text=f"{lead.company}: {len(calls)}")
'''


@pytest.fixture
def scoring(
    boot: Callable[..., AppUnderTest], compile_spec: Callable[[str], GeneratedApp], tmp_path: Path
) -> Callable[[str | None], Office]:
    """The app with these functions; None: as the build has left them."""

    def open_with(functions: str | None) -> Office:
        app = boot(compile_spec(SPEC))
        custom = tmp_path / "custom"
        shutil.copytree(app.app.folder / "custom", custom, dirs_exist_ok=True)
        if functions is not None:
            (custom / "functions.py").write_text(functions, encoding="utf-8")
        load_hooks(app.definition, custom)
        office = Office(app, app.database())
        office.employ("li", "seller")
        return office

    return open_with


def lead(office: Office, **values: Any) -> Any:
    number = office.saved("li", "lead", {"company": "新达电子", **values})
    return next(row for row in office.rows("lead") if row["id"] == number)


def refusal(office: Office, **values: Any) -> list[str]:
    outcome = office.submit("li", "lead", {"company": "新达电子", **values})
    assert isinstance(outcome, Refused)
    assert office.rows("lead") == []
    return [each.code for each in outcome.problems]


def test_results_are_values_of_their_types(scoring: Callable[[str | None], Office]) -> None:
    office = scoring(WRITTEN)
    found = lead(office, budget="1", phone="13800138000")
    assert found["score"] == 7
    assert str(found["share"]) == "0.3333"
    assert found["level"] == "gold"
    assert found["phone"] == "13800138000"
    assert str(found["met"]) == "2026-01-05 01:00:00"
    assert found["owner_id"] == found["created_by_id"]
    assert lead(office, company="又")["level"] == "tin"


def test_functions_change_records_by_the_run(scoring: Callable[[str | None], Office]) -> None:
    office = scoring(WRITTEN)
    number = lead(office)["id"]
    for name in ("华星", "华星二"):
        office.saved("li", "lead", {"company": name}, number)
    assert [row["text"] for row in office.rows("call")] == ["华星: 0", "华星二: 1"]


def test_a_no_refuses_it_all(scoring: Callable[[str | None], Office]) -> None:
    office = scoring(WRITTEN)
    outcome = office.submit("li", "lead", {"company": "拒绝"})
    assert isinstance(outcome, Refused)
    assert [each.message.texts for each in outcome.problems if each.message] == [("这家公司不接待",)]
    assert office.rows("lead") == []


def test_an_error_saves_nothing_and_is_not_hidden(scoring: Callable[[str | None], Office]) -> None:
    office = scoring(WRITTEN)
    with pytest.raises(RuntimeError, match="broken"):
        office.submit("li", "lead", {"company": "故障"})
    assert office.rows("lead") == []


def test_what_is_of_another_type_is_refused(scoring: Callable[[str | None], Office]) -> None:
    assert refusal(scoring(WRITTEN), company="错误") == ["rule_failed", "function_result"]


def test_what_nobody_has_written_is_refused(scoring: Callable[[str | None], Office]) -> None:
    assert refusal(scoring(None)) == ["rule_failed", "function_unwritten"]


def test_what_is_not_there_is_refused(scoring: Callable[[str | None], Office]) -> None:
    assert refusal(scoring('"""Nothing."""')) == ["rule_failed", "function_missing"]


@pytest.mark.parametrize(
    "line",
    [
        "def rate(lead: Lead) -> int:",
        "def rate(points: int | None, lead: Lead) -> int:",
        "def rate(lead: Lead, points: int) -> int:",
        "def rate(lead: Lead, points: int | None) -> str:",
        "def rate(*lead: Lead) -> int:",
    ],
)
def test_another_signature_is_refused(scoring: Callable[[str | None], Office], line: str) -> None:
    functions = WRITTEN.replace("def rate(lead: Lead, points: int | None) -> int:", line)
    assert refusal(scoring(functions)) == ["rule_failed", "function_differs"]


def test_pages_say_it_in_the_function_s_own_words(scoring: Callable[[str | None], Office]) -> None:
    client = scoring(WRITTEN).app.client("li")
    for company, said in (("拒绝", "这家公司不接待"), ("错误", "函数“rate”返回了 &#39;many&#39;")):
        token = csrf_token(client.get("/lead/new").text)
        answer = client.post("/lead/new", data={"csrf_token": token, "company": company})
        assert answer.status_code == 422
        assert said in answer.text


def test_commands_say_what_is_missing(
    boot: Callable[..., AppUnderTest], compile_spec: Callable[[str], GeneratedApp], tmp_path: Path
) -> None:
    built = compile_spec(SPEC)
    url = boot(built).url
    folder = tmp_path / "scoring"
    shutil.copytree(built.folder, folder)
    app = GeneratedApp(folder, "scoring")
    with pytest.raises(CommandFailedError, match="rate"):
        app.run(url, "check")
    (folder / "custom" / "functions.py").write_text(WRITTEN, encoding="utf-8")
    app.run(url, "check")
