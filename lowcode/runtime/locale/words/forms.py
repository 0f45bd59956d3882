"""Forms: creating, editing, sub-tables, drafts, conflicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FORM_WORDS: Final[Mapping[str, tuple[str, str] | tuple[str, str, str]]] = {
    "form.create_title": ("新建{label}", "New {label}"),
    "form.edit_title": ("编辑{label}", "Edit {label}"),
    "form.create_another": ("创建并继续新建", "Create and add another"),
    "form.required": ("必填", "required"),
    "form.choose": ("请选择", "Choose"),
    "form.yes": ("是", "Yes"),
    "form.automatic": ("保存后自动生成", "Given when saved"),
    "form.reference_search": ("输入名称、编号或拼音搜索", "Type to search"),
    "form.reference_none": ("没有匹配的记录", "No match"),
    "form.reference_create_named": ("新建“{text}”", "Create “{text}”"),
    "form.rows_add": ("添加一行", "Add row"),
    "form.rows_move": ("拖动调整顺序", "Drag to reorder"),
    "form.rows_hint": ("回车添加一行，可直接粘贴 Excel 中的表格", "Enter adds a row; paste straight from Excel"),
    "form.rows_count": ("{count} 行", "{count} rows", "{count} row"),
    "form.rows_total": ("合计", "Total"),
    "form.rows_pasted": ("已粘贴 {count} 行", "{count} rows pasted", "{count} row pasted"),
    "form.rows_paste_unknown": (
        "有 {count} 个单元格没有找到对应的选项，请检查",
        "{count} cells had no matching option, please check",
        "{count} cell had no matching option, please check",
    ),
    "form.problems": (
        "有 {count} 处需要修改",
        "{count} things need your attention",
        "{count} thing needs your attention",
    ),
    "form.unsaved": ("有未保存的修改", "Unsaved changes"),
    "form.saving": ("正在保存…", "Saving…"),
    "form.draft_found": ("找到 {when} 未保存的内容。", "There is unsaved work from {when}."),
    "form.draft_restore": ("恢复内容", "Bring it back"),
    "form.draft_discard": ("不需要", "Discard"),
    "form.offline": (
        "没有保存：连接不上服务器。您填写的内容都还在，请稍后再试。",
        "Not saved: the server cannot be reached. Everything you typed is still here; try again in a moment.",
    ),
    "conflict.title": ("其他人刚刚修改过这条记录", "Somebody changed this record meanwhile"),
    "conflict.text": (
        "在您编辑期间，{name}于 {when} 保存了新的内容。您填写的内容没有丢失，请选择如何处理。",
        "While you were editing, {name} saved it at {when}. Nothing you typed is lost; choose how to go on.",
    ),
    "conflict.text_unknown": (
        "在您编辑期间，这条记录已被保存过。您填写的内容没有丢失，请选择如何处理。",
        "While you were editing, this record was saved. Nothing you typed is lost; choose how to go on.",
    ),
    "conflict.field": ("字段", "Field"),
    "conflict.theirs": ("现在保存的值", "Saved now"),
    "conflict.yours": ("您填写的值", "Yours"),
    "conflict.keep_mine": ("保存我的内容", "Save mine"),
    "conflict.go_on": ("继续编辑我的内容", "Go on editing mine"),
    "conflict.take_theirs": ("放弃我的修改", "Discard mine"),
    "conflict.same": ("您填写的内容与现在保存的完全一致。", "What you typed equals what is saved now."),
}
