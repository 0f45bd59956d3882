"""The provinces of China as the map has them, and the cities in them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Province:
    """One shape of the map."""

    name: str
    """As the geometry calls it."""
    english: str
    ending: str
    """What its full name ends with: `江苏` and `省`."""
    cities: tuple[str, ...]
    """Short names: cities, prefectures, and counties that people name by themselves."""


def _province(name: str, english: str, ending: str, cities: str = "") -> Province:
    return Province(name, english, ending, tuple(cities.split()))


PROVINCES = (
    _province("北京", "Beijing", "市"),
    _province("天津", "Tianjin", "市"),
    _province("河北", "Hebei", "省", "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水"),
    _province("山西", "Shanxi", "省", "太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁"),
    _province(
        "内蒙古",
        "Inner Mongolia",
        "自治区",
        "呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 兴安 锡林郭勒 阿拉善",
    ),
    _province("辽宁", "Liaoning", "省", "沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛"),
    _province("吉林", "Jilin", "省", "长春 四平 辽源 通化 白山 松原 白城 延边"),
    _province(
        "黑龙江",
        "Heilongjiang",
        "省",
        "哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 大兴安岭",
    ),
    _province("上海", "Shanghai", "市"),
    _province(
        "江苏",
        "Jiangsu",
        "省",
        "南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 昆山 江阴 张家港 常熟 太仓 宜兴",
    ),
    _province("浙江", "Zhejiang", "省", "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 慈溪 余姚 诸暨"),
    _province(
        "安徽",
        "Anhui",
        "省",
        "合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城",
    ),
    _province("福建", "Fujian", "省", "福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 晋江 石狮"),
    _province("江西", "Jiangxi", "省", "南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶"),
    _province(
        "山东",
        "Shandong",
        "省",
        "济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 莱芜 临沂 德州 聊城 滨州 菏泽 寿光 龙口",
    ),
    _province(
        "河南",
        "Henan",
        "省",
        "郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源",
    ),
    _province(
        "湖北",
        "Hubei",
        "省",
        "武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 仙桃 潜江 天门 神农架",
    ),
    _province("湖南", "Hunan", "省", "长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西"),
    _province(
        "广东",
        "Guangdong",
        "省",
        "广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮",
    ),
    _province(
        "广西", "Guangxi", "壮族自治区", "南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左"
    ),
    _province(
        "海南",
        "Hainan",
        "省",
        "海口 三亚 三沙 儋州 五指山 琼海 文昌 万宁 东方 定安 屯昌 澄迈 临高 白沙 昌江 乐东 陵水 保亭 琼中",
    ),
    _province("重庆", "Chongqing", "市"),
    _province(
        "四川",
        "Sichuan",
        "省",
        "成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 阿坝 甘孜 凉山",
    ),
    _province("贵州", "Guizhou", "省", "贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南 黔东南 黔南"),
    _province(
        "云南",
        "Yunnan",
        "省",
        "昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆",
    ),
    _province("西藏", "Tibet", "自治区", "拉萨 日喀则 昌都 山南 那曲 阿里 林芝"),
    _province("陕西", "Shaanxi", "省", "西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛"),
    _province("甘肃", "Gansu", "省", "兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏 甘南"),
    _province("青海", "Qinghai", "省", "西宁 海东 海北 黄南 果洛 玉树 海西"),
    _province("宁夏", "Ningxia", "回族自治区", "银川 石嘴山 吴忠 固原 中卫"),
    _province(
        "新疆",
        "Xinjiang",
        "维吾尔自治区",
        "乌鲁木齐 克拉玛依 吐鲁番 昌吉 博尔塔拉 巴音郭楞 阿克苏 克孜勒苏 喀什 和田 伊犁 "
        "塔城 阿勒泰 石河子 阿拉尔 图木舒克 五家渠 北屯 铁门关 双河 可克达拉 昆玉 哈密",
    ),
    _province(
        "台湾",
        "Taiwan",
        "省",
        "高雄 屏东 台南 新竹 宜兰 基隆 苗栗 台北 新北 桃园 彰化 嘉义 花莲 南投 台中 云林 台东 澎湖 金门 连江",
    ),
    _province("香港", "Hong Kong", "特别行政区"),
    _province("澳门", "Macao", "特别行政区"),
)
"""In the order of their official codes."""
