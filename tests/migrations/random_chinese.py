"""What things are called in a world that speaks Chinese throughout."""

from __future__ import annotations

_ENGLISH_AND_CHINESE = (
    "Client 客户 Deal 商机 Visit 拜访 Machine 设备 Place 地点 Ticket 工单 Batch 批次 Offer 报价 Crate 箱子 "
    "Person 人员 "
    "Busy 忙碌 Moving 移动 Renamed 改名 Moved 搬迁 "
    "name 名称 title 标题 caption 题名 "
    "size 尺寸 amount 金额 code 编码 memo 便条 day 日子 weight 重量 phase 阶段 nick 昵称 "
    "rate 费率 start 起点 "
    "note 注记 level 级别 mark 标记 seat 座位 stock 库存 area 面积 price 价格 color 颜色 order 次序 "
    "type 类型 group 组 value 值 text 正文 user 用户 "
    "low 低 mid 中 high 高 east 东 west 西 done 完 open 开 draft 草 gold 金 tin 铜 north 北 south 南 "
    "kept 保留 stays 留下 better 更好 newer 更新 assistant 助理 aide 助手 extra 额外 spare 备用 "
    "Grade 等次 Kind 种类 Region 地区 Sort 类别 Standing 地位 Rank 名次 "
    "Course 进程 Way 途径 Passage 通路 Route 路线 "
    "Reminder 提醒 Followup 跟进 Nudge 催促 Prompt 提示 Consent 同意 Release 放行 Clearance 许可 Permit 准许 "
)
_WORDS = _ENGLISH_AND_CHINESE.split()

IN_CHINESE = dict(zip(_WORDS[::2], _WORDS[1::2], strict=True))
"""English names and those that stand for them."""
