"""What made-up records are called, in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language. `joint` stands between the words of a name."""

    joint: str
    cities: tuple[str, ...]
    countries: tuple[str, ...]
    brands: tuple[str, ...]
    trades: tuple[str, ...]
    companies: tuple[str, ...]
    surnames: tuple[str, ...]
    given_names: tuple[str, ...]
    positions: tuple[str, ...]
    products: tuple[str, ...]
    qualities: tuple[str, ...]
    projects: tuple[str, ...]
    events: tuple[str, ...]
    sentences: tuple[str, ...]
    subjects: tuple[str, ...]
    streets: tuple[str, ...]
    departments: tuple[str, ...]
    words: tuple[str, ...]
    family_first: bool


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


CHINESE = Vocabulary(
    joint="",
    countries=_words("中国 日本 韩国 新加坡 德国 法国 英国 美国 加拿大 澳大利亚"),
    cities=_words(
        "上海 北京 深圳 广州 杭州 苏州 南京 成都 武汉 西安 天津 重庆 青岛 宁波 无锡 长沙 郑州 济南 合肥 "
        "福州 厦门 东莞 佛山 "
        "大连 沈阳 昆明 南昌 常州 嘉兴 珠海"
    ),
    brands=_words(
        "华星 瑞丰 恒达 宏远 鼎盛 博创 联科 天成 金盾 新元 启明 凯迪 长虹 东方 万和 正泰 海纳 云帆 中信 "
        "国泰 安信 腾跃 远景 光华 "
        "盛世 汇通 永固 优品 众诚 嘉禾 和美 创维 智汇 信达 伟业 银河 飞驰 泰和 顺达 同创 百川 德邦 兴业 "
        "美辰 佳音 康泰 力源 晨光 "
        "科瑞 明珠 龙腾 富源 祥云 三江 五洲 九州 聚贤 立信 弘毅 卓越"
    ),
    trades=_words(
        "电子 科技 机械 自动化 软件 信息技术 新材料 生物医药 环保 能源 物流 建筑 装饰 食品 服装 化工 "
        "汽车零部件 精密仪器 通信 "
        "网络 教育咨询 医疗器械 光电 智能装备 印刷包装 农业 传媒 贸易"
    ),
    companies=_words("有限公司 股份有限公司 集团有限公司 有限责任公司"),
    surnames=_words(
        "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 高 林 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 彭 曾 "
        "肖 田 董 袁 潘 于 蒋 蔡"
    ),
    given_names=_words(
        "伟 芳 娜 敏 静 磊 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 桂英 建国 志强 晓东 丽华 文博 思远 雨欣 子涵 "
        "浩然 佳怡 建华 海燕 "
        "俊杰 晓明 玉兰 永强 春梅 国栋 婷婷 志远 雪梅 嘉豪 欣怡 一鸣 宇轩 梦琪 振华 秀英 立新 慧敏 天佑 家乐"
    ),
    positions=_words(
        "总经理 采购经理 技术总监 IT经理 财务总监 项目经理 生产厂长 运营总监 行政主管 设备科长 采购专员 "
        "研发工程师 质量经理 市场总监"
    ),
    products=_words(
        "网关 控制器 传感器 服务器 交换机 数据平台 管理系统 巡检终端 采集模块 监控软件 运维服务 实施服务 "
        "培训服务 云存储 报表工具 "
        "安全套件 边缘盒子 工业相机 扫码枪 显示屏"
    ),
    qualities=_words("标准版 专业版 企业版 旗舰版 X1 X2 X5 S3 S7 P100 P200 Pro Max Lite"),
    projects=_words(
        "扩容项目 年度采购 产线改造 系统升级 数据中心建设 园区信息化 移动办公 设备更新 备件采购 运维续约 "
        "仓储管理 质量追溯 "
        "智能巡检 能耗监测 会议系统 客服中心 供应链协同 试点项目 二期工程 售后服务"
    ),
    events=_words(
        "智能制造研讨会 工业博览会 数字化转型沙龙 新品发布会 行业峰会 用户大会 线上直播课 客户答谢会 技术交流会 "
        "产业对接会 开放日 搜索投放 朋友圈广告"
    ),
    sentences=_lines(
        """
        客户对方案整体满意，希望下周安排现场演示。
        已发送报价单，等待采购部门内部审批。
        预算已经确认，预计本季度内启动招标。
        技术负责人提出接口对接的问题，已转交售前工程师。
        竞争对手报价偏低，需要突出交付与服务优势。
        完成首次拜访，了解了现有系统和主要痛点。
        合同条款还在法务审核，月底前给出意见。
        设备运行正常，客户建议增加一次培训。
        约定下月初再次沟通，届时提供测试账号。
        客户反馈响应速度有明显改善，愿意作为案例。
        """
    ),
    subjects=_words(
        "无法登录系统 报表导出失败 设备离线告警 数据同步延迟 打印格式错乱 申请增加账号 界面显示异常 "
        "咨询升级方案 配件更换 "
        "网络连接不稳定 权限设置问题 现场安装支持"
    ),
    streets=_words("人民路 解放路 中山路 建设大道 科技园路 创业街 滨江路 高新大道 工业园区 迎宾大道"),
    departments=_words("采购部 信息部 研发部 生产部 财务部 质量部 行政部 市场部 设备部 仓储部"),
    words=_words("重点 常规 华东 华北 线上 线下 年度 季度 试用 正式 春季 秋季 基础 进阶 核心 备选"),
    family_first=True,
)

