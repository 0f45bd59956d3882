"""Sentences of `lowcode plan`, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.codegen.migrations.steps import Loss, StepKind
from lowcode.diagnostics.problem import Wording
from lowcode.plans.effects import Lock, Work


def wording(zh: str, en: str) -> Wording:
    """A sentence; `{it}` is what the step is about, the other places are its facts."""
    return Wording(en=en, zh=zh)


STEPS: Mapping[StepKind, Wording] = {
    StepKind.CREATE_TABLE: wording("新建表 `{table}`（{it}）", "creates the table `{table}` ({it})"),
    StepKind.RENAME_TABLE: wording(
        "{it}：由 `{old}` 改名，记录全部保留", "{it}: was called `{old}`; all records are kept"
    ),
    StepKind.ARCHIVE_TABLE: wording(
        "{it}：已移除，全部记录转存到 `{archive}`", "{it}: is gone; all records are kept in `{archive}`"
    ),
    StepKind.RESTORE_TABLE: wording("{it}：从归档表取回记录", "{it}: the records come back from their archive"),
    StepKind.ADD_COLUMN: wording("{it}：新增字段", "{it}: a new field"),
    StepKind.RENAME_COLUMN: wording(
        "{it}：由 `{old}` 改名，值全部保留", "{it}: was called `{old}`; all values are kept"
    ),
    StepKind.CONVERT_COLUMN: wording(
        "{it}：类型改变（{from} → {type}），逐值转换", "{it}: another type ({from} → {type}); each value is converted"
    ),
    StepKind.WIDEN_COLUMN: wording(
        "{it}：可容纳更多（{from} → {type}），所有值保持不变", "{it}: holds more ({from} → {type}); every value stays"
    ),
    StepKind.NARROW_COLUMN: wording(
        "{it}：限制更严（{from} → {type}），先检查所有值",
        "{it}: holds less ({from} → {type}); all values are looked at first",
    ),
    StepKind.ARCHIVE_COLUMN: wording(
        "{it}：已移除，所有值转存到 `{archive}`", "{it}: is gone; all values are kept in `{archive}`"
    ),
    StepKind.RESTORE_COLUMN: wording(
        "{it}：重新启用，值从 `{archive}` 取回", "{it}: is back; its values return from `{archive}`"
    ),
    StepKind.FILL_COLUMN: wording("{it}：现有记录按 `from` 取值", "{it}: records that are there get what `from` says"),
    StepKind.REQUIRE_VALUE: wording("{it}：今后必须有值", "{it}: has to have a value from now on"),
    StepKind.ALLOW_EMPTY: wording("{it}：今后可以为空", "{it}: may be empty from now on"),
    StepKind.STORE_COMPUTED: wording("{it}：计算值需要存储", "{it}: is computed, and kept in a column"),
    StepKind.FORGET_COMPUTED: wording(
        "{it}：不再存储计算值（可随时重新计算）", "{it}: is not kept any more; it can be computed again"
    ),
    StepKind.KEEP_COMPUTED: wording("{it}：由计算改为手工填写，现有值保留", "{it}: is typed in now; its values stay"),
    StepKind.ONE_TO_MANY: wording("{it}：由单个改为多个，现有值保留", "{it}: one becomes many; the value is kept"),
    StepKind.MANY_TO_ONE: wording(
        "{it}：由多个改为单个，每条记录最多只能有一个", "{it}: many become one; no record may have more than one"
    ),
    StepKind.ADD_OPTIONS: wording("{it}：新增选项 {options}", "{it}: new options {options}"),
    StepKind.RENAME_OPTION: wording("{it}：由 `{old}` 改名", "{it}: was called `{old}`"),
    StepKind.DROP_OPTION: wording("{it}：选项已移除", "{it}: the option is gone"),
    StepKind.ADD_REFERENCE: wording("新增外键 `{it}`", "a new foreign key `{it}`"),
    StepKind.CHANGE_REFERENCE: wording("外键 `{it}` 改变", "the foreign key `{it}` is another one"),
    StepKind.ADD_UNIQUE: wording("今后不可重复：{columns}", "unique from now on: {columns}"),
    StepKind.DROP_UNIQUE: wording("不再要求唯一：{columns}", "no longer unique: {columns}"),
    StepKind.ADD_CHECK: wording("新增约束 `{it}`", "a new constraint `{it}`"),
    StepKind.DROP_CHECK: wording("移除约束 `{it}`", "the constraint `{it}` goes"),
    StepKind.ADD_INDEX: wording("新建索引 {columns}", "a new index on {columns}"),
    StepKind.DROP_INDEX: wording("移除索引 {columns}", "the index on {columns} goes"),
    StepKind.RENAME_IN_ROWS: wording(
        "{it}：由 `{old}` 改名，历史、待办等记录随之更新",
        "{it}: was called `{old}`; history, tasks and the like follow",
    ),
    StepKind.CANCEL_WAITING: wording(
        "{it}：已移除，等待中的事项被取消", "{it}: is gone; what waits for it is cancelled"
    ),
    StepKind.RECOMPUTE: wording(
        "{it}：迁移后重新计算存储的值", "{it}: stored values are computed anew after the migration"
    ),
    StepKind.SYSTEM_TABLES: wording("更新 lowcode 自己的表", "brings lowcode's own tables up to date"),
}
"""Every kind of step."""

COLUMN_TYPES: Mapping[str, Wording] = {
    "Text": wording("文本", "text"),
    "sa.BigInteger": wording("整数", "whole number"),
    "sa.Integer": wording("引用", "reference"),
    "ExactDecimal": wording("小数", "decimal number"),
    "sa.Boolean": wording("是/否", "yes or no"),
    "sa.Date": wording("日期", "date"),
    "WholeTime": wording("时间", "time of day"),
    "UtcDateTime": wording("日期时间", "date and time"),
    "FileList": wording("文件", "files"),
    "choice": wording("选项", "option"),
}
"""Types of columns, as their source begins; and what is a text for the database alone."""

REASON = wording("原因：{reason}", "reason: {reason}")
COMPUTED_INSTEAD = wording(
    "{it}：今后由公式计算，原来填写的值转存到 `{archive}`",
    "{it}: is computed from now on; what was typed in is kept in `{archive}`",
)
IN_THE_DATABASE = wording(
    "{it}：只是在数据库中的名称改变，数据全部保留", "{it}: gets another name in the database alone; everything is kept"
)
ROLE_GIVES_WAY = wording("{it}：已移除", "{it}: is gone")
ROLE_GONE = wording("{it}：已移除；用户不再拥有它", "{it}: is gone; users do not have it any more")
STEP_GONE = wording(
    "{it}：已移除；正在此环节签批的申请照常签完，尚未走到的申请跳过它，其提醒被取消",
    "{it}: is gone; whoever is signing it finishes, requests that have not come to it pass it over, reminders end",
)
STEP_GIVES_WAY = wording(
    "{it}：已移除，等待中的申请在“{to}”继续", "{it}: is gone; requests that wait there go on at {to}"
)
REPLACEMENT = wording("改为“{to}”", "becomes {to}")

LOSSES: Mapping[Loss, Wording] = {
    Loss.NONE: wording("不丢失数据", "nothing is lost"),
    Loss.RECOVERABLE: wording("可恢复（数据在归档表中）", "recoverable (the data is in an archive table)"),
    Loss.DECLARED: wording("按规格声明丢弃", "lost, as the specification says"),
}

STOPS: Mapping[str, Wording] = {
    "empty": wording("有记录没有值", "records without a value"),
    "too_long": wording("有值超出新的长度", "values that are too long"),
    "duplicate": wording("有重复的值", "values that occur twice"),
    "breaks": wording("有记录不满足新的条件", "records that break the new condition"),
    "several": wording("有记录对应多个值", "records that have several"),
    "unconvertible": wording("有值无法转换", "values that cannot be converted"),
    "too_large": wording("有数值位数过多", "numbers with too many digits"),
}
"""What can stop the migration, with the records in the way; nothing is changed then."""

LOCKS: Mapping[Lock, Wording] = {
    Lock.NONE: wording("不加锁", "no lock"),
    Lock.ACCESS_SHARE: wording("只读，不影响他人", "reads; nobody waits"),
    Lock.ROW_EXCLUSIVE: wording("仅写同一行者等待", "whoever writes the same rows waits"),
    Lock.SHARE_UPDATE_EXCLUSIVE: wording("读写均不等待", "nobody who reads or writes waits"),
    Lock.SHARE: wording("写入者等待", "writers wait"),
    Lock.SHARE_ROW_EXCLUSIVE: wording("写入者等待", "writers wait"),
    Lock.ACCESS_EXCLUSIVE: wording("读写者均等待", "readers and writers wait"),
}

WORKS: Mapping[Work, Wording] = {
    Work.NOTHING: wording("只改表结构，不碰数据", "no row is touched"),
    Work.NAMES: wording("改写历史、待办等记录中的名称", "history, tasks and the like are written"),
    Work.LOOK: wording("扫描全表", "every row is read"),
    Work.INDEX: wording("扫描全表并写索引", "every row is read, an index written"),
    Work.COPY: wording("复制相关的行", "the rows concerned are copied"),
    Work.WRITE: wording("改写相关的行", "the rows concerned are written"),
    Work.REWRITE: wording("重写整个表", "the table is rewritten"),
    Work.CONVERT: wording("逐值转换并写回", "each value is converted and written"),
    Work.COMPUTE: wording("提交后、应用启动前重新计算", "computed anew after the commit, before the app starts"),
}
