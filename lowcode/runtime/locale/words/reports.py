"""Reports and dashboards: their pages, filters, tables, what cannot be shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

REPORT_WORDS: Final[Mapping[str, tuple[str, str] | tuple[str, str, str]]] = {
    "reports.found": ("报表与看板", "Reports and dashboards"),
    "reports.crumbs": ("所在位置", "Where you are"),
    "reports.period": ("时间", "Period"),
    "reports.own_range": ("自定义范围", "Own range"),
    "reports.since": ("{day} 起", "Since {day}"),
    "reports.until": ("{day} 止", "Until {day}"),
    "reports.narrow_options": ("输入几个字查找", "Type to find"),
    "reports.reset": ("恢复默认", "Reset"),
    "reports.compare": ("与上期比较", "Compare"),
    "reports.compared_with": ("对比{period}", "vs {period}"),
    "reports.change": ("变化", "Change"),
    "reports.change_up": ("比{period}增长 {size}", "Up {size} on {period}"),
    "reports.change_down": ("比{period}下降 {size}", "Down {size} on {period}"),
    "reports.change_none": ("与{period}持平", "Unchanged since {period}"),
    "reports.points": ("{size} 个百分点", "{size} points"),
    "reports.total": ("合计", "Total"),
    "reports.target": ("目标", "Target"),
    "reports.left_out": (
        "还有 {count} 行没有显示，导出的文件里有全部数据。",
        "{count} more rows; the exported file has them all.",
        "One more row; the exported file has them all.",
    ),
    "reports.left_out_of_mail": (
        "还有 {count} 行，请在页面上查看。",
        "{count} more rows on the page.",
        "One more row on the page.",
    ),
    "reports.left_out_of_paper": (
        "还有 {count} 行没有列出，导出的 Excel 表格里有全部数据。",
        "{count} more rows; the exported workbook has them all.",
        "One more row; the exported workbook has them all.",
    ),
    "embed.title": ("嵌入链接", "Embed link"),
    "embed.of": ("{label}：嵌入链接", "Embed links of {label}"),
    "embed.help": (
        "任何拿到链接的人都能看到：内容始终以您的权限为准，您失去权限或账号停用后链接随即失效。当前的筛选条件保存在链接中。",
        "Whoever has the link sees what you may see, as long as you may see it. It keeps the filters of this moment.",
    ),
    "embed.expiry": ("有效期", "Valid for"),
    "embed.days_1": ("1 天", "1 day"),
    "embed.days_7": ("7 天", "7 days"),
    "embed.make": ("生成链接", "Make a link"),
    "embed.made": (
        "链接已生成，请立即复制：以后不再显示。",
        "Here is the link. Copy it now: it is not shown again.",
    ),
    "embed.copy": ("复制", "Copy"),
    "embed.frame": ("网页代码", "HTML for a page"),
    "embed.yours": ("有效的链接", "Links in use"),
    "embed.none": ("还没有链接。", "No links yet."),
    "embed.all": ("所有嵌入链接", "Everybody's embed links"),
    "embed.all_help": (
        "这些链接不用登录就能打开，内容以生成者的权限为准。撤销后立即失效。",
        "Whoever has one of these links sees what its maker may see, without signing in. Revoked, it opens nothing.",
    ),
    "embed.filters": ("筛选：{filters}", "Filters: {filters}"),
    "embed.used": ("最近查看：{when}", "Last seen {when}"),
    "embed.never_used": ("从未查看", "Never seen"),
    "embed.too_many": (
        "最多同时有 {count} 个有效链接，请先撤销不用的。",
        "No more than {count} links at a time; revoke one first.",
    ),
    "embed.closed": (
        "此链接不存在、已过期或已撤销。",
        "This link does not exist, has expired or was revoked.",
    ),
    "notice.embed_revoked": ("链接已撤销，从现在起打不开了。", "The link is revoked and opens nothing any more."),
    "reports.export_png": ("图片（.png）", "Picture (.png)"),
    "reports.export_pdf": ("PDF 文件（.pdf）", "PDF document (.pdf)"),
    "error.reason.export_no_pictures": (
        "服务器没有安装绘图组件，无法导出图片。请联系管理员。",
        "This server cannot draw pictures: the extra “pictures” is not installed. Ask your administrator.",
    ),
    "error.reason.export_no_pdf": (
        "服务器没有安装 PDF 组件，无法导出 PDF。请联系管理员。",
        "This server cannot make PDF documents: the extra “pdf” is not installed. Ask your administrator.",
    ),
    "error.reason.export_undrawable": (
        "图表过大，无法绘制成图片。请缩小时间范围或减少分组。",
        "A chart is too large to be drawn. Narrow the period or show fewer groups.",
    ),
    "reports.open_dashboard": ("打开仪表盘", "Open the dashboard"),
    "reports.open": ("打开报表", "Open report"),
    "reports.records": ("查看记录", "Open records"),
    "reports.as_table": ("以表格显示", "Show as table"),
    "reports.as_chart": ("以图表显示", "Show as chart"),
    "reports.drill_by": ("按{label}展开", "Break down by {label}"),
    "reports.whole": ("全部", "All"),
    "reports.nothing": (
        "当前条件下没有数据。可以放宽时间范围，或去掉一些筛选条件。",
        "There is no data here. Widen the period or remove a filter.",
    ),
    "reports.not_yours": ("您没有权限查看这张报表。", "You may not see this report."),
    "reports.untouched": ("不受“{labels}”影响。", "Not limited by {labels}."),
    "reports.tile_failed": (
        "这张图表没有取到，其他图表不受影响。",
        "This chart could not be loaded. The others stand.",
    ),
    "reports.tile_again": ("重试", "Try again"),
    "reports.refresh": ("刷新", "Refresh"),
    "reports.refreshed": ("更新于 {time}", "Updated at {time}"),
    "reports.full_screen": ("全屏", "Full screen"),
    "reports.print": ("打印", "Print"),
    "reports.needs_scripts": ("图表要靠脚本绘制。", "Charts are drawn by scripts."),
    "reports.show_tables": ("全部以表格显示", "Show everything as tables"),
}
