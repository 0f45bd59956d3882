"""What is taken out of the project's specifications, one thing at a time, and the scenario that must notice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Removal:
    """`old` is taken out, or becomes `new`; then the scenario whose title contains `scenario` must fail.

    `old` that reads `rule Name` stands for the whole declaration.
    """

    spec: str
    scenario: str
    old: str
    new: str = ""

    def __str__(self) -> str:
        first = next(line.strip() for line in self.old.splitlines() if line.strip())
        return f"{self.spec}: {first[:60]}"

    def applied(self, texts: Mapping[str, str]) -> dict[str, str]:
        """The files without it. It must be there exactly once."""
        found = [(path, *span) for path, text in texts.items() for span in self._spans(text)]
        assert len(found) == 1, f"{self} is {len(found)} times in specs/{self.spec}"
        path, start, end = found[0]
        return {**texts, path: texts[path][:start] + self.new + texts[path][end:]}

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        if re.fullmatch(r"rule \w+", self.old):
            for match in re.finditer(rf"^{self.old} ", text, re.MULTILINE):
                yield match.start(), _end_of_declaration(text, match.start())
            return
        for match in re.finditer(re.escape(self.old), text):
            yield match.span()


def _end_of_declaration(text: str, start: int) -> int:
    """Behind the `}` in the first column, or the first line if it closes what it opens."""
    line_end = text.index("\n", start) + 1
    line = text[start:line_end]
    if "{" in line and line.count("{") == line.count("}"):
        return line_end
    return text.index("\n}\n", start) + len("\n}\n")


_CRM: Final = (
    Removal("crm", "超过十万的商机", " needs BigDeal when payable > 100_000"),
    Removal("crm", "超过十万的商机", "  escalate after 24h to director\n"),
    Removal("crm", "超过十万的商机", '    task legal "审核合同：{customer.name}" on c due 3d\n'),
    Removal("crm", "十万以内不用审批", " when payable > 100_000"),
    Removal(
        "crm",
        "百万以上的商机还要财务会签",
        '    step finance "财务会签" / "Finance" : any of finance when payable > 1_000_000\n',
    ),
    Removal("crm", "被驳回的审批", '  on rejected { task owner "调整报价或放弃：{name}" due 2d }\n'),
    Removal("crm", "审批退回后修改重报", '  on returned { task owner "修改报价后重新提交：{name}" due 2d }\n'),
    Removal("crm", "没有联系人的客户", "count(customer.contacts) > 0", "true"),
    Removal("crm", "没有联系人的客户", "on stay proposal longer than 14d", "on stay proposal longer than 40d"),
    Removal("crm", "合同签订后生成交付工单", '    task support "安排交付：{customer.name} {name}" on t due 3d\n'),
    Removal("crm", "合同签订后生成交付工单", "by legal asks signed_on", "by legal, owner asks signed_on"),
    Removal("crm", "华东线索自动分配", "rule AssignEast"),
    Removal("crm", "华东线索自动分配", "  after 24h unless status != new {", "  after 72h unless status != new {"),
    Removal("crm", "其他区域的线索轮流分配", "rule AssignOthers"),
    Removal("crm", "线索转化为客户", "score >= 40", "true"),
    Removal(
        "crm", "线索转化为客户", "    create Contact { customer = c, name = name, mobile = phone, email = email }\n"
    ),
    Removal("crm", "三十天没有进展", "  working   -> new after 30d\n"),
    Removal("crm", "工单完成后客户收到邮件", "  on enter solved { send Solved to contact.email, customer.owner }\n"),
    Removal("crm", "紧急工单四小时", "rule Complaint"),
    Removal("crm", "重点客户七天未跟进", "rule KeySilent"),
    Removal("crm", "重点客户七天未跟进", ' cc owner.manager "{name} 已超过', ' "{name} 已超过'),
    Removal("crm", "赢单使潜在客户成为成交客户", "rule Won"),
    Removal("crm", "计划中的联系到期提醒", "rule NextContact"),
    Removal("crm", "满意度低于三分", "rule LowScore"),
    Removal("crm", "公海池：领取", "rule ReturnToPool"),
    Removal("crm", "公海池：领取", "  when owner is empty\n  if count", "  if count"),
    Removal(
        "crm",
        "退回公海和每人上限",
        "  when owner is not empty\n  set owner = empty\n",
        '  when owner is not empty\n  set remark = ""\n',
    ),
    Removal("crm", "销售看不到别人的客户", "  field revenue { read manager, finance; update director }\n"),
)

_GROWTH: Final = (
    Removal("growth", "线索按准入标准", "customer.industry is not empty and count(customer.contacts) > 0", "true"),
    Removal("growth", "线索按准入标准", "when first_call is not empty", "when true"),
    Removal("growth", "线索按准入标准", "when approved_project and person is not empty", "when true"),
    Removal("growth", "线索按准入标准", "when visited and count(lines) > 0", "when count(lines) > 0"),
    Removal("growth", "线索按准入标准", "  on enter sql { set customer.status = prospect }\n"),
    Removal("growth", "线索按准入标准", '    task legal "拟定合同：{customer.name} {name}" on c due 3d\n'),
    Removal(
        "growth",
        "线索按准入标准",
        '    notify legal by app, email "{customer.name} 已赢单，金额 {payable}，请拟定合同"\n',
    ),
    Removal(
        "growth",
        "拜访决策者必须有会议纪要",
        "required when way == visit and contact.decides and protocol is empty"
        '\n        "拜访决策者须上传会议纪要，或在下面填写"'
        ' / "A visit to a decision maker needs minutes, as a file or in words"',
    ),
    Removal("growth", "报价超过十万", " needs Quotation when payable > 100_000"),
    Removal(
        "growth", "报价超过十万", '  step director "总监审批" / "Director" : any of director { opinion required }\n'
    ),
    Removal("growth", "报价超过十万", "  escalate after 48h to director\n"),
    Removal("growth", "报价超过十万", "rule LongNegotiation"),
    Removal("growth", "报价不超过十万", " when payable > 100_000"),
    Removal("growth", "报价被驳回和退回", '  on rejected { task owner "修改报价：{name}" due 1d }\n'),
    Removal("growth", "市场录入的线索", "rule AssignLead"),
    Removal("growth", "市场录入的线索", "rule FirstCall"),
    Removal(
        "growth",
        "市场录入的线索",
        '    notify owner.manager by app, wecom "{owner.name} 超过 2 小时未联系新线索 {customer.name}"\n',
    ),
    Removal("growth", "两小时内打过电话", "after 2h unless first_call is not empty or stage == lost {", "after 2h {"),
    Removal("growth", "重要客户三天未跟进", "rule ImportantSilent"),
    Removal("growth", "重要客户三天未跟进", "on important and silent_since", "on silent_since"),
    Removal("growth", "跟进计划到期提醒", "rule NextContact"),
    Removal("growth", "线索评分随资料", "rule ScoreLead"),
    Removal("growth", "线索评分随资料", "rule ScoreContact"),
    Removal("growth", "输单须说明原因", ' required when stage == lost "请选择输单原因" / "Say why it was lost"'),
    Removal("growth", "合同由法务拟定", "when terms is not empty", "when true"),
    Removal("growth", "谁看得到什么", "  field budget   { read sales; update sales }\n"),
)

_MACHINERY: Final = (
    Removal("machinery", "四个部门并行评审", "      needs Review\n"),
    Removal("machinery", "四个部门并行评审", ": any of market", ": all of market"),
    Removal("machinery", "四个部门并行评审", "{ edit solution; opinion required }", "{ edit solution }"),
    Removal("machinery", "四个部门并行评审", "60% of production", "all of production"),
    Removal("machinery", "四个部门并行评审", "60% of production", "any of production"),
    Removal("machinery", "四个部门并行评审", "  cc assistant\n"),
    Removal("machinery", "技术部有一人没签", ": all of technology", ": any of technology"),
    Removal("machinery", "二十万以下不经法务", " when price >= 200_000"),
    Removal("machinery", "百万以上和首台套", "    escalate after 2d to assistant\n"),
    Removal("machinery", "百万以上和首台套", " or first_of_kind"),
    Removal("machinery", "每天催办", "  after 10d reject\n"),
    Removal("machinery", "评审退回到销售", '  on returned  { task owner "按评审意见修改：{name}" due 2d }\n'),
    Removal("machinery", "评审中关键内容锁定", '  on withdrawn { notify market "评审已撤回：{name}" }\n'),
    Removal("machinery", "方案须由技术部完成", "when solution is not empty and risk is not empty", "when true"),
    Removal("machinery", "方案须由技术部完成", "when count(plan) > 0 and deliver_on is not empty", "when true"),
    Removal("machinery", "方案须由技术部完成", "when open_tasks == 0", "when true"),
    Removal("machinery", "方案须由技术部完成", '  on enter quoting { task owner "请报价：{name}" due 2d }\n'),
    Removal("machinery", "方案须由技术部完成", "longer than 5d", "longer than 50d"),
    Removal("machinery", "方案须由技术部完成", "rule LatePlan"),
    Removal("machinery", "交付前一周", "rule DueSoon"),
    Removal(
        "machinery", "各部门只看到", "  field cost       { read market, production, general; update production }\n"
    ),
    Removal("machinery", "各部门只看到", "  field solution   { read everyone; update technology }\n"),
)

_CONSULTING: Final = (
    Removal("consulting", "四维评分得出象限", "rule PlaceNew"),
    Removal("consulting", "四维评分得出象限", "rule NewTeam"),
    Removal("consulting", "四维评分得出象限", "rule Handover"),
    Removal("consulting", "四维评分得出象限", "present >= 3.5 and future >= 3.5", "present >= 4.9 and future >= 3.5"),
    Removal("consulting", "象限变化时换团队", "rule MoveQuadrant"),
    Removal(
        "consulting",
        "象限变化时换团队",
        '  if old.owner is not empty { notify old.owner "{name} 已转由 {owner.name} 服务" }\n',
    ),
    Removal("consulting", "沟通以后按节奏", "rule NextTouch"),
    Removal("consulting", "到期提醒顾问", "rule DueTouch"),
    Removal(
        "consulting",
        "到期提醒顾问",
        "  after 4d unless next_contact > today { notify team.leader by app, email"
        ' "客户 {name} 超过联系节奏，顾问 {owner.name}" }\n',
    ),
    Removal(
        "consulting", "按时沟通就不催", "repeat every 1d until next_contact > today max 3", "repeat every 1d max 3"
    ),
    Removal("consulting", "战略伙伴每季度", "rule Quarterly"),
    Removal("consulting", "资源倾斜", " needs Grant"),
    Removal("consulting", "资源倾斜", " when days > 20 { opinion required }", " { opinion required }"),
    Removal("consulting", "资源申请被驳回", "move -> refused; "),
    Removal("consulting", "资源申请被驳回", "  escalate after 2d to partner\n"),
    Removal("consulting", "顾问只看本团队", "  field budget     { read principal; update partner }\n"),
)

_ACCOUNTS: Final = (
    Removal(
        "accounts", "录入校验", 'matches "1[3-9][0-9]{9}" "手机号须为 11 位数字" / "A mobile number has 11 digits"'
    ),
    Removal("accounts", "录入校验", "int min 1 max 500_000", "int min 0"),
    Removal("accounts", "按区域分配", "rule 按区域分配"),
    Removal("accounts", "按区域分配", "rule 新客户跟进"),
    Removal("accounts", "有行业专员的行业", "rule 按行业分配"),
    Removal("accounts", "老客户推荐由主管接手", "rule 推荐客户分配"),
    Removal("accounts", "重点客户七天未跟进", "rule 重点沉默"),
    Removal("accounts", "重点客户七天未跟进", " cc 负责人.manager"),
    Removal("accounts", "重点客户七天未跟进", "on 等级 != 普通 and 沉默起点", "on 沉默起点"),
    Removal("accounts", "跟进以后重新计时", "rule 跟进计划"),
    Removal("accounts", "跟进以后重新计时", "= coalesce(最后跟进, created_at)", "= created_at"),
    Removal("accounts", "三个部门一路衔接", '    task 法务 "审核订单合同：{客户.公司全称}" on 新订单 due 2d\n'),
    Removal("accounts", "三个部门一路衔接", "审核意见 is not empty", "true"),
    Removal("accounts", "三个部门一路衔接", '    notify 服务 by app, wecom "新的实施工单：{客户.公司全称}"\n'),
    Removal("accounts", "三个部门一路衔接", "rule 审核催办"),
    Removal("accounts", "三个部门一路衔接", "rule 低分回访"),
    Removal(
        "accounts",
        "法务退回",
        '  on enter 已退回 { notify 负责人 by app, email "订单 {编号} 被法务退回：{审核意见}" }\n',
    ),
    Removal("accounts", "商机逐级推进", "count(客户.跟进们) > 0", "true"),
    Removal("accounts", "商机逐级推进", "成交金额 > 0 and 客户.信用代码 is not empty", "成交金额 > 0"),
    Removal(
        "accounts",
        "谁看得到什么",
        "  field 年营收 { read 主管; read 销售 where 负责人 == me; update 主管; update 销售 where 负责人 == me }\n",
    ),
)

_CHANNELS: Final = (
    Removal("channels", "官网上海的线索", "rule AssignLead"),
    Removal("channels", "官网上海的线索", "  after 24h unless state != new {", "  after 72h unless state != new {"),
    Removal("channels", "已跟进的线索不上报", " unless state != new"),
    Removal(
        "channels",
        "已跟进的线索不上报",
        "  if owner is empty { set owner = pick(User where has_role(leader)"
        " and not has_role(director), round_robin) }\n",
    ),
    Removal("channels", "线索转化要有沟通纪要", "count(customer.followups) > 0", "true"),
    Removal(
        "channels",
        "线索转化要有沟通纪要",
        "  on enter won { if customer.stage == aware { move customer -> interested } }\n",
    ),
    Removal("channels", "培育：第一天邮件", "rule Nurture"),
    Removal("channels", "培育：第一天邮件", "rule IntroOpened"),
    Removal(
        "channels",
        "培育：第一天邮件",
        '  after 15d unless stage != interested { task owner "电话回访：{name}" due 1d }\n',
    ),
    Removal("channels", "培育：没打开或已点击", "rule IntroClicked"),
    Removal("channels", "培育：没打开或已点击", "intro_opened is empty or "),
    Removal("channels", "进入考虑购买以后", "after 1d unless stage != interested", "after 1d"),
    Removal("channels", "软件工单派给软件组", "rule RouteTicket"),
    Removal(
        "channels",
        "软件工单派给软件组",
        "    send TicketTaken to customer.phone, customer.email by sms, email\n",
    ),
    Removal("channels", "软件工单派给软件组", "    set taken_at = coalesce(taken_at, now)\n"),
    Removal("channels", "软件工单派给软件组", "  on leave solved { set reopened = true }\n"),
    Removal("crm", "赢单使潜在客户成为成交客户", "    set won_on = today\n"),
    Removal("crm", "工单完成后客户收到邮件", "  on enter doing  { set taken_at = now }\n"),
    Removal("growth", "线索按准入标准逐级推进", "    set won_on = today\n"),
    Removal("accounts", "签约、法务审核", "    set 签约日期 = today\n"),
    Removal("accounts", "签约、法务审核", "  on enter 处理中 { set 接单时间 = now }\n"),
    Removal("machinery", "四个部门并行评审", "    set approved_on = today\n"),
    Removal("machinery", "方案须由技术部完成", "  on enter shipped { set shipped_on = today }\n"),
    Removal(
        "channels", "软件工单派给软件组", "    send TicketSolved to customer.phone, customer.email by sms, email\n"
    ),
    Removal(
        "channels",
        "硬件工单派给硬件组",
        '  after 8h unless state != open { notify role service by app, email "工单 {number} 8 小时无人接单" }\n',
    ),
    Removal(
        "channels",
        "签约订单推送",
        "      lines = lines { code = code, name = product, quantity = quantity, price = price }\n",
    ),
    Removal(
        "channels",
        "签约订单推送",
        "  aware, interested, deciding -> buyer on ltv > 0\n",
        "  aware, interested, deciding -> buyer on ltv > 1_000_000\n",
    ),
    Removal("channels", "折扣超过两成", "needs Discount when discount > 20%"),
    Removal("channels", "折扣超过两成", "  after 3d reject\n"),
    Removal("channels", "折扣超过两成", '  on enter cancelled { post Erp "/api/orders/cancel" { number = number } }\n'),
    Removal("channels", "谁看得到什么", "  field union_id { read marketing, director; update marketing, director }\n"),
)

REMOVALS: Final = (*_CRM, *_GROWTH, *_MACHINERY, *_CONSULTING, *_ACCOUNTS, *_CHANNELS)
SPECS: Final = tuple(dict.fromkeys(removal.spec for removal in REMOVALS))
