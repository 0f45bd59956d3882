"""Files, ratings, places and texts with headings: their inputs and how they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FILE_WORDS: Final[Mapping[str, tuple[str, str] | tuple[str, str, str]]] = {
    "files.add": ("选择文件", "Choose a file"),
    "files.add_many": ("添加文件", "Add files"),
    "files.keep": ("保留", "Keep"),
    "files.sending": ("正在上传 {name}…", "Sending {name}…"),
    "files.failed": (
        "{name} 没有上传成功，请检查网络后重试",
        "{name} could not be sent; check the connection and try again",
    ),
    "files.too_large": (
        "“{name}”有 {size}，最大允许 {largest}",
        "“{name}” has {size}, at most {largest} are allowed",
    ),
    "files.hint_most": ("最多 {count} 个", "up to {count}", "one"),
    "files.hint_size": ("每个不超过 {size}", "{size} each at most"),
    "files.hint_kinds": ("支持 {kinds}", "{kinds}"),
    "files.more": ("等 {count} 个文件", "and {count} more"),
    "rating.stars": ("{count} 星", "{count} stars", "{count} star"),
    "rating.none": ("未评分", "No rating"),
    "rating.of": ("{count} / {most} 星", "{count} of {most} stars"),
    "markdown.preview": ("预览", "Preview"),
    "markdown.write": ("编辑", "Write"),
    "markdown.hint": (
        "支持 Markdown：# 标题、- 列表、**粗体**、[链接](https://…)",
        "Markdown: # heading, - list, **bold**, [link](https://…)",
    ),
    "markdown.empty": ("还没有内容", "Nothing yet"),
    "location.hint": (
        "地址；也可在前面写坐标，如 31.2304,121.4737 上海市黄浦区",
        "An address, with its point before it if known: 31.2304,121.4737 People's Square",
    ),
    "location.open": ("在地图中打开", "Open in maps"),
    "color.hint": ("如 #1677ff", "such as #1677ff"),
}
