"""Steps, approvals and boards over HTTP, on both databases: who may, what is asked, what is refused in which words."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.apps.deciding import SPEC, Desk, json_of, said
from tests.conftest import Boot
from tests.harness.specs import SpecCompiler

pytestmark = pytest.mark.one_database

JSON = {"accept": "application/json"}


@pytest.fixture
def desk(compile_spec: SpecCompiler, boot: Boot) -> Desk:
    app = boot(compile_spec(SPEC))
    found = Desk(app, app.database())
    for name, *roles in (("li", "seller"), ("wang", "seller"), ("he", "chief"), ("zhao", "legal"), ("root", "admin")):
        found.employ(name, *roles)
    return found


def steps(text: str) -> list[str]:
    return re.findall(r'class="flow-step (\w+)', text)


# --- steps ---


def test_the_page_shows_the_steps_and_why_others_are_not_possible(desk: Desk) -> None:
    url = desk.deal(amount="0")
    text = desk.page("li", url)
    assert steps(text) == ["now", "ahead", "ahead", "ahead"]
    assert 'class="impossible"><span>提交报价</span><small>请先填写金额' in text
    assert f'href="{url}/do/any_to_lost"' in text
    assert f"{url}/do/contact_to_offer" not in text


def test_giving_up_is_never_what_the_page_proposes(desk: Desk) -> None:
    only = desk.deal(amount="0")
    text = desk.page("li", only)
    assert re.search(rf'class="btn btn-refuse" href="{only}/do/any_to_lost"', text)
    assert re.search(rf'class="btn btn-primary" href="{only}/submit/review"', text)
    assert 'class="btn btn-danger" data-save' in desk.page("li", f"{only}/do/any_to_lost")
    beside = desk.deal()
    text = desk.page("li", beside)
    assert re.search(rf'class="btn btn-primary" href="{beside}/do/contact_to_offer"', text)
    assert text.count("btn btn-refuse") == 1
    assert 'class="btn btn-primary" data-save' in desk.page("li", f"{beside}/do/contact_to_offer")


def test_a_step_asks_for_what_the_new_state_demands(desk: Desk) -> None:
    url = desk.deal()
    step = f"{url}/do/contact_to_offer"
    refused = desk.post("li", step, step, is_form="1", closes="")
    assert refused.status_code == 422
    assert "请填写成交日期" in said(refused)
    assert desk.stage(url) == "contact"
    wrong = desk.post("li", step, step, is_form="1", closes="gestern")
    assert wrong.status_code == 422
    assert 'value="gestern"' in wrong.text
    assert desk.done("li", step, step, is_form="1", closes="2030-01-01") == url
    assert desk.stage(url) == "offer"
    text = desk.page("li", url)
    assert steps(text) == ["done", "now", "ahead", "ahead"]
    assert "执行了“提交报价”" in text


def test_a_step_asks_for_its_fields_and_keeps_what_was_typed(desk: Desk) -> None:
    url = desk.deal()
    step = f"{url}/do/any_to_lost"
    assert 'name="reason"' in desk.page("li", step)
    assert 'name="amount"' not in desk.page("li", step)
    assert desk.post("li", step, step, is_form="1", reason="").status_code == 422
    desk.done("li", step, step, is_form="1", reason="客户选择了别家", amount="999999")
    assert desk.stage(url) == "lost"
    assert "¥500.00" in desk.page("li", url)


def test_steps_are_for_those_who_may(desk: Desk) -> None:
    url = desk.deal()
    assert desk.at("wang").get(url).status_code == 404
    assert desk.at("wang").get(f"{url}/do/any_to_lost").status_code == 404
    assert desk.post("wang", f"{url}/do/any_to_lost", "/-/todo", reason="x").status_code == 404
    refused = desk.post("zhao", f"{url}/do/any_to_lost", url, reason="x")
    assert refused.status_code == 409
    assert "权限" in said(refused)
    assert desk.stage(url) == "contact"


def test_a_step_over_somebody_elses_save_is_refused(desk: Desk) -> None:
    url = desk.deal()
    step = f"{url}/do/any_to_lost"
    desk.done("li", f"{url}/edit", f"{url}/edit", note="新")
    stale = desk.post("li", step, step, is_form="1", reason="客户没有预算", version="1")
    assert stale.status_code == 409
    assert "刚刚被他人修改" in said(stale)
    assert "客户没有预算" in stale.text
    assert desk.post("li", step, step, is_form="1", reason="x", version="nonsense").status_code == 409
    assert desk.stage(url) == "contact"


def test_pressing_twice_says_that_it_has_moved_on(desk: Desk) -> None:
    url = desk.offered()
    again = desk.post("li", f"{url}/do/contact_to_offer", url, closes="2030-01-01")
    assert again.status_code == 409
    assert "已处于“报价”" in said(again)


def test_nothing_happens_without_the_token_or_by_get(desk: Desk) -> None:
    url = desk.deal()
    client = desk.at("li")
    assert client.post(f"{url}/do/any_to_lost", data={"reason": "x", "version": "1"}).status_code == 403
    assert client.post("/-/todo/decide", data={"action": "approve", "id": "1"}).status_code == 403
    client.get(f"{url}/do/any_to_lost?reason=x&version=1")
    assert desk.stage(url) == "contact"


def test_what_does_not_exist_is_not_found(desk: Desk) -> None:
    url = desk.deal()
    for path in (f"{url}/do/nothing", f"{url}/press/nothing", f"{url}/submit/nothing", "/deal/999/do/any_to_lost"):
        assert desk.at("li").get(path).status_code == 404
    assert desk.at("li").get("/-/approvals/999").status_code == 404


def test_a_button_of_a_rule(desk: Desk) -> None:
    url = desk.deal()
    assert "/press/claim" not in desk.page("li", url)
    step = f"{url}/press/claim"
    desk.done("he", step, step, is_form="1", note="我来跟进")
    assert desk.value(url, "owner_id") == desk.ids["he"]
    assert desk.value(url, "note") == "我来跟进"
    assert "由规则“接手”自动处理" in desk.page("he", url)


def test_the_state_is_no_input_and_no_bulk_edit(desk: Desk) -> None:
    url = desk.deal()
    assert 'name="stage"' not in desk.page("li", f"{url}/edit")
    assert 'name="stage"' not in desk.page("li", "/deal/new")
    number = url.rpartition("/")[2]
    fields = desk.post("li", "/deal/bulk", "/deal", action="edit", id=number)
    assert 'value="note"' in fields.text
    assert 'value="stage"' not in fields.text


def test_a_step_of_several_records(desk: Desk) -> None:
    one, other = desk.offered(amount="100"), desk.offered(amount="9000")
    ids = [each.rpartition("/")[2] for each in (one, other)]
    assert "签约" in desk.post("li", "/deal/bulk", "/deal", action="move", id=ids).text
    result = desk.post("li", "/deal/bulk", "/deal", action="move-now", step="offer_to_won", id=ids)
    assert (desk.stage(one), desk.stage(other)) == ("won", "offer")
    assert other in result.text
    assert desk.post("li", "/deal/bulk", "/deal", action="move-now", step="nothing", id=ids).status_code == 400


# --- approvals ---


def test_before_submitting_one_sees_who_will_sign(desk: Desk) -> None:
    url = desk.offered(amount="5000")
    text = desk.page("li", f"{url}/do/offer_to_won")
    assert "主管审批" in text
    assert "he" in text
    assert "提交审批" in text


def test_from_submission_to_the_step(desk: Desk) -> None:
    url, request = desk.submitted()
    assert desk.stage(url) == "offer"
    assert "审批中" in desk.page("li", url)
    assert "待审批" in desk.page("he", request)
    assert desk.decide("he", request, "approve").status_code == 303
    refused = desk.decide("zhao", request, "approve", note="合同已核对")
    assert refused.status_code == 422
    assert "请填写审批意见" in said(refused)
    assert "合同已核对" in refused.text
    assert desk.decide("zhao", request, "approve", opinion="同意，注意付款条款", note="合同已核对").status_code == 303
    assert (desk.stage(url), desk.value(url, "note")) == ("won", "合同已核对")
    text = desk.page("li", url)
    assert "由审批“大额审批”自动处理" in text
    sheet = desk.page("li", f"{request}/sign-off")
    assert "同意，注意付款条款" in sheet
    assert "已通过" in sheet


def test_a_second_decision_is_refused(desk: Desk) -> None:
    _, request = desk.submitted()
    assert desk.decide("he", request, "approve").status_code == 303
    again = desk.decide("he", request, "reject")
    assert again.status_code == 409
    assert "已由他人处理或您已处理过" in said(again)


def test_nobody_signs_what_has_changed_since_he_looked(desk: Desk) -> None:
    url, request = desk.submitted()
    desk.done("li", f"{url}/edit", f"{url}/edit", note="改过")
    stale = desk.decide("he", request, "approve", version="1")
    assert stale.status_code == 409
    assert "刚刚被他人修改" in said(stale)
    assert "改过" in desk.page("he", request)
    assert desk.decide("he", request, "approve").status_code == 303


def test_only_participants_and_readers_see_a_request(desk: Desk) -> None:
    _, request = desk.submitted()
    assert desk.at("wang").get(request).status_code == 404
    assert desk.at("wang").get(f"{request}/sign-off").status_code == 404
    assert desk.post("wang", f"{request}/decide", "/-/todo", action="approve").status_code == 404
    refused = desk.decide("li", request, "approve")
    assert refused.status_code == 409
    assert desk.decide("he", request, "dance").status_code == 400


def test_a_signer_sees_only_fields_that_he_may_read(desk: Desk) -> None:
    url = desk.deal("he", amount="5000", floor="4321")
    desk.done("he", f"{url}/do/contact_to_offer", f"{url}/do/contact_to_offer", is_form="1", closes="2030-01-01")
    desk.done("he", f"{url}/do/offer_to_won", f"{url}/do/offer_to_won", is_form="1")
    request = f"/-/approvals/{desk.rows('system_approval')[-1]['id']}"
    assert "4,321" in desk.page("he", request)
    desk.done("he", f"{url}/edit", f"{url}/edit", floor="4322")
    assert "4,322" in desk.page("he", request)
    for path in (request, f"{request}/sign-off", url):
        text = desk.page("zhao", path)
        assert "底价" not in text
        assert "4,32" not in text


def test_what_changed_since_the_submission_is_marked(desk: Desk) -> None:
    url, request = desk.submitted(note="旧")
    desk.done("li", f"{url}/edit", f"{url}/edit", note="新")
    text = desk.page("he", request)
    assert "<del>旧</del>" in text
    assert "<ins>新</ins>" in text


def test_return_and_submit_again(desk: Desk) -> None:
    url, request = desk.submitted()
    assert desk.decide("he", request, "return", opinion="金额有误").status_code == 303
    assert "退回给我" in desk.page("li", "/-/todo?tab=returned")
    assert request in desk.page("li", "/-/todo?tab=returned")
    step = f"{url}/do/offer_to_won"
    desk.done("li", step, step, is_form="1")
    assert "第 2 轮" in desk.page("he", request)
    assert desk.decide("he", request, "approve").status_code == 303


def test_transfer_and_additional_signers(desk: Desk) -> None:
    _, request = desk.submitted()
    assert "请选择一位同事" in said(desk.decide("he", request, "transfer", colleague=""))
    assert desk.decide("he", request, "transfer", colleague=str(desk.ids["wang"])).status_code == 303
    assert "由 he 转交" in desk.page("wang", request)
    added = desk.decide("wang", request, "add", colleague=str(desk.ids["root"]), way="before")
    assert added.status_code == 303
    assert "由 wang 加签（之前）" in desk.page("root", request)
    assert desk.decide("wang", request, "approve").status_code == 409
    assert desk.decide("root", request, "approve").status_code == 303
    assert desk.decide("wang", request, "approve").status_code == 303


def test_withdrawing_is_for_the_submitter(desk: Desk) -> None:
    url, request = desk.submitted()
    assert desk.decide("he", request, "withdraw").status_code == 409
    assert desk.decide("li", request, "withdraw").status_code == 303
    assert "已撤回" in desk.page("li", request)
    assert desk.stage(url) == "offer"


def test_files_go_with_an_opinion(desk: Desk) -> None:
    _, request = desk.submitted()
    text = desk.page("he", request)
    token = re.findall(r'name="csrf_token" value="([^"]+)"', text)[0]
    version = re.findall(r'name="version" value="(\d+)"', text)[0]
    data = {"csrf_token": token, "version": version, "action": "approve", "opinion": "见附件"}
    answer = desk.at("he").post(f"{request}/decide", data=data, files={"files": ("意见.txt", b"yes", "text/plain")})
    assert answer.status_code == 303
    address = re.findall(r'href="(/-/files/\d+/[^"]+)"', desk.page("li", request))[0]
    assert desk.at("li").get(address).status_code == 200
    assert desk.at("wang").get(address).status_code == 404


def test_the_submitter_chooses_among_those_who_may(desk: Desk) -> None:
    url = desk.deal()
    step = f"{url}/submit/review"
    assert f'value="{desk.ids["he"]}"' in desk.page("li", step)
    assert f'value="{desk.ids["wang"]}"' not in desk.page("li", step)
    missing = desk.post("li", step, step, is_form="1")
    assert missing.status_code in (409, 422)
    assert "选定的人" in said(missing)
    wrong: dict[str, Any] = {"signers.picked": str(desk.ids["wang"])}
    assert desk.post("li", step, step, is_form="1", **wrong).status_code in (409, 422)
    right: dict[str, Any] = {"signers.picked": str(desk.ids["he"])}
    desk.done("li", step, step, is_form="1", **right)
    assert "由提交人选定" in desk.page("he", "/-/approvals/1")
    assert desk.at("zhao").get(step).status_code == 409


# --- boards ---


def test_a_board_has_a_column_for_each_state(desk: Desk) -> None:
    url = desk.offered()
    text = desk.page("li", "/deal/board")
    assert re.findall(r'data-lane="(\w+)"', text) == ["contact", "offer", "won", "lost"]
    offer = text.split('data-lane="offer"')[1].split('data-lane="won"')[0]
    assert f'href="{url}"' in offer
    assert "¥500.00" in offer
    assert "/deal/board" in desk.page("li", "/deal")
    assert f'href="{url}"' not in desk.page("wang", "/deal/board")


def test_dropping_a_card_makes_the_step_or_says_why_not(desk: Desk) -> None:
    url = desk.deal(amount="0")
    refused = desk.post("li", f"{url}/to", url, JSON, value="offer", version="1")
    assert refused.status_code == 409
    assert json_of(refused) == {"problems": ["请先填写金额"]}
    assert json_of(desk.post("li", f"{url}/to", url, JSON, value="won", version="1"))["problems"]
    asks = desk.post("li", f"{url}/to", url, JSON, value="lost", version="1")
    assert json_of(asks) == {"form": f"{url}/do/any_to_lost"}
    other = desk.offered(amount="100")
    stale = desk.post("li", f"{other}/to", other, JSON, value="won", version="1")
    assert stale.status_code == 409
    version = str(desk.value(other, "version"))
    assert desk.post("li", f"{other}/to", other, JSON, value="won", version=version).status_code == 200
    assert desk.stage(other) == "won"


def test_the_menu_of_a_card_does_the_same_by_keyboard(desk: Desk) -> None:
    url = desk.deal(amount="0")
    text = desk.page("li", f"{url}/moves?next=/deal/board")
    assert "放弃" in text
    assert "请先填写金额" in text
    assert desk.at("wang").get(f"{url}/moves").status_code == 404


def test_on_a_board_of_options_a_card_changes_its_field(desk: Desk) -> None:
    url = desk.done("li", "/sticker/new", "/sticker/new", name="电话", color="red")
    assert 'value="blue"' in desk.page("li", f"{url}/moves")
    assert desk.post("li", f"{url}/to", url, JSON, value="blue", version="1").status_code == 200
    assert desk.rows("sticker")[-1]["color"] == "blue"
    assert desk.post("li", f"{url}/to", url, JSON, value="nothing", version="2").status_code == 409
    assert desk.post("li", f"{url}/to", url, JSON, value="red", version="1").status_code == 409
    assert desk.at("zhao").get("/sticker/board").status_code == 404
