"""Words for the types of fields, and for stretches of time."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.differences.vocabulary import Kind, Names, kind, part, plain
from lowcode.ir import application

TYPES: Mapping[type, Kind] = {
    application.ScalarType: kind(
        "类型",
        "type",
        {
            "kind": plain(Names.SCALAR),
            "length": part("", "", ("，最多 {it} 字", ", at most {it} characters")),
            "precision": part("", "", ("，最多 {it} 位", ", at most {it} digits")),
            "scale": part("", "", ("，小数 {it} 位", ", {it} after the point")),
            "most": part("", "", ("，最多 {it}", ", at most {it}")),
        },
    ),
    application.ChoiceFieldType: kind(
        "类型", "type", {"choice": part("", "", ("从「{it}」中单选", "one of “{it}”"), Names.CHOICE)}
    ),
    application.ManyChoiceFieldType: kind(
        "类型", "type", {"choice": part("", "", ("从「{it}」中多选", "any of “{it}”"), Names.CHOICE)}
    ),
    application.ReferenceFieldType: kind(
        "类型",
        "type",
        {
            "entity": part("", "", ("一条「{it}」", "one of the records “{it}”"), Names.ENTITY),
            "on_delete": part("", "", ("，其被删除时{it}", ", when it is deleted: {it}")),
        },
    ),
    application.ManyReferenceFieldType: kind(
        "类型", "type", {"entity": part("", "", ("多条「{it}」", "any of the records “{it}”"), Names.ENTITY)}
    ),
    application.ReverseFieldType: kind(
        "类型",
        "type",
        {
            "entity": part("", "", ("指向此记录的「{it}」", "the records “{it}” that lead here"), Names.ENTITY),
            "by": part("", "", ("（按其字段 `{it}`）", " (by their field `{it}`)")),
        },
    ),
    application.RowsFieldType: kind(
        "类型", "type", {"entity": part("", "", ("明细「{it}」", "rows “{it}”"), Names.ENTITY)}
    ),
    application.AutonumberFieldType: kind(
        "类型", "type", {"pattern": part("", "", ("自动编号 `{it}`", "number given by itself, `{it}`"))}
    ),
}
