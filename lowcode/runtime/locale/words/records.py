"""Record pages, deletion, recycle bin, history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

RECORD_WORDS: Final[Mapping[str, tuple[str, str] | tuple[str, str, str]]] = {
    "record.created": ("{name} {when}创建", "Created by {name}, {when}"),
    "record.updated": ("{name} {when}修改", "Changed by {name}, {when}"),
    "record.created_unknown": ("{when}创建", "Created {when}"),
    "record.updated_unknown": ("{when}修改", "Changed {when}"),
    "record.untitled": ("未命名", "Untitled"),
    "related.add": ("添加", "Add"),
    "related.none": ("还没有{label}", "No {label} yet"),
    "related.all": ("查看全部 {count} 条", "See all {count}"),
    "history.title": ("动态", "History"),
    "history.create": ("创建了记录", "created the record"),
    "history.update": ("修改了记录", "changed the record"),
    "history.delete": ("删除了记录", "deleted the record"),
    "history.restore": ("恢复了记录", "restored the record"),
    "history.system": ("系统", "The system"),
    "history.row": ("{field} 第 {number} 行 · {column}", "{field}, row {number}: {column}"),
    "history.rows_added": ("{field}：添加第 {number} 行", "{field}: row {number} added"),
    "history.rows_removed": ("{field}：删除第 {number} 行", "{field}: row {number} removed"),
    "history.empty": ("空", "empty"),
    "history.more": ("更早的动态", "Earlier"),
    "history.none": ("还没有动态", "Nothing yet"),
    "delete.title": ("删除“{title}”？", "Delete “{title}”?"),
    "delete.text": ("记录会移入回收站，之后可以整体恢复。", "It moves to the recycle bin and can be restored whole."),
    "delete.consequences": ("以下内容会一起处理：", "This goes with it:"),
    "delete.cascade": (
        "{count} 条{label}会一起删除",
        "{count} {label} are deleted too",
        "{count} {label} is deleted too",
    ),
    "delete.clear": (
        "{count} 条{label}的“{field}”会被清空",
        "{field} is emptied in {count} {label}",
        "{field} is emptied in {count} {label}",
    ),
    "delete.blocked_title": ("暂时不能删除“{title}”", "“{title}” cannot be deleted yet"),
    "delete.blocked": (
        "还有 {count} 条{label}的“{field}”指向它，请先处理这些记录：",
        "{count} {label} still refer to it as {field}. Change these first:",
        "{count} {label} still refers to it as {field}. Change it first:",
    ),
    "delete.blocked_hidden": (
        "还有其他记录指向它，请联系管理员。",
        "Other records that you may not see still refer to it. Ask your administrator.",
    ),
    "delete.confirm": ("删除", "Delete"),
    "delete.confirm_all": ("全部删除", "Delete all"),
    "delete.kept": ("“{title}”仍被其他记录引用，不会删除", "“{title}” is still referred to and stays"),
    "delete.and_more": ("等 {count} 条", "and {count} more"),
    "bin.title": ("回收站", "Recycle bin"),
    "bin.text": (
        "删除的记录连同它的明细都保存在这里，可以随时恢复。",
        "Deleted records stay here with everything they owned and can be restored.",
    ),
    "bin.empty_title": ("回收站是空的", "The recycle bin is empty"),
    "bin.empty_text": ("删除的记录会出现在这里。", "What is deleted shows up here."),
    "bin.record": ("记录", "Record"),
    "bin.kind": ("类型", "Kind"),
    "bin.deleted_by": ("删除人", "Deleted by"),
    "bin.deleted_at": ("删除时间", "Deleted"),
    "bin.refused_plain": (
        "没有恢复：它所属的记录已不存在，或有重复的内容。请先恢复相关记录。",
        "Not restored: a record that it belongs to is gone, or its values are taken. Restore those first.",
    ),
    "bin.refused_changed": (
        "没有恢复：删除之后，字段已有变化（例如新增了必填字段），此记录的内容不再符合。它仍在回收站中。",
        "Not restored: since it was deleted its fields have changed; a value is missing or no longer fits. It stays here.",
    ),
}
