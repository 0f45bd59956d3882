"""Words for lists, forms, boards and the menu."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.differences.vocabulary import Kind, Mode, Names, kind, part, plain
from lowcode.ir import application

PAGES: Mapping[type, Kind] = {
    application.View: kind(
        "页面",
        "pages",
        {
            "list": part("列表", "list", mode=Mode.INSIDE),
            "board": part("看板视图", "board", mode=Mode.INSIDE),
            "form": part("表单", "form", mode=Mode.THINGS),
            "page": part("记录页上的相关列表", "related lists on the record page", names=Names.FIELD, mode=Mode.ITEMS),
        },
        {"entity": "what the pages are about; another entity has pages of its own"},
        same=(("entity",),),
    ),
    application.ListView: kind(
        "列表",
        "list",
        {
            "columns": part("列表的列", "columns of the list", mode=Mode.ITEMS),
            "sort": part("列表的排序", "order of the list"),
            "filters": part("列表的筛选", "filters of the list", names=Names.FIELD, mode=Mode.ITEMS),
        },
    ),
    application.ListColumn: kind(
        "列",
        "column",
        {"path": plain(Names.PATH)},
        {"value_type": "follows from the field"},
    ),
    application.SortKey: kind(
        "排序",
        "order",
        {"field": plain(Names.FIELD), "descending": part("", "", ("（降序）", " (descending)"))},
    ),
    application.Section: kind(
        "表单分组",
        "section of the form",
        {
            "label": part("标题", "title"),
            "fields": part("字段", "fields", names=Names.FIELD, mode=Mode.ITEMS),
        },
        called=("{label}", "{label}"),
        same=(("label",), ("fields",)),
    ),
    application.Board: kind(
        "看板视图",
        "board",
        {
            "by": part("看板按此分列", "columns of the board by", names=Names.FIELD),
            "card": part("看板卡片上的字段", "fields on the cards of the board", mode=Mode.ITEMS),
        },
    ),
    application.MenuGroup: kind(
        "菜单分组",
        "group of the menu",
        {
            "label": part("标题", "title"),
            "entries": part("页面", "pages", mode=Mode.ITEMS),
            "icon": part("图标", "icon"),
        },
        called=("{label}", "{label}"),
        same=(("label",), ("entries",)),
    ),
    application.MenuEntry: kind(
        "页面",
        "page",
        {"name": plain(Names.PAGE)},
        {"kind": "follows from what the name stands for"},
    ),
}
