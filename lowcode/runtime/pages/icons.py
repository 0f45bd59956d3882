"""Which icon stands for an entity in the navigation, where the specification names none.

The words of its name and label decide; what is not known gets a sheet of paper.
"""

from __future__ import annotations

import functools
import re
from typing import Final

from lowcode.runtime.definitions import EntityDefinition

FALLBACK: Final = "file-text"

_WORDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("building", ("customer", "client", "company", "account", "客户", "公司", "企业", "单位")),
    ("address-book", ("contact", "联系人")),
    ("message-circle", ("followup", "follow", "visit", "activity", "跟进", "拜访", "沟通")),
    ("target", ("lead", "线索")),
    ("speakerphone", ("campaign", "marketing", "活动", "推广")),
    ("briefcase", ("opportunity", "deal", "商机", "机会")),
    ("package", ("product", "item", "goods", "产品", "商品", "物料")),
    ("signature", ("contract", "agreement", "合同", "协议")),
    ("headset", ("ticket", "case", "support", "工单", "服务")),
    ("book", ("article", "knowledge", "wiki", "知识", "文章")),
    ("star", ("survey", "feedback", "rating", "review", "回访", "满意度", "问卷", "调查")),
    ("tag", ("tag", "label", "标签")),
    ("users", ("user", "member", "team", "employee", "用户", "员工", "人员", "成员")),
    ("sitemap", ("department", "unit", "部门", "组织")),
    ("shopping-cart", ("order", "purchase", "订单", "采购")),
    ("receipt", ("invoice", "bill", "expense", "发票", "账单", "报销", "费用")),
    ("credit-card", ("payment", "receivable", "回款", "付款", "收款")),
    ("truck", ("supplier", "vendor", "delivery", "shipment", "供应商", "发货", "物流")),
    ("building-warehouse", ("stock", "warehouse", "inventory", "库存", "仓库")),
    ("folder", ("project", "项目")),
    ("checkbox", ("task", "todo", "任务", "待办")),
    ("calendar", ("event", "meeting", "schedule", "holiday", "日程", "会议", "计划")),
    ("clock", ("timesheet", "time", "attendance", "工时", "考勤")),
    ("tool", ("device", "equipment", "asset", "machine", "设备", "资产", "机器", "仪器")),
    ("stethoscope", ("inspection", "maintenance", "repair", "check", "巡检", "维修", "保养", "检修", "点检")),
    ("bug", ("bug", "issue", "defect", "缺陷", "问题")),
    ("flag", ("milestone", "goal", "里程碑", "目标")),
    ("map-pin", ("region", "location", "site", "place", "room", "区域", "地点", "位置", "车间")),
    ("school", ("course", "class", "student", "课程", "班级", "学生")),
    ("car", ("vehicle", "car", "车辆")),
)


@functools.lru_cache(maxsize=1024)
def _icon(name: str, labels: tuple[str, ...]) -> str:
    words = set(re.split(r"[_\s]+", name.lower()))
    words |= {word.removesuffix("s") for word in words}
    for icon, known in _WORDS:
        if any(each in words if each.isascii() else any(each in label for label in labels) for each in known):
            return icon
    return FALLBACK


def icon_for(entity: EntityDefinition) -> str:
    """The name of the entity's icon in the sprite."""
    return _icon(entity.name, entity.label.texts)
