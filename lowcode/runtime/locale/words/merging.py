"""Duplicates and merging."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MERGING_WORDS: Final[Mapping[str, tuple[str, str] | tuple[str, str, str]]] = {
    "history.merge": ("合并了“{titles}”", "merged “{titles}” into it"),
    "history.merged": ("将“{titles}”并入了其他记录", "merged “{titles}” into another record"),
    "problem.merge_changed": (
        "这些记录刚刚被他人修改，请核对后重新合并",
        "Somebody has just changed these records; look again and merge then",
    ),
    "problem.merge_clash": (
        "合并后会与其他记录重复，请检查唯一的内容",
        "Merged, it would be the same as another record in what must be unique",
    ),
    "problem.merge_in_approval": (
        "“{title}”正在“{approval}”中，审批结束或撤回后才能并入其他记录",
        "“{title}” is in “{approval}”; it can be merged once that has ended or been withdrawn",
    ),
    "merge.known": ("已有相同{label}的记录：", "There is a record with the same {label} already:"),
    "merge.known_hidden": ("已有同事登记过相同的{label}", "A colleague has registered the same {label} already"),
    "merge.duplicates": ("查重", "Duplicates"),
    "merge.duplicates_title": ("重复的{label}", "Duplicate {label}"),
    "merge.by": ("相同的{label}", "Same {label}"),
    "merge.keys": ("查重依据", "Compared by"),
    "merge.group": ("{value}：{count} 条", "{value}: {count} records"),
    "merge.none": ("没有重复的{label}", "No duplicate {label}"),
    "merge.none_text": (
        "“{field}”相同的记录会显示在这里。",
        "Records with the same {field} show up here.",
    ),
    "merge.action": ("合并", "Merge"),
    "merge.created": ("{when}创建", "created {when}"),
    "merge.possible": ("可能与以下记录重复：", "These may be the same:"),
    "merge.title": ("合并{label}", "Merge {label}"),
    "merge.text": (
        "选择保留哪条记录，以及每一项保留谁的内容。其他记录会移入回收站，引用它们的内容会转到保留的记录。",
        (
            "Choose which record stays, and whose value each field keeps. The others go to the recycle bin; what refers to"
            " them will refer to the one that stays."
        ),
    ),
    "merge.undo_text": (
        "从回收站恢复只会带回被合并的记录本身；已转到保留记录的内容不会转回。",
        "Restoring brings back the record that went, not what has moved to the one that stays.",
    ),
    "merge.survivor": ("保留的记录", "Record that stays"),
    "merge.keep": ("保留这条", "Keep this one"),
    "merge.same": ("其他内容相同，或自动取已有的值。", "Everything else is the same, or taken where there is a value."),
    "merge.together": ("合在一起", "Together"),
    "merge.confirm": ("合并 {count} 条记录", "Merge {count} records"),
    "merge.refused": ("没有合并：", "It was not merged:"),
    "notice.merged": ("已合并", "Merged"),
}
