"""Words for the types of fields, in whatever speaks of them to people."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.diagnostics.problem import Wording

SCALARS: Mapping[str, Wording] = {
    "text": Wording(en="text", zh="文本"),
    "longtext": Wording(en="long text", zh="长文本"),
    "markdown": Wording(en="formatted text (Markdown)", zh="富文本（Markdown）"),
    "int": Wording(en="whole number", zh="整数"),
    "decimal": Wording(en="decimal number", zh="小数"),
    "money": Wording(en="amount of money", zh="金额"),
    "percent": Wording(en="percentage", zh="百分比"),
    "bool": Wording(en="yes or no", zh="是/否"),
    "date": Wording(en="date", zh="日期"),
    "time": Wording(en="time of day", zh="时间"),
    "datetime": Wording(en="date and time", zh="日期时间"),
    "phone": Wording(en="phone number", zh="电话"),
    "email": Wording(en="e-mail address", zh="邮箱"),
    "url": Wording(en="web address", zh="网址"),
    "color": Wording(en="colour", zh="颜色"),
    "location": Wording(en="place", zh="位置"),
    "rating": Wording(en="rating", zh="评分"),
    "file": Wording(en="file", zh="文件"),
    "files": Wording(en="files", zh="多个文件"),
    "image": Wording(en="image", zh="图片"),
    "images": Wording(en="images", zh="多张图片"),
}
"""Field types of the catalog."""