ENGLISH = Vocabulary(
    joint=" ",
    countries=_words("Germany France Ireland Canada Spain Portugal Austria Norway Switzerland Australia"),
    cities=_words(
        "London Berlin Boston Chicago Dublin Toronto Sydney Austin Denver Leeds Zurich Vienna Oslo "
        "Madrid Lisbon Seattle "
        "Portland Glasgow Munich Lyon"
    ),
    brands=_words(
        "Northwind Bluefield Summit Harbor Granite Cobalt Lumen Vertex Evergreen Pinnacle Redwood "
        "Silverline Atlas Beacon "
        "Orchard Keystone Meridian Quartz Riverside Stonebridge Trident Union Westbrook Zenith Alder "
        "Birchwood Cedar Delta "
        "Ember Falcon Gateway Horizon"
    ),
    trades=_words(
        "Electronics Software Logistics Foods Textiles Energy Machinery Pharma Media Consulting "
        "Automation Packaging "
        "Chemicals Optics Networks Interiors Motors Robotics Materials Education"
    ),
    companies=_words("Ltd Inc Group Corp"),
    surnames=_words(
        "Smith Brown Taylor Wilson Evans Walker Green Hall Clark Lewis Young King Wright Scott Hill "
        "Adams Baker Carter "
        "Mitchell Turner Parker Cooper Reed Bailey"
    ),
    given_names=_words(
        "Anna James Olivia Noah Emma Liam Sophia Lucas Mia Ethan Grace Henry Chloe Jack Ella Oscar Lily "
        "Max Ruby Leo "
        "Alice Samuel Nora Peter"
    ),
    positions=_lines(
        """
        Purchasing manager
        Head of IT
        Plant manager
        Finance director
        Project manager
        Operations director
        Office manager
        Quality manager
        Managing director
        """
    ),
    products=_words(
        "Gateway Controller Sensor Server Switch Scanner Display Camera Terminal Module Platform Toolkit Console"
    ),
    qualities=_words("Standard Professional Enterprise X1 X2 X5 S3 S7 P100 P200 Pro Max Lite"),
    projects=_lines(
        """
        Annual supply
        Line upgrade
        Data centre
        Campus network
        Spare parts
        Maintenance renewal
        Warehouse system
        Energy monitoring
        Pilot project
        Second phase
        Mobile office
        Service desk
        """
    ),
    events=_lines(
        """
        Trade Fair
        Webinar
        Round Table
        Product Launch
        User Conference
        Open Day
        Search Campaign
        Newsletter
        """
    ),
    sentences=_lines(
        """
        They like the proposal and asked for a demonstration next week.
        The quotation is out; purchasing has to approve it.
        The budget is confirmed and the tender should start this quarter.
        Engineering asked about interfaces; passed on to presales.
        A competitor is cheaper, so delivery and service must convince.
        First visit done; we know the present system and where it hurts.
        Legal still looks at the contract and answers by the end of the month.
        All runs well; one more training was suggested.
        """
    ),
    subjects=_lines(
        """
        Cannot sign in
        Report export fails
        Device offline
        Data arrives late
        Print layout broken
        More accounts needed
        Question about the upgrade
        Replacement part
        """
    ),
    streets=_words("High-Street Station-Road Mill-Lane Park-Avenue Church-Street Market-Square Harbour-Way"),
    departments=_words("Purchasing IT Engineering Production Finance Quality Office Marketing Maintenance Warehouse"),
    words=_words("Core Regular North South Online Annual Quarterly Trial Basic Advanced Spring Autumn"),
    family_first=False,
)


def vocabulary(locale: str) -> Vocabulary:
    """The words for an app whose first locale this is."""
    return CHINESE if locale.startswith("zh") else ENGLISH
